"""Each rule of merging and of undo, by an example."""

from typing import Any

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
    parked,
)
from bpworkshop.session.items import Benefit, Commitment, Event, Goal, Party, Person, Value
from bpworkshop.session.merge import Merged, merge
from bpworkshop.session.session import Meeting, Session
from tests.strategies import evidence, small

GOAL = Goal(id="g1", statement="Read together")
NOTE = Note(id="n1", text="Remember")


def both(base: Session, mine: Edit, theirs: Edit) -> Merged:
    return merge(base, apply(base, mine), apply(base, theirs))


def test_different_fields_of_one_item_come_together() -> None:
    merged = both(small(goals=(GOAL,)), Change("g1", {"aim": "More"}), Change("g1", {"measure": "Visits"}))
    assert merged.session.goals == (GOAL.model_copy(update={"aim": "More", "measure": "Visits"}),)
    assert merged.conflicts == ()


def test_one_field_changed_two_ways_lets_both_stand_with_the_same_ids_everywhere() -> None:
    base = small(goals=(GOAL,))
    one, other = Change("g1", {"aim": "More"}), Change("g1", {"aim": "Fewer", "votes": 3})
    here, there = both(base, one, other), both(base, other, one)
    assert here.conflicts == there.conflicts == ("g1",)
    assert set(here.session.goals) == set(there.session.goals)
    first, second = here.session.goals
    assert (first.id, second.conflicts_with) == ("g1", "g1")
    assert {first.aim, second.aim} == {"More", "Fewer"}
    assert (first.votes, second.votes) == (3, 3)
    assert second.id not in ("g1", "")


def test_the_same_change_on_both_sides_is_one() -> None:
    change = Change("g1", {"aim": "More"})
    merged = both(small(goals=(GOAL,)), change, change)
    assert [goal.aim for goal in merged.session.goals] == ["More"]
    assert merged.conflicts == ()


def test_a_change_beats_a_deletion() -> None:
    base = small(goals=(GOAL,))
    for mine, theirs in (
        (Remove("g1"), Change("g1", {"aim": "More"})),
        (Change("g1", {"aim": "More"}), Remove("g1")),
    ):
        merged = both(base, mine, theirs)
        assert [goal.aim for goal in merged.session.goals] == ["More"]
        assert merged.conflicts == ("g1",)


def test_a_deletion_stands_when_nobody_changed_the_item() -> None:
    base = small(goals=(GOAL,), notes=(NOTE,))
    assert both(base, Remove("g1"), Change("n1", {"text": "b"})).session.goals == ()
    assert both(base, Change("n1", {"text": "b"}), Remove("g1")).session.goals == ()


def test_what_both_put_in_stands_in_the_same_order_everywhere() -> None:
    base = small(goals=(GOAL,))
    one, other = (Add("goals", Goal(id=id, statement="s")) for id in ("g2", "g3"))
    for merged in (both(base, one, other), both(base, other, one)):
        assert [goal.id for goal in merged.session.goals] == ["g1", "g2", "g3"]


def test_an_order_that_one_side_changed_stands() -> None:
    base = small(goals=tuple(Goal(id=f"g{n}", statement="s") for n in range(4)))
    moved, changed = Move("g3", 0), Add("goals", Goal(id="new", statement="s"), 2)
    for merged in (both(base, moved, changed), both(base, changed, moved)):
        assert [goal.id for goal in merged.session.goals] == ["g3", "g0", "g1", "new", "g2"]


def happened(id: str, minute: int, **values: Any) -> Happened:
    moment = small().created.replace(minute=minute)
    given: dict[str, Any] = {"kind": "proposed", "on": moment.date(), "recorded": moment, **values}
    return Happened("c1", Event(id=id, **given))


COMMITMENT = Commitment(id="c1", commitment="We come on Mondays")


def test_events_of_both_stand_in_the_order_in_which_they_were_written_down() -> None:
    base = small(commitments=(COMMITMENT,))
    for mine, theirs in ((happened("e2", 2), happened("e1", 1)), (happened("e1", 1), happened("e2", 2))):
        merged = both(base, mine, theirs)
        assert [event.id for event in merged.session.commitments[0].events] == ["e1", "e2"]
        assert merged.conflicts == ()


def test_events_that_stand_in_another_order_are_left_so() -> None:
    base = apply(apply(small(commitments=(COMMITMENT,)), happened("e2", 2)), happened("e1", 1))
    edited = apply(base, Change("c1", {"evidence": "a"}))
    assert merge(base, edited, base).session == merge(base, base, edited).session == edited


def test_events_stay_with_the_commitment_that_keeps_its_id() -> None:
    base = small(commitments=(COMMITMENT,))
    mine = Several((Change("c1", {"evidence": "a"}), happened("e1", 1)))
    merged = both(base, mine, Change("c1", {"evidence": "b"}))
    assert [len(made.events) for made in merged.session.commitments] == [1, 0]
    assert merged.session.commitments[0].id == "c1"


def test_two_events_that_two_hands_called_the_same_both_stand() -> None:
    base = small(commitments=(COMMITMENT,))
    mine, theirs = happened("e1", 1, kind="kept"), happened("e1", 2, kind="missed")
    here, there = both(base, mine, theirs).session, both(base, theirs, mine).session
    assert here.commitments == there.commitments
    assert {event.kind for event in here.commitments[0].events} == {"kept", "missed"}
    assert integrity.problems(here) == []


def test_one_event_id_in_two_commitments_is_made_two() -> None:
    other = COMMITMENT.model_copy(update={"id": "c2"})
    base = small(commitments=(COMMITMENT, other))
    merged = both(base, happened("e1", 1), Happened("c2", happened("e1", 1).event))
    assert [len(made.events) for made in merged.session.commitments] == [1, 1]
    assert integrity.problems(merged.session) == []


def test_an_event_that_a_hand_took_out_comes_back() -> None:
    base = apply(small(commitments=(COMMITMENT,)), happened("e1", 1))
    cut = base.model_copy(update={"commitments": (COMMITMENT,)})
    for theirs in (cut, base.model_copy(update={"commitments": ()})):
        assert merge(base, base, theirs).session == base
        assert merge(base, theirs, base).session == base


def test_evidence_about_two_parties_does_not_conflict() -> None:
    base = small(values=(Value(id="v1", value="Trust"),))
    merged = both(
        base,
        Change("v1", {"evidence": (evidence("library", "Ours"),)}),
        Change("v1", {"evidence": (evidence("school", "Theirs"),)}),
    )
    assert [entry.party for entry in merged.session.values[0].evidence] == ["library", "school"]
    assert merged.conflicts == ()


def test_evidence_about_one_party_said_two_ways_lets_both_stand() -> None:
    base = small(values=(Value(id="v1", value="Trust"),))
    merged = both(
        base,
        Change("v1", {"evidence": (evidence("school", "Yes"),)}),
        Change("v1", {"evidence": (evidence("school", "No"),)}),
    )
    assert {value.evidence[0].text for value in merged.session.values} == {"Yes", "No"}


def test_evidence_twice_about_one_party_is_never_lost() -> None:
    value = Value(id="v1", value="Trust", evidence=(evidence("school", "One"), evidence("school", "Two")))
    merged = both(
        small(values=(value,)),
        Change("v1", {"evidence": (*value.evidence, evidence("library", "Ours"))}),
        Change("v1", {"evidence": (*value.evidence, evidence("school", "Three"))}),
    )
    said = {entry.text for value in merged.session.values for entry in value.evidence}
    assert said == {"One", "Two", "Ours", "Three"}


def test_a_title_changed_two_ways_goes_to_the_parking_lot() -> None:
    merged = both(small(), Set({"title": "Mine"}), Set({"title": "Theirs"}))
    assert merged.session.title == "Theirs"
    assert [(parked.was, parked.text) for parked in merged.session.parked] == [("title", "Mine")]
    assert merged.conflicts == ("title",)


def test_a_title_that_one_side_changed_stands() -> None:
    assert both(small(), Set({"title": "Mine"}), Set({"idea": "i"})).session.title == "Mine"
    assert both(small(), Set({"idea": "i"}), Set({"title": "Theirs"})).session.title == "Theirs"


def test_a_person_is_never_twice_and_the_other_reading_is_parked() -> None:
    merged = both(small(), Change("ana", {"role": "Head"}), Change("ana", {"role": "Clerk"}))
    assert [person.id for person in merged.session.people] == ["ana", "ben"]
    assert [person.role for person in merged.session.people] == ["Clerk", None]
    assert [(parked.was, parked.text) for parked in merged.session.parked] == [("role", "Head")]


def test_a_person_who_was_taken_out_stays_out_with_each_mention() -> None:
    meeting = Meeting(on=small().created.date(), invites="ana")
    base = small(goals=(GOAL.model_copy(update={"by": "ana"}),), next_meeting=meeting)
    named = Several((Change("ana", {"role": "Head"}), Change("g1", {"aim": "More"})))
    owned = Add("values", Value(id="v1", value="Trust", owner="ana"))
    for other in (named, owned):
        for mine, theirs in ((Forget("ana"), other), (other, Forget("ana"))):
            merged = both(base, mine, theirs)
            assert not merged.session.person("ana")
            assert '"ana"' not in merged.session.model_dump_json()
            assert merged.conflicts == ()


def test_a_party_that_something_names_again_comes_back() -> None:
    base = small(people=())
    merged = both(base, Remove("school"), Add("benefits", Benefit(id="b1", benefit="b", giver="school")))
    assert [party.id for party in merged.session.parties] == ["library", "school"]


def test_links_to_what_is_gone_go() -> None:
    decided = Decision(id="d1", text="d", on=small().created.date(), about=("g1",))
    base = small(goals=(GOAL,))
    merged = both(base, Remove("g1"), Several((Add("decisions", decided), Set({"ranking": ("g1",)}))))
    assert merged.session.decisions[0].about == ()
    assert merged.session.ranking == ()


def test_two_people_with_one_handle_are_told_apart_and_the_saved_one_keeps_it() -> None:
    mine = Add("people", Person(id="pm", handle="Cleo", party="school"))
    theirs = Add("people", Person(id="zt", handle="cleo", party="school"))
    merged = both(small(), mine, theirs).session
    assert {person.id: person.handle for person in merged.people if person.id in ("pm", "zt")} == {
        "pm": "Cleo-2",
        "zt": "cleo",
    }


def test_one_id_in_two_lists_is_made_two() -> None:
    merged = both(small(), Add("goals", GOAL), Add("notes", Note(id="g1", text="n"))).session
    assert len(merged.goals) == len(merged.notes) == 1
    assert integrity.problems(merged) == []


def test_another_library_of_ours_by_hand_leaves_exactly_one() -> None:
    base = small(parties=(*small().parties, Party(id="third", name="T", handle="third")))

    def owned_by(id: str) -> Session:
        parties = (party.model_copy(update={"ours": party.id == id}) for party in base.parties)
        return base.model_copy(update={"parties": tuple(parties)})

    merged = merge(base, owned_by("school"), owned_by("third")).session
    assert sum(party.ours for party in merged.parties) == 1


def test_a_parked_item_that_two_hands_changed_still_fits_its_board() -> None:
    base = small(parked=(Parked(id="p1", text="t"),))
    goal = Change("p1", {"step": "goals", "item": GOAL})
    value = Change("p1", {"step": "values", "item": Value(id="v9", value="Trust")})
    merged = both(base, goal, value)
    assert {entry.step for entry in merged.session.parked} == {"goals", "values"}
    assert integrity.problems(merged.session) == []


def test_what_one_side_parked_and_the_other_changed_stands_in_both_places() -> None:
    base = small(goals=(GOAL,))
    merged = both(base, parked(base, "g1", "p1"), Change("g1", {"aim": "More"})).session
    assert [goal.aim for goal in merged.goals] == ["More"]
    assert [entry.item for entry in merged.parked] == [GOAL]


def test_members_of_a_decision_are_brought_together() -> None:
    decided = Decision(id="d1", text="d", on=small().created.date(), present=("ana",))
    merged = both(
        small(decisions=(decided,), people=(*small().people, Person(id="cy", handle="cy", party="school"))),
        Change("d1", {"present": ("ana", "ben")}),
        Change("d1", {"present": ("cy",)}),
    )
    assert [entry.present for entry in merged.session.decisions] == [("ben", "cy")]


def test_a_conflict_that_was_settled_stays_settled() -> None:
    linked = GOAL.model_copy(update={"conflicts_with": "g2"})
    base = small(goals=(linked,))
    settled, other = Change("g1", {"conflicts_with": None}), Change("g1", {"aim": "More"})
    for merged in (both(base, settled, other), both(base, other, settled)):
        assert merged.session.goals[0].conflicts_with is None


def undo(before: Session, edit: Edit, *since: Edit) -> Merged:
    after = now = apply(before, edit)
    for foreign in since:
        now = apply(now, foreign)
    return merge(after, before, now, undo=True)


def test_an_undo_keeps_a_later_change_of_the_same_field_and_says_so() -> None:
    undone = undo(small(goals=(GOAL,)), Change("g1", {"aim": "a"}), Change("g1", {"aim": "b"}))
    assert [goal.aim for goal in undone.session.goals] == ["b"]
    assert undone.conflicts == ("g1",)


def test_an_undo_takes_back_one_field_beside_a_later_change_of_another() -> None:
    undone = undo(small(goals=(GOAL,)), Change("g1", {"aim": "a"}), Change("g1", {"measure": "m"}))
    assert undone.session.goals == (GOAL.model_copy(update={"measure": "m"}),)
    assert undone.conflicts == ()


def test_an_undo_copies_nothing_into_the_parking_lot() -> None:
    undone = undo(small(), Set({"title": "a"}), Set({"title": "b"}))
    assert undone.session == small(title="b")
    assert undone.conflicts == ("title",)


def test_an_undo_keeps_events() -> None:
    base = small(commitments=(COMMITMENT,))
    assert undo(base, happened("e1", 1)).session == apply(base, happened("e1", 1))
    added = Several((Add("commitments", COMMITMENT), happened("e1", 1)))
    assert undo(small(), added).session == apply(small(), added)


def test_an_undo_brings_a_person_back_with_each_mention() -> None:
    base = small(goals=(GOAL.model_copy(update={"by": "ana"}),))
    undone = undo(base, Forget("ana"), Change("g1", {"aim": "More"}))
    assert undone.session.goals[0].by == "ana"
    assert undone.session.person("ana")


def test_an_undo_does_not_bring_back_who_was_taken_out_since() -> None:
    undone = undo(small(goals=(GOAL,)), Change("ana", {"role": "Head"}), Forget("ana"))
    assert not undone.session.person("ana")
    named = small(goals=(GOAL.model_copy(update={"by": "ana"}),))
    undone = undo(named, Change("g1", {"by": None}), Forget("ana"))
    assert undone.session.goals == (GOAL,)


def test_an_undo_does_not_take_out_a_person_who_was_named_since() -> None:
    cleo = Person(id="cleo", handle="cleo", party="school")
    undone = undo(small(goals=(GOAL,)), Add("people", cleo), Change("g1", {"by": "cleo"}))
    assert undone.session.goals[0].by == "cleo"
    assert undone.session.person("cleo") == cleo
    assert not undo(small(), Add("people", cleo)).session.person("cleo")
