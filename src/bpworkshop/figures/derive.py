"""What follows from figures: each with the formula it came by, and every rule of honesty with its reason.

Only facts and what was derived from them can be reckoned with, and only units
that fit: visits can't become people. All is decimal and exact; what is shown is
rounded and says so. Who breaks a rule gets a Problem whose words are the reason.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple, TypeAlias

from bpworkshop.errors import Problem
from bpworkshop.figures.facts import (
    ATTENDANCES,
    ENTRIES,
    EVENTS,
    PEOPLE,
    VISITS,
    Fact,
    Gap,
    Method,
    counting,
    library,
    metric_words,
    period,
    unit_words,
)
from bpworkshop.session.dates import write_period
from bpworkshop.session.numbers import write_number
from bpworkshop.words import say

IMPRESSIONS, PERCENT = "impressions", "percent"

PRECISION = 40
"""Digits of every result: more than the longest figures multiplied."""


class Derived(NamedTuple):
    """A number that was made of others. ``formula`` is how, in words and numbers."""

    name: str
    value: Decimal
    unit: str
    method: Method
    formula: str
    digits: int = 0
    """After the point, where it is shown."""
    currency: str = ""
    """The three letters (ISO 4217), where it is money."""
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> Decimal:
        """The value as it is shown: rounded half up."""
        return rounded(self.value, self.digits)


Figure: TypeAlias = Fact | Derived


def rounded(value: Decimal, digits: int) -> Decimal:
    """Half up, as people round."""
    with localcontext() as context:
        context.prec = PRECISION
        return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def method_of(parts: Sequence[Figure]) -> Method:
    """How sure a result is: one estimate makes it our estimate, and what was not stated stays so."""
    methods = {part.method for part in parts}
    if methods - {"counted", "not-stated"}:
        return "our-estimate"
    return "counted" if methods == {"counted"} else "not-stated"


# Ratios


def per_month(fact: Fact) -> Derived:
    """The mean of a month. Raises Problem where the period is not of whole months."""
    months = _months(fact)
    return made(
        "per-month",
        divided(fact.value, Decimal(months)),
        say("figures.derived.per_month", unit=unit_words(fact.unit)),
        method_of([fact]),
        _over(fact, say("figures.derived.months", n=months)),
    )


def per_head(visits: Fact, population: Fact) -> Derived:
    """Visits for each of the people served. Raises Problem for other units, and for two libraries."""
    needs(visits, VISITS)
    needs(population, PEOPLE)
    _of_one(visits, population)
    return _ratio("per-head", visits, population, "figures.derived.per_head", digits=2)


def per_event(attendance: Fact, events: Fact) -> Derived:
    """Attendance for each event of the same period. Raises Problem where period or library differ."""
    needs(attendance, ATTENDANCES)
    needs(events, EVENTS)
    _of_one(attendance, events)
    if (attendance.first, attendance.last) != (events.first, events.last):
        raise Problem("figures.rule.periods", one=period(attendance), other=period(events))
    return _ratio("per-event", attendance, events, "figures.derived.per_event", digits=1)


def share(part: Fact, audience: Fact) -> Derived:
    """How many people the library has for each hundred of the partner's audience.

    Who is in both is known to nobody, and it says so. Raises Problem for
    entries, other units, and more people than the audience has.
    """
    for one in (part, audience):
        reach(one)
    if part.value > audience.value:
        raise Problem("figures.rule.share", part=write_number(part.value), whole=write_number(audience.value))
    value = divided(part.value * 100, audience.value)
    formula = _over(part, part_of(audience), times="100")
    notes = [say("figures.derived.both")]
    if (part.first, part.last) != (audience.first, audience.last):
        notes.append(say("figures.derived.periods", one=period(part), other=period(audience)))
    method = method_of([part, audience])
    return made("share", value, PERCENT, method, formula, digits=1)._replace(notes=tuple(notes))


def reach(fact: Figure) -> Figure:
    """The same figure, where it counts different people. Raises Problem for entries: they are never reach."""
    if fact.unit in ENTRIES or fact.unit == IMPRESSIONS:
        raise Problem("figures.rule.reach", unit=unit_words(fact.unit))
    needs(fact, PEOPLE)
    return fact


# Sums


def total(found: Sequence[Fact | Gap]) -> Derived:
    """The sum of one metric. Codes are left out and told, and so are days that no figure covers.

    Raises Problem for different metrics or units, for attendance together with
    visits, and where two figures of one library cover the same day.
    """
    facts = [one for one in found if isinstance(one, Fact)]
    gaps = [one for one in found if isinstance(one, Gap)]
    if not facts:
        raise Problem("figures.rule.nothing")
    units = {one.unit for one in found}
    if {VISITS, ATTENDANCES} <= units:
        raise Problem("figures.rule.attendance")
    if len(units) > 1:
        one, other = sorted(units)[:2]
        raise Problem("figures.rule.units", one=unit_words(one), other=unit_words(other))
    if len({one.metric for one in found}) > 1:
        one, other = sorted({one.metric for one in found})[:2]
        raise Problem("figures.rule.metrics", one=metric_words(one), other=metric_words(other))
    notes = [*_overlaps_and_holes(facts)]
    if gaps:
        notes.append(say("figures.derived.left_out", n=len(gaps)))
    with localcontext() as context:
        context.prec = PRECISION
        value = sum((one.value for one in facts), Decimal(0))
    formula = say("figures.derived.sum", n=len(facts), unit=unit_words(facts[0].unit))
    # Where something is missing, the sum is less than what happened, and no count of it.
    method = method_of(facts)
    return Derived(f"sum-{facts[0].metric}", value, facts[0].unit, method, formula, 0, "", tuple(notes))


def total_of_one_period(found: Sequence[Fact]) -> Derived:
    """The same sum, for numbers that stand side by side. Raises Problem where their periods differ, too."""
    added = total(found)
    periods = dict.fromkeys(map(period, found))
    if len(periods) > 1:
        one, other, *_ = periods
        raise Problem("figures.rule.periods", one=one, other=other)
    return added


def total_impressions(several: Sequence[Derived]) -> Derived:
    """What all places together are seen. Contacts add up; the people behind them do not, and it says so."""
    for one in several:
        needs(one, IMPRESSIONS)
    with localcontext() as context:
        context.prec = PRECISION
        value = sum((one.value for one in several), Decimal(0))
    formula = say("figures.derived.sum", n=len(several), unit=unit_words(IMPRESSIONS))
    notes = (say("figures.derived.contacts"),)
    return Derived("sum-impressions", value, IMPRESSIONS, "our-estimate", formula, 0, "", notes)


def _overlaps_and_holes(facts: Sequence[Fact]) -> list[str]:
    notes: list[str] = []
    if any(one.first is None or one.last is None for one in facts):
        notes.append(say("figures.derived.some_period"))
    by_library: dict[tuple[str, str], list[Fact]] = {}
    for one in facts:
        by_library.setdefault((one.library, one.key), []).append(one)
    covered: dict[str, None] = {}
    for (name, key), several in by_library.items():
        whose = library(name) if name else key or say("figures.one_place")
        spans = sorted((one.first, one.last, one.about) for one in several if one.first and one.last)
        holes = 0
        reached: date | None = None
        for first, last, about in spans:
            if reached and first <= reached and not about:
                raise Problem("figures.rule.overlap", library=whose, period=write_period(first, last))
            # Days on which nothing is told are no days on which nothing was.
            holes += bool(reached and not about and first > reached + timedelta(days=1))
            reached = max(reached or last, last)
        if spans and reached:
            covered[write_period(spans[0][0], reached)] = None
        if holes:
            told = write_period(spans[0][0], reached or spans[-1][1])
            notes.append(say("figures.derived.holes", n=holes, library=whose, period=told))
    if len(covered) > 1:
        this, that, *_ = covered
        notes.append(say("figures.derived.periods", one=this, other=that))
    return notes


# Parts


def describe(one: Derived) -> str:
    """The result with its formula, how sure it is, that it was rounded, and what is to be known."""
    told = write_number(one.shown)
    unit = unit_words(one.unit)
    notes = list(one.notes)
    if one.shown != one.value:
        notes.insert(0, say("figures.derived.rounded", digits=one.digits))
    line = say(
        "figures.derived.line",
        amount=say("figures.amount", value=told, unit=unit),
        formula=one.formula,
        method=counting(one.method),
    )
    return say("figures.noted", what=line, note="; ".join(notes)) if notes else line


def _ratio(name: str, above: Fact, below: Fact, key: str, digits: int) -> Derived:
    value = divided(above.value, below.value)
    unit = say(key)
    return made(name, value, unit, method_of([above, below]), _over(above, part_of(below)), digits)


def made(
    name: str, value: Decimal, unit: str, method: Method, formula: str, digits: int = 0, currency: str = ""
) -> Derived:
    return Derived(name, value, unit, method, formula, digits, currency)


def _over(above: Fact, below: str, times: str = "") -> str:
    formula = say("figures.derived.over", above=part_of(above), below=below)
    return say("figures.derived.times", what=formula, times=times) if times else formula


def part_of(one: Figure) -> str:
    """A part of a formula; an estimate is called so wherever it appears."""
    if isinstance(one, Derived):
        amount = say("figures.amount", value=write_number(one.shown), unit=unit_words(one.unit))
    else:
        amount = say("figures.amount", value=write_number(one.value), unit=unit_words(one.unit))
    plain = one.method == "counted"
    return amount if plain else say("figures.method_how", method=amount, how=counting(one.method))


def divided(above: Decimal, below: Decimal) -> Decimal:
    if not below:
        raise Problem("figures.rule.zero")
    with localcontext() as context:
        context.prec = PRECISION
        return above / below


def needs(one: Figure, unit: str) -> None:
    if one.unit != unit:
        raise Problem("figures.rule.needs", unit=unit_words(one.unit), needed=unit_words(unit))


def _of_one(one: Fact, other: Fact) -> None:
    if one.library != other.library:
        raise Problem("figures.rule.libraries", one=library(one.library), other=library(other.library))


def _months(fact: Fact) -> int:
    first, last = fact.first, fact.last
    if not first or not last or first.day != 1 or (last + timedelta(days=1)).day != 1:
        raise Problem("figures.rule.months", period=period(fact))
    return (last.year - first.year) * 12 + last.month - first.month + 1
