"""A file of statistics: which libraries it has, and each figure of one of them as it stands there."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.figures import imls, uk
from bpworkshop.figures.facts import Fact, Gap
from bpworkshop.figures.layout import Layout, Library
from bpworkshop.figures.reading import Reader
from bpworkshop.figures.scan import Progress
from bpworkshop.figures.table import Record, Table, folded
from bpworkshop.words import say

MOST_LISTED = 20
"""Libraries that are named where many fit."""

MOST_FOUND = 1000
"""Libraries of one name that are counted."""

MOST_COUNTED = 50_000
"""Different libraries, or periods of one, that are told apart: more would not fit into memory."""


class Statistics:
    """An opened file. Whatever is asked of it reads it anew, from the disk, a record at a time.

    ``progress`` is told how many bytes of how many were read, again for each
    reading; what it raises ends it.
    """

    def __init__(self, path: Path, mapping: Path | None = None, progress: Progress | None = None) -> None:
        if mapping:
            from bpworkshop.figures import mapping as mappings

            wanted = mappings.read(mapping)
            self.table = Table(path, wanted.delimiter, progress)
            self.layout = mappings.layout(wanted, self.table)
        else:
            self.table = Table(path, progress=progress)
            known = imls.layout(self.table) or uk.layout(self.table)
            self.layout = _marked(known, self.table) if known else _guessed(self.table)
        if next(self.table.records(), None) is None:
            raise FileProblem("figures.no_records", path=path)
        self._reader = Reader(self.layout, self.table)

    @property
    def found(self) -> tuple[str, ...]:
        """What was found out of the file, each in a sentence."""
        return (say(f"figures.kind_of.{self.layout.kind}"), *self.table.found, *self._form())

    def _form(self) -> Iterator[str]:
        layout, header = self.layout, self.table.header
        if layout.kind not in (imls.KIND, uk.KIND) or self.table.delimiter == ";":
            name = say("figures.found.no_marks")
            if layout.marks:
                name = say("figures.found.comma" if layout.marks == "," else "figures.found.point")
            yield name
        for one in layout.measures:
            if layout.guessed:
                yield say("figures.found.guessed", column=header[one.at], metric=one.metric, unit=one.unit)

    def libraries(self) -> Iterator[Library]:
        """The library of every record, in the order of the file; one with many records comes as often."""
        for record in self.table.records():
            yield self._library(record.cells)

    def find(self, wanted: str) -> Library:
        """The one library of this key, name, or name and place.

        Raises FileProblem where none is called so, with near names, and where
        several are, with their keys and places.
        """
        found: dict[Library, None] = {}
        seen: dict[int, int] = {}
        for record in self._matching(wanted):
            library = self._library(record.cells)
            if self.layout.once:
                self._only_once(library, record, seen)
            if len(found) < MOST_FOUND:
                found.setdefault(library)
        by_key = [one for one in found if one.key and folded(one.key) == folded(wanted)]
        if len(found) == 1 or len(by_key) == 1:
            return next(iter(by_key or found))
        if found:
            fits = "; ".join(full_name(one) for one in list(found)[:MOST_LISTED])
            raise FileProblem("figures.several", path=self.table.path, n=len(found), name=wanted, fits=fits)
        from bpworkshop.figures.near import nearest

        near = nearest(wanted, self.libraries())
        if not near:
            raise FileProblem("figures.no_library", path=self.table.path, name=wanted)
        raise FileProblem(
            "figures.no_library_near",
            path=self.table.path,
            name=wanted,
            near="; ".join(full_name(one) for one in near),
        )

    def figures(self, library: Library | None = None) -> Iterator[Fact | Gap]:
        """Every figure of a library, or of all, as the file has it.

        Raises FileProblem for a record that does not fit the columns, and for a
        column whose dates contradict each other.
        """
        seen: dict[int, int] = {}
        wanted = (library.key or library.name) if library else ""
        for record in self._matching(wanted) if wanted else self.table.records():
            of = self._library(record.cells)
            if library is not None and of != library:
                continue
            if self.layout.once:
                self._only_once(of, record, seen)
            cells = self.table.exact(record)
            for one in self._reader.read(Record(record.line, cells), of):
                # Two numbers for one period: which of them holds, only people can say.
                sign = hash((one.metric, one.first, one.last, of))
                again = seen.get(sign)
                if len(seen) < MOST_COUNTED and one.first and not one.about and not self.layout.once:
                    seen.setdefault(sign, record.line)
                if again and not one.about:
                    one = one._replace(warnings=(*one.warnings, say("figures.warning.again", line=again)))
                yield one

    def _only_once(self, library: Library, record: Record, seen: dict[int, int]) -> None:
        sign = hash(library.key or library)
        if other := seen.get(sign):
            raise FileProblem(
                "figures.twice",
                path=self.table.path,
                line=record.line,
                name=full_name(library),
                other=other,
            )
        if len(seen) < MOST_COUNTED:
            seen[sign] = record.line

    def _matching(self, wanted: str) -> Iterator[Record]:
        """The records of every library that is called so."""
        name = folded(wanted)
        if not name:
            return
        # Names are told as text that is safe to show: what that changed does not stand in the file.
        parts = re.split(r"[\s,\u2400-\u2421]+", name)

        def may_hold(some: str) -> bool:
            small = some.casefold()
            if all(part in small for part in parts):
                return True
            return not some.isascii() and not text.is_clean(some)

        yield from (
            record
            for record in self.table.records(may_hold)
            if name in self._names(self._library(record.cells))
        )

    def _names(self, library: Library) -> Sequence[str]:
        with_place = ", ".join(filter(None, (library.name, library.place)))
        return [folded(name) for name in (library.key, library.name, with_place) if name]

    def _library(self, cells: Sequence[str]) -> Library:
        layout, wide = self.layout, len(cells)

        def at(place: int | None) -> str:
            return text.line(cells[place]) if place is not None and place < wide else ""

        return Library(at(layout.key), at(layout.name), ", ".join(filter(None, map(at, layout.place))))


def full_name(library: Library) -> str:
    """A library so that nobody takes it for another: name, key and place."""
    if library.key:
        return say("figures.told_key", name=library.name, key=library.key, place=library.place)
    if library.place and not library.name:
        return library.place
    if library.place:
        return say("figures.told_place", name=library.name, place=library.place)
    return library.name


def _marked(layout: Layout, table: Table) -> Layout:
    """A known form with the file's decimal mark: where semicolons part columns, commas may part numbers."""
    if table.delimiter != ";":
        return layout
    return layout._replace(marks=table.marks([one.at for one in layout.measures]))


def _guessed(table: Table) -> Layout:
    from bpworkshop.figures.guessing import guess
    from bpworkshop.figures.mapping import layout

    return layout(guess(table), table, guessed=True)
