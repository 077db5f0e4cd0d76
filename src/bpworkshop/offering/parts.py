"""What a page of an offer is made of, before a face or a document shows it."""

from collections.abc import Iterator
from typing import NamedTuple


class Entry(NamedTuple):
    """Something offered: its number on the board, what was said, and what is known of it."""

    number: str
    said: str
    known: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """All of it in one line."""
        more = "; ".join((*self.known, *self.lacking))
        return f"{self.number} {self.said} – {more}" if more else f"{self.number} {self.said}"


class Section(NamedTuple):
    """Entries and sentences under a heading."""

    title: str
    entries: tuple[Entry, ...] = ()
    lines: tuple[str, ...] = ()


class Column(NamedTuple):
    """What one side gives: it stands beside the others where there is room."""

    title: str
    sections: tuple[Section, ...]


class Page(NamedTuple):
    """A page: what stands side by side, and what stands under it."""

    title: str
    columns: tuple[Column, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The page as it is read aloud."""
        return [self.title, *_lines(self)]


def _lines(page: Page) -> Iterator[str]:
    for column in page.columns:
        yield from ("", column.title)
        for section in column.sections:
            yield from _section(section)
    for section in page.sections:
        yield from ("", *_section(section))


def _section(section: Section) -> Iterator[str]:
    yield section.title
    yield from (entry.line for entry in section.entries)
    yield from section.lines
