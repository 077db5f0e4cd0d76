"""What goes on besides the board, as those see it who read along: the vote, whose turn. No Textual."""

from typing import TYPE_CHECKING

from bpworkshop.commands import Face, casting
from bpworkshop.commands.hiding import hidden, written
from bpworkshop.commands.voices import coming
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.following import Followed


def going_on(face: Face) -> list[str]:
    """The vote that runs with what can be chosen on no board, and whose turn it is; a line each."""
    running = face.stage.running
    choices = [f"{number} {words}" for number, words in enumerate(running.choices if running else (), 1)]
    return [line for line in (vote(face), *choices, coming(face)) if line]


def writing(face: Face) -> str:
    """That the board hides what is written, and how much; a handout can't tell: it has none of it."""
    if not hidden(face):
        return ""
    return say("follow.written", n=n) if (n := written(face)) else say("follow.writing")


def vote(face: Face) -> str:
    """What everybody may know of the vote that runs; empty where none does, or one among us without words."""
    running = face.stage.running
    if running is None or not running.text:
        return ""
    many = {"what": running.text, "n": running.cast}
    return say("follow.vote_in", **many) if running.cast else say("follow.vote", what=running.text)


def counted(face: Face) -> str:
    """The id of the vote that was counted last, of those that this face may show; empty where none was."""
    return face.view.rounds[-1].id if face.view.rounds else ""


def result(face: Face) -> list[str]:
    """What the vote came to that was counted last; the first line says which it was."""
    return casting.result(face, face.view.rounds[-1]) if face.view.rounds else []


def before_curtain(face: Face) -> str:
    """The question on a curtain: it is drawn because somebody may look, so it is always one for everyone."""
    return face.guide.step(face.step).question_for(face.session.phase, True, face.activity)


def doubts(followed: "Followed") -> list[str]:
    """Why what stands there may not be the newest: it can't be read just now, nobody leads."""
    lines = [] if followed.trouble is None else [say("follow.stale", why=followed.trouble.reason)]
    return [*lines, *([] if followed.led else [say("follow.nobody_leads")])]
