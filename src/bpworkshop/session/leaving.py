"""How somebody is taken out of a session: every field that refers to them, whatever it stands in.

Three ways, all of one edit (``edits.Forget``): without a trace; without a name,
so that what they said and promised still belongs together; and with what they
said. What others said is never rewritten, even where it has the name in it:
``people.named_in`` tells those places, and people decide.
"""

import json
from itertools import count
from typing import Any, TypeVar

from bpworkshop.session import fields
from bpworkshop.session.around import Decision, Parked, Round
from bpworkshop.session.items import Commitment, Item, Person
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.types import Kind, Record
from bpworkshop.words import say

R = TypeVar("R", bound=Record)

READINGS = ("name", "handle", "role")
"""Values of a person of which a merge may have parked another reading."""


def without_person(record: R, person: str, instead: str | None = None) -> R:
    """A record in which nothing refers to the person, or to ``instead`` in their place.

    The same object where nothing did.
    """
    came_from = getattr(record, fields.SOURCES, ())
    named = (id for _, kind, id in fields.references(record) if kind is Kind.PERSON)
    if person not in came_from and all(id != person for id in named):
        return record
    updates: dict[str, Any] = {}
    if person in came_from:
        others = (instead if id == person else id for id in came_from)
        updates[fields.SOURCES] = tuple(id for id in others if id is not None)
    for field in fields.fields(type(record)).values():
        found = getattr(record, field.name)
        if field.kind is Kind.PERSON and field.many:
            others = (instead if id == person else id for id in found)
            updates[field.name] = tuple(id for id in others if id is not None)
        elif field.kind is Kind.PERSON and found == person:
            updates[field.name] = instead
        elif isinstance(found, Record):
            updates[field.name] = without_person(found, person, instead)
        elif field.many and field.record:
            updates[field.name] = tuple(without_person(inner, person, instead) for inner in found)
    return record.model_copy(update=updates)


def left(session: Session, person: Person, instead: str | None) -> Session:
    """The session without the person; with ``instead`` a nameless one of that id stands where they stood.

    Whose yes a promise waits for is text, but names somebody and nothing else:
    where it is this name, it goes too.
    """
    nameless = _nameless(session, person, instead) if instead else None
    updates: dict[str, Any] = {
        name: tuple(without_person(item, person.id, instead) for item in getattr(session, name))
        for name in ITEM_LISTS
    }
    if session.next_meeting:
        updates["next_meeting"] = without_person(session.next_meeting, person.id, instead)
    called = nameless.handle if nameless else None
    updates["commitments"] = tuple(_not_waiting(one, person, called) for one in updates["commitments"])
    updates["parked"] = tuple(_not_inviting(one, person.id, instead) for one in updates["parked"])
    others = (nameless if one.id == person.id else one for one in session.people)
    updates["people"] = tuple(one for one in others if one is not None)
    return session.model_copy(update=updates)


def _nameless(session: Session, person: Person, id: str) -> Person:
    """Somebody of the same side, without name and role: in a small house a role is a name."""
    handles = [*(party.handle for party in session.parties), *(one.handle for one in session.people)]
    taken = {handle.casefold() for handle in handles}
    at = session.people.index(person) + 1
    free = (say("names.participant", n=n) for n in count(at))
    handle = next(one for one in free if one.casefold() not in taken)
    return Person(id=id, handle=handle, party=person.party, present=person.present)


def _not_waiting(commitment: Commitment, person: Person, called: str | None) -> Commitment:
    names = {name.casefold() for name in (person.name, person.handle, f"@{person.handle}") if name}
    waiting = {one.id for one in commitment.events if (one.waits_for or "").strip().casefold() in names}
    if not waiting:
        return commitment
    events = tuple(
        one.model_copy(update={"waits_for": called}) if one.id in waiting else one
        for one in commitment.events
    )
    return commitment.model_copy(update={"events": events})


def _not_inviting(parked: Parked, person: str, instead: str | None) -> Parked:
    """The other reading of a next meeting, which a merge keeps as text, names who invites by id."""
    if parked.was != "next_meeting":
        return parked
    try:
        told = json.loads(parked.text)
    except ValueError:
        return parked  # somebody has put it into words since
    if not isinstance(told, dict) or told.get("invites") != person:
        return parked
    told["invites"] = instead
    text = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    return parked.model_copy(update={"text": text})


def readings(session: Session, person: Person) -> list[str]:
    """The ids of what a merge parked as another reading of the person's name, handle or role."""
    values = {person.name, person.handle, person.role}
    return [one.id for one in session.parked if one.was in READINGS and one.text in values]


def said_by(session: Session, person: str) -> tuple[list[str], list[str]]:
    """The ids of what a person said: what goes with them, and what stays without their name.

    A decision, and a promise that was proposed or agreed, are no longer one
    person's words: others rely on them, and what happened to a promise is
    never removed.
    """
    goes: list[str] = []
    stays: list[str] = []
    for _, item in session.items():
        inside = item.item if isinstance(item, Parked) else None
        if person in (item.by, inside.by if inside else None):
            (stays if _is_common(inside or item) else goes).append(item.id)
    return goes, stays


def without_reasons(session: Session, person: str) -> Session:
    """The session without why a person voted as they did; the votes themselves stay: they were counted."""

    def silent(vote: Round) -> Round:
        ballots = (
            one.model_copy(update={"reason": None, "because": ()}) if one.by == person else one
            for one in vote.ballots
        )
        return vote.model_copy(update={"ballots": tuple(ballots)})

    if not any(
        one.by == person and (one.reason or one.because) for vote in session.rounds for one in vote.ballots
    ):
        return session
    return session.model_copy(update={"rounds": tuple(map(silent, session.rounds))})


def _is_common(item: Item) -> bool:
    return isinstance(item, Decision) or (isinstance(item, Commitment) and bool(item.events))
