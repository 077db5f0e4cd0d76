"""What a place or an hour is worth to a partner: between two amounts, by a rate that somebody cites.

Money never loses its currency. Where nobody vouches for a rate the thing stays
*not valued*, which is an honest answer; press coverage has no price at all.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple, TypeAlias

from bpworkshop.errors import Problem
from bpworkshop.figures.derive import (
    IMPRESSIONS,
    PRECISION,
    Derived,
    divided,
    made,
    method_of,
    needs,
    part_of,
    rounded,
)
from bpworkshop.figures.facts import ENTRIES, HOURS, PEOPLE, Fact, Method, counting, unit_words
from bpworkshop.session.numbers import write_number
from bpworkshop.words import say

Placement: TypeAlias = Literal["house", "website", "newsletter", "print", "event", "press"]
"""Where a partner is seen; in the press nobody sells the place."""


class Money(NamedTuple):
    """An exact amount in the currency of three letters (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{format(self.amount, 'f')} {self.currency}"


class Valuation(NamedTuple):
    """What something is worth, between two amounts: low ≤ value ≤ high."""

    low: Money
    value: Money
    high: Money
    method: Method
    formula: str
    source: str
    notes: tuple[str, ...] = ()


class Rate(NamedTuple):
    """What one unit costs, from and to, and who says so."""

    low: Money
    high: Money
    source: str


def impressions(contacts: Fact, exposures: Decimal, seen: Decimal) -> Derived:
    """How often something is seen: people (or entries) × exposures each × the share that sees it, in %.

    The share is stated by whoever offers the place, so this is always our estimate.
    """
    if contacts.unit != PEOPLE and contacts.unit not in ENTRIES:
        raise Problem("figures.rule.contacts", unit=unit_words(contacts.unit))
    stated = exposures.is_finite() and seen.is_finite()
    if not stated or exposures <= 0 or not 0 < seen <= 100:
        raise Problem("figures.rule.seen")
    with localcontext() as context:
        context.prec = PRECISION
        value = contacts.value * exposures * seen / 100
    formula = say(
        "figures.derived.impressions",
        contacts=part_of(contacts),
        exposures=write_number(exposures),
        seen=write_number(seen),
    )
    return made("impressions", value, IMPRESSIONS, "our-estimate", formula)


def cost_per_thousand(cost: Money, seen: Derived) -> Derived:
    """What a thousand impressions cost, in the currency of the cost. Raises Problem for less than nothing."""
    needs(seen, IMPRESSIONS)
    if cost.amount < 0:
        raise Problem("figures.rule.cost", cost=_money(cost))
    value = divided(cost.amount * 1000, seen.value)
    formula = say("figures.derived.cpm", cost=_money(cost), seen=part_of(seen))
    unit = say("figures.derived.cpm_unit", currency=cost.currency)
    return made("cost-per-thousand", value, unit, "our-estimate", formula, 2, cost.currency)


def placement_value(seen: Derived, rate: Rate | None, placement: Placement) -> Valuation:
    """Impressions by a cited local rate for a thousand.

    Raises Problem for press coverage, which nobody sells, and without the
    source of a rate: it then stays not valued.
    """
    if placement == "press":
        raise Problem("figures.rule.press")
    needs(seen, IMPRESSIONS)
    low, high, source = _cited(rate)
    with localcontext() as context:
        context.prec = PRECISION
        amounts = [seen.value / 1000 * each.amount for each in (low, high)]
    formula = say(
        "figures.derived.placement", seen=part_of(seen), low=_money(low), high=_money(high), source=source
    )
    return _valued(amounts, low.currency, "our-estimate", formula, source)


def in_kind(hours: Fact, rate: Rate | None) -> Valuation:
    """Hours by the documented rate of the work, whoever does it. Raises Problem without its source."""
    needs(hours, HOURS)
    low, high, source = _cited(rate)
    with localcontext() as context:
        context.prec = PRECISION
        amounts = [hours.value * each.amount for each in (low, high)]
    formula = say(
        "figures.derived.in_kind", hours=part_of(hours), low=_money(low), high=_money(high), source=source
    )
    return _valued(amounts, low.currency, method_of([hours]), formula, source)


def sentence(one: Valuation) -> str:
    """The two amounts with how they came about, how sure that is, and that they were rounded."""
    told = say(
        "figures.derived.valued",
        low=_money(one.low),
        high=_money(one.high),
        formula=one.formula,
        method=counting(one.method),
    )
    return say("figures.noted", what=told, note="; ".join(one.notes))


def _cited(rate: Rate | None) -> Rate:
    if rate is None or not rate.source.strip():
        raise Problem("figures.rule.not_valued")
    if rate.low.currency != rate.high.currency:
        raise Problem("figures.rule.currencies", one=rate.low.currency, other=rate.high.currency)
    if not 0 <= rate.low.amount <= rate.high.amount:
        raise Problem("figures.rule.rate", low=_money(rate.low), high=_money(rate.high))
    return rate


def _valued(
    amounts: Sequence[Decimal], currency: str, method: Method, formula: str, source: str
) -> Valuation:
    with localcontext() as context:
        context.prec = PRECISION
        middle = sum(amounts, Decimal(0)) / len(amounts)
    low, value, high = (Money(rounded(each, 2), currency) for each in (amounts[0], middle, amounts[1]))
    return Valuation(low, value, high, method, formula, source, (say("figures.derived.rounded", digits=2),))


def _money(money: Money) -> str:
    return f"{write_number(money.amount)} {money.currency}"
