"""The advertising package and give and get: what is offered, what adds up, and who may read what."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.documents import offer
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.filling import Paper
from bpworkshop.figures.charts import told
from bpworkshop.method.guide import load
from bpworkshop.offering.exchange import exchange
from bpworkshop.offering.package import package
from bpworkshop.offering.pictures import pictures
from bpworkshop.pages import Reader
from bpworkshop.session.items import Benefit, Figure
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Amount, Span
from bpworkshop.tui import charts, offering
from bpworkshop.words import say
from tests.strategies import sessions, small
from tests.unit.test_shared import TRACES, marked

TODAY = date(2026, 5, 1)
MARCH = Span(start=date(2026, 3, 1), end=date(2026, 3, 31))
slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def reader(session: Session, *, everyone: bool = False) -> Reader:
    return Reader(shared(session) if everyone else session, load(), TODAY, everyone)


def figure(id: str, **given: Any) -> Figure:
    usual = {"metric": "visits", "name": "visits", "giver": "library", "library": "City", "unit": "visits"}
    facts = {**usual, "value": Decimal(100), "period": MARCH, "method": "counted", "source": "gate.csv"}
    return Figure.model_validate({"id": id, **facts, **given})


def of(*figures: Figure, benefits: tuple[Benefit, ...] = ()) -> Session:
    return small(figures=figures, benefits=benefits)


def read(session: Session, *, everyone: bool = False) -> list[str]:
    one = reader(session, everyone=everyone)
    return [*package(one).lines, *exchange(one).lines, *(line for c in pictures(one) for line in told(c))]


# The package


def test_each_place_is_told_with_who_gives_it_where_how_often_and_whom_it_reaches() -> None:
    placed = figure("f1", placement="house", channel="the door", frequency="daily", only_here="families")
    lines = package(reader(of(placed))).lines
    at = lines.index("In the house")
    for words in ("100 visits", "March 2026", "counted", "Library", "the door", "daily", "families"):
        assert words in lines[at + 1]
    (missing,) = [line for line in lines if "online" in line]
    assert "in the house" not in missing


def test_what_nobody_said_of_a_place_is_asked_for() -> None:
    lines = package(reader(of(figure("f1", placement="online")))).lines
    (told,) = [line for line in lines if line.startswith("1 ")]
    for name in ("channel", "frequency", "only_here"):
        assert f"{load().label('figures', name)}?" in told


def test_what_has_no_place_is_no_part_of_the_package() -> None:
    assert not [line for line in package(reader(of(figure("f1")))).lines if line.startswith("1 ")]


def test_visits_of_two_houses_add_up_and_attendance_is_never_added_to_them() -> None:
    session = of(
        figure("f1", placement="house"),
        figure("f2", placement="house", library="West", value=Decimal(20)),
        figure("f3", placement="event", name="attendance", metric="attendance", unit="attendances"),
        figure("f4", placement="online", name="members", metric="members", unit="people"),
    )
    lines = package(reader(session)).lines
    adds, apart = lines.index(say("offer.adds_up")), lines.index(say("offer.not_added"))
    assert any("1, 2" in line and "120 visits" in line for line in lines[adds:apart])
    refused = "\n".join(lines[apart:])
    assert say("offer.of_numbers", numbers="1, 2, 3", what=say("figures.rule.attendance")) in refused
    assert "people: 4" in refused
    assert "140" not in "\n".join(lines)


def test_the_same_days_of_one_house_are_not_counted_twice() -> None:
    lines = package(reader(of(figure("f1", placement="house"), figure("f2", placement="print")))).lines
    reason = say("figures.rule.overlap", library="City library", period="March 2026")
    assert say("offer.of_numbers", numbers="1, 2", what=reason) in lines
    assert say("offer.no_sum") in lines


# Give and get

SOUVENIRS = Benefit(id="b1", benefit="Souvenirs", giver="library", need="to be seen", cost_or_risk="storage")
SIGNS = Benefit(id="b2", benefit="Signs", giver="library", receiver="school")


def test_every_side_is_told_with_what_it_gives_in_words_and_in_numbers() -> None:
    session = of(figure("f1"), figure("f2", giver=None), benefits=(SOUVENIRS, SIGNS))
    page = exchange(reader(session))
    ours, theirs, nobody = page.columns
    assert [entry.said for section in ours.sections for entry in section.entries][:2] == [
        "Souvenirs",
        "Signs",
    ]
    assert theirs.sections[0].title == say("offer.nothing")
    assert nobody.title == say("offer.nobody")
    assert "need?" in ours.sections[0].entries[1].line


def test_judgements_are_for_our_side_only() -> None:
    session = of(benefits=(SOUVENIRS, SIGNS))
    ours, everyones = ("\n".join(read(session, everyone=everyone)) for everyone in (False, True))
    assert "storage" in ours
    assert say("page.one_sided") in ours
    assert "storage" not in everyones
    assert say("page.one_sided") not in everyones


def test_what_is_not_valued_stays_so_and_values_are_never_added_up() -> None:
    priced = {
        **{"placement": "house", "exposures": Decimal(2), "audience_share": Decimal(50)},
        **{"rate": Amount(amount=Decimal(5), currency="EUR")},
    }
    one, other, bare = (
        figure("f1", **priced, rate_source="Price list 2026"),
        figure("f2", **priced, rate_source="Price list 2026", library="West", value=Decimal(300)),
        figure("f3", **priced, library="East"),
    )
    lines = exchange(reader(of(one, other, bare))).lines
    assert say("offer.in_money", numbers="1, 2") in lines
    assert any("3" in line and say("figures.rule.not_valued") in line for line in lines)
    assert say("offer.values_stay_apart") in lines
    assert "0.50 EUR" in "\n".join(lines)


# Both faces, and who reads


@slow
@given(sessions(), st.sampled_from([40, 58, 78, 118]))
def test_nothing_is_wider_than_the_screen_and_nothing_is_left_out(session: Session, width: int) -> None:
    one = reader(session)
    rows = [*offering.rows(package(one), width), *offering.rows(exchange(one), width)]
    rows += charts.page(pictures(one), width)
    assert all(text.width(row.plain) <= width for row in rows)
    drawn = "".join("".join(row.plain for row in rows).split())
    for entry in (
        entry for column in exchange(one).columns for each in column.sections for entry in each.entries
    ):
        assert width > 76 or "".join(entry.said.split()) in drawn


@slow
@given(sessions())
def test_what_is_ours_is_on_no_page_for_everyone(session: Session) -> None:
    spoken = "\n".join(read(marked(session), everyone=True))
    paper = FORMS["html"].written(offer.offer(reader(marked(session), everyone=True), Paper()))
    assert not [trace for trace in TRACES if trace in spoken or trace in paper]


@pytest.mark.parametrize("form", FORMS)
def test_the_offer_on_paper_has_the_same_words_and_the_pictures(form: str) -> None:
    session = of(figure("f1", placement="house"), figure("f2", library="West", value=Decimal(20)))
    made = FORMS[form].written(offer.offer(reader(session), Paper()))
    assert made == FORMS[form].written(offer.offer(reader(session), Paper()))
    assert "West library: 20 visits, counted" in made
    assert made.count("<svg") == (len(pictures(reader(session))) if form == "html" else 0)


def test_press_coverage_has_no_price_and_the_reason_is_told() -> None:
    lines = exchange(reader(of(figure("f1", placement="interview")))).lines
    assert say("offer.of_numbers", numbers="1", what=say("figures.rule.press")) in lines


def test_contacts_of_several_places_add_up_and_are_no_people() -> None:
    seen = {"placement": "house", "exposures": Decimal(2), "audience_share": Decimal(50)}
    session = of(figure("f1", **seen), figure("f2", **seen, library="West", value=Decimal(300)))
    (line,) = [line for line in package(reader(session)).lines if say("figures.derived.contacts") in line]
    assert "1, 2" in line
    assert "400 impressions" in line
    assert say("figures.method.our-estimate") in line


def test_two_sides_that_name_no_library_are_not_one_house() -> None:
    ours, theirs = (
        figure(id, library=None, giver=giver) for id, giver in (("f1", "library"), ("f2", "school"))
    )
    session = of(*(one.model_copy(update={"placement": "house"}) for one in (ours, theirs)))
    assert any("200 visits" in line for line in package(reader(session)).lines)
    bars = pictures(reader(session))[0]
    assert [point.label for point in bars.points] == ["City Library", "School"]


def test_a_month_of_one_house_is_not_added_to_the_year_of_another() -> None:
    year = Span(start=date(2025, 1, 1), end=date(2025, 12, 31))
    session = of(
        figure("f1", placement="house"), figure("f2", placement="house", library="West", period=year)
    )
    lines = package(reader(session)).lines
    reason = say("figures.rule.periods", one="March 2026", other="2025")
    assert say("offer.of_numbers", numbers="1, 2", what=reason) in lines
