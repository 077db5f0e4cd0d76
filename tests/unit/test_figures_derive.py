"""What follows from figures, with its formula; and what never does, with the reason."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.figures import derive, worth
from bpworkshop.figures.derive import describe
from bpworkshop.figures.facts import ENTRIES, Fact, Gap, Method
from bpworkshop.figures.worth import Money, Rate

AMOUNTS = st.decimals(0, 10**9, places=2)
UNITS = st.sampled_from(["visits", "people", "attendances", "events", "loans", "hours", "sessions"])
METHODS: st.SearchStrategy[Method] = st.sampled_from(
    ["counted", "estimated", "imputed", "our-estimate", "not-stated"]
)


def fact(value: int | str | Decimal = 100, unit: str = "visits", **values: Any) -> Fact:
    usual: dict[str, Any] = {
        **{"metric": unit, "first": date(2025, 1, 1), "last": date(2025, 12, 31), "method": "counted"},
        **{"how": "", "about": "", "library": "City", "source": "a.csv", "column": "V", "row": 2},
    }
    return Fact(value=Decimal(value), unit=unit, **(usual | values))


def gap(**values: Any) -> Gap:
    made = fact(**values)._asdict()
    return Gap(code="-1", **{name: made[name] for name in made if name not in ("value", "how")})


def eur(amount: int | str | Decimal, currency: str = "EUR") -> Money:
    return Money(Decimal(amount), currency)


def reason(raised: pytest.ExceptionInfo[Problem]) -> str:
    assert str(raised.value)
    return raised.value.key.rpartition(".")[2]


# Ratios


def test_a_month_a_head_an_event() -> None:
    assert derive.per_month(fact(1200)).value == 100
    head = derive.per_head(fact(1000), fact(300, "people", method="not-stated"))
    assert (head.shown, head.method) == (Decimal("3.33"), "not-stated")
    event = derive.per_event(fact(68778, "attendances"), fact(1435, "events"))
    assert (event.shown, event.method) == (Decimal("47.9"), "counted")
    assert describe(event) == (
        "47.9 attendances an event = 68,778 attendances ÷ 1,435 events, counted"
        " – rounded half up, digits after the point: 1"
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 2, 11), date(2025, 2, 17)), (date(2025, 1, 1), date(2025, 1, 30)), (None, None)],
)
def test_a_mean_of_a_month_needs_whole_months(first: date | None, last: date | None) -> None:
    with pytest.raises(Problem) as raised:
        derive.per_month(fact(first=first, last=last))
    assert reason(raised) == "months"


def test_what_does_not_belong_together_is_not_divided() -> None:
    with pytest.raises(Problem) as raised:
        derive.per_head(fact(), fact(unit="people", library="Leeds"))
    assert reason(raised) == "libraries"
    with pytest.raises(Problem) as raised:
        derive.per_event(fact(unit="attendances"), fact(unit="events", first=date(2024, 1, 1)))
    assert reason(raised) == "periods"
    with pytest.raises(Problem) as raised:
        derive.per_head(fact(), fact(0, "people"))
    assert reason(raised) == "zero"


def test_the_share_of_an_audience_is_people_of_people() -> None:
    made = derive.share(fact(50, "people"), fact(400, "people", library="Planetarium"))
    assert (made.value, made.unit) == (Decimal("12.5"), "percent")
    with pytest.raises(Problem) as raised:
        derive.share(fact(500, "people"), fact(400, "people"))
    assert reason(raised) == "share"


@given(AMOUNTS, UNITS)
def test_entries_are_never_reach(value: Decimal, unit: str) -> None:
    one = fact(value, unit)
    if unit == "people":
        assert derive.reach(one) is one
        return
    with pytest.raises(Problem) as raised:
        derive.reach(one)
    assert reason(raised) == ("reach" if unit in ENTRIES else "needs")
    seen = worth.impressions(fact(10, "people"), Decimal(3), Decimal(50))
    with pytest.raises(Problem):
        derive.reach(seen)


# Sums


@given(st.lists(st.tuples(AMOUNTS, UNITS), min_size=1, max_size=4))
def test_units_never_mix(values: list[tuple[Decimal, str]]) -> None:
    found = [
        fact(value, unit, metric="m", first=(day := date(2025, 1, 1) + timedelta(at)), last=day)
        for at, (value, unit) in enumerate(values)
    ]
    if len({unit for _, unit in values}) > 1:
        with pytest.raises(Problem):
            derive.total(found)
    else:
        made = derive.total(found)
        assert (made.value, made.unit) == (sum(value for value, _ in values), values[0][1])


@given(UNITS, UNITS)
def test_a_ratio_takes_its_own_units_alone(one: str, other: str) -> None:
    for function, units in (
        (derive.per_head, ("visits", "people")),
        (derive.per_event, ("attendances", "events")),
        (derive.share, ("people", "people")),
    ):
        if (one, other) == units:
            assert function(fact(1, one), fact(2, other)).value > 0
        else:
            with pytest.raises(Problem):
                function(fact(1, one), fact(2, other))


def test_attendance_is_not_added_to_visits() -> None:
    with pytest.raises(Problem) as raised:
        derive.total([fact(), fact(unit="attendances")])
    assert reason(raised) == "attendance"
    with pytest.raises(Problem) as raised:
        derive.total([fact(unit="attendances"), gap()])
    assert reason(raised) == "attendance"


def test_parts_of_a_whole_are_not_added_to_it() -> None:
    with pytest.raises(Problem) as raised:
        derive.total([fact(unit="loans"), fact(unit="loans", metric="children-loans")])
    assert reason(raised) == "metrics"


def month(number: int, value: int = 10, **values: Any) -> Fact:
    first = date(2025, number, 1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return fact(value, first=first, last=last, **values)


def test_a_sum_over_a_gap_says_so() -> None:
    assert derive.total([month(1), month(2), month(3)]).notes == ()
    made = derive.total([month(1), month(3), month(6)])
    assert made.value == 30
    assert "there are 2 gaps in 1 January 2025 – 30 June 2025" in describe(made)


def test_codes_are_left_out_of_a_sum_and_told() -> None:
    made = derive.total([month(1), gap(first=date(2025, 2, 1), last=date(2025, 2, 28))])
    assert made.value == 10
    assert "1 value is missing" in describe(made)
    with pytest.raises(Problem) as raised:
        derive.total([gap(), gap()])
    assert reason(raised) == "nothing"


def test_days_that_two_figures_cover_are_not_counted_twice() -> None:
    with pytest.raises(Problem) as raised:
        derive.total([fact(), month(2)])
    assert reason(raised) == "overlap"
    with pytest.raises(Problem) as raised:  # one day is enough
        derive.total([month(1), fact(first=date(2025, 1, 31), last=date(2025, 2, 28))])
    assert reason(raised) == "overlap"
    assert derive.total([month(2), month(2, library="Kenton")]).value == 20
    day = date(2025, 1, 7)
    events = [fact(5, "attendances", about=about, first=day, last=day) for about in ("Rhymes", "Chess")]
    assert derive.total(events).value == 10


def test_a_sum_whose_periods_are_not_known_says_so() -> None:
    assert derive.total([fact(first=None, last=None)]).notes


# How sure


@given(st.lists(METHODS, min_size=1, max_size=4))
def test_an_estimate_is_labelled_wherever_it_appears(methods: list[Method]) -> None:
    found = [month(at, method=method) for at, method in enumerate(methods, 1)]
    made = derive.total(found)
    if set(methods) & {"estimated", "imputed", "our-estimate"}:
        assert made.method == "our-estimate"
        assert "estimate" in describe(made)
    else:
        assert made.method == ("not-stated" if "not-stated" in methods else "counted")


def test_an_estimate_is_called_so_in_the_formula() -> None:
    made = derive.per_head(fact(method="estimated"), fact(unit="people"))
    assert "100 visits (an estimate)" in made.formula


# What it is worth


def test_impressions_of_a_place_in_the_house() -> None:
    made = worth.impressions(fact(56660), Decimal(1), Decimal(25))
    assert (made.value, made.unit, made.method) == (Decimal(14165), "impressions", "our-estimate")
    assert made.formula == "56,660 visits × 1 exposures × 25 % who see it"
    cost = worth.cost_per_thousand(eur(100), made)
    assert (cost.shown, cost.currency) == (Decimal("7.06"), "EUR")


@pytest.mark.parametrize(
    ("exposures", "seen"), [(0, 50), (1, 0), (1, 101), (-1, 5), (Decimal("NaN"), 5), (1, Decimal("Infinity"))]
)
def test_exposures_and_share_are_stated(exposures: int, seen: int) -> None:
    with pytest.raises(Problem) as raised:
        worth.impressions(fact(), Decimal(exposures), Decimal(seen))
    assert reason(raised) == "seen"


def test_loans_see_nothing() -> None:
    with pytest.raises(Problem) as raised:
        worth.impressions(fact(unit="loans"), Decimal(1), Decimal(5))
    assert reason(raised) == "contacts"


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(["EUR", "DKK", "GBP"]), st.decimals(1, 100, places=1))
def test_a_value_lies_between_low_and_high_and_keeps_its_currency(
    people: Decimal, one: Decimal, other: Decimal, currency: str, seen: Decimal
) -> None:
    low, high = sorted((one, other))
    rate = Rate(eur(low, currency), eur(high, currency), "price list 2026")
    places = worth.placement_value(
        worth.impressions(fact(people, "people"), Decimal(2), seen), rate, "newsletter"
    )
    hours = worth.in_kind(fact(people, "hours"), rate)
    for made in (places, hours):
        assert made.low.amount <= made.value.amount <= made.high.amount
        assert {made.low.currency, made.value.currency, made.high.currency} == {currency}
        assert "price list 2026" in made.formula
        assert made.source == "price list 2026"
        assert str(made.value).endswith(f" {currency}")


def test_a_value_tells_where_it_comes_from() -> None:
    made = worth.in_kind(
        fact("7.5", "hours", method="estimated"), Rate(eur(30), eur("45.50"), "pay scale 2026")
    )
    assert worth.sentence(made) == (
        "225.00 EUR to 341.25 EUR = 7.5 hours (an estimate) × 30 EUR to 45.50 EUR (pay scale 2026),"
        " our own estimate – rounded half up, digits after the point: 2"
    )


@pytest.mark.parametrize(
    ("rate", "why"),
    [
        (None, "not_valued"),
        (Rate(eur(1), eur(2), "  "), "not_valued"),
        (Rate(eur(1), eur(2, "DKK"), "list"), "currencies"),
        (Rate(eur(3), eur(2), "list"), "rate"),
        (Rate(eur(-1), eur(2), "list"), "rate"),
    ],
)
def test_without_a_cited_rate_it_is_not_valued(rate: Rate | None, why: str) -> None:
    seen = worth.impressions(fact(), Decimal(1), Decimal(5))
    with pytest.raises(Problem) as raised:
        worth.placement_value(seen, rate, "house")
    assert reason(raised) == why
    with pytest.raises(Problem) as raised:
        worth.in_kind(fact(unit="hours"), rate)
    assert reason(raised) == why


def test_press_coverage_has_no_advertising_value() -> None:
    seen = worth.impressions(fact(), Decimal(1), Decimal(5))
    with pytest.raises(Problem, match="Barcelona") as raised:
        worth.placement_value(seen, Rate(eur(1), eur(2), "list"), "press")
    assert reason(raised) == "press"


def test_hours_are_paid_and_nothing_else() -> None:
    with pytest.raises(Problem) as raised:
        worth.in_kind(fact(unit="visits"), Rate(eur(1), eur(2), "list"))
    assert reason(raised) == "needs"


@given(st.decimals(0, 10**15, places=6), st.integers(0, 4))
def test_what_is_shown_is_rounded_by_no_more_than_half(value: Decimal, digits: int) -> None:
    shown = derive.rounded(value, digits)
    assert abs(shown - value) <= Decimal(1).scaleb(-digits) / 2
    assert -shown.as_tuple().exponent == digits  # type: ignore[operator]
