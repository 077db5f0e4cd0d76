"""The ledger: the promises of all sessions, both directions, and where each of them stands.

Only ours: other partners stand in it too. Needs no models.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

from bpworkshop import text
from bpworkshop.review.filters import named
from bpworkshop.session.standing import OPEN, PromiseStatus, due, standing, status
from bpworkshop.store.promised import Event, Promised
from bpworkshop.store.tokens import fold

SOON = timedelta(days=7)
"""What is due up to a week from today counts as due now."""

Time = Literal["late", "soon", "open", "said", "settled"]
"""What a promise asks for: it is late, it is due now, later, nobody has agreed to it, nothing any more."""

TIMES: tuple[Time, ...] = get_args(Time)

Way = Literal["time", "partner", "owner"]
"""By what the ledger is divided."""


class Row(NamedTuple):
    """A promise and where it stands. ``due``: the last day agreed on.

    Of a proposed one ``waits_for`` is whose yes it waits for, ``until`` when;
    ``event`` is the newest one that counts.
    """

    promised: Promised
    status: PromiseStatus
    time: Time
    due: date | None = None
    event: Event | None = None
    waits_for: str | None = None
    until: date | None = None

    @property
    def day(self) -> date | None:
        """The next day on which something is expected: a yes, or that it is kept."""
        return min(filter(None, (self.until, self.due)), default=None)

    def as_json(self) -> dict[str, object]:
        """The same for a program: days as text, None for what is not known."""
        one = self.promised
        return {
            "ref": one.ref,
            "session": one.session,
            "handle": one.handle,
            "title": one.title,
            "id": one.id,
            "commitment": one.words,
            "promiser": one.promiser,
            "ours": one.ours,
            "to": one.to,
            "partner": one.partner,
            "owner": one.owner,
            "carried_by": one.carried_by,
            "due": _iso(self.due),
            "status": self.status,
            "waits_for": self.waits_for,
            "until": _iso(self.until),
            "evidence": one.evidence,
            "if_missed": one.if_missed,
            "happened": _iso(self.event.on if self.event else None),
            "shown_by": self.event.evidence if self.event else None,
            "events": len(one.events),
        }


class Wanted(NamedTuple):
    """Which promises: any of the kinds that are named, and of those who is named.

    ``due``: open, agreed to or proposed, and its day is at most a week from
    today, or over; ``late``, ``proposed``: what its status says; none of the
    three: all. ``by``: who promised, owns or carries it, a party or a person;
    ``partner``: the side that is not ours; each by the beginnings of words of
    the name, whatever their case and accents.
    """

    due: bool = False
    late: bool = False
    proposed: bool = False
    by: str = ""
    partner: str = ""

    def fits(self, row: Row) -> bool:
        one = row.promised
        kinds = (
            (self.due, row.time in ("late", "soon")),
            (self.late, row.status == "late"),
            (self.proposed, row.status == "proposed"),
        )
        wanted = [found for asked, found in kinds if asked]
        if wanted and not any(wanted):
            return False
        names = tuple(filter(None, (one.promiser, one.owner, one.carried_by)))
        return named(self.by or None, names) and named(self.partner or None, (one.partner or "",))


def row(one: Promised, today: date) -> Row:
    """Where a promise stands on a day."""
    events = standing(one)
    last = events[-1] if events else None
    waits = last if last and last.kind == "proposed" else None
    until = waits.until if waits else None
    found = Row(one, status(one, today), "open", due(one), last, waits.waits_for if waits else None, until)
    return found._replace(time=_time(found, today))


def _time(found: Row, today: date) -> Time:
    if found.status == "late":
        return "late"
    if found.status not in OPEN:
        return "settled"
    if found.status == "said":
        return "said"
    # No day is compared by adding to it: the last one that there is may be today.
    return "soon" if found.day and found.day - today <= SOON else "open"


def ledger(promises: Iterable[Promised], today: date, wanted: Wanted | None = None) -> list[Row]:
    """The rows that are wanted: late, due now, later, said, each by its day; last what is settled."""
    rows = (row(one, today) for one in promises)
    return sorted((one for one in rows if wanted is None or wanted.fits(one)), key=order)


def order(one: Row) -> tuple[int, bool, int, str, str]:
    """Where a row stands in the ledger: rows sorted by it are in its order."""
    if one.time == "settled":
        day = -one.event.on.toordinal() if one.event else 0
    else:
        day = one.day.toordinal() if one.day else 0
    undated = one.time != "settled" and one.day is None
    return TIMES.index(one.time), undated, day, one.promised.handle, one.promised.id


def grouped(rows: Iterable[Row], way: Way = "time") -> dict[str, list[Row]]:
    """Rows under what they are grouped by, in their order: a ``Time``, or a name; "" where it is not known.

    Names that differ in case and spaces alone are one, as the first one has
    it; they stand in the order of the alphabet, the unknown last.
    """
    found: dict[str, list[Row]] = {}
    if way == "time":
        for one in rows:
            found.setdefault(one.time, []).append(one)
        return {time: found[time] for time in TIMES if time in found}
    titles: dict[str, str] = {}
    for one in rows:
        name = (one.promised.partner if way == "partner" else one.promised.owner) or ""
        title = titles.setdefault(text.folded(name), name)
        found.setdefault(title, []).append(one)
    return {title: found[title] for title in sorted(found, key=lambda title: (not title, fold(title)))}


def once(promises: Iterable[Promised]) -> list[Promised]:
    """Each promise once, in their order. Of a session in several files, where most has happened to it."""
    found: dict[tuple[str, str], Promised] = {}
    for one in promises:
        key = (one.session or f"/{one.handle}", one.id)
        if key not in found or (len(found[key].events), found[key].handle) < (len(one.events), one.handle):
            found[key] = one
    return list(found.values())


def copied(promises: Iterable[Promised]) -> list[list[str]]:
    """The handles of files that have one id, so that their promises stand there twice."""
    files: dict[str, dict[str, None]] = {}
    for one in promises:
        files.setdefault(one.session, {})[one.handle] = None
    return [[*handles] for id, handles in files.items() if id and len(handles) > 1]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
