"""Whole copies of a session's file, to go back to: ``versions/`` beside it.

A name begins with a number that goes up by one, so that the order holds even
where the clock went back: ``000042-2026-11-22T10-42-07Z-step.toml``.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, codec, several, tables
from bpworkshop.store.belonging import owner
from bpworkshop.store.beside import Beside
from bpworkshop.store.folder import HIDDEN

Why = Literal["opened", "closed", "step", "minute", "restored", "before"]
"""What a version was kept for; ``before``: before something that can't be undone otherwise."""

MOST = 60
RECENT = 12
"""The newest ones, which stay whatever their age: a clock that ran ahead must not clear the folder."""

LONGEST = timedelta(days=180)
"""Older ones go, but for the recent."""

A_MINUTE = timedelta(minutes=1)

_FOLDER = "versions"
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = rf"([0-9]{{6,}})-([0-9-]{{10}}T[0-9-]{{8}}Z)-({'|'.join(get_args(Why))})\.toml"
_WEIGHT = 30
"""How much more a copy is worth that was made on purpose than one of a minute of typing."""

_LOOKED_THROUGH = 4 * MOST
_ROUGHLY_AN_ID = rb"""(?m)^[ \t]*["']?id["']?[ \t]*=[ \t]*["']?([a-z0-9][a-z0-9-]{1,39})"""
_MOST_IDS = 1000


class Version(NamedTuple):
    """One copy: ``at`` is when it was kept."""

    name: str
    at: datetime
    why: Why


class Versions:
    """The copies of one session."""

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self._folder = beside.folder / _FOLDER

    def keep(self, data: bytes, at: datetime, why: Why) -> None:
        """Keep a copy, unless it is the same as the newest; then drop those that are too many.

        One for a ``minute`` is kept only where there is none younger than that.
        When this returns it is on the disk. Raises FileProblem when the disk refuses.
        """
        listed = self.listed()
        if listed:
            soon = why == "minute" and timedelta() <= at - listed[0].at < A_MINUTE
            if soon or self._holds(listed[0], data):
                return
        folder = self.beside.make(_FOLDER)
        number = _number(listed[0].name) + 1 if listed else 1
        stamp = at.astimezone(UTC).strftime(_STAMP)
        while not several.make(folder / f"{number:06}-{stamp}-{why}.toml", data, self.beside.mode):
            number += 1  # another program has just kept one
        self._prune(at)

    def listed(self) -> list[Version]:
        """The copies, the newest first. What else is in the folder is left alone.

        Raises FileProblem when the disk refuses.
        """
        found = [version for name in several.names(self._folder) if (version := _read_name(name))]
        return sorted(found, key=lambda version: (_number(version.name), version.name), reverse=True)

    @property
    def newest(self) -> Version | None:
        """The newest copy; None where there is none, or none that can be had."""
        with suppress(Problem):
            return next(iter(self.listed()), None)
        return None

    def read(self, name: str) -> bytes:
        """The bytes of a copy. Raises FileProblem."""
        if not _read_name(name):
            raise FileProblem("file.missing", path=self._folder / os.path.basename(name))
        return atomic.read(self._folder / name)

    def rewrite(self, change: several.Change) -> int:
        """Change all copies, for taking somebody out of them; None drops one. How many it changed.

        Raises FileProblem, after the others were done, where one refuses.
        """
        return several.rewrite(self._folder, [version.name for version in self.listed()], change)

    def newest_good(self) -> tuple[Version, bytes] | None:
        """The newest copy that is a session, with its bytes."""
        for version in self.listed():
            with suppress(Problem):
                data = self.read(version.name)
                codec.decode(data, self._folder / version.name)
                return version, data
        return None

    def _holds(self, version: Version, data: bytes) -> bool:
        try:
            return self.read(version.name) == data
        except Problem:
            return False

    def _prune(self, now: datetime) -> None:
        several.sweep(self._folder)
        for version in surplus(self.listed(), now):
            with suppress(OSError):
                os.unlink(self._folder / version.name)


def surplus(versions: Sequence[Version], now: datetime) -> list[Version]:
    """Those of ``versions``, newest first, that are too old or too many.

    The recent ones stay, and the oldest that is not too old. Of the others
    those go first that stand close to their neighbours for their age: what is
    left is minutes apart today and days apart in spring.
    """
    kept = [
        version
        for place, version in enumerate(versions[:_LOOKED_THROUGH])
        if place < RECENT or now - version.at <= LONGEST
    ]
    while len(kept) > MOST:
        kept.pop(min(range(RECENT, len(kept) - 1), key=lambda place: _worth(kept, place, now)))
    staying = set(kept)
    return [version for version in versions if version not in staying]


def _worth(versions: Sequence[Version], place: int, now: datetime) -> float:
    """How much would be missing without this one: the gap it would leave, in proportion to its age."""
    version = versions[place]
    gap = abs(versions[place - 1].at - versions[place + 1].at)
    age = max(now - version.at, timedelta()) + timedelta(hours=1)
    return gap / age * (1 if version.why == "minute" else _WEIGHT)


def find_for(path: Path) -> Versions | None:
    """The copies of a session whose file is so broken that its id can't be read, or is not there.

    They are looked for by what looks like an id in the broken bytes, then by
    the file's name. None where there are none.
    """
    for id in _rough_ids(path):
        versions = Versions(Beside(path, id))
        if versions.newest:
            return versions
    called = [Versions(Beside(path, id)) for id in _called(path)]
    with_copies = [(newest.at, versions) for versions in called if (newest := versions.newest)]
    return max(with_copies, key=itemgetter(0))[1] if with_copies else None


def _rough_ids(path: Path) -> Iterator[str]:
    try:
        data = atomic.read(path)
    except Problem:
        return
    for match in islice(re.finditer(_ROUGHLY_AN_ID, data), _MOST_IDS):
        yield match[1].decode()


def _called(path: Path) -> Iterator[str]:
    """The ids of the sessions in this folder that last had this file name."""
    with suppress(OSError):
        for folder in (path.parent / HIDDEN).iterdir():
            if owner(folder) == tables.one_line(path.name):
                yield folder.name


def _read_name(name: str) -> Version | None:
    """The version that has this name; None for the name of anything else."""
    match = re.fullmatch(_NAME, name)
    if not match:
        return None
    try:
        at = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:  # a 31st of February
        return None
    return Version(name, at, cast(Why, match[3]))


def _number(name: str) -> int:
    return int(name.partition("-")[0])
