"""Alternatives that wake up: whose day has come, what hangs on who is out; one edit does it and undoes it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bpworkshop.session.around import Decision
from bpworkshop.session.edits import Add, Change, Remove, apply
from bpworkshop.session.integrity import problems
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Event,
    Evidence,
    Figure,
    Goal,
    Party,
    Value,
)
from bpworkshop.session.merge import merge
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.switching import (
    awake,
    could_go,
    counted,
    first_plan,
    hanging,
    out,
    plans,
    promotion,
    stay_out,
)
from bpworkshop.session.tallies import Balance, balance
from bpworkshop.store import codec
from tests.strategies import sessions, small

TODAY = date(2026, 5, 4)
BEFORE, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
COLLEGE = Party(id="college", name="College", handle="college")


def way(id: str, **values: Any) -> Alternative:
    return Alternative(id=id, option=id, **values)


def ways(*found: Alternative, **values: Any) -> Session:
    return small(**{"alternatives": found, **values})


def decided(on: date = TODAY, id: str = "d1", **values: Any) -> Decision:
    return Decision(id=id, text="We switch", on=on, **values)


def promoted(session: Session, which: str, *without: str, **values: Any) -> Session:
    one = next(one for one in session.alternatives if one.id == which)
    return apply(session, promotion(session, one, without, decided(**values)))


def happened(kind: str) -> Event:
    values = {"id": f"e-{kind}", "kind": kind, "on": BEFORE, "recorded": small().created}
    return Event.model_validate(values, strict=True)


WHOLE = small(
    parties=(*small().parties, COLLEGE),
    goals=(Goal(id="g1", statement="Be read", whose="school"),),
    values=(Value(id="v1", value="Open", evidence=(Evidence(party="school", text="they are"),)),),
    alternatives=(way("a1", kind="other-partner"), way("a2", kind="alone"), way("a3", kind="smaller")),
    benefits=(
        Benefit(id="b1", benefit="Room", giver="library", receiver="school", need="room"),
        Benefit(id="b2", benefit="Pupils", giver="school", receiver="library", need="readers"),
        Benefit(id="b3", benefit="Books", giver="library", receiver="college", need="books"),
    ),
    figures=(
        Figure(id="f1", metric="Visits", giver="library"),
        Figure(id="f2", metric="Pupils", giver="school"),
    ),
    commitments=(
        Commitment(id="c1", commitment="Open", promiser="library", to="school"),
        Commitment(id="c2", commitment="Come", promiser="school", to="library", events=(happened("agreed"),)),
        Commitment(id="c3", commitment="Came", promiser="school", events=(happened("kept"),)),
        Commitment(id="c4", commitment="Lend", promiser="library", to="college"),
    ),
)
HUNG = ("b1", "b2", "f2", "c1", "c2")
"""What hangs on the school: not its goals, no values, and no promise that is settled."""


# Whose day has come


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({}, False),
        ({"come": BEFORE}, True),
        ({"come": TODAY}, True),
        ({"come": LATER}, False),
        ({"trigger_on": TODAY}, True),
        ({"trigger_on": LATER}, False),
        ({"trigger_on": LATER, "come": TODAY}, True),
        ({"come": TODAY, "promoted": TODAY}, False),
        ({"come": TODAY, "under": "other"}, False),
    ],
)
def test_an_alternative_is_awake_from_its_day_until_it_is_the_plan(
    values: dict[str, Any], offered: bool
) -> None:
    session = ways(way("other"), way("a1", **values))
    assert [one.id for one in awake(session, TODAY)] == (["a1"] if offered else [])


def test_what_had_come_when_we_switched_was_passed_over_and_wakes_for_another_day() -> None:
    session = ways(way("a1", promoted=BEFORE), way("a2", trigger_on=BEFORE), way("a3", trigger_on=TODAY))
    assert [one.id for one in awake(session, TODAY)] == ["a3"]
    again = apply(session, Change("a2", {"come": TODAY}))
    assert [one.id for one in awake(again, TODAY)] == ["a2", "a3"]


# What hangs


def test_what_hangs_on_a_party_is_all_with_it_but_goals_values_and_what_is_settled() -> None:
    assert tuple(one.id for one in hanging(WHOLE, "school")) == HUNG
    assert tuple(one.id for one in hanging(WHOLE, "college")) == ("b3", "c4")


def test_nothing_of_what_hung_counts_and_all_of_it_stays() -> None:
    gone = promoted(WHOLE, "a1", "school")
    assert out(gone) == ("school",)
    assert [one.id for one in counted(gone, gone.benefits)] == ["b3"]
    assert balance(gone) == (Balance("library", 1, 0), Balance("college", 0, 1))
    for name in ("goals", "values", "benefits", "figures", "commitments", "parties", "ranking"):
        assert getattr(gone, name) == getattr(WHOLE, name)


def test_alone_nobody_gives_and_gets() -> None:
    assert balance(promoted(WHOLE, "a2", "school", "college")) == ()


@pytest.mark.parametrize("kind", ["kept", "missed", "released"])
def test_a_promise_hangs_until_it_is_settled(kind: str) -> None:
    session = promoted(WHOLE, "a1", "school")
    settled = session.commitments[0].model_copy(update={"events": (happened(kind),)})
    assert settled not in hanging(session.model_copy(update={"commitments": (settled,)}), "school")


# Switching


def test_a_promotion_is_one_edit_with_its_decision() -> None:
    made = promoted(WHOLE, "a1", "school", about=("a1",))
    assert [(one.id, one.promoted, one.without) for one in plans(made)] == [("a1", TODAY, ("school",))]
    assert made.decisions[-1].about == ("a1",)
    assert problems(made) == []


def test_the_next_plan_takes_the_place_of_the_last_and_who_was_out_stays_out() -> None:
    first = promoted(WHOLE, "a1", "school")
    assert could_go(first, first.alternatives[2]) == ("college",)
    made = promoted(first, "a3", id="d2")
    assert [(one.id, one.without) for one in plans(made)] == [("a3", ("school",))]
    assert made.alternatives[0] == WHOLE.alternatives[0], "it is an alternative again"


def test_the_first_plan_brings_everybody_back() -> None:
    gone = promoted(WHOLE, "a1", "school")
    back = apply(gone, first_plan(gone, decided(id="d2")))
    assert back.alternatives == WHOLE.alternatives
    assert [one.id for one in back.decisions] == ["d1", "d2"]


def test_our_own_side_is_never_out() -> None:
    assert out(ways(way("a1", promoted=TODAY, without=("library", "school")))) == ("school",)
    assert could_go(WHOLE, WHOLE.alternatives[0]) == ("school", "college")


def test_a_plan_that_only_we_know_tells_nobody_who_is_out() -> None:
    ours = apply(WHOLE, Change("a1", {"only_for": "library"}))
    gone = promoted(ours, "a1", "school", only_for="library", about=("a1",))
    seen = shared(gone)
    assert (out(gone), out(seen), plans(seen)) == (("school",), (), ())
    assert seen.model_copy(update={"alternatives": ()}) == shared(ours).model_copy(
        update={"alternatives": ()}
    ), "the room sees what it saw before"
    # Nor does the next plan, if everybody sees that one.
    assert stay_out(gone, gone.alternatives[2]) == ()
    assert out(shared(promoted(gone, "a3", id="d2"))) == ()
    hidden = apply(gone, Change("a2", {"only_for": "library"}))
    assert stay_out(hidden, hidden.alternatives[1]) == ("school",)


@given(sessions(), st.data())
@settings(max_examples=20)
def test_any_promotion_leaves_a_whole_session_and_goals_and_values_as_they_were(
    session: Session, data: st.DataObject
) -> None:
    assume(session.alternatives and session.status != "closed")
    one = data.draw(st.sampled_from(session.alternatives))
    without = data.draw(st.sets(st.sampled_from(session.parties).map(lambda party: party.id)))
    made = apply(session, promotion(session, one, without, decided(id="switched")))
    assert (made.goals, made.values, made.benefits) == (session.goals, session.values, session.benefits)
    assert [plan.id for plan in plans(made)] == [one.id]
    assert {*without} - {session.ours.id} <= {*out(made)}
    assert problems(made) == []
    assert merge(made, session, made, undo=True).session == session, "undo takes all of it back"


@given(sessions())
@settings(max_examples=20)
def test_with_nobody_out_everything_counts(session: Session) -> None:
    bare = tuple(one.model_copy(update={"without": ()}) for one in session.alternatives)
    session = session.model_copy(update={"alternatives": bare})
    assert counted(session, session.benefits) == session.benefits


# Two at once


def test_a_promotion_here_and_a_change_there_both_stand() -> None:
    mine = promoted(WHOLE, "a1", "school")
    theirs = apply(WHOLE, Change("a1", {"option": "The museum", "owner": "ana"}))
    theirs = apply(theirs, Change("b1", {"benefit": "The large room"}))
    for merged in (merge(WHOLE, mine, theirs), merge(WHOLE, theirs, mine)):
        (plan,) = plans(merged.session)
        assert (plan.option, plan.owner, plan.without) == ("The museum", "ana", ("school",))
        assert merged.session.benefits[0].benefit == "The large room"
        assert not merged.conflicts
        assert problems(merged.session) == []
    undone = merge(mine, WHOLE, merge(WHOLE, mine, theirs).session, undo=True)
    assert undone.session == theirs, "undo leaves what others did since"


def test_one_alternative_promoted_twice_goes_without_all_who_were_named() -> None:
    here, there = promoted(WHOLE, "a1", "school"), promoted(WHOLE, "a1", "college", id="d2")
    one, other = merge(WHOLE, here, there).session, merge(WHOLE, there, here).session
    assert [{*plan.without} for plan in plans(one)] == [{"school", "college"}]
    assert codec.encode(one) == codec.encode(other)


def test_two_plans_at_once_both_stand_until_one_is_chosen() -> None:
    here, there = promoted(WHOLE, "a1", "school"), promoted(WHOLE, "a2", "college", id="d2")
    both = merge(WHOLE, here, there).session
    assert [one.id for one in plans(both)] == ["a1", "a2"]
    assert out(both) == ("school", "college")
    assert [one.id for one in plans(promoted(both, "a3", id="d3"))] == ["a3"]


def test_who_is_out_comes_back_with_an_alternative_that_names_them() -> None:
    bare = apply(WHOLE, Add("parties", Party(id="club", name="Club", handle="club")))
    gone = apply(bare, Remove("club"))
    merged = merge(bare, promoted(bare, "a1", "club"), gone).session
    assert out(merged) == ("club",)
    assert problems(merged) == []


def test_the_file_says_it_and_reads_it_back() -> None:
    made = promoted(apply(WHOLE, Change("a1", {"come": BEFORE})), "a1", "school")
    data = codec.encode(made)
    assert b'come = 2026-05-03\npromoted = 2026-05-04\nwithout = [\n    "school",\n]\n' in data
    assert codec.decode(data, Path("a.toml")) == made
