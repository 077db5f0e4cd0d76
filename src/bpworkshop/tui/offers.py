"""What a session that is read can be compared with, offered in a palette of its own."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from bpworkshop import text
from bpworkshop.commands.registry import Face
from bpworkshop.commands.saving import version_line
from bpworkshop.errors import Problem
from bpworkshop.review import sides
from bpworkshop.review.sides import Side
from bpworkshop.store.folder import Listed, SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.tui.palette import Palette
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.tui.screens.review import ReviewScreen

FIRST = 20
"""Other sessions that are offered before anything is typed."""


class Offer(NamedTuple):
    """Something to compare with: how it is told, and reading it and this session, the older one first."""

    words: str
    read: Callable[[], tuple[Side, Side]]


class Offers(Provider):
    """The versions of the session on the screen below; for us also those around it, and every other."""

    async def startup(self) -> None:
        """Begin to read what there is, apart: a folder may be slow."""
        self._reading = asyncio.create_task(asyncio.to_thread(_offers, self._review.face))

    async def _read(self) -> tuple[Sequence[Offer], Sequence[Offer]]:
        # Each letter that is typed ends the search before it, but not the reading that it waits for.
        return await asyncio.shield(self._reading)

    @property
    def _review(self) -> "ReviewScreen":
        return cast("ReviewScreen", self.screen)

    async def discover(self) -> Hits:
        near, others = await self._read()
        if not near and not others:
            yield DiscoveryHit(Content(say("compare.none")), lambda: None, say("compare.none"))
        for one in (*near, *others[:FIRST]):
            yield DiscoveryHit(Content(one.words), partial(self._review.compare, one.read), one.words)

    async def search(self, query: str) -> Hits:
        near, others = await self._read()
        matcher = self.matcher(query)
        for one in (*near, *others):
            if (score := matcher.match(one.words)) > 0:
                run = partial(self._review.compare, one.read)
                yield Hit(score, matcher.highlight(one.words), run, one.words)


def palette() -> Palette:
    """The palette to choose from."""
    return Palette([Offers], say("compare.search"))


def _offers(face: Face) -> tuple[Sequence[Offer], Sequence[Offer]]:
    """What is near – its versions, what it follows and what follows it – and the folder's other sessions.

    Before EVERYONE there are only its versions: other sessions are other partners'.
    """
    near = list(_versions(face))
    if not face.only_us:
        return near, ()
    others: list[Offer] = []
    for one in _others(face):
        kind = _kind(face, one)
        words = say(f"compare.offer.{kind}", handle=text.line(one.handle), title=one.title)
        offer = Offer(words, partial(_with_other, face, one))
        (others if kind == "other" else near).append(offer)
    return near, others


def _versions(face: Face) -> Iterator[Offer]:
    path = face.workshop.path
    try:
        known = sides.versions(path)
    except Problem:
        return
    for number, one in enumerate(known, 1):
        yield Offer(version_line(number, one), partial(_with_version, face, number))


def _others(face: Face) -> list[Listed]:
    path = face.workshop.path
    try:
        with Index.of(SessionFolder(path.parent)) as index:
            return [one for one in index.listed() if not one.error and one.path.name != path.name]
    except Problem:
        return []


def _kind(face: Face, other: Listed) -> str:
    session = face.workshop.session
    if other.id == session.follows:
        return "before"
    return "after" if other.follows == session.id else "other"


def _this(face: Face) -> Side:
    return Side(face.workshop.path, face.workshop.session, face.workshop.stage.veil)


def _with_version(face: Face, number: int) -> tuple[Side, Side]:
    return sides.version(face.workshop.path, number), _this(face)


def _with_other(face: Face, other: Listed) -> tuple[Side, Side]:
    pair = _this(face), sides.now(other.path)
    first, second = sorted(pair, key=lambda side: (_day(side), side.whole.follows is not None))
    return first, second


def _day(side: Side) -> date:
    return side.whole.created.date()
