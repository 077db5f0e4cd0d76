"""Decisions: a proposal that nobody objects to, one that is simply written down, one that is opened again."""

import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from bpworkshop import text
from bpworkshop.commands.frame import listed, put
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.people import person_of
from bpworkshop.commands.registry import (
    Face,
    Told,
    command,
    number_and_rest,
    number_of,
    pick,
    pick_all,
    told,
    usage,
)
from bpworkshop.errors import Problem
from bpworkshop.session.around import Decision, Objection, Reopening
from bpworkshop.session.deciding import amended, objected, unanswered
from bpworkshop.session.edits import Add, Change, Remove, Several, build
from bpworkshop.session.items import Item
from bpworkshop.session.presence import has_left
from bpworkshop.session.standing import status
from bpworkshop.words import entry, say

WAYS = ("vote", "mandate")
"""How a decision can have come about, where it is said at its end; otherwise nobody objected."""


MOST_TOLD = 3
"""Lines of promises that have room above the line; more of them are a page."""


# Written down


@command("decide", "frame")
def decide(face: Face, rest: str) -> Told:
    """``2, 3: what was decided, by vote`` is about the items 2 and 3; all but the words may be left out."""
    if not rest:
        return listed(face, "decisions")
    about, words = _about(face, rest, "decide")
    words, way = _way(face, words)
    closed = [one.id for one in face.view.rounds if one.closed]
    from_vote = {"round": closed[-1]} if way == "vote" and closed else {}
    return _decided(face, {Decision.SAID: words, "about": about, "how": way, **from_vote})


@command("stop", "frame", when=lambda face: face.step == "values")
def stop(face: Face, rest: str) -> Told:
    """The decision to stop over a value that is in conflict."""
    _, one, words = number_and_rest(rest, "stop", face)
    if not words:
        raise usage("stop")
    return _decided(face, {Decision.SAID: text.line(words), "about": (one.id,), "stop": True})


def _decided(face: Face, values: dict[str, object]) -> Told:
    return put(face, "decisions", {**values, **made_now(face)}, "decide")


def _about(face: Face, typed: str, name: str) -> tuple[tuple[str, ...], str]:
    """``2, 3: words``: the ids of the items that it is about, and the words."""
    found = re.fullmatch(r"([^\s:]*\d(?:[\s,]+[^\s:]*\d)*):\s+(.+)", typed)
    picked = pick_all(face, found[1], name) if found else []
    words = found[2] if found else typed
    return tuple(one.id for _, one in picked if isinstance(one, Item)), text.line(words)


def _way(face: Face, words: str) -> tuple[str, str]:
    """How it came about, where the words end with it, and the words without it."""
    labels = face.guide.choices("decisions", "how")
    for way in WAYS:
        before, found, after = words.rpartition(f" {labels[way]}")
        if found and not after and before.strip(" ,"):
            return before.rstrip(" ,"), way
    return words, "no-objection"


def made_now(face: Face, note: str | None = None) -> dict[str, Any]:
    """When a decision is made, who is there, and in a note which side was not there any more."""
    session = face.session
    # In *prepare* only our side is there, whoever else is on the list for later.
    alone = session.phase == "prepare"
    here = [one.id for one in session.people if one.present and not (alone and one.party != session.ours.id)]
    gone = [] if alone else [one.name for one in session.parties if has_left(session, one.id)]
    told = [say("decision.without", parties=", ".join(gone))] if gone else []
    return {
        "on": face.today,
        "present": tuple(here),
        "note": "\n".join([*([note] if note else []), *told]) or None,
    }


# A proposal, and what stands against it


@dataclass(slots=True)
class OnTable:
    """The proposal that a face's lines are about. ``asked``: an empty line has asked whether that is all."""

    id: str
    asked: bool = False


class Proposing:
    """While a proposal is on the table a line is an objection to it, or other words for it.

    Each face has its own: a colleague's items at another screen do not become
    objections. What was said of it is in the session; after a new start
    ``/propose`` takes it up again.
    """

    def __init__(self) -> None:
        self._tables: WeakKeyDictionary[Face, OnTable] = WeakKeyDictionary()

    def put(self, face: Face, id: str) -> None:
        self._tables[face] = OnTable(id)

    def on_table(self, face: Face) -> Decision | None:
        """The proposal on the table, as far as this face may show it."""
        table = self._tables.get(face)
        return next((one for one in _proposed(face) if one.id == table.id), None) if table else None

    def listens(self, face: Face) -> bool:
        # A vote is about something else, or about this: it goes first.
        return face.workshop.stage.running is None and self.on_table(face) is not None

    def prompt(self, face: Face) -> str:
        return say("proposal.prompt")

    def question(self, face: Face) -> str | None:
        proposal = self.on_table(face)
        if proposal is None:
            return None
        number = number_of(face, "decisions", proposal.id)
        return "  ".join(
            [
                say("proposal.question", number=number, text=proposal.text),
                *(said(face, one) for one in unanswered(proposal)),
                *([] if proposal.objections else [say("proposal.how")]),
            ]
        )

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        table, proposal = self._tables[face], self.on_table(face)
        assert proposal
        if not typed or typed.casefold() in entry("proposal.nothing"):
            if table.asked:
                return agree(face, sure=False)
            table.asked = True
            return told("proposal.once")
        table.asked = False
        if typed == ".":
            del self._tables[face]
            return told("proposal.later", number=number_of(face, "decisions", proposal.id))
        if typed.startswith("="):
            return _amend(face, proposal, typed[1:])
        return _object(face, proposal, typed)


PROPOSING = Proposing()
hears("proposal", PROPOSING)


def _proposed(face: Face) -> list[Decision]:
    return [one for one in face.view.decisions if one.standing == "proposed"]


def said(face: Face, objection: Objection) -> str:
    """An objection with whose it is."""
    return face.reader.value("decisions", "objections", (objection,))


def on_table(face: Face) -> bool:
    """Whether a proposal is on the table."""
    return PROPOSING.on_table(face) is not None


def _table(face: Face) -> Decision:
    proposal = PROPOSING.on_table(face)
    if proposal is None:
        raise Problem("proposal.none")
    return proposal


@command("propose", "frame")
def propose(face: Face, rest: str) -> Told:
    """Puts a proposal on the table; without words the newest that is not decided, again."""
    if rest:
        about, words = _about(face, rest, "propose")
        id = face.workshop.new_id()
        values = {"id": id, Decision.SAID: words, "on": face.today, "standing": "proposed", "about": about}
        put(face, "decisions", values, "propose")
        PROPOSING.put(face, id)
        # Its number and its words are in the question.
        return Told()
    if not (open_ := _proposed(face)):
        return told("command.propose.none")
    PROPOSING.put(face, open_[-1].id)
    return Told()


@command("amend", "frame", when=on_table)
def amend(face: Face, rest: str) -> Told:
    return _amend(face, _table(face), rest)


def _amend(face: Face, proposal: Decision, words: str) -> Told:
    words = text.line(words)
    if not words:
        raise usage("amend")
    answered = unanswered(proposal)
    face.workshop.apply(Change(proposal.id, amended(proposal, words)), "amend")
    lines = [say("command.amend.done", number=number_of(face, "decisions", proposal.id), text=words)]
    return Told((*lines, *([say("command.amend.again", n=len(answered))] if answered else [])))


def _object(face: Face, proposal: Decision, typed: str) -> Told:
    """``@Ana why``, ``Ana why`` or only why."""
    who, reason = who_says(face, typed)
    if not reason:
        raise Problem("proposal.no_reason")
    face.workshop.apply(Change(proposal.id, objected(proposal, reason, who)), "objection")
    made = objected(proposal, reason, who)["objections"][-1]
    return told("proposal.objected", what=said(face, made))


def who_says(face: Face, typed: str) -> tuple[str | None, str]:
    """Who says it, and what. Without the sign only a whole name is one: words begin like names."""
    first, _, words = typed.partition(" ")
    if first.startswith("@"):
        return person_of(face, first, "propose").id, text.line(words)
    named = first.rstrip(":,").casefold()
    for one in face.session.people:
        if named in (one.handle.casefold(), (one.name or "").casefold()):
            return one.id, text.line(words)
    return None, text.line(typed)


def agree(face: Face, *, sure: bool) -> Told:
    """The proposal on the table is decided; ``sure``: in spite of what still stands against it."""
    proposal = _table(face)
    against = unanswered(proposal)
    if against and not sure:
        # Which they are, the question tells.
        return told("proposal.against", n=len(against))
    whole = next(one for one in face.session.decisions if one.id == proposal.id)
    # What was decided over somebody's head is not called the other thing later.
    how = "over-objections" if against else "no-objection"
    values = {"standing": "agreed", "how": how, **made_now(face, whole.note)}
    face.workshop.apply(Change(proposal.id, values), "agree")
    return Told((told_of(face, proposal.id),))


def told_of(face: Face, id: str) -> str:
    """A decision with its number and all that is known of it."""
    shown = next(one for one in face.view.decisions if one.id == id)
    number = number_of(face, "decisions", id)
    return f"{face.guide.title('decisions')} {number}: {face.reader.item('decisions', shown, whole=True)}"


def withdraw(face: Face) -> Told:
    """The proposal on the table is dropped."""
    face.workshop.apply(Remove(_table(face).id), "withdraw")
    return told("proposal.withdrawn")


# Opened again


@command("reconsider", "frame")
def reconsider(face: Face, rest: str) -> Told:
    """``2 why @who``: a decision is opened again. It stays, and a proposal in its words is on the table."""
    number, _, words = rest.partition(" ")
    words, who = _asked_by(face, words)
    if not number or not words:
        raise usage("reconsider")
    _, one = pick(face, f"decisions.{number.removeprefix('decisions.')}")
    assert isinstance(one, Decision)
    if one.standing == "proposed" or one.reopened:
        raise Problem("command.reconsider.open" if one.reopened else "command.reconsider.proposed", n=number)
    values = {
        **{"id": face.workshop.new_id(), Decision.SAID: one.text, "on": face.today, "standing": "proposed"},
        **{"stop": one.stop, "about": one.about, "only_for": one.only_for, "replaces": one.id},
    }
    proposal = build(Decision, values)
    reopened = build(Reopening, {"on": face.today, "why": words, "by": who})
    edits = (Change(one.id, {"reopened": reopened}), Add("decisions", proposal))
    face.workshop.apply(Several(edits), "reconsider")
    PROPOSING.put(face, proposal.id)
    again = say("command.reconsider.done", number=number_of(face, "decisions", one.id))
    promises = hanging(face, one)
    return Told((again, *promises), page="reconsider" if len(promises) > MOST_TOLD else "")


def _asked_by(face: Face, words: str) -> tuple[str, str | None]:
    """``why @who`` or ``@who why``: the words, and who asks."""
    found = re.search(r"^@\S+|(?<=\s)@\S+$", words.strip())
    if not found:
        return text.line(words), None
    return text.line(words.replace(found[0], "", 1)), person_of(face, found[0], "reconsider").id


def hanging(face: Face, decision: Decision) -> list[str]:
    """The promises that a decision is about, as this face may show them, with their numbers."""
    lines = [
        f"{number} {one.said}: {face.guide.statuses[status(one, face.today)]}"
        for number, one in enumerate(face.view.commitments, 1)
        if one.id in decision.about
    ]
    return [say("command.reconsider.hanging", n=len(lines)), *lines] if lines else []
