"""A document as rows, to be read before it is made: its words and order, not its look on paper.

Pure: no Textual. It draws what stands in the document and nothing else.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from bpworkshop import text
from bpworkshop.documents.parts import (
    Break,
    Document,
    Heading,
    Line,
    Paragraph,
    Part,
    Picture,
    Points,
    Sheet,
    Signatures,
    Slips,
    Table,
    Typed,
)
from bpworkshop.tui import charts
from bpworkshop.tui.rows import Look, Row, fitted, readable, wrap
from bpworkshop.tui.sheets import line, prose

INDENT, DEEP, GAP = 2, 4, 2
"""Cells before words, before what is inside something, and between columns."""

LONGEST_WORD = 18
"""Cells for which a column makes room at most; longer words are broken."""

NARROWEST = 10
"""Cells of a column whose words do not stand in one line."""

NUMBER = 4
"""Cells of a first column that only counts."""

RULED, SHORTEST = 24, 2
"""Cells of a line that is to be written on, and of one in a column at least."""


def rows(document: Document, width: int, *, plain: bool = False) -> list[Row]:
    """The whole document in at most so many cells. ``plain``: with the signs of a typewriter alone."""
    paper = _Paper(readable(width), plain)
    made = [*paper.title(document), *chain.from_iterable(map(paper.part, document.head))]
    for sheet in document.sheets:
        made += paper.sheet(sheet, new_page=not document.flows)
    # What follows a heading belongs to it: there is no air between them.
    above = (None, *made)
    return [row for row, over in zip(made, above, strict=False) if row.parts or not _is_heading(over)]


def _is_heading(row: Row | None) -> bool:
    return row is not None and any(look in ("heading", "group") for _, look in row.parts)


class _Paper:
    """What is drawn upon: so many cells, and signs that the terminal has."""

    def __init__(self, width: int, plain: bool) -> None:
        self.width = width
        self.plain = plain
        self.rule = "-" if plain else "─"
        self.dot = "*" if plain else "·"

    def title(self, document: Document) -> Iterator[Row]:
        head = document.letterhead
        yield Row()
        if head and head.name:
            yield from self._words(head.name, "known")
        if document.kind:
            yield from self._words(document.kind, "group")
        yield from self._words(document.title, "heading")
        for said in filter(None, (document.draft, document.mark)):
            yield from self._words(said, "mark")
        broad = max((text.width(label) for label, _ in document.facts), default=0)
        if document.facts:
            yield Row()
        for label, said in document.facts:
            head_ = " " * INDENT + fitted(text.line(label), min(broad, self.width // 3)) + " " * GAP
            yield from line(head_, text.line(said), self.width, look="plain", first="known")

    def sheet(self, sheet: Sheet, *, new_page: bool) -> Iterator[Row]:
        yield Row()
        if new_page:
            yield from self._ruled()
        yield from self._words(sheet.title, "heading")
        yield from chain.from_iterable(map(self.part, sheet.parts))

    def part(self, part: Part) -> Iterator[Row]:
        """A part, with air over it where it begins something."""
        match part:
            case Heading(said, _, number):
                yield Row()
                yield from self._words(f"{number} {said}".strip(), "group")
            case Paragraph(said, loud):
                yield Row()
                yield from self._words(said, "said" if loud else "plain")
            case Points(items, steps):
                yield Row()
                yield from self._points(items, steps)
            case Typed(lines):
                yield Row()
                for one in lines:
                    yield from self._words(one, "said", DEEP)
            case Table():
                yield Row()
                yield from self._table(part)
            case Line(label, said):
                words = f"{label} {said or '_' * RULED}"
                yield from self._words(words, "plain")
            case Picture(chart):
                yield Row()
                yield from charts.rows(chart, self.width, plain=self.plain)
            case Slips(slips):
                for slip in slips:
                    yield Row()
                    yield from self._words(slip.title, "group")
                    yield from chain.from_iterable(map(self.part, slip.parts))
            case Signatures(of):
                for signs, person in ((one, person) for one in of for person in one.people):
                    yield Row()
                    yield from self._words(signs.party, "said")
                    yield from chain.from_iterable(map(self.part, part.lines(person)))
            case Break():
                yield Row()
                yield from self._ruled()

    def _words(self, said: str, look: Look, indent: int = INDENT) -> Iterator[Row]:
        return prose(text.line(said), look, self.width, indent)

    def _ruled(self) -> Iterator[Row]:
        yield Row(((" " * INDENT, "plain"), (self.rule * max(self.width - 2 * INDENT, 1), "faint")))

    def _points(self, items: Sequence[str], steps: bool) -> Iterator[Row]:
        for number, item in enumerate(items, 1):
            sign = f"{number:>3}. " if steps else f"  {self.dot} "
            yield from line(sign, text.line(item), self.width, look="plain")

    # Tables

    def _table(self, table: Table) -> Iterator[Row]:
        """In columns where they fit beside each other, otherwise each row under the one before."""
        head = tuple(text.line(column.label) for column in table.columns)
        cells = [tuple(map(text.line, row)) for row in table.rows]
        widths = self._widths(table, (head, *cells, *_blanks(table, [SHORTEST] * len(head))))
        cells += _blanks(table, widths or [RULED] * len(head))
        if widths is None:
            for row in cells:
                yield from self._stacked(head, row)
            return
        yield from _across(head, widths, "known")
        under = tuple(self.rule * width for width in widths)
        yield from _across(under, widths, "faint")
        drawn = [list(_across(row, widths, "plain")) for row in cells]
        airy = any(len(row) > 1 for row in drawn)
        for at, made in enumerate(drawn):
            yield from ([Row()] if airy and at else [])
            yield from made

    def _widths(self, table: Table, lines: Sequence[tuple[str, ...]]) -> list[int] | None:
        """How broad each column is: by its share, but no broader than its words and no narrower than one."""
        columns = list(zip(*lines, strict=True))
        most = [max(map(text.width, column)) for column in columns]
        words = [max(text.width(word) for cell in column for word in cell.split(" ")) for column in columns]
        least = [
            min(max(word, NARROWEST), high, LONGEST_WORD) for word, high in zip(words, most, strict=True)
        ]
        room = self.width - INDENT - GAP * (len(columns) - 1)
        if sum(least) > room:
            return None
        wanted = [
            min(max(low, room * share // 100), high)
            for low, share, high in zip(least, table.shares, most, strict=True)
        ]
        while sum(wanted) > room:
            # Whoever has most beyond what it needs gives.
            at = max(range(len(wanted)), key=lambda at: wanted[at] - least[at])
            wanted[at] -= 1
        while sum(wanted) < room and wanted != most:
            # Whoever lacks most takes what is left.
            at = max(range(len(wanted)), key=lambda at: most[at] - wanted[at])
            wanted[at] += 1
        return wanted

    def _stacked(self, head: tuple[str, ...], row: tuple[str, ...]) -> Iterator[Row]:
        """What names the row, and under it the rest with their labels; a number stands before its name."""
        counts = len(row) > 1 and row[0].isdecimal() and text.width(row[0]) <= NUMBER
        first = f"{' ' * (NUMBER - text.width(row[0]))}{row[0]}  " if counts else " " * INDENT
        named = 2 if counts else 1
        yield from line(first, row[named - 1], self.width, look="said")
        for label, cell in zip(head[named:], row[named:], strict=True):
            if cell:
                yield from prose(f"{label}: {cell}" if label else cell, "known", self.width, 6)


def _blanks(table: Table, widths: Sequence[int]) -> list[tuple[str, ...]]:
    """The rows that are to be written in, ruled as broad as their columns."""
    ruled = tuple("_" * min(width, RULED) for width in widths[1:])
    return [(text.line(first), *ruled) for first in table.blanks]


def _across(cells: Sequence[str], widths: Sequence[int], look: Look) -> Iterator[Row]:
    """Cells beside each other, each wrapped in its own width."""
    wrapped = [wrap(cell, max(width, 1)) for cell, width in zip(cells, widths, strict=True)]
    for at in range(max(map(len, wrapped), default=0)):
        pieces = (
            fitted(lines[at] if at < len(lines) else "", width)
            for lines, width in zip(wrapped, widths, strict=True)
        )
        yield Row(((" " * INDENT, "plain"), ((" " * GAP).join(pieces).rstrip(), look)))
