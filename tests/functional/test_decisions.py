"""Decisions: proposals, objections, what is opened again, and what is agreed when a side has left."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bpworkshop.commands import Face
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.method.guide import load
from bpworkshop.session.around import Choice, Decision, Reopening, Round
from bpworkshop.session.items import Commitment, Goal, Person, Value
from bpworkshop.session.readiness import gaps
from bpworkshop.session.session import Session
from bpworkshop.tui.sheets import closing
from bpworkshop.words import say
from tests.functional.test_line_mode import NOW, PEOPLE, Stand, not_here, table
from tests.functional.test_workshop_screen import Led, on_screen

TODAY = NOW.date()
GOALS = (Goal(id="g1", statement="Read together"), Goal(id="g2", statement="Be seen"))
PROMISES = (
    Commitment(id="c1", commitment="Open on Sunday", promiser="library", to="school"),
    Commitment(id="c2", commitment="Bring classes", promiser="school", to="library"),
    Commitment(id="c3", commitment="Sort the shelves", promiser="library"),
)

Stands = Callable[..., Stand]


@pytest.fixture
def stand(tmp_path: Path) -> Stands:
    folder = tmp_path / "sessions"
    folder.mkdir()

    def stand_(step: str = "goals", *, kept_ours: bool = False, **values: object) -> Stand:
        made = Stand(folder, table(**values), kept_ours=kept_ours)
        return made.at(step) if step != "goals" else made  # type: ignore[arg-type]

    return stand_


def last(here: Stand) -> Decision:
    return here.saved.decisions[-1]


# A proposal


def test_a_proposal_with_objections_becomes_a_decision_told_in_full(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play(
        "/propose 1, 2: Meet on Mondays",
        "Ana Monday is closed",
        "@be too early",
        "the bus is late then",
        "= Meet on Tuesdays",
        "/agree",
        "A goal",
    )
    decision = here.saved.decisions[0]
    assert (decision.text, decision.was, decision.about) == (
        "Meet on Tuesdays",
        ("Meet on Mondays",),
        ("g1", "g2"),
    )
    assert (decision.standing, decision.how, decision.on) == ("agreed", "no-objection", TODAY)
    assert decision.present == ("ana", "ben")
    assert [(one.by, one.reason, one.answer) for one in decision.objections] == [
        ("ana", "Monday is closed", "Meet on Tuesdays"),
        ("ben", "too early", "Meet on Tuesdays"),
        (None, "the bus is late then", "Meet on Tuesdays"),
    ]
    assert say("proposal.question", number="1", text="Meet on Mondays") in "\n".join(told)
    assert [one.statement for one in here.saved.goals][2:] == ["A goal"], "lines are items again"
    shown = here.says("/show decisions.1")
    assert shown == [
        "Meet on Tuesdays",
        "day: 4 May 2026",
        "how: no objection",
        "about: Read together; Be seen",
        "who was there: Ana; Ben",
        "first said as: Meet on Mondays",
        "objections: Ana: Monday is closed, so it became: Meet on Tuesdays; "
        "Ben: too early, so it became: Meet on Tuesdays; "
        "the bus is late then, so it became: Meet on Tuesdays",
    ]
    (page,) = [line for line in here.says("/show") if line.startswith("1 Meet on Tuesdays")]
    assert all(part in page for part in shown)


@pytest.mark.parametrize("lines", [("", ""), ("no", ""), ("", "nobody")])
def test_an_empty_line_asks_once_whether_that_is_all_and_then_decides(
    stand: Stands, lines: tuple[str, ...]
) -> None:
    here = stand()
    dialogue = Dialogue(here.face)
    dialogue.take("/propose We go on")
    assert dialogue.take(lines[0]).lines == (say("proposal.once"),)
    assert last(here).standing == "proposed"
    dialogue.take(lines[1])
    assert last(here).standing == "agreed"
    assert not last(here).objections
    assert dialogue.question is None


def test_an_objection_between_two_empty_lines_is_one_and_asks_anew(stand: Stands) -> None:
    here = stand()
    here.play("/propose We go on", "", "it is late", "")
    assert last(here).standing == "proposed"
    assert [one.reason for one in last(here).objections] == ["it is late"]


def test_what_has_no_answer_is_told_before_it_is_decided_all_the_same(stand: Stands) -> None:
    here = stand()
    told = here.play("/propose We go on", "@ana it is late", "/agree", "", "", "/agree yes")
    assert told.count(say("proposal.against", n=1)) == 2
    assert "Ana: it is late" in told[told.index("> /agree") + 2], "which one is told"
    assert (last(here).standing, last(here).how) == ("agreed", "over-objections")
    assert last(here).objections[0].answer is None, "it stays written down, without an answer"


def test_a_full_stop_leaves_it_for_later_and_it_can_be_taken_up_again(stand: Stands) -> None:
    here = stand()
    here.play("/propose We go on", ".", "A goal", ".")
    assert [one.statement for one in here.saved.goals] == ["A goal"]
    (line,) = here.says("/list decisions")
    assert say("page.proposed") in line
    assert "how:" not in line, "nobody has decided it yet"
    here.play("/propose", "/agree")
    assert last(here).standing == "agreed"
    assert here.says("/propose") == [say("command.propose.none")]


def test_a_proposal_can_be_withdrawn_and_each_step_of_it_undone(stand: Stands) -> None:
    here = stand()
    dialogue = Dialogue(here.face)
    for line in ("/propose We go on", "it is late", "= We go on tomorrow", "/withdraw"):
        dialogue.take(line)
    assert here.saved.decisions == ()
    undone = []
    for _ in range(4):
        (told,) = dialogue.take("/undo").lines
        undone.append(told)
    kinds = ("withdraw", "amend", "objection", "propose")
    assert undone == [say("command.undo.done", what=say(f"did.{kind}")) for kind in kinds]
    assert here.saved.decisions == ()
    dialogue.take("/redo")
    assert dialogue.question, "it is on the table again"
    dialogue.take("/agree")
    assert last(here).text == "We go on"


def test_a_question_after_an_item_ends_when_a_proposal_begins(stand: Stands) -> None:
    here = stand("commitments")
    dialogue = Dialogue(here.face)
    dialogue.take("Open on Sunday")
    assert dialogue.skips
    dialogue.take("/propose We go on")
    assert not dialogue.skips
    dialogue.take("ana it is late")
    assert last(here).objections[0].by == "ana"


def test_who_writes_along_at_another_screen_writes_items(stand: Stands) -> None:
    here = stand()
    Dialogue(here.face).take("/propose We go on")
    there = Dialogue(Face.opened(here.workshop, load()))
    there.take("More children read")
    assert [one.statement for one in here.saved.goals] == ["More children read"]
    assert not last(here).objections


def test_what_is_only_ours_is_no_objection(stand: Stands) -> None:
    here = stand()
    told = here.play("/propose We go on", "!They are bluffing")
    assert say("plain.noted") in told
    assert not last(here).objections
    assert here.saved.goals[0].only_for == "library"


def test_what_is_proposed_among_us_leaves_the_table_when_everyone_looks(stand: Stands) -> None:
    here = stand(phase="prepare")
    dialogue = Dialogue(here.face)
    dialogue.take("/propose We ask for less")
    assert last(here).only_for == "library"
    assert dialogue.question
    here.face.only_us = False
    assert dialogue.question is None
    assert here.face.view.decisions == ()


@pytest.mark.parametrize("line", ["@nobody too late", "@ana", "/amend", "="])
def test_what_can_not_be_said_of_a_proposal_changes_nothing(stand: Stands, line: str) -> None:
    here = stand()
    here.play("/propose We go on", line)
    assert here.failed == 1
    assert (last(here).text, last(here).objections) == ("We go on", ())


@pytest.mark.parametrize("name", ["amend", "agree", "withdraw"])
def test_what_is_for_a_proposal_says_so_where_there_is_none(stand: Stands, name: str) -> None:
    assert stand().says(f"/{name}") == [not_here(name)]


# Written down


def test_how_a_decision_came_about_can_be_said_at_its_end(stand: Stands) -> None:
    at = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    votes = tuple(
        Round(id=f"r{n}", text=f"Vote {n}", method="hands", opened=at, closed=at, choices=(Choice(text="x"),))
        for n in (1, 2)
    )
    here = stand(rounds=votes)
    here.play("/decide The blue logo, by vote", "/decide The fee by mandate", "/decide By vote")
    assert [(one.text, one.how, one.round) for one in here.saved.decisions] == [
        ("The blue logo", "vote", "r2"),
        ("The fee", "mandate", None),
        ("By vote", "no-objection", None),
    ]
    assert "vote: Vote 2" in here.says("/show decisions.1")


# Opened again


def test_a_decision_is_opened_again_and_what_hangs_on_it_is_told(stand: Stands) -> None:
    decision = Decision(id="d1", text="Meet on Mondays", on=date(2026, 5, 1), about=("g1", "c2", "c3"))
    ours = PROMISES[2].model_copy(update={"only_for": "library"})
    here = stand(goals=GOALS, commitments=(*PROMISES[:2], ours), decisions=(decision,))
    told = here.says("/reconsider 1 the bus changed @ben")
    assert told[:3] == [
        say("command.reconsider.done", number="1"),
        say("command.reconsider.hanging", n=1),
        "2 Bring classes: said",
    ], "what is only ours is not told"
    old, new = here.saved.decisions
    assert old.reopened == Reopening(on=TODAY, why="the bus changed", by="ben")
    assert (old.text, old.standing) == ("Meet on Mondays", "agreed")
    assert (new.text, new.about, new.standing, new.replaces) == (old.text, old.about, "proposed", "d1")
    assert say("page.reopened") in here.says("/list decisions")[0]
    assert "opened again: 4 May 2026, Ben: the bus changed" in here.says("/show decisions.1")
    here.play("/propose", "= Meet on Tuesdays", "/agree")
    assert say("page.replaced", number=2) in here.says("/list decisions")[0]
    assert "in place of: Meet on Mondays" in here.says("/show decisions.2")
    rows = " ".join(" ".join(row.plain for row in closing(here.face.reader, 80)).split())
    assert say("page.replaced", number=2) in rows
    assert here.says("/reconsider 1 once more") == [say("command.reconsider.open", n="1")]


def test_what_is_only_proposed_is_not_opened_again(stand: Stands) -> None:
    here = stand()
    here.play("/propose We go on", ".")
    assert here.says("/reconsider 1 it is late") == [say("command.reconsider.proposed", n="1")]


def test_the_decision_to_stop_counts_only_while_it_holds(stand: Stands) -> None:
    conflict = Value(id="v1", value="Pay", ratings=(1, 5), fit="conflict")
    here = stand("values", values=(conflict,))

    def wanted(session: Session) -> bool:
        return any(gap.field == "mitigation" for gap in gaps(session, "values", everyone=False))

    assert wanted(here.saved)
    here.play("/stop 1 We stop over pay")
    assert not wanted(here.saved)
    here.play("/reconsider 1 they would pay")
    assert wanted(here.saved), "it is open again"
    here.play("/propose", "/agree")
    assert last(here).stop
    assert not wanted(here.saved), "the decision in its place is one to stop, too"


# When a side has left


def test_what_is_agreed_when_a_side_has_left_is_proposed_to_them(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES)
    told = here.says("/left school", "/agree 1 2 3")
    assert told[-4:] == [
        say("command.agree.left", n=2, parties="School"),
        "1 Open on Sunday: proposed",
        "2 Bring classes: proposed",
        "3 Sort the shelves: agreed",
    ]
    assert [one.events[-1].waits_for for one in here.saved.commitments] == ["School", "School", None]
    assert here.says("/agree 2") == ["2 Bring classes: agreed"], "said once more, they have said yes"


def test_a_new_day_is_proposed_to_who_has_left(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES[:1])
    here.play("/agree 1", "/left school")
    assert here.says("/renegotiate 1 1 June")[1] == "1 Open on Sunday: proposed"
    assert [event.kind for event in here.saved.commitments[0].events] == [
        "agreed",
        "renegotiated",
        "proposed",
    ]


def test_after_the_meeting_what_is_agreed_is_agreed(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES[:1], phase="after")
    here.play("/away ben")
    assert here.says("/agree 1") == ["1 Open on Sunday: agreed"]


def test_a_decision_says_which_side_had_left(stand: Stands) -> None:
    people = (*PEOPLE, Person(id="cy", name="Cy", handle="cy", party="library"))
    here = stand(people=people)
    here.play("/propose We go on", "/left school", "/agree", "/decide And so it is")
    for decision in here.saved.decisions:
        assert decision.present == ("ana", "cy")
        assert decision.note == say("decision.without", parties="School")
    assert say("decision.without", parties="School").rstrip(".") in here.says("/list decisions")[0]


# On the screen


@on_screen("goals", size=(60, 20))
async def test_on_the_smallest_screen_what_is_asked_and_who_objects_is_in_sight(led: Led) -> None:
    await led.say("/propose 1 visit a month in the reading room")
    asked = " ".join(led.frame.split())
    assert "No objection to number 1, “1 visit a month in the reading room”?" in asked
    assert say("proposal.how") in asked
    await led.say("@ben too few")
    assert "Ben: too few" in led.painted("#told")
    await led.say("= 2 visits a month")
    await led.say("", "")
    assert led.saved.decisions[0].text == "2 visits a month"
    assert led.saved.decisions[0].standing == "agreed"


@on_screen("goals", size=(60, 20))
async def test_a_page_that_is_looked_at_leaves_the_proposal_on_the_table(led: Led) -> None:
    await led.say("/propose We go on", "/people")
    await led.until(lambda: led.page)
    await led.press("escape")
    assert "We go on" in led.painted("#told")


@on_screen(
    "goals",
    size=(60, 20),
    commitments=tuple(Commitment(id=f"c{n}", commitment=f"Promise {n}") for n in range(1, 8)),
    decisions=(Decision(id="d1", text="So be it", on=TODAY, about=tuple(f"c{n}" for n in range(1, 8))),),
)
async def test_many_promises_that_hang_on_it_are_a_page(led: Led) -> None:
    await led.say("/reconsider 1 it rains")
    await led.until(lambda: led.page)
    await led.shows("7 Promise 7: said")
