"""Evaluating the partnership: everyone writes first, then it is shown together and talked about."""

import re

from bpworkshop.commands.casting import LINES, head, listed, name_of, room
from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session.around import Round
from bpworkshop.session.edits import Add
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.types import Evaluates, Naming
from bpworkshop.words import entry, say

MOST_SLIPS = 500


@command("evaluate", "vote")
def evaluate(face: Face, rest: str) -> Told:
    """Opens a round in which each rates the partnership, with reasons; what others wrote is hidden."""
    return opened(face, *wanted(rest))


def opened(face: Face, evaluates: Evaluates, names: Naming, slips: int | None) -> Told:
    """Open a round; ``slips``: how many are waited for, where it was said. Raises Problem."""
    from bpworkshop.session import evaluating, voting
    from bpworkshop.toolbox.evaluation import asked

    workshop = face.workshop
    workshop.must_lead()
    if face.session.status == "closed":
        raise Problem("edit.closed")
    if workshop.stage.running and workshop.round:
        raise Problem("vote.runs_already")
    ours = stays_ours(face.session, "rounds", only_us=face.only_us)
    words = face.guide.toolbox.evaluation
    round = voting.opened(
        voting.Wanted(names=names),
        "rating",
        asked(words, room(face, ours=ours), evaluates),
        id=workshop.new_id(),
        text=words.final if evaluates == "final" else words.running,
        at=workshop.clock(),
        only_for=face.session.ours.id if ours else None,
        evaluates=evaluates,
        expected=slips,
    )
    if names == "named" and not evaluating.missing(round, face.session):
        raise Problem("evaluate.nobody_here")
    workshop.cast(round, "round")
    # By name each is asked by itself; on slips all stand in this order.
    lines = [head(face, round), *(listed(face, round) if names != "named" else ()), say("evaluate.opened")]
    if not face.only_us:
        lines.append(say("evaluate.unseen"))
    return Told(tuple(lines))


def wanted(rest: str, names: Naming = "named") -> tuple[Evaluates, Naming, int | None]:
    """``final``, ``slips``, ``anonymous``, how many slips there are, as it was typed. Raises Problem."""
    evaluates: Evaluates = "running"
    slips: int | None = None
    kinds: dict[str, Evaluates] = {"running": "running", "final": "final"}
    namings: dict[str, Naming] = {"named": "named", "pseudonymous": "pseudonymous", "anonymous": "anonymous"}
    for word in re.split(r"[\s,]+", rest.casefold().strip()):
        if kind := next((kinds[one] for one in kinds if word in entry(f"evaluate.word.{one}")), None):
            evaluates = kind
        elif name := next((namings[one] for one in namings if word in entry(f"vote.word.{one}")), None):
            names = name
        elif word.isascii() and word.isdigit() and 0 < int(word[:9]) <= MOST_SLIPS:
            slips = int(word[:9])
        elif word:
            raise usage("evaluate")
    # So many answers, whoever they are from: those are slips.
    return evaluates, "pseudonymous" if slips and names == "named" else names, slips


def count(face: Face, round: Round, rest: str) -> Told:
    """Closes the round and shows it; before all are in only where somebody says so."""
    from bpworkshop.session import evaluating

    workshop = face.workshop
    if not evaluating.all_in(round, face.session) and rest.casefold() not in entry("evaluate.word.now"):
        missing = [name_of(face, one) for one in evaluating.missing(round, face.session)]
        return told("evaluate.not_all_named" if missing else "evaluate.not_all", who=", ".join(missing))
    workshop.count(Add("rounds", evaluating.counted(round, workshop.clock())))
    LINES.slips = ""
    return Told((*_page(face), "", say("evaluate.talk")), page="evaluation")


@command("evaluation", "look", page=True)
def evaluation(face: Face, rest: str) -> Told:
    """Every evaluation: theme by theme, goals against their measures, promises kept, and over time."""
    return Told(tuple(_page(face))) if _page(face) else told("evaluation.none")


def _page(face: Face) -> list[str]:
    from bpworkshop.toolbox.evaluation import told

    return told(face.reader)
