"""Figures of a session: their sentence, what is to be known of them, what follows and what does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given

from bpworkshop.documents import boards
from bpworkshop.errors import Problem
from bpworkshop.figures import told
from bpworkshop.method import guide
from bpworkshop.offering.package import package
from bpworkshop.pages import Reader
from bpworkshop.session.items import Alternative, Figure, Past
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Amount, Span
from bpworkshop.tui.boards import Drawn, rows
from bpworkshop.words import entry
from tests.strategies import World, records, small

TODAY = date(2026, 5, 1)


def month(number: int, year: int = 2025) -> Span:
    after = date(year + number // 12, number % 12 + 1, 1)
    return Span(start=date(year, number, 1), end=date.fromordinal(after.toordinal() - 1))


YEAR = Span(start=date(2025, 1, 1), end=date(2025, 12, 31))


def figure(value: object = 1200, unit: str | None = "visits", **more: Any) -> Figure:
    known: dict[str, Any] = {
        "id": "f1",
        "metric": unit or "m",
        "period": YEAR,
        "method": "counted",
        "source": "s",
    }
    return Figure(**{**known, "value": Decimal(str(value)), "unit": unit, **more})


def past(value: int, period: Span) -> Past:
    return Past(
        value=Decimal(value), unit="visits", period=period, method="counted", source="s", column="c", row="2"
    )


PLACED: dict[str, Any] = {"placement": "house", "exposures": Decimal(2), "audience_share": Decimal(50)}
RATED: dict[str, Any] = {"rate": Amount(amount=Decimal(3), currency="EUR"), "rate_source": "price list 2026"}


def test_the_sentence_of_the_partner() -> None:
    one = figure(56660, period=month(1), how="Automatic counter", library="City", column="Visits", row="2")
    assert told.sentence(one) == (
        "56,660 visits, January 2025, automatic counter, City library – visits are entries, not people"
    )
    added = told.sentence(one.model_copy(update={"added": "without the café"}))
    assert "automatic counter, City library, without the café – visits" in added


def test_what_was_not_said_is_not_stated() -> None:
    assert told.sentence(Figure(id="f1", metric="rooms")) == "rooms"
    bare = Figure(id="f1", metric="rooms", value=Decimal(3))
    assert told.sentence(bare) == "3, rooms, period not stated, how it was counted is not stated"


METHODS = entry("figures.method")


@given(records(Figure, World()))
def test_an_estimate_says_so_wherever_it_stands(one: Figure) -> None:
    one = one.model_copy(update={"only_for": None, "under": None, "history": ()})
    session = small(figures=(one,))
    reader = Reader(session, guide.load(), TODAY, everyone=True)
    drawn = " ".join(words for row in rows("figures", Drawn(reader, 400)) for words, _ in row.parts)
    if one.value is None or one.method not in told.ESTIMATES:
        return
    for shown in (told.sentence(one), reader.board("figures")[0]):
        assert METHODS[one.method] in shown
    label = reader.guide.choice("figures", "method", one.method)
    assert "estimate" in label
    assert (METHODS[one.method] if one.how else label) in drawn
    for line in told.derived(one):
        assert " = " not in line or METHODS["our-estimate"] in line


def test_what_follows_is_told_with_its_formula() -> None:
    year = [*told.derived(figure())]
    assert year[0].startswith("100 visits a month = 1,200 visits ÷ 12 months, counted")
    assert [*told.derived(figure(unit="people"))] == []
    months = figure(30, period=month(3), history=(past(10, month(1)), past(20, month(2))))
    assert [*told.derived(months)] == ["60 visits = sum of 3 figures in visits (Q1 2025), counted"]
    assert told.before(months) == "before: 20 visits, February 2025; 10 visits, January 2025"


@pytest.mark.parametrize("unit", ["people a Sunday", "visits per hour", "loans/head", "an hour", "each day"])
def test_what_counts_within_something_else_is_neither_divided_nor_added(unit: str) -> None:
    assert [*told.derived(figure(260, unit=unit))] == []
    months = figure(30, unit=unit, period=month(3), history=(past(10, month(1)),))
    assert [*told.derived(months)] == []


def test_a_sum_with_a_gap_says_so_and_last_years_months_are_not_in_it() -> None:
    history = (past(99, month(12, 2024)), past(10, month(1)))
    (line,) = told.derived(figure(30, period=month(3), history=history))
    assert line.startswith("40 visits = sum of 2 figures")
    assert "there is 1 gap" in line


def test_a_corrected_month_is_added_once() -> None:
    history = (past(10, month(1)), past(11, month(1)))
    (line,) = told.derived(figure(30, period=month(2), history=history))
    assert line.startswith("41 visits")


def test_a_placement_is_worth_something_by_a_cited_rate_only() -> None:
    (_, seen, worth) = told.derived(
        figure(**PLACED, **RATED, rate_to=Amount(amount=Decimal(5), currency="EUR"))
    )
    assert seen.startswith(
        "1,200 impressions = 1,200 visits × 2 exposures × 50 % who see it, our own estimate"
    )
    assert worth.startswith(
        "3.60 EUR to 6.00 EUR = 1,200 impressions (our own estimate) ÷ 1,000 × 3 EUR to 5 EUR"
    )
    assert "price list 2026" in worth
    for lacking in ({"rate_source": None}, {"rate": None}):
        uncited = figure(**{**PLACED, **RATED, "low": Decimal(7), **lacking})
        with pytest.raises(Problem, match="Not valued"):
            told.valuation(uncited)
        assert "Not valued" in [*told.derived(uncited)][-1]
    hours = figure(10, "hours", period=month(1), **RATED)
    assert next(told.valued(hours)).startswith("30.00 EUR to 30.00 EUR = 10 hours × 3 EUR to 3 EUR")


@given(records(Figure, World()))
def test_an_amount_is_never_told_without_its_currency(one: Figure) -> None:
    # A unit is quoted in reasons, and may be called anything.
    assume(not any(letter.isdigit() for letter in one.unit or ""))
    for line in told.valued(one):
        assert (
            (one.rate and one.rate.currency in line)
            or not any(letter.isdigit() for letter in line)
            or (
                "Barcelona" in line
                or "lower rate" in line
                or "rates are in" in line
                or "0 and at most 100" in line
            )
        )
    try:
        found = told.valuation(one)
    except Problem:
        return
    if found and one.rate:
        assert found.low.amount <= found.value.amount <= found.high.amount
        assert {found.low.currency, found.value.currency, found.high.currency} == {one.rate.currency}


def test_what_somebody_says_that_it_is_worth_is_told_with_currency_and_source() -> None:
    said = figure(1, "room", **RATED, low=Decimal(40), high=Decimal(60))
    assert [*told.valued(said)] == ["said to be worth 40 EUR – 60 EUR (price list 2026)"]


def test_press_has_no_price() -> None:
    with pytest.raises(Problem, match="press coverage"):
        told.valuation(figure(**{**PLACED, "placement": "interview"}, **RATED))


def test_attendance_is_not_added_to_visits_and_pairs_are_reckoned() -> None:
    pair = (
        figure(name="visits"),
        figure(40, "attendances", name="attendance"),
        figure(8, "events", name="events"),
        figure(600, "people", name="population"),
    )
    heads, events, reason = told.together(pair)
    assert heads.startswith("2.00 visits a head = 1,200 visits ÷ 600 people")
    assert events.startswith("5.0 attendances an event = 40 attendances ÷ 8 events")
    assert reason.startswith("Attendance is not added to visits")
    other = pair[0].model_copy(update={"library": "Other"})
    assert told.together((other, pair[3])) == []


OURS: dict[str, Any] = {"giver": "library", "unit": "people"}
THEIRS: dict[str, Any] = {"giver": "school", "unit": "people"}


def beside(*figures: Figure) -> list[str]:
    return [*told.shares(figures[0], small(figures=figures))]


def test_people_are_set_beside_the_largest_number_of_people_of_each_partner() -> None:
    ours = figure(50, **OURS)
    few, many = figure(200, **THEIRS, id="f2"), figure(400, **THEIRS, id="f3", method="estimated")
    (line,) = beside(ours, few, many)
    assert line.startswith(
        "Beside the audience of School, which is its largest number of people: "
        "12.5 per cent = 50 people ÷ 400 people (an estimate) × 100, our own estimate"
    )
    assert "how many people are in both is not known" in line
    later = figure(500, **THEIRS, id="f4", period=month(1, 2026))
    assert "not all of it is of the same days" in beside(ours, later)[0]
    assert beside(few, ours) == []
    assert beside(ours) == []


def test_nobody_is_reached_by_being_served_and_visits_are_no_audience() -> None:
    audience = figure(400, **THEIRS, id="f2")
    assert beside(figure(50, **OURS, name="population"), audience) == []
    visits = figure(50, giver="library")
    assert beside(visits, audience) == []
    placed = figure(50, giver="library", placement="house")
    for found in (beside(placed, audience), beside(figure(50, **OURS), figure(giver="school", id="f2"))):
        assert "never reach" in found[0]
        assert "per cent" not in found[0]
    members = figure(900, **OURS)
    assert "can't be a part" in beside(members, audience)[0]
    served = figure(9000, **THEIRS, id="f3", name="population")
    assert "12.5 per cent" in beside(figure(50, **OURS), audience, served)[0]


def test_a_partner_who_is_out_of_the_plan_has_no_audience_here() -> None:
    figures = (figure(50, **OURS), figure(400, **THEIRS, id="f2"))
    plan = Alternative(id="a1", option="Alone", promoted=date(2026, 1, 1), without=("school",))
    assert [*told.shares(figures[0], small(figures=figures, alternatives=(plan,)))] == []


def test_a_cost_per_thousand_needs_what_it_costs_and_how_often_it_is_seen() -> None:
    cost: dict[str, Any] = {"cost": Amount(amount=Decimal(30), currency="EUR")}
    (_, _, line) = told.derived(figure(**PLACED, **cost))
    assert line.startswith(
        "25.00 EUR for a thousand impressions = 30 EUR ÷ (1,200 impressions (our own estimate) ÷ 1,000)"
    )
    unseen = [*told.derived(figure(placement="house", **cost))][-1]
    assert unseen.startswith("Say how often each sees it")
    assert not any("thousand" in each for each in told.derived(figure(**PLACED)))
    below = figure(**PLACED, cost=Amount(amount=Decimal(-1), currency="EUR"))
    assert "not less than nothing" in [*told.derived(below)][-1]


def test_what_follows_is_on_both_faces_and_in_the_package_and_what_it_costs_is_ours() -> None:
    cost = Amount(amount=Decimal(30), currency="EUR")
    ours = figure(50, **OURS, **PLACED, cost=cost, name="members")
    visits = figure(name="visits", giver="library", id="f3")
    served = figure(600, **OURS, name="population", id="f4")
    session = small(figures=(ours, figure(400, **THEIRS, id="f2"), visits, served))
    for everyone in (False, True):
        reader = Reader(shared(session) if everyone else session, guide.load(), TODAY, everyone)
        drawn = " ".join(row.plain.strip() for row in rows("figures", Drawn(reader, 2000, "f1")))
        pages = "\n".join(reader.step_page("figures"))
        for shown in (drawn, pages, "\n".join(package(reader).lines)):
            assert "12.5 per cent" in shown
            assert ("600.00 EUR for a thousand" in shown) is not everyone
        for shown in (drawn, pages):
            assert "2.00 visits a head" in shown


def test_bars_on_the_board_are_on_one_scale_and_an_estimate_is_hatched() -> None:
    several = (
        figure(),
        figure(600, id="f2", method="estimated"),
        figure(0, id="f3"),
        figure(9, "loans", id="f4"),
    )
    reader = Reader(small(figures=several), guide.load(), TODAY, everyone=False)
    bars = {
        row.item: row.plain.strip()
        for row in rows("figures", Drawn(reader, 36))
        if row.plain.strip() and not row.plain.strip().strip("█▒")
    }
    assert bars == {"f1": "█" * 20, "f2": "▒" * 10}


def test_both_faces_and_the_paper_say_why_it_is_not_valued_and_what_is_in_doubt() -> None:
    one = figure(period=month(1, 2020), doubt="guessed", low=Decimal(7), high=Decimal(9), library="City")
    reader = Reader(shared(small(figures=(one,))), guide.load(), TODAY, everyone=True)
    line = reader.board("figures")[0]
    drawn = " ".join(words for row in rows("figures", Drawn(reader, 400)) for words, _ in row.parts)
    paper = str(boards.board(reader, "figures", "together"))
    for shown in (line, drawn, paper):
        for words in ("Not valued: a value needs a rate", "guessed", "over two years old", "City"):
            assert words in shown
        assert "high" not in shown.replace("highest", "")
