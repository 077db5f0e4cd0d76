"""A partner in all sessions: what each side has given and promised, the last contact, what is due next.

A partner is known again by its name. Only ours: it tells of several rooms,
and its follow-through is a judgement.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.pages import Reader
from bpworkshop.review import chain
from bpworkshop.review.filters import named
from bpworkshop.review.ledger import Row, ledger, once
from bpworkshop.review.rate import Rate, rates
from bpworkshop.session import switching
from bpworkshop.session.carrying import same_name
from bpworkshop.session.dates import write_date
from bpworkshop.session.session import Session
from bpworkshop.store.folder import Listed
from bpworkshop.store.index import Index
from bpworkshop.store.tokens import tokens
from bpworkshop.words import say

NEAR = 5
"""Names that are offered where nobody goes by the one that was typed."""

KEPT = ("kept", "kept-late")


class Given(NamedTuple):
    """Something that a side gave: a benefit that meets a need, a figure, a promise that was kept."""

    handle: str
    item: str
    kind: Literal["benefit", "figure", "promise"]
    words: str
    day: date | None
    """When it was kept, or the session in which it was offered was created."""

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        day = self.day.isoformat() if self.day else None
        return {"kind": self.kind, "ref": f"{self.handle}/{self.item}", "words": self.words, "day": day}


class Partner(NamedTuple):
    """What is known of a partner, the newest sessions first. ``told``: what could not be read."""

    name: str
    sessions: tuple[Listed, ...]
    ours: tuple[Given, ...]
    """What we gave to them."""
    theirs: tuple[Given, ...]
    promises: tuple[Row, ...]
    rates: tuple[Rate, ...]
    last: date | None
    """The day of the last session, or of what happened to a promise since."""
    next: Row | None
    """The promise, theirs or ours, on whose day something is expected next."""
    told: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Row, ...]:
        """The promises that nothing has ended yet, the late ones first."""
        return tuple(one for one in self.promises if one.time != "settled")

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "partner": self.name,
            "last_contact": self.last.isoformat() if self.last else None,
            "next_due": self.next.as_json() if self.next else None,
            "sessions": [one.as_json() for one in self.sessions],
            "we_gave": [one.as_json() for one in self.ours],
            "they_gave": [one.as_json() for one in self.theirs],
            "promises": [one.as_json() for one in self.promises],
            "follow_through": [one.as_json() for one in self.rates],
            "told": list(self.told),
        }


def partner(index: Index, typed: str, guide: Guide, today: date) -> Partner:
    """What is known of the partner of this name, which may be shortened.

    Raises Problem where it fits none or several, and FileProblem for a folder that can't be read.
    """
    listed = [one for one in index.listed() if not one.error]
    name = _name(listed, typed)
    there = [one for one in listed if any(same_name(name, each) for each in one.partners)]
    there.sort(key=lambda one: (one.created or date.min, one.handle), reverse=True)
    rows = ledger((one for one in once(index.promises()) if same_name(one.partner, name)), today)
    told: list[str] = []
    gave: dict[bool, list[Given]] = {True: [], False: []}
    for each in _once(there):
        try:
            session = chain.read(each.path)
        except Problem as problem:
            told.append(str(problem))
            continue
        for ours, given in _given(session, each.handle, name, guide, today):
            gave[ours].append(given)
    for row in rows:
        one, day = row.promised, row.event.on if row.event else None
        if row.status in KEPT and one.promiser:
            gave[one.ours].append(Given(one.handle, one.id, "promise", one.words, day))
    days = [one.created for one in there] + [event.on for row in rows for event in row.promised.events]
    return Partner(
        name,
        tuple(there),
        tuple(gave[True]),
        tuple(gave[False]),
        tuple(rows),
        tuple(rates((row.promised for row in rows), today)),
        max((day for day in days if day and day <= today), default=None),
        _next(rows, today),
        tuple(told),
    )


def _name(listed: Sequence[Listed], typed: str) -> str:
    """The partner's name, as the newest session has it."""
    names: dict[str, str] = {}
    for one in listed:
        for each in one.partners:
            names.setdefault(text.folded(each), each)
    exact = names.get(text.folded(typed))
    same = [each for each in names.values() if tokens(each) == tokens(typed)]
    found = [exact] if exact else same or [each for each in names.values() if named(typed, (each,))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Problem("partner.several", typed=typed, names=", ".join(sorted(found)))
    if not names:
        raise Problem("partner.none")
    near = difflib.get_close_matches(text.folded(typed)[:100], names, NEAR, 0.4) or sorted(names)[:NEAR]
    raise Problem("partner.unknown", typed=typed, names=", ".join(names[each] for each in near))


def _once(listed: Sequence[Listed]) -> Iterator[Listed]:
    """Of a session in several files one: what was given there was given once."""
    seen: set[str] = set()
    for one in listed:
        if not one.id or one.id not in seen:
            seen.add(one.id)
            yield one


def _given(
    session: Session, handle: str, name: str, guide: Guide, today: date
) -> Iterator[tuple[bool, Given]]:
    """Whether we gave it, and what: benefits that meet a need, figures, as far as they still count."""
    reader = Reader(session, guide, today, everyone=False)
    side = next((one.id for one in session.partners if same_name(one.name, name)), None)
    ours, day = session.ours.id, session.created.date()
    for benefit in switching.counted(session, session.benefits):
        to = benefit.receiver in (side, None) if benefit.giver == ours else benefit.giver == side
        if to and benefit.need:
            words = say("partner.need", words=benefit.said, need=benefit.need)
            yield benefit.giver == ours, Given(handle, benefit.id, "benefit", words, day)
    for figure in switching.counted(session, session.figures):
        if figure.giver in (ours, side) and figure.giver:
            words = reader.figure(figure)
            yield figure.giver == ours, Given(handle, figure.id, "figure", words, day)


def _next(rows: Sequence[Row], today: date) -> Row | None:
    coming = [row for row in rows if row.time in ("soon", "open", "said") and row.day and row.day >= today]
    return min(coming, key=lambda row: row.day or date.max, default=None)


# In words


class Line(NamedTuple):
    """A line of the page, and the session and item that it tells of."""

    words: str
    kind: Literal["said", "late"]
    handle: str
    item: str | None = None


class Section(NamedTuple):
    """Lines under a heading."""

    title: str
    lines: list[Line]


def head(found: Partner) -> str:
    """How many sessions, the last contact, what is due next, in one line."""
    told = [say("partner.sessions_n", n=len({one.id or one.handle for one in found.sessions}))]
    if found.last:
        told.append(say("partner.last", day=write_date(found.last)))
    late = sum(row.status == "late" for row in found.promises)
    told += [say("partner.late", n=late)] if late else []
    if found.next and found.next.day:
        told.append(say("partner.next", day=write_date(found.next.day), words=found.next.promised.words))
    else:
        told.append(say("partner.nothing_next"))
    return " · ".join(told)


def sections(found: Partner, guide: Guide) -> list[Section]:
    """What the page says, part by part: what is still open first, then the sessions, then what was given."""
    open_ = {
        side: [_promise(row, guide.statuses) for row in found.open if _side(row) == side]
        for side in ("ours", "theirs", "nobodys")
    }
    made = [Section(say(f"partner.promised.{side}", name=found.name), open_[side]) for side in open_]
    made.append(Section(say("partner.sessions"), [_session(one, guide) for one in found.sessions]))
    for side, gave in (("ours", found.ours), ("theirs", found.theirs)):
        made.append(Section(say(f"partner.gave.{side}", name=found.name), [*map(_gift, gave)]))
    return [one for one in made if one.lines]


def _side(row: Row) -> str:
    return "ours" if row.promised.ours else "theirs" if row.promised.promiser else "nobodys"


def _promise(row: Row, statuses: Mapping[str, str]) -> Line:
    facts = [*filter(None, [row.promised.owner])]
    if row.due:
        facts.append(say("cli.commitments.by_when", day=write_date(row.due)))
    if row.waits_for and row.until:
        facts.append(say("cli.commitments.waits_until", who=row.waits_for, day=write_date(row.until)))
    elif row.waits_for:
        facts.append(say("cli.commitments.waits", who=row.waits_for))
    else:
        facts.append(statuses[row.status])
    words = f"{row.promised.words} – {', '.join(facts)}"
    return Line(words, "late" if row.status == "late" else "said", row.promised.handle, row.promised.id)


def _session(one: Listed, guide: Guide) -> Line:
    facts = [write_date(one.created)] if one.created else []
    # Both come unchecked from the file.
    facts += [guide.choices("session", "phase").get(one.phase, one.phase)]
    facts += [guide.choices("session", "status").get(one.status, one.status)]
    return Line(f"{one.title} – {', '.join(filter(None, facts))}", "said", one.handle)


def _gift(one: Given) -> Line:
    words = one.words
    if one.kind == "promise" and one.day:
        words = say("partner.kept", words=one.words, day=write_date(one.day))
    return Line(words, "said", one.handle, one.item)
