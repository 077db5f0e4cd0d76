"""Evaluations led, line by line and on the screen: all write first, and nobody reads what others wrote."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.commands.answering import ANSWERS
from bpworkshop.commands.casting import LINES
from bpworkshop.errors import Problem
from bpworkshop.session.edits import Change, Remove, apply
from bpworkshop.session.items import Goal, Person
from bpworkshop.store import codec
from bpworkshop.store.beside import ROUND
from bpworkshop.tui.screens.evaluation import EvaluationScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_line_mode import Stand, Stands, after, stand, table
from tests.functional.test_votes import files
from tests.functional.test_workshop_screen import Led, on_screen

__all__ = ["stand"]

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
GOALS = (
    Goal(id="goal1", statement="Reading", whose="shared", measure="loans", target="20 % more"),
    Goal(id="goal2", statement="Secret plan", whose="library", only_for="library"),
)
WHY = "Xylophone-why"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the power failing; and no test goes on where another was."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    _anew()


def _anew() -> None:
    LINES.slips = ""
    ANSWERS.__init__()  # type: ignore[misc]


def test_each_writes_in_turn_with_reasons_and_all_is_shown_together(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play(
        *("/evaluate", "", "4", WHY, "3 slow; of late", "-"),
        *("", "2 the letters", "5", "-", "5 good", ""),
    )
    assert here.failed == 0
    assert after(told, "/evaluate")[0] == "Rating 1 to 5: How is our partnership going?"
    assert not [
        line for line in told[: told.index("All are in. Enter shows what everyone wrote.")] if WHY in line
    ]
    assert "  4 Ana: Xylophone-why" in told
    assert told.index("  2 Ben: the letters") < told.index("  4 Ana: Xylophone-why")
    (round,) = here.saved.rounds
    assert [(one.by, one.marks) for one in round.ballots] == [("ana", (4, 3, 0)), ("ben", (2, 5, 5))]
    assert [(one.choice, one.text) for one in round.ballots[1].because] == [(1, "the letters"), (3, "good")]
    assert (round.evaluates, round.closed, here.workshop.round) == ("running", NOW, None)


def test_what_is_written_is_asked_unseen_and_whose_turn_it_is_is_not(stand: Stands) -> None:
    here = stand()
    here.play("/evaluate", "", "4 why", "3", "-")
    assert here.lines
    unseen = [unseen for _, unseen in here.lines.asked]
    assert unseen[:6] == [False, False, True, True, True, True]


def test_the_final_round_asks_each_goal_that_everyone_sees_with_its_measure(stand: Stands) -> None:
    here = stand(goals=GOALS)
    told = here.play("/evaluate final", "Ana", "4 4 4")
    assert not [line for line in told if "Secret plan" in line]
    asked = "Ana, 4 of 6: Was this goal reached? Reading (loans, 20 % more)"
    assert [line for line in told if line.startswith(asked)]
    assert here.workshop.round
    assert [one.theme for one in here.workshop.round.choices] == [
        *("collaboration", "progress", "results", "goal", "lasts", "again")
    ]
    assert here.workshop.round.choices[3].item == "goal1"
    with pytest.raises(Problem):
        here.workshop.apply(Change("goal1", {"only_for": "library"}), "ours")


def test_it_is_closed_before_all_are_in_only_by_saying_so(stand: Stands) -> None:
    here = stand()
    told = here.play("/evaluate", "Ben 4 4 4", "/count", "", "", "/count now")
    assert after(told, "/count")[0] == say("evaluate.not_all_named", who="Ana")
    assert [one.by for one in here.saved.rounds[0].ballots] == ["ben"]
    here.play("/evaluate", "/count now")
    assert here.failed == 1, "nobody has answered anything"


def test_the_empty_line_tells_what_comes_next(stand: Stands) -> None:
    here = stand()
    hints = []
    for lines in (("/evaluate",), ("Ana",), ("-", "-", "-"), ("Ben", "-", "-", "5", "-")):
        here.play(*lines)
        assert here.workshop.round
        hints.append(ANSWERS.hint(here.face, here.workshop.round))
    names = ("hint_who", "hint_mark", "hint_who", "hint_all_in")
    assert hints == [say(f"evaluate.{name}") for name in names]


def test_slips_are_typed_whole_or_one_by_one_until_as_many_are_in_as_was_said(stand: Stands) -> None:
    here = stand()
    told = here.play("/slips evaluate 3", "4 we talk; 3; 5", "#2 2 2 2", "3", "why so", "2", "-", "-", "")
    assert "Slip 1 is in. Rating 1 to 5: How is our partnership going? – 1 of 3 in" in told
    (round,) = here.saved.rounds
    assert [(one.slip, one.marks) for one in round.ballots] == [
        (1, (4, 3, 5)),
        (2, (2, 2, 2)),
        (3, (3, 2, 0)),
    ]
    assert [one.text for one in round.ballots[2].because] == ["why so"]
    assert not [line for line in told if "Ana" in line]


def test_without_names_nothing_tells_whose_it_is(stand: Stands) -> None:
    here = stand()
    told = here.play("/evaluate anonymous 2", "# 4 we talk; 3; 5", "Ana 4 4 4", "1 1 1", "", "/rounds 1")
    assert here.failed == 1
    (round,) = here.saved.rounds
    assert {(one.by, one.slip) for one in round.ballots} == {(None, None)}
    assert "  4: we talk" in told


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("4 why", "evaluate.who_first"),
        ("Nobody", "evaluate.unread"),
        ("Ana because", "evaluate.unread"),
        ("Ana 7", "vote.rating"),
        ("Ana 1 2 3 4", "evaluate.too_many"),
        ("2: 4 5 3", "evaluate.who_first"),
    ],
)
def test_a_line_that_does_not_fit_records_nothing(stand: Stands, line: str, key: str) -> None:
    here = stand()
    here.play("/evaluate")
    with pytest.raises(Problem) as raised:
        LINES.take(here.face, line)
    assert raised.value.key == key
    assert here.workshop.round
    assert here.workshop.round.ballots == ()


@pytest.mark.parametrize("line", ["/evaluate sometimes", "/evaluate 0", "/slips evaluate whenever", "/dots"])
def test_what_is_no_evaluation_opens_none(stand: Stands, line: str) -> None:
    here = stand()
    here.play(line)
    assert here.failed == 1
    assert here.workshop.round is None
    here.play("/evaluate", "/evaluate")
    assert here.failed == 1, "one runs already"


def test_nobody_here_by_name_is_told_of_slips(stand: Stands) -> None:
    here = stand(people=())
    told = here.play("/evaluate", "/evaluate 2", "4 4 4")
    assert say("evaluate.nobody_here") in told
    assert here.workshop.round
    assert len(here.workshop.round.ballots) == 1


def test_somebody_else_is_called_and_who_was_not_done_goes_on_later(stand: Stands) -> None:
    here = stand()
    told = here.play("/evaluate", "Ana", "4 fine", "Ben", "5 5 5", "3 3")
    asked = [line.partition(":")[0] for line in told if " of 3: " in line]
    assert asked == ["Ana, 1 of 3", "Ana, 2 of 3", "Ben, 1 of 3", "Ana, 2 of 3"]
    assert here.workshop.round
    assert [one.marks for one in here.workshop.round.ballots] == [(4, 3, 3), (5, 5, 5)]


def test_undo_takes_back_one_line_of_it_and_says_nothing_of_what_it_was(stand: Stands) -> None:
    here = stand()
    told = here.play("/evaluate", "Ana", f"4 {WHY}", "/undo", "3 else")
    assert WHY not in "".join(told)
    assert WHY not in "".join(files(here.path).values())
    assert here.workshop.round
    assert here.workshop.round.ballots[0].marks == (3,)


def test_it_goes_on_where_it_was_after_the_program_died(stand: Stands) -> None:
    path = stand(goals=GOALS).path
    lead = ["run", "reading", "--plain", "--sessions", str(path.parent)]
    command = [sys.executable, "-u", "-m", "bpworkshop", *lead]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as run:
        assert run.stdin
        assert run.stdout
        run.stdin.write(f"/evaluate\nAna 4 3 5\nBen\n2 {WHY}\n")
        run.stdin.flush()
        assert any(line.startswith("Ben, 2 of 3") for line in run.stdout)
        run.kill()
    later = Stand.__new__(Stand)
    later.path, later.workshop = path, Workshop.open(path, clock=lambda: NOW)
    later.workshop.start()
    later.face = type(stand().face).opened(later.workshop, stand().face.guide)
    told = later.play("3 3", "")
    assert [line for line in told if line.startswith("Ben, 2 of 3")]
    (round,) = codec.decode(path.read_bytes(), path).rounds
    assert [(one.by, one.marks) for one in round.ballots] == [("ana", (4, 3, 5)), ("ben", (2, 3, 3))]
    assert round.ballots[1].because[0].text == WHY


def test_once_more_asks_what_there_is_to_ask_by_now(stand: Stands) -> None:
    here = stand(goals=GOALS)
    here.play("/evaluate final 1", "4 4 4 4 4 4", "", "Another goal", ".", "/again")
    assert here.failed == 0
    assert here.workshop.round
    assert (here.workshop.round.names, here.workshop.round.expected) == ("pseudonymous", 1)
    assert [one.text for one in here.workshop.round.choices if one.item] == ["Reading", "Another goal"]


@pytest.mark.parametrize("line", [": 4", "; 4 x", "-4", "#", "# 4", "#0 4", "@", "Ana 4 " + "x" * 600])
def test_a_line_of_signs_is_refused_in_words_and_not_told_again(stand: Stands, line: str) -> None:
    here = stand()
    here.play("/evaluate")
    told = here.play(line)
    assert here.failed == 1
    assert "xxx" not in "".join(told[1:]).replace(line, "")
    assert here.workshop.round
    assert here.workshop.round.ballots == ()


def test_a_goal_that_somebody_else_took_away_meanwhile_leaves_the_rest(stand: Stands) -> None:
    here = stand(goals=(GOALS[0], Goal(id="goal3", statement="Swap shelf")))
    here.play("/evaluate final 1", "4 a; 4 b; 4 c; 2 why so; 3; 4; 5")
    with pytest.raises(Problem, match="until the vote is over"):
        here.workshop.apply(Remove("goal1"), "remove")
    # By hand in the file it is gone all the same.
    here.path.write_bytes(codec.encode(apply(here.saved, Remove("goal1"))))
    told = here.play("", "/evaluation")
    assert here.failed == 0
    assert [one.id for one in here.saved.goals] == ["goal3"]
    assert len(here.saved.rounds) == 1
    assert "Swap shelf" in told
    here.face.only_us = False
    assert "why so" not in "".join(here.play("/evaluation", "/rounds 1"))


def test_among_us_it_stays_ours(stand: Stands) -> None:
    here = stand(goals=GOALS, phase="prepare")
    told = here.play("/evaluate final", "Ana 4 4 4 4 4 4 4", "", "/evaluation")
    assert [line for line in told if "only us" in line]
    assert here.saved.rounds[0].only_for == "library"
    here.face.only_us = False
    assert say("evaluation.none") in here.play("/evaluation")


# Whatever is written, all that can be seen of it before it is shown is the same

ANSWERED = st.tuples(st.sampled_from(["mark", "both", "left out", "slip"]), st.integers(0, 10_000))
DONE = st.sampled_from(
    [
        "/list",
        "/show",
        "/rounds",
        "/evaluation",
        "/gaps",
        "/undo",
        "/redo",
        "/next",
        "/count",
        "",
        "Ana",
        "Ben",
    ]
)
OPENED = ["/evaluate", "/evaluate final", "/evaluate 3", "/evaluate anonymous 2"]


def script(moves: Sequence[str | tuple[str, int]], other: bool) -> list[str]:
    """The lines of a meeting. ``other``: the same one with other answers."""
    lines = []
    for move in moves:
        if isinstance(move, str):
            lines.append(move)
            continue
        kind, seed = move
        mark = 1 + (seed * 7 + (3 if other else 0)) % 5
        why = f"{'Quokka' if other else 'Xylophone'}{seed}"
        lines.append(
            {
                "mark": f"{mark}",
                "both": f"{mark} {why}",
                "left out": f"- {why}",
                "slip": f"{mark} {why}; {mark}",
            }[kind]
        )
    return lines


def seen(folder: Path, lines: list[str]) -> list[str]:
    """All that anybody but the vote itself knows afterwards: told, in view, on the stage, on the disk."""
    _anew()
    folder.mkdir()
    here = Stand(folder, table(goals=GOALS))
    here.workshop.start()
    here.workshop.keep_handout(folder / "handout.toml", keep=True)
    told = [line for line in here.play(*lines) if not line.startswith("> ")]
    if here.workshop.round is None:
        # All were in and it was shown, or it was undone and a line was an item.
        return ["over"]

    stands = sorted(files(here.path).items())
    kept = [words for name, words in stands if not name.endswith(ROUND) and "lease" not in name]
    handout = (folder / "handout.toml").read_text()
    here.workshop.end()
    return [*told, str(here.face.view), str(here.workshop.stage), *kept, handout]


@settings(max_examples=20)
@given(opened=st.sampled_from(OPENED), moves=st.lists(ANSWERED | DONE, max_size=10))
def test_nothing_tells_what_was_written_before_all_is_shown(
    opened: str, moves: list[str | tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        one, other = (
            seen(Path(folder) / name, [opened, *script(moves, other=name == "b")]) for name in ("a", "b")
        )
    at = f"{folder}/b/"
    assert [line.replace(f"{folder}/a/", at) for line in one] == other


# On the screen


@on_screen(goals=GOALS, size=(60, 20))
async def test_on_the_screen_what_is_written_is_dots_and_then_shown_to_all(led: Led) -> None:
    await led.say("/evaluate")
    assert "Next: Ana" in led.frame
    await led.press("enter")
    assert "Ana, 1 of 3" in led.frame
    for words in (f"2 {WHY}", "4", "fine", "5"):
        await led.type(words)
        assert led.line.password
        assert led.line.begun == ("", True)
        assert WHY not in led.frame
        await led.press("enter")
        assert WHY not in led.frame
    await led.say("-")
    assert "Ana is in" in " ".join(led.frame.split())
    assert WHY not in led.frame
    await led.say("", "5 5 5")
    assert "All are in" in led.frame
    await led.press("enter")
    assert isinstance(led.app.screen, EvaluationScreen)
    assert f"2 Ana: {WHY}" in " ".join(led.frame.split())
    await led.press("escape")
    assert "Now talk" in led.frame
    assert led.saved.rounds[0].evaluates == "running"
    await led.press("tab", "E")
    assert isinstance(led.app.screen, EvaluationScreen)


@on_screen(goals=GOALS, people=(Person(id="ana", name="Ana", handle="ana", party="library"),), kept_ours=True)
async def test_on_our_own_screen_what_was_entered_is_gone_from_sight(led: Led) -> None:
    await led.say("/evaluate", "", f"4 {WHY}")
    assert WHY not in led.frame
    await led.say("/evaluation")
    assert isinstance(led.app.screen, EvaluationScreen)
    assert WHY not in led.frame
    assert "Nothing has been evaluated yet" in led.frame
