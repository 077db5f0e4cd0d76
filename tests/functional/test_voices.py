"""Everyone's voice: rounds of turns, hidden boards, who comes and goes, and what belongs together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpworkshop.commands import Face, dispatch, voices
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.session.items import Commitment, Event, Goal, Person
from bpworkshop.session.presence import has_left
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Running, Turns
from bpworkshop.store.keeper import Lead
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_line_mode import NOW, Stand, Stands, stand
from tests.functional.test_workshop_screen import Led, on_screen

__all__ = ["stand"]

PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="bo", name="Bo", handle="bo", party="library"),
    Person(id="cem", name="Cem", handle="cem", party="school"),
    Person(id="dora", name="Dora", handle="dora", party="school", present=False),
)
GOALS = tuple(Goal(id=f"g{n}", statement=words) for n, words in enumerate(("Read", "Sing", "Play"), 1))


def turns(here: Stand) -> Turns:
    found = here.workshop.stage.turns
    assert found
    return found


def lists(session: Session) -> list[tuple[str, str | None]]:
    return [(one.statement, one.under) for one in session.goals]


# Rounds


def test_a_check_in_goes_round_and_a_line_is_what_somebody_says(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    told = here.says("/checkin", "Glad to be here", "", "Tired")
    assert told[0] == say("voices.order", names="Ana, Cem, Bo")
    assert told[1] == say("voices.check-in_of", who="Ana", n=1, of=3)
    assert told[-1] == say("voices.all")
    assert here.prompts[1:4] == ["Ana", "Cem", "Bo"]
    assert [(one.text, one.by) for one in here.saved.check_in] == [
        ("Glad to be here", "ana"),
        ("Tired", "bo"),
    ]
    assert here.workshop.stage.turns is None
    assert here.saved.goals == ()


def test_a_round_survives_quitting_and_who_leads_elsewhere_sees_it(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    here.play("/checkin", "Glad")
    again = Workshop.open(here.path)
    assert again.stage.turns == Turns("check-in", ("cem", "bo"), ("ana",))
    assert voices.coming(Face.opened(again, load())) == say("voices.now_then", who="Cem", then="Bo")


def test_who_comes_back_later_who_is_late_and_who_leaves(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    here.play("/checkin", "/later")
    assert turns(here).waiting == ("cem", "bo", "ana")
    here.play("/came dora", "/left cem", "Bo speaks")
    assert here.saved.check_in[-1].by == "bo"
    assert here.says("/turn bo") == [
        say("voices.now_then", who="Bo", then="Ana"),
        say("voices.check-in_of", who="Bo", n=1, of=3),
    ]
    here.play("Bo again", "", "")
    assert here.workshop.stage.turns is None
    assert [one.text for one in here.saved.check_in] == ["Bo speaks", "Bo again"]


def test_a_voice_out_of_turn_is_not_asked_for_again(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    here.play("/checkout", "@bo I say it now", "/checkout @cem So do I")
    assert turns(here) == Turns("check-out", ("ana",), ("bo", "cem"))
    here.play("/checkout Nobody's in particular")
    assert turns(here).waiting == ("ana",)
    assert [one.by for one in here.saved.check_out] == ["bo", "cem", None]


def test_a_round_ends_early_and_tells_who_was_not_heard(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    assert here.says("/checkin", "One", ".")[-1] == say("voices.ended_early", names="Cem, Bo")
    for line in ("/done", "/skip", "/later", "/turn ana"):
        assert here.says(line) == [say("voices.none")]
        assert here.failed == 1
    here.play("/checkin", "", "")
    assert here.says("/later")[0] == say("voices.last")
    assert here.says("/turn dora")[0] == say("voices.not_here", name="Dora")
    # What goes on stays where it is, however often it is begun.
    here.play("/checkin")
    assert turns(here).waiting == ("bo",)


def test_nobody_named_is_counted(stand: Stands) -> None:
    here = stand(people=())
    told = here.says("/checkin", "Glad", "Curious", "", "/done")
    assert told[0] == say("voices.counted")
    assert here.prompts[1:5] == [say("voices.voice", n=n) for n in (1, 2, 3, 4)]
    assert told[-1] == say("voices.ended")
    assert [(one.text, one.by) for one in here.saved.check_in] == [("Glad", None), ("Curious", None)]


def test_in_prepare_only_our_side_takes_turns(stand: Stands) -> None:
    here = stand(people=PEOPLE, phase="prepare")
    here.play("/checkin", "Ours")
    assert turns(here).waiting == ("bo",)
    assert here.saved.check_in[0].only_for == "library"


def test_a_round_robin_puts_items_on_the_board_by_whose_turn_it_is(stand: Stands) -> None:
    here = stand(people=PEOPLE).at("goals", "cluster")
    told = here.says("/turns", "We read @shared", "! not aloud", "More children", "", "We play")
    assert say("voices.now_then", who="Cem", then="Bo") in told
    # Bo passed, and the round was over: the last line is anybody's, and asked about.
    assert say("voices.again") in told
    assert [(one.statement, one.by, one.only_for) for one in here.saved.goals] == [
        ("We read", "ana", None),
        ("not aloud", None, "library"),
        ("More children", "cem", None),
        ("We play", None, None),
    ]
    whose = load().label("goals", "whose")
    assert [prompt for prompt in here.prompts if prompt == whose] == [whose]


def test_whoever_writes_along_writes_items_and_takes_no_turns(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    here.play("/checkin")
    here.workshop.lead = Lead(ours=False)
    here.play("A goal of mine", ".")
    assert here.prompts[0] == load().step("goals").prompt
    assert [one.statement for one in here.saved.goals] == ["A goal of mine"]
    assert turns(here).waiting == ("ana", "cem", "bo")
    # Whose turn it is, everybody sees.
    assert voices.coming(here.face) == say("voices.now_then", who="Ana", then="Cem")


# Hidden boards


def test_silent_writing_is_hidden_when_it_is_entered_and_shown_when_it_is_left(stand: Stands) -> None:
    here = stand("figures", people=PEOPLE, goals=GOALS[:1])
    told = here.says("/step goals", "Quiet words", "More words", "/list", "/edit 2 x", "/next")
    assert told[0] == say("hiding.empty")
    assert say("hiding.written", n=1) in told
    assert told.count(say("hiding.written", n=2)) == 2
    assert not any("uiet" in line or "More words" in line for line in told)
    assert say("hiding.revealed", n=2) in told
    assert here.failed == 1
    assert here.workshop.stage.veil is None
    assert [line[0] for line in here.says("/list")[:3]] == ["1", "2", "3"]


@pytest.mark.parametrize("ours", [True, False])
def test_what_is_hidden_is_in_nothing_that_is_told(stand: Stands, ours: bool) -> None:
    here = stand("goals", people=PEOPLE, kept_ours=ours).at("goals", "cluster")
    lines = ("/list", "/list votes", "/gaps", "/show", "/show 1", "/table", "/accept", "/merge 1 2", "/ask")
    told = here.says("/hide", "Zebra @shared", "! Zebra for us", *lines, "/step 2", "/back")
    # What is only ours is not even counted where everybody reads.
    shown = told.index(say("hiding.revealed", n=2 if ours else 1))
    assert "Zebra" not in "\n".join(told[:shown])


def test_reveal_shows_all_at_once_and_undo_tells_the_kind(stand: Stands) -> None:
    here = stand("goals", people=PEOPLE).at("goals", "cluster")
    assert here.says("/reveal") == [say("hiding.none")]
    here.play("/hide", "One", "Two", "Three")
    assert here.says("/undo") == [say("command.undo.done", what=say("did.add"))]
    assert here.says("/cluster 1 2 = All") == [say("command.no_item", number="1", of="Goals", n=0)]
    assert here.says("/reveal")[0] == say("hiding.revealed", n=2)
    assert [one.statement for one in here.face.view.goals] == ["One", "Two"]


# People


def test_who_came_and_left_is_noted_with_the_time(stand: Stands) -> None:
    here = stand(people=PEOPLE)
    at = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    assert at == NOW.replace(microsecond=0)
    assert here.says("/came @4") == [say("command.came.done", name="Dora", time="10:00")]
    assert here.says("/left Cem") == [say("command.left.done", name="Cem", time="10:00")]
    cem, dora = here.saved.people[2:4]
    assert (cem.present, cem.left, dora.present, dora.came) == (False, at, True, at)
    assert "4 Dora (@dora), School, came at 10:00" in here.says("/people")
    here.play("/here cem")
    assert here.saved.person("cem") == PEOPLE[2]
    assert here.says("/came Eva, school, pupil")[0].startswith("Eva (@eva)")
    assert here.saved.people[-1].came == at
    for line in ("/came", "/left", "/came nobody", "/left nobody"):
        here.play(line)
        assert here.failed == 1


def test_a_whole_side_leaves_and_comes_back(stand: Stands) -> None:
    people = (*PEOPLE, Person(id="eva", name="Eva", handle="eva", party="school"))
    here = stand(people=people)
    assert here.says("/left school") == [say("command.left.party", party="School", time="10:00", n=2)]
    assert here.saved.parties[1].left
    assert has_left(here.saved, "school")
    assert [one.present for one in here.saved.people] == [True, True, False, False, False]
    assert here.says("/came school") == [say("command.came.party", party="School", time="10:00", n=2)]
    assert not has_left(here.saved, "school")
    # Dora had not been there before they left.
    assert [one.present for one in here.saved.people] == [True, True, True, False, True]
    here.play("/left school", "/undo")
    assert not has_left(here.saved, "school")
    here.play("/left school", "/came dora")
    assert here.saved.parties[1].left is None


def test_a_person_is_their_number_in_a_line_too(stand: Stands) -> None:
    here = stand("commitments", people=PEOPLE)
    here.play("We open at nine @3", ".", "/owner 1 2")
    assert here.saved.commitments[0].owner == "bo"
    here.play("We close at six @3", ".")
    assert here.saved.commitments[1].owner == "cem"
    assert here.saved.commitments[1].commitment == "We close at six"


# What belongs together


def test_items_under_a_heading_and_out_again(stand: Stands) -> None:
    here = stand("goals", goals=GOALS).at("goals", "cluster")
    assert here.says("/cluster 3 1 = Together") == [say("command.cluster.done", number="1", n=2)]
    head = here.saved.goals[0].id
    assert lists(here.saved) == [("Together", None), ("Play", head), ("Read", head), ("Sing", None)]
    assert here.says("/list")[1] == "  2 Play – under number 1"
    assert here.says("/split 2") == [say("command.split.done", n=1)]
    assert lists(here.saved)[1] == ("Play", None)
    assert here.says("/split 1", "/split 1")[1] == say("command.split.alone")
    here.play("/undo", "/undo", "/undo")
    assert here.saved.goals == GOALS


def test_a_heading_is_of_the_side_that_all_under_it_name(stand: Stands) -> None:
    theirs: dict[str, Any] = {"whose": "school", "certainty": "assumed"}
    goals = (Goal(id="g1", statement="Read", **theirs), Goal(id="g2", statement="Sing", **theirs), GOALS[2])
    here = stand("goals", goals=goals)
    here.play("/cluster 1 2 = Theirs", "/cluster 1 4 = Mixed")
    assert [(one.whose, one.certainty) for one in here.saved.goals[:2]] == [
        (None, "assumed"),
        ("school", "assumed"),
    ]


def test_a_merge_keeps_what_each_said_and_adds_up_their_votes(stand: Stands) -> None:
    votes = tuple(
        goal.model_copy(update={"votes": n, "by": "ana"}) for n, goal in zip((3, None, 4), GOALS, strict=True)
    )
    here = stand("goals", goals=votes, people=PEOPLE)
    assert here.says("/merge 1 3 2") == [say("command.merge.done", number="1", n=2)]
    assert [(one.statement, one.votes, one.under, one.by) for one in here.saved.goals] == [
        ("Read", 7, None, "ana"),
        ("Play", 4, "g1", "ana"),
        ("Sing", None, "g1", "ana"),
    ]
    here.play("/undo")
    assert here.saved.goals == votes
    # Who was given no votes gets none from what is put under it.
    here.play("/merge 2 1")
    assert next(one for one in here.saved.goals if one.id == "g2").votes is None


def test_heads_that_are_put_together_stay_one_level_deep(stand: Stands) -> None:
    more = (*GOALS, Goal(id="g4", statement="Run"), Goal(id="g5", statement="Rest"))
    here = stand("goals", goals=more)
    here.play("/merge 1 2", "/merge 3 4", "/merge 2 3", "/merge 1 5")
    assert lists(here.saved) == [(goal.statement, None if goal.id == "g1" else "g1") for goal in more]
    here.play("/cluster 1 = All of it")
    head = here.saved.goals[0].id
    assert lists(here.saved)[1:] == [(goal.statement, head) for goal in more]
    here.play("/remove 1")
    assert here.says("/list")[:2] == ["1 Read", "2 Sing"]


def test_what_can_not_be_put_together_is_told(stand: Stands) -> None:
    event = Event(id="e1", kind="agreed", on=NOW.date(), recorded=NOW)
    promises = (Commitment(id="c1", commitment="One"), Commitment(id="c2", commitment="Two", events=(event,)))
    here = stand("commitments", commitments=promises, goals=GOALS)
    assert here.says("/merge 1 2") == [say("command.merge.settled")]
    here.play("/merge 2 1")
    assert here.saved.commitments[1].under == "c2"
    wrong = (
        "/merge 1 goals.1",
        "/cluster 1 2",
        "/cluster 1 = ",
        "/merge 1",
        "/merge people.1 1",
        "/merge 1 1",
    )
    for line in wrong:
        assert here.says(line)[0].startswith(say("command.wrong", usage="")[:20]), line
    here.workshop.stand(running=Running("r1", "dots", "named", "Which?"))
    with pytest.raises(Problem, match="vote"):
        dispatch(here.at("goals").face, "/cluster 1 2 = Both")


def test_what_is_only_ours_stands_under_nothing_that_everyone_sees(stand: Stands) -> None:
    ours: dict[str, Any] = {"only_for": "library"}
    goals = (*GOALS[:2], Goal(id="g3", statement="Secret", **ours), Goal(id="g4", statement="Plan", **ours))
    here = stand("goals", goals=goals, kept_ours=True, people=PEOPLE)
    here.play("/merge 1 3", "/cluster 4 = Ours")
    everyone = Face(here.workshop, load(), only_us=False)
    assert [one.statement for one in everyone.view.goals] == ["Read", "Sing"]
    assert next(one for one in here.saved.goals if one.statement == "Ours").only_for == "library"
    here.play("/merge 5 1")
    # Its head is only ours: for everyone it stands alone.
    assert lists(everyone.view) == [("Sing", None), ("Read", None)]
    with pytest.raises(Problem):
        dispatch(everyone, "/split 1")


# On the screen


SMALL: dict[str, Any] = {"size": (60, 20), "people": PEOPLE}


@on_screen("goals", activity="cluster", **SMALL)
async def test_the_line_says_whose_turn_it_is(led: Led) -> None:
    await led.say("/checkin")
    assert led.painted("#prompt").startswith("Ana ▸")
    assert say("voices.check-in_of", who="Ana", n=1, of=3) in led.painted("#told")
    await led.say("Glad")
    assert led.painted("#prompt").startswith("Cem ▸")
    await led.press("enter")
    assert led.painted("#prompt").startswith("Bo ▸")
    await led.say("Me too")
    assert led.painted("#prompt").startswith(f"{load().step('goals').prompt} ▸")
    assert [one.by for one in led.saved.check_in] == ["ana", "bo"]


@on_screen("benefits", activity="say-needs", **SMALL)
async def test_the_empty_line_proposes_what_the_activity_is_led_with(led: Led) -> None:
    assert led.line.placeholder == say("screen.line_way", command="turns")
    await led.say("/turns", "A room for reading")
    assert led.line.placeholder == say("screen.line_turns")
    assert "1 A room for reading" in " ".join(led.frame.split())
    assert led.saved.benefits[0].by == "ana"
    assert led.painted("#prompt").startswith("Cem ▸")


@on_screen("goals", goals=GOALS[:1], activity="cluster", **SMALL)
async def test_the_board_hides_and_says_how_many(led: Led) -> None:
    await led.say("/hide", "Zebra one", "Zebra two")
    assert "Zebra" not in led.frame
    assert say("hiding.written", n=2) in " ".join(led.frame.split())
    await led.press("tab", "end")
    assert led.board.chosen == "g1"
    await led.press("escape")
    await led.say("/reveal")
    assert "2 Zebra one" in " ".join(led.frame.split())
    assert say("hiding.written", n=2) not in led.frame


@on_screen("goals", goals=GOALS, activity="cluster", **SMALL)
async def test_signs_on_the_board_put_items_under_the_chosen_one_and_take_them_out(led: Led) -> None:
    await led.press("tab", "home", ">")
    assert led.line.value == "/merge 1 "
    await led.type("3")
    await led.press("enter")
    assert lists(led.saved) == [("Read", None), ("Play", "g1"), ("Sing", None)]
    rows = led.frame.split("\n")
    read, play, sing = (
        next(row for row in rows if f"  {words}" in row) for words in ("Read", "Play", "Sing")
    )
    assert rows.index(read) < rows.index(play) < rows.index(sing)
    assert play.index("Play") == read.index("Read") + 4
    await led.press("tab", "home", "<")
    assert [one.under for one in led.saved.goals] == [None, None, None]
