"""What happens to a promise. Each is an event in it: nothing is overwritten, a mistake is withdrawn."""

from bpworkshop import text
from bpworkshop.commands import decisions
from bpworkshop.commands.registry import Face, Told, command, number_and_rest, pick, pick_all, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous, read_date
from bpworkshop.session.edits import Happened, Several
from bpworkshop.session.items import Commitment, Entry
from bpworkshop.session.presence import has_left
from bpworkshop.session.tallies import standing, status
from bpworkshop.words import say

SETTLED = ("kept", "missed", "released")
"""What ends a promise: there is nothing more to agree to, but it can be withdrawn."""


def _promise(one: Entry) -> Commitment:
    if not isinstance(one, Commitment):
        raise Problem("command.no_promise")
    return one


def _on_promises(face: Face) -> bool:
    return face.step == "commitments"


def _on_promises_or_table(face: Face) -> bool:
    return _on_promises(face) or decisions.on_table(face)


def _happened(face: Face, one: Entry, kind: str, **facts: object) -> Told:
    promise = _promise(one)
    face.workshop.apply(Happened(promise.id, face.workshop.event(kind, promise, **facts)), "event")
    return _stands(face, promise.id)


def _stands(face: Face, *ids: str) -> Told:
    promises = [promise for promise in face.view.commitments if promise.id in ids]
    numbers = {promise.id: number for number, promise in enumerate(face.view.commitments, 1)}
    return Told(
        tuple(
            f"{numbers[one.id]} {one.said}: {face.guide.statuses[status(one, face.today)]}"
            for one in promises
        )
    )


def _by_and_words(face: Face, rest: str) -> dict[str, object]:
    """``@Ana what shows it``: who says so, and the evidence; both may be left out."""
    first, _, more = rest.partition(" ")
    if not first.startswith("@"):
        return {"evidence": text.line(rest) or None}
    who = answers.person(face.session, first)
    if not isinstance(who, str):
        raise Problem("command.no_person", typed=first)
    return {"by": who, "evidence": text.line(more) or None}


def _gone(face: Face, one: Commitment) -> str:
    """The sides of a promise that have left, by name; none once the meeting is over: then they were asked."""
    if face.session.phase == "after":
        return ""
    sides = dict.fromkeys(id for id in (one.promiser, one.to) if id and has_left(face.session, id))
    return ", ".join(face.reader.party(id) for id in sides)


def _agreed(face: Face, one: Commitment) -> Happened:
    """Agreed; where a side has left, proposed to them first: they agree when it is said once more."""
    gone, events = _gone(face, one), standing(one)
    asked = bool(events) and events[-1].kind == "proposed" and events[-1].waits_for == gone
    if gone and not asked:
        return Happened(one.id, face.workshop.event("proposed", one, waits_for=gone))
    return Happened(one.id, face.workshop.event("agreed", one))


def _proposed_to(edits: tuple[Happened, ...]) -> tuple[str, ...]:
    """That a side had left, where promises were only proposed because of it."""
    waits = [edit.event.waits_for or "" for edit in edits if edit.event.kind == "proposed"]
    parties = ", ".join(dict.fromkeys(waits))
    return (say("command.agree.left", n=len(waits), parties=parties),) if waits else ()


@command("agree", "promise", when=_on_promises_or_table)
def agree(face: Face, rest: str) -> Told:
    """Several at once, or ``all`` that nobody has agreed to yet; alone, the proposal on the table."""
    if rest.casefold() in ("", "yes") and decisions.on_table(face):
        return decisions.agree(face, sure=bool(rest))
    if rest.casefold() == "all":
        picked = [_promise(one) for one in face.session.commitments if not standing(one)]
        shown = {one.id for one in face.view.commitments}
        picked = [one for one in picked if one.id in shown]
    else:
        picked = [_promise(one) for _, one in pick_all(face, rest, "agree")]
    if any(standing(one) and standing(one)[-1].kind in SETTLED for one in picked):
        raise Problem("command.agree.settled")
    if not picked:
        return told("command.agree.none")
    edits = tuple(_agreed(face, one) for one in picked)
    face.workshop.apply(Several(edits), "event")
    return Told((*_proposed_to(edits), *_stands(face, *(one.id for one in picked)).lines))


@command("waits", "promise", when=_on_promises)
def waits(face: Face, rest: str) -> Told:
    """``2 the director, 1 May``: whose yes it waits for, and until when."""
    _, one, words = number_and_rest(rest, "waits", face)
    whose, _, typed = words.rpartition(",")
    if not whose.strip():
        raise usage("waits")
    return _happened(face, one, "proposed", waits_for=text.line(whose), until=_day(face, typed, "waits"))


def _day(face: Face, typed: str, name: str) -> object:
    day = read_date(typed, face.today)
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
    if day is None:
        raise usage(name)
    return day


@command("keep", "promise", when=_on_promises)
def keep(face: Face, rest: str) -> Told:
    _, one, words = number_and_rest(rest, "keep", face)
    return _happened(face, one, "kept", **_by_and_words(face, words))


@command("miss", "promise", when=_on_promises)
def miss(face: Face, rest: str) -> Told:
    _, one, words = number_and_rest(rest, "miss", face)
    return _happened(face, one, "missed", **_by_and_words(face, words))


@command("renegotiate", "promise", when=_on_promises)
def renegotiate(face: Face, rest: str) -> Told:
    """A new day; where a side has left, it is proposed to them."""
    _, one, words = number_and_rest(rest, "renegotiate", face)
    day, promise = _day(face, words, "renegotiate"), _promise(one)
    edits: tuple[Happened, ...] = (
        Happened(promise.id, face.workshop.event("renegotiated", promise, due=day)),
    )
    if gone := _gone(face, promise):
        # Its moment follows that of the event before it, which is not in the session yet.
        known = promise.model_copy(update={"events": (*promise.events, edits[0].event)})
        edits += (Happened(promise.id, face.workshop.event("proposed", known, waits_for=gone)),)
    face.workshop.apply(Several(edits), "event")
    return Told((*_proposed_to(edits), *_stands(face, promise.id).lines))


@command("release", "promise", when=_on_promises)
def release(face: Face, rest: str) -> Told:
    _, one, words = number_and_rest(rest, "release", face)
    return _happened(face, one, "released", **_by_and_words(face, words))


@command("withdraw", "promise", when=_on_promises_or_table)
def withdraw(face: Face, rest: str) -> Told:
    """Cancels the newest event that still counts; both stay written down. Without a number, the proposal."""
    if not rest and decisions.on_table(face):
        return decisions.withdraw(face)
    if not rest:
        raise usage("withdraw")
    _, one = pick(face, rest)
    events = standing(_promise(one))
    if not events:
        return told("command.withdraw.none")
    return _happened(face, one, "withdrawn", withdraws=events[-1].id)
