"""What one person is in a session: everything is found, and what is to go leaves no trace."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.session import fields, integrity
from bpworkshop.session.around import Decision, Note, Parked
from bpworkshop.session.edits import Add, Change, Forget, apply
from bpworkshop.session.items import Commitment, Event, Goal, Person, Value
from bpworkshop.session.leaving import said_by, without_person
from bpworkshop.session.merge import merge
from bpworkshop.session.people import is_named_in, mentions, named_in, nameless_id
from bpworkshop.session.session import LISTS, Meeting, Session
from bpworkshop.session.types import Kind
from bpworkshop.store import codec
from tests.strategies import sessions, small

PATH = Path("sessions/reading.toml")
MARK = "qqxv"
NAME, HANDLE, ROLE, ID = f"{MARK}name Berg", f"{MARK}handle", f"{MARK}role", f"{MARK}id"
DAY = date(2026, 5, 1)
MOMENT = datetime(2026, 5, 1, 10, tzinfo=UTC)


def event(id: str, **values: Any) -> Event:
    return Event(**{"id": id, "kind": "proposed", "on": DAY, "recorded": MOMENT, **values})


@st.composite
def marked(draw: st.DrawFn) -> Session:
    """Any session with one person who is marked wherever the session refers to them, and nowhere else."""
    session = draw(sessions().filter(lambda one: bool(one.people)))
    one = draw(st.sampled_from(session.people))
    session = apply(session, Change(one.id, {"name": NAME, "handle": HANDLE, "role": ROLE}))
    session = apply(session, Add("parked", Parked(id="mark1", text=NAME, was="name")))
    meeting = Meeting(on=DAY, invites=one.id).model_dump_json(exclude_none=True)
    session = apply(session, Add("parked", Parked(id="mark2", text=meeting, was="next_meeting")))
    waits = (event("mark4", by=one.id, waits_for=NAME), event("mark5", waits_for=f"@{HANDLE}"))
    session = apply(session, Add("commitments", Commitment(id="mark3", commitment="x", events=waits)))
    session = apply(session, Add("goals", Goal(id="mark6", statement="x", by=one.id)))
    data = codec.encode(session).replace(f'"{one.id}"'.encode(), f'"{ID}"'.encode())
    return codec.decode(data.replace(f'\\"{one.id}\\"'.encode(), f'\\"{ID}\\"'.encode()), PATH)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(marked(), st.booleans())
def test_whoever_is_taken_out_leaves_no_trace_and_nothing_else_goes(session: Session, closed: bool) -> None:
    """All of it at once: to draw a session costs more than to look at it from all sides."""
    assert MARK.encode() in codec.encode(session)
    every_mention_is_found(session)
    standing = session.model_copy(update={"status": "closed"}) if closed else session
    for edit in (Forget(ID), Forget(ID, "another"), Forget(ID, said=True)):
        left = apply(standing, edit)
        assert MARK not in codec.encode(left).decode().casefold()
        assert codec.decode(codec.encode(left), PATH) == left
        goes = {*(said_by(session, ID)[0] if edit.said else ()), "mark1"}
        assert [item.id for _, item in left.items()] == [
            item.id for _, item in session.items() if item.id not in goes
        ]
        assert mentions(left, ID) == []
    nameless = apply(session, Forget(ID, "another"))
    assert [one.id for one in nameless.people] == ["another" if o.id == ID else o.id for o in session.people]
    now, was = nameless.person("another"), session.person(ID)
    assert now
    assert was
    assert (now.name, now.role, now.party, now.present) == (None, None, was.party, was.present)
    assert len(mentions(nameless, "another")) == len(mentions(session, ID))


def every_mention_is_found(session: Session) -> None:
    records = [record for name in LISTS for record in getattr(session, name)]
    records += [session.next_meeting] if session.next_meeting else []
    named = [id for one in records for _, kind, id in fields.references(one) if kind is Kind.PERSON]
    found = mentions(session, ID)
    assert len(found) == named.count(ID) > 0
    for path in found:
        value: Any = session
        for part in path:
            value = value[part] if isinstance(part, int) else getattr(value, part)
        assert value == ID


# Who relies on what


def test_a_decision_and_a_promise_that_was_agreed_are_no_longer_one_persons_words() -> None:
    session = small(
        goals=(Goal(id="g1", statement="One", by="ana"), Goal(id="g2", statement="Two", by="ben")),
        values=(Value(id="v1", value="Trust", owner="ana"),),
        commitments=(
            Commitment(id="c1", commitment="Said", by="ana"),
            Commitment(id="c2", commitment="Agreed", by="ana", owner="ana", events=(event("e1", by="ana"),)),
        ),
        decisions=(
            Decision(id="d1", text="So be it", on=DAY, by="ana", about=("g1", "g2"), present=("ana",)),
        ),
        parked=(
            Parked(id="p1", text="Later", by="ana"),
            Parked(id="p2", text="G", step="goals", item=Goal(id="g3", statement="G", by="ana")),
        ),
        ranking=("g1", "g2"),
    )
    assert said_by(session, "ana") == (["g1", "c1", "p1", "p2"], ["c2", "d1"])
    left = apply(session, Forget("ana", said=True))
    assert [item.id for _, item in left.items()] == ["g2", "v1", "c2", "d1"]
    assert left.ranking == ("g2",)
    assert left.decisions[0].about == ("g2",)
    assert left.decisions[0].present == ()
    assert left.commitments[0].owner is None
    assert [one.id for one in left.commitments[0].events] == ["e1"]
    assert left.goals[0] is session.goals[1]


def test_who_stands_instead_has_an_id_and_a_handle_that_are_free() -> None:
    session = small(people=(*small().people, Person(id="p1", handle="p1", party="school")))
    left = apply(session, Forget("ana", "new"))
    assert [(one.id, one.handle) for one in left.people] == [("new", "p2"), ("ben", "ben"), ("p1", "p1")]
    with pytest.raises(Problem) as problem:
        apply(session, Forget("ana", "ben"))
    assert problem.value.key == "edit.id_taken"


def test_two_who_take_out_the_same_name_at_once_come_to_the_same() -> None:
    base = small(goals=(Goal(id="g1", statement="One", by="ana"),))
    edit = Forget("ana", nameless_id(base, "ana"))
    mine = apply(apply(base, edit), Add("notes", Note(id="n1", text="mine")))
    theirs = apply(apply(base, edit), Add("notes", Note(id="n2", text="theirs")))
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ()
    assert merged.session.people == mine.people
    assert [goal.by for goal in merged.session.goals] == [nameless_id(base, "ana")]
    assert nameless_id(base, "ana") != nameless_id(base.model_copy(update={"id": "other"}), "ana")


def test_somebody_who_was_named_meanwhile_is_out_all_the_same() -> None:
    base = small(people=(Person(id="ana", handle="ana", party="library", name="Ana"), small().people[1]))
    mine = apply(base, Forget("ana", nameless_id(base, "ana")))
    theirs = apply(
        apply(base, Add("goals", Goal(id="g1", statement="x", by="ana"))), Change("ana", {"name": "A"})
    )
    for one in (merge(base, mine, theirs).session, merge(base, theirs, mine).session):
        assert '"ana"' not in one.model_dump_json()
        assert integrity.problems(one) == []


def test_a_next_meeting_that_was_put_into_words_is_left_alone() -> None:
    parked = tuple(
        Parked(id=f"p{at}", text=text, was="next_meeting")
        for at, text in enumerate(
            ("On Monday, ana invites", '["ana"]', '{"on": "2026-05-01", "invites": "ben"}')
        )
    )
    assert apply(small(parked=parked), Forget("ana")).parked == parked
    given = (Parked(id="p1", text='{"on": "2026-05-01", "invites": "ana"}', was="next_meeting"),)
    (left,) = apply(small(parked=given), Forget("ana", "new")).parked
    assert json.loads(left.text) == {"on": "2026-05-01", "invites": "new"}
    (left,) = apply(small(parked=given), Forget("ana")).parked
    assert json.loads(left.text) == {"on": "2026-05-01"}


def test_what_does_not_refer_to_them_stays_the_same_object() -> None:
    goal = Goal(id="g1", statement="x", by="ben")
    assert without_person(goal, "ana") is goal
    assert apply(small(goals=(goal,)), Forget("ana", "new")).goals[0] is goal


# Names in texts

ANA = Person(id="x7k2", handle="ana", party="library", name="Ana Jørgensen")


@pytest.mark.parametrize(
    "text",
    [
        "Ana",
        "as ANA said",
        "@ana does it",
        "Ana's idea",
        "Anas idé",
        "Jørgensen",
        "Jo\u0308rgensen or Jørgensen",
        "ask (Ana)!",
        "Mrs Jørgensens list",
        "ana-list",
    ],
)
def test_a_name_is_found_as_a_word(text: str) -> None:
    assert is_named_in(text, ANA)


@pytest.mark.parametrize("text", ["Anatomy", "banana", "Johanna", "Jørgensenhaus", "x7k2", "an a", ""])
def test_a_name_inside_another_word_is_none(text: str) -> None:
    assert not is_named_in(text, ANA)


def test_names_of_any_script_and_of_none_are_found() -> None:
    def one(**values: Any) -> Person:
        return Person(**{"id": "xx", "handle": "p1", "party": "library", **values})

    assert is_named_in("我们问王芳吧", one(name="王芳"))
    assert is_named_in("спроси Анну: Анна знает", one(name="Анна"))
    assert is_named_in("p1 knows", one())
    assert is_named_in("a.b (c)", one(name="a.b (c)"))
    assert not is_named_in("van the man", one(name="Rie van Dam"))
    assert is_named_in("e\u0301va", one(name="\u00e9va"))


def test_each_text_is_told_with_its_place_and_nobody_elses_name_is() -> None:
    session = small(
        title="Reading with Ana",
        idea="Ana reads",
        next_meeting=Meeting(on=DAY, place="at Ana's"),
        people=(ANA, Person(id="ben", handle="ben", party="school", name="Ana Holm", role="helps Ana")),
        goals=(
            Goal(id="g1", statement="One"),
            Goal(id="g2", statement="Two", note="Ask\nAna", measure="Anatomy"),
        ),
        values=(Value(id="v1", value="x", evidence=({"party": "school", "text": "Ana said so"},)),),  # type: ignore[arg-type]
        commitments=(Commitment(id="c1", commitment="x", events=(event("e1", evidence="Ana saw it"),)),),
        parked=(
            Parked(id="p1", text="Anna", was="name"),
            Parked(id="p2", text="x", step="goals", item=Goal(id="g3", statement="for Ana")),
            Parked(id="p3", text="x", was="title"),
        ),
    )
    assert [place.path for place in named_in(session, ANA)] == [
        ("title",),
        ("idea",),
        ("next_meeting", "place"),
        ("people", 1, "role"),
        ("goals", 1, "note"),
        ("values", 0, "evidence", 0, "text"),
        ("commitments", 0, "events", 0, "evidence"),
        ("parked", 0, "text"),
        ("parked", 1, "item", "statement"),
    ]
    assert named_in(session, ANA)[4].text == "Ask\nAna"
    decomposed = small(people=(ANA.model_copy(update={"name": "\u00c5sa"}),), idea="A\u030asa reads")
    assert [place.path for place in named_in(decomposed, decomposed.people[0])] == [("idea",)]


def test_the_texts_of_others_are_never_rewritten() -> None:
    session = small(people=(ANA,), goals=(Goal(id="g1", statement="Ana reads", note="Ana Jørgensen"),))
    for edit in (Forget(ANA.id), Forget(ANA.id, "new"), Forget(ANA.id, said=True)):
        assert apply(session, edit).goals == session.goals
