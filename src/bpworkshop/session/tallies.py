"""What a group's voices add up to: votes, fit of values, the balance of give and get, status of promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal, TypeVar

from bpworkshop.session.clusters import heads
from bpworkshop.session.items import Benefit, Commitment, Event, Figure, StepItem, Value
from bpworkshop.session.session import Session
from bpworkshop.session.types import Fit

I = TypeVar("I", bound=StepItem)  # noqa: E741

PromiseStatus = Literal[
    "said", "proposed", "agreed", "late", "kept", "kept-late", "missed", "renegotiated", "released"
]

OLD_YEARS = 2
"""A figure whose period ended longer ago than this is marked."""


def by_votes(items: Iterable[I]) -> tuple[I, ...]:
    """Most votes first; items with as many votes keep the order in which they were said."""
    return tuple(sorted(items, key=lambda item: -(item.votes or 0)))


def fit(value: Value) -> Fit | None:
    """How well a value fits both sides: what the ratings say, otherwise what people chose.

    Ratings 1-5 with a median of at least 4 and less than 3 between the lowest
    and the highest mean *aligned*; all else is for people to judge.
    """
    if value.ratings and median(value.ratings) >= 4 and max(value.ratings) - min(value.ratings) < 3:
        return "aligned"
    return value.fit


@dataclass(frozen=True, slots=True)
class Balance:
    """What one party gives and gets: benefits that name a need."""

    party: str
    gives: int
    gets: int

    @property
    def one_sided(self) -> bool:
        """No partnership works without both sides giving something."""
        return not self.gives or not self.gets


def balance(session: Session) -> tuple[Balance, ...]:
    """Benefits given and received that name a need, by party; one under another is not counted twice."""

    def counts(benefit: Benefit) -> bool:
        return benefit.need is not None

    named = [benefit for benefit in heads(session.benefits) if counts(benefit)]
    return tuple(
        Balance(
            party.id,
            sum(benefit.giver == party.id for benefit in named),
            sum(benefit.receiver == party.id for benefit in named),
        )
        for party in session.parties
    )


def is_old(figure: Figure, today: date) -> bool:
    """Whether the figure's period ended more than two years ago."""
    if not figure.period:
        return False
    end = figure.period.end
    return (end.year + OLD_YEARS, end.month, end.day) < (today.year, today.month, today.day)


def standing(commitment: Commitment) -> tuple[Event, ...]:
    """The events that count: those that no standing ``withdrawn`` cancels.

    A withdrawal may itself be withdrawn. What cancels what follows from the
    ids alone, so that it holds in whatever order a merge has put the events.
    """
    cancels: dict[str, list[Event]] = {}
    for event in commitment.events:
        if event.kind == "withdrawn" and event.withdraws:
            cancels.setdefault(event.withdraws, []).append(event)

    stands: dict[str, bool] = {}
    waiting = list(commitment.events)
    while waiting:
        # What cancels an event is settled before it: a list, because chains may be long.
        event = waiting[-1]
        later = cancels.get(event.id, [])
        open_ = [] if event.id in stands else [one for one in later if one.id not in stands]
        stands.setdefault(event.id, True)
        if open_:
            waiting += open_
            continue
        waiting.pop()
        stands[event.id] = not any(stands[one.id] for one in later)
    return tuple(event for event in commitment.events if event.kind != "withdrawn" and stands[event.id])


def due(commitment: Commitment) -> date | None:
    """When the promise is due: the last date agreed on."""
    dates = [event.due for event in standing(commitment) if event.kind == "renegotiated" and event.due]
    return dates[-1] if dates else commitment.due


def status(commitment: Commitment, today: date) -> PromiseStatus:
    """Where a promise stands, from its events; ``said`` when nobody has agreed to anything yet."""
    events = standing(commitment)
    if not events:
        return "said"
    last, by = events[-1], due(commitment)
    if last.kind == "kept":
        return "kept-late" if by and last.on > by else "kept"
    if last.kind in ("agreed", "renegotiated"):
        if by and by < today:
            return "late"
        return "agreed" if last.kind == "agreed" else "renegotiated"
    if last.kind == "proposed":
        return "proposed"
    return "missed" if last.kind == "missed" else "released"
