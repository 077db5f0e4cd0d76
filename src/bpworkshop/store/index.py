"""Every session of a folder at once: listed, found by id, searched, and what is promised in them.

A derived SQLite file makes it fast (``indexed``); what is answered is what
the files said when it was opened, with that file or without.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from math import log
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from bpworkshop.store.folder import SUFFIX, Listed, SessionFolder, listed_of
from bpworkshop.store.indexed import Indexed, Progress
from bpworkshop.store.placing import FILE, NUMBER, at, list_of

if TYPE_CHECKING:
    from bpworkshop.store.promised import Promised

_K1, _B = 1.2, 0.75  # those of FTS5


class Query(Protocol):
    """What is looked for (``review.query``)."""

    @property
    def match(self) -> str:
        """The same as FTS5 has it; empty when nothing is looked for."""

    def counts(self, said: str) -> Sequence[int]:
        """How often each part stands in the folded words of a place."""


class Filter(Protocol):
    """Which sessions count (``review.filters``)."""

    @property
    def step(self) -> str | None:
        """The list in which a place has to stand."""

    def fits(self, listed: Listed) -> bool: ...


class Hit(NamedTuple):
    """A place in which all that was looked for stands.

    ``place`` is the name of a list, or of a single value (``title``, ``idea``,
    ``next_meeting``). ``item`` is the id, ``number`` counts from 1 in the
    list. ``texts`` are what was said there, the words of the item itself first.
    """

    listed: Listed
    place: str
    item: str | None
    number: int | None
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the item itself."""
        return self.texts[0]


class Found(NamedTuple):
    """The best hits, and how many there are beyond them."""

    hits: list[Hit]
    more: int


class Index:
    """What is asked of all sessions of a folder. ``warning`` says why it is slower than usual."""

    def __init__(self, folder: Path, tables: Indexed) -> None:
        self._folder = folder
        self._tables = tables

    @classmethod
    @contextmanager
    def of(cls, folder: SessionFolder, progress: Progress | None = None) -> Iterator[Self]:
        """The index of a folder, brought up to date; ``progress`` is told how far that is.

        Raises FileProblem when the folder itself can't be read.
        """
        tables = Indexed(folder.path, progress)
        try:
            yield cls(folder.path, tables)
        finally:
            tables.close()

    @property
    def warning(self) -> str:
        return self._tables.warning

    def listed(self, query: Query | None = None, filters: Filter | None = None) -> list[Listed]:
        """The files of the folder, newest name first: all, the broken ones too, or those that fit.

        With a query those with a place in which all of it stands.
        """
        rows = self._tables.ask("SELECT name, listed, id FROM files")
        if query is not None:
            within = {number >> FILE for number in self._places(query, filters)}
            rows = [row for row in rows if row[2] in within]
        rows.sort(key=itemgetter(0), reverse=True)
        found = self._listed(rows)
        return [one for one in found if filters.fits(one)] if filters else found

    def with_id(self, id: str) -> list[Listed]:
        """The files with this session's id, newest name first: several where one is a copy."""
        question = "SELECT name, listed FROM files WHERE session = ? ORDER BY name DESC"
        return self._listed(self._tables.ask(question, id))

    def promises(self) -> "list[Promised]":
        """Every promise, the newest session's first, then as they stand on the board."""
        return self._promises("")

    def open_promises(self, until: date) -> "list[Promised]":
        """What somebody waits for: promises whose day, or the day for their yes, is not after ``until``."""
        return self._promises("WHERE day <= ?", until.isoformat())

    def next_days(self) -> dict[str, date]:
        """The first day that ``open_promises`` goes by, by the handle of each session that has one."""
        rows = self._tables.ask(
            "SELECT name, min(day) FROM promises JOIN files ON id = file WHERE day IS NOT NULL GROUP BY file"
        )
        return {os.fsdecode(name)[: -len(SUFFIX)]: date.fromisoformat(day) for name, day in rows}

    def search(self, query: Query, filters: Filter | None = None, limit: int | None = 50) -> Found:
        """The places in which all of it stands, the best first (BM25), then the newest; None: all of them."""
        numbers = self._places(query, filters)
        best = numbers[:limit]
        return Found(list(self._hits(best)), len(numbers) - len(best))

    def _listed(self, rows: Sequence[tuple[Any, ...]]) -> list[Listed]:
        """What stands in rows that begin with a file's name and what a list shows of it."""
        return listed_of([row[0] for row in rows], [row[1] for row in rows], self._folder)

    def _promises(self, condition: str, *values: str) -> "list[Promised]":
        from bpworkshop.store.promised import Promised

        rows = self._tables.ask(
            f"SELECT promise FROM promises JOIN files ON id = file {condition} ORDER BY name DESC, number",
            *values,
        )
        return [Promised.from_json(promise) for (promise,) in rows]

    def _places(self, query: Query, filters: Filter | None) -> list[int]:
        """The numbers of the places that fit, the best first."""
        if not query.match:
            return []
        numbers = self._looked_up(query) if self._tables.has_fts else self._looked_through(query)
        if not filters:
            return numbers
        rows = self._tables.ask("SELECT name, listed, id FROM files")
        fitting = {row[2] for row, one in zip(rows, self._listed(rows), strict=True) if filters.fits(one)}
        numbers = [number for number in numbers if number >> FILE in fitting]
        return [one for one in numbers if filters.step is None or list_of(one) == NUMBER[filters.step]]

    def _looked_up(self, query: Query) -> list[int]:
        rows = self._tables.ask(
            f"SELECT words.rowid FROM words CROSS JOIN files ON id = words.rowid >> {FILE}"
            " WHERE words MATCH ? ORDER BY rank, name DESC, words.rowid",
            query.match,
        )
        return [number for (number,) in rows]

    def _looked_through(self, query: Query) -> list[int]:
        """The same without FTS5."""
        places = self._tables.ask(
            f"SELECT words.rowid, said FROM words CROSS JOIN files ON id = words.rowid >> {FILE}"
            " ORDER BY name DESC, words.rowid"
        )
        from bpworkshop.store.tokens import apart

        return ranked(query, [(number, apart(said)) for number, said in places])

    def _hits(self, numbers: Sequence[int]) -> Iterator[Hit]:
        from bpworkshop.store.gist import unpacked

        question = "SELECT name, listed, places FROM files JOIN places ON file = id WHERE id = ?"
        # A file that another process has replaced a moment ago is not there any more.
        kept = {
            id: (self._listed([row])[0], unpacked(row[2]))
            for id in {number >> FILE for number in numbers}
            for row in self._tables.ask(question, id)
        }
        for number in numbers:
            if number >> FILE in kept:
                listed, places = kept[number >> FILE]
                yield Hit(listed, *places[at(number)])


def ranked(query: Query, places: Sequence[tuple[int, str]]) -> list[int]:
    """The numbers of the places that fit, the best first by BM25 as FTS5 has it, otherwise in their order."""
    lengths = {number: said.count(" ") + 1 if said else 0 for number, said in places}
    counted = {number: query.counts(said) for number, said in places}
    fits = {number: counts for number, counts in counted.items() if all(counts)}
    if not fits:
        return []
    mean = sum(lengths.values()) / len(lengths)
    weights = [
        max(log((len(places) - n + 0.5) / (n + 0.5)), 1e-6)
        for n in (sum(map(bool, each)) for each in zip(*counted.values(), strict=True))
    ]

    def score(number: int) -> float:
        long = _K1 * (1 - _B + _B * lengths[number] / mean)
        return -sum(
            weight * (n * (_K1 + 1) / (n + long)) for weight, n in zip(weights, fits[number], strict=True)
        )

    return sorted(fits, key=score)
