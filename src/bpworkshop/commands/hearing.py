"""What a plain line means while something else than the board is being filled: a vote, a turn, an ending.

Whatever waits for lines registers here, and the dialogue asks; where nobody
listens a line is an item.
"""

from bisect import bisect
from typing import Protocol

from bpworkshop.commands.registry import Face, Told


class Hearing(Protocol):
    """Something that takes lines instead of the board, while it ``listens``."""

    def listens(self, face: Face) -> bool:
        """Whether lines go here now. Asked at each key: cheap."""

    def prompt(self, face: Face) -> str:
        """A few words for the empty line."""

    def question(self, face: Face) -> str | None:
        """What is being asked, in one line; None where the prompt says it."""

    def take(self, face: Face, typed: str) -> Told | None:
        """Do what the line says; an empty one too. None: it is an item of the board after all.

        Raises Problem for what can't be done.
        """


ORDER = ("switching", "vote", "proposal", "parking", "importing", "exporting", "ending", "opening")
"""What is asked first: a question just asked, then a vote that runs, whatever else goes on."""

HEARINGS: list[Hearing] = []
"""Those that are loaded, in that order. What is not loaded listens to nothing yet."""

_PLACES: list[int] = []


def hears(name: str, one: Hearing) -> None:
    """Let something take lines, in its place of ``ORDER``."""
    place = ORDER.index(name)
    at = bisect(_PLACES, place)
    _PLACES.insert(at, place)
    HEARINGS.insert(at, one)


AROUND: list[Hearing] = []
"""Asked when none of those listens: what goes on around them, such as a round of turns."""


def hearing(face: Face) -> Hearing | None:
    """Who takes the next line; None when it is an item of the board."""
    return next((one for one in (*HEARINGS, *AROUND) if one.listens(face)), None)
