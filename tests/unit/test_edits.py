"""Each edit makes the next session, or says why not and leaves the session as it was."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.session import integrity
from bpworkshop.session.around import Decision, Note, Parked
from bpworkshop.session.edits import (
    Add,
    Change,
    Edit,
    Forget,
    Happened,
    Move,
    Remove,
    Set,
    Several,
    apply,
    build,
    parked,
)
from bpworkshop.session.items import Commitment, Event, Goal, Party, Person, Value
from bpworkshop.session.session import Meeting, Session
from tests.strategies import World, edits, evidence, histories, sessions, small

DAY = small().created.date()
GOALS = tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in range(1, 4))


def event(id: str, kind: str = "proposed", **values: Any) -> Event:
    return build(Event, {"id": id, "kind": kind, "on": DAY, "recorded": small().created, **values})


FULL = small(
    goals=GOALS,
    ranking=("g2", "g1"),
    values=(Value(id="v1", value="Trust", owner="ben", evidence=(evidence("school", "t"),)),),
    commitments=(
        Commitment(id="c1", commitment="We come", owner="ana", events=(event("e1", by="ana"),)),
        Commitment(id="c2", commitment="We pay", conflicts_with="g1"),
    ),
    decisions=(Decision(id="d1", text="Go", on=DAY, about=("g1", "v1"), present=("ana", "ben")),),
    notes=(Note(id="n1", text="Note", by="ana"),),
    parked=(Parked(id="p1", text="Later", step="goals", item=Goal(id="g9", statement="s", by="ana")),),
    next_meeting=Meeting(on=DAY, invites="ana"),
)


def ids(records: tuple[Any, ...]) -> list[str]:
    return [record.id for record in records]


def test_set_gives_and_takes_single_values() -> None:
    edited = apply(FULL, Set({"title": "New", "next_meeting": None, "phase": "together"}))
    assert (edited.title, edited.next_meeting, edited.phase) == ("New", None, "together")
    assert edited.goals is FULL.goals
    assert edited.ranking == FULL.ranking
    assert apply(FULL, Set({"ranking": ("g3",)})).ranking == ("g3",)
    assert apply(FULL, Set({"ranking": None})).ranking == ()


def test_add_puts_at_the_end_or_where_it_is_told() -> None:
    new = Goal(id="new", statement="s")
    assert ids(apply(FULL, Add("goals", new)).goals) == ["g1", "g2", "g3", "new"]
    assert ids(apply(FULL, Add("goals", new, 1)).goals) == ["g1", "new", "g2", "g3"]
    assert ids(apply(FULL, Add("goals", new, 99)).goals) == ["g1", "g2", "g3", "new"]
    assert ids(apply(FULL, Add("goals", new, -5)).goals) == ["new", "g1", "g2", "g3"]


def test_change_gives_and_takes_fields_and_leaves_others_the_same_objects() -> None:
    edited = apply(FULL, Change("g2", {"aim": "More", "due": DAY}))
    assert edited.goals[1] == Goal(id="g2", statement="Goal 2", aim="More", due=DAY)
    assert edited.goals[0] is FULL.goals[0]
    assert apply(edited, Change("g2", {"aim": None, "due": None})) == FULL


def test_remove_takes_each_mention_too() -> None:
    edited = apply(FULL, Remove("g1"))
    assert ids(edited.goals) == ["g2", "g3"]
    assert edited.ranking == ("g2",)
    assert edited.decisions[0].about == ("v1",)
    assert edited.commitments[1].conflicts_with is None


def test_a_party_that_nothing_names_can_go() -> None:
    third = Party(id="third", name="Third", handle="third")
    assert apply(apply(FULL, Add("parties", third)), Remove("third")) == FULL


def test_move_counts_from_the_start_and_stops_at_the_ends() -> None:
    assert ids(apply(FULL, Move("g3", 0)).goals) == ["g3", "g1", "g2"]
    assert ids(apply(FULL, Move("g1", 1)).goals) == ["g2", "g1", "g3"]
    assert ids(apply(FULL, Move("g1", 99)).goals) == ["g2", "g3", "g1"]
    assert ids(apply(FULL, Move("g3", -9)).goals) == ["g3", "g1", "g2"]


def test_an_event_is_added_and_can_be_withdrawn() -> None:
    edited = apply(FULL, Happened("c1", event("e2", "withdrawn", withdraws="e1")))
    assert ids(edited.commitments[0].events) == ["e1", "e2"]


@pytest.mark.parametrize("edit", [Forget("ana"), Remove("ana")])
def test_forget_leaves_no_trace(edit: Edit) -> None:
    edited = apply(FULL, edit)
    assert ids(edited.people) == ["ben"]
    assert '"ana"' not in edited.model_dump_json()
    assert edited.decisions[0].present == ("ben",)
    assert edited.values[0] is FULL.values[0]
    assert integrity.problems(edited) == []


def test_parking_keeps_the_item_whole() -> None:
    edited = apply(FULL, parked(FULL, "g1", "p2"))
    assert ids(edited.goals) == ["g2", "g3"]
    assert edited.parked[-1] == Parked(id="p2", text="Goal 1", step="goals", item=GOALS[0])


def test_an_item_of_no_board_is_parked_by_nobody() -> None:
    for id in ("n1", "p1", "ana", "nobody"):
        with pytest.raises(Problem):
            apply(FULL, parked(FULL, id, "p2"))


def test_several_is_all_or_nothing() -> None:
    edit = Several((Remove("g1"), Remove("nobody")))
    with pytest.raises(Problem):
        apply(FULL, edit)
    assert ids(FULL.goals) == ["g1", "g2", "g3"]


CLOSED = FULL.model_copy(update={"status": "closed"})


@pytest.mark.parametrize(
    "edit",
    [
        Set({"status": "running"}),
        Set({"id": "another"}),
        Happened("c1", event("e2")),
        Forget("ana"),
        Several((Happened("c1", event("e2")), Forget("ana"))),
    ],
)
def test_a_closed_session_accepts_what_settles_it(edit: Edit) -> None:
    assert apply(CLOSED, edit) != CLOSED


@pytest.mark.parametrize(
    "edit",
    [
        Set({"title": "New"}),
        Set({"status": "running", "title": "New"}),
        Set({"status": "draft"}),
        Add("notes", Note(id="n2", text="t")),
        Change("g1", {"aim": "a"}),
        Remove("g1"),
        Move("g1", 2),
        Several((Forget("ana"), Remove("g1"))),
    ],
)
def test_a_closed_session_refuses_everything_else(edit: Edit) -> None:
    with pytest.raises(Problem) as raised:
        apply(CLOSED, edit)
    assert raised.value.key == "edit.closed"


LONG = "x" * 501
TWICE = Commitment(id="c9", commitment="c", events=(event("e9"), event("e9")))


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (Set({"titel": "x"}), "edit.no_field"),
        (Set({"goals": ()}), "edit.no_field"),
        (Set({"title": ""}), "edit.field"),
        (Set({"title": None}), "edit.field"),
        (Set({"title": "a\nb"}), "edit.field"),
        (Set({"phase": "later"}), "edit.field"),
        (Set({"ranking": ("nobody",)}), "edit.no_item"),
        (Set({"ranking": ("v1",)}), "edit.no_item"),
        (Set({"ranking": ("g1", "g1")}), "edit.ranked_twice"),
        (Set({"next_meeting": Meeting(on=DAY, invites="nobody")}), "edit.dangling"),
        (Add("gaols", GOALS[0]), "edit.no_list"),
        (Add("notes", GOALS[0]), "edit.no_list"),
        (Add("goals", GOALS[0]), "edit.id_taken"),
        (Add("goals", Goal(id="ana", statement="s")), "edit.id_taken"),
        (Add("goals", Goal(id="e1", statement="s")), "edit.id_taken"),
        (Add("commitments", Commitment(id="c9", commitment="c", events=(event("g1"),))), "edit.id_taken"),
        (Add("commitments", TWICE), "edit.id_taken"),
        (
            Add("commitments", Commitment(id="c9", commitment="c", events=(event("e9", "withdrawn"),))),
            "edit.withdraws",
        ),
        (Add("goals", Goal(id="g9", statement="s", by="nobody")), "edit.dangling"),
        (Add("goals", Goal(id="g9", statement="s", by="school")), "edit.dangling"),
        (Add("goals", Goal(id="g9", statement="s", whose="nobody")), "edit.dangling"),
        (Add("goals", Goal(id="g9", statement="s", only_for="shared")), "edit.dangling"),
        (Add("people", Person(id="pp", handle="pp", party="nobody")), "edit.dangling"),
        (Add("people", Person(id="pp", handle="ANA", party="school")), "edit.handle_taken"),
        (Add("people", Person(id="pp", handle="School", party="school")), "edit.handle_taken"),
        (Add("parties", Party(id="pp", name="P", handle="ana")), "edit.handle_taken"),
        (Add("parties", Party(id="pp", name="P", handle="Shared")), "edit.handle_taken"),
        (Add("parties", Party(id="shared", name="P", handle="pp")), "edit.handle_taken"),
        (Add("parties", Party(id="pp", name="P", handle="pp", ours=True)), "edit.two_ours"),
        (Add("parked", Parked(id="pp", text="t", step="goals")), "edit.parked_item"),
        (Add("parked", Parked(id="pp", text="t", item=GOALS[0])), "edit.parked_item"),
        (Add("parked", Parked(id="pp", text="t", step="values", item=GOALS[0])), "edit.parked_item"),
        (Change("nobody", {"aim": "a"}), "edit.no_item"),
        (Change("g1", {"owner": "ana"}), "edit.no_field"),
        (Change("g1", {"id": "g9"}), "edit.fixed_field"),
        (Change("c1", {"events": ()}), "edit.fixed_field"),
        (Change("g1", {"statement": None}), "edit.field"),
        (Change("g1", {"statement": LONG}), "edit.field"),
        (Change("g1", {"statement": "a\x1b[31m"}), "edit.field"),
        (Change("g1", {"votes": True}), "edit.field"),
        (Change("g1", {"due": "2026-05-01"}), "edit.field"),
        (Change("g1", {"by": "nobody"}), "edit.dangling"),
        (Change("v1", {"evidence": (evidence("nobody", "t"),)}), "edit.dangling"),
        (Change("d1", {"about": ("nobody",)}), "edit.dangling"),
        (Change("d1", {"present": ("school",)}), "edit.dangling"),
        (Change("ana", {"handle": "BEN"}), "edit.handle_taken"),
        (Change("library", {"ours": False}), "edit.none_ours"),
        (Change("school", {"ours": True}), "edit.two_ours"),
        (Change("p1", {"step": None}), "edit.parked_item"),
        (Remove("nobody"), "edit.no_item"),
        (Remove("c1"), "edit.has_events"),
        (Remove("library"), "edit.none_ours"),
        (Remove("school"), "edit.party_used"),
        (Move("nobody", 1), "edit.no_item"),
        (Happened("nobody", event("e2")), "edit.no_item"),
        (Happened("g1", event("e2")), "edit.no_commitment"),
        (Happened("c1", event("e1")), "edit.id_taken"),
        (Happened("c1", event("g1")), "edit.id_taken"),
        (Happened("c1", event("e2", by="nobody")), "edit.dangling"),
        (Happened("c1", event("e2", "withdrawn")), "edit.withdraws"),
        (Happened("c1", event("e2", "withdrawn", withdraws="e2")), "edit.withdraws"),
        (Happened("c2", event("e2", "withdrawn", withdraws="e1")), "edit.withdraws"),
        (Happened("c1", event("e2", "kept", withdraws="g1")), "edit.withdraws"),
        (Forget("nobody"), "edit.no_item"),
        (Forget("school"), "edit.no_item"),
    ],
)
def test_what_does_not_fit_is_refused(edit: Edit, key: str) -> None:
    with pytest.raises(Problem) as raised:
        apply(FULL, edit)
    assert raised.value.key == key
    assert str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_a_session_without_other_parties_keeps_its_own() -> None:
    alone = small(parties=small().parties[:1], people=())
    with pytest.raises(Problem):
        apply(alone, Change("library", {"ours": False}))
    nobody = small(parties=(), people=())
    with pytest.raises(Problem):
        apply(nobody, Add("parties", small().parties[1]))
    assert apply(nobody, Add("parties", small().parties[0])).ours.id == "library"


def test_a_promise_is_not_parked_once_something_happened() -> None:
    with pytest.raises(Problem) as raised:
        parked(FULL, "c1", "p2")
    assert raised.value.key == "edit.has_events"


def test_build_names_the_first_field_that_does_not_fit() -> None:
    with pytest.raises(Problem) as raised:
        build(Goal, {"id": "g1", "statement": "s", "votes": -1})
    assert raised.value.facts["field"] == "votes"


slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@slow
@given(sessions(), st.data())
def test_after_any_edits_the_session_is_whole(session: Session, data: st.DataObject) -> None:
    assert integrity.problems(session) == []
    for _, edited in data.draw(histories(session, "h", most=8)):
        assert integrity.problems(edited) == []
        # Nothing that model_copy let through: the whole of it is valid too.
        assert Session.model_validate(edited.model_dump(), strict=False) == edited


@slow
@given(sessions(), st.data())
def test_an_edit_that_is_refused_changes_nothing(session: Session, data: st.DataObject) -> None:
    before = session.model_dump_json()
    with suppress(Problem):
        apply(session, data.draw(edits(session, World.of(session, "h"))))
    assert session.model_dump_json() == before
