"""What stands over the board of a step while a vote runs there, and its result where votes are shown."""

from collections.abc import Iterator

from bpworkshop.commands import Face, casting
from bpworkshop.tui.rows import Row, under


def over(face: Face, width: int, *, by_votes: bool) -> Iterator[Row]:
    """The vote that runs: which it is, and how many are in; or what the latest one came to."""
    if face.workshop.stage.running:
        yield from _running(face, width)
    elif by_votes:
        for at, line in enumerate(casting.latest(face)):
            yield from under(line, "known" if at else "mark", width, indent=2)


def _running(face: Face, width: int) -> Iterator[Row]:
    round = casting.shown(face)
    if round is None or round.step not in (None, face.step):
        return
    yield from under(casting.head(face, round), "mark", width, indent=2)
    for line in casting.so_far(face, round):
        yield from under(line, "known", width, indent=4)
    yield Row()
