"""Minutes, invitation, offer: what each has, what an empty session says, nothing of ours for others."""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.documents import filling, html, markdown, reading
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.invitation import coming, invitation
from bpworkshop.documents.minutes import minutes
from bpworkshop.documents.offer import offer
from bpworkshop.documents.parts import Document, Points, Sheet, Table
from bpworkshop.method import guide
from bpworkshop.pages import Reader
from bpworkshop.session.around import Decision, Note, Objection, Parked, Reopening, Said
from bpworkshop.session.items import Commitment, Event, Goal, Person, Timebox, Value
from bpworkshop.session.session import ITEM_LISTS, Meeting, Session
from bpworkshop.words import say
from tests.strategies import sessions, small
from tests.unit.test_kit import Page, cells, tokens
from tests.unit.test_shared import TRACES, marked

DOCUMENTS: dict[str, Callable[[Reader, Paper], Document]] = {
    "minutes": minutes,
    "invitation": invitation,
    "offer": offer,
}
GUIDE = guide.load()
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
slow = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read(session: Session, *, only_us: bool = False, today: date | None = None) -> Reader:
    return reading.reader(session, None, GUIDE, today, only_us=only_us)


def made(name: str, session: Session, *, only_us: bool = False) -> Document:
    return DOCUMENTS[name](read(session, only_us=only_us), Paper())


def written(document: Document) -> list[str]:
    return [html.written(document), markdown.written(document)]


def sheet(document: Document, title: str) -> Sheet:
    return next(one for one in document.sheets if one.title == title)


def table(document: Document, title: str) -> Table:
    return next(part for part in sheet(document, title).parts if isinstance(part, Table))


def points(document: Document, title: str) -> list[str]:
    return [item for part in sheet(document, title).parts if isinstance(part, Points) for item in part.items]


# Any session


@given(sessions(), st.sampled_from([*DOCUMENTS]))
@slow
def test_nothing_that_is_ours_stands_in_what_is_for_everyone(session: Session, name: str) -> None:
    for said in written(made(name, marked(session))):
        assert not [trace for trace in TRACES if trace in said.replace(",", "")]


@given(sessions(), st.sampled_from([*DOCUMENTS]))
@slow
def test_what_is_hidden_changes_nothing_not_even_the_day(session: Session, name: str) -> None:
    hidden = {item.id for _, item in session.items() if item.only_for is not None}
    without = {
        name: tuple(one for one in getattr(session, name) if one.id not in hidden)
        for name in ITEM_LISTS
        if name != "rounds"
    }
    assert written(made(name, session)) == written(made(name, session.model_copy(update=without)))


@given(sessions(), st.sampled_from([*DOCUMENTS]), st.booleans())
@slow
def test_the_paper_is_well_formed_and_the_same_each_time(session: Session, name: str, only_us: bool) -> None:
    document = made(name, session, only_us=only_us)
    page, words = written(document)
    tables = [
        [len(one.columns)] * (1 + len(one.rows))
        for part in document.sheets
        for one in part.parts
        if isinstance(one, Table)
    ]
    if "<svg" not in page:
        found = Page(page)
        assert found.tables == tables
        levels = [int(one[1]) for one in found.headings]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
    assert cells(words) == tables
    assert written(made(name, session, only_us=only_us)) == [page, words]


# An empty session


def test_an_empty_session_gives_minutes_that_say_what_is_open() -> None:
    document = made("minutes", small(people=()))
    said = markdown.written(document)
    tokens(said)
    assert "Nobody was named." in said
    assert "No idea was put into words yet" in said
    assert said.count("Nothing was said here yet.") == 5
    assert said.count("Still to say:") == 6
    for words in ("Nothing was promised yet.", "Nothing was decided yet.", "Nothing was set aside."):
        assert words in said
    assert "No day is set yet." in said


def test_an_invitation_without_a_day_is_a_draft_that_says_what_is_open() -> None:
    document = made("invitation", small(phase="together"))
    assert document.draft == "Draft, still open: day, time, place, who invites"
    assert [said for label, said in document.facts][1:] == ["still open"] * 4
    assert "Still to say:" in markdown.written(document)
    assert document.draft in html.written(document)


def test_an_offer_of_nothing_says_so() -> None:
    said = markdown.written(made("offer", small()))
    assert say("offer.nothing") in said


# Minutes


def test_who_left_early_was_there_and_who_never_came_was_not() -> None:
    people = (
        Person(id="ana", handle="ana", party="library", name="Ana", present=False, left=NOON),
        Person(id="bo", handle="bo", party="school", name="Bo", present=False),
        Person(id="cy", handle="cy", party="school", came=NOON),
    )
    parts = sheet(made("minutes", small(people=people)), "Who takes part").parts
    _, there, others = (part.items for part in parts if isinstance(part, Points))
    assert there == ("Ana, City Library, left at 12:00", "cy, School, came at 12:00")
    assert others == ("Bo, School",)
    assert points(made("invitation", small(people=people)), "Who is invited") == [
        "Ana, City Library",
        "Bo, School",
        "cy, School",
    ]


def test_promises_have_who_by_when_what_shows_it_and_where_they_stand() -> None:
    events = (
        Event(id="e1", kind="agreed", on=date(2026, 5, 2), recorded=NOON),
        Event(id="e2", kind="renegotiated", on=date(2026, 5, 3), recorded=NOON, due=date(2026, 7, 1)),
    )
    one = Commitment(
        id="c1",
        commitment="Six posters",
        promiser="library",
        to="school",
        owner="ana",
        due=date(2026, 6, 1),
        evidence="they hang",
        if_missed="we call",
        events=events,
    )
    session = small(commitments=(one, Commitment(id="c2", commitment="A room")))
    document = made("minutes", session)
    name = session.people[0].name or session.people[0].handle
    assert table(document, "Promises").rows == (
        (
            "1",
            "Six posters",
            f"{name}, City Library",
            "1 July 2026",
            "they hang",
            GUIDE.statuses["renegotiated"],
        ),
        ("2", "A room", "", "", "", GUIDE.statuses["said"]),
    )
    more = points(document, "Promises")
    assert any("we call" in line for line in more)
    assert sum(line.startswith("1: ") and "May 2026" in line for line in more) == 2


def test_decisions_tell_how_and_what_was_objected_and_the_board_what_was_said() -> None:
    against = (Objection(reason="too loud", answer="only on Mondays"), Objection(reason="too far"))
    session = small(
        goals=(Goal(id="g1", statement="More families", whose="shared", measure="cards"),),
        decisions=(
            Decision(id="d1", text="We begin", on=date(2026, 5, 4), about=("g1",), objections=against),
        ),
        parked=(Parked(id="p1", text="Who cleans?", owner="ana", due=date(2026, 6, 1)),),
        notes=(Note(id="n1", text="Rain", by="ana"),),
        check_out=(Said(id="s1", text="Glad", by="ana"),),
        next_meeting=Meeting(on=date(2026, 6, 2), place="the foyer"),
    )
    document = made("minutes", session)
    name = session.people[0].name or session.people[0].handle
    assert table(document, "Goals").rows[0][:2] == ("1", "More families")
    assert "measure: cards" in table(document, "Goals").rows[0][2]
    assert table(document, "Decisions").rows == (
        (
            "1",
            "We begin",
            "More families",
            "no objection",
            "too loud → only on Mondays; too far",
            "4 May 2026",
        ),
    )
    assert table(document, "Set aside").rows == (("1", "Who cleans?", name, "1 June 2026"),)
    assert f"{name}: Rain" in points(document, "Set aside")
    assert points(document, "The next meeting") == ["day: 2 June 2026", "place: the foyer", f"{name}: Glad"]
    assert dict(document.facts)["As of"] == "4 May 2026"


def test_for_our_side_all_of_it_is_there_and_each_page_says_so() -> None:
    session = small(
        values=(Value(id="v1", value="Openness", red_line="No adverts"),),
        goals=(Goal(id="g1", statement="Our own", only_for="library"),),
    )
    document = made("minutes", session, only_us=True)
    page, words = written(document)
    for said in (page, words):
        assert "No adverts" in said
        assert "Our own" in said
    assert f'<p class="edge" aria-hidden="true">{say("screen.only_us")}</p>' in page
    assert f"**{say('screen.only_us')}**" in words
    for said in written(made("minutes", session)):
        assert "No adverts" not in said
        assert "Our own" not in said


# Invitation


def test_an_invitation_has_the_clock_of_the_plan_and_only_questions_for_its_readers() -> None:
    session = small(phase="prepare", next_meeting=Meeting(on=date(2026, 6, 2), at="14:30"))
    document = made("invitation", session)
    rows = table(document, "Time plan").rows
    usual = GUIDE.agenda("together")
    assert usual is not None
    assert [row[0] for row in rows][:2] == ["14:30", f"14:{30 + usual.blocks[0].minutes}"]
    assert [row[2] for row in rows] == [block.label for block in usual.blocks]
    asked = points(document, "Questions to think about before")
    for step in GUIDE.steps.goals, GUIDE.steps.alternatives:
        for question in step.questions:
            assert (question.text in asked) == question.shown_in("together", everyone=True)


def test_an_invitation_names_what_was_promised_until_then() -> None:
    def promise(id: str, day: date | None, *kinds: str) -> Commitment:
        events = tuple(
            Event.model_validate(
                {"id": f"{id}{kind}", "kind": kind, "on": date(2026, 5, 2), "recorded": NOON}
            )
            for kind in kinds
        )
        return Commitment(id=id, commitment=id, due=day, events=events)

    session = small(
        next_meeting=Meeting(on=date(2026, 6, 2)),
        commitments=(
            promise("before", date(2026, 6, 2)),
            promise("after", date(2026, 6, 3)),
            promise("kept", date(2026, 5, 9), "kept"),
            promise("someday", None),
        ),
    )
    rows = table(made("invitation", session), "Promised until then").rows
    assert [(row[0], row[1]) for row in rows] == [("1", "before"), ("4", "someday")]


@pytest.mark.parametrize(
    ("phase", "status", "began", "expected"),
    [
        ("prepare", "running", None, "together"),
        ("together", "running", None, "together"),
        ("together", "running", NOON, "after"),
        ("after", "running", None, "after"),
        ("together", "closed", None, "after"),
    ],
)
def test_the_next_meeting_is_in_the_phase_that_comes(
    phase: str, status: str, began: datetime | None, expected: str
) -> None:
    box = Timebox(id="t1", phase="together", label="Talk", minutes=10, began=began)
    session = small(phase=phase, status=status, agenda=(box,))
    assert coming(read(session)) == expected


# As of which day


def test_a_document_is_as_of_the_newest_day_that_the_session_knows() -> None:
    assert reading.as_of(small()) == date(2026, 5, 1)
    event = Event(id="e1", kind="kept", on=date(2026, 5, 8), recorded=NOON)
    said = small(
        next_meeting=Meeting(on=date(2027, 1, 1)),
        commitments=(Commitment(id="c1", commitment="x", due=date(2027, 1, 1), events=(event,)),),
    )
    assert reading.as_of(said) == date(2026, 5, 8)
    again = Decision(
        id="d1", text="x", on=date(2026, 5, 4), reopened=Reopening(on=date(2026, 5, 9), why="new facts")
    )
    assert reading.as_of(said.model_copy(update={"decisions": (again,)})) == date(2026, 5, 9)


def test_the_day_that_is_asked_for_wins() -> None:
    assert read(small(), today=date(2026, 8, 1)).today == date(2026, 8, 1)


# What templates may name


def test_every_name_that_a_template_may_use_stands_in_the_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "documents.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)[`(]", docs))
    known = {*filling.Marks().functions(), *filling.known(read(small()))}

    def filled(name: str, reader: Reader, facts: Mapping[str, object], paper: Paper) -> Document:
        known.update(facts)
        return Document("", "", "en", (), ())

    for name, document in DOCUMENTS.items():
        monkeypatch.setattr(sys.modules[document.__module__], "filled", filled)
        made(name, small())
    assert known - named == set()
