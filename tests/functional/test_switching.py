"""When it comes to an alternative, in both faces: its day has come, it is the plan, what hung is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.items import Alternative, Benefit, Commitment, Figure, Goal, Party
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.switching import out, plans
from bpworkshop.tui.reviewing import review
from bpworkshop.tui.sheets import closing, opening
from bpworkshop.words import say
from tests.functional.test_line_mode import NOW, Stand, table
from tests.functional.test_workshop_screen import Led, on_screen
from tests.strategies import small

TODAY = NOW.date()
COLLEGE = Party(id="college", name="College", handle="college")
WAYS = (
    Alternative(id="a1", option="Ask the museum", kind="other-partner", trigger="they say no"),
    Alternative(id="a2", option="Only on Sundays", kind="smaller", trigger_on=TODAY),
    Alternative(id="a3", option="On our own", kind="alone"),
    Alternative(id="a4", option="Who knows"),
)
PARTS: dict[str, Any] = {
    "goals": (Goal(id="g1", statement="Be seen", whose="school"),),
    "alternatives": WAYS,
    "benefits": (
        Benefit(id="b1", benefit="A room", giver="library", receiver="school", need="room"),
        Benefit(id="b2", benefit="Pupils", giver="school", receiver="library", need="readers"),
    ),
    "figures": (Figure(id="f1", metric="Pupils in all", giver="school"),),
    "commitments": (
        Commitment(id="c1", commitment="Open on Sunday", promiser="library", to="school", due=TODAY),
    ),
}
THREE: dict[str, Any] = {**PARTS, "parties": (*small().parties, COLLEGE)}
GONE: dict[str, Any] = {
    **PARTS,
    "alternatives": (WAYS[0].model_copy(update={"promoted": TODAY, "without": ("school",)}),),
}

Stands = Callable[..., Stand]


@pytest.fixture
def stand(tmp_path: Path) -> Stands:
    folder = tmp_path / "sessions"
    folder.mkdir()

    def stand_(step: str = "alternatives", *, kept_ours: bool = True, **values: object) -> Stand:
        return Stand(folder, table(**values), kept_ours=kept_ours).at(step)  # type: ignore[arg-type]

    return stand_


def plan(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.id, one.without) for one in plans(session)]


# Its day has come


def test_its_day_has_come_and_the_session_offers_to_promote_it(stand: Stands) -> None:
    here = stand(**PARTS)
    told = here.says("/come 1")
    assert here.saved.alternatives[0].come == TODAY
    how = say("planned.awake", day="4 May 2026")
    offer = say("planned.wake", number="1", option="Ask the museum", how=how, board="")
    assert offer in told
    assert "/promote 1" in offer
    (listed,) = [line for line in here.says("/list") if "Ask the museum" in line]
    assert how in listed


def test_what_has_come_is_told_with_what_is_still_to_say_on_every_board(stand: Stands) -> None:
    here = stand("goals", **PARTS)
    gaps = here.says("/gaps")
    assert [line for line in gaps if "/promote" in line] == [
        say(
            "planned.wake",
            number="2",
            option="Only on Sundays",
            how=say("planned.awake", day="4 May 2026"),
            board="alternatives.",
        )
    ]
    here.play("/promote alternatives.2")
    assert plan(here.saved) == [("a2", ())]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/come", "It goes: /come NUMBER"),
        ("/come 9", "9"),
        ("/come 1 5 May 2026", "5 May 2026 is still ahead."),
        ("/come 1 soon", "It goes: /come NUMBER"),
        ("/come goals.1", "That is no alternative."),
        ("/promote goals.1", "That is no alternative."),
        ("/promote 1 nobody else", "“nobody else” is none of them."),
        ("/promote 1 library", "“library” is none of them."),
        ("/promote 9", "9"),
    ],
)
def test_what_can_not_be_is_told_and_changes_nothing(stand: Stands, line: str, why: str) -> None:
    here = stand(**PARTS)
    before = here.saved
    assert why in "\n".join(here.says(line))
    assert here.failed == 1
    assert here.saved == before


def test_a_day_is_given_and_taken_back_like_any_field(stand: Stands) -> None:
    here = stand(**PARTS)
    here.play("/come 1 1 May 2026", "/undo")
    assert here.saved.alternatives == WAYS
    here.play("/come 1 1 May 2026", "/clear 1 come")
    assert here.saved.alternatives == WAYS


def test_a_closed_session_tells_the_day_and_offers_nothing(stand: Stands) -> None:
    here = stand(status="closed", **PARTS)
    told = "\n".join(here.says("/gaps", "/promote", "/show 2"))
    assert say("planned.came", day="4 May 2026") in told
    assert "its day has come" not in told
    here.play("/promote 2")
    assert here.failed == 1
    assert plan(here.saved) == []


# It becomes the plan


def test_an_alternative_becomes_the_plan_and_what_hung_is_listed(stand: Stands) -> None:
    here = stand(**PARTS)
    told = here.says("/promote 1")
    assert plan(here.saved) == [("a1", ("school",))]
    (decision,) = here.saved.decisions
    assert (decision.text, decision.about) == ("We switch to: Ask the museum", ("a1",))
    assert (decision.on, decision.present) == (TODAY, ("ana", "ben"))
    text = "\n".join(told)
    assert say("command.promote.partner") in text
    assert told[-5:] == [
        say("planned.hangs", n=4, party="School"),
        "Give & get 1: A room",
        "Give & get 2: Pupils",
        "Numbers 1: Pupils in all",
        "Promises 1: Open on Sunday – what becomes of it?",
    ]
    assert "Be seen" not in text, "goals stay"
    after = here.saved
    assert (after.goals, after.benefits, after.commitments) == (
        PARTS["goals"],
        PARTS["benefits"],
        PARTS["commitments"],
    )
    gaps = "\n".join(here.says("/gaps"))
    assert "what becomes of it without School (number 1)" in gaps


def test_one_undo_takes_all_of_it_back_and_tells_what_kind_it_was(stand: Stands) -> None:
    here = stand(**PARTS)
    before = here.saved
    told = here.says("/promote 1", "/undo")
    assert here.saved == before
    assert say("command.undo.done", what=say("did.promote")) in told
    here.play("/promote 1", "/undo", "/redo")
    assert plan(here.saved) == [("a1", ("school",))]


def test_where_everybody_stays_the_days_of_promises_are_told(stand: Stands) -> None:
    here = stand(**PARTS)
    told = here.says("/promote 2")
    assert plan(here.saved) == [("a2", ())]
    assert say("command.promote.days", n=1) in told
    assert "Promises 1: Open on Sunday – 4 May 2026, said" in told


@pytest.mark.parametrize(
    ("number", "answer", "without"),
    [
        ("1", "1", ("school",)),
        ("1", "2", ("college",)),
        ("1", "college", ("college",)),
        ("1", "@college, school", ("school", "college")),
        ("1", "3", ("school", "college")),
        ("3", "both", ("school", "college")),
        ("3", "4", ()),
        ("4", "nobody", ()),
    ],
)
def test_with_several_partners_it_is_asked_who_is_out(
    stand: Stands, number: str, answer: str, without: tuple[str, ...]
) -> None:
    here = stand(**THREE)
    told = here.play(f"/promote {number}", answer, "Another way")
    option = WAYS[int(number) - 1].option
    choices = "1 School  2 College  3 all  4 nobody"
    question = say("planned.question", number=number, option=option, choices=choices)
    assert question in "\n".join(told)
    assert plan(here.saved) == [(WAYS[int(number) - 1].id, without)]
    assert here.saved.alternatives[-1].option == "Another way", "lines are items again"


def test_it_is_asked_too_where_nobody_said_what_kind_it_is(stand: Stands) -> None:
    here = stand(**PARTS)
    here.play("/promote 4", "soon", "1")
    assert here.failed == 1
    assert plan(here.saved) == [("a4", ("school",))]


@pytest.mark.parametrize("later", ["", "."])
def test_the_question_can_be_left_and_asked_again(stand: Stands, later: str) -> None:
    here = stand(**THREE)
    told = here.play("/promote 1", later, "/promote 1 school")
    assert say("planned.later") in told
    assert plan(here.saved) == [("a1", ("school",))]


def test_the_next_one_and_the_first_plan_again(stand: Stands) -> None:
    here = stand(**THREE)
    here.play("/promote 1 school", "/promote 3 college")
    assert plan(here.saved) == [("a3", ("school", "college"))]
    told = here.says("/promote first", "/promote")
    assert plan(here.saved) == []
    assert [one.text for one in here.saved.decisions][-1] == say("planned.decided_first")
    assert say("command.promote.again") in told
    told = here.says("/promote first")
    assert say("command.promote.is_first") in told


def test_alone_the_command_tells_the_plan_what_hangs_and_what_is_awake(stand: Stands) -> None:
    here = stand(**PARTS)
    assert say("command.promote.none") in stand(goals=PARTS["goals"]).says("/promote")
    here = stand(**PARTS)
    here.play("/promote 1")
    told = here.says("/promote")
    how = say("planned.without", day="4 May 2026", parties="School")
    assert say("planned.now", option="Ask the museum", how=how) in told
    assert say("planned.hangs", n=4, party="School") in told
    assert not [line for line in told if "Only on Sundays" in line], "it was passed over today"


def test_what_is_the_plan_is_not_promoted_again(stand: Stands) -> None:
    here = stand(**PARTS)
    told = here.says("/promote 1", "/promote 1")
    assert say("command.promote.already", number="1") in "\n".join(told)
    assert len(here.saved.decisions) == 1


def test_a_decision_about_a_very_long_alternative_is_cut(stand: Stands) -> None:
    here = stand(alternatives=(Alternative(id="a1", option="x" * 500, kind="postpone"),))
    here.play("/promote 1")
    assert len(here.saved.decisions[0].text) == 500


# Who may know it


def test_what_is_only_ours_switches_unseen(stand: Stands) -> None:
    hidden = tuple(one.model_copy(update={"only_for": "library"}) for one in WAYS)
    here = stand(**{**PARTS, "alternatives": hidden})
    before = shared(here.saved)
    here.play("/promote 1")
    assert out(here.saved) == ("school",)
    assert shared(here.saved) == before
    everyone = stand(kept_ours=False, **{**PARTS, "alternatives": here.saved.alternatives})
    assert not everyone.face.only_us
    told = "\n".join(everyone.says("/promote", "/promote first", "/gaps", "/show", "/list benefits"))
    assert "museum" not in told
    assert "hung" not in told
    assert say("planned.title") not in told
    assert plan(everyone.saved) == [("a1", ("school",))]


# Pages and boards


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_pages_tell_the_plan_and_what_hangs(width: int) -> None:
    reader = Reader(small(**GONE), load(), TODAY, everyone=False)
    first = "\n".join(row.plain for row in opening(reader, width))
    told = " ".join(first.split())
    assert say("planned.title") in told
    assert say("planned.without", day="4 May 2026", parties="School") in told
    assert say("planned.hangs", n=4, party="School") in told
    assert f"School ({say('planned.out')})" in told
    whole = " ".join(" ".join(row.plain for row in review(reader, width)).split())
    assert whole.count("Ask the museum") >= 3  # the plan, what if, its board
    assert "hung on School" in whole
    last = " ".join(" ".join(row.plain for row in closing(reader, width)).split())
    assert say("planned.to_settle", party="School") in last


@on_screen("alternatives", kept_ours=True, **PARTS)
async def test_a_key_makes_the_chosen_one_the_plan(led: Led) -> None:
    await led.press("tab", "down")
    await led.shows(say("planned.awake", day="4 May 2026"), say("planned.offer"))
    await led.press("up", "P")
    assert plan(led.saved) == [("a1", ("school",))]
    assert led.page, "what hung is a page of its own"
    await led.shows("hung on School")
    await led.press("escape")
    assert say("planned.without", day="4 May 2026", parties="School") in led.painted("#board")
    await led.press("4")
    await led.shows("hung on School, who is out")
    await led.press("u")
    assert plan(led.saved) == []
    assert "hung on" not in led.painted("#board")


@on_screen("alternatives", kept_ours=True, **THREE)
async def test_the_screen_asks_who_is_out(led: Led) -> None:
    await led.say("/promote 1")
    assert "1 School 2 College" in led.painted("#told")
    assert say("planned.prompt") in led.painted("#prompt")
    await led.say("2")
    assert plan(led.saved) == [("a1", ("college",))]


@on_screen("goals", kept_ours=True, **PARTS)
async def test_the_key_works_on_its_own_board_alone(led: Led) -> None:
    await led.press("tab", "P")
    await led.shows(say("planned.no_alternative")[:30])
    assert plan(led.saved) == []
