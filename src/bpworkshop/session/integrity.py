"""What must hold across a whole session: the same rules that ``edits.apply`` keeps at each edit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpworkshop.session import fields
from bpworkshop.session.around import Parked
from bpworkshop.session.items import Commitment
from bpworkshop.session.session import LISTS, MEMBERS, Session
from bpworkshop.session.types import SHARED, Kind, Record

Path = tuple[str | int, ...]

_DANGLING = {Kind.PERSON: "integrity.dangling_person", Kind.PARTY: "integrity.dangling_party"}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hold: where (as in ``("goals", 2, "owner")``), the key of its words, facts."""

    path: Path
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def problems(session: Session) -> list[Flaw]:
    """Everything that does not hold, rule by rule."""
    return [
        *_ranking(session),
        *_references(session),
        *_ids(session),
        *_parties(session),
        *_handles(session),
        *_events(session),
        *_parked(session),
    ]


def _records(session: Session) -> Iterator[tuple[Path, Record]]:
    if session.next_meeting:
        yield ("next_meeting",), session.next_meeting
    for name in LISTS:
        for at, record in enumerate(getattr(session, name)):
            yield (name, at), record


def _ids(session: Session) -> Iterator[Flaw]:
    seen: set[str] = set()

    def again(id: str, path: Path) -> Iterator[Flaw]:
        if id in seen:
            yield Flaw((*path, "id"), "integrity.id_taken", {"id": id})
        seen.add(id)

    for name in LISTS:
        for at, record in enumerate(getattr(session, name)):
            yield from again(record.id, (name, at))
    for at, commitment in enumerate(session.commitments):
        for number, event in enumerate(commitment.events):
            yield from again(event.id, ("commitments", at, "events", number))


def _ranking(session: Session) -> Iterator[Flaw]:
    goals = {goal.id for goal in session.goals}
    seen: set[str] = set()
    for at, id in enumerate(session.ranking):
        if id not in goals:
            yield Flaw(("ranking", at), "integrity.dangling", {"id": id})
        elif id in seen:
            yield Flaw(("ranking", at), "integrity.ranked_twice", {"id": id})
        seen.add(id)


def _references(session: Session) -> Iterator[Flaw]:
    there: dict[Kind | None, set[str]] = {
        Kind.PERSON: {person.id for person in session.people},
        Kind.PARTY: {party.id for party in session.parties},
        None: {item.id for _, item in session.items()},
    }
    for path, record in _records(session):
        dangling = {
            (name, id): _DANGLING[kind] if kind else "integrity.dangling"
            for name, kind, id in fields.references(record)
            if id not in there[kind]
        }
        # Walked once, and only where something is wrong: a list may hold thousands that are.
        for place, name, id in _texts(record, path) if dangling else ():
            if key := dangling.get((name, id)):
                yield Flaw(place, key, {"id": id})


def _texts(record: Record, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every text in a record, at any depth: where it stands, and the field that holds it."""
    for name, found in fields.values(record).items():
        for place, one in (
            [((*path, name, at), each) for at, each in enumerate(found)]
            if isinstance(found, tuple)
            else [((*path, name), found)]
        ):
            if isinstance(one, Record):
                yield from _texts(one, place)
            elif isinstance(one, str):
                yield place, name, one


def _parties(session: Session) -> Iterator[Flaw]:
    ours = [at for at, party in enumerate(session.parties) if party.ours]
    if not ours:
        yield Flaw(("parties",), "integrity.none_ours")
    yield from (Flaw(("parties", at, "ours"), "integrity.two_ours") for at in ours[1:])
    for at, party in enumerate(session.parties):
        if party.id == SHARED:
            yield Flaw(("parties", at, "id"), "integrity.reserved")
        if party.handle.casefold() == SHARED:
            yield Flaw(("parties", at, "handle"), "integrity.reserved")


def _handles(session: Session) -> Iterator[Flaw]:
    seen: set[str] = set()
    for name in ("parties", "people"):
        for at, record in enumerate(getattr(session, name)):
            if record.handle.casefold() in seen:
                yield Flaw((name, at, "handle"), "integrity.handle_taken", {"handle": record.handle})
            seen.add(record.handle.casefold())


def _events(session: Session) -> Iterator[Flaw]:
    for at, commitment in enumerate(session.commitments):
        for number in unmatched(commitment):
            yield Flaw(("commitments", at, "events", number, "withdraws"), "integrity.withdraws")


def unmatched(commitment: Commitment) -> list[int]:
    """The places of events that withdraw nothing that there is."""
    known = {event.id for event in commitment.events}
    return [
        number
        for number, event in enumerate(commitment.events)
        if (event.withdraws is not None or event.kind == "withdrawn")
        and event.withdraws not in known - {event.id}
    ]


def _parked(session: Session) -> Iterator[Flaw]:
    for at, parked in enumerate(session.parked):
        if not fits_its_board(parked):
            yield Flaw(("parked", at, "item" if parked.item else "step"), "integrity.parked_item")


def fits_its_board(parked: Parked) -> bool:
    """Whether a parked item and the board that it is from agree."""
    if parked.step is None or parked.item is None:
        return parked.step is None and parked.item is None
    return isinstance(parked.item, MEMBERS[parked.step])
