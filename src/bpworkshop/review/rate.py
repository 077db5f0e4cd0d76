"""The follow-through of each party: what it kept on time, of what was due.

A judgement, and so only ours: never on a screen for everyone, never on a
partner's paper. A party is known again in another session by its name.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from bpworkshop import text
from bpworkshop.review.ledger import once
from bpworkshop.session.standing import standing
from bpworkshop.store.promised import Event, Promised
from bpworkshop.words import say

FEWEST = 5
"""Promises that must have been due before a rate says anything; of fewer there are only counts."""

BROAD = 10
"""Letters of a bar."""

KEPT, NOT_KEPT = "█", "░"

Span = Literal["half-year", "quarter"]
_MONTHS: dict[Span, int] = {"half-year": 6, "quarter": 3}
_LETTERS: dict[Span, str] = {"half-year": "H", "quarter": "Q"}


class Counted(NamedTuple):
    """How many promises were due, and how many of them were kept on time."""

    kept: int = 0
    due: int = 0

    @property
    def percent(self) -> int | None:
        """Kept on time in per cent; None where too few were due to say so. 0 and 100 are exact."""
        if self.due < FEWEST:
            return None
        rounded = (200 * self.kept + self.due) // (2 * self.due)
        if 0 < self.kept < self.due:
            return min(max(rounded, 1), 99)
        return rounded

    @property
    def bar(self) -> str:
        """The counts drawn: a letter for each promise, or a tenth each where there is a rate."""
        if self.percent is None:
            return KEPT * self.kept + NOT_KEPT * (self.due - self.kept)
        full = self.percent * BROAD // 100
        return KEPT * full + NOT_KEPT * (BROAD - full)

    @property
    def told(self) -> str:
        """The counts in words, with the rate where there is one."""
        counts = say("ledger.counts", kept=self.kept, due=self.due)
        return counts if self.percent is None else say("ledger.percent", counts=counts, percent=self.percent)

    def with_(self, *, kept: bool) -> "Counted":
        return Counted(self.kept + kept, self.due + 1)


class Period(NamedTuple):
    """A half-year or quarter, such as ``2026 H1``, and what was due in it."""

    name: str
    counted: Counted


class Rate(NamedTuple):
    """The follow-through of a party: over time, the oldest first, and in all."""

    party: str
    ours: bool
    periods: tuple[Period, ...]
    total: Counted

    def as_json(self) -> dict[str, object]:
        """The same for a program; ``percent`` is None where too few were due."""
        return {
            "party": self.party,
            "ours": self.ours,
            **_json(self.total),
            "periods": [{"period": one.name, **_json(one.counted)} for one in self.periods],
        }


def _json(counted: Counted) -> dict[str, object]:
    return {"kept_on_time": counted.kept, "due": counted.due, "percent": counted.percent}


class Outcome(NamedTuple):
    """What came of a promise that was due: on which day it counts, and whether it was kept on time."""

    day: date
    on_time: bool


def outcome(promise: Promised, today: date) -> Outcome | None:
    """What came of a promise; None for one that counts for nothing (yet).

    Due is what was agreed and not released, and is past its date, kept or
    missed. It counts on its date, or on the day on which it was kept or
    missed before that: so a period that is over changes no more by itself.
    """
    events = standing(promise)
    last = events[-1] if events else None
    agreed, day = _agreed(promise, events)
    if last is None or not agreed or last.kind == "released":
        return None
    settled = last.on if last.kind in ("kept", "missed") else None
    if settled is None and (day is None or day >= today):
        return None
    on_time = last.kind == "kept" and (day is None or last.on <= day)
    return Outcome(min(one for one in (day, settled) if one), on_time)


def _agreed(promise: Promised, events: tuple[Event, ...]) -> tuple[bool, date | None]:
    """Whether a promise was agreed to, and its date: the last one that was agreed before it passed.

    The order is that in which it was written down, the days are those on
    which it happened. Once such a date has passed, nothing that is agreed or
    opened anew changes it any more. A new day that is proposed at once to a
    side that had left counts when that side agrees.
    """
    agreed, day, asked = False, promise.due, None
    holds: date | None = None
    for at, event in enumerate(events):
        if holds and event.on > holds:
            continue
        if event.kind == "proposed" and asked is None:
            agreed, holds = False, None
        elif event.kind in ("agreed", "renegotiated"):
            new = event.due if event.kind == "renegotiated" else asked
            if new is None or new < event.on:
                new = day
            if event.kind == "renegotiated" and _is_asked(events, at):
                asked = new
                continue
            agreed, day, asked = True, new, None
            holds = day if day and event.on <= day else None
    return agreed, day


def _is_asked(events: tuple[Event, ...], at: int) -> bool:
    """Whether a new day was not agreed to but proposed: what came next, on that same day, waits for a yes."""
    following = events[at + 1] if at + 1 < len(events) else None
    return following is not None and following.kind == "proposed" and following.on == events[at].on


def rates(promises: Iterable[Promised], today: date, span: Span = "half-year") -> list[Rate]:
    """The follow-through of each party that had promised something due: ours first, then by name."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, Counted]] = {}
    for one in once(promises):
        came = outcome(one, today)
        if came is None or one.promiser is None:
            continue
        # Our side is ours under whatever name; a name of somebody else never has a line of its own in it.
        key = "\n" if one.ours else text.folded(one.promiser)
        names.setdefault(key, one.promiser)
        periods = found.setdefault(key, {})
        name = period(came.day, span)
        periods[name] = periods.get(name, Counted()).with_(kept=came.on_time)
    made = (_rate(names[key], key == "\n", found[key]) for key in found)
    return sorted(made, key=lambda rate: (not rate.ours, text.folded(rate.party)))


def _rate(party: str, ours: bool, periods: dict[str, Counted]) -> Rate:
    total = Counted(sum(one.kept for one in periods.values()), sum(one.due for one in periods.values()))
    return Rate(party, ours, tuple(Period(name, periods[name]) for name in sorted(periods)), total)


def period(day: date, span: Span) -> str:
    """The name of the half-year or quarter that a day is in; names sort as time goes."""
    return f"{day.year:04} {_LETTERS[span]}{(day.month - 1) // _MONTHS[span] + 1}"
