"""The commands of the shell beside the start of Python and of libraries that others start with."""

import shutil
from pathlib import Path

from benchmarks import generate
from benchmarks.rows import Pair, in_turns, row
from benchmarks.world import World
from bpworkshop.session.boards import STEPS
from bpworkshop.store.codec import encode

LIBRARIES = "import pydantic, click"
"""What a command line program with models pays before its own first line."""

SAMPLES = 3


def _samples(folder: Path) -> list[str]:
    """Put the repository's sample sessions, or some like them, into a folder; their handles."""
    found = sorted((Path(__file__).parents[1] / "sessions").glob("*.toml"))
    if len(found) >= SAMPLES:
        return [Path(shutil.copy(path, folder)).stem for path in found]
    for seed in range(SAMPLES):
        whole = generate.session(generate.SAMPLE_ITEMS, seed)
        (folder / f"2026-05-0{seed + 1}-sample.toml").write_bytes(encode(whole))
    return [path.stem for path in folder.glob("*.toml")]


def _expect(said: str, *parts: str) -> None:
    for part in parts:
        if part not in said:
            raise RuntimeError(f"{part!r} is not in what was said: {said[-300:]!r}")


@row("`bpworkshop list` on the samples ÷ `python -c pass`", must=9, aim=6)
def list_(world: World) -> Pair:
    folder = world.new_folder("list")
    handles = _samples(folder)

    def ours() -> None:
        _expect(world.ours("list", "--sessions", str(folder)), *handles)

    return in_turns(ours, lambda: world.python("pass"), rounds=40)


@row("`bpworkshop add` ÷ `python -c 'import pydantic, click'`", must=3, aim=2)
def add(world: World) -> Pair:
    path = world.new_folder("add") / "2026-05-04-bench.toml"
    before = encode(generate.session(generate.SAMPLE_ITEMS))

    def ours() -> None:
        line = "Deliver postcards @ana due:+2w"
        id = world.ours("add", "bench", "commitments", line, "--sessions", str(path.parent)).strip()
        _expect(path.read_text(), f'id = "{id}"', 'commitment = "Deliver postcards"')

    return in_turns(
        ours,
        lambda: world.python(LIBRARIES),
        rounds=40,
        before_ours=lambda: path.write_bytes(before),
    )


@row("a played script of 200 lines ÷ `python -c 'import pydantic, click'`", must=15, aim=6)
def played(world: World) -> Pair:
    path = world.new_folder("played") / "2026-05-04-bench.toml"
    before = encode(generate.session(0))
    lines = generate.script(200)
    typed = "\n".join(lines).encode()

    def fresh() -> None:
        # The stage is kept beside the session: each meeting begins at the first step.
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        path.write_bytes(before)

    def ours() -> None:
        world.ours("run", "bench", "--plain", "--sessions", str(path.parent), stdin=typed)
        after = path.read_text()
        found = sum(after.count(f"[[{step}]]") for step in STEPS)
        if found != generate.SCRIPT_ITEMS:
            raise RuntimeError(f"the script made {found} items, not {generate.SCRIPT_ITEMS}")

    return in_turns(ours, lambda: world.python(LIBRARIES), rounds=15, before_ours=fresh)
