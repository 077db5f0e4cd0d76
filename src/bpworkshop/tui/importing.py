"""Figures out of a file, as rows: its libraries, their figures, what its columns mean.

Pure: no Textual. Rows are made when they are drawn where there are thousands.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, overload

from bpworkshop import text
from bpworkshop.commands import mapped
from bpworkshop.commands.sources import Offered, Told, Unread, told
from bpworkshop.figures import mapping as mappings
from bpworkshop.figures.facts import Fact, is_old, metric_words, period, unit_words
from bpworkshop.figures.layout import Library
from bpworkshop.figures.table import folded
from bpworkshop.session.numbers import write_number
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Column, Look, Made, Part, Row, cells, readable
from bpworkshop.words import say

COLUMNS_FROM = 76
"""Cells from which what is known of something stands beside it."""

PLACE, KEY = 26, 14
PERIOD, HOW = 27, 13
MEANS = 34
"""Cells of columns."""


def beside(
    item: str, name: Part, known: Sequence[tuple[Part, int]], width: int, chosen: bool
) -> tuple[Row, ...]:
    """A name with what is known of it beside it: in one row, and whole where it is chosen."""
    room = width - 3 - sum(2 + each for _, each in known)
    return cells((" ▸ " if chosen else "   ", "mark"), ((name, room), *known), item, chosen)


# Libraries


class LibraryRows(Made):
    """Thousands of libraries, a row each; the one that is chosen is told whole."""

    def __init__(self, libraries: Sequence[Library], width: int, chosen: str | None) -> None:
        self._libraries, self._width = libraries, readable(width)
        self.items: Sequence[str] = _Places(len(libraries))
        self.chosen = chosen if chosen in self.items else "0" if libraries else None
        self._at = int(self.chosen or 0)
        self._keyed = bool(libraries and libraries[0].key)
        self._whole = self._row(self._at, chosen=True) if libraries else ()

    def _row(self, number: int, *, chosen: bool = False) -> tuple[Row, ...]:
        one, item = self._libraries[number], str(number)
        name: Part = (one.name or one.key, "said")
        if self._width < COLUMNS_FROM:
            # Names that occur more than once are told apart at a glance.
            known = [
                ((", ".join(filter(None, (one.key, one.place))), "known"), max(self._width * 2 // 5, 10))
            ]
        else:
            known = [((one.place, "known"), PLACE), *([((one.key, "faint"), KEY)] if self._keyed else [])]
        return beside(item, name, known, self._width, chosen)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._libraries) - 1 + len(self._whole) if self._libraries else 0

    def row(self, at: int) -> Row:
        if self._at <= at < self._at + len(self._whole):
            return self._whole[at - self._at]
        return self._row(at if at < self._at else at - len(self._whole) + 1)[0]

    def rows_of(self, item: str) -> range:
        if item not in self.items:
            return range(0)
        number = int(item)
        start = number if number <= self._at else number - 1 + len(self._whole)
        return range(start, start + (len(self._whole) if number == self._at else 1))


class _Places(Sequence[str]):
    """ "0", "1" … as many as there are: nothing is made until it is looked at."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [str(one) for one in range(*at.indices(self._length))]
        return str(range(self._length)[at])

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and item.isdecimal() and int(item) < self._length

    def index(self, value: str, start: int = 0, stop: int | None = None) -> int:
        if value not in self:
            raise ValueError(value)
        return int(value)


# Figures


class Choice(NamedTuple):
    """A figure that is offered. ``number``: by which it is called; none for a code in the place of one."""

    at: int
    number: int
    what: str
    period: str
    how: str
    doubts: str
    told: Told
    old: bool
    searched: str


def choices(offered: Offered, methods: Mapping[str, str], today: date) -> list[Choice]:
    """All that a library's figures are chosen from, in the order of the file; ``methods`` has their words."""
    made, number = [], 0
    for at, one in enumerate(offered.figures):
        metric, unit = metric_words(one.metric), unit_words(one.unit)
        what = metric
        if isinstance(one, Fact):
            number += 1
            amount = say("figures.amount", value=write_number(one.value), unit=unit)
            what = amount if metric == unit else f"{amount}, {metric}"
        told_ = told(one, today)
        made.append(
            Choice(
                at,
                number if isinstance(one, Fact) else 0,
                f"{what}, {one.about}" if one.about else what,
                period(one),
                methods.get(one.method, one.method),
                "; ".join(one.warnings),
                told_,
                isinstance(one, Fact) and is_old(one, today),
                folded(f"{told_.said} {told_.notes}"),
            )
        )
    return made


def narrowed(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Those in which all words stand; numbers alone mean figures, and leave all in sight."""
    parts = folded(typed.replace(",", " ")).split()
    if all(part[0].isdecimal() for part in parts):
        return list(choices)
    return [one for one in choices if all(part in one.searched for part in parts)]


def figures(choices: Sequence[Choice], marked: Collection[int], chosen: str | None, width: int) -> list[Row]:
    """Each with its mark in front; of the chosen one, what the partner will read and where it stands."""
    width = readable(width)
    return [row for one in choices for row in _figure(one, one.at in marked, str(one.at) == chosen, width)]


@lru_cache(maxsize=8192)
def _figure(one: Choice, marked: bool, chosen: bool, width: int) -> tuple[Row, ...]:
    item = str(one.at)
    box = ("[✓]" if marked else "[ ]") if one.number else " ✗ "
    head = f"{'▸' if chosen else ' '}{box} {one.number or '':>2}  "
    first: Look = "good" if marked else "faint" if one.number else "missing"
    look: Look = "said" if one.number else "known"
    indent = text.width(head)
    made: list[Row] = []
    if width >= COLUMNS_FROM:
        columns = (Column(one.period, "known", PERIOD), Column(one.how, "known", HOW))
        made += sheets.line(head, one.what, width, columns, id=item, first=first, look=look)
    else:
        made += sheets.line(head, one.what, width, id=item, first=first, look=look)
        made += sheets.prose(f"{one.period} · {one.how}", "known", width, indent)
    if chosen:
        if one.number:
            reads = say("importing.reads", sentence=one.told.said)
            made += sheets.prose(reads, "known", width, indent)
        made += sheets.prose(one.told.notes, "mark" if one.doubts else "known", width, indent)
    elif one.doubts:
        made += sheets.prose(one.doubts, "mark" if one.number else "missing", width, indent)
    return tuple(Row(row.parts, item) for row in made)


# Columns


def columns(unread: Unread, mapping: mappings.Mapping, chosen: str | None, width: int) -> list[Row]:
    """Each column with what stands under it, and what it means; beside it where there is room."""
    width = readable(width)
    made: list[Row] = []
    for at, one in enumerate(unread.columns):
        item, means = str(at), mapped.meaning(mapping, one.name)
        head = f"{'▸' if item == chosen else ' '}{at + 1:>3}  "
        counts = mapped.is_figure(mapping, one.name)
        look: Look = "good" if counts else "mark" if means else "faint"
        words = say("mapped.counts" if counts else "mapped.is", means=means) if means else ""
        words = words or say("mapped.not_used")
        under = " · ".join(one.cells) or say("mapped.empty")
        if width >= COLUMNS_FROM:
            made += sheets.line(head, one.name, width, (Column(words, look, MEANS),), id=item, first="mark")
            made += (Row(row.parts, item) for row in sheets.prose(under, "faint", width - MEANS - 2, 6))
            continue
        made += sheets.line(head, one.name, width, id=item, first="mark")
        made += (Row(row.parts, item) for row in sheets.prose(under, "faint", width, 6))
        made += (Row(row.parts, item) for row in sheets.prose(words, look, width, 6))
    return made
