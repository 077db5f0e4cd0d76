"""A file that figures are taken from, move by move: what it is, which libraries stand in it, their figures.

Whatever is asked of it is read from the disk, and what is read may be gigabytes:
screens do it in a thread. That the file stayed the same between two moves is checked.
"""

import os
import shlex
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bpworkshop import places
from bpworkshop.commands import mapped
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures import guessing
from bpworkshop.figures import mapping as mappings
from bpworkshop.figures.facts import Fact, Gap, gap, is_old, sentence
from bpworkshop.figures.layout import Library
from bpworkshop.figures.mapping import Mapping
from bpworkshop.figures.scan import Progress, opened
from bpworkshop.figures.statistics import MOST_COUNTED, Statistics
from bpworkshop.figures.table import Table, folded
from bpworkshop.words import say

MOST_OFFERED = 2000
"""Figures of one library that can be chosen from: nobody looks through more."""

UNREAD = ("figures.unknown", "figures.two_marks")
"""What a file lacks that only somebody who knows it can say."""

GONE = ("importing.changed", "file.missing")
"""That a file is not what it was: it has to be opened again."""

Seen = tuple[int, int, int]


class Source(NamedTuple):
    """A file as it was when it was opened.

    ``searched``: what is looked through for each library, folded once.
    ``more``: it has more of them than are kept.
    """

    file: Statistics
    libraries: tuple[Library, ...]
    searched: tuple[str, ...]
    more: bool
    mapping: Path | None
    seen: Seen

    @property
    def path(self) -> Path:
        return self.file.table.path

    @property
    def only(self) -> Library | None:
        """The library of a file that has just one; one without libraries has one without a name."""
        return self.libraries[0] if len(self.libraries) == 1 and not self.more else None


class Unread(NamedTuple):
    """A file of which somebody has to say what its columns mean. ``why``: what is wrong beside that.

    ``kept``: the mapping that was used for such a file before.
    """

    table: Table
    columns: tuple[mapped.Shown, ...]
    guess: Mapping
    kept: Path | None
    why: str


class Offered(NamedTuple):
    """The figures of one library, as they stand in the file. ``more``: there are more than are told."""

    library: Library | None
    figures: tuple[Fact | Gap, ...]
    more: bool


def path_of(typed: str) -> Path:
    """The path that was typed, pasted or dropped: as it stands, in quotes, or with its blanks escaped.

    Raises Problem for ``~`` of somebody who has no home.
    """
    plain = typed.strip()
    path = places.named(plain)
    if os.path.lexists(path):
        return path
    with suppress(ValueError):
        parts = shlex.split(plain)
        # A shell leaves ~ alone in quotes, a terminal that is dropped upon writes no ~ at all.
        if len(parts) == 1 and os.path.lexists(bare := places.named(parts[0])):
            return bare
    return path


def look_at(path: Path, mapping: Path | None = None, progress: Progress | None = None) -> Source | Unread:
    """Open a file, by a mapping where one is named or was kept for such a file.

    Raises FileProblem for what can't be read; what ``progress`` raises ends it.
    """
    seen = _seen(path)
    try:
        file = Statistics(path, mapping, progress)
    except FileProblem as problem:
        if mapping or problem.key not in UNREAD:
            raise
        return _unread(path, progress, "" if problem.key == "figures.unknown" else problem.reason)
    if file.layout.guessed:
        return _unread(path, progress, "")
    libraries: dict[Library, None] = {}
    more = False
    for library in file.libraries():
        if library not in libraries:
            if len(libraries) == MOST_COUNTED:
                more = True
                break
            libraries[library] = None
    searched = tuple(folded(f"{one.name} {one.place} {one.key}") for one in libraries)
    return Source(file, tuple(libraries), searched, more, mapping, seen)


def _unread(path: Path, progress: Progress | None, why: str) -> Source | Unread:
    """What is to be said of it, unless a mapping that was kept says all of it."""
    table = Table(path, progress=progress)
    kept = mapped.kept(table)
    if kept and kept.mapping.first and kept.mapping.period is None:
        return look_at(path, kept.path, progress)
    # The columns are next year's too; a period that was said with them is not.
    guess = kept.mapping._replace(period=None) if kept else guessing.guess_some(table)
    return Unread(table, mapped.columns(table), guess, kept.path if kept else None, why)


def say_what(unread: Unread, mapping: Mapping, progress: Progress | None = None) -> Source:
    """Keep what somebody said of the columns, and open the file by it.

    Raises FileProblem where it does not fit the file; nothing is kept then.
    """
    path = unread.table.path
    mappings.layout(mapping, Table(path, mapping.delimiter, progress))
    kept = mapped.keep(path, mapping, unread.kept)
    found = look_at(path, kept, progress)
    assert isinstance(found, Source)
    return found


def parted(unread: Unread, mapping: Mapping) -> tuple[Unread, Mapping]:
    """The same file, parted by the sign that the mapping says; what other columns are is guessed anew."""
    if mapping.delimiter in ("", unread.table.delimiter):
        return unread, mapping
    table = unread.table.parted(mapping.delimiter)
    guess = guessing.guess_some(table)
    whole = {name: getattr(mapping, name) for name in mapped.WHOLE}
    return unread._replace(table=table, columns=mapped.columns(table)), guess._replace(**whole)


def anew(source: Source) -> Unread:
    """A file, for whoever wants to say something else of it than its mapping, or its kind."""
    table, kept = source.file.table, source.mapping
    guess = mappings.read(kept) if kept else guessing.guess_some(table)
    return Unread(table, mapped.columns(table), guess, kept, "")


def fitting(source: Source, typed: str) -> list[Library]:
    """The libraries in which all words stand that were typed, in the order of the file."""
    parts = folded(typed.replace(",", " ")).split()
    pairs = zip(source.libraries, source.searched, strict=True)
    return [one for one, words in pairs if all(part in words for part in parts)]


def library_of(source: Source, typed: str) -> Library:
    """The one library that was typed, by key, name, or name and place.

    Raises FileProblem where none is called so, with near names, and where several are.
    """
    found = fitting(source, typed) if not source.more else []
    return found[0] if len(found) == 1 else source.file.find(typed)


def offered(source: Source, library: Library | None) -> Offered:
    """All figures of a library. Raises FileProblem for a file that is not as it was when it was opened."""
    found: list[Fact | Gap] = []
    more = False
    _same(source)
    # Of a single library every record is; it may have no name to go by.
    for one in source.file.figures(None if source.only else library):
        if len(found) == MOST_OFFERED:
            more = True
            break
        found.append(one)
    _same(source)
    return Offered(library, tuple(found), more)


def _same(source: Source) -> None:
    if _seen(source.path) != source.seen:
        raise FileProblem("importing.changed", path=source.path)


def _seen(path: Path) -> Seen:
    with opened(path) as file:
        found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns, found.st_ino


def numbers(typed: str, most: int) -> list[int]:
    """``1 3 5-9`` as places counted from 0. Raises Problem for what is no number of those."""
    found: list[int] = []
    for word in typed.replace(",", " ").split():
        first, dash, last = word.partition("-")
        if not (first.isdecimal() and (not dash or last.isdecimal()) and len(word) < 12):
            raise Problem("importing.numbers", typed=typed, n=most)
        begin, end = int(first), int(last or first)
        if not 1 <= begin <= end <= most:
            raise Problem("importing.numbers", typed=typed, n=most)
        found += range(begin - 1, end)
    return list(dict.fromkeys(found))


def facts(figures: Sequence[Fact | Gap]) -> list[Fact]:
    """Those that are numbers: a code in the place of one is never taken."""
    return [one for one in figures if isinstance(one, Fact)]


class Told(NamedTuple):
    """A figure as it is chosen: what the partner will read, and what is to be known of it."""

    said: str
    notes: str


def told(one: Fact | Gap, today: date) -> Told:
    """A figure, where it stands in the file, and what is doubtful about it."""
    notes = [say("cli.figures.where", column=one.column, line=one.row), *one.warnings]
    if isinstance(one, Fact):
        notes += [say("page.old")] if is_old(one, today) else []
        return Told(sentence(one), "; ".join(notes))
    return Told(gap(one), "; ".join(notes))
