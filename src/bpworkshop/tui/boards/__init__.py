"""The six boards, each fitted to its step: pure functions from what is shown to rows."""

from collections.abc import Callable, Iterator

from bpworkshop.session.types import Step
from bpworkshop.tui.boards import alternatives, benefits, commitments, figures, goals, values
from bpworkshop.tui.boards.drawn import Drawn
from bpworkshop.tui.rows import Row, under
from bpworkshop.words import say

__all__ = ["Drawn", "rows"]

_BOARDS: dict[Step, Callable[[Drawn], Iterator[Row]]] = {
    "goals": goals.board,
    "values": values.board,
    "alternatives": alternatives.board,
    "benefits": benefits.board,
    "figures": figures.board,
    "commitments": commitments.board,
}


def rows(step: Step, drawn: Drawn) -> list[Row]:
    """The rows of a step's board; air between the items is for the widget to add."""
    if not drawn.reader.session.board(step):
        if drawn.hidden:
            return [Row(), *under(drawn.hidden, "mark", drawn.width, indent=6)]
        return [Row(), *under(say("board.empty"), "faint", drawn.width, indent=6)]
    found = list(_BOARDS[step](drawn))
    return [*found, *([Row(), *under(drawn.hidden, "mark", drawn.width, indent=6)] if drawn.hidden else ())]
