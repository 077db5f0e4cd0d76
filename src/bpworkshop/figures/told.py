"""A figure of a session as a fact again: its sentence, what is to be known of it, what follows from it.

So every rule of ``derive`` and ``worth`` holds for what a group says, as for what a file says.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from bpworkshop.errors import Problem
from bpworkshop.figures import derive, facts, worth
from bpworkshop.figures.derive import Derived
from bpworkshop.figures.facts import ATTENDANCES, ENTRIES, HOURS, PEOPLE, VISITS, Fact, Method
from bpworkshop.session.items import Figure, Past
from bpworkshop.session.numbers import write_number
from bpworkshop.session.readiness import is_valuation
from bpworkshop.session.session import Session
from bpworkshop.session.switching import out
from bpworkshop.session.tallies import is_old
from bpworkshop.session.types import Amount, Placement
from bpworkshop.words import say

ESTIMATES: tuple[Method, ...] = ("estimated", "imputed", "our-estimate")

SERVED = ("population", "population-once")
"""Metrics of people who could come: they are nobody's audience."""

MOST_BEFORE = 12
"""Earlier numbers that are told one by one."""

MONTH = 31
"""Days of a month at most."""

PLACES: dict[Placement, worth.Placement] = {
    "online": "website",
    "print": "print",
    "interview": "press",
    "event": "event",
    "house": "house",
}


def fact(figure: Figure) -> Fact | None:
    """The figure as it is now; None where nobody has said how many, or of what."""
    return _fact(figure, figure) if figure.value is not None and figure.unit else None


def past(figure: Figure) -> tuple[Fact, ...]:
    """What it was by other files or for other periods, the oldest first."""
    return tuple(_fact(figure, one) for one in figure.history)


def _fact(figure: Figure, one: Figure | Past) -> Fact:
    assert one.value is not None
    return Fact(
        figure.name or figure.metric,
        one.value,
        (one.unit or "").strip(),
        one.period.start if one.period else None,
        one.period.end if one.period else None,
        one.method or "not-stated",
        one.how or "",
        figure.about or "",
        figure.library or "",
        one.source or "",
        one.column or "",
        int(one.row) if one.row and one.row.isdecimal() else 0,
        (one.doubt,) if one.doubt else (),
        key=figure.key or "",
    )


def sentence(figure: Figure) -> str:
    """The figure as the partner reads it: with period and method, even where they are not stated."""
    if figure.value is None:
        return figure.metric
    # The words for what is counted are the group's own, with what it is about in them.
    plain = _fact(figure, figure)._replace(metric=figure.metric, about="")
    return facts.sentence(plain, figure.added or "")


def before(figure: Figure) -> str:
    """What it was, the latest first: each with its period, and how it was counted where that differs."""
    told = [_short(one, figure.method) for one in reversed(past(figure))]
    line = say("figures.before", figures="; ".join(told[:MOST_BEFORE]))
    left = len(told) - MOST_BEFORE
    return say("figures.and_more", what=line, n=left) if left > 0 else line


def _short(one: Fact, method: Method | None) -> str:
    amount = say("figures.amount", value=write_number(one.value), unit=facts.unit_words(one.unit))
    how = facts.counting(one.method)
    alike = one.method == method and one.method not in ESTIMATES
    return ", ".join([amount, facts.period(one), *([] if alike else [how])])


def marks(figure: Figure, today: date) -> Iterator[str]:
    """What is to be known of a figure wherever it stands: that it is old, and what is in doubt."""
    if is_old(figure, today):
        yield say("page.old")
    if figure.doubt:
        yield figure.doubt


# What follows from one figure

_RATE = re.compile(r"\b(an?|per|each|every)\b|/")
"""Units that count within something else, such as people a Sunday: their sum over months is not known."""


def derived(figure: Figure) -> Iterator[str]:
    """What follows from a figure by itself, each with its formula, or the reason why it does not."""
    one = fact(figure)
    if one is None:
        return
    adds_up = not _RATE.search(one.unit)
    if adds_up and one.unit != PEOPLE and _has_months(one):
        yield _described(partial(derive.per_month, one))
    year = _year(figure)
    if adds_up and len(year) > 1:
        yield _described(partial(_sum, year))
    if _is_seen(figure):
        yield _described(partial(_impressions, one, figure))
    if figure.placement and figure.cost:
        yield _described(partial(_cost_per_thousand, one, figure, figure.cost))
    yield from valued(figure)


def _sum(year: Sequence[Fact]) -> Derived:
    """The sum, with the days that it goes over."""
    made = derive.total(year)
    over = facts.period(
        year[0]._replace(first=min(filter(None, (one.first for one in year))), last=year[-1].last)
    )
    return made._replace(formula=say("figures.method_how", method=made.formula, how=over))


def impressions(figure: Figure) -> Derived | None:
    """How often a placement is seen; None where its exposures or the share that sees it are not said.

    Raises Problem where the figure's unit does not see anything.
    """
    one = fact(figure)
    return _impressions(one, figure) if one and _is_seen(figure) else None


def _is_seen(figure: Figure) -> bool:
    return bool(figure.placement and figure.exposures is not None and figure.audience_share is not None)


def _impressions(one: Fact, figure: Figure) -> Derived:
    return worth.impressions(one, figure.exposures or Decimal(0), figure.audience_share or Decimal(0))


def _cost_per_thousand(one: Fact, figure: Figure, cost: Amount) -> Derived:
    """What a thousand impressions cost us. Raises Problem where nobody said how often it is seen."""
    return worth.cost_per_thousand(worth.Money(cost.amount, cost.currency), _impressions(one, figure))


def _has_months(one: Fact) -> bool:
    """Whether the period is of whole months, and of more than one."""
    if not one.first or not one.last or (one.last - one.first).days <= MONTH:
        return False
    return one.first.day == 1 and (one.last + timedelta(days=1)).day == 1


def valuation(figure: Figure) -> worth.Valuation | None:
    """What a placement or hours are worth by the rate; None where nobody asks, or something is not said.

    Raises Problem with the reason why it stays not valued.
    """
    one = fact(figure)
    if one is None or not is_valuation(figure):
        return None
    if figure.placement == "interview":
        raise Problem("figures.rule.press")
    rate = _rate(figure)
    if rate is None:
        raise Problem("figures.rule.not_valued")
    if one.unit == HOURS:
        return worth.in_kind(one, rate)
    seen = impressions(figure)
    return worth.placement_value(seen, rate, PLACES[figure.placement]) if seen and figure.placement else None


def valued(figure: Figure) -> Iterator[str]:
    """What it is worth, between two amounts in their currency, or why it stays not valued."""
    try:
        found = valuation(figure)
    except Problem as problem:
        yield problem.reason
        return
    if found:
        yield worth.sentence(found)
    if figure.rate and (figure.low is not None or figure.high is not None):
        amounts = (one for one in (figure.low, figure.high) if one is not None)
        told = [f"{write_number(one)} {figure.rate.currency}" for one in amounts]
        yield say("figures.said_worth", amounts=" – ".join(told), source=figure.rate_source)


def _rate(figure: Figure) -> worth.Rate | None:
    if figure.rate is None or not (figure.rate_source or "").strip():
        return None
    highest = figure.rate_to or figure.rate
    return worth.Rate(
        worth.Money(figure.rate.amount, figure.rate.currency),
        worth.Money(highest.amount, highest.currency),
        figure.rate_source or "",
    )


def _year(figure: Figure) -> list[Fact]:
    """The months of the year of a figure, each as it was told last. How many people there are has no sum."""
    now = fact(figure)
    if now is None or now.unit == PEOPLE or not now.last:
        return []
    # What is about an event can happen twice on a day; of a house's days the later word holds.
    told = {
        (one.first, one.last, one.row if one.about else 0): one
        for one in (*past(figure), now)
        if one.unit == now.unit and one.first and one.last and (one.last - one.first).days < MONTH
    }
    return [one for one in told.values() if one.last and one.last.year == now.last.year]


# What follows from several


def shares(figure: Figure, session: Session) -> Iterator[str]:
    """How many people we have beside each partner's audience, or the reason why that is not said.

    A partner's audience is its largest number of people, so that a share is
    rather too small than too large. Who is served, or could be, is reached by nobody.
    """
    one = fact(figure)
    if one is None or figure.giver != session.ours.id or not _may_reach(one, figure):
        return
    gone = out(session)
    for party in session.partners:
        if party.id in gone:
            continue
        given = [each for other in session.figures if other.giver == party.id and (each := fact(other))]
        people = [each for each in given if each.unit == PEOPLE and each.metric not in SERVED]
        # Of numbers that are no people it is told why they are no audience.
        if audience := max(people or given, key=lambda each: each.value, default=None):
            what = _described(partial(derive.share, one, audience))
            yield say("figures.share_of", party=party.name, what=what)


def _may_reach(one: Fact, figure: Figure) -> bool:
    """Whether it could be taken for who is reached: people, or entries where the partner is seen."""
    if one.unit == PEOPLE:
        return one.metric not in SERVED
    return one.unit in ENTRIES and figure.placement is not None


def together(figures: Sequence[Figure]) -> list[str]:
    """What follows from figures of one library, each with its formula, and what can't be added and why."""
    libraries: dict[tuple[str, ...], list[Fact]] = {}
    for figure in figures:
        if (one := fact(figure)) and not one.about:
            libraries.setdefault((figure.giver or "", one.library, one.key), []).append(one)
    return [line for several in libraries.values() for line in _of_one(several)]


def _of_one(several: Sequence[Fact]) -> Iterator[str]:
    named = {one.metric: one for one in several}
    for above, below, reckon in PAIRS:
        if above in named and below in named:
            yield _described(partial(reckon, named[above], named[below]))
    if {VISITS, ATTENDANCES} <= {one.unit for one in several}:
        yield Problem("figures.rule.attendance").reason


_WHERE = ("", "-on-site", "-off-site", "-virtual")
_WHO = ("children", "small-children", "older-children", "young", "adult", "general")

PAIRS: tuple[tuple[str, str, Callable[[Fact, Fact], Derived]], ...] = (
    ("visits", "population", derive.per_head),
    *((f"attendance{where}", f"events{where}", derive.per_event) for where in _WHERE),
    *((f"{who}-attendance", f"{who}-events", derive.per_event) for who in _WHO),
)
"""Metrics of one library that are reckoned together; on site and virtual apart."""


def _described(reckon: Callable[[], Derived]) -> str:
    """A result with its formula, or the reason why there is none."""
    try:
        return derive.describe(reckon())
    except Problem as problem:
        return problem.reason
