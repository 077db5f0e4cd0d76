"""What all boards are drawn with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bpworkshop import text
from bpworkshop.pages import Reader
from bpworkshop.session.clusters import I, heads
from bpworkshop.session.items import StepItem
from bpworkshop.session.tallies import by_votes
from bpworkshop.session.types import Step
from bpworkshop.tui.rows import Column, Part, Row, fitted, item_rows, under, wrap
from bpworkshop.words import say

COLUMNS_FROM = 76
"""Cells from which there is room for columns beside the text."""

WIDEST = 17
"""Cells of a column of names, of days or of how a promise stands, at most: a day written out fits."""

DEEPER = 4
"""Cells by which an item is indented that is under another."""

DOTS = 6
"""Cells of the column of votes, which is there once anything has votes."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a board is drawn: in so many cells, one item chosen, by votes or as it was said.

    ``hidden``: that this board hides what is entered, and how much; empty where it does not.
    """

    reader: Reader
    width: int
    chosen: str | None = None
    votes: bool = False
    hidden: str = ""

    @property
    def broad(self) -> bool:
        return self.width >= COLUMNS_FROM

    def label(self, step: Step, name: str) -> str:
        return self.reader.guide.label(step, name)

    def item(self, number: int, item: StepItem, said: str, columns: Sequence[Column] = ()) -> Sequence[Row]:
        """The text of an item, numbered, with columns beside it."""
        return item_rows(number, said, tuple(columns), self.width, item.id, item.id == self.chosen)

    def details(self, step: Step, item: StepItem, *names: str) -> str:
        """Fields of an item with their labels, as far as they were said."""
        return " · ".join(
            self.reader.labelled(step, name, value)
            for name in names
            if (value := getattr(item, name)) not in (None, ())
        )


def numbered(drawn: Drawn, step: Step) -> dict[str, int]:
    return {item.id: number for number, item in enumerate(drawn.reader.session.board(step), 1)}


def in_order(drawn: Drawn, items: Sequence[I]) -> tuple[I, ...]:
    """The items of a board that are under no other: by votes, or as they were said."""
    found = heads(items)
    return by_votes(found) if drawn.votes else found


def beneath(drawn: Drawn, step: Step, found: Sequence[StepItem]) -> Iterator[Row]:
    """What is under an item: what each said, indented, with its own number and votes."""
    numbers = numbered(drawn, step) if found else {}
    for item in found:
        columns = (Column(dots(item), "mark", DOTS),) if item.votes else ()
        width, chosen = drawn.width - DEEPER, item.id == drawn.chosen
        for row in item_rows(numbers[item.id], item.said, columns, width, item.id, chosen, look="known"):
            yield Row(((" " * DEEPER, "plain"), *row.parts), item.id)
        yield from tail(drawn, step, item)


def missing(drawn: Drawn, step: Step, name: str) -> str:
    return f"{drawn.label(step, name)}?"


def dots(item: StepItem) -> str:
    """Votes as dots, as many as there is room for; beyond, the count."""
    if not item.votes:
        return ""
    return "●" * item.votes if item.votes <= DOTS else f"●×{item.votes}"


def broadest(several: Iterable[str]) -> int:
    """Cells of a column that all of these fit into, as far as there is room for it."""
    return min(max(map(text.width, several)), WIDEST)


def names(drawn: Drawn, step: Step) -> int:
    """Cells of a column of names."""
    people = (drawn.reader.person(one.id) for one in drawn.reader.session.people)
    return broadest((missing(drawn, step, "owner"), *people))


def mark(drawn: Drawn, item: StepItem) -> str:
    """Who may see an item, where that is the exception; and that two versions stand."""
    marks = [*drawn.reader.switched(item), *drawn.reader.audience(item)]
    if item.conflicts_with:
        marks.append(say("page.conflict"))
    return " · ".join(marks)


def tail(drawn: Drawn, step: Step, item: StepItem, *names: str) -> Iterator[Row]:
    """Under the text: marks always, the rest of what is known for the chosen item."""
    if told_of := mark(drawn, item):
        yield from under(told_of, "mark", drawn.width, item.id)
    if item.id == drawn.chosen and (told := drawn.details(step, item, *names, "note", "by")):
        yield from under(told, "known", drawn.width, item.id)


def narrow(drawn: Drawn, step: Step, item: StepItem, *names: str, dots: str = "") -> Iterator[Row]:
    """Where columns have no room: under the text, for the chosen item; of the others what is missing."""
    lacking = [missing(drawn, step, name) for name in names if getattr(item, name) in (None, ())]
    if item.id == drawn.chosen and (told := drawn.details(step, item, *names)):
        yield from under(told, "known", drawn.width, item.id)
    if lacking or dots:
        parts: list[Part] = [(" " * 8, "plain")]
        if dots:
            parts.append((f"{dots}  ", "mark"))
        parts.append((fitted("  ".join(lacking), drawn.width - 8 - len(dots) - 2), "missing"))
        yield Row(tuple(parts), item.id)


def facts(drawn: Drawn, number: int, item: StepItem, columns: Sequence[Column]) -> Iterator[Row]:
    """An item with columns beside it; where they have no room, with what they say under it."""
    yield from drawn.item(number, item, item.said, columns if drawn.broad else ())
    if not drawn.broad:
        yield from along(columns, drawn.width, item.id)


def along(columns: Sequence[Column], width: int, id: str | None = None) -> Iterator[Row]:
    """What columns say, one behind the other in as few lines as they need, each with its look."""
    indent: Part = (" " * 8, "plain")
    parts, filled = [indent], 8
    for words, look, _ in columns:
        if not words:
            continue
        for at, line in enumerate(wrap(words, max(width - 8, 10))):
            cells = text.width(line)
            if len(parts) > 1 and (at or filled + 2 + cells > width):
                yield Row(tuple(parts), id)
                parts, filled = [indent], 8
            gap: Part = ("  " if len(parts) > 1 else "", "plain")
            parts += [gap, (line, look)]
            filled += cells + len(gap[0])
    if len(parts) > 1:
        yield Row(tuple(parts), id)


def lacking(drawn: Drawn, step: Step, item: StepItem, *names: str) -> Iterator[Row]:
    """What nobody has said of an item yet, in a line under it."""
    found = [missing(drawn, step, name) for name in names if getattr(item, name) in (None, ())]
    if found:
        yield from under("  ".join(found), "missing", drawn.width, item.id)


def who(drawn: Drawn, person: str | None, step: Step, broad: int) -> Column:
    if person:
        return Column(drawn.reader.person(person), "known", broad)
    return Column(missing(drawn, step, "owner"), "missing", broad)
