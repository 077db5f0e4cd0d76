"""Risks: the matrix of how likely and how bad, what comes first in it, and what is to be looked at again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bpworkshop.pages import Reader
from bpworkshop.session.clusters import heads
from bpworkshop.session.session import Session
from bpworkshop.session.tools import Grade, Risk
from bpworkshop.words import say

GRADES: tuple[Grade, ...] = ("high", "medium", "low")
"""From what comes first to what comes last."""

Cell = tuple[Grade, Grade]
"""How likely, and how bad."""

CELLS: tuple[Cell, ...] = tuple(
    sorted(
        ((likely, bad) for likely in GRADES for bad in GRADES),
        key=lambda cell: (sum(map(GRADES.index, cell)), max(map(GRADES.index, cell)), GRADES.index(cell[1])),
    )
)
"""What is high in both comes first; of cells that weigh the same the more even one, then what is worse."""

Numbered = tuple[int, Risk]


class Matrix(NamedTuple):
    """The risks with their numbers, cell by cell; apart what nobody has weighed, what came, what is over."""

    cells: dict[Cell, tuple[Numbered, ...]]
    open: tuple[Numbered, ...] = ()
    came: tuple[Numbered, ...] = ()
    over: tuple[Numbered, ...] = ()

    def numbers(self, cell: Cell) -> tuple[int, ...]:
        return tuple(number for number, _ in self.cells.get(cell, ()))


def matrix(session: Session) -> Matrix:
    """Where the risks of a session stand. What stands under another one is not among them."""
    shown = {one.id for one in heads(session.risks)}
    found = [(number, one) for number, one in enumerate(session.risks, 1) if one.id in shown]
    ahead = [(number, one) for number, one in found if one.state not in ("came", "over")]
    cells = {
        cell: tuple(pair for pair in ahead if (pair[1].likelihood, pair[1].impact) == cell) for cell in CELLS
    }
    weighed = {number for several in cells.values() for number, _ in several}
    return Matrix(
        {cell: several for cell, several in cells.items() if several},
        open=tuple(pair for pair in ahead if pair[0] not in weighed),
        came=tuple(pair for pair in found if pair[1].state == "came"),
        over=tuple(pair for pair in found if pair[1].state == "over"),
    )


def lines(reader: Reader) -> list[str]:
    """The matrix in words, what is high in both first; then what is to be looked at again."""
    return [say("matrix.title"), *_told(reader)] if reader.session.risks else [say("matrix.none")]


def _told(reader: Reader) -> Iterator[str]:
    found = matrix(reader.session)
    for cell in CELLS:
        if several := found.cells.get(cell):
            yield say("matrix.line", where=in_words(reader, cell), risks=_named(several))
    yield from apart(found)
    yield from again(reader)


def apart(found: Matrix) -> Iterator[str]:
    """What stands in no cell, and why."""
    for name, several in (("open", found.open), ("came", found.came), ("over", found.over)):
        if several:
            yield say(f"matrix.{name}", risks=_named(several))


def in_words(reader: Reader, cell: Cell) -> str:
    """What a cell means."""
    likely, bad = (
        reader.labelled("risks", name, grade)
        for name, grade in zip(("likelihood", "impact"), cell, strict=True)
    )
    return say("matrix.cell", likely=likely, bad=bad)


def due(session: Session, today: date) -> list[Numbered]:
    """The risks that are to be looked at again by now."""
    return [(number, one) for number, one in enumerate(session.risks, 1) if one.is_due(today)]


def again(reader: Reader) -> list[str]:
    """That risks are to be looked at again, with their numbers; nothing where there are none."""
    numbers = [str(number) for number, _ in due(reader.session, reader.today)]
    return [say("matrix.again", numbers=", ".join(numbers))] if numbers else []


def _named(several: Sequence[Numbered]) -> str:
    return "; ".join(f"{number} {one.said}" for number, one in several)
