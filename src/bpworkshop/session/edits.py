"""The edits: small typed pieces of data, and ``apply``, which makes the next session.

Everything that changes a session is one of these. ``apply`` validates what an
edit changes and nothing else, so that its cost does not grow with the session;
``integrity.problems`` is the same rules read over a whole one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from bpworkshop.errors import Problem
from bpworkshop.reasons import reason
from bpworkshop.session import fields, honesty
from bpworkshop.session.around import Parked
from bpworkshop.session.boards import TOOLS
from bpworkshop.session.integrity import fits_its_board, unmatched
from bpworkshop.session.items import Commitment, Entry, Event, Figure, Goal, Item, Party, Person
from bpworkshop.session.leaving import left, readings, said_by, without_reasons
from bpworkshop.session.session import ITEM_LISTS, LISTS, MEMBERS, Session
from bpworkshop.session.shared import is_ours_by_nature
from bpworkshop.session.types import SHARED, Kind, Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Set:
    """Give single values of the session: title, phase, idea, status, next meeting …"""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Add:
    """Put a record into a list, at the end unless ``at`` says where."""

    into: str
    record: Entry
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Give fields of one record; None takes a field away."""

    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remove:
    """Take one record out of its list."""

    id: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put an item elsewhere in its list, counted from 0."""

    id: str
    to: int


@dataclass(frozen=True, slots=True)
class Happened:
    """Record an event of a commitment. Allowed in a closed session too."""

    commitment: str
    event: Event


@dataclass(frozen=True, slots=True)
class Forget:
    """Take a person out: their name and handle, and each mention of them.

    ``instead``: the id of somebody without a name who then stands where they
    stood, so that only the name goes. ``said``: what they said goes too.
    """

    person: str
    instead: str | None = None
    said: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that people see as one, such as parking an item."""

    edits: tuple["Edit", ...] = field(default=())


Edit = Set | Add | Change | Remove | Move | Happened | Forget | Several

KEEPS_CLOSED = (Happened, Forget)
"""What a closed session still accepts, beside being reopened."""


def apply(session: Session, edit: Edit) -> Session:
    """The next session. Raises Problem when the edit does not fit; the session stays as it was."""
    if session.status == "closed" and not _fits_closed(edit):
        raise Problem("edit.closed")
    return _MAKERS[type(edit)](session, edit)


def _fits_closed(edit: Edit) -> bool:
    if isinstance(edit, Set):
        return set(edit.values) == {"id"} or dict(edit.values) == {"status": "running"}
    if isinstance(edit, Several):
        return all(_fits_closed(inner) for inner in edit.edits)
    return isinstance(edit, KEEPS_CLOSED)


def build(record: type[R], values: Mapping[str, Any]) -> R:
    """A validated record. Raises Problem that names the first field that does not fit."""
    try:
        return record.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise Problem("edit.field", field=name, reason=reason(first)) from error


def _replaced(record: R, values: Mapping[str, Any]) -> R:
    known = fields.fields(type(record))
    for name in values:
        if name not in known:
            raise Problem("edit.no_field", field=name)
    return build(type(record), {**fields.values(record), **values})


def _set(session: Session, edit: Set) -> Session:
    known = fields.fields(Session)
    for name in edit.values:
        if name not in known or name in LISTS:
            raise Problem("edit.no_field", field=name)
    # A session without its lists validates the single values alone: the lists have not changed.
    bare = session.model_copy(update={**dict.fromkeys(LISTS, ()), "ranking": ()})
    made = _replaced(bare, edit.values)
    if "ranking" in edit.values:
        _check_ranking(session, made.ranking)
    if made.next_meeting:
        _check_references(session, made.next_meeting)
    return session.model_copy(update={name: getattr(made, name) for name in edit.values})


def _check_ranking(session: Session, ranking: tuple[str, ...]) -> None:
    goals = {goal.id for goal in session.goals}
    for at, id in enumerate(ranking):
        if id not in goals:
            raise Problem("edit.no_item", id=id)
        if id in ranking[:at]:
            raise Problem("edit.ranked_twice", id=id)


def _place(session: Session, id: str) -> tuple[str, int, Entry]:
    for name in LISTS:
        for place, record in enumerate(getattr(session, name)):
            if record.id == id:
                return name, place, record
    raise Problem("edit.no_item", id=id)


def _with(session: Session, name: str, records: tuple[Record, ...]) -> Session:
    return session.model_copy(update={name: records})


def _check_references(session: Session, record: Record) -> None:
    for name, kind, id in fields.references(record):
        if kind is Kind.PERSON:
            there: object = session.person(id)
        elif kind is Kind.PARTY:
            there = session.party(id)
        else:
            there = session.find(id)
        if not there:
            raise Problem("edit.dangling", field=name, id=id)


def _check_name(session: Session, record: Party | Person) -> None:
    """People and parties share the ``@``: a handle means one of them."""
    named: tuple[Party | Person, ...] = (*session.parties, *session.people)
    for other in named:
        if other.id != record.id and other.handle.casefold() == record.handle.casefold():
            raise Problem("edit.handle_taken", handle=record.handle)
    if isinstance(record, Party):
        if record.id == SHARED or record.handle.casefold() == SHARED:
            raise Problem("edit.handle_taken", handle=record.handle)
        others = [party for party in session.parties if party.id != record.id]
        if record.ours and any(party.ours for party in others):
            raise Problem("edit.two_ours")
        if not record.ours and not any(party.ours for party in others):
            raise Problem("edit.none_ours")


def _check(session: Session, record: Record) -> None:
    _check_references(session, record)
    if isinstance(record, Party | Person):
        _check_name(session, record)
    if isinstance(record, Parked) and not fits_its_board(record):
        raise Problem("edit.parked_item")
    if isinstance(record, Commitment) and unmatched(record):
        raise Problem("edit.withdraws")


def _is_taken(session: Session, id: str) -> bool:
    """Whether a record or an event of the session has this id. Asked at each new item: a plain loop."""
    for name in LISTS:
        for record in getattr(session, name):
            if record.id == id:
                return True
    return any(event.id == id for commitment in session.commitments for event in commitment.events)


def _add(session: Session, edit: Add) -> Session:
    if edit.into not in LISTS or not isinstance(edit.record, MEMBERS[edit.into]):
        raise Problem("edit.no_list", name=edit.into)
    events = edit.record.events if isinstance(edit.record, Commitment) else ()
    ids = [edit.record.id, *(event.id for event in events)]
    for at, id in enumerate(ids):
        if id in ids[:at] or _is_taken(session, id):
            raise Problem("edit.id_taken", id=id)
    _check(session, edit.record)
    if isinstance(edit.record, Figure):
        honesty.check(edit.record, fields.fields(Figure))
    records = getattr(session, edit.into)
    at = len(records) if edit.at is None else max(0, min(edit.at, len(records)))
    return _with(session, edit.into, (*records[:at], edit.record, *records[at:]))


def _change(session: Session, edit: Change) -> Session:
    name, at, record = _place(session, edit.id)
    if "id" in edit.values or "events" in edit.values:
        raise Problem("edit.fixed_field", field="id" if "id" in edit.values else "events")
    if isinstance(record, Figure):
        honesty.check_change(record, edit.values)
    if "only_for" in edit.values and edit.values["only_for"] is None and is_ours_by_nature(name, record):
        raise Problem("edit.ours_by_nature")
    made = _replaced(record, edit.values)
    _check(session, made)
    if isinstance(made, Figure):
        honesty.check(made, edit.values)
    records = getattr(session, name)
    if isinstance(record, Goal) and "votes" in edit.values and edit.values["votes"] != record.votes:
        # The group accepted the order before this vote: a later one opens it again.
        session = session.model_copy(update={"ranking": ()})
    return _with(session, name, (*records[:at], made, *records[at + 1 :]))


def _remove(session: Session, edit: Remove) -> Session:
    name, at, record = _place(session, edit.id)
    if name == "people":
        return _forget(session, Forget(edit.id))
    if isinstance(record, Commitment) and record.events:
        raise Problem("edit.has_events")
    if isinstance(record, Party):
        _check_free(session, record)
    records = getattr(session, name)
    session = without_item(_with(session, name, (*records[:at], *records[at + 1 :])), edit.id)
    # Of what was ours the link stays: by it is known that words came from it (``shared``).
    return session if getattr(record, "only_for", None) else _without_source(session, edit.id)


def _check_free(session: Session, party: Party) -> None:
    """A party that anything refers to can't be taken out: whose would it be?"""
    if party.ours:
        raise Problem("edit.none_ours")
    records: list[Record] = [*session.people, *(item for _, item in session.items())]
    if any(id == party.id for record in records for _, _, id in fields.references(record)):
        # How many is not said: some of them may be hidden from whoever reads this.
        raise Problem("edit.party_used", party=party.name)


def without_item(session: Session, id: str) -> Session:
    """The session with each mention of a removed item gone (ranking, decisions, conflicts)."""
    updates: dict[str, Any] = {}
    if id in session.ranking:
        updates["ranking"] = tuple(other for other in session.ranking if other != id)
    if any(id in decision.about for decision in session.decisions):
        updates["decisions"] = tuple(
            decision.model_copy(update={"about": tuple(other for other in decision.about if other != id)})
            if id in decision.about
            else decision
            for decision in session.decisions
        )
    session = session.model_copy(update=updates) if updates else session
    return mapped(session, lambda item: item.conflicts_with == id, {"conflicts_with": None})


def _without_source(session: Session, id: str) -> Session:
    """The session in which no words say any more that they came from this item."""
    updates: dict[str, Any] = {}
    for name in TOOLS:
        records = getattr(session, name)
        if any(id in getattr(one, fields.SOURCES, ()) for one in records):
            updates[name] = tuple(_not_from(one, id) for one in records)
    return session.model_copy(update=updates) if updates else session


def _not_from(record: R, id: str) -> R:
    came_from = getattr(record, fields.SOURCES, ())
    if id not in came_from:
        return record
    return record.model_copy(update={fields.SOURCES: tuple(one for one in came_from if one != id)})


def mapped(session: Session, picks: Callable[[Item], bool], update: Mapping[str, Any]) -> Session:
    """The session with ``update`` on each item that ``picks`` chooses; the others stay the same objects."""
    updates: dict[str, Any] = {}
    for name in ITEM_LISTS:
        records = getattr(session, name)
        if any(picks(item) for item in records):
            updates[name] = tuple(item.model_copy(update=update) if picks(item) else item for item in records)
    return session.model_copy(update=updates) if updates else session


def _move(session: Session, edit: Move) -> Session:
    name, at, record = _place(session, edit.id)
    records = getattr(session, name)
    rest = (*records[:at], *records[at + 1 :])
    to = max(0, min(edit.to, len(rest)))
    return _with(session, name, (*rest[:to], record, *rest[to:]))


def _happened(session: Session, edit: Happened) -> Session:
    name, at, record = _place(session, edit.commitment)
    if not isinstance(record, Commitment):
        raise Problem("edit.no_commitment", id=edit.commitment)
    if _is_taken(session, edit.event.id):
        raise Problem("edit.id_taken", id=edit.event.id)
    made = record.model_copy(update={"events": (*record.events, edit.event)})
    if unmatched(made):
        raise Problem("edit.withdraws")
    _check_references(session, edit.event)
    return _with(session, name, (*session.commitments[:at], made, *session.commitments[at + 1 :]))


def _forget(session: Session, edit: Forget) -> Session:
    person = session.person(edit.person)
    if person is None:
        raise Problem("edit.no_item", id=edit.person)
    if edit.instead and _is_taken(session, edit.instead):
        raise Problem("edit.id_taken", id=edit.instead)
    goes = readings(session, person) + (said_by(session, person.id)[0] if edit.said else [])
    for id in dict.fromkeys(goes):
        name, at, _ = _place(session, id)
        records = getattr(session, name)
        session = without_item(_with(session, name, (*records[:at], *records[at + 1 :])), id)
    return left(without_reasons(session, person.id) if edit.said else session, person, edit.instead)


def _several(session: Session, edit: Several) -> Session:
    for inner in edit.edits:
        session = _MAKERS[type(inner)](session, inner)
    return session


_MAKERS: dict[type, Callable[[Session, Any], Session]] = {
    Set: _set,
    Add: _add,
    Change: _change,
    Remove: _remove,
    Move: _move,
    Happened: _happened,
    Forget: _forget,
    Several: _several,
}


def parked(session: Session, id: str, into: str) -> Several:
    """The edit that sets an item of a board aside, whole, under the id ``into``."""
    name, _, record = _place(session, id)
    if not isinstance(record, Item) or isinstance(record, Parked):
        raise Problem("edit.no_item", id=id)
    if isinstance(record, Commitment) and record.events:
        raise Problem("edit.has_events")
    shelf = build(
        Parked,
        {
            "id": into,
            "text": record.said,
            "step": name,
            "item": record,
            "only_for": record.only_for,
            "by": record.by,
        },
    )
    return Several((Remove(id), Add("parked", shelf)))
