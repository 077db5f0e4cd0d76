"""What somebody sees who reads along: read anew whenever it changed, and never written.

Whoever follows may be let in to read and no more, so nothing here heals,
locks, leases or makes a folder. While a file can't be read, what was read last
stays, with the reason.
"""

import os
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic, codec, handout, staging
from bpworkshop.store.beside import STAGE, Beside
from bpworkshop.store.keeper import SILENT
from bpworkshop.store.lease import Lease
from bpworkshop.store.revisions import Revisions

LEAD_EVERY = 1.0
"""Seconds between two looks at who leads: a program that was killed changes no file."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen now. ``led``: somebody leads; ``problem``: why this is not what stands there now."""

    session: Session
    stage: Stage
    led: bool
    problem: Problem | None = None


class Look(NamedTuple):
    """What changes when somebody writes a file: the inode does, at each save."""

    inode: int
    size: int
    time: int


def look_at(path: Path) -> Look | None:
    """How a file looks; None where it is gone."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Look(found.st_ino, found.st_size, found.st_mtime_ns)


class Watch(ABC):
    """Looks at one file again and again, and at what belongs to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._looks: tuple[Look | None, ...] = ()
        self._sight: Sight | None = None

    def first(self) -> Sight:
        """What there is to see. Raises FileProblem where it can't be read."""
        self._looks = tuple(map(look_at, self._files()))
        self._sight = self._read()
        return self._sight

    def look(self) -> Sight | None:
        """What there is to see now; None while nothing changed, which is cheap to find out."""
        looks, before = tuple(map(look_at, self._files())), self._sight
        own = looks[0]
        # An editor empties a file before it writes it: what it writes is looked at.
        changed = looks != self._looks and not (own and own.size == 0)
        if before is None or not (changed or self._led(before.stage) != before.led):
            return None
        try:
            if own is None:
                raise FileProblem("follow.gone", path=self.path)
            self._sight = self._read()
        except Problem as problem:
            self._sight = replace(before, led=self._led(before.stage), problem=problem)
        self._looks = looks
        return self._sight if self._sight != before else None

    @abstractmethod
    def _files(self) -> tuple[Path, ...]:
        """What to look at, the followed file first."""

    @abstractmethod
    def _read(self) -> Sight:
        """All of it as it is now. Raises FileProblem."""

    @abstractmethod
    def _led(self, stage: Stage) -> bool:
        """Whether somebody leads, as far as is known without reading the file."""

    def _must_be_the_same(self, session: Session) -> None:
        """Another session at the same place may be another partner's."""
        if self._sight and session.id != self._sight.session.id:
            raise FileProblem("follow.other", path=self.path)


class SessionWatch(Watch):
    """A session that somebody leads, with its stage and who leads it."""

    def first(self) -> Sight:
        data = atomic.read(self.path)
        self._known = data, codec.decode(data, self.path)
        self._beside = Beside(self.path, self._known[1].id)
        self._revisions = Revisions(self.path, self._beside)
        self._lease = Lease(self._beside, datetime.now)
        self._looked = -LEAD_EVERY
        self._somebody = False
        return super().first()

    def _files(self) -> tuple[Path, ...]:
        return self.path, self._beside.folder / STAGE, self._beside.folder / "rev"

    def _read(self) -> Sight:
        data = None
        with suppress(Problem):
            # Between a save's two steps the newest revision counts. Who may only read need not be let in.
            data = self._revisions.truth(heal=False).data
        if data is None:
            data = atomic.read(self.path)
        if data != self._known[0]:
            session = codec.decode(data, self.path)
            self._must_be_the_same(session)
            self._known = data, session
        stage = self._stage()
        return Sight(self._known[1], stage, self._led(stage))

    def _stage(self) -> Stage:
        path = self._beside.folder / STAGE
        try:
            data = atomic.read(path)
        except Problem as problem:
            if problem.key != "file.missing":
                raise
            return Stage()
        with suppress(Problem):
            return staging.stage(toml.read(data, path).data)
        return Stage()

    def _led(self, stage: Stage) -> bool:
        if monotonic() - self._looked >= LEAD_EVERY:
            self._looked = monotonic()
            self._somebody = self._leads()
        return self._somebody

    def _leads(self) -> bool:
        holder = self._lease.look()
        # Of another machine's program nobody can know but by its signs of life.
        silent = (self._lease.silent_for() or 0.0) > SILENT
        gone = holder.process.gone if holder else True
        return not (silent if gone is None else gone)


class HandoutWatch(Watch):
    """A handout, which holds all that those who follow it may see."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._known: tuple[bytes, Session, Stage] | None = None

    def _files(self) -> tuple[Path, ...]:
        return (self.path,)

    def _read(self) -> Sight:
        data = atomic.read(self.path)
        if self._known is None or data != self._known[0]:
            if not handout.is_one(data, self.path):
                raise FileProblem("follow.no_handout", path=self.path)
            session, stage = handout.decode(data, self.path)
            self._must_be_the_same(session)
            self._known = data, session, stage
        _, session, stage = self._known
        return Sight(session, stage, stage.led)

    def _led(self, stage: Stage) -> bool:
        return stage.led
