"""What a follow-up takes along: sides and people with their ids, items in their words, never a judgement."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from bpworkshop.creation import new_session, proposal, read_carried
from bpworkshop.errors import Problem
from bpworkshop.session import carrying, integrity
from bpworkshop.session.around import Decision, Parked
from bpworkshop.session.items import Alternative, Commitment, Evidence, Goal, Party, Person, Value
from bpworkshop.session.session import Session
from tests.strategies import sessions, small

slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

PEOPLE = (
    Person(id="p-ana", name="Ana", handle="ana", party="library", role="lead, of the house"),
    Person(id="p-ben", name="Ben, Dr.", handle="ben", party="school"),
    Person(id="p-kid", handle="kid", party="school", present=False),
)
GOALS = (
    Goal(id="g1", statement="Read together", whose="shared", certainty="confirmed", votes=5, by="p-ben"),
    Goal(id="g2", statement="Be seen", under="g1", only_for="library"),
)
VALUES = (
    Value(
        id="v1",
        value="Openness",
        ratings=(5, 4),
        fit="tension",
        evidence=(Evidence(party="school", text="open days", reliability="high"),),
        red_line="never for money",
        question="What about Sundays?",
        owner="p-ben",
    ),
)
EARLIER = small(
    id="earlier",
    people=PEOPLE,
    goals=GOALS,
    values=VALUES,
    commitments=(Commitment(id="c1", commitment="Open on Sunday"),),
)


def follow(earlier: Session = EARLIER, carry: str = "", **named: tuple[str, ...]) -> Session:
    usual = proposal(earlier, earlier.title, 1, named.get("partners", ()))
    people = named.get("people", usual.people)
    carried = read_carried(carry)
    return new_session(usual.title, usual.library, usual.partners, people, earlier=earlier, carry=carried)


def test_sides_and_people_keep_their_ids_handles_and_roles() -> None:
    made = follow()
    assert made.follows == "earlier"
    assert [(one.id, one.handle, one.ours) for one in made.parties] == [
        ("library", "library", True),
        ("school", "school", False),
    ]
    assert [(one.id, one.handle, one.name, one.role, one.party) for one in made.people] == [
        (one.id, one.handle, one.name, one.role, one.party) for one in PEOPLE
    ]
    assert all(one.present for one in made.people), "who is here is another day's"
    assert all(one == () for one in (made.goals, made.values, made.commitments))


def test_who_is_named_anew_gets_an_id_of_their_own() -> None:
    made = follow(partners=("Music School", "school"), people=("Ana, library", "Cleo, music", "Ana, library"))
    assert [one.id for one in made.parties][2] == "school", "names are the same in other capitals"
    assert made.parties[1].id not in ("school", "library")
    assert [one.handle for one in made.people] == ["ana", "cleo", "ana2"]
    assert made.people[0].id == "p-ana"
    assert len({one.id for one in made.people}) == 3


def test_without_a_partner_their_people_are_not_proposed() -> None:
    assert proposal(EARLIER, "T", 1, ("Museum",)).people == ("Ana, library, lead, of the house",)


@pytest.mark.parametrize(
    ("first", "nth", "title"),
    [("Reading", 1, "Reading – follow-up"), ("Reading", 3, "Reading – follow-up 3"), ("x" * 200, 2, None)],
)
def test_the_title_counts_from_the_first(first: str, nth: int, title: str | None) -> None:
    proposed = proposal(EARLIER, first, nth).title
    assert proposed == title or (title is None and len(proposed) == 200 and proposed.endswith(" 2"))


def test_goals_and_values_come_in_their_words_without_what_that_room_judged() -> None:
    made = follow(carry="values, goals")
    assert [one.id for one in made.goals] == ["g1", "g2"]
    goal, beneath = made.goals
    assert (goal.statement, goal.whose, goal.certainty, goal.by) == (
        "Read together",
        "shared",
        "confirmed",
        "p-ben",
    )
    assert beneath.under == "g1"
    (value,) = made.values
    assert (value.question, value.owner, value.red_line) == (
        "What about Sundays?",
        "p-ben",
        "never for money",
    )
    assert value.evidence == VALUES[0].evidence
    assert (goal.votes, value.fit) == (None, None)
    assert value.ratings == ()
    assert {one.only_for for one in (*made.goals, *made.values)} == {"library"}, "until brought to the table"
    assert made.commitments == (), "promises are never copied"


def test_whoever_is_not_here_is_left_out_of_what_is_carried() -> None:
    made = follow(carry="goals values", partners=("Museum",))
    assert made.goals[0].by is None
    assert made.values[0].owner is None
    assert made.values[0].evidence == ()


@pytest.mark.parametrize("typed", ["commitments", "goals promises", "*"])
def test_nothing_else_can_be_carried(typed: str) -> None:
    with pytest.raises(Problem, match="can't be carried"):
        read_carried(typed)


@given(sessions())
@slow
def test_whatever_was_said_a_follow_up_of_it_is_a_valid_session(earlier: Session) -> None:
    try:
        made = follow(earlier, "goals values")
    except Problem:
        # A name that can't be typed, such as one that is a number: it is told, and mended in the form.
        made = new_session("T", "L", ("P",), (), earlier=earlier, carry=carrying.CARRIED)
    assert integrity.problems(made) == []
    assert [one.id for one in made.goals] == [one.id for one in earlier.goals]
    assert not made.commitments


def test_what_was_parked_comes_whole_and_a_promise_only_in_its_words() -> None:
    goal = Parked(id="k1", text="Later", step="goals", item=Goal(id="g7", statement="Later", votes=3))
    promise = Parked(
        id="k2", text="Soon", step="commitments", item=Commitment(id="c7", commitment="Soon"), owner="p-ana"
    )
    proposed = Decision(id="d1", text="A logo", on=date(2026, 5, 1), standing="proposed", only_for="library")
    earlier = EARLIER.model_copy(update={"parked": (goal, promise), "decisions": (proposed,)})
    here = follow(earlier)
    made = [carrying.parked_here(one, earlier, here, ours=False) for one in (goal, promise, proposed)]
    assert made[0].item == Goal(id="g7", statement="Later")
    assert (made[1].text, made[1].item, made[1].step, made[1].owner) == ("Soon", None, None, "p-ana")
    assert (made[2].id, made[2].text, made[2].only_for) == ("d1", "A logo", "library")


def test_what_was_only_theirs_never_becomes_everyones() -> None:
    other = Party(id="museum", name="Museum", handle="museum")
    earlier = small(
        parties=(*EARLIER.parties, other),
        alternatives=(Alternative(id="a1", option="Alone", only_for="museum", votes=2),),
    )
    here = follow(small())
    made = carrying.carried(earlier.alternatives[0], earlier, here, ours=False)
    assert (made.only_for, made.votes) == ("library", None)
