"""A promise as it is known across sessions, read from the raw document of a file without its models.

Reading is lenient: a file is listed whatever stands in it, so what is no
promise is passed over, and what can't be understood of one is not known.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple, get_args

from bpworkshop import text
from bpworkshop.session.standing import EventKind

EVENTS = frozenset(get_args(EventKind))


class Event(NamedTuple):
    """What happened to a promise, as ``session.items.Event`` has it; ``by`` is what a person is called."""

    id: str
    kind: str
    on: date
    recorded: datetime
    by: str | None = None
    evidence: str | None = None
    waits_for: str | None = None
    until: date | None = None
    due: date | None = None
    withdraws: str | None = None


class Promised(NamedTuple):
    """A promise, and where it stands; parties and people by what they are called, None where unknown.

    ``ours``: our side promises. ``partner``: the side that is not ours.
    ``due``: the first day, before anything was renegotiated (``standing.due``
    has the one that counts). ``session`` is the id of its session, ``day``
    the day on which that was created.
    """

    handle: str
    session: str
    title: str
    day: date | None
    id: str
    words: str
    promiser: str | None = None
    ours: bool = False
    to: str | None = None
    partner: str | None = None
    owner: str | None = None
    carried_by: str | None = None
    evidence: str | None = None
    if_missed: str | None = None
    fist: int | None = None
    due: date | None = None
    events: tuple[Event, ...] = ()

    @property
    def ref(self) -> str:
        """What names it on the command line."""
        return f"{self.handle}/{self.id}"

    def to_json(self) -> str:
        """All of it as ASCII text."""
        return json.dumps(self, default=lambda day: day.isoformat(), separators=(",", ":"))

    @classmethod
    def from_json(cls, written: str) -> "Promised":
        """What ``to_json`` wrote. Raises ValueError or TypeError for what is nothing of ours."""
        made = cls._make(json.loads(written))
        events: list[Any] = list(made.events)
        return made._replace(
            # What stands there is JSON until now.
            day=_read_day(str(made.day or "")),
            due=_read_day(str(made.due or "")),
            events=tuple(map(_read_event, events)),
        )


def _read_day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _read_event(told: list[Any]) -> Event:
    made = Event._make(told)
    return made._replace(
        on=date.fromisoformat(told[2]),
        recorded=datetime.fromisoformat(told[3]),
        until=_read_day(told[7]),
        due=_read_day(told[8]),
    )


def promised(data: Mapping[str, Any], handle: str) -> tuple[Promised, ...]:
    """The promises of a raw document, in its order. Never raises, whatever stands in it."""
    tables = _tables(data.get("commitments"))
    if not tables:
        return ()
    sides = {party["id"]: _line(party.get("name")) for party in _named(data.get("parties"))}
    ours = next((one["id"] for one in _named(data.get("parties")) if one.get("ours") is True), None)
    partners = [id for id in sides if id != ours]
    only = partners[0] if len(partners) == 1 else None
    people = {one["id"]: _called(one) for one in _named(data.get("people"))}
    session, title, day = (
        _line(data.get("id")) or "",
        _line(data.get("title")) or handle,
        _day(data.get("created")),
    )

    def one(table: Mapping[str, Any]) -> Promised | None:
        id, words = _line(table.get("id")), _line(table.get("commitment"))
        if not id or not words:
            return None
        promiser, to = _known(table.get("promiser"), sides), _known(table.get("to"), sides)
        other = next((side for side in (promiser, to) if side and side != ours), only)
        return Promised(
            handle,
            session,
            title,
            day,
            id,
            words,
            promiser=sides[promiser] if promiser else None,
            ours=promiser is not None and promiser == ours,
            to=sides[to] if to else None,
            partner=sides[other] if other else None,
            owner=_person(table.get("owner"), people),
            carried_by=_person(table.get("carried_by"), people),
            evidence=_line(table.get("evidence")),
            if_missed=_line(table.get("if_missed")),
            fist=_whole(table.get("fist")),
            due=_day(table.get("due")),
            events=tuple(filter(None, (_event(event, people) for event in _tables(table.get("events"))))),
        )

    return tuple(filter(None, map(one, tables)))


def _event(table: Mapping[str, Any], people: Mapping[str, str | None]) -> Event | None:
    id, kind, on = _line(table.get("id")), table.get("kind"), _day(table.get("on"))
    if not id or not isinstance(kind, str) or kind not in EVENTS or on is None:
        return None
    recorded = table.get("recorded")
    if not isinstance(recorded, datetime) or recorded.tzinfo is None:
        recorded = datetime.combine(on, time(), UTC)
    return Event(
        id,
        kind,
        on,
        recorded,
        by=_person(table.get("by"), people),
        evidence=_line(table.get("evidence")),
        waits_for=_line(table.get("waits_for")),
        until=_day(table.get("until")),
        due=_day(table.get("due")),
        withdraws=_line(table.get("withdraws")),
    )


def _called(person: Mapping[str, Any]) -> str | None:
    """What a person is called: by name, otherwise by handle, otherwise by what they do."""
    return next(filter(None, (_line(person.get(key)) for key in ("name", "handle", "role"))), None)


def _known(id: Any, those: Mapping[str, Any]) -> str | None:
    return id if isinstance(id, str) and id in those and those[id] else None


def _person(id: Any, people: Mapping[str, str | None]) -> str | None:
    return people.get(id) if isinstance(id, str) else None


def _named(value: Any) -> list[dict[str, Any]]:
    return [one for one in _tables(value) if isinstance(one.get("id"), str)]


def _tables(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _line(value: Any) -> str | None:
    return text.line(value) or None if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
