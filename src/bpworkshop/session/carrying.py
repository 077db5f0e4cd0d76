"""What an earlier session leaves to one that follows it: sides, people, and items in their words.

What that room judged stays behind, because another room judges anew. Promises
are never copied: they stand in their own session and are settled there.
"""

from typing import Any, TypeVar

from bpworkshop import text
from bpworkshop.session import fields
from bpworkshop.session.around import Decision, Parked
from bpworkshop.session.items import Item, Party, Person, Value
from bpworkshop.session.session import Session
from bpworkshop.session.types import SHARED, Kind, Record, Step

JUDGEMENTS = ("votes", "ratings", "fit", "fist")
"""How a room judges an item. What ours said in *prepare* is not what both sides say together."""

CARRIED: tuple[Step, ...] = ("goals", "values")
"""The boards that a follow-up may begin with."""

I = TypeVar("I", bound=Item)  # noqa: E741


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same, however they are spaced and whatever their capitals."""
    return text.folded(one or "") == text.folded(other or "")


def party_here(id: str, earlier: Session, session: Session) -> Party | None:
    """The side of this session that was that one in the earlier: ours by being ours, others by name."""
    then = earlier.party(id)
    if then is None:
        return None
    if then.ours:
        return session.ours
    return next((one for one in session.partners if same_name(one.name, then.name)), None)


def person_here(id: str, earlier: Session, session: Session) -> Person | None:
    """The person of this session who was that one in the earlier session: the same id, or name and side."""
    then = earlier.person(id)
    if then is None:
        return None
    side = party_here(then.party, earlier, session)
    there = [one for one in session.people if side and one.party == side.id]
    by_name = (one for one in there if then.name and same_name(one.name, then.name))
    return next((one for one in there if one.id == id), None) or next(by_name, None)


def carried(item: I, earlier: Session, session: Session, *, ours: bool) -> I:
    """An item of the earlier session as it begins here: its words and its id.

    Whoever is not here is left out of it. What was only somebody's is only
    ours, and with ``ours`` all is, until it is brought to the table.
    """
    found: Any = _here(item, earlier, session)
    left = (name for name in (*JUDGEMENTS, "promoted", "without") if hasattr(item, name))
    gone = {name: () if name in ("ratings", "without") else None for name in left}
    whose = session.ours.id if ours or item.only_for else None
    made: I = found.model_copy(update={**gone, "conflicts_with": None, "only_for": whose})
    return made


def _here(record: Record, earlier: Session, session: Session) -> Record | None:
    """A record with the sides and people of this session; None where it can't be without who is not here."""
    updates: dict[str, Any] = {}
    for field in fields.fields(type(record)).values():
        found = getattr(record, field.name)
        if found in (None, ()):
            continue
        if field.kind in (Kind.PERSON, Kind.PARTY, Kind.WHOSE) and not field.many and found != SHARED:
            find = person_here if field.kind is Kind.PERSON else party_here
            here = find(found, earlier, session)
            if here is None and type(record).model_fields[field.name].is_required():
                return None
            updates[field.name] = here.id if here else None
        elif field.many and field.record:
            updates[field.name] = tuple(one for each in found if (one := _here(each, earlier, session)))
    return record.model_copy(update=updates)


def parked_here(one: Parked | Decision, earlier: Session, session: Session, *, ours: bool) -> Parked:
    """Something set aside, or a proposal that was not agreed to, for the parking lot of this session.

    A promise that was set aside is only words here.
    """
    if isinstance(one, Decision):
        one = Parked(id=one.id, text=one.text, note=one.note, by=one.by, only_for=one.only_for)
    made = carried(one, earlier, session, ours=ours)
    inside = made.item
    if inside is None or made.step == "commitments":
        return made.model_copy(update={"item": None, "step": None})
    whole = carried(inside, earlier, session, ours=made.only_for is not None)
    return made.model_copy(update={"item": whole})


def open_questions(session: Session) -> tuple[Value, ...]:
    """The values that nobody has answered the question of."""
    return tuple(one for one in session.values if one.question and not one.under)


def not_agreed(session: Session) -> tuple[Decision, ...]:
    """The proposals that waited when the session ended."""
    return tuple(one for one in session.decisions if one.standing == "proposed")
