"""What a plain line means while something else than the board is being filled: a vote, a turn, an ending.

Whatever waits for lines registers here, and the dialogue asks; where nobody
listens a line is an item.
"""

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


HEARINGS: list[Hearing] = []
"""In the order in which they are asked."""

AROUND: list[Hearing] = []
"""Asked when none of those listens: what goes on around them, such as a round of turns."""


def hearing(face: Face) -> Hearing | None:
    """Who takes the next line; None when it is an item of the board."""
    return next((one for one in (*HEARINGS, *AROUND) if one.listens(face)), None)
