"""What happens to a promise. Each is an event in it: nothing is overwritten, a mistake is withdrawn."""

from typing import Any

from bpworkshop import text
from bpworkshop.commands import decisions
from bpworkshop.commands.registry import Face, Told, command, number_and_rest, pick, pick_all, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous, read_date
from bpworkshop.session.edits import Happened, Several
from bpworkshop.session.happening import happened
from bpworkshop.session.items import Commitment, Entry
from bpworkshop.session.standing import EventKind, is_settled, standing, status
from bpworkshop.words import say


def _promise(one: Entry) -> Commitment:
    if not isinstance(one, Commitment):
        raise Problem("command.no_promise")
    return one


def _on_promises(face: Face) -> bool:
    return face.step == "commitments"


def _on_promises_or_table(face: Face) -> bool:
    return _on_promises(face) or decisions.on_table(face)


def _edits(face: Face, one: Commitment, kind: EventKind, **facts: Any) -> tuple[Happened, ...]:
    return happened(face.session, one, kind, face.workshop.event, **facts)


def _happened(face: Face, one: Entry, kind: EventKind, **facts: object) -> Told:
    promise = _promise(one)
    edits = _edits(face, promise, kind, **facts)
    if not edits:
        return told("command.withdraw.none")
    face.workshop.apply(Several(edits), "event")
    because = _proposed_to(edits) if kind != "proposed" else ()
    return Told((*because, *_stands(face, promise.id).lines))


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
    if any(map(is_settled, picked)):
        raise Problem("command.agree.settled")
    if not picked:
        return told("command.agree.none")
    edits = tuple(edit for one in picked for edit in _edits(face, one, "agreed"))
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
    return _happened(face, one, "renegotiated", due=_day(face, words, "renegotiate"))


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
    return _happened(face, one, "withdrawn")
