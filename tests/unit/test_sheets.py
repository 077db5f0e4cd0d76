"""The pages around the boards, and what a form makes of what was typed: without an app."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.commands import Face
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session import fields
from bpworkshop.session.around import Decision, Note, Option, Parked
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import apply
from bpworkshop.session.items import Alternative, Benefit, Commitment, Figure, Goal, Person, Value
from bpworkshop.session.session import LISTS, Meeting, Session
from bpworkshop.session.shared import prepared, shared
from bpworkshop.store import codec
from bpworkshop.tui import forms, reviewing, sheets
from bpworkshop.tui.rows import Row
from bpworkshop.workshop import Workshop
from tests.strategies import evidence, sessions, small
from tests.unit.test_shared import TRACES, marked

TODAY = date(2026, 5, 1)
WIDTHS = (40, 58, 78, 118, 198)
SHEETS = (sheets.opening, sheets.closing, reviewing.review)
slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def reader(session: Session, *, everyone: bool = False, today: date = TODAY) -> Reader:
    return Reader(shared(session) if everyone else session, load(), today, everyone)


def plain(rows: list[Row]) -> str:
    return "\n".join(row.plain for row in rows)


def face_of(session: Session, tmp_path: Path, *, only_us: bool = True) -> Face:
    path = tmp_path / "one.toml"
    path.write_bytes(codec.encode(session))
    return Face(Workshop.open(path), load(), only_us=only_us, kept_ours=only_us)


def event(kind: str, **facts: Any) -> dict[str, Any]:
    return {"id": f"e-{kind}", "kind": kind, "on": TODAY, "recorded": small().created, **facts}


def promise(id: str, said: str, *events: dict[str, Any], **given: Any) -> Commitment:
    return Commitment.model_validate({"id": id, "commitment": said, "events": list(events), **given})


# The first page and the last


def test_the_first_page_asks_for_what_nobody_has_said() -> None:
    told = plain(sheets.opening(reader(small()), 78))
    assert "What can only we together make?" in told
    assert "What else could we do together?" in told
    assert "City Library (our side)" in told
    assert told.count("○") == 6


def test_the_first_page_tells_idea_options_sides_people_and_how_far_the_steps_are() -> None:
    away = Person(id="mira", handle="mira", party="school", name="Mira", role="head", present=False)
    session = small(idea="Reading under the stars", options=(Option(id="o1", text="A bus"),))
    session = session.model_copy(update={"people": (*session.people, away)})
    told = plain(sheets.opening(reader(session), 78))
    assert "Reading under the stars" in told
    assert "1  A bus" in told
    assert "Mira (not here), head" in told
    assert "Goals       a goal we share" in told


def test_the_last_page_parts_what_is_agreed_from_what_is_open() -> None:
    session = small(
        commitments=(
            promise("c1", "Open on Mondays", event("agreed"), promiser="library", owner="ana", due=TODAY),
            promise("c2", "Bring two classes", promiser="school"),
            promise("c3", "Paint it", event("proposed", waits_for="the director", until=TODAY)),
        ),
        decisions=(Decision(id="d1", text="We start small", on=TODAY, about=("c1",)),),
        parked=(Parked(id="p1", text="Who pays the bus?", owner="ben", due=TODAY),),
        next_meeting=Meeting(on=date(2026, 6, 1), at="14:00", place="the hall", invites="ana"),
    )
    told = plain(sheets.closing(reader(session), 78))
    agreed, _, open_ = told.partition("Still open")
    assert "Open on Mondays" in agreed
    assert "agreed" in agreed.partition("Open on Mondays")[2]
    assert "Bring two classes" in open_
    assert "the director" in open_
    assert "Goals: a goal we share" in open_
    assert "about: Open on Mondays" in open_
    assert "who: ben · by when: 1 May 2026" in open_
    assert "1 June 2026, 14:00, the hall" in open_


def test_nothing_agreed_and_no_meeting_are_said_in_words() -> None:
    told = plain(sheets.closing(reader(small()), 58))
    assert "Nothing yet." in told
    assert "When do we meet next?" in told


# Review


def test_a_review_opens_with_what_matters_when_it_is_read_again() -> None:
    session = small(
        idea="Reading under the stars",
        goals=(Goal(id="g1", statement="More readers", whose="library", aim="The plan for the year"),),
        values=(
            Value(id="v1", value="Open to all", fit="conflict", mitigation="Ask first"),
            Value(id="v2", value="Quiet", fit="conflict"),
        ),
        alternatives=(Alternative(id="a1", option="Go alone", trigger="no answer", owner="ana"),),
        commitments=(
            promise("c1", "Later", event("agreed"), due=date(2026, 7, 1)),
            promise("c2", "Overdue", event("agreed"), due=date(2026, 4, 1)),
            promise("c3", "Done", event("kept")),
        ),
        decisions=(Decision(id="d1", text="We start small", on=TODAY),),
    )
    top, _, rest = plain(reviewing.review(reader(session), 78)).partition("───")
    order = ["What it serves", "The idea", "Decisions", "Promises to keep", "Conflicts", "What if"]
    places = [top.index(title) for title in (*order, "Next meeting")]
    assert places == sorted(places)
    assert "The plan for the year (City Library)" in top
    due = top.partition("Promises to keep")[2].partition("Conflicts")[0]
    assert due.index("Overdue") < due.index("Later")
    assert "Done" not in due
    assert "what we do: Ask first" in top
    assert "what we do?" in top
    assert "we switch when: no answer · who: ana" in top
    for number, step in enumerate(STEPS, 1):
        assert f"{number} {load().step(step).label}" in rest


def test_a_review_tells_every_field_of_every_item() -> None:
    """At a width without columns, where each text stands in one piece."""
    path = Path(__file__).parents[2] / "sessions" / "2019-02-11-planetarium-artist.toml"
    session = codec.decode(path.read_bytes(), path)
    read = reader(session)
    told = " ".join(plain(reviewing.review(read, 58)).split())
    drawn = {"id", "only_for", "conflicts_with", "events", "votes", "ratings", "certainty", "item"}
    drawn |= {"choices", "ballots"}  # their result is told
    # By these the program knows its own words; a version tells how many clauses it has.
    drafts = {("clauses", "name"), ("clauses", "drafted"), ("agreements", "wording")}
    for record, item in session.items():
        for name in fields.fields(type(item)):
            value = getattr(item, name)
            if name in drawn or (record, name) in drafts or value in (None, (), False):
                continue
            words = " ".join(read.value(record, name, value).split())
            assert words.split("; ")[0] in told, (record, name)


# The table


def test_the_table_lists_what_is_only_ours_with_its_marks_and_notes() -> None:
    session = small(
        goals=(
            Goal(id="g1", statement="Everybody's"),
            Goal(id="g2", statement="Ours", only_for="library", note="first line\nsecond line"),
            Goal(id="g3", statement="Theirs", only_for="school"),
        ),
        notes=(Note(id="n1", text="A remark\nof two lines", only_for="library"),),
    )
    assert [(record, number) for record, number, _ in prepared(session)] == [
        ("goals", 2),
        ("notes", 1),
    ]
    rows = sheets.table(reader(session), {"g2"}, "n1", 58)
    told = plain(rows)
    assert "[✓]  2  Ours" in told
    assert "▸[ ]  1  A remark of two lines" in told
    assert "its note goes along: first line" in told
    assert "Everybody's" not in told
    assert "Theirs" not in told
    assert {row.item for row in rows} == {None, "g2", "n1"}


# Whatever a session holds


@given(sessions(), st.sampled_from(WIDTHS))
@slow
def test_no_page_is_broader_than_its_screen_and_no_row_breaks(session: Session, width: int) -> None:
    for sheet in SHEETS:
        for everyone in (False, True):
            for row in sheet(reader(session, everyone=everyone), width):
                assert "\n" not in row.plain
                if not row.item and sheet is not reviewing.review:
                    # What belongs to an item of a board is the board's own.
                    assert text.width(row.plain) <= max(width, 48)


@given(sessions(), st.sampled_from(WIDTHS))
@slow
def test_no_page_for_everyone_tells_or_counts_what_is_ours(session: Session, width: int) -> None:
    secret = marked(session)
    for sheet in SHEETS:
        told = plain(sheet(reader(secret, everyone=True), width))
        assert not [trace for trace in TRACES if trace in told]
        bare = Reader(shared(secret), load(), TODAY, everyone=True)
        assert told == plain(sheet(bare, width))
    assert sheets.table(reader(secret, everyone=True), (), None, width) == []


# Forms


def asked(face: Face, record: str, id: str) -> dict[str, forms.Asked]:
    one = forms.shown(face, record, id)
    assert one
    return {each.key: each for each in forms.asked(face, record, one)}


@given(sessions())
@slow
def test_a_form_that_was_not_touched_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, session: Session
) -> None:
    face = face_of(session, tmp_path_factory.mktemp("forms"))
    for record in LISTS:
        for one in getattr(session, record):
            form = forms.asked(face, record, one)
            typed = {each.key: each.typed for each in form}
            assert forms.change(face, record, one.id, form, typed) == (None, {})


@given(sessions())
@slow
def test_what_a_form_shows_can_be_typed_back(
    tmp_path_factory: pytest.TempPathFactory, session: Session
) -> None:
    """Lines of people may mean something when typed; all that the program writes itself is read again."""
    kinds = ("whole", "date", "period", "choice", "ratings", "time")
    face = face_of(session, tmp_path_factory.mktemp("forms"))
    for record in LISTS:
        for one in getattr(session, record):
            for each in forms.asked(face, record, one):
                if each.typed and each.field.kind in kinds and not each.party:
                    value = getattr(one, each.field.name)
                    assert forms.read(face, record, one, each, each.typed)[each.field.name] == value


def test_a_form_asks_for_each_field_that_can_be_typed(tmp_path: Path) -> None:
    session = small(
        goals=(Goal(id="g1", statement="Ours"),),
        benefits=(Benefit(id="b1", benefit="A room"),),
        figures=(Figure(id="f1", metric="visits"),),
    )
    face = face_of(session, tmp_path)
    for record, id in (("goals", "g1"), ("benefits", "b1"), ("figures", "f1")):
        typed = {name for name, field in fields.of(record).items() if field.kind is not None}
        assert set(asked(face, record, id)) == typed - {"only_for"}


def test_fields_that_are_ours_are_not_asked_for_everyone(tmp_path: Path) -> None:
    value = Value(id="v1", value="Open", red_line="never", evidence=(evidence("school", "a sign"),))
    session = small(values=(value,), benefits=(Benefit(id="b1", benefit="A room", cost_or_risk="much"),))
    face = face_of(session, tmp_path, only_us=False)
    assert "red_line" not in asked(face, "values", "v1")
    assert "cost_or_risk" not in asked(face, "benefits", "b1")
    told = repr(asked(face, "values", "v1"))
    assert "never" not in told
    assert "medium" not in told


def changed(face: Face, record: str, id: str, **typed: str) -> Session:
    one = forms.shown(face, record, id)
    assert one
    change, wrong = forms.change(face, record, id, forms.asked(face, record, one), typed)
    assert not wrong
    assert change
    return apply(face.session, change)


def test_how_sure_a_source_is_stays_when_everyone_says_the_evidence_anew(tmp_path: Path) -> None:
    known = evidence("school", "a sign").model_copy(update={"reliability": "low"})
    session = small(values=(Value(id="v1", value="Open", evidence=(known,)),))
    face = face_of(session, tmp_path, only_us=False)
    after = changed(face, "values", "v1", **{"evidence.school.0": "a big sign"})
    assert [(one.text, one.reliability) for one in after.values[0].evidence] == [("a big sign", "low")]
    gone = changed(face, "values", "v1", **{"evidence.school.0": ""})
    assert gone.values[0].evidence == ()


def test_evidence_is_typed_party_by_party(tmp_path: Path) -> None:
    face = face_of(small(values=(Value(id="v1", value="Open"),)), tmp_path)
    both = {"evidence.library.0": "a door | our plan | high", "evidence.school.0": "a sign"}
    after = changed(face, "values", "v1", **both)
    told = [(one.party, one.text, one.source, one.reliability) for one in after.values[0].evidence]
    assert told == [("library", "a door", "our plan", "high"), ("school", "a sign", None, None)]


def test_what_follows_from_a_change_follows_and_nothing_else(tmp_path: Path) -> None:
    session = small(
        goals=(Goal(id="g1", statement="More", whose="library", certainty="confirmed"),),
        benefits=(Benefit(id="b1", benefit="A room", giver="library"),),
    )
    session = session.model_copy(update={"phase": "prepare"})
    face = face_of(session, tmp_path)
    assert changed(face, "goals", "g1", whose="@school").goals[0].certainty == "assumed"
    assert changed(face, "benefits", "b1", note="x").benefits[0].receiver is None
    assert changed(face, "benefits", "b1", giver="@school").benefits[0].receiver == "library"


def test_a_day_typed_where_an_event_was_takes_its_place(tmp_path: Path) -> None:
    session = small(alternatives=(Alternative(id="a1", option="Alone", trigger="no answer"),))
    after = changed(face_of(session, tmp_path), "alternatives", "a1", trigger="2026-06-01").alternatives[0]
    assert (after.trigger, after.trigger_on) == (None, date(2026, 6, 1))


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("statement", "  ", "goal: this can't be left empty."),
        ("due", "someday", "by when: “someday” can't be read."),
        ("due", "3/4", "more than one way"),
        ("whose", "nobody", "whose: “nobody” can't be read."),
        ("votes", "many", "votes: “many” can't be read."),
        ("aim", "x" * 501, "at most 500 characters"),
        ("by", "zoe", "It is ana, ben."),
    ],
)
def test_what_can_not_be_read_is_told_in_words(tmp_path: Path, name: str, typed: str, told: str) -> None:
    face = face_of(small(goals=(Goal(id="g1", statement="More"),)), tmp_path)
    form = tuple(asked(face, "goals", "g1").values())
    change, wrong = forms.change(face, "goals", "g1", form, {name: typed, "target": "200"})
    assert change is None
    assert set(wrong) == {name}
    assert told in str(wrong[name])


def test_an_item_that_is_gone_is_told(tmp_path: Path) -> None:
    face = face_of(small(goals=(Goal(id="g1", statement="More"),)), tmp_path)
    form = tuple(asked(face, "goals", "g1").values())
    _, wrong = forms.change(face, "goals", "g9", form, {"aim": "x"})
    assert isinstance(wrong[""], Problem)
