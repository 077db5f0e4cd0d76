"""An evaluation without a screen: what a line puts into it, whose turn it is, when all are in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpworkshop.errors import Problem
from bpworkshop.session import evaluating, voting
from bpworkshop.session.around import Ballot, Because, Choice, Round
from bpworkshop.session.evaluating import Answer, Writer
from bpworkshop.session.items import Person
from bpworkshop.store import codec
from tests.strategies import small

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="ben", name="Ben", handle="ben", party="school"),
    Person(id="cleo", name="Cleo", handle="cleo", party="library", present=False),
)
SESSION = small(people=PEOPLE, phase="together")
ANA, BEN = Writer(by="ana"), Writer(by="ben")


def running(**more: Any) -> Round:
    choices = tuple(Choice(text=one, theme=one) for one in ("together", "progress", "results"))
    return Round(
        **{
            "id": "round",
            "text": "How is it going?",
            "method": "rating",
            "evaluates": "running",
            "opened": NOW,
            "choices": choices,
            **more,
        }
    )


def put(round: Round, writer: Writer, typed: str) -> Round:
    return evaluating.answered(round, writer, evaluating.read(typed)).round


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("4", [Answer(4)]),
        ("-", [Answer(0)]),
        ("4 we talk every week", [Answer(4, "we talk every week")]),
        ("4, we talk", [Answer(4, "we talk")]),
        ("4: 3 people said so", [Answer(4, "3 people said so")]),
        ("4 3 -", [Answer(4), Answer(3), Answer(0)]),
        ("4 we talk; 3 slow; 5", [Answer(4, "we talk"), Answer(3, "slow"), Answer(5)]),
        ("4 slow; often late; -; 2 no", [Answer(4, "slow; often late"), Answer(0), Answer(2, "no")]),
        ("- nobody knows; 3", [Answer(0, "nobody knows"), Answer(3)]),
        ("it goes well", []),
        ("4th of May", []),
    ],
)
def test_a_line_is_marks_and_reasons_in_their_order(typed: str, answers: list[Answer]) -> None:
    assert evaluating.read(typed) == answers


@pytest.mark.parametrize("typed", ["0", "6 good", "4 good; 9 better", "99999999999999999999"])
def test_a_mark_is_one_to_five(typed: str) -> None:
    with pytest.raises(Problem, match="1 to 5"):
        evaluating.read(typed)


def test_a_ballot_grows_answer_by_answer_and_counts_when_it_is_whole() -> None:
    round = put(put(running(), ANA, "4 we talk"), ANA, "-")
    assert round.ballots == (Ballot(marks=(4, 0), by="ana", because=(Because(choice=1, text="we talk"),)),)
    assert (voting.cast(round), evaluating.place(round, ANA), evaluating.unfinished(round)) == (0, 2, ANA)
    round = put(round, ANA, "2 slow")
    assert (voting.cast(round), evaluating.place(round, ANA), evaluating.unfinished(round)) == (1, 0, None)
    assert [one.choice for one in round.ballots[0].because] == [1, 3]


def test_who_is_done_and_writes_again_begins_a_new_ballot() -> None:
    round = put(put(running(), ANA, "4 4 4"), BEN, "1 1 1")
    heard = evaluating.answered(round, ANA, [Answer(2, "after all")])
    assert heard.again
    assert [one.marks for one in heard.round.ballots] == [(2,), (1, 1, 1)]


def test_more_answers_than_there_is_to_answer_are_refused_whole() -> None:
    round = put(running(), ANA, "4 4")
    with pytest.raises(Problem) as raised:
        put(round, ANA, "3 3")
    assert raised.value.key == "evaluate.too_many"


def test_slips_without_names_stay_apart_even_where_they_are_alike() -> None:
    round = running(names="anonymous")
    for typed in ("4 3 5", "4 3 5", "4 same; 3; 5"):
        round = put(round, evaluating.next_writer(round), typed)
    round = put(round, Writer(), "4")
    round = evaluating.explained(round, round.ballots[0], "why not").round
    assert sorted(len(one.marks) for one in round.ballots) == [1, 3, 3, 3]
    assert sorted(each.text for one in round.ballots for each in one.because) == ["same", "why not"]
    assert evaluating.unfinished(round) == Writer()


def test_the_order_of_ballots_without_names_does_not_tell_who_came_first() -> None:
    lines = ["4 b; 3; 5", "4 a; 3; 5", "1 1 1"]
    rounds = []
    for order in (lines, lines[::-1]):
        round = running(names="anonymous")
        for typed in order:
            round = put(round, Writer(), typed)
        rounds.append(codec.encode_record(round))
    assert rounds[0] == rounds[1]


def test_slips_have_the_next_number() -> None:
    round = running(names="pseudonymous")
    assert evaluating.next_writer(round) == Writer(slip=1)
    round = put(round, Writer(slip=1), "4 3 5")
    assert evaluating.next_writer(round) == Writer(slip=2)


def test_whose_line_it_is() -> None:
    assert evaluating.named(running(), SESSION, "Ana") == (ANA, "")
    assert evaluating.named(running(), SESSION, "@ben 4 we talk; 3") == (BEN, "4 we talk; 3")
    assert evaluating.named(running(), SESSION, "Ana - ; 4") == (ANA, "- ; 4")
    assert evaluating.named(running(), SESSION, "#7 4 3 5") == (Writer(slip=7), "4 3 5")
    assert evaluating.named(running(names="anonymous"), SESSION, "# 4") == (Writer(), "4")
    assert evaluating.named(running(), SESSION, "nobody knows") is None


@pytest.mark.parametrize(
    ("names", "typed", "key"),
    [
        ("anonymous", "#3 4", "vote.no_slips"),
        ("pseudonymous", "# 4", "vote.slip_number"),
        ("pseudonymous", "Ana 4", "vote.no_names.pseudonymous"),
        ("anonymous", "Ana", "vote.no_names.anonymous"),
    ],
)
def test_names_and_numbers_have_their_place(names: str, typed: str, key: str) -> None:
    with pytest.raises(Problem) as raised:
        evaluating.named(running(names=names), SESSION, typed)
    assert raised.value.key == key


def test_all_are_in_when_everybody_who_is_here_is() -> None:
    round = running()
    assert evaluating.missing(round, SESSION) == ["ana", "ben"]
    assert not evaluating.all_in(round, SESSION)
    round = put(put(round, BEN, "4 4 4"), ANA, "4 4")
    assert (evaluating.missing(round, SESSION), evaluating.all_in(round, SESSION)) == (["ana"], False)
    round = put(round, ANA, "4")
    assert evaluating.all_in(round, SESSION)
    among_us = running(only_for="library")
    assert evaluating.missing(among_us, SESSION) == ["ana"]


def test_all_slips_are_in_when_as_many_are_as_was_said() -> None:
    round = running(names="anonymous", expected=2)
    for typed in ("4 3 5", "1 1 1"):
        assert not evaluating.all_in(round, SESSION)
        round = put(round, Writer(), typed)
    assert evaluating.all_in(round, SESSION)
    assert not evaluating.all_in(put(round, Writer(), "3"), SESSION), "somebody is still writing"


def test_everybody_may_know_what_is_asked_and_how_many_are_in_and_nothing_else() -> None:
    goal = Choice(text="Reading", theme="goal", item="goal1")
    round = running(choices=(*running().choices, goal))
    round = put(put(round, ANA, "4 4 4 4"), BEN, "2 late")
    seen = voting.running(round)
    assert (seen.text, seen.cast) == ("How is it going?", 1)
    assert seen.choices == ("together", "progress", "results", "Reading")
    assert list(voting.numbers(round, SESSION)) == [1, 2, 3, 4]
    among_us = voting.running(round.model_copy(update={"only_for": "library"}))
    assert (among_us.text, among_us.choices) == ("", ())


def test_at_its_end_who_was_not_done_has_left_out_the_rest() -> None:
    round = put(put(running(), ANA, "4 4 4"), BEN, "2 late")
    counted = evaluating.counted(round, NOW)
    assert counted.closed == NOW
    assert [one.marks for one in counted.ballots] == [(4, 4, 4), (2, 0, 0)]
    with pytest.raises(Problem):
        evaluating.counted(running(), NOW)
