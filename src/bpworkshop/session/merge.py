"""Three-way merge of sessions by item id: pure, and the only one there is.

It serves saving after somebody else saved, a hand edit, a restored version –
and undo, which is ``merge(base=after, mine=before, theirs=now)``. Rules
(docs/architecture.md): field by field; a change beats a deletion; a field
that both changed lets both items stand, the one whose encoding sorts first
keeps the id and the other gets one made from its bytes, so that two machines
come to the same result. A single value that both changed: theirs – the saved
side – stands and mine goes to the parking lot. In an undo nothing is copied:
theirs stands. Events are never lost: their union is taken. A person who was
taken out stays out. What two valid sides make invalid together, ``mending``
makes whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any, TypeVar

from bpworkshop.session import fields
from bpworkshop.session.around import Parked
from bpworkshop.session.honesty import FACTS
from bpworkshop.session.items import Commitment, Entry, Event, Evidence, Figure, Party, Person, Timebox
from bpworkshop.session.mending import ALPHABET, board_of, encoding, id_from, mended, without_people
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import Record

__all__ = ["ALPHABET", "Merged", "id_from", "known_to", "merge"]

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged session, and the ids of records that both sides changed differently.

    A single value of the session stands there by its name.
    """

    session: Session
    conflicts: tuple[str, ...] = ()


def merge(base: Session, mine: Session, theirs: Session, *, undo: bool = False) -> Merged:
    """Bring what happened in ``mine`` since ``base`` into ``theirs``."""
    return _Merge(undo).run(base, mine, theirs)


def known_to(base: Session, handed: Sequence[Session], theirs: Session) -> Session:
    """``base`` with whatever of ``handed`` has come to stand in ``theirs``.

    A save that failed at its end may be seen by others all the same. What they
    took over of it is no change of theirs: with it in the base, what was said
    or undone here since then goes on from there, and does not come back.
    """
    updates: dict[str, Any] = {}
    for name in fields.fields(Session):
        was, stands = getattr(base, name), getattr(theirs, name)
        sides = [getattr(session, name) for session in handed]
        if stands in sides:
            updates[name] = stands
        elif name in LISTS:
            updates[name] = tuple(_known_records(was, sides, stands))
    return base.model_copy(update=updates)


def _known_records(base: Sequence[E], handed: Sequence[Sequence[E]], theirs: Sequence[E]) -> Iterator[E]:
    at_base, at_theirs = ({record.id: record for record in side} for side in (base, theirs))
    sides = [{record.id: record for record in side} for side in handed]
    for id in dict.fromkeys((*at_base, *at_theirs)):
        was, stands = at_base.get(id), at_theirs.get(id)
        if any(side.get(id) == stands for side in sides):
            known = stands
        else:
            found = [side[id] for side in sides if type(side.get(id)) is type(stands)]
            known = _known_fields(was, found, stands) if stands and found else was
        if known:
            yield known


def _known_fields(base: E | None, handed: Sequence[E], theirs: E) -> E:
    first = base if type(base) is type(theirs) and base else handed[0]
    updates = {
        name: getattr(theirs, name)
        for name in fields.fields(type(theirs))
        if any(getattr(record, name) == getattr(theirs, name) for record in handed)
    }
    return first.model_copy(update=updates)


class _Merge:
    """One merge: collects the conflicts and what has to be set aside on the way."""

    def __init__(self, undo: bool) -> None:
        self.undo = undo
        self.conflicts: list[str] = []
        self.aside: list[Parked] = []

    def run(self, base: Session, mine: Session, theirs: Session) -> Merged:
        # Who was taken out is so on all sides first: otherwise each mention would be a conflict.
        there = {person.id for person in theirs.people}
        if not self.undo:
            there &= {person.id for person in mine.people}
        gone = {person.id for person in base.people} - there
        base, mine, theirs = (without_people(side, gone) for side in (base, mine, theirs))
        updates: dict[str, Any] = {}
        for name in fields.fields(Session):
            sides = getattr(base, name), getattr(mine, name), getattr(theirs, name)
            if name in LISTS:
                updates[name] = self.list(*sides)
            else:
                updates[name] = self.single(name, *sides)
        known = {record.id for record in updates["parked"]}
        updates["parked"] += tuple(parked for parked in self.aside if parked.id not in known)
        return Merged(mended(theirs.model_copy(update=updates), base, mine, theirs), tuple(self.conflicts))

    def single(self, name: str, base: Any, mine: Any, theirs: Any) -> Any:
        """One single value: who changed it wins; both: theirs, and mine is parked."""
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        self.set_aside(name, mine)
        return theirs

    def set_aside(self, name: str, value: Any) -> None:
        self.conflicts.append(name)
        if self.undo or value is None or name in ("ranking", "status", "id"):
            return
        shown = value.model_dump_json(exclude_none=True) if isinstance(value, Record) else str(value)
        draft = Parked(id="draft", text=shown, was=name)
        self.aside.append(draft.model_copy(update={"id": id_from(draft)}))

    def list(self, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
        """One list: members by id, in theirs' order with mine's changes of order brought in."""
        if mine is base or mine == base:
            return tuple(self.kept_events(base, theirs, mine))
        if theirs is base or theirs == base:
            return tuple(self.kept_events(base, mine, theirs))
        at_base, at_mine, at_theirs = (
            {record.id: record for record in side} for side in (base, mine, theirs)
        )
        order = _order([r.id for r in base], [r.id for r in mine], [r.id for r in theirs])
        merged: list[Any] = []
        extra: list[Any] = []
        for id in order:
            for record in self.record(at_base.get(id), at_mine.get(id), at_theirs.get(id)):
                (merged if record.id == id else extra).append(record)
        known = {record.id for record in merged}
        return (*merged, *(record for record in extra if record.id not in known))

    def kept_events(self, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> Iterator[Any]:
        """Mine as it stands, except that no event that theirs has is lost by it."""
        if all(record is other for record, other in zip_longest(mine, theirs)):
            yield from mine
            return
        at_base = {record.id: record for record in base}
        at_theirs = {record.id: record for record in theirs}
        seen = set()
        for record in mine:
            seen.add(record.id)
            other = at_theirs.get(record.id)
            yield _with_events(at_base.get(record.id), record, other)
        yield from (r for r in theirs if isinstance(r, Commitment) and r.events and r.id not in seen)

    def record(self, base: E | None, mine: E | None, theirs: E | None) -> Iterator[E]:
        """What stands for one id: nothing, one record, or two that conflict."""
        if mine is None or theirs is None:
            yield from self.one_sided(base, mine, theirs)
        elif mine == theirs or (base is not None and mine == base):
            yield _with_events(base, theirs, mine)
        elif base is not None and theirs == base:
            yield _with_events(base, mine, theirs)
        else:
            yield from self.both(base, mine, theirs)

    def one_sided(self, base: E | None, mine: E | None, theirs: E | None) -> Iterator[E]:
        stays = mine if mine is not None else theirs
        if stays is None:
            return
        promised = isinstance(stays, Commitment) and bool(stays.events)
        changed = stays != base and not (self.undo and theirs is None)
        if base is None or promised or changed:
            yield stays
        if base is not None and stays != base:
            # One side took it out, the other changed it since: the change stands.
            self.conflicts.append(stays.id)

    def both(self, base: E | None, mine: E, theirs: E) -> Iterator[E]:
        id: str = theirs.id
        if type(mine) is not type(theirs):
            yield theirs
            return
        ours: dict[str, Any] = {}
        saved: dict[str, Any] = {}
        for name in fields.fields(type(theirs)):
            was = getattr(base, name) if base is not None else None
            ours[name], saved[name] = self.field(name, was, getattr(mine, name), getattr(theirs, name))
        if isinstance(mine, Clause):
            # Words keep what they came from: by it is known who may read them.
            _keep_together(("text", "drafted", fields.SOURCES), base, mine, theirs, ours, saved)
        if isinstance(mine, Figure) and isinstance(theirs, Figure) and (mine.column or theirs.column):
            # No number of one file gets the period or the line of another.
            _keep_together((*FACTS, "history"), base, mine, theirs, ours, saved)
        if isinstance(theirs, Parked):
            ours["step"], saved["step"] = board_of(ours["item"]), board_of(saved["item"])
        first = theirs.model_copy(update=saved)
        if ours == saved:
            yield first
            return
        self.conflicts.append(id)
        if self.undo or isinstance(first, Timebox):
            # A time plan is nothing that was said: one plan goes on, and what it was about is told.
            yield first
            return
        if isinstance(first, Party | Person):
            for name in (name for name in ours if ours[name] != saved[name]):
                self.set_aside(name, ours[name])
            yield first
            return
        yield from _both_stand(theirs.model_copy(update=ours), first, id)

    def field(self, name: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, Any]:
        """A field as either side would have it; two different values are a conflict."""
        if name == "events":
            return (_union(base or (), mine, theirs),) * 2
        if mine in (base, theirs):
            return theirs, theirs
        if theirs == base:
            return mine, mine
        if name == "conflicts_with":
            return (min(mine or theirs, theirs or mine),) * 2
        if name in ("about", "present", "without", "people") and isinstance(theirs, tuple):
            return (_members(base or (), mine, theirs),) * 2
        if name == "evidence" and isinstance(theirs, tuple):
            return _evidence(base or (), mine, theirs, self.undo)
        return mine, theirs


def _keep_together(
    names: Sequence[str],
    base: object,
    mine: Record,
    theirs: Record,
    ours: dict[str, Any],
    saved: dict[str, Any],
) -> None:
    """Fields that mean something only together: where both changed any of them, each keeps all of its own."""
    was, my, their = (
        {name: getattr(one, name) for name in names} if type(one) is type(theirs) else {}
        for one in (base, mine, theirs)
    )
    if was not in (my, their):
        ours.update(my)
        saved.update(their)


def _both_stand(one: E, other: E, id: str) -> Iterator[E]:
    first, second = sorted((one, other), key=encoding)
    yield first
    update: dict[str, Any] = {"id": id_from(second), "conflicts_with": id}
    if isinstance(second, Commitment):
        # The events happened once: they stay with the item that keeps the id.
        update["events"] = ()
    yield second.model_copy(update=update)


def _members(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Ids that stand in no order: what either side took out is out, what either put in is in."""
    kept = [id for id in base if id in mine and id in theirs]
    return (*kept, *sorted({*mine, *theirs} - {*base}))


def _evidence(
    base: Sequence[Evidence], mine: Sequence[Evidence], theirs: Sequence[Evidence], undo: bool
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Two people who each speak of another party don't conflict: evidence is one entry a party."""
    sides = [{entry.party: entry for entry in side} for side in (base, mine, theirs)]
    if any(len(known) != len(side) for known, side in zip(sides, (base, mine, theirs), strict=True)):
        return tuple(mine), tuple(theirs)
    ours, saved = [], []
    for party in dict.fromkeys([*sides[0], *sorted({*sides[1], *sides[2]})]):
        was, my, their = (side.get(party) for side in sides)
        if my in (was, their):
            pair = (their, their)
        elif their == was:
            pair = (my, my)
        else:
            pair = (my, their) if undo else (my or their, their or my)
        ours.append(pair[0])
        saved.append(pair[1])
    return tuple(e for e in ours if e), tuple(e for e in saved if e)


def _with_events(base: E | None, record: E, other: E | None) -> E:
    """The record as it stands, with the events that only the other side has."""
    if isinstance(record, Commitment) and isinstance(other, Commitment):
        union = _union(base.events if isinstance(base, Commitment) else (), record.events, other.events)
        if set(union) != set(record.events):
            return record.model_copy(update={"events": union})
    return record


def _union(base: Sequence[Event], mine: Sequence[Event], theirs: Sequence[Event]) -> tuple[Event, ...]:
    """All events of both, in the order in which they were written down.

    An event never changes; where a hand has changed it, that is a change like
    any other, and two events that two hands called the same both stand.
    """
    sides = [{event.id: event for event in side} for side in (base, mine, theirs)]
    union: list[Event] = []
    for id in {*sides[1], *sides[2]}:
        was, my, their = (side.get(id) for side in sides)
        found = [event for event in (my, their) if event is not None]
        variants = {encoding(event): event for event in found if event != was} or {"": found[0]}
        first, *more = (variants[key] for key in sorted(variants))
        union += [first, *(event.model_copy(update={"id": id_from(event)}) for event in more)]
    return tuple(sorted(union, key=lambda event: (event.recorded, event.id)))


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """The ids of both sides in one order.

    The side that did not move anything gives way to the one that did; where
    both moved, theirs stands. What only the other side has comes after the
    neighbour that it had there.
    """

    def common(side: list[str], other: list[str]) -> list[str]:
        known = set(other)
        return [id for id in side if id in known]

    moved_theirs = common(theirs, base) != common(base, theirs)
    moved_mine = common(mine, base) != common(base, mine)
    first, second = (mine, theirs) if moved_mine and not moved_theirs else (theirs, mine)
    order = list(first)
    known = set(order)
    new = set(second) - set(base)
    for before, id in pairwise(["", *second]):
        if id in known:
            continue
        # New things of both sides at the end: sorted by id, so that either order of merging agrees.
        at = order.index(before) + 1 if before in known else 0
        while id in new and at < len(order) and order[at] not in base and order[at] < id:
            at += 1
        order.insert(at, id)
        known.add(id)
    return order
