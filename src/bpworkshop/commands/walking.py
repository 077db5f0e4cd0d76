"""Pages that a group is led through, one after the other, for every face the same: the ending, the opening.

They can be left and taken up again where they were, as often as it is wanted.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakKeyDictionary

from bpworkshop.commands.registry import Face, Told, told
from bpworkshop.words import say


@dataclass(slots=True)
class Walk:
    """Where a face stands in it. ``here``: its lines go there; otherwise it was left for now."""

    page: str
    here: bool = True


W = TypeVar("W", bound=Walk)


class Walked(ABC, Generic[W]):
    """While it goes on, an empty line is the next page, and any other answers what the page asks.

    ``pages`` in their order; ``place_words`` and ``over_words`` are the keys of
    what is told of where it stands, and at its end.
    """

    pages: Sequence[str]
    place_words: str
    over_words: str
    every: "ClassVar[list[Walked[Any]]]" = []  # noqa: RUF012

    def __init__(self) -> None:
        self._walks: WeakKeyDictionary[Face, W] = WeakKeyDictionary()
        self.every.append(self)

    # What each has of its own

    @abstractmethod
    def new(self, face: Face) -> W:
        """Where a face begins."""

    @abstractmethod
    def shown(self, face: Face) -> Sequence[str]:
        """The pages that there are: one without anything on it has none."""

    @abstractmethod
    def lines(self, face: Face, page: str) -> list[str]:
        """What stands on a page, below its heading."""

    @abstractmethod
    def listens(self, face: Face) -> bool:
        """Whether lines go here now."""

    def arrive(self, face: Face, walk: W) -> Told:
        """A page came to the front."""
        return Told(tuple(self.aloud(face, walk.page)))

    def sorts(self, face: Face) -> bool:
        """Whether one thing after the other is asked about: an empty line answers that then."""
        return False

    # Where it stands

    def page(self, face: Face) -> str | None:
        """The page in front; None where it does not go on."""
        walk = self._walks.get(face)
        return walk.page if walk and walk.here else None

    def begin(self, face: Face) -> Told:
        """Begin, or go on where it was left. Another one that goes on is left for it."""
        for other in self.every:
            if other is not self:
                other.leave(face)
        walk = self._walks.get(face)
        if walk is None:
            walk = self._walks[face] = self.new(face)
        walk.here = True
        if walk.page not in self.shown(face):
            walk.page = self.pages[0]
        return self.arrive(face, walk)

    def leave(self, face: Face) -> None:
        """Leave it; it goes on there the next time, or from its beginning where it was at its end."""
        walk = self._walks.get(face)
        if walk and walk.page == self.shown(face)[-1]:
            del self._walks[face]
        elif walk:
            walk.here = False

    def turn(self, face: Face, by: int) -> Told:
        """A page on or back; behind the last it is over, before the first it stays."""
        walk, pages = self._walks[face], self.shown(face)
        at = (pages.index(walk.page) if walk.page in pages else 0) + by
        if at >= len(pages):
            self.leave(face)
            return told(self.over_words)
        walk.page = pages[max(at, 0)]
        return self.arrive(face, walk)

    # What a page is

    @abstractmethod
    def heading(self, face: Face, page: str) -> str:
        """What a page is about."""

    def place(self, face: Face, page: str) -> str:
        """Which page of how many it is."""
        pages = self.shown(face)
        return say(self.place_words, n=pages.index(page) + 1 if page in pages else 1, of=len(pages))

    def aloud(self, face: Face, page: str) -> list[str]:
        """A page as it is read aloud."""
        return [f"{self.place(face, page)}: {self.heading(face, page)}", *self.lines(face, page)]
