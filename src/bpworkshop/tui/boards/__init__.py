"""The boards, each fitted to its step or tool: pure functions from what is shown to rows."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from bpworkshop.session.types import Step
from bpworkshop.tui.boards.drawn import Drawn
from bpworkshop.tui.rows import Row, under
from bpworkshop.words import has, say

__all__ = ["Drawn", "above", "rows"]


def _board(step: Step) -> Callable[[Drawn], Iterator[Row]]:
    """How a board is drawn: ``board`` of the module of its name, loaded when it is looked at."""
    found: Callable[[Drawn], Iterator[Row]] = import_module(f"{__package__}.{step}").board
    return found


def _empty(step: Step) -> Iterator[str]:
    """How a board begins: with what is said, and with a command where there is something to begin with."""
    yield say("board.empty")
    if has(f"board.begin.{step}"):
        yield say(f"board.begin.{step}")


def above(step: Step, drawn: Drawn, room: int) -> Sequence[Row]:
    """What stands over a board that leaves so many rows for it: of risks, how likely and how bad they are."""
    if step != "risks" or not drawn.reader.session.risks:
        return ()
    from bpworkshop.tui import matrix  # the first frame has another board

    found = matrix.drawn(drawn.reader, drawn.width)
    return (*found, Row()) if len(found) < room else ()


def rows(step: Step, drawn: Drawn) -> list[Row]:
    """The rows of a step's board; air between the items is for the widget to add."""
    if not drawn.reader.session.board(step):
        if drawn.hidden:
            return [Row(), *under(drawn.hidden, "mark", drawn.width, indent=6)]
        return [Row(), *(row for line in _empty(step) for row in under(line, "faint", drawn.width, indent=6))]
    found = list(_board(step)(drawn))
    return [*found, *([Row(), *under(drawn.hidden, "mark", drawn.width, indent=6)] if drawn.hidden else ())]
