"""A text file as a table: records with the line on which each begins, one after the other.

Nothing is kept: a file of gigabytes needs no more memory than its longest
record. A record that can't be the one looked for is not even taken apart.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import copy
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.figures.cells import Marks, marks
from bpworkshop.figures.lines import Lines
from bpworkshop.figures.scan import Looked, Progress, look, opened
from bpworkshop.words import say

DELIMITERS = (",", ";", "\t", "|")
HEAD = 20
"""Lines in which the column names stand: titles may stand above them."""

SAMPLE = 200
"""Records from which the form of a file is found out."""


class Record(NamedTuple):
    """One record: the line on which it begins, counted from 1, and its cells."""

    line: int
    cells: Sequence[str]


class Table:
    """A delimited file. Opening it reads it once, to find out what it is."""

    def __init__(self, path: Path, delimiter: str = "", progress: Progress | None = None) -> None:
        self.path = path
        self._progress = progress
        self.looked: Looked = look(path, progress)
        first = self._first_lines()
        declared = re.fullmatch(r"(?i)sep=(.)\s*", first[0]) if first else None
        self.skipped = int(declared is not None)
        self.delimiter = delimiter or (declared[1] if declared else self._find_delimiter(first))
        self.header_line, self.header = self._read_header()
        self._plain = [_plain(name) for name in self.header]

    def parted(self, delimiter: str) -> "Table":
        """The same file, its columns parted by another sign. It is not looked over again, so nobody waits."""
        made = copy(self)
        made._progress = None
        made.delimiter = delimiter
        made.header_line, made.header = made._read_header()
        made._plain = [_plain(name) for name in made.header]
        return made

    @property
    def found(self) -> tuple[str, ...]:
        """What was found out of the file's form, each in a sentence."""
        return (
            self.looked.told,
            say("figures.found.delimiter", name=delimiter_name(self.delimiter)),
            say("figures.found.header", line=self.header_line, n=len(self.header)),
        )

    def records(self, may_hold: Callable[[str], bool] | None = None) -> Iterator[Record]:
        """Every record after the header, without those whose text ``may_hold`` refuses.

        Empty lines are no records. Raises FileProblem for a quotation mark that
        is never closed, and where the header stands a second time.
        """
        for record in self._raw(may_hold):
            if record.line > self.header_line:
                if record.cells == self.header:
                    raise FileProblem("figures.header_again", path=self.path, line=record.line)
                yield record

    def exact(self, record: Record) -> Sequence[str]:
        """The cells of a record that is used. Raises FileProblem where they are not as many as columns.

        Empty ones at the end do not count: spreadsheets leave them behind.
        """
        cells, wanted = record.cells, len(self.header)
        if len(cells) != wanted and (len(cells) < wanted or any(cell.strip() for cell in cells[wanted:])):
            raise FileProblem(
                "figures.width", path=self.path, line=record.line, found=len(cells), wanted=wanted
            )
        return cells

    def sample(self) -> list[Record]:
        """The first records."""
        return list(islice(self.records(), SAMPLE))

    def marks(self, columns: Sequence[int]) -> Marks:
        """The decimal mark that the first numbers of these columns show. Raises FileProblem for two."""
        found = marks(
            record.cells[at] for record in self.sample() for at in columns if at < len(record.cells)
        )
        if found is None:
            raise FileProblem("figures.two_marks", path=self.path)
        return found

    def column(self, name: str) -> int | None:
        """The place of a column by its name, whatever its case. Raises FileProblem where it stands twice."""
        wanted = _plain(name)
        at = [place for place, each in enumerate(self._plain) if each == wanted]
        if len(at) > 1:
            raise FileProblem(
                "figures.column_twice",
                path=self.path,
                line=self.header_line,
                column=name,
                one=at[0] + 1,
                other=at[1] + 1,
            )
        return at[0] if at else None

    def _raw(self, may_hold: Callable[[str], bool] | None = None) -> Iterator[Record]:
        with opened(self.path) as file:
            lines = Lines(file, self.looked.encoding, self.looked.size, self._progress)
            for _ in range(self.skipped):
                next(lines, "")
            try:
                yield from self._split(lines, may_hold)
            except UnicodeDecodeError as error:
                raise FileProblem("figures.changed", path=self.path) from error

    def _split(self, lines: Lines, may_hold: Callable[[str], bool] | None) -> Iterator[Record]:
        line, header = self.skipped, True
        while True:
            if may_hold and not header:
                line += lines.skip(may_hold)
            first = next(lines, "")
            if not first:
                return
            start = line + 1
            if '"' in first:
                cells, used = self._quoted(first, start, lines)
                line += used
            else:
                line = start
                if may_hold and not header and not may_hold(first):
                    continue
                cells = next(csv.reader((first,), delimiter=self.delimiter), [])
            if any(cells):
                header = False
                yield Record(start, cells)

    def _quoted(self, first: str, start: int, lines: Iterator[str]) -> tuple[list[str], int]:
        """A record that may go on over lines, and how many it takes: only the reader knows where it ends."""
        taken: list[str] = []

        def feed() -> Iterator[str]:
            for each in chain((first,), lines):
                taken.append(each)
                yield each

        try:
            cells = next(csv.reader(feed(), delimiter=self.delimiter))
            if len(taken) > 1 or first.count('"') % 2:
                next(csv.reader(taken, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            # What is too long was never closed; and the reader takes what is left of a file for one cell.
            if "limit" in str(error) or "unexpected end" in str(error):
                raise FileProblem("figures.open_quote", path=self.path, line=start) from error
        return cells, len(taken)

    def _find_delimiter(self, first: Sequence[str]) -> str:
        """The sign that takes the first records apart alike. Raises FileProblem where none does."""
        best = max(DELIMITERS, key=lambda sign: self._fitting(first, sign))
        if self._fitting(first, best)[1] < 2:
            raise FileProblem("figures.no_columns", path=self.path, line=1)
        return best

    def _first_lines(self) -> list[str]:
        with opened(self.path) as file:
            lines = Lines(file, self.looked.encoding, self.looked.size, None)
            return list(islice(lines, HEAD))

    @staticmethod
    def _fitting(lines: Sequence[str], sign: str) -> tuple[int, int]:
        """How many records have as many cells as the header by this sign, and how many those are."""
        records: list[list[str]] = []
        with suppress(csv.Error):  # what is wrong further down is told by whoever reads that far
            records += filter(any, csv.reader(lines, delimiter=sign))
        table = list(dropwhile(lambda each: _named(each) < 2, records))
        fitting = sum(len(each) == len(table[0]) for each in table)
        # What stands under other lines is a table only if it goes on.
        if not table or (fitting < 2 and len(table) < len(records)):
            return 0, 0
        return fitting, _named(table[0])

    def _read_header(self) -> tuple[int, list[str]]:
        """The first record with two names at least; a title that a spreadsheet has above it is none."""
        head = list(islice(self._raw(), HEAD))
        if not head:
            raise FileProblem("figures.empty", path=self.path)
        found = next((one for one in head if _named(one.cells) > 1), head[0])
        return found.line, list(found.cells)


def _named(cells: Sequence[str]) -> int:
    """Cells with something in them."""
    return sum(bool(cell.strip()) for cell in cells)


def folded(name: str) -> str:
    """A name as it is compared: whatever its case, and one blank between words."""
    return " ".join(name.split()).casefold()


def _plain(name: str) -> str:
    """A column's name as it is compared: databases write ``library_name`` for ``Library name``."""
    return folded(name.replace("_", " "))


def delimiter_name(sign: str) -> str:
    """The sign as it is told."""
    known = {
        ",": say("figures.found.commas"),
        ";": say("figures.found.semicolons"),
        "\t": say("figures.found.tabs"),
    }
    return known.get(sign, text.inline(sign))
