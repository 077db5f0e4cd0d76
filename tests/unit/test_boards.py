"""What the boards draw, without drawing it: nothing cut off, nothing hidden shown, every word there."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Event,
    Evidence,
    Figure,
    Goal,
    Value,
)
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Span, Step
from bpworkshop.tui import frame
from bpworkshop.tui.boards import Drawn, rows
from bpworkshop.tui.rows import Row, fitted, wrap
from tests.strategies import sessions, small

TODAY = date(2026, 5, 1)


def reader(session: Session, *, everyone: bool = False) -> Reader:
    return Reader(session, load(), TODAY, everyone=everyone)


def drawn(session: Session, step: Step, width: int = 80, chosen: str | None = None, **how: bool) -> list[str]:
    everyone = how.pop("everyone", False)
    made = rows(step, Drawn(reader(session, everyone=everyone), width, chosen, votes=how.pop("votes", False)))
    return [row.plain for row in made]


@given(st.text(max_size=120), st.integers(2, 60))
def test_wrapping_keeps_every_letter_and_no_line_is_too_wide(words: str, width: int) -> None:
    clean = text.line(words)
    lines = wrap(clean, width)
    assert all(text.width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == clean.replace(" ", "")


@given(st.text(max_size=40).map(text.line), st.integers(1, 30))
def test_what_is_fitted_has_exactly_its_width(words: str, width: int) -> None:
    assert text.width(fitted(words, width)) == width


@given(sessions(), st.integers(36, 200), st.booleans(), st.booleans())
@settings(max_examples=60)
def test_no_row_is_wider_than_the_board(session: Session, width: int, everyone: bool, votes: bool) -> None:
    view = shared(session) if everyone else session
    for step in STEPS:
        items = view.board(step)
        chosen = items[0].id if items else None
        for row in rows(step, Drawn(reader(view, everyone=everyone), width, chosen, votes)):
            assert text.width(row.plain) <= width, (step, row.plain)


@given(sessions(), st.sampled_from([58, 78, 118]))
@settings(max_examples=40)
def test_every_word_that_was_said_is_on_its_board(session: Session, width: int) -> None:
    for step in STEPS:
        shown = "".join(drawn(session, step, width)).replace(" ", "")
        numbers = frame.in_order(rows(step, Drawn(reader(session), width)))
        assert sorted(numbers) == sorted(item.id for item in session.board(step))
        for item in session.board(step):
            if step not in ("benefits", "figures"):  # two columns share a row; a figure tells a unit once
                for word in item.said.split(" "):
                    assert word[:8].replace(" ", "") in shown


def test_an_empty_board_says_so() -> None:
    assert any("Nothing yet" in line for line in drawn(small(), "goals"))


def test_goals_stand_by_party_and_by_votes_when_asked() -> None:
    session = small(
        goals=(
            Goal(id="g1", statement="Theirs", whose="school", votes=5),
            Goal(id="g2", statement="Together", whose="shared", votes=1),
            Goal(id="g3", statement="Whose"),
        )
    )
    by_party = "\n".join(drawn(session, "goals"))
    assert by_party.index("Together") < by_party.index("Theirs") < by_party.index("Whose")
    assert "●●●●●" in by_party
    by_votes = "\n".join(drawn(session, "goals", votes=True))
    assert by_votes.index("Theirs") < by_votes.index("Together")
    assert "   1  Theirs" in by_votes, "a goal keeps its number in any order"


@pytest.mark.parametrize("width", [56, 100])
def test_what_is_missing_is_said_where_it_belongs(width: int) -> None:
    session = small(
        goals=(Goal(id="g1", statement="Be seen"),),
        alternatives=(Alternative(id="a1", option="Alone"),),
        commitments=(Commitment(id="c1", commitment="We come"),),
    )
    guide = load()
    for step, name in (
        ("goals", "measure"),
        ("goals", "aim"),
        ("alternatives", "owner"),
        ("commitments", "due"),
    ):
        assert f"{guide.label(step, name)}?" in "\n".join(drawn(session, step, width))  # type: ignore[arg-type]


def test_values_show_ratings_on_their_scale_and_evidence_of_each_party() -> None:
    value = Value(
        id="v1",
        value="Openness",
        ratings=(2, 4, 4),
        evidence=(Evidence(party="library", text="our yearly report"),),
    )
    shown = "\n".join(drawn(small(values=(value,)), "values"))
    assert "1 ·●·②· 5" in shown
    assert "our yearly report" in shown
    assert "School" in shown, "whose evidence is missing"


def test_sides_stand_next_to_each_other_and_each_item_can_be_chosen() -> None:
    session = small(
        benefits=(
            Benefit(id="b1", benefit="A wall", giver="library", receiver="school", need="to be seen"),
            Benefit(id="b2", benefit="Drawings", giver="school", receiver="library"),
        )
    )
    made = rows("benefits", Drawn(reader(session), 90, "b2"))
    both = next(row for row in made if "A wall" in row.plain)
    assert "Drawings" in both.plain
    assert (both.item, both.beside) == ("b1", "b2")
    assert both.of(0) == "b1"
    assert both.of(len(both.parts) - 1) == "b2"
    assert frame.in_order(made) == ["b1", "b2"]
    under_each_other = drawn(session, "benefits", 60)
    assert not any("A wall" in line and "Drawings" in line for line in under_each_other)


def test_one_sided_is_for_our_side_only() -> None:
    session = small(
        benefits=(Benefit(id="b1", benefit="A wall", giver="library", receiver="school", need="x"),)
    )
    assert any("one-sided" in line for line in drawn(session, "benefits"))
    assert not any("one-sided" in line for line in drawn(session, "benefits", everyone=True))


def test_bars_are_to_scale_and_only_between_figures_that_can_be_compared() -> None:
    may = Span(start=date(2026, 5, 1), end=date(2026, 5, 31))
    one = Figure(id="f1", metric="Visits", value=Decimal(1000), unit="visits", period=may, method="counted")
    half = replace_figure(one, id="f2", value=Decimal(500))
    other = replace_figure(one, id="f3", value=Decimal(900), unit="people")
    shown = drawn(small(figures=(one, half, other)), "figures", 80)
    bars = [len(line.strip()) for line in shown if set(line.strip()) == {"█"}]
    assert bars == [64, 32], "people have no bar beside visits"


def replace_figure(figure: Figure, **values: object) -> Figure:
    return figure.model_copy(update=values)


def test_a_late_promise_is_late_in_words() -> None:
    agreed = Event(id="e1", kind="agreed", on=TODAY, recorded=small().created)
    promise = Commitment(
        id="c1", commitment="We come", promiser="library", owner="ana", due=date(2026, 4, 1), events=(agreed,)
    )
    assert any(
        load().statuses["late"] in line for line in drawn(small(commitments=(promise,)), "commitments")
    )


def test_the_chosen_item_has_a_sign_and_tells_more() -> None:
    session = small(goals=(Goal(id="g1", statement="Be seen", whose="school", note="What else"),))
    assert any(line.startswith("▸  1  Be seen") for line in drawn(session, "goals", chosen="g1"))
    assert "What else" in "\n".join(drawn(session, "goals", chosen="g1"))
    assert "What else" not in "\n".join(drawn(session, "goals"))


def test_air_stands_between_items_only_where_there_is_room() -> None:
    made = [Row((("a", "said"),), "1"), Row((("b", "said"),), "2")]
    assert len(frame.airy(made, 10)) == 3
    assert frame.airy(made, 2) == made


def test_a_row_knows_what_stands_beside_it() -> None:
    row = Row((("a", "said"), ("b", "said")), "1", beside="2", left=1)
    assert [row.of(0), row.of(1)] == ["1", "2"]
