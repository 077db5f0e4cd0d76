"""Votes led: line by line and on the screen; that nobody reads a ballot, loses one, or counts one twice."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpworkshop.commands import Face
from bpworkshop.commands.casting import LINES
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.method.guide import load
from bpworkshop.session.edits import Add, Remove
from bpworkshop.session.items import Alternative, Commitment, Goal, Value
from bpworkshop.store import codec
from bpworkshop.store.beside import ROUND, STAGE
from bpworkshop.store.process import Process
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_line_mode import Stand, Stands, after, stand
from tests.functional.test_workshop_screen import Led, on_screen

__all__ = ["stand"]

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
WHY = "Xylophone-why"
GOALS = tuple(
    Goal(id=f"goal{at}", statement=words, whose="shared")
    for at, words in enumerate(["Reading", "Swap shelf", "Homework", "Sunday"], 1)
)
PROMISES = tuple(
    Commitment(id=f"promise{at}", commitment=words) for at, words in enumerate(["Write", "Open"], 1)
)
VALUES = tuple(Value(id=f"value{at}", value=words) for at, words in enumerate(["Open", "Quiet"], 1))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the power failing; and no test begins with the slips of another."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    LINES.slips = ""


def files(path: Path) -> dict[str, str]:
    """Everything that is kept of a session, by its name; the session's own file too."""
    beside = (path.parent / ".bpworkshop").rglob("*")
    return {
        str(one.relative_to(path.parent)): one.read_text("utf-8")
        for one in (path, *beside)
        if one.is_file() and one.name != "lock"
    }


def ballots(path: Path) -> list[str]:
    """The files in which a ballot stands."""
    return [name for name, words in files(path).items() if "marks = " in words or WHY in words]


def again(here: Stand, **changes: str) -> Workshop:
    """The same session opened by another program; ``changes`` say whose that is."""
    workshop = Workshop.open(here.path, clock=lambda: NOW)
    lease = workshop._keeper._leased(lambda: NOW)
    # A process that runs, and is not this one.
    lease.process = replace(Process.mine(), pid=os.getppid(), started="", **changes)
    workshop.lead = workshop._keeper.pulse()
    return workshop


# Line by line


def test_dots_by_person_are_checked_corrected_counted_and_kept(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/dots 2", "Ana 1 3", "Ben 1 2 3", "Ben 3", "@ben 3 4", "", "", "/list goals votes")
    assert after(told, "Ana 1 3") == ["Ana is in. 2 dots each: Goals – 1 of 2 in"]
    assert after(told, "Ben 1 2 3") == [say("vote.too_many", n=2, given=3)]
    assert after(told, "Ben 3")[1] == "Ben gave 1 of 2 dots."
    assert after(told, "@ben 3 4")[0].startswith("Ben is in again")
    assert [line for line in told if line.startswith("1 Homework: 2 dots")]
    assert [goal.votes for goal in here.saved.goals] == [1, 0, 2, 1]
    (round,) = here.saved.rounds
    assert [(one.by, one.marks) for one in round.ballots] == [("ana", (1, 0, 1, 0)), ("ben", (0, 0, 1, 1))]
    assert (round.closed, round.secret, here.workshop.round) == (NOW, True, None)
    assert ballots(here.path)[0] == here.path.name
    assert not (here.workshop.beside.folder / ROUND).exists()


def test_while_a_secret_vote_runs_nothing_tells_what_is_in(stand: Stands, tmp_path: Path) -> None:
    here = stand("commitments", commitments=PROMISES)
    here.workshop.start()
    here.workshop.keep_handout(tmp_path / "handout.toml", keep=True)
    told = here.play(
        "/fist 1", f"Ana 2 {WHY}", "Ben 4", "/list", "/show", "/gaps", "/rounds", "/people", "/notes remember"
    )
    assert not [line for line in told if WHY in line and not line.startswith("> ")]
    assert not [line for line in told if "lowest" in line]
    (kept,) = ballots(here.path)
    assert Path(kept).name == ROUND
    assert stat.S_IMODE((here.path.parent / kept).stat().st_mode) == 0o600
    handout = (tmp_path / "handout.toml").read_text()
    assert "cast = 2" in handout
    assert "marks" not in handout
    assert WHY not in handout
    assert here.workshop.stage.running
    assert here.workshop.stage.running.cast == 2


def test_an_undone_ballot_leaves_no_trace_and_comes_back_by_nothing(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES)
    here.play("/idea Shelf", "/fist 1", "Ben 4", f"Ana 2 {WHY}", "/undo")
    assert WHY not in "".join(files(here.path).values())
    assert here.workshop.round
    assert [one.by for one in here.workshop.round.ballots] == ["ben"]
    with pytest.raises(Problem, match=r"\w"):
        here.workshop.redo()
    here.play("/undo", "/undo")
    assert here.workshop.round is None
    assert here.workshop.stage.running is None
    assert here.saved.idea == "Shelf"
    here.play("/undo")
    assert here.saved.idea is None


def test_undo_of_a_counted_vote_takes_out_what_followed_and_redo_brings_it_back(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.play("/dots", "5 3 0 2", "/count")
    counted = here.saved
    assert [goal.votes for goal in counted.goals] == [5, 3, 0, 2]
    here.play("/undo")
    assert (here.saved.rounds, here.saved.goals, here.workshop.round) == ((), GOALS, None)
    here.play("/redo")
    assert here.saved == counted


def test_what_is_hidden_is_revealed_before_it_is_voted_on(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/hide", "/dots", "/void", "Sing", "/dots", "/reveal", "/dots")
    hidden = say("vote.hidden")
    assert hidden not in "\n".join(after(told, "/dots")), "what stood there before is in sight"
    assert told.count(hidden) == 1
    assert here.workshop.round


@pytest.mark.parametrize(
    "line", ["/remove 2", "/park 1", "/move 1 3", "/ours 1", "/merge 1 2", "/phase after", "/close"]
)
def test_what_is_voted_on_stands_while_it_is(stand: Stands, line: str) -> None:
    here = stand(goals=GOALS)
    here.play("/dots", "Ana 1", line)
    assert here.failed == 1
    assert here.saved.goals == GOALS
    assert here.saved.phase == "together"
    here.play("/count", line)
    assert here.failed == 0


def test_while_dots_are_given_nothing_new_comes_and_there_is_no_order_by_votes(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/dots", "/list votes", "/list goals votes")
    assert after(told, "/list votes") == [say("vote.no_order")]
    assert here.failed == 2
    here.play("/park Buses", "/notes Tired")
    assert here.failed == 0
    assert (here.saved.parked[0].text, here.saved.notes[0].text) == ("Buses", "Tired")
    with pytest.raises(Problem, match="Nothing new"):
        here.workshop.apply(Add("goals", Goal(id="new", statement="New")), "add")
    here.play("/void", "/rank")
    here.workshop.apply(Add("goals", Goal(id="new", statement="New")), "add")
    assert len(here.saved.goals) == 5


def test_a_vote_on_another_step_leaves_the_lines_here_items(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.play("/dots", "Ana 1", "/step values", "Openness", ".", "/step goals", "Ben 2")
    assert [one.value for one in here.saved.values] == ["Openness"]
    assert here.workshop.round
    assert len(here.workshop.round.ballots) == 2


def test_a_question_that_was_asked_gives_way_to_the_vote(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.play("Another goal", "/dots", "Ana 1 5")
    assert here.failed == 0
    assert here.workshop.round
    assert here.workshop.round.ballots[0].marks == (1, 0, 0, 0, 1)


def test_fist_to_five_goes_on_until_the_fewest_is_three_and_keeps_the_rounds_before(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES)
    told = here.play(
        "/vote", "/fist", "Ben 2", WHY, "", "", "/again", "5 4 3", "/count", "/fist", "", "", "/fist"
    )
    assert after(told, "Ben 2")[-1].startswith("Ben: what would help?")
    assert f"The fewest is 2. Ben, {WHY}." in told
    assert say("vote.fist_done") in told
    assert [one.text for one in here.saved.rounds] == ["Write", "Write", "Open"]
    assert [one.fist for one in here.saved.commitments] == [3, 3]
    assert here.saved.rounds[0].ballots[0].reason == WHY


def test_fingers_that_were_counted_are_written_down(stand: Stands) -> None:
    here = stand("commitments", commitments=PROMISES)
    here.play("/fist 2 4", "/vote 1 7")
    assert here.failed == 0
    assert (here.saved.commitments[1].fist, here.saved.commitments[0].votes) == (4, 7)
    assert here.workshop.round is None


def test_every_kind_of_vote_is_counted_and_can_be_read_again(stand: Stands) -> None:
    here = stand("values", values=VALUES)
    told = here.play(
        *("/rate", "1: 4 5 3 4", "2: 1 5", "/count"),
        *("/rank", "Ana 2 1", "Ben 2", "/count"),
        *("/hands When? Monday / Friday", "3 1", "/count"),
        *("/slips dots 1", "1", "2", "1", "#2 1", "/count"),
        *("/rounds", "/rounds 2", "/list rounds", "/show rounds.1", "/show"),
    )
    assert here.failed == 0
    assert [value.ratings for value in here.saved.values] == [(3, 4, 4, 5), (1, 5)]
    assert [value.votes for value in here.saved.values] == [3, 0]
    page = after(told, "/rounds")
    assert page[0].startswith("1 Rating 1 to 5: Values")
    assert "1 Quiet: place 1 in the middle, from 1 to 1" in page
    assert "1 Monday: 3 hands ●●●" in page
    assert after(told, "/rounds 2")[-2:] == ["Ana: Quiet > Open", "Ben: Quiet"]
    assert not [line for line in told if "marks=" in line]
    assert [one.slip for one in here.saved.rounds[3].ballots] == [1, 2, 3]
    assert not [line for line in told if "Ana" in line and "Slip" in line]


def test_a_vote_is_dropped_only_when_sure(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/dots", "Ana 1", "/void", "/void yes", "/void", "/undo")
    assert after(told, "/void")[0] == say("command.void.sure", n=1)
    assert here.workshop.round is None
    assert not ballots(here.path)
    assert here.failed == 2


def test_line_by_line_a_ballot_can_be_typed_unseen(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/dots", "!", "Ana 1 2")
    assert say("vote.unseen") in told
    assert here.lines
    assert here.lines.asked[2][1]
    assert here.workshop.round
    assert here.workshop.round.ballots[0].marks == (1, 1, 0, 0)


def test_an_open_vote_shows_what_each_has_so_far(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/dots open", "Ana 1 2")
    assert "Ana: Reading 1, Swap shelf 1" in after(told, "Ana 1 2")


def test_among_us_a_vote_is_ours_and_nobody_else_hears_of_it(stand: Stands, tmp_path: Path) -> None:
    ours = tuple(goal.model_copy(update={"only_for": "library"}) for goal in GOALS)
    here = stand(goals=ours, phase="prepare")
    here.workshop.start()
    here.workshop.keep_handout(tmp_path / "handout.toml", keep=True)
    here.play("/hands Are we too cheap? yes / no", "1 1")
    assert here.workshop.stage.running
    assert here.workshop.stage.running.text == ""
    assert "cast" not in (tmp_path / "handout.toml").read_text()
    here.face.only_us = False
    assert not LINES.listens(here.face)
    told = here.play("/count", "/rounds")
    assert here.failed == 1
    assert not [line for line in told if "cheap" in line]
    here.face.only_us = True
    here.play("/count")
    assert here.saved.rounds[0].only_for == "library"


def test_together_what_is_only_ours_is_no_choice_and_has_no_number(stand: Stands) -> None:
    hidden = GOALS[0].model_copy(update={"only_for": "library"})
    here = stand(goals=(hidden, *GOALS[1:]), kept_ours=True)
    told = here.play("/dots", "Ana 1 3")
    assert "1 Swap shelf" in after(told, "/dots")
    assert here.workshop.round
    assert [one.text for one in here.workshop.round.choices] == ["Swap shelf", "Homework", "Sunday"]
    assert here.workshop.round.ballots[0].marks == (1, 0, 1)


# What happens to it


def test_a_vote_goes_on_after_the_program_died(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1 2")
    later = Workshop.open(here.path, clock=lambda: NOW)
    later.start()
    assert later.round == here.workshop.round
    face = Face.opened(later, load())
    LINES.take(face, "Ben 2")
    LINES.take(face, "")
    LINES.take(face, "")
    assert [goal.votes for goal in codec.decode(here.path.read_bytes(), here.path).goals] == [1, 2, 0, 0]


def test_a_vote_that_was_counted_when_the_program_died_is_not_counted_twice(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    folder = here.workshop.beside.folder
    ran = {name: (folder / name).read_bytes() for name in (ROUND, STAGE)}
    here.play("/count")
    for name, data in ran.items():
        (folder / name).write_bytes(data)
    later = Workshop.open(here.path, clock=lambda: NOW)
    later.start()
    assert (later.round, later.stage.running) == (None, None)
    assert len(later.session.rounds) == 1
    assert not (folder / ROUND).exists()


def test_ballots_stay_until_what_was_counted_is_on_the_disk(
    stand: Stands, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    with monkeypatch.context() as full:
        full.setattr(here.workshop._keeper, "save", _refuse)
        here.play("/count")
        assert here.workshop.session.rounds
        assert (here.workshop.beside.folder / ROUND).exists()
    here.workshop.save()
    assert here.saved.rounds
    assert not (here.workshop.beside.folder / ROUND).exists()


def test_a_ballot_that_the_disk_refused_is_told_and_tried_again(
    stand: Stands, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots")
    with monkeypatch.context() as full:
        full.setattr(here.workshop.beside, "_keep_round", _refuse)
        told = here.play("Ana 1")
        assert say("plain.kept") in told
        assert here.workshop.unsaved
    here.workshop.save()
    assert not here.workshop.unsaved
    assert "ana" in (here.workshop.beside.folder / ROUND).read_text()


def _refuse(*_: object, **__: object) -> None:
    raise FileProblem("file.full", path=Path("round.toml"))


def test_the_lead_passes_to_no_other_user_while_a_vote_runs(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    other = again(here, user="somebody")
    other._keeper.ask_lead()
    here.workshop.look()
    told = here.play("/lead yes")
    assert say("lead.vote_runs", who="somebody") in told
    assert here.workshop.lead
    assert here.workshop.lead.ours
    here.play("/void yes", "/lead yes")
    assert not here.workshop.lead.ours


def test_at_another_terminal_of_the_same_login_the_vote_goes_on(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    mine = again(here)
    mine._keeper.ask_lead()
    here.workshop.look()
    here.play("Ben 2", "/lead yes")
    assert here.failed == 0
    mine.look()
    assert mine.lead
    assert mine.lead.ours
    assert mine.round
    assert [one.by for one in mine.round.ballots] == ["ana", "ben"]
    assert LINES.listens(Face.opened(mine, load()))
    assert not LINES.listens(here.face)
    here.workshop.look()
    assert not here.workshop.warnings


def test_taking_the_lead_voids_the_vote_and_both_sides_are_told(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    other = again(here, user="somebody")
    other.seize_lead()
    assert say("lead.vote_dropped") in other.warnings
    assert (other.stage.running, other.round) == (None, None)
    here.workshop.look()
    assert say("lead.vote_voided") in here.workshop.warnings
    assert (here.workshop.stage.running, here.workshop.round) == (None, None)
    assert not ballots(here.path)
    # An older edit is what undo takes back now.
    with pytest.raises(Problem):
        here.workshop.undo()


def test_the_vote_of_another_user_who_is_gone_is_void(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1")
    # What another user sees: the ballots can't be read.
    (here.workshop.beside.folder / ROUND).write_bytes(b"")
    later = Workshop.open(here.path, clock=lambda: NOW)
    later.start()
    assert say("lead.vote_dropped") in later.warnings
    assert later.stage.running is None


@pytest.mark.parametrize(("line", "left"), [("/forget Ana", 2)])
def test_who_is_taken_out_is_nameless_in_a_vote_that_runs(stand: Stands, line: str, left: int) -> None:
    here = stand(goals=GOALS)
    here.play("/dots", "Ana 1", "Ben 2", line)
    assert "ana" not in (here.workshop.beside.folder / ROUND).read_text().split('"')
    assert here.workshop.round
    assert len(here.workshop.round.ballots) == left
    here.play("/count")
    assert here.failed == 0
    assert "ana" not in {one.by for one in here.saved.rounds[0].ballots}


def test_a_choice_that_somebody_else_took_away_keeps_its_words(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.workshop.start()
    here.play("/dots", "Ana 1 2")
    theirs = Workshop.open(here.path, clock=lambda: NOW)
    theirs._beside = replace(theirs._beside, round=None)
    theirs.apply(Remove("goal1"), "remove")
    told = here.play("Ben 1", "/count")
    assert here.failed == 0
    assert [goal.votes for goal in here.saved.goals] == [2, 0, 0]
    assert [line for line in told if line.startswith("2 Reading: 1 dot")]


# On the screen


@on_screen(goals=GOALS, size=(60, 20))
async def test_before_everyone_a_ballot_is_dots_while_it_is_typed(led: Led) -> None:
    await led.say("/dots")
    await led.type("Ana 3 @an")
    assert led.line.password
    assert "Ana" not in led.painted("#bottom")
    assert "@ana" not in led.painted("#bottom").casefold()
    assert led.line.begun == ("", True)
    await led.say("Ana 3")
    assert "Ana is in" in led.frame
    assert "1 of 2 in" in led.painted("StepBoard")
    await led.type("/count")
    assert not led.line.password
    await led.press("enter")
    assert led.page
    assert "1 Homework: 1 dot ●" in led.frame
    await led.press("escape")
    assert [goal.votes for goal in led.saved.goals] == [0, 0, 1, 0]


@on_screen(goals=GOALS)
async def test_what_was_begun_of_a_ballot_goes_with_the_vote(led: Led) -> None:
    await led.say("/dots", "Ana 3")
    await led.type("Ben 2")
    await led.press("tab")
    led.screen.take("/count")
    await led.press("escape")
    assert led.line.value == ""
    await led.press("escape", "escape")
    assert "Ben 2" not in led.frame


@on_screen(goals=GOALS, kept_ours=True)
async def test_on_our_own_screen_a_ballot_is_read_and_kept_nowhere(led: Led) -> None:
    await led.say("/dots")
    await led.type("Ana 3")
    assert not led.line.password
    assert led.line.begun == ("", True)


@on_screen(goals=GOALS, activity="dots")
async def test_a_key_opens_the_vote_that_the_activity_asks_for(led: Led) -> None:
    assert "/dots" in led.line.placeholder
    await led.press("tab", "V")
    assert led.workshop.round
    assert led.workshop.round.method == "dots"
    assert led.workshop.round.text == "Which goals matter most?"
    assert "/count" in led.line.placeholder


@on_screen(goals=GOALS)
async def test_the_order_by_votes_waits_until_the_dots_are_given(led: Led) -> None:
    await led.press("tab", "w")
    assert led.screen.votes
    await led.say("/dots")
    assert "3 dots each" in led.painted("StepBoard")
    await led.press("tab", "w")
    assert say("vote.no_order")[:40] in led.frame
    await led.say("5 3 0 9", "/count")
    await led.press("escape", "tab", "w")
    order = led.painted("StepBoard")
    assert order.index("Sunday") < order.index("Reading") < order.index("Homework")
    assert "3 dots each: Goals" in order


@on_screen("values", values=VALUES, size=(60, 20))
async def test_the_latest_result_stands_over_the_board_where_votes_are_shown(led: Led) -> None:
    await led.say("/rate", "1: 4 5", "2: 1 5", "/count")
    await led.press("escape", "tab", "w")
    assert "1 Open: lowest 4, middle 4.5, highest 5 4● 5●" in led.painted("StepBoard")


@on_screen(
    "alternatives",
    alternatives=(Alternative(id="one", option="Alone"), Alternative(id="two", option="Later")),
)
async def test_an_open_vote_shows_its_dots_on_the_board(led: Led) -> None:
    await led.say("/dots 1 open", "Ana 2")
    assert "2 Later: 1 dot ●" in led.painted("StepBoard")
    assert not led.line.password


# Killed


def test_what_was_told_as_in_is_there_after_a_kill(stand: Stands) -> None:
    path = stand(goals=GOALS).path
    lead = ["run", "reading", "--plain", "--sessions", str(path.parent)]
    command = [sys.executable, "-u", "-m", "bpworkshop", *lead]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as run:
        assert run.stdin
        assert run.stdout
        run.stdin.write("/dots\nAna 1 2\nBen 3\n")
        run.stdin.flush()
        assert any(line.startswith("Ben is in") for line in run.stdout)
        run.kill()
    later = Workshop.open(path, clock=lambda: NOW)
    later.start()
    assert later.round
    assert {one.by: one.marks for one in later.round.ballots} == {"ana": (1, 1, 0, 0), "ben": (0, 0, 1, 0)}
    assert later.stage.running
    assert later.stage.running.cast == 2
