"""Evaluations read: compared over time, drawn, told, and in no way of anybody who is not to be known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bpworkshop import results
from bpworkshop.documents import reading, svg
from bpworkshop.documents.evaluation import evaluation
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.filling import Paper
from bpworkshop.figures.charts import told as picture
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.around import Round
from bpworkshop.session.edits import Change, Forget, apply
from bpworkshop.session.merge import merge
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.store import codec, gist
from bpworkshop.toolbox.evaluation import charts, evaluations, goals, page, sides, told
from bpworkshop.tui import charts as drawn
from bpworkshop.tui import evaluating, reviewing
from tests import goldens
from tests.evaluated import ROUNDS, evaluated, session

TODAY = date(2026, 12, 2)
GUIDE = load()


def reader(everyone: bool = True, **values: Any) -> Reader:
    whole = session(**values)
    return Reader(shared(whole) if everyone else whole, GUIDE, TODAY, everyone=everyone)


def rated(read: Reader, label: str) -> list[tuple[str, str]]:
    """Middle and change of a theme, round by round."""
    return [
        (one.middle, one.change) for each in evaluations(read) for one in each.rated if one.label == label
    ]


def test_each_theme_is_compared_with_the_round_before() -> None:
    assert rated(reader(), "Collaboration") == [("4", ""), ("4", "the same"), ("4.5", "up 0.5")]
    assert rated(reader(), "Progress") == [("3", ""), ("4", "up 1"), ("4", "the same")]
    assert rated(reader(), "What lasts") == [("3.5", "")]


def test_an_evaluation_among_us_is_compared_with_such_alone_and_shown_to_us_alone() -> None:
    assert rated(reader(everyone=False), "Collaboration")[:2] == [("2", ""), ("4", "")]
    for words in (told(reader()), [row.plain for row in evaluating.rows(reader(), 80)]):
        assert "they never answer" not in "\n".join(words)
    assert "they never answer" in "\n".join(told(reader(everyone=False)))
    later = evaluated("later", date(2026, 12, 2), "running", ("ana", "3; 3; 3"), only_for="library")
    ours = reader(everyone=False, rounds=(*ROUNDS, later))
    assert rated(ours, "Collaboration")[-1] == ("3", "up 1")
    assert "Collaboration – only us" in [one.title for one in charts(evaluations(ours))]
    alone = reader(rounds=ROUNDS[:1])
    assert (page(alone), told(alone)) == ([], [])


def test_words_of_themes_may_change_between_rounds() -> None:
    first = ROUNDS[1]
    choices = tuple(one.model_copy(update={"text": f"Otherwise {one.theme}"}) for one in first.choices)
    renamed = first.model_copy(update={"choices": choices})
    assert rated(reader(rounds=(renamed, *ROUNDS[2:])), "Progress")[1] == ("4", "up 1")


def test_a_theme_that_the_guide_knows_no_more_goes_by_its_words() -> None:
    choices = tuple(one.model_copy(update={"theme": f"old-{one.theme}"}) for one in ROUNDS[1].choices)
    one = ROUNDS[1].model_copy(update={"choices": choices})
    assert "How well do we work together?" in told(reader(rounds=(one,)))


def test_reasons_have_a_name_only_where_the_round_has() -> None:
    said = told(reader())
    assert "  2 Ben Dahl: letters get lost at the school" in said
    assert "  2: only in autumn" in said
    assert "  4: the shelf stands" in said
    assert any("Far apart" in line for line in said)
    assert said.index("Final evaluation, 1 December 2026, 2 answers") == 0


def test_goals_stand_against_their_measures_with_what_was_counted() -> None:
    read = reader()
    first, second = goals(read, evaluations(read))
    assert (first.measure, first.target, first.due) == (
        "loans of children's books",
        "20 % more",
        "31 December 2026",
    )
    assert first.figures[0].startswith("1,240 loans")
    assert first.rated
    assert first.rated.middle == "3"
    assert second.figures == ()
    bare = reader(rounds=ROUNDS[:2])
    assert goals(bare, evaluations(bare))[0].rated is None


def test_each_side_is_told_what_it_kept_of_what_was_due() -> None:
    ours, theirs = sides(reader())
    assert (ours.kept, ours.late, ours.unkept, ours.open, ours.due) == (2, 1, 0, 1, 2)
    assert (theirs.kept, theirs.unkept, theirs.open) == (0, 2, 0)
    assert "%" not in "".join(one.told for one in (ours, theirs)), "a rate is for our side to judge"


def test_what_was_asked_twice_is_drawn_on_the_scale_of_marks_in_every_form() -> None:
    found = charts(evaluations(reader()))
    assert [one.title for one in found] == ["Collaboration", "Progress", "Results"]
    first = found[0]
    assert (str(first.top), [str(one.value) for one in first.points]) == ("5", ["4", "4", "4.5"])
    assert all(first.joined)
    words = "15 June 2026: 4 of 5, from 2 to 5, 3 answers"
    assert words in picture(first)
    assert words in " ".join(" ".join(row.plain for row in drawn.rows(first, 60)).split())
    assert words in svg.written(first)
    assert charts(evaluations(reader(rounds=ROUNDS[:2]))) == []


@pytest.mark.parametrize("width", [20, 60, 120])
def test_the_page_fits_its_width_and_says_when_there_is_nothing(width: int) -> None:
    for read in (reader(), reader(rounds=())):
        rows = evaluating.rows(read, width)
        assert rows
        assert all(len(row.plain) <= width for row in rows)
    assert "/evaluate" in " ".join(row.plain for row in evaluating.rows(reader(rounds=()), width))


def test_a_session_that_is_read_again_tells_the_newest_evaluation() -> None:
    def told(read: Reader) -> str:
        return "\n".join(row.plain for row in reviewing.review(read, 80))

    assert told(reader()).index("Final evaluation, 1 December 2026") < told(reader()).index("1 Goals")
    assert "they never answer" not in told(reader())
    assert "they never answer" in told(reader(everyone=False))
    assert "evaluation" not in told(reader(rounds=()))


# What happens to a session


def written(one: Session) -> str:
    return codec.encode(one).decode()


def test_who_is_taken_out_with_what_they_said_loses_their_reasons_and_others_keep_theirs() -> None:
    whole = session()
    after = apply(whole, Forget("ben", said=True))
    assert "letters get lost" not in written(after)
    assert "we talk every week" in written(after)
    round = next(one for one in after.rounds if one.id == "first")
    assert [one.marks for one in round.ballots] == [one.marks for one in ROUNDS[1].ballots]
    by_name = apply(whole, Forget("ben", instead="nameless", said=False))
    assert "letters get lost" in written(by_name)
    assert "Ben" not in "\n".join(told(Reader(shared(by_name), GUIDE, TODAY, everyone=True)))


def test_two_evaluations_of_two_sides_both_stand_after_a_merge() -> None:
    base = session(rounds=ROUNDS[:1])
    mine, theirs = session(rounds=ROUNDS[:2]), session(rounds=(ROUNDS[0], ROUNDS[2]))
    merged = merge(base, mine, theirs)
    assert {one.id for one in merged.session.rounds} == {"among", "first", "second"}
    assert not merged.conflicts
    assert merge(merged.session, base, merged.session, undo=True).session == base


def test_reasons_are_found_and_read_back_from_the_file() -> None:
    data = codec.encode(session())
    assert codec.decode(data, goldens.ROOT / "x.toml") == session()
    places = gist.places(gist._values(data, goldens.ROOT / "x.toml"))
    assert any("only in autumn" in place.texts for place in places if place.list == "rounds")
    assert "only in autumn" in "\n".join(results.result(ROUNDS[3], str))


def test_a_goal_that_becomes_ours_takes_what_was_written_about_it_along() -> None:
    after = apply(session(), Change("read", {"only_for": "library"}))
    seen = shared(after)
    assert "only in autumn" not in written(seen)
    assert "children" not in "\n".join(told(Reader(seen, GUIDE, TODAY, everyone=True)))
    assert "the shelf stays" in written(seen)


# On paper


def made(form: str, **values: Any) -> str:
    read = reading.reader(session(**values), None, GUIDE, None, only_us=False)
    return FORMS[form].written(evaluation(read, Paper()))


@pytest.mark.parametrize("form", list(FORMS))
def test_on_paper_stands_what_everyone_may_read(form: str) -> None:
    paper = made(form)
    for words in (
        "What lasts",
        "Goals and their measures",
        "only in autumn",
        "Over time",
        "Ben Dahl: letters",
    ):
        assert words in paper
    assert "they never answer" not in paper
    assert paper == made(form)
    assert "Nothing has been evaluated yet" in made(form, rounds=())


def test_a_round_without_any_mark_is_told_all_the_same() -> None:
    silent: Round = evaluated("silent", date(2026, 6, 1), "running", ("ana", "-; -; - no idea"))
    read = reader(rounds=(silent,))
    assert [one.middle for one in evaluations(read)[0].rated] == ["–", "–", "–"]
    assert "  – Ana Lind: no idea" in told(read)
    assert "no idea" in made("md", rounds=(silent,))


def test_rounds_are_in_the_order_of_time_whatever_their_order_in_the_file() -> None:
    turned = reader(rounds=ROUNDS[::-1])
    assert evaluations(turned) == evaluations(reader())
    assert evaluations(turned)[0].day == datetime(2026, 6, 15, tzinfo=UTC).date()
