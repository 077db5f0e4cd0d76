"""The communication plan: what a first draft is made of, who may read it, and the plan week by week."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.documents import html, markdown, reading
from bpworkshop.documents.communication_plan import communication_plan
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.parts import Table
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session import edits
from bpworkshop.session.around import Decision
from bpworkshop.session.integrity import problems
from bpworkshop.session.items import Alternative, Benefit, Commitment, Event, Figure, Goal, Party, Person
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Occasion
from bpworkshop.session.types import Amount
from bpworkshop.toolbox import communication
from bpworkshop.toolbox.communication import draft, late, lines, weeks
from bpworkshop.tui import boards
from bpworkshop.tui import weeks as page
from bpworkshop.words import say
from tests.strategies import sessions, small
from tests.unit.test_shared import TRACES, marked

TODAY = date(2026, 5, 2)
GUIDE = load()
slow = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

PEOPLE = (
    Person(id="ana", handle="ana", party="library", name="Ana"),
    Person(id="ben", handle="ben", party="school", name="Ben"),
)
GOAL = Goal(id="g1", statement="Every child has a card", whose="shared", aim="Nobody is left out")
ROOM = Benefit(id="b1", benefit="A room on Tuesdays", giver="library", receiver="school", need="quiet")
WALL = Commitment(id="c1", commitment="The wall is painted", promiser="library", to="school", owner="ana")
LIST = Commitment(id="c2", commitment="A list of readers", promiser="school", to="library", owner="ben")


def read(session: Session, *, everyone: bool = False) -> Reader:
    return Reader(shared(session) if everyone else session, GUIDE, TODAY, everyone)


def drafted(session: Session, *, ours: bool = False) -> dict[str, Occasion]:
    """The rows of a draft by what they came from and whom they tell."""
    rows = draft(read(session), ids(), ours=ours)
    return {f"{' '.join(row.sources)} {row.audience}": row for row in rows}


def ids() -> Any:
    numbers = count(1)
    return lambda: f"row{next(numbers)}"


def with_rows(session: Session, *rows: Occasion) -> Session:
    return session.model_copy(update={"occasions": (*session.occasions, *rows)})


def row(id: str, due: date | None = None, **given: Any) -> Occasion:
    return Occasion(id=id, occasion=f"Occasion {id}", due=due, **given)


# A first draft


def test_an_empty_session_has_a_word_to_those_inside_on_both_sides() -> None:
    rows = draft(read(small(people=PEOPLE)), ids(), ours=False)
    assert [(one.audience, one.owner, one.approver) for one in rows] == [
        ("staff", "ana", "ben"),
        ("partner", "ben", "ana"),
    ]


def test_each_partner_hears_from_its_own_people() -> None:
    """Nobody of another partner tells it, and one without people asks who does."""
    museum = Party(id="museum", name="Museum", handle="museum")
    zoo = Party(id="zoo", name="Zoo", handle="zoo")
    session = small(people=(*PEOPLE, Person(id="sam", handle="sam", party="museum", name="Sam")))
    gets = Benefit(id="b2", benefit="A room on Mondays", giver="library", receiver="museum")
    session = session.model_copy(update={"parties": (*session.parties, museum, zoo), "benefits": (gets,)})
    rows = draft(read(session), ids(), ours=False)
    title = session.title
    assert [(one.occasion, one.owner) for one in rows] == [
        (f"We begin: {title}", "ana"),
        (f"We begin: {title} – School", "ben"),
        (f"We begin: {title} – Museum", "sam"),
        (f"We begin: {title} – Zoo", None),
        ("New for us: A room on Mondays", "sam"),
    ]


def test_what_both_want_is_told_to_the_public_before_its_day_and_inside_before_that() -> None:
    goal = GOAL.model_copy(update={"due": date(2026, 9, 30)})
    rows = drafted(small(people=PEOPLE, goals=(goal, Goal(id="g2", statement="Ours", whose="library"))))
    public = rows["g1 outside"]
    assert "Every child has a card" in public.occasion
    assert (public.message, public.due) == ("Nobody is left out", date(2026, 9, 16))
    assert rows["g1 staff"].due == rows["g1 partner"].due == date(2026, 9, 2)
    assert not [key for key in rows if "g2" in key]


def test_what_a_side_gives_is_told_to_the_people_of_the_side_that_gets_it() -> None:
    other = Benefit(id="b2", benefit="Parents hear of us", giver="school", receiver="library")
    rows = drafted(small(people=PEOPLE, benefits=(ROOM, other, Benefit(id="b3", benefit="To nobody"))))
    assert (rows["b1 partner"].message, rows["b1 partner"].owner) == ("quiet", "ben")
    assert (rows["b2 staff"].owner, rows["b2 staff"].approver) == ("ana", "ben")
    assert not [key for key in rows if "b3" in key]


def test_what_was_promised_is_told_before_it_is_due_by_who_promised_it() -> None:
    wall = WALL.model_copy(update={"due": date(2026, 6, 1)})
    row = drafted(small(people=PEOPLE, commitments=(wall,)))["c1 partner"]
    assert (row.due, row.owner, row.approver) == (date(2026, 5, 25), "ana", "ben")


@pytest.mark.parametrize(
    ("due", "told"),
    [(TODAY - timedelta(1), None), (TODAY, TODAY), (TODAY + timedelta(3), TODAY), (None, None)],
)
def test_no_row_is_drafted_for_a_day_that_has_passed(due: date | None, told: date | None) -> None:
    row = drafted(small(commitments=(WALL.model_copy(update={"due": due}),)))["c1 partner"]
    assert row.due == told


def test_what_has_ended_or_hangs_on_who_is_out_is_not_told() -> None:
    kept = Event(id="e1", kind="kept", on=TODAY, recorded=small().created)
    alone = Alternative(id="a1", option="Alone", promoted=TODAY, without=("school",))
    done = small(people=PEOPLE, commitments=(WALL.model_copy(update={"events": (kept,)}),))
    assert not [key for key in drafted(done) if "c1" in key]
    rows = drafted(small(people=PEOPLE, alternatives=(alone,), benefits=(ROOM,), commitments=(LIST,)))
    assert not [key for key in rows if "b1" in key or "c2" in key]
    assert "ben" not in {person for one in rows.values() for person in (one.owner, one.approver)}


def test_owners_are_told_where_something_was_decided_or_money_is_concerned() -> None:
    decided = Decision(id="d1", text="We try it for a term", on=TODAY)
    stopped = Decision(id="d2", text="We stop", on=TODAY, stop=True)
    paid = WALL.model_copy(update={"money": Amount(amount=Decimal(300), currency="EUR")})
    rows = drafted(small(decisions=(decided, stopped), commitments=(paid, LIST)))
    assert rows["d1 c1 owners"].message == "We try it for a term"
    assert not [key for key in drafted(small(commitments=(WALL,), decisions=(stopped,))) if "owners" in key]


def test_the_public_is_reached_by_the_places_that_are_offered() -> None:
    screen = Figure(id="f1", metric="visits", placement="house", channel="the screen in the hall")
    rows = drafted(small(goals=(GOAL,), figures=(screen,)))
    assert rows["g1 outside"].channel == "the screen in the hall"
    assert rows["g1 staff"].channel == say("communication.channel.staff")


def test_only_what_is_not_there_yet_is_drafted() -> None:
    session = small(people=PEOPLE, goals=(GOAL,), benefits=(ROOM,), commitments=(WALL,))
    rows = draft(read(session), ids(), ours=False)
    assert draft(read(with_rows(session, *rows)), ids(), ours=False) == ()
    fewer = with_rows(session, *(one for one in rows if "c1" not in one.sources))
    assert [one.sources for one in draft(read(fewer), ids(), ours=False)] == [("c1",)]
    # Another goal that both want asks for a row of its own, and for no other beginning.
    more = with_rows(session, *rows)
    more = more.model_copy(update={"goals": (GOAL, GOAL.model_copy(update={"id": "g2"}))})
    assert [(one.audience, one.sources) for one in draft(read(more), ids(), ours=False)] == [
        ("outside", ("g2",))
    ]


def test_a_row_that_was_written_by_hand_is_no_reason_to_leave_out_another() -> None:
    session = with_rows(small(goals=(GOAL,)), row("o1", audience="outside"))
    assert "g1 outside" in drafted(session)


@given(sessions(), st.booleans())
@slow
def test_any_draft_fits_its_session_and_nothing_is_drafted_twice(session: Session, ours: bool) -> None:
    rows = draft(read(session), ids(), ours=ours)
    assert {one.only_for for one in rows} <= {session.ours.id if ours else None}
    assert {"staff", "partner"} <= {one.audience for one in (*session.occasions, *rows)}
    full = session
    for one in rows:
        full = edits.apply(full, edits.Add("occasions", one))
    assert not list(problems(full))
    assert draft(read(full), ids(), ours=ours) == ()


@given(sessions())
@slow
def test_a_row_for_everyone_has_no_words_of_ours(session: Session) -> None:
    rows = draft(read(marked(session), everyone=True), ids(), ours=False)
    said = "".join(one.model_dump_json() for one in rows)
    assert rows
    assert not [trace for trace in TRACES if trace in said]
    everyones = {item.id for _, item in shared(session).items()}
    assert {id for one in rows for id in one.sources} <= everyones


def test_a_long_text_is_cut_where_a_line_ends() -> None:
    long = "word " * 99 + "end."
    rows = drafted(small(goals=(GOAL.model_copy(update={"statement": long, "aim": None}),)))
    assert len(rows["g1 outside"].occasion) <= communication.LONGEST
    assert rows["g1 outside"].occasion.endswith("…")
    assert rows["g1 outside"].message == long


# Week by week


def test_weeks_go_from_monday_to_sunday_and_what_has_no_day_comes_last() -> None:
    session = with_rows(
        small(),
        row("o1"),
        row("o2", date(2027, 1, 3)),
        row("o3", date(2026, 12, 28)),
        row("o4", date(2027, 1, 4)),
        row("o5", date(2026, 12, 28), under="o3"),
    )
    found = weeks(session)
    assert [(one.first, [number for number, _ in one.rows]) for one in found] == [
        (date(2026, 12, 28), [3, 2]),
        (date(2027, 1, 4), [4]),
        (None, [1]),
    ]
    assert "53" in found[0].title
    assert found[2].title == say("weeks.undated")


@pytest.mark.parametrize(
    ("today", "tense"),
    [
        (date(2026, 5, 3), "ahead"),
        (date(2026, 5, 4), "now"),
        (date(2026, 5, 10), "now"),
        (date(2026, 5, 11), "past"),
    ],
)
def test_a_week_has_passed_on_its_monday_after(today: date, tense: str) -> None:
    (week,) = weeks(with_rows(small(), row("o1", date(2026, 5, 6))))
    assert week.tense(today) == tense
    assert (say("weeks.past", week=week.title) in communication.heading(week, today)) == (tense == "past")


def test_late_is_what_should_have_been_told_and_was_not() -> None:
    before = TODAY - timedelta(1)
    session = with_rows(
        small(), row("o1", before), row("o2", before, told=TODAY), row("o3", TODAY), row("o4")
    )
    assert late(session, TODAY) == [1]
    told = lines(read(session))
    assert [line for line in told if say("page.late") in line] == [
        line for line in told if "Occasion o1" in line
    ]


def test_an_empty_plan_says_how_to_begin() -> None:
    assert lines(read(small())) == [say("weeks.none")]
    assert say("weeks.none") in drawn(small(), 80)


def drawn(session: Session, width: int) -> str:
    rows = page.page(read(session), width)
    assert all(len(one.plain) <= width for one in rows)
    return " ".join(" ".join(one.plain for one in rows).split())


@pytest.mark.parametrize("width", [59, 79, 119])
def test_the_page_tells_every_row_with_its_week_and_marks_what_is_late(width: int) -> None:
    long = row("o2", TODAY - timedelta(9), message="They know the way", audience="partner", owner="ben")
    session = with_rows(small(people=PEOPLE, phase="together"), row("o1", TODAY, only_for="library"), long)
    seen = drawn(session, width)
    for words in ("Occasion o1", "Occasion o2", "They know the way", "Ben", say("page.only_us")):
        assert words in seen
    assert "late:" in seen
    assert "(passed)" in seen


@pytest.mark.parametrize("width", [40, 59, 79, 119])
def test_the_board_tells_who_is_told_by_whom_and_when_and_what_is_missing(width: int) -> None:
    told = row("o1", TODAY, audience="owners", owner="ana", told=TODAY)
    overdue = row("o2", TODAY - timedelta(1), message="Come", channel="radio", approver="ben")
    session = with_rows(small(people=PEOPLE), told, overdue, row("o3"))
    rows = boards.rows("occasions", boards.Drawn(read(session), width))
    assert all(len(one.plain) <= width for one in rows)
    seen = {id: " ".join(one.plain for one in rows if one.item == id) for id in ("o1", "o2", "o3")}
    assert "✓" in seen["o1"]
    assert "Ana" in seen["o1"]
    assert "message?" in seen["o1"]
    assert "late" in seen["o2"]
    assert "channel?" not in seen["o2"]
    assert all(word in seen["o3"] for word in ("audience?", "who?", "when?", "channel?"))


# On paper


def paper(session: Session, *, only_us: bool = False) -> Any:
    return communication_plan(reading.reader(session, None, GUIDE, TODAY, only_us=only_us), Paper())


def test_the_paper_lies_on_its_side_and_has_the_rows_in_the_order_of_their_days() -> None:
    session = with_rows(
        small(people=PEOPLE),
        row("o1"),
        row("o2", TODAY + timedelta(30), owner="ana"),
        row("o3", TODAY - timedelta(1), audience="outside", message="Come"),
    )
    document = paper(session)
    assert document.lies
    (table,) = [part for part in document.sheets[0].parts if isinstance(part, Table)]
    assert [one[0] for one in table.rows] == ["3", "2", "1"]
    assert say("page.late") in table.rows[0][1]
    assert "the public" in table.rows[0]
    assert "Ana" in table.rows[1]


def test_an_empty_plan_on_paper_says_what_is_open() -> None:
    said = markdown.written(paper(small()))
    assert GUIDE.missing("occasions", "none") in said
    assert "Communication plan" in said


def test_what_is_only_ours_is_on_our_paper_alone_and_marked() -> None:
    session = with_rows(small(phase="together"), row("o1", only_for="library"))
    for form in (html, markdown):
        assert "Occasion o1" not in form.written(paper(session))
        assert "Occasion o1" in form.written(paper(session, only_us=True))
    assert f"Occasion o1 ({say('page.only_us')})" in markdown.written(paper(session, only_us=True))


@given(sessions())
@settings(slow, max_examples=10)
def test_nothing_of_ours_stands_on_the_paper_for_everyone(session: Session) -> None:
    for said in _written(marked(session)):
        assert not [trace for trace in TRACES if trace in said.replace(",", "")]


def _written(session: Session) -> Iterator[str]:
    for form in (html, markdown):
        yield form.written(paper(session))
