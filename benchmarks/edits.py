"""What one edit costs inside the program, and how that grows with the session."""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks import generate
from benchmarks.rows import Pair, in_turns, row
from benchmarks.world import World
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import Add, Change, apply
from bpworkshop.session.session import Session
from bpworkshop.store.codec import Encoder, encode
from bpworkshop.workshop import Workshop

FEW, MANY = 5, 500


def _editing(session: Session) -> Callable[[], None]:
    """Adds an item to each step and changes it, as the line mode does, always to the same session."""
    encoder = Encoder()
    encoder.encode(session)
    items = [(step, generate.item(step, "added", number)) for number, step in enumerate(STEPS)]
    size = len(encode(session))

    def edit() -> None:
        for step, item in items:
            added = apply(session, Add(step, item))
            encoder.encode(added)
            data = encoder.encode(apply(added, Change("added", {"note": "As was said at the table."})))
            if len(data) <= size:
                raise RuntimeError("the edits left no trace")

    return edit


@row("one edit applied and encoded in 500 items ÷ in 5", must=8, aim=3)
def edit(world: World) -> Pair:
    many, few = _editing(generate.session(MANY)), _editing(generate.session(FEW))
    return in_turns(many, few, rounds=150, each=2 * len(STEPS))


class _Encoded(Encoder):
    """Has the bytes ready: what is left of a save is the disk and what we do around it."""

    def __init__(self, *ready: bytes) -> None:
        super().__init__()
        self._ready = ready
        self._number = count()

    def encode(self, session: Session) -> bytes:
        return self._ready[next(self._number) % len(self._ready)]


def _by_hand(path: Path, data: bytes) -> None:
    """The least that a durable save can be."""
    temporary = path.with_suffix(".tmp")
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(file, data)
    os.fsync(file)
    os.close(file)
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@row("saving 500 items, without encoding ÷ the same bytes by hand, as durably", must=2, aim=1.3, least=0.3)
def save(world: World) -> Pair:
    session = generate.session(MANY)
    changed = session.model_copy(update={"idea": "Another idea"})
    data, other = encode(session), encode(changed)
    path, by_hand = world.new_folder("save") / "ours.toml", world.new_folder("by-hand") / "hand.toml"
    path.write_bytes(data)
    workshop = Workshop.open(path)
    workshop._keeper._encoder = _Encoded(other, data)
    saves, times = count(), count()

    def ours() -> None:
        workshop.session = (changed, session)[next(saves) % 2]
        workshop.save()

    def others() -> None:
        _by_hand(by_hand, (other, data)[next(times) % 2])

    rounds = 200
    written: set[int] = set()
    pair = in_turns(
        ours,
        others,
        rounds=rounds,
        before_ours=lambda: written.add(path.stat().st_mtime_ns),
    )
    if len(written) < rounds or path.read_bytes() not in (data, other) or workshop.conflicts:
        raise RuntimeError(f"{rounds} saves wrote the file {len(written)} times")
    return pair
