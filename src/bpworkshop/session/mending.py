"""What a merge needs to end in a session that is whole: no id twice, no mention of nobody.

Two sides that are each valid can together be invalid: one took out what the
other names, both gave the same handle, both wrote the same id by hand.
"""

from collections.abc import Collection, Iterator
from typing import Any

from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.items import Commitment, Entry, Event, Item, Party, Person
from bpworkshop.session.leaving import without_person
from bpworkshop.session.session import ITEM_LISTS, LISTS, MEMBERS, Session
from bpworkshop.session.types import Kind, Record, Step

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters of an id: none that is misread aloud or on paper."""


def id_from(record: Record, salt: str = "") -> str:
    """An id that follows from a record's content: the same on every machine."""
    import hashlib  # needed by few saves, and slow to load

    number = int.from_bytes(hashlib.sha256((salt + encoding(record)).encode()).digest()[:8], "big")
    letters = []
    for _ in range(8):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def encoding(record: Record) -> str:
    return type(record).__name__ + record.model_dump_json(exclude_none=True)


def board_of(item: Item | None) -> Step | None:
    """The board that an item stands on."""
    return next((step for step in BOARDS if isinstance(item, MEMBERS[step])), None)


def without_people(session: Session, gone: Collection[str]) -> Session:
    """The session without these people and without any mention of them."""
    if not gone:
        return session
    people = tuple(person for person in session.people if person.id not in gone)
    session = session if people == session.people else session.model_copy(update={"people": people})
    for person in sorted(gone):
        updates: dict[str, Any] = {
            name: tuple(without_person(item, person) for item in getattr(session, name))
            for name in ITEM_LISTS
        }
        if session.next_meeting:
            updates["next_meeting"] = without_person(session.next_meeting, person)
        session = session.model_copy(update=updates)
    return session


def mended(merged: Session, base: Session, mine: Session, theirs: Session) -> Session:
    """The merged session made whole.

    A party that something still names comes back, and so does a person whom
    theirs has – an undo does not take out who was named since; links to items
    that are gone go; a handle that both sides gave is made different; an id
    stands once.
    """
    merged = _events_apart(_ids_apart(merged))
    people = {person.id: person for person in theirs.people}
    needed = _named(merged, Kind.PERSON) - {person.id for person in merged.people}
    back = tuple(people[id] for id in sorted(needed) if id in people)
    merged = merged.model_copy(update={"people": (*merged.people, *back)}) if back else merged
    merged = without_people(merged, needed - people.keys())
    merged = merged.model_copy(update={"parties": _parties(merged, base, mine, theirs)})
    items = {item.id for _, item in merged.items()}
    goals = {goal.id for goal in merged.goals}
    decisions = tuple(
        decision
        if items.issuperset(decision.about)
        else decision.model_copy(update={"about": tuple(id for id in decision.about if id in items)})
        for decision in merged.decisions
    )
    ranking = tuple(id for id in merged.ranking if id in goals)
    return _handles_apart(merged.model_copy(update={"decisions": decisions, "ranking": ranking}), theirs)


def _named(session: Session, kind: Kind) -> set[str]:
    """The ids of all people, or of all parties, that anything names."""
    return {id for record in _records(session) for _, what, id in fields.references(record) if what is kind}


def _records(session: Session) -> Iterator[Record]:
    for name in LISTS:
        yield from getattr(session, name)
    if session.next_meeting:
        yield session.next_meeting


def _parties(merged: Session, base: Session, mine: Session, theirs: Session) -> tuple[Party, ...]:
    """The parties with those that are needed, of which exactly one is ours."""
    known = {party.id: party for side in (base, mine, theirs) for party in side.parties}
    there = {party.id for party in merged.parties}
    back = (known[id] for id in sorted(_named(merged, Kind.PARTY) - there) if id in known)
    parties = (*merged.parties, *back)
    ours = next((party for party in parties if party.ours), theirs.ours)
    if all(party.id != ours.id for party in parties):
        parties = (*parties, ours)
    return tuple(
        party
        if party.ours == (party.id == ours.id)
        else party.model_copy(update={"ours": party.id == ours.id})
        for party in parties
    )


def _ids_apart(session: Session) -> Session:
    """Two records with one id, by hand or from two boards: both stay, the second gets an id of its own."""
    seen: set[str] = set()
    updates: dict[str, Any] = {}
    for name in LISTS:
        kept: list[Entry] = []
        for record in getattr(session, name):
            if record.id in seen:
                record = record.model_copy(update={"id": id_from(record)})
            if record.id not in seen:
                kept.append(record)
            seen.add(record.id)
        if kept != list(getattr(session, name)):
            updates[name] = tuple(kept)
    return session.model_copy(update=updates) if updates else session


def _events_apart(session: Session) -> Session:
    seen = {record.id for name in LISTS for record in getattr(session, name)}
    commitments = []
    for commitment in session.commitments:
        if seen.isdisjoint(event.id for event in commitment.events):
            seen.update(event.id for event in commitment.events)
        else:
            commitment = _with_own_ids(commitment, seen)
        commitments.append(commitment)
    return session.model_copy(update={"commitments": tuple(commitments)})


def _with_own_ids(commitment: Commitment, seen: set[str]) -> Commitment:
    """A commitment none of whose events has an id that stands elsewhere."""
    new = {event.id: id_from(event, commitment.id) for event in commitment.events if event.id in seen}

    def renamed(event: Event) -> Event:
        withdraws = new.get(event.withdraws, event.withdraws) if event.withdraws else None
        return event.model_copy(update={"id": new.get(event.id, event.id), "withdraws": withdraws})

    events = tuple(renamed(event) for event in commitment.events)
    seen.update(event.id for event in events)
    return commitment.model_copy(update={"events": events})


def _handles_apart(session: Session, theirs: Session) -> Session:
    """Where both sides gave a handle, the saved one keeps it."""
    before: list[Party | Person] = [*theirs.parties, *theirs.people]
    saved = {one.id: one.handle.casefold() for one in before}
    taken: dict[str, str] = {}
    everyone: list[Party | Person] = [*session.parties, *session.people]
    for one in sorted(everyone, key=lambda one: saved.get(one.id) != one.handle.casefold()):
        taken.setdefault(one.handle.casefold(), one.id)
    updates: dict[str, Any] = {}
    for name in ("parties", "people"):
        apart = []
        for record in getattr(session, name):
            handle, number = record.handle, 2
            while taken.setdefault(handle.casefold(), record.id) != record.id:
                handle = f"{record.handle[:26]}-{number}"
                number += 1
            apart.append(record if handle == record.handle else record.model_copy(update={"handle": handle}))
        updates[name] = tuple(apart)
    return session.model_copy(update=updates)
