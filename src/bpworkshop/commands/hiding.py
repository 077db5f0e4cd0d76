"""Silent writing: a board hides what is entered until it is revealed, all at once.

The same for everyone, our side too: what is hidden is in no view, so that no
number, count or page can tell it. Only how many were written is told.
"""

from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.errors import Problem
from bpworkshop.method.ways import WAYS
from bpworkshop.session.stage import Veil
from bpworkshop.session.types import Step
from bpworkshop.words import say


def written(face: Face) -> int:
    """How many items the board of the step hides from this face, of those that it could show."""
    veil = face.workshop.stage.veil
    if veil is None or veil.step != face.step:
        return 0
    board = face.session.board(veil.step)
    return sum(item.id not in veil.shown and (face.only_us or item.only_for is None) for item in board)


def hidden(face: Face) -> str:
    """That the board of the step hides what is entered, and how much that is; empty where it does not."""
    veil, n = face.workshop.stage.veil, written(face)
    if veil is None or veil.step != face.step:
        return ""
    return say("hiding.written", n=n) if n else say("hiding.empty")


@command("hide", "voice")
def hide(face: Face, rest: str) -> Told:
    """From now on this board hides what is entered; what stands on it stays."""
    veil = face.workshop.stage.veil
    if veil is None or veil.step != face.step:
        face.workshop.stand(veil=_over(face))
    return Told((hidden(face),))


@command("reveal", "voice")
def reveal(face: Face, rest: str) -> Told:
    veil, n = face.workshop.stage.veil, written(face)
    if veil is None:
        raise Problem("hiding.none")
    face.workshop.stand(veil=None)
    return told("hiding.revealed", n=n)


def go(face: Face, step: Step, activity: str | None = None) -> tuple[str, ...]:
    """Stand at another place: what was hidden is shown, and where people write in silence it is hidden.

    What there is to tell about that.
    """
    stage, n = face.workshop.stage, written(face)
    face.workshop.go(step, activity)
    if (face.workshop.stage.step, face.workshop.stage.activity) == (stage.step, stage.activity):
        return ()
    hides = WAYS[face.activity.kind].hidden
    if hides or face.workshop.stage.veil:
        face.workshop.stand(veil=_over(face) if hides else None)
    lines = [say("hiding.revealed", n=n)] if n else []
    return (*lines, hidden(face)) if hides else tuple(lines)


def _over(face: Face) -> Veil:
    """A veil over the board of the step that leaves what stands there in sight."""
    return Veil(face.step, frozenset(item.id for item in face.session.board(face.step)))
