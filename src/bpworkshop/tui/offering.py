"""The pages of an offer as rows: sides next to each other where there is room. Pure: no Textual."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bpworkshop import text
from bpworkshop.offering.parts import Column, Entry, Page, Section
from bpworkshop.tui.rows import Look, Part, Row, readable, wrap

BESIDE_FROM = 76
"""Cells from which two sides stand next to each other."""

GAP = 4


def rows(page: Page, width: int) -> list[Row]:
    """A page in that many cells."""
    # Side by side two columns may be as broad as two readable lines.
    beside = width >= BESIDE_FROM and len(page.columns) == 2
    drawn: list[Row] = []
    if beside:
        broad = (readable(width) - GAP) // 2
        left, right = (list(_column(one, broad)) for one in page.columns)
        drawn += _beside(left, right, broad)
    else:
        for column in page.columns:
            drawn += _column(column, readable(width))
    for section in page.sections:
        drawn += [Row(), *_section(section, readable(width), "heading")]
    return drawn


def _beside(left: Sequence[Row], right: Sequence[Row], broad: int) -> Iterator[Row]:
    for one, other in zip_longest(left, right, fillvalue=Row()):
        used = sum(text.width(words) for words, _ in one.parts)
        gap: list[Part] = [(" " * (broad - used + GAP), "plain")] if other.parts else []
        yield Row((*one.parts, *gap, *other.parts))


def _column(column: Column, width: int) -> Iterator[Row]:
    yield Row()
    yield from _words(column.title, "heading", width)
    for section in column.sections:
        yield from _section(section, width, "group")


def _section(section: Section, width: int, look: Look) -> Iterator[Row]:
    yield from _words(section.title, look, width)
    for entry in section.entries:
        yield from _entry(entry, width)
    for line in section.lines:
        yield from _words(line, "known", width, 4)


def _entry(entry: Entry, width: int) -> Iterator[Row]:
    for at, line in enumerate(wrap(entry.said, max(width - 6, 10))):
        head = f"{entry.number:>4}  " if at == 0 else " " * 6
        yield Row(((head, "faint"), (line, "said")))
    for one in entry.known:
        yield from _words(one, "known", width, 6)
    if entry.lacking:
        yield from _words("  ".join(entry.lacking), "missing", width, 6)


def _words(words: str, look: Look, width: int, indent: int = 2) -> Iterator[Row]:
    for line in wrap(words, max(width - indent, 10)):
        yield Row(((" " * indent, "plain"), (line, look)))
