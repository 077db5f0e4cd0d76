"""A PDF of a session beside typst alone: a Python that compiles the same source, and nothing else."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from benchmarks.rows import LeftOut, Pair, in_turns, row
from benchmarks.world import World
from bpworkshop.documents import converting, reading, typst
from bpworkshop.documents.converting import STANDARD
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.minutes import minutes
from bpworkshop.method import guide
from bpworkshop.store import codec

_ALONE = (
    "import sys, typst\n"
    "made = typst.compile(open(sys.argv[1], 'rb').read(), format='pdf', timestamp=0,"
    f" pdf_standards={STANDARD!r}, ignore_system_fonts=True)\n"
    "open(sys.argv[2], 'wb').write(made)"
)


def _installed() -> None:
    if not find_spec("typst"):
        raise LeftOut("typst is not installed; make install has it")


def _largest() -> Path:
    samples = (Path(__file__).parents[1] / "sessions").glob("*.toml")
    return max(samples, key=lambda path: path.stat().st_size)


@row("minutes as PDF in a running program ÷ typst on the same source, largest sample", must=2, aim=1.5)
def made_while_running(world: World) -> Pair:
    """What somebody waits for who has them made on the screen: filling the template, and typst."""
    _installed()
    path = _largest()
    session = codec.decode(path.read_bytes(), path)
    reader = reading.reader(session, None, guide.load(), None, only_us=False)
    source = typst.written(minutes(reader, Paper()))

    def ours() -> bytes:
        return converting.pdf(typst.written(minutes(reader, Paper()))).data

    def theirs() -> bytes:
        return converting.pdf(source).data

    if ours() != theirs():
        raise RuntimeError("typst alone made another document")
    return in_turns(ours, theirs, rounds=20)


@row("`bpworkshop export --document minutes --format pdf` ÷ typst alone, largest sample", must=2, aim=1.5)
def minutes_as_pdf(world: World) -> Pair:
    """The same from the shell, beside a Python that has typst compile the source and knows no session."""
    _installed()
    largest = _largest()
    folder = world.new_folder("documents")
    shutil.copy(largest, folder)
    session = codec.decode(largest.read_bytes(), largest)
    reader = reading.reader(session, None, guide.load(), None, only_us=False)
    source, alone, made = (world.folder / name for name in ("minutes.typ", "alone.pdf", "minutes.pdf"))
    source.write_text(typst.written(minutes(reader, Paper())), "utf-8")
    command = ["export", largest.stem, "--sessions", str(folder), "--document", "minutes"]

    def ours() -> None:
        world.ours(*command, "--format", "pdf", "-o", str(made))

    def theirs() -> None:
        world.run([sys.executable, "-c", _ALONE, str(source), str(alone)])

    pair = in_turns(ours, theirs, rounds=20)
    if made.read_bytes() != alone.read_bytes():
        raise RuntimeError("typst alone made another document")
    return pair
