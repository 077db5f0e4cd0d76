"""What can be compared: a session as it is now, or one of its versions; each read and named."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop.errors import Problem
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.session.stage import Veil
from bpworkshop.store import codec
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.versions import Version, find_for
from bpworkshop.words import say
from bpworkshop.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the whole session, and what is hidden of it just now.

    ``number`` and ``version``: where it is not how the session is now.
    """

    path: Path
    whole: Session
    veil: Veil | None = None
    number: int | None = None
    version: Version | None = None

    def shown(self, *, everyone: bool) -> Session:
        """What may be shown of it: to everybody, or to our side."""
        return shared(self.whole, self.veil) if everyone else veiled(self.whole, self.veil)

    @property
    def handle(self) -> str:
        """As it can be typed again: ``reading``, or ``reading@3``."""
        return f"{self.path.stem}@{self.number}" if self.version else self.path.stem

    @property
    def name(self) -> str:
        """What it is, in words."""
        if not self.version:
            return say("compare.now", handle=self.path.stem)
        why = say(f"version.{self.version.why}")
        return say("compare.version", handle=self.handle, at=moment(self.version.at), why=why)


def moment(at: datetime) -> str:
    """A version's time, by this machine's clock."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def now(path: Path) -> Side:
    """A session as it is now. Raises FileProblem."""
    workshop = Workshop.open(path)
    return Side(path, workshop.session, workshop.stage.veil)


def versions(path: Path) -> "Sequence[Version]":
    """What is kept of a session, the newest first. Raises FileProblem."""
    found = find_for(path)
    return found.listed() if found else ()


def version(path: Path, number: int) -> Side:
    """The version with this number in the list, the newest being 1. Raises Problem."""
    found = find_for(path)
    known = found.listed() if found else ()
    if not found or not 1 <= number <= len(known):
        raise Problem("compare.no_version", handle=path.stem, number=number, n=len(known))
    chosen = known[number - 1]
    session = codec.decode(found.read(chosen.name), path)
    return Side(path, session, found.beside.standing().stage.veil, number, chosen)


def earlier(side: Side) -> Side:
    """The newest version that says something else than now. Raises Problem where there is none."""
    for number in range(1, len(versions(side.path)) + 1):
        found = version(side.path, number)
        if found.whole != side.whole:
            return found
    raise Problem("compare.no_earlier", handle=side.path.stem)


def typed(folder: SessionFolder, words: str) -> Side:
    """The side that somebody typed: a handle, or ``HANDLE@N`` for a version. Raises Problem."""
    handle, _, number = words.rpartition("@")
    # A file's name may end like that too.
    if handle and number.isdecimal() and not any(path.stem == words for path in folder.paths()):
        return version(folder.find(handle), int(number))
    return now(folder.find(words))
