"""Votes without a screen: what a line puts into a round, its limits, and what the round comes to."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop import results
from bpworkshop.errors import Problem
from bpworkshop.session import ballots, voting
from bpworkshop.session.around import Ballot, Choice, Round
from bpworkshop.session.edits import Add, Forget, Several, apply
from bpworkshop.session.items import Commitment, Goal, Person, Value
from bpworkshop.session.people import nameless_id
from bpworkshop.session.session import Session
from bpworkshop.session.spread import in_order, lowest, spreads
from bpworkshop.store import codec
from tests.strategies import small

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
NAMES = ("Ana", "Bo", "Cleo", "Dan", "Eve", "Fay", "Gus", "Hal")
PEOPLE = tuple(Person(id=name.lower(), name=name, handle=name.lower(), party="library") for name in NAMES)
SESSION = small(people=PEOPLE)


def vote(method: Any, choices: int = 4, **more: Any) -> Round:
    """A round that runs, on so many choices."""
    options = {name: more.pop(name) for name in ("each", "several", "secret", "names") if name in more}
    several = [Choice(text=f"choice {number}") for number in range(1, choices + 1)]
    wanted = voting.Wanted(**options)
    return voting.opened(wanted, method, several, id="vote", text="What first?", at=NOW, **more)


def cast(round: Round, *lines: str, session: Session = SESSION) -> Round:
    for line in lines:
        round = ballots.heard(round, line, session, range(1, len(round.choices) + 1)).round
    return round


def refused(round: Round, line: str) -> str:
    with pytest.raises(Problem) as raised:
        cast(round, line)
    assert str(raised.value)
    return raised.value.key


# By person


def test_a_ballot_is_read_by_method_and_whoever_is_named_as_people_are_everywhere() -> None:
    for who in ("Ana", "@ana", "ana:", "@1", "An"):
        assert cast(vote("dots", several=True), f"{who} 2 4 4").ballots == (
            Ballot(marks=(0, 1, 0, 2), by="ana"),
        )
    assert cast(vote("hands"), "Bo 1, 3").ballots[0].marks == (1, 0, 1, 0)
    assert cast(vote("rating", 3), "Bo 4 - 5").ballots[0].marks == (4, 0, 5)
    assert cast(vote("ranking"), "Bo 3 1").ballots[0].marks == (2, 0, 1, 0)
    fist = cast(vote("fist", 1), "Bo 2, the date, in 3 weeks, is too early").ballots[0]
    assert (fist.marks, fist.reason) == ((2,), "the date, in 3 weeks, is too early")
    assert cast(vote("dots"), "Ana -").ballots[0].marks == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("round", "line", "key"),
    [
        (vote("dots"), "Ana 1 2 3 4", "vote.too_many"),
        (vote("dots"), "Ana 1 1", "vote.one_each"),
        (vote("dots", each=1), "Ana 1 2", "vote.too_many"),
        (vote("dots"), "Ana 5", "vote.no_choice"),
        (vote("dots"), "Ana", "vote.unread"),
        (vote("dots"), "Ana 1 because", "vote.unread"),
        (vote("dots"), "Nobody 1", "command.no_person"),
        (vote("dots"), "5 3", "vote.a_count_each"),
        (vote("dots"), "5 3 0 2000", "vote.count"),
        (vote("dots"), "2: 5", "vote.unread"),
        (vote("hands"), "Ana 9", "vote.no_choice"),
        (vote("fist", 1), "Ana 6", "vote.fingers"),
        (vote("fist", 1), "5 6", "vote.fingers"),
        (vote("rating", 3), "Ana 4 5", "vote.a_mark_each"),
        (vote("rating", 3), "Ana 4 5 6", "vote.rating"),
        (vote("rating", 3), "4 5 3", "vote.which_choice"),
        (vote("rating", 3), "2: 4 0", "vote.rating"),
        (vote("rating", 3), "9: 4", "vote.no_choice"),
        (vote("ranking"), "Ana 2 2", "vote.ranked_twice"),
        (vote("ranking"), "3 1 2 4", "vote.no_rank_totals"),
        (vote("dots", names="pseudonymous"), "Ana 1", "vote.no_names.pseudonymous"),
        (vote("dots", names="anonymous"), "Ana 1", "vote.no_names.anonymous"),
        (vote("dots", names="anonymous"), "#7 1", "vote.no_slips"),
        (vote("dots"), "# 1", "vote.slip_number"),
        (vote("dots"), "#0 1", "vote.slip_number"),
        (cast(vote("dots"), "Ana 1"), "5 3 0 2", "vote.ballots_are_in"),
        (cast(vote("dots"), "5 3 0 2"), "Ana 1", "vote.totals_are_in"),
    ],
)
def test_what_does_not_fit_is_told_and_records_nothing(round: Round, line: str, key: str) -> None:
    assert refused(round, line) == key


def test_a_correction_replaces_the_ballot_of_that_person_or_slip_and_no_other() -> None:
    round = cast(vote("dots"), "Ana 1 2", "Bo 3", "#7 4", "#8 4", "Ana 4", "#7 1")
    marks = {one.by or one.slip: one.marks for one in round.ballots}
    assert marks == {"ana": (0, 0, 0, 1), "bo": (0, 0, 1, 0), 7: (1, 0, 0, 0), 8: (0, 0, 0, 1)}
    assert ballots.heard(round, "Bo 1", SESSION, range(1, 5)).again
    assert not ballots.heard(round, "Eve 1", SESSION, range(1, 5)).again
    totals = cast(vote("dots"), "5 3 0 2", "4 4 0 2")
    assert [one.marks for one in totals.choices] == [(4,), (4,), (0,), (2,)]
    rated = cast(vote("rating", 2), "1: 5 3 4", "2: 1", "1: 2 2")
    assert [one.marks for one in rated.choices] == [(2, 2), (1,)]


def test_without_names_nothing_says_whose_a_ballot_is() -> None:
    round = cast(vote("dots", names="anonymous"), "# 1", "# 1", "# 2")
    assert [(one.by, one.slip, one.marks) for one in round.ballots] == [
        (None, None, (0, 1, 0, 0)),
        (None, None, (1, 0, 0, 0)),
        (None, None, (1, 0, 0, 0)),
    ]
    assert ballots.slip(round, "3", range(1, 5)).round.ballots[0].slip is None


def test_slips_are_numbered_on_and_each_can_be_typed_again() -> None:
    round = vote("dots", names="pseudonymous")
    for line in ("1 2", "3", "4 1"):
        round = ballots.slip(round, line, range(1, 5)).round
    assert [one.slip for one in round.ballots] == [1, 2, 3]
    assert [one.marks for one in cast(round, "#2 4").ballots][1] == (0, 0, 0, 1)


def test_recording_eight_peoples_dots_takes_eight_lines_or_one() -> None:
    lines = [f"{name} {at % 4 + 1} 2 2" for at, name in enumerate(NAMES)]
    one_by_one = cast(vote("dots", several=True), *lines)
    counts = " ".join(str(spread.total) for spread in spreads(one_by_one))
    assert len(lines) == voting.cast(one_by_one) == 8
    totals = cast(vote("dots"), counts)
    assert [one.total for one in spreads(totals)] == [one.total for one in spreads(one_by_one)]
    assert voting.cast(totals) == 8


# Properties


@given(
    st.integers(1, 6),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.integers(0, 6), min_size=1, max_size=8))),
)
def test_nobody_ever_gives_more_dots_than_they_have(
    each: int, several: bool, lines: Sequence[tuple[str, list[int]]]
) -> None:
    round = vote("dots", 5, each=each, several=several)
    last: dict[str, list[int]] = {}
    for name, numbers in lines:
        given_dots = [number for number in numbers if number]
        fits = len(given_dots) <= each and max(numbers) <= 5
        fits &= several or len(set(given_dots)) == len(given_dots)
        line = f"{name} {' '.join(map(str, numbers))}"
        if fits:
            round, last[name.lower()] = cast(round, line), given_dots
        else:
            refused(round, line)
    assert {one.by for one in round.ballots} == last.keys()
    for one in round.ballots:
        assert one.by
        assert one.marks == tuple(last[one.by].count(number) for number in range(1, 6))
        assert sum(one.marks) <= each
        assert several or max(one.marks) <= 1
    totals = [sum(numbers.count(number) for numbers in last.values()) for number in range(1, 6)]
    assert [spread.total for spread in spreads(round)] == totals


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=8))
def test_ratings_come_with_how_far_apart_they_are(given_marks: list[list[int]]) -> None:
    lines = [f"{NAMES[at]} {' '.join(map(str, marks))}" for at, marks in enumerate(given_marks)]
    round = cast(vote("rating", 3), *lines)
    for at, spread in enumerate(spreads(round)):
        marks = sorted(row[at] for row in given_marks if row[at])
        assert spread.marks == tuple(marks)
        assert spread.middle == (median(marks) if marks else None)


@given(st.lists(st.permutations([1, 2, 3, 4]), min_size=1, max_size=6))
def test_an_order_is_that_of_borda(orders: list[list[int]]) -> None:
    """With whole ballots: a first place is worth three points, a last one none."""
    lines = [f"{NAMES[at]} {' '.join(map(str, order))}" for at, order in enumerate(orders)]
    round = cast(vote("ranking"), *lines)
    points = [sum(3 - order.index(number) for order in orders) for number in (1, 2, 3, 4)]
    placed = in_order(round)
    assert [points[at] for _, at in placed] == sorted(points, reverse=True)
    assert [place for place, _ in placed] == [1 + sum(one > points[at] for one in points) for _, at in placed]


def test_what_a_ballot_leaves_out_gets_the_mean_of_the_places_that_are_left() -> None:
    found = spreads(cast(vote("ranking"), "Ana 2", "Bo 2 1 4 3"))
    places = [list(map(float, one.ranks)) for one in found]
    assert places == [[2, 3], [1, 1], [3, 4], [3, 3]]
    assert sum(one.rank or 0 for one in found) == Fraction(10)


@given(st.randoms(use_true_random=False), st.sampled_from(["dots", "fist", "ranking", "hands", "rating"]))
def test_the_order_in_which_ballots_came_leaves_no_trace(chance: random.Random, method: str) -> None:
    marks = {"fist": "2 too early", "rating": "4 5 -"}.get(method, "2 1")
    count = {"fist": 1, "rating": 3}.get(method, 4)
    for names, lines in (
        ("named", [f"{name} {marks}" for name in NAMES]),
        ("pseudonymous", [f"#{at} {marks}" for at in range(1, 9)]),
        ("anonymous", ["# 1", "# 2", "# 3", "# 2"] if method in ("dots", "hands") else []),
    ):
        shuffled = list(lines)
        chance.shuffle(shuffled)
        first, second = (cast(vote(method, count, names=names), *one) for one in (lines, shuffled))
        assert codec.encode_record(first) == codec.encode_record(second)


# At its end


def test_fist_to_five_takes_the_minimum_with_what_those_under_three_say() -> None:
    nobody = voting.closed(vote("fist", 1), NOW)
    assert lowest(nobody) == 3
    assert results.result(nobody, str) == ["Everyone shows 3 or more."]
    shown = cast(vote("fist", 1), "5 4 3 5 4 4 2 5")
    assert (lowest(shown), voting.cast(shown)) == (2, 8)
    told = cast(shown, "Bo 2 the date is too early")
    assert results.result(told, str) == [
        "lowest 2, middle 4, highest 5  2● 3● 4●●● 5●●●",
        "The fewest is 2. bo, the date is too early.",
    ]
    assert ballots.unexplained(told) is None
    silent = cast(vote("fist", 1), "Bo 1", "Ana 4")
    ballot = ballots.unexplained(silent)
    assert ballot
    assert ballot.by == "bo"
    assert ballots.unexplained(ballots.explained(silent, ballot, "too early")) is None


@pytest.mark.parametrize("method", ["dots", "hands", "rating", "ranking"])
def test_a_vote_in_which_nobody_voted_is_not_counted(method: str) -> None:
    with pytest.raises(Problem):
        voting.closed(vote(method), NOW)


def boards() -> Session:
    return small(
        people=PEOPLE,
        goals=tuple(Goal(id=f"g{at}", statement=f"goal {at}") for at in (1, 2, 3)),
        values=(Value(id="v1", value="open"), Value(id="v2", value="quiet")),
        commitments=(Commitment(id="c1", commitment="write"),),
    )


def on_board(session: Session, step: Any, method: Any, *lines: str, typed: str = "") -> Session:
    """The session after a vote on the items of a board."""
    wanted = voting.wanted(method, typed)
    choices = voting.choices(session, step, wanted, method)
    round = voting.opened(wanted, method, choices, id="vote", text="?", at=NOW, step=step)
    numbers = voting.numbers(round, session)
    for line in lines:
        round = ballots.heard(round, line, session, numbers).round
    round = voting.closed(round, NOW)
    return apply(session, Several((Add("rounds", round), *voting.follows(round, session))))


def test_what_a_vote_came_to_goes_to_the_items_on_the_board() -> None:
    session = on_board(boards(), "goals", "dots", "Ana 1 3", "Bo 3", typed="2 on 1 3")
    assert [goal.votes for goal in session.goals] == [1, None, 2]
    session = on_board(boards(), "values", "rating", "Ana 4 -", "Bo 2 5")
    assert [value.ratings for value in session.values] == [(2, 4), (5,)]
    session = on_board(boards(), "commitments", "fist", "Bo 2 no time")
    assert session.commitments[0].fist == 2
    assert on_board(boards(), "commitments", "fist").commitments[0].fist == 3
    ranked = on_board(boards(), "goals", "ranking", "Ana 2 1 3")
    assert ranked.goals == boards().goals


def test_a_choice_whose_item_is_gone_keeps_its_words_and_has_no_number() -> None:
    session = boards()
    wanted = voting.wanted("dots", "")
    choices = voting.choices(session, "goals", wanted, "dots")
    round = voting.opened(wanted, "dots", choices, id="vote", text="?", at=NOW, step="goals")
    left = session.model_copy(update={"goals": session.goals[1:]})
    assert voting.numbers(round, left) == (None, 1, 2)
    round = ballots.heard(round, "Ana 1 2", left, voting.numbers(round, left)).round
    assert round.ballots[0].marks == (0, 1, 1)
    assert [edit.id for edit in voting.follows(round, left)] == ["g2", "g3"]
    assert round.choices[0].text == "goal 1"


def test_only_what_stands_alone_is_voted_on() -> None:
    goals = boards().goals
    session = boards().model_copy(
        update={"goals": (goals[0], goals[1].model_copy(update={"under": "g1"}), goals[2])}
    )
    found = voting.choices(session, "goals", voting.wanted("dots", ""), "dots")
    assert [one.item for one in found] == ["g1", "g3"]
    for typed in ("3 on 2 3", "3 on 9", "3 on 1"):
        with pytest.raises(Problem):
            voting.choices(session, "goals", voting.wanted("dots", typed), "dots")


def test_words_that_begin_like_an_option_are_words() -> None:
    assert voting.wanted("hands", "open on Sunday?").words == "open on Sunday?"
    assert voting.wanted("hands", "hidden anonymous: open on Sunday?").names != "named"
    assert voting.wanted("dots", "5 several open slips on 1 2") == voting.Wanted(
        5, True, False, "pseudonymous", (1, 2)
    )
    said = voting.choices(boards(), "goals", voting.wanted("hands", "When? Monday / Friday"), "hands")
    assert [one.text for one in said] == ["Monday", "Friday"]
    assert voting.question("When? Monday / Friday") == "When?"


def test_who_is_taken_out_takes_their_ballot_along_or_leaves_it_nameless() -> None:
    round = cast(vote("dots"), "Ana 1", "Bo 2")
    gone = apply(SESSION, Forget("ana", said=True))
    assert [one.by for one in voting.settled(round, gone).ballots] == ["bo"]
    nameless = nameless_id(SESSION, "ana")
    left = apply(SESSION, Forget("ana", nameless))
    assert {one.by for one in voting.settled(round, left).ballots} == {"bo", nameless}
    assert voting.settled(round, SESSION) is round


def test_why_somebody_voted_so_goes_with_what_they_said() -> None:
    session = on_board(boards(), "commitments", "fist", "Bo 2 no time")
    assert session.rounds[0].ballots[0].reason == "no time"
    gone = apply(session, Forget("bo", said=True))
    assert gone.rounds[0].ballots == (Ballot(marks=(2,)),)


def test_another_round_is_on_what_is_still_there_in_the_words_of_now() -> None:
    session = on_board(boards(), "goals", "dots", "Ana 1 3")
    changed = session.goals[0].model_copy(update={"statement": "goal one"})
    now = session.model_copy(update={"goals": (changed, session.goals[2])})
    again = voting.again(session.rounds[0], now, id="next", at=NOW)
    assert [one.text for one in again.choices] == ["goal one", "goal 3"]
    assert (again.id, again.closed, again.ballots) == ("next", None, ())
