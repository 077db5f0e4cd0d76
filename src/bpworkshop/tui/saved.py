"""What the screens tell about saving, and whether one may leave yet."""

from pathlib import Path

from bpworkshop import places
from bpworkshop.commands import Face
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.words import say

LEAVING = 2.0
"""Seconds that leaving waits for a slow disk before it asks."""


class Saved:
    """``trouble``: what was told of why it is not saved. ``rescued``: where it was put instead."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.trouble = ""
        self.rescued: Path | None = None
        self._insisted = False

    def news(self) -> tuple[str, ...]:
        """That it is not saved and why, once; that it is again."""
        workshop = self.face.workshop
        trouble = self.why(workshop.trouble) if workshop.trouble else ""
        if trouble and trouble != self.trouble:
            self.trouble = trouble
            return say("plain.unsaved", what=trouble), say("screen.unsaved_ways")
        if self.trouble and not (trouble or workshop.unsaved or workshop.failing):
            self.trouble, self._insisted = "", False
            return (say("screen.saved_again"),)
        return ()

    def why(self, problem: Problem) -> str:
        """What went wrong, in as few words as there is room for: which session this is stands at the top."""
        if not isinstance(problem, FileProblem) or problem.path != self.face.workshop.path:
            return str(problem)
        if problem.line is None:
            return problem.reason
        return say("screen.broken", place=f"{problem.path.name}:{problem.line}", what=problem.reason)

    def before_leaving(self, dialogue: Dialogue) -> str:
        """What is to do before leaving; nothing where all that was said is saved.

        Who insists on leaving gets what is not saved put somewhere else.
        """
        workshop = self.face.workshop
        try:
            dialogue.finish()
            workshop.settle(LEAVING)
        except Problem as problem:
            self.trouble, to_do = self.why(problem), say("screen.insist")
            if self._insisted:
                try:
                    self.rescued = workshop.rescue(places.rescued())
                except Problem as nowhere:
                    self.trouble, to_do = nowhere.reason, say("screen.stuck")
                else:
                    return ""
            self._insisted = True
            return to_do
        return ""
