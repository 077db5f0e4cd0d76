"""Charts: what stands on one scale, drawn in cells and as SVG, and told in words."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.documents import svg
from bpworkshop.figures.charts import Chart, Kind, Point, Shown, charts, told
from bpworkshop.figures.derive import describe, total
from bpworkshop.figures.facts import Fact, Method
from bpworkshop.session.numbers import write_number
from bpworkshop.tui import charts as drawn
from bpworkshop.words import say
from tests.strategies import LINE

WIDTHS = st.integers(40, 200)
METHODS = st.sampled_from(get_args(Method))
KINDS = st.sampled_from(get_args(Kind))
VALUES = st.decimals(-5, 10**12, places=2) | st.integers(0, 10**6).map(Decimal)
JANUARY = date(2019, 1, 1), date(2019, 1, 31)


def fact(value: int | str = 100, **given: Any) -> Fact:
    first, last = given.pop("days", JANUARY)
    usual = {"metric": "visits", "unit": "visits", "method": "counted", "about": "", "library": "City"}
    facts = {**usual, "how": "", "source": "visits.csv", "column": "Visits", "row": 2, **given}
    return Fact(value=Decimal(value), first=first, last=last, **facts)


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


@st.composite
def any_chart(draw: st.DrawFn) -> Chart:
    kind = draw(KINDS)
    values = st.decimals(0, 100, places=1) if kind == "shares" else VALUES
    day, points = draw(st.dates(date(1950, 1, 1), date(2900, 1, 1))), []
    for _ in range(draw(st.integers(2, 8))):
        last = day + timedelta(days=draw(st.integers(0, 400)))
        points.append(Point(draw(LINE), draw(values), draw(METHODS), day, last, draw(st.just("") | LINE)))
        day = last + timedelta(days=draw(st.integers(1, 3)))
    return Chart(kind, draw(LINE), draw(LINE), tuple(points), tuple(draw(st.lists(LINE, max_size=2))))


@given(any_chart(), WIDTHS, st.booleans())
def test_nothing_is_wider_than_the_terminal(chart: Chart, width: int, plain: bool) -> None:
    assert all(text.width(row.plain) <= width for row in drawn.rows(chart, width, plain=plain))


@given(any_chart(), st.integers(1, 5000))
def test_a_larger_number_never_takes_less_of_the_scale(chart: Chart, room: int) -> None:
    parts = [chart.part(one, room) for one in sorted(chart.points, key=lambda one: one.value)]
    assert parts == sorted(parts)
    assert all(0 <= part <= room for part in parts)
    assert all(bool(chart.part(one, room)) == (one.value > 0) for one in chart.points)


@given(any_chart(), WIDTHS)
def test_bars_are_as_long_as_their_numbers_whatever_they_are_filled_with(chart: Chart, width: int) -> None:
    room = max(width - 20, 4)
    made = [
        (one.value, text.width(drawn.bar(chart._replace(kind="bars"), one, room, drawn.FINE)[0][0]))
        for one in chart._replace(kind="bars").points
    ]
    lengths = [length for _, length in sorted(made)]
    assert lengths == sorted(lengths)
    assert max(lengths, default=0) <= room


@given(any_chart())
def test_every_number_is_told_in_words_with_how_it_was_counted(chart: Chart) -> None:
    lines = told(chart)
    for point, line in zip(chart.points, lines[1:], strict=False):
        assert write_number(point.value) in line
        assert say(f"figures.method.{point.method}") in line
        assert ("≈" in line.replace(point.label, "").replace(chart.unit, "")) or not point.estimate


@given(any_chart(), WIDTHS)
def test_an_estimate_is_marked_without_colour(chart: Chart, width: int) -> None:
    rows = drawn.rows(chart, width)
    signs = drawn.FINE.estimated if chart.kind == "trend" else drawn.FINE.estimate
    marked = sum(any(words.strip().startswith(signs) for words, _ in row.parts) for row in rows)
    assert marked >= sum(one.estimate and one.value > 0 for one in chart.points)


@given(any_chart(), WIDTHS)
def test_plain_glyphs_are_those_of_a_typewriter(chart: Chart, width: int) -> None:
    bare = Point("a", Decimal(7), "counted", *JANUARY)
    ascii_only = chart._replace(title="t", unit="u", points=(bare, bare._replace(value=Decimal(3))), notes=())
    assert all(row.plain.isascii() for row in drawn.rows(ascii_only, width, plain=True))


@given(any_chart())
def test_the_svg_is_one_safe_picture_that_says_what_it_shows(chart: Chart) -> None:
    made = svg.written(chart)
    assert made == svg.written(chart)
    root = ET.fromstring(made)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "desc", "pattern", "rect", "text", "path", "circle"}
    described = "".join(root.itertext())
    assert all(write_number(one.value) in described for one in chart.points)
    width, height = (int(root.get(side) or 0) for side in ("width", "height"))
    for element in root.iter():
        x, y = (float(element.get(name) or 0) for name in ("x", "y"))
        assert 0 <= x <= width
        assert 0 <= y <= height
        assert x + float(element.get("width") or 0) <= width


def kinds(several: list[Chart]) -> list[tuple[str, list[str]]]:
    return [(one.kind, [point.label for point in one.points]) for one in several]


def test_branches_stand_side_by_side_and_as_parts_of_their_sum() -> None:
    made = charts([Shown(fact(3), "a"), Shown(fact(1, library="Blakelaw"), "b")])
    names = ["City library", "Blakelaw library"]
    assert kinds(made) == [("bars", names), ("shares", names)]
    assert [point.value for point in made[1].points] == [Decimal("75.0"), Decimal("25.0")]
    assert made[0].title == "Visits, January 2019"
    assert made[0].items == ("a", "b")


def test_a_share_of_a_sum_with_an_estimate_is_an_estimate_itself() -> None:
    made = charts([Shown(fact(3)), Shown(fact(1, library="Blakelaw", method="estimated"))])
    assert [point.estimate for point in made[0].points] == [False, True]
    assert [point.estimate for point in made[1].points] == [True, True]
    assert [point.amount for point in made[1].points] == ["3 visits (counted)", "1 visits (an estimate)"]


def test_what_cannot_be_added_has_no_shares_and_says_why() -> None:
    made = charts(
        [Shown(fact(3, unit="people", metric="members")), Shown(fact(9, unit="people", metric="borrowers"))]
    )
    assert [one.kind for one in made] == ["bars"]
    reason = say(
        "figures.rule.metrics", one=say("figures.metric.borrowers"), other=say("figures.metric.members")
    )
    assert any(reason in line for line in told(made[0]))


def test_what_is_of_another_unit_or_length_never_comes_onto_the_same_scale() -> None:
    several = [fact(3), fact(9, unit="people", metric="members"), fact(9, days=year(2019), library="West")]
    assert charts([Shown(one) for one in several]) == []


def test_months_are_bars_in_their_order_and_years_a_line() -> None:
    months = [fact(month, days=(date(2019, month, 1), date(2019, month, 28))) for month in (3, 1, 2)]
    (made,) = charts([Shown(one) for one in months])
    assert made.kind == "bars"
    assert [point.value for point in made.points] == [1, 2, 3]
    (line,) = charts(
        [Shown(fact(4, days=year(2019)), "a", tuple(fact(n, days=year(n)) for n in (2018, 2016)))]
    )
    assert (line.kind, [point.label for point in line.points]) == ("trend", ["2016", "2018", "2019"])
    assert line.joined == (False, True)
    assert say("chart.broken", n=1) in told(line)


def test_history_in_another_unit_is_left_out_and_told() -> None:
    past = (fact(5, days=year(2017)), fact(7, days=year(2018), unit="people"))
    (line,) = charts([Shown(fact(4, days=year(2019)), "a", past)])
    assert [point.label for point in line.points] == ["2017", "2019"]
    assert say("chart.left_out", n=1) in line.notes


def test_a_line_is_drawn_only_where_the_next_period_goes_on() -> None:
    past = tuple(fact(100, days=year(number)) for number in (2010, 2011, 2018))
    (line,) = charts([Shown(fact(100, days=year(2019)), "a", past)])
    top = drawn.rows(line, 80)[1].plain
    assert re.search(rf"●{drawn.FINE.between}+● +●{drawn.FINE.between}+●", top), top


def test_numbers_of_different_times_have_no_shares_and_their_sum_says_so() -> None:
    several = [fact(3), fact(1, library="West", days=(date(2019, 5, 1), date(2019, 5, 31)))]
    (made,) = charts([Shown(one) for one in several])
    assert made.kind == "bars"
    months = {"one": "January 2019", "other": "May 2019"}
    assert any(say("figures.rule.periods", **months) in line for line in told(made))
    assert say("figures.derived.periods", **months) in describe(total(several))
