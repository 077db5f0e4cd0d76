"""Votes: opening a round, taking what a line says into it, counting, and what the rounds came to.

Reading and counting are pure (``session.voting``) and imported late: the
first frame needs neither.
"""

import re

from bpworkshop.commands.casting import (
    LINES,
    head,
    listed,
    name_of,
    result,
    room,
    running,
    shown,
    shown_otherwise,
)
from bpworkshop.commands.hiding import written
from bpworkshop.commands.registry import Face, Told, command, dispatch, told, usage
from bpworkshop.errors import Problem
from bpworkshop.method.ways import WAYS
from bpworkshop.session.around import Round
from bpworkshop.session.clusters import heads
from bpworkshop.session.edits import Add, Several
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.items import Commitment, StepItem
from bpworkshop.session.session import Session
from bpworkshop.session.types import Naming, Voting
from bpworkshop.words import say

OPENERS: dict[str, Voting] = {
    "dots": "dots",
    "fist": "fist",
    "rate": "rating",
    "rank": "ranking",
    "hands": "hands",
}
"""The command that opens each kind of vote."""


def open_asked(face: Face) -> Told:
    """Open the vote that the activity asks for."""
    name = WAYS[face.activity.kind].vote
    if name is None:
        raise usage("vote")
    return _open(face, name, "")


# Opening


def _open(face: Face, name: str, typed: str, names: Naming = "named") -> Told:
    from bpworkshop.session import voting

    workshop, method = face.workshop, OPENERS[name]
    workshop.must_lead()
    if face.session.status == "closed":
        raise Problem("edit.closed")
    if workshop.stage.running and workshop.round:
        raise Problem("vote.runs_already")
    wanted = voting.wanted(method, typed, names)
    step = None if wanted.words else face.step
    if step and written(face):
        raise Problem("vote.hidden")
    ours = stays_ours(face.session, step or "rounds", only_us=face.only_us, at=face.step)
    voters = room(face, ours=ours)
    if method == "fist" and step and not wanted.numbers:
        wanted = voting.wanted(method, str(_next_for_fist(face, voters)), wanted.names)
    choices = voting.choices(voters, face.step, wanted, method)
    round = voting.opened(
        wanted,
        method,
        choices,
        id=workshop.new_id(),
        text=_asks(face, name, wanted.words, choices[0].text),
        at=workshop.clock(),
        step=step,
        only_for=face.session.ours.id if ours else None,
    )
    return _opened(face, round)


def _opened(face: Face, round: Round) -> Told:
    from bpworkshop.session import ballots

    face.workshop.cast(round, "round")
    lines = [head(face, round), *(listed(face, round) if shown_otherwise(face, round) else ())]
    lines.append(say("vote.opened", how=ballots.how(round)))
    if round.secret and not face.only_us:
        lines.append(say("vote.unseen"))
    return Told(tuple(lines))


def _asks(face: Face, name: str, words: str, first: str) -> str:
    """What a vote asks: its own words, the promise that fingers are shown for, or what the activity asks."""
    from bpworkshop.session import voting

    if words:
        return voting.question(words)
    if name == "fist":
        return first
    activity = face.activity
    asked = activity.question if WAYS[activity.kind].vote == name else None
    return asked or face.guide.step(face.step).label


def _next_for_fist(face: Face, voters: Session) -> int:
    """The number of the first item for which nobody knows yet that all show three fingers and more."""
    from bpworkshop.session.spread import ALL_AGREE, lowest

    board = voters.board(face.step)
    fewest = {
        choice.item: lowest(one)
        for one in face.session.rounds
        if one.method == "fist"
        for choice in one.choices
    }
    free = {item.id for item in heads(board)}

    def agreed(item: StepItem) -> bool:
        known = item.fist if isinstance(item, Commitment) else fewest.get(item.id)
        return known is not None and known >= ALL_AGREE

    for number, item in enumerate(board, 1):
        if item.id in free and not agreed(item):
            return number
    raise Problem("vote.fist_done" if board else "vote.nothing")


@command("dots", "vote")
def dots(face: Face, rest: str) -> Told:
    return _open(face, "dots", rest)


@command("fist", "vote")
def fist(face: Face, rest: str) -> Told:
    """On one item by its number; without, on the first that not everyone stands behind yet.

    With a number and fingers it is a count that was made, like ``/vote``.
    """
    if face.step == "commitments" and (counted := re.fullmatch(r"([0-9]+)\s+([0-9]+)", rest)):
        return dispatch(face, f"/set {counted[1]} fist {counted[2]}")
    return _open(face, "fist", rest)


@command("rate", "vote")
def rate(face: Face, rest: str) -> Told:
    return _open(face, "rate", rest)


@command("rank", "vote")
def rank(face: Face, rest: str) -> Told:
    return _open(face, "rank", rest)


@command("hands", "vote")
def hands(face: Face, rest: str) -> Told:
    return _open(face, "hands", rest)


@command("again", "vote")
def again(face: Face, rest: str) -> Told:
    """Another round like the last one of this step; the rounds before stay."""
    from bpworkshop.session import voting

    face.workshop.must_lead()
    if face.workshop.round:
        raise Problem("vote.runs_already")
    seen = [one.id for one in face.view.rounds if one.step in (None, face.step)]
    if not seen:
        raise Problem("vote.none_before")
    last = next(one for one in face.session.rounds if one.id == seen[-1])
    if last.evaluates:
        from bpworkshop.commands import evaluation

        return evaluation.opened(face, last.evaluates, last.names, last.expected)
    voters = room(face, ours=last.only_for is not None)
    at, id = face.workshop.clock(), face.workshop.new_id()
    return _opened(face, voting.again(last, voters, id=id, at=at))


@command("slips", "vote")
def slips(face: Face, rest: str) -> Told:
    """Every plain line is a paper slip now; where no vote runs, the kind of vote that is named begins."""
    lines: tuple[str, ...] = ()
    if not shown(face):
        name, _, more = rest.partition(" ")
        if name.casefold() == "evaluate":
            from bpworkshop.commands import evaluation

            lines = evaluation.opened(face, *evaluation.wanted(more, "pseudonymous")).lines
        elif name.casefold() in OPENERS:
            lines = _open(face, name.casefold(), more, "pseudonymous").lines
        else:
            raise usage("slips")
    elif rest:
        raise usage("slips")
    if round := shown(face):
        LINES.slips = round.id
    return Told((*lines, say("command.slips.done")))


# Ending


@command("count", "vote")
def count(face: Face, rest: str) -> Told:
    """Closes the vote and shows at once what came of it."""
    from bpworkshop.session import voting
    from bpworkshop.session.spread import ALL_AGREE, lowest

    face.workshop.must_lead()
    if running(face).evaluates:
        from bpworkshop.commands import evaluation

        return evaluation.count(face, running(face), rest)
    round = voting.closed(running(face), face.workshop.clock())
    face.workshop.count(Several((Add("rounds", round), *voting.follows(round, face.session))))
    lines = result(face, round)
    if round.method != "fist":
        return Told((*lines, say("vote.how_again")), page="rounds")
    under = lowest(round) < ALL_AGREE
    return Told((*lines, say("vote.talk_again" if under else "vote.next_fist")))


@command("void", "vote")
def void(face: Face, rest: str) -> Told:
    """Drops the vote that runs, and asks first where anybody is in: nothing is left of their ballots."""
    from bpworkshop.session import voting

    if not face.workshop.stage.running:
        raise Problem("vote.none")
    face.workshop.must_lead()
    round = shown(face)
    if round and not voting.is_empty(round) and rest.casefold() != "yes":
        return told("command.void.sure", n=voting.cast(round) or 1)
    face.workshop.void()
    return told("command.void.done")


@command("rounds", "vote", page=True)
def rounds(face: Face, rest: str) -> Told:
    """Every vote that was counted, and what came of it; with its number one of them, ballot by ballot."""
    from bpworkshop import results

    known = face.view.rounds
    if not known:
        return told("command.rounds.none")
    if rest:
        if not rest.isdecimal() or not 1 <= int(rest) <= len(known):
            raise Problem("command.rounds.unknown", number=rest, n=len(known))
        one = known[int(rest) - 1]
        return Told((*result(face, one), *results.ballots(one, lambda id: name_of(face, id))))
    lines: list[str] = []
    for number, one in enumerate(known, 1):
        first, *more = result(face, one)
        lines += [*([""] if lines else []), f"{number} {first}", *more]
    return Told((*lines, "", say("command.rounds.how")))
