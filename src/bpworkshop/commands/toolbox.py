"""The tool box: boards beside the six steps, worked at as those are."""

from bpworkshop.commands import hiding
from bpworkshop.commands.registry import Face, Told, command, read_tool
from bpworkshop.errors import Problem
from bpworkshop.session.boards import OURS_BY_NATURE, TOOLS
from bpworkshop.session.types import Step
from bpworkshop.words import has, say


def shown(face: Face) -> list[Step]:
    """The tools that this face may show: two of them are ours by nature."""
    return [one for one in TOOLS if face.only_us or one not in OURS_BY_NATURE]


def begins(face: Face) -> list[str]:
    """With what the empty board in front can begin; nothing where there is no such thing."""
    key = f"board.begin.{face.step}"
    return [say(key)] if has(key) and not face.view.board(face.step) else []


def waiting(face: Face) -> list[str]:
    """What of the tools has come due: rows of the plan that are late, risks to be looked at again."""
    from bpworkshop.toolbox import communication, risks  # most sessions have neither

    late = communication.late(face.view, face.today)
    told = [say("weeks.late", numbers=", ".join(map(str, late)))] if late else []
    return [*told, *risks.again(face.reader)]


@command("tools", "lead", page=True)
def tools(face: Face, rest: str) -> Told:
    """What there is, and how far each got; with a name it goes there."""
    if rest:
        found = read_tool(face, rest)
        if not found:
            # The same for what there is not and for what is ours: nothing of ours shows in an answer.
            labels = ", ".join(face.guide.step(one).label for one in shown(face))
            key = "unknown" if face.only_us else "unknown_here"
            raise Problem(f"command.tools.{key}", known=labels)
        return Told((*hiding.go(face, found), *begins(face)))
    lines = []
    for one in shown(face):
        label, n = face.guide.step(one).label, len(face.view.board(one))
        lacks = face.reader.still_to_say(one) if face.reader.gaps(one) else say("command.tools.ready")
        what = lacks if n else say("command.tools.empty")
        lines.append(say("command.tools.line", name=one, label=label, what=what))
    return Told((say("command.tools.choose"), *lines))
