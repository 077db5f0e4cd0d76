"""What a group's voices add up to: votes, fit of values, the balance of give and get, old figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from bpworkshop.session import dates
from bpworkshop.session.clusters import heads
from bpworkshop.session.items import Benefit, Figure, StepItem, Value
from bpworkshop.session.session import Session
from bpworkshop.session.switching import counted, out
from bpworkshop.session.types import Fit

I = TypeVar("I", bound=StepItem)  # noqa: E741


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
    """Benefits given and received that name a need, by party; one under another is not counted twice.

    Who is out of the plan is left out, and what hung on them. Alone nobody
    gives and gets.
    """

    def counts(benefit: Benefit) -> bool:
        return benefit.need is not None

    gone = out(session)
    parties = [party for party in session.parties if party.id not in gone]
    if gone and len(parties) < 2:
        return ()
    named = [benefit for benefit in counted(session, heads(session.benefits)) if counts(benefit)]
    return tuple(
        Balance(
            party.id,
            sum(benefit.giver == party.id for benefit in named),
            sum(benefit.receiver == party.id for benefit in named),
        )
        for party in parties
    )


def is_old(figure: Figure, today: date) -> bool:
    """Whether the figure's period ended more than two years ago."""
    return figure.period is not None and dates.is_old(figure.period.end, today)
