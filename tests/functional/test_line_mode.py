"""The line mode, line by line: questions, asides, every command, and what EVERYONE is never told."""

import gc
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop import places, plain
from bpworkshop.cli import main
from bpworkshop.commands import REGISTRY, Face
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.method.guide import load
from bpworkshop.method.ways import WAYS
from bpworkshop.plain import LineMode
from bpworkshop.session import fields
from bpworkshop.session.around import Agreement, Note, Parked
from bpworkshop.session.boards import OURS_BY_NATURE, STEPS, TOOLS
from bpworkshop.session.dates import read_date
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Evidence,
    Figure,
    Goal,
    Item,
    Person,
    Value,
)
from bpworkshop.session.session import ITEM_LISTS, LISTS, Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import Amount, Kind, Phase, Step
from bpworkshop.store import atomic, codec
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.strategies import sessions, small

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="ben", name="Ben", handle="ben", party="school"),
)


class Fed:
    """Lines of a list. Each that is read is put into the transcript, as if it had been typed there."""

    def __init__(self, lines: list[str], told: list[str], ahead: bool) -> None:
        self.lines = lines
        self.told = told
        self.ahead = ahead
        self.asked: list[tuple[str, bool]] = []

    def read(self, prompt: str, secret: bool) -> str | None:
        self.asked.append((prompt, secret))
        if not self.lines:
            return None
        line = self.lines.pop(0)
        self.told.append("> (unseen)" if secret else f"> {line}")
        return line

    def waiting(self) -> bool:
        return self.ahead and bool(self.lines)


class Stand:
    """A session that is led: on the disk, open, and with a face before it."""

    def __init__(self, folder: Path, session: Session, *, kept_ours: bool = False) -> None:
        self.path = folder / "2026-05-01-reading.toml"
        data = codec.encode(session)
        self.path.write_bytes(data)
        numbers = count(1)
        self.workshop = Workshop(
            self.path, session, data, clock=lambda: NOW, new_id=lambda: f"n{next(numbers):03}"
        )
        self.face = Face.opened(self.workshop, load(), kept_ours=kept_ours)
        self.mode: LineMode | None = None
        self.lines: Fed | None = None

    def at(self, step: Step, activity: str | None = None) -> "Stand":
        self.workshop.go(step, activity)
        return self

    def play(self, *lines: str, ahead: bool = False) -> list[str]:
        """All that was told, and the lines that were typed, in the order of the screen."""
        told: list[str] = []
        self.lines = Fed(list(lines), told, ahead)
        self.mode = LineMode(self.face, self.lines, told.append)
        self.mode.run()
        return told

    def says(self, *lines: str) -> list[str]:
        """What was told after the first line was typed."""
        told = self.play(*lines)
        first = next(at for at, line in enumerate(told) if line.startswith("> "))
        return [line for line in told[first:] if not line.startswith("> ")]

    @property
    def failed(self) -> int:
        return len(self.mode.failed) if self.mode else 0

    @property
    def prompts(self) -> list[str]:
        return [prompt for prompt, _ in self.lines.asked] if self.lines else []

    @property
    def saved(self) -> Session:
        return codec.decode(self.path.read_bytes(), self.path)


def table(**values: Any) -> Session:
    return small(**{"people": PEOPLE, "phase": "together", **values})


Stands = Callable[..., Stand]


@pytest.fixture
def stand(tmp_path: Path) -> Stands:
    folder = tmp_path / "sessions"
    folder.mkdir()

    def stand_(step: Step = "goals", *, kept_ours: bool = False, **values: Any) -> Stand:
        made = Stand(folder, table(**values), kept_ours=kept_ours)
        return made.at(step) if step != "goals" else made

    return stand_


def not_here(name: str) -> str:
    return say("command.not_here", name=name, where=say(f"command.{name}.where"))


def after(told: list[str], typed: str) -> list[str]:
    """What was told between one typed line and the next."""
    at = told.index(f"> {typed}") + 1
    end = next((n for n in range(at, len(told)) if told[n].startswith("> ")), len(told))
    return told[at:end]


# Questions after an item


def test_an_item_is_followed_by_its_questions_and_each_answer_by_what_it_meant(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "2", "1 May", "a photo", "4", "Print posters")
    added, question = after(told, "Open on Sunday")
    assert added == "1 Open on Sunday"
    assert question == f"Who sees to it?  1 Ana  2 Ben  {say('plain.skipping')}"
    assert after(told, "2")[0] == "who: Ben; promised by: School; promised to: City Library"
    assert after(told, "1 May")[0].startswith("by when: ")
    assert after(told, "a photo")[0] == "what will show it: a photo"
    assert after(told, "4") == ["fist to five: 4"]
    first, second = here.saved.commitments
    assert (first.owner, first.due, first.evidence, first.fist) == ("ben", date(2027, 5, 1), "a photo", 4)
    assert second.commitment == "Print posters"
    assert here.failed == 0


@pytest.mark.parametrize("phase", ["prepare", "together", "after"])
def test_questions_come_in_the_guides_order_and_never_while_people_write(stand: Stands, phase: Phase) -> None:
    guide = load()
    quiet = 0
    for step in STEPS:
        asks = guide.step(step).asks
        for activity in guide.step(step).activities_in(phase, phase != "prepare"):
            here = stand(phase=phase)
            here.at(step, activity.id).play("Something", *[""] * 8)
            labels = here.prompts[1:]
            found = [name for label in labels for name in asks if guide.label(step, name) == label]
            if WAYS[activity.kind].quiet:
                quiet += 1
                assert found == []
            else:
                assert found, (step, activity.id)
                assert found == sorted(found, key=asks.index)
                assert here.failed == 0
    assert quiet or phase == "after"


def test_an_empty_answer_skips_one_and_a_full_stop_all(stand: Stands) -> None:
    here = stand("commitments")
    here.play("One", "", "1 May", "", "3", "Two", ".", "Three", "1", ".", "Four")
    assert [(one.commitment, one.owner, one.evidence, one.fist) for one in here.saved.commitments] == [
        ("One", None, None, 3),
        ("Two", None, None, None),
        ("Three", "ana", None, None),
        ("Four", None, None, None),
    ]
    assert here.saved.commitments[0].due == date(2027, 5, 1)


def test_an_answer_that_is_none_becomes_the_next_item_and_is_said_to_be_so(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "We print posters @ana", ".")
    assert after(told, "We print posters @ana") == [
        say("plain.next_item", typed="We print posters @ana"),
        "2 We print posters – promised by: City Library; promised to: School; who: Ana",
        "By when?  (such as 1 May, 2027-05-01 or +2w)",
    ]
    assert [one.commitment for one in here.saved.commitments] == ["Open on Sunday", "We print posters"]


@pytest.mark.parametrize(
    ("step", "skipped", "answer"),
    [
        ("commitments", 0, "3"),
        ("commitments", 0, "0"),
        ("commitments", 1, "2027-02-30"),
        ("commitments", 1, "soon"),
        ("commitments", 3, "six"),
        ("values", 0, "4 6"),
        ("figures", 1, "much of 2026"),
        ("figures", 2, "6"),
        ("goals", 0, "4"),
    ],
)
def test_no_answer_is_ever_guessed(stand: Stands, step: Step, skipped: int, answer: str) -> None:
    here = stand(step).at(step, load().step(step).activities_in("together", True)[-1].id)
    told = here.play("Something", *[""] * skipped, answer, ".")
    assert say("plain.next_item", typed=answer) in after(told, answer), told
    assert [item.said for item in here.saved.board(step)][:1] == ["Something"]
    assert len(here.saved.board(step)) == 2


def test_a_fist_of_six_is_told_and_asked_no_more(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "", "", "", "6", "Next")
    assert "5" in " ".join(after(told, "6"))
    assert here.saved.commitments[0].fist is None
    assert here.failed == 1


def test_a_command_between_leaves_asked_what_is_still_to_say(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "/evidence 1 a photo", "/undo", "/list", "@ben")
    assert after(told, "/evidence 1 a photo")[0] == "1 what will show it: a photo"
    assert after(told, "/list")[0] == "1 Open on Sunday"
    (item,) = here.saved.commitments
    assert (item.owner, item.evidence) == ("ben", None)


@pytest.mark.parametrize(
    ("line", "still"), [("/remove 1", False), ("/step 1", False), ("/undo", False), ("/gaps", True)]
)
def test_what_is_asked_goes_only_with_its_item(stand: Stands, line: str, still: bool) -> None:
    dialogue = Dialogue(stand("commitments").face)
    dialogue.take("Open on Sunday")
    asked = dialogue.question
    dialogue.take(line)
    assert asked
    assert dialogue.question == (asked if still else None)


@pytest.mark.parametrize("line", ["/gaps", "/help", "/list"])
def test_looking_something_up_leaves_a_choice_open(stand: Stands, line: str) -> None:
    dialogue = Dialogue(stand("commitments").face)
    dialogue.take("Open on Sunday due:4/5")
    asked = dialogue.question
    dialogue.take(line)
    assert asked
    assert dialogue.question == asked


def test_a_line_for_us_as_an_answer_is_one(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "!We can't pay for it")
    assert after(told, "!We can't pay for it") == [say("plain.noted")]
    assert [one.only_for for one in here.saved.commitments] == [None, "library"]


def test_a_sign_alone_as_an_answer_reads_a_line_unseen_too(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Open on Sunday", "!", "They must not know")
    assert "They must not know" not in "\n".join(told)
    assert [one.only_for for one in here.saved.commitments] == [None, "library"]
    here.play("Meet due:1/5", "!", "They must not know that either")
    assert [one.only_for for one in here.saved.commitments] == [None, "library", None, "library"]


def test_evidence_is_asked_of_each_side_and_keeps_what_the_other_said(stand: Stands) -> None:
    here = stand("values").at("values", "evidence")
    told = here.play("Openness", "4 5 4", "open doors | report", "free days", "Next value")
    assert say("plain.ask_party", ask="What shows that each side lives it?", party="City Library") in told
    assert [(one.party, one.text, one.source) for one in here.saved.values[0].evidence] == [
        ("library", "open doors", "report"),
        ("school", "free days", None),
    ]


def test_a_date_answers_when_we_switch(stand: Stands) -> None:
    here = stand("alternatives", phase="prepare")
    here.play("Alone", "alone", "1 May", "1", "Smaller", "they say no")
    first, second = here.saved.alternatives
    assert (first.kind, first.trigger_on, first.owner) == ("alone", date(2027, 5, 1), "ana")
    assert (second.trigger, second.trigger_on) == ("they say no", None)


def test_ask_goes_through_what_is_still_to_say(stand: Stands) -> None:
    goals = (Goal(id="g1", statement="One"), Goal(id="g2", statement="Two", whose="shared"))
    here = stand(goals=goals)
    here.play("/ask", "1", "we count", "the plan", "they tell us", ".")
    assert [(one.whose, one.measure, one.aim) for one in here.saved.goals] == [
        ("shared", "we count", "the plan"),
        ("shared", "they tell us", None),
    ]


# Asked back


def test_what_has_two_readings_is_asked_back_and_chosen_by_number(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Meet due:1/5", "2", ".")
    (asked, *_) = after(told, "Meet due:1/5")
    readings = re.findall(r"\d (due:\S+)", asked)
    assert len(readings) == 2
    (item,) = here.saved.commitments
    assert item.commitment == "Meet"
    assert item.due == read_date(readings[1].removeprefix("due:"), NOW.date())


def test_without_a_choice_it_stays_text(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Meet due:1/5", "", ".")
    assert after(told, "")[0] == say("plain.stays_text", typed="due:1/5")
    assert [(one.commitment, one.due) for one in here.saved.commitments] == [("Meet due:1/5", None)]


def test_an_answer_that_chooses_nothing_is_the_next_line(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Meet due:1/5", "Print posters", ".")
    assert say("plain.stays_text", typed="due:1/5") in after(told, "Print posters")
    assert [one.commitment for one in here.saved.commitments] == ["Meet due:1/5", "Print posters"]


def test_two_of_one_name_and_a_number_with_two_readings_are_asked_back(stand: Stands) -> None:
    people = (*PEOPLE, Person(id="bea", name="Bea", handle="bea", party="school"))
    here = stand("commitments", people=people)
    here.play("Meet @b", "@bea", ".")
    assert here.saved.commitments[0].owner == "bea"
    here = stand("figures")
    told = here.play("1.200 visits", "1", ".")
    assert here.saved.figures[0].value in (Decimal(1200), Decimal("1.2")), told


def test_the_end_while_something_is_asked_loses_nothing(stand: Stands) -> None:
    here = stand("commitments")
    here.play("Another", "1")
    assert [one.owner for one in here.saved.commitments] == ["ana"]
    here.play("!")
    assert len(here.saved.commitments) == 1
    here.play("Meet due:1/5")
    assert [one.commitment for one in here.saved.commitments] == ["Another", "Meet due:1/5"]


def test_quitting_while_something_is_asked_back_loses_nothing(stand: Stands) -> None:
    here = stand("commitments")
    here.play("Meet due:1/5", "/quit", "Not played")
    assert [one.commitment for one in here.saved.commitments] == ["Meet due:1/5"]


def test_an_ambiguous_answer_is_asked_again_as_often_as_it_takes(stand: Stands) -> None:
    here = stand("commitments")
    told = here.play("Meet", "", *["1/5"] * 3, "1 May", ".")
    assert told.count("> 1/5") == 3
    assert here.saved.commitments[0].due == date(2027, 5, 1)
    here.play("Meet again", "", *["1/5"] * 1500, "2 May", ".")
    assert here.saved.commitments[1].due == date(2027, 5, 2)


# Only for us


@pytest.mark.parametrize("only_us", [True, False])
def test_a_sign_alone_reads_a_line_unseen(stand: Stands, only_us: bool) -> None:
    here = stand()
    here.face.only_us = only_us
    told = here.play("!", "They must not know", "!", "", "!", "   ")
    assert here.lines is not None
    secrets = [prompt for prompt, secret in here.lines.asked if secret]
    assert secrets == [say("plain.secret")] * 3
    assert told.count(say("plain.noted")) == 1
    assert "They must not know" not in "\n".join(told)
    assert [(one.statement, one.only_for) for one in here.saved.goals] == [("They must not know", "library")]


@pytest.mark.parametrize("typed", ["Fire them due:1/5", "Fire @b", "@nobody knows", "x" * 600])
def test_nothing_of_an_unseen_line_is_ever_told(stand: Stands, typed: str) -> None:
    people = (*PEOPLE, Person(id="bea", name="Bea", handle="bea", party="school"))
    here = stand("commitments", people=people)
    told = "\n".join(here.play("!", typed, "", "."))
    for word in typed.split():
        assert word not in told


def test_a_line_for_us_is_only_noted_where_everyone_reads(stand: Stands) -> None:
    here = stand()
    assert here.says("!They must not know @nobody") == [say("plain.noted")]
    assert here.says("/list") == ["Still to say: a goal we share, a goal of City Library, a goal of School."]
    here.face.only_us = True
    told = here.says("!For us too")
    assert told[0].startswith("2 For us too")
    assert {one.only_for for one in here.saved.goals} == {"library"}


def test_in_prepare_everything_is_ours_and_told(stand: Stands) -> None:
    here = stand(phase="prepare")
    assert here.says("One")[0] == "1 One"
    assert here.saved.goals[0].only_for == "library"


# Where the meeting stands is told when it changes


def test_the_header_is_told_once_and_then_only_what_changed(stand: Stands) -> None:
    here = stand()
    told = here.play("One", "Two", "/next", "/back", "/step 2", "/phase prepare", "/audience only-us")
    guide = load()
    start = told[: told.index("> One")]
    assert start == [
        "Reading after school",
        say("plain.start"),
        say("plain.phase", phase="together", explain=guide.phase("together").explain),
        say("plain.everyone"),
        say("plain.step", number=1, label="Goals"),
        f"{guide.step('goals').activities[0].label}, 1 min. {guide.step('goals').activities[0].how}",
        "Why do we need this?",
    ]
    assert after(told, "One") == ["1 One"]
    assert after(told, "/next")[0].startswith("In pairs, ")
    assert after(told, "/next")[1] == "What does each side want out of it?"
    assert len(after(told, "/next")) == 2
    assert say("plain.step", number=2, label="Values") in after(told, "/step 2")
    assert say("plain.everyone") not in after(told, "/step 2")
    phase = after(told, "/phase prepare")
    assert say("plain.phase", phase="prepare", explain=guide.phase("prepare").explain) in phase
    assert say("plain.everyone") not in phase
    assert after(told, "/audience only-us")[0] == say("plain.only_us")


def test_the_same_line_is_never_told_twice_in_a_row(stand: Stands) -> None:
    told = stand().play("One", "/next", "/next", "/list", "/gaps", "/back", "/undo", "/redo", "", "  ")
    assert [one for one, two in pairwise(told) if one == two] == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!Only ours", say("plain.noted")),
        ("/fly", say("command.unknown", name="fly", near="")),
        ("/notes Another thought", say("command.set.noted")),
        ("/vote 1 2", say("command.vote.done", number="1", n=2)),
        ("/title", "title: Reading after school"),
    ],
)
def test_each_line_has_its_answer_though_it_is_the_same_as_before(
    stand: Stands, line: str, answer: str
) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"),))
    assert here.says(line, line) == [answer, answer]


def test_a_closed_session_says_so_first(stand: Stands) -> None:
    here = stand(status="closed")
    told = here.play("Something new", "/reopen", "Something new")
    assert told[1] == say("plain.closed")
    assert after(told, "Something new") == [say("edit.closed")]
    assert [one.statement for one in here.saved.goals] == ["Something new"]
    assert here.failed == 1


# Every command, with what it does


EXERCISED: set[str] = set()
Test = Callable[..., None]


def tries(*names: str) -> Callable[[Test], Test]:
    """Marks what a test exercises, so that a new command can't be forgotten."""

    def mark(test: Test) -> Test:
        EXERCISED.update(names)
        return test

    return mark


def test_every_command_is_tried_here() -> None:
    assert set(REGISTRY) == EXERCISED


@tries("draft", "redraft", "in", "out", "open", "agreed", "sign", "agreement")
def test_an_agreement_is_drafted_decided_and_signed(stand: Stands) -> None:
    here = stand("clauses", idea="A house for both")
    assert here.says("/sign") == [not_here("sign")]
    lines = ("/edit 4 Our house", "/in 4 One house", "/redraft 4", "/out 14 No money", "/open 14")
    told = here.play("/draft", *lines)
    assert after(told, "/edit 4 Our house") == ["4 wording: Our house; stands: in"]
    assert after(told, "/in 4 One house") == ["4 Purpose – stands: in; wording: One house"]
    assert after(told, "/redraft 4") == ["4 Purpose – stands: in; wording: A house for both"]
    assert after(told, "/out 14 No money") == ["14 Money – stands: out on purpose; why not: No money"]
    assert after(told, "/open 14") == ["14 Money – stands: open"]
    told = here.play("/agreed", "/sign", "/undo", "/sign 2027-01-01", "/sign 5 March")
    signed = "1 Version 1 – day: 4 May 2026; agreed by: Ana; Ben; signed:"
    assert after(told, "/sign")[0].startswith(f"{signed} 4 May 2026")
    assert after(told, "/sign 2027-01-01") == [say("settling.future", day="2027-01-01")]
    assert after(told, "/sign 5 March")[0].startswith(f"{signed} 5 March 2026")
    page = here.says("/agreement")
    assert {"Why", "4 Purpose: ✓ in", "– A house for both", "comes from: idea", "○ open"} <= {
        *page,
        *(line.partition(": ")[2] for line in page),
    }
    assert page[-1] == say("agreement.as_agreed")
    ask = load().toolbox.agreement.clauses[14].ask
    assert here.says("/in 15") == [say("command.in.no_words", number=15, ask=ask)]
    assert here.says("/redraft 15") == [say("command.redraft.nothing", number=15)]
    assert here.says("/sign") == [say("command.sign.done_before", number=1)]


@tries("import")
def test_import_asks_for_a_file_where_only_we_read(stand: Stands, tmp_path: Path) -> None:
    here = stand("figures", phase="prepare")
    told = here.play("/import", str(tmp_path / "gone.csv"), ".", "A number")
    assert after(told, "/import") == [say("importing.asks.file")]
    assert say("file.missing") in after(told, str(tmp_path / "gone.csv"))[0]
    assert after(told, ".")[0] == say("importing.left")
    assert [one.metric for one in here.saved.figures] == ["A number"]


@tries("export")
def test_export_asks_for_what_was_not_said(stand: Stands, tmp_path: Path) -> None:
    """More of it stands in ``test_export_faces``."""
    here = stand()
    told = here.play("/export minutes", "md", str(tmp_path / "minutes.md"))
    assert after(told, "/export minutes")[0].startswith("In which form?")
    assert after(told, str(tmp_path / "minutes.md"))[0].startswith("Written to")
    assert (tmp_path / "minutes.md").exists()


@tries("next", "back", "step")
def test_next_back_and_step(stand: Stands) -> None:
    here = stand()
    last = load().step("goals").activities_in("together", True)[-1]
    here.at("goals", last.id)
    told = here.says("/next")
    assert told[0].startswith("Still to say: a goal we share")
    assert here.face.step == "values"
    assert here.says("/back")[0] == say("plain.step", number=1, label="Goals")
    assert here.face.activity.id == last.id
    here.at("goals")
    assert here.says("/back") == [say("command.back.end")]
    for typed, step in {
        "6": "commitments",
        "values": "values",
        "What if": "alternatives",
        "num": "figures",
    }.items():
        here.play(f"/step {typed}")
        assert here.face.step == step
    here.at("commitments", "check-out")
    assert here.says("/next") == [say("command.next.end")]
    assert here.saved == here.workshop.session
    assert Workshop.open(here.path).stage == here.workshop.stage


@tries("tools")
def test_the_tool_box_is_worked_at_as_the_steps_are(stand: Stands) -> None:
    here = stand(phase="prepare")
    told = here.says("/tools")
    assert [line.partition(" ")[0] for line in told[1:]] == list(TOOLS)
    told = here.says("/tools ris")
    assert say("plain.tool", label="Risks") in told
    assert here.says("/next")[1] == load().step("risks").activities_in("prepare")[1].question
    told = here.play("The dome stays closed @ana due:2027-05-01", "high", "medium", ".", "/list")
    assert any("what would show it early (number 1)" in line for line in after(told, "/list"))
    risk = here.saved.risks[0]
    assert (risk.likelihood, risk.impact, risk.owner) == ("high", "medium", "ana")
    assert risk.review == date(2027, 5, 1)
    assert risk.only_for == "library"
    here.play("/undo", "/undo", "/undo", "/step 2")
    assert here.face.step == "values"
    assert here.saved.risks == ()


def test_what_is_ours_by_nature_is_no_place_for_everyone(stand: Stands) -> None:
    here = stand()
    told = here.says("/tools")
    assert [line.partition(" ")[0] for line in told[1:]] == [
        one for one in TOOLS if one not in OURS_BY_NATURE
    ]
    for name in OURS_BY_NATURE:
        assert here.says(f"/tools {name}") == here.says("/tools nonsense")
        assert here.says(f"/step {name}") == [say("command.wrong", usage=say("command.step.usage"))]
    here.face.only_us = True
    here.play("/tools assessments", "They kept every date we set")
    assert here.saved.assessments[0].only_for == "library"
    here.face.only_us = False
    assert here.face.step == "goals"
    assert here.face.stage.curtain


def test_what_was_drafted_for_us_and_for_everyone_is_one_agreement(stand: Stands) -> None:
    here = stand("clauses", phase="prepare", idea="A house for both")
    here.play("/draft", "/out 14 Nobody pays anything")
    standard = len(load().toolbox.agreement.clauses)
    assert len(here.saved.clauses) == standard
    here.play("/phase together", "/step clauses", "/draft")
    assert len(here.saved.clauses) == 2 * standard
    here.face.only_us = True
    assert f"of {standard} clauses" in here.says("/draft")[-1]
    told = here.says("/table all")
    assert any(line.endswith("everyone has these already.") for line in told)
    assert len(shared(here.saved).clauses) == standard
    assert next(one for one in here.saved.clauses if one.why).only_for == "library"


@tries("announce", "weeks", "start-risks", "matrix")
def test_the_plan_and_the_risks_begin_by_themselves(stand: Stands) -> None:
    promise = Commitment(id="c1", commitment="Hang the posters", promiser="library", to="school")
    here = stand(phase="prepare", commitments=(promise,))
    here.play("/tools risks", "/start-risks")
    assert len(here.saved.risks) == 4
    here.play("/set 1 likelihood high", "/set 1 impact low")
    assert any("1" in line and "high" in line for line in here.says("/matrix"))
    here.play("/tools occasions", "/announce")
    assert {one.audience for one in here.saved.occasions} >= {"staff", "partner"}
    assert here.says("/weeks")
    assert here.failed == 0


@tries("assessment", "strategy", "link", "remember", "recall", "offer")
def test_partner_own_house_and_aims_are_worked_at_line_by_line(stand: Stands) -> None:
    here = stand(phase="prepare", goals=(Goal(id="g1", statement="Read", aim="All read"),))
    told = here.play(
        "/tools assessments", "finances: Two grants end", "low", "high", "Who signs?", ".", "/assessment"
    )
    assert "  finances: weak, sure: high (1)" in told
    assert "Who signs?" in told[told.index(say("assessment.questions")) + 1]
    told = here.play(
        "/tools assets", "network: @ana", "A van", "Outreach", ".", "/remember all", "/recall", "/offer 2"
    )
    assert say("command.remember.done", n=2, of=2) in told
    assert say("command.recall.none") in told
    assert here.saved.benefits[0].asset == "A van"
    told = here.play(
        "/tools aims", "/strategy take", "/link 1 1", "/strategy", "/tools", "/set 1 serves X", "/tools"
    )
    assert say("command.strategy.taken", n=1) in told
    assert "aims – Strategy: nothing is still to say" in told
    assert here.saved.aims[0].sources == ("g1",)
    known = ", ".join(load().step(one).label for one in TOOLS)
    assert here.says("/tools goals") == [say("command.tools.unknown", known=known)]


@tries("phase", "audience")
def test_phase_and_audience(stand: Stands) -> None:
    here = stand(phase="prepare")
    assert here.face.only_us
    told = here.says("/phase together")
    assert say("plain.everyone") in told
    assert here.saved.phase == "together"
    assert here.says("/audience only-us") == [say("command.audience.sure")]
    assert not here.face.only_us
    assert here.says("/audience only us yes")[0] == say("plain.only_us")
    assert here.says("/audience everyone")[0] == say("plain.everyone")
    told = here.says("/phase prepare")
    assert say("command.phase.still_everyone") in told
    assert not here.face.only_us
    here.says("/audience only-us")
    assert here.face.only_us, "in prepare nobody else is there"


@tries("gaps", "ask")
def test_gaps_and_ask(stand: Stands) -> None:
    here = stand("benefits", benefits=(Benefit(id="b1", benefit="A room", giver="library"),))
    told = here.says("/gaps")
    assert [line.partition(":")[0] for line in told] == [load().step(step).label for step in STEPS]
    assert told[3].startswith("Give & get: who gets it (number 1), which need it meets (number 1)")
    here.play("/ask", "School", "quiet")
    assert (here.saved.benefits[0].receiver, here.saved.benefits[0].need) == ("school", "quiet")
    assert here.at("goals").says("/ask")[0].startswith("Still to say: ")


@tries("chart", "package", "give-and-get")
def test_chart_package_and_give_and_get(stand: Stands) -> None:
    """The pages themselves are tried in test_offer."""
    visits = Figure(id="f1", metric="visits", value=Decimal(1200), unit="visits", placement="house")
    here = stand("figures", figures=(visits,))
    assert here.says("/chart") == [say("chart.none")]
    assert here.says("/chart 9") == [say("command.no_item", number="9", of="Numbers", n=1)]
    assert here.says("/package")[0] == say("offer.package")
    assert here.says("/give-and-get")[0] == say("offer.give_and_get")


@tries("undo", "redo")
def test_undo_and_redo(stand: Stands) -> None:
    here = stand()
    here.play("One", "/step 2", "Two")
    assert here.says("/undo") == [say("command.undo.done", what=say("did.add"))]
    assert (len(here.saved.goals), len(here.saved.values)) == (1, 0)
    here.play("/undo")
    assert here.saved == table()
    assert here.says("/undo") == [say("undo.nothing")]
    assert here.failed == 1
    assert here.says("/redo", "/redo", "/redo")[-1] == say("redo.nothing")
    assert (len(here.saved.goals), len(here.saved.values)) == (1, 1)


@tries("close", "reopen")
def test_close_and_reopen(stand: Stands) -> None:
    here = stand(commitments=(Commitment(id="c1", commitment="Open"),))
    told = here.says("/close")
    assert told[0] == say("command.close.done")
    assert told[1].startswith("Still to say something in: Goals, Values, What if, ")
    assert told[2] == say("command.close.said", n=1)
    assert "closed" in here.saved.status
    assert here.says("/reopen") == [say("command.reopen.done")]
    assert "running" in here.saved.status
    assert here.says("/reopen") == [say("command.reopen.open")]


@tries("curtain")
def test_the_curtain_is_drawn_for_all_who_read_along_and_opened_again(stand: Stands) -> None:
    here = stand()
    assert here.says("/curtain") == [say("command.curtain.drawn")]
    assert here.workshop.stage.curtain
    assert here.says("/curtain") == [say("command.curtain.opened")]
    assert not here.workshop.stage.curtain


@tries("help")
def test_help_tells_what_applies_and_each_by_its_name(stand: Stands) -> None:
    here = stand()
    told = here.says("/help")
    for one in REGISTRY.values():
        assert (f"{one.usage} – {one.help}" in told) == one.when(here.face), one.name
    assert "/measure – measure" in told
    for name, one in REGISTRY.items():
        assert one.usage.startswith(f"/{name}")
        for typed in (name, f"/{name}", name.upper()):
            assert here.says(f"/help {typed}") == [one.usage, one.help]


@tries("quit")
def test_quit_stops_and_what_comes_after_is_not_played(stand: Stands) -> None:
    here = stand()
    here.play("One", "/quit", "Two")
    assert [one.statement for one in here.saved.goals] == ["One"]


@tries("list")
def test_list(stand: Stands) -> None:
    goals = (Goal(id="g1", statement="One", votes=1), Goal(id="g2", statement="Two", votes=4))
    here = stand(goals=goals, parked=(Parked(id="p1", text="Later"),))
    assert here.says("/list")[:2] == ["1 One – votes: 1", "2 Two – votes: 4"]
    assert here.says("/list votes")[:2] == ["2 Two – votes: 4", "1 One – votes: 1"]
    assert here.says("/list parked") == ["1 Later"]
    assert here.says("/list values") == ["Still to say: 3 more, to make three."]
    assert here.says("/list notes") == [say("command.list.empty", title="Notes")]
    assert here.says("/list people") == here.says("/people")


@tries("show")
def test_show(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One", beneficiaries="children", note="a remark"),))
    told = here.says("/show 1")
    assert told == ["One", "for whom: children", "note: a remark"]
    page = here.says("/show")
    assert page[0] == "Reading after school"
    assert "1 One – for whom: children; note: a remark" in page
    assert here.says("/show people.1") == here.says("/people")


@tries("edit", "set", "clear")
def test_edit_set_and_clear(stand: Stands) -> None:
    here = stand("commitments", commitments=(Commitment(id="c1", commitment="Opn"),))
    assert here.says("/edit 1 Open  on Sunday") == ["1 Open on Sunday"]
    assert here.says("/set 1 owner ana")[0] == "1 who: Ana; promised by: City Library; promised to: School"
    assert here.says("/owner 1 Ben") == ["1 who: Ben"]
    assert here.says("/set 1 if-missed we say so") == ["1 if it is missed: we say so"]
    assert here.says("/due 1 2027-05-01")[0].startswith("1 by when: ")
    assert here.says("/hours 1 12") == [say("command.set.noted")]
    item = here.saved.commitments[0]
    assert (item.commitment, item.owner, item.promiser, item.to) == (
        "Open on Sunday",
        "ben",
        "library",
        "school",
    )
    assert (item.if_missed, item.due, item.hours) == ("we say so", date(2027, 5, 1), Decimal(12))
    assert here.says("/clear 1 owner") == ["1 who: nothing."]
    assert here.saved.commitments[0].owner is None
    here.play("/edit parties.2 Primary School", "/set parties.2 mission To teach", "/set people.1 role lead")
    assert (here.saved.parties[1].name, here.saved.parties[1].mission) == ("Primary School", "To teach")
    assert here.saved.people[0].role == "lead"
    told = here.says("/owner 1 nobody", "/due 1 1/5", "/fist 1 9", "/set 1 colour red", "/clear 1 commitment")
    assert here.failed == 5, told
    assert here.saved.commitments[0].commitment == "Open on Sunday"


@tries("vote", "move", "remove")
def test_vote_move_and_remove(stand: Stands) -> None:
    goals = tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in (1, 2, 3))
    here = stand(goals=goals, ranking=("g1", "g2", "g3"))
    assert here.says("/vote 3 5") == [say("command.vote.done", number="3", n=5)]
    assert here.saved.goals[2].votes == 5
    assert here.saved.ranking == (), "a later vote opens the order again"
    assert here.says("/move 3 1") == [say("command.move.done", number="1")]
    assert [one.id for one in here.saved.goals] == ["g3", "g1", "g2"]
    assert here.says("/remove 2") == [say("command.remove.done", number="2", title="Goals")]
    assert [one.id for one in here.saved.goals] == ["g3", "g2"]


@tries("park", "unpark")
def test_park_and_unpark(stand: Stands) -> None:
    goals = (Goal(id="g1", statement="One", measure="we count"), Goal(id="g2", statement="Two"))
    here = stand(goals=goals)
    assert here.says("/park 1") == [say("command.park.done", n=1)]
    assert [one.id for one in here.saved.goals] == ["g2"]
    assert here.says("/park Ask the mayor @ana due:1 May") == [say("command.park.done", n=2)]
    shelf = here.saved.parked[1]
    assert (shelf.text, shelf.owner, shelf.due) == ("Ask the mayor", "ana", date(2027, 5, 1))
    assert here.says("/unpark 2") == [say("command.unpark.no_item")]
    assert here.at("values").says("/unpark 1") == [say("command.unpark.done", step="Goals")]
    assert [one.id for one in here.saved.goals] == ["g2", "g1"]
    assert here.saved.goals[1].measure == "we count"
    assert len(here.saved.parked) == 1


@tries("ours", "share", "table")
def test_ours_share_and_table(stand: Stands) -> None:
    goals = (Goal(id="g1", statement="One"), Goal(id="g2", statement="Two", only_for="library"))
    notes = (Note(id="m1", text="A thought", only_for="library"),)
    here = stand(goals=goals, notes=notes)
    assert here.says("/ours 1") == [say("command.ours.done", n=1)]
    assert here.says("/list")[0].startswith("Still to say"), "both are ours now"
    assert here.says("/table") == [not_here("table")]
    here.face.only_us = True
    assert here.says("/share 1") == [say("command.share.done", n=1)]
    assert here.says("/table") == [say("command.table.choose"), "goals.2 Two", "notes.1 A thought"]
    assert here.says("/table goals.2") == [say("command.share.done", n=1)]
    assert [one.only_for for one in here.saved.goals] == [None, None]
    assert here.says("/table all") == [say("command.share.done", n=1)]
    assert here.says("/table") == [say("command.table.none")]
    assert here.saved.notes[0].only_for is None


@tries("accept", "confirm")
def test_accept_and_confirm(stand: Stands) -> None:
    goals = (
        Goal(id="g1", statement="One", votes=1, whose="school", certainty="assumed"),
        Goal(id="g2", statement="Two", votes=2, whose="library", certainty="confirmed"),
    )
    here = stand(goals=goals)
    assert here.says("/accept") == [say("command.accept.done", order="2, 1")]
    assert here.saved.ranking == ("g2", "g1")
    assert here.says("/confirm 1 2") == [say("command.confirm.done", n=2)]
    assert {one.certainty for one in here.saved.goals} == {"confirmed"}
    for name in ("accept", "confirm"):
        assert here.at("values").says(f"/{name} 1") == [not_here(name)]


@tries("checkin", "checkout", "turns", "skip", "later", "turn", "done", "hide", "reveal")
def test_everyone_has_a_turn_and_a_board_can_hide(stand: Stands) -> None:
    """How each of them goes on is told in test_voices.py."""
    here = stand(people=PEOPLE)
    here.play("/checkin", "/later", "/turn @1", "Glad", "/skip")
    here.play("/turns", "We read", "/done", "/checkout", ".")
    assert [(one.text, one.by) for one in here.saved.check_in] == [("Glad", PEOPLE[0].id)]
    assert here.saved.goals[0].by == PEOPLE[0].id
    assert here.says("/hide", "We sing", "/reveal")[-1] == say("hiding.revealed", n=1)


@tries("cluster", "merge", "split")
def test_what_belongs_together(stand: Stands) -> None:
    here = stand(goals=tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in (1, 2, 3)))
    here.play("/cluster 1 2 = All", "/merge 1 4")
    assert [one.under is None for one in here.saved.goals] == [True, False, False, False]
    here.play("/split 1")
    assert [one.under for one in here.saved.goals] == [None] * 4


@tries("people", "person", "partner", "here", "away", "came", "left", "forget")
def test_people(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One", by="ben"),))
    assert here.says("/people") == [
        "Sides",
        "1 City Library (@library), our side",
        "2 School (@school)",
        "People",
        "1 Ana (@ana), City Library",
        "2 Ben (@ben), School",
    ]
    assert here.says("/partner Museum of Art") == ["Museum of Art (@museum)"]
    assert here.says("/person Mira, museum, painter") == ["Mira (@mira), Museum of Art, painter"]
    assert here.says("/person school") == ["p4 (@p4), School"]
    assert here.says("/away Ana") == [say("command.away.done", name="Ana")]
    assert [one.present for one in here.saved.people] == [False, True, True, True]
    assert "1 Ana (@ana), City Library, not here" in here.says("/people")
    assert here.says("/here 1") == [say("command.here.done", name="Ana")]
    assert here.saved.people[0].present
    assert here.says("/left Ana") == [say("command.left.done", name="Ana", time="10:00")]
    assert here.says("/came Ana") == [say("command.came.done", name="Ana", time="10:00")]
    assert here.says("/forget ben") == [say("command.forget.done", handle="p2")]
    assert [one.handle for one in here.saved.people] == ["ana", "p2", "mira", "p4"]
    assert here.saved.goals[0].by == here.saved.people[1].id != "ben"
    told = here.says("/person Bo, nowhere", "/away nobody", "/forget m nobody")
    assert (len(told), here.failed) == (3, 3)


@tries("delete-after")
def test_the_last_day_on_which_it_is_kept(stand: Stands) -> None:
    here = stand()
    assert here.says("/delete-after") == [say("command.delete-after.none")]
    assert here.says("/delete-after 1 May 2027") == ["to be deleted after: 1 May 2027"]
    assert here.says("/delete-after") == ["to be deleted after: 1 May 2027"]
    assert here.saved.delete_after == date(2027, 5, 1)
    assert "to be deleted after: 1 May 2027" in here.says("/show")
    assert here.says("/undo")
    assert here.saved.delete_after is None
    here.says("/delete-after 2027-05-01", "/delete-after never")
    assert here.saved.delete_after is None
    (told,) = here.says("/delete-after 1/5/2027")
    assert here.failed == 1
    assert "1 May 2027" in told or "2027-05-01" in told


@tries("title", "idea", "language", "options", "notes")
def test_what_stands_around_the_steps(stand: Stands) -> None:
    here = stand()
    assert here.says("/title Reading at school") == ["title: Reading at school"] == here.says("/title")
    assert here.says("/idea") == [say("command.single.none", ask="What can only we together make?")]
    assert here.says("/idea Stories under the stars")[0].startswith("idea: ")
    assert here.says("/language en")[0].startswith("language: ")
    assert "xx" in here.says("/language xx")[0]
    assert here.failed == 1
    assert here.says("/options") == [say("command.list.empty", title="Options we considered")]
    assert here.says("/options A fair") == ["Options we considered 1: A fair"]
    assert here.says("/checkin @ben Curious") == ["Check-in 1: Curious – by: Ben"] or here.saved.check_in
    assert here.says("/checkout Glad")[0].startswith("Check-out 1: Glad")
    assert here.says("/notes They looked away") == [say("command.set.noted")]
    assert here.says("/notes") == [say("command.list.empty", title="Notes")]
    session = here.saved
    assert (session.title, session.idea, session.language) == (
        "Reading at school",
        "Stories under the stars",
        "en",
    )
    assert [one.text for one in session.options] == ["A fair"]
    assert [(one.text, one.by) for one in (*session.check_in, *session.check_out)] == [
        ("Curious", "ben"),
        ("Glad", None),
    ]
    assert [(one.text, one.only_for) for one in session.notes] == [("They looked away", "library")]


@tries("decide", "stop", "meeting")
def test_decisions_and_the_next_meeting(stand: Stands) -> None:
    values = (Value(id="v1", value="Openness"), Value(id="v2", value="Pay"))
    here = stand("values", values=values, people=(PEOPLE[0], PEOPLE[1].model_copy(update={"present": False})))
    assert here.says("/decide") == [say("command.list.empty", title="Decisions")]
    assert here.says("/decide 1, 2: We go on")[0].startswith("Decisions 1: We go on")
    assert here.says("/decide At ten: we meet")[0].startswith("Decisions 2: At ten: we meet")
    assert here.says("/stop 2 We stop over pay")[0].startswith("Decisions 3: We stop over pay")
    assert [(one.text, one.about, one.stop, one.on, one.present) for one in here.saved.decisions] == [
        ("We go on", ("v1", "v2"), False, NOW.date(), ("ana",)),
        ("At ten: we meet", (), False, NOW.date(), ("ana",)),
        ("We stop over pay", ("v2",), True, NOW.date(), ("ana",)),
    ]
    assert here.says("/meeting") == [say("command.meeting.none")]
    assert here.says("/meeting 1 June 14:00, Town hall, Ana") == here.says("/meeting")
    meeting = here.saved.next_meeting
    assert meeting is not None
    assert (meeting.on, meeting.at, meeting.place, meeting.invites) == (
        date(2026, 6, 1),
        "14:00",
        "Town hall",
        "ana",
    )


@tries("come", "promote")
def test_an_alternative_whose_day_has_come_becomes_the_plan(stand: Stands) -> None:
    """Who is out then, and what hung on them, is told in test_switching.py."""
    here = stand("alternatives", alternatives=(Alternative(id="a1", option="On our own", kind="alone"),))
    here.play("/come 1", "/promote 1")
    (plan,) = here.saved.alternatives
    assert (plan.come, plan.promoted, plan.without) == (NOW.date(), NOW.date(), ("school",))


@tries("propose", "amend", "reconsider", "parked", "sort-out", "opening", "ending")
def test_a_proposal_the_parking_lot_and_the_ending_take_lines(stand: Stands) -> None:
    """How each of them goes on is told in test_decisions.py, test_opening.py and test_ending.py."""
    here = stand(parked=(Parked(id="p1", text="The bus"),))
    here.play("/propose We meet on Mondays", "/amend We meet on Tuesdays", "/agree", "/reconsider 1 it rains")
    assert [(one.text, one.standing) for one in here.saved.decisions] == [
        ("We meet on Tuesdays", "agreed"),
        ("We meet on Tuesdays", "proposed"),
    ]
    here.play(".")
    assert here.says("/parked")[0] == "1 The bus"
    here.play("/sort-out", "ana 1 June")
    assert here.saved.parked[0].owner == "ana"
    assert here.says("/ending")[0] == "Ending, 1 of 6: " + say("ending.page.promises")
    assert here.says("/opening") == [not_here("opening")]


@tries("agree", "waits", "keep", "miss", "renegotiate", "release", "withdraw")
def test_what_happens_to_a_promise(stand: Stands) -> None:
    promises = tuple(
        Commitment(id=f"c{n}", commitment=f"Promise {n}", due=date(2026, 6, 1)) for n in range(1, 6)
    )
    here = stand("commitments", commitments=promises)
    assert here.says("/agree 1 2") == ["1 Promise 1: agreed", "2 Promise 2: agreed"]
    assert here.says("/waits 3 the director, 1 June") == ["3 Promise 3: proposed"]
    assert here.says("/agree all") == ["4 Promise 4: agreed", "5 Promise 5: agreed"]
    assert here.says("/keep 1 @ben the photo") == ["1 Promise 1: kept"]
    assert here.says("/miss 2") == ["2 Promise 2: missed"]
    assert here.says("/renegotiate 4 1 July") == ["4 Promise 4: agreed anew"]
    assert here.says("/release 5 @ana no staff") == ["5 Promise 5: let go"]
    assert here.says("/withdraw 2") == ["2 Promise 2: agreed"]
    assert [[event.kind for event in one.events] for one in here.saved.commitments] == [
        ["agreed", "kept"],
        ["agreed", "missed", "withdrawn"],
        ["proposed"],
        ["agreed", "renegotiated"],
        ["agreed", "released"],
    ]
    kept, waits = here.saved.commitments[0].events[1], here.saved.commitments[2].events[0]
    assert (kept.by, kept.evidence, kept.on) == ("ben", "the photo", NOW.date())
    assert (waits.waits_for, waits.until) == ("the director", date(2026, 6, 1))
    assert here.saved.commitments[3].events[1].due == date(2026, 7, 1)
    assert here.says("/withdraw 3", "/withdraw 3")[-1] == say("command.withdraw.none")
    here.play("/close", "/keep 4")
    assert here.saved.commitments[3].events[-1].kind == "kept"
    for name in ("agree", "waits", "keep", "miss", "renegotiate", "release", "withdraw"):
        assert here.at("goals").says(f"/{name} 1") == [not_here(name)]


@tries("versions", "restore")
def test_going_back_to_a_version_is_an_edit_like_any_other(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"),))
    here.workshop.start()
    here.play("Two", "/step 2", "/step 1")
    assert [one.statement for one in here.saved.goals] == ["One", "Two"]
    listed = here.says("/versions")
    assert [line.split("  ")[-1] for line in listed[:-1]] == [say("version.step"), say("version.opened")]
    assert here.says("/restore 3") == [say("command.restore.unknown", number="3", n=2)]
    here.says("/restore 2")
    assert [one.statement for one in here.saved.goals] == ["One"]
    assert here.says("/undo") == [say("command.undo.done", what=say("did.restore"))]
    assert [one.statement for one in here.saved.goals] == ["One", "Two"]


def test_what_was_agreed_of_promises_is_not_unsaid_by_going_back(stand: Stands) -> None:
    here = stand("commitments", commitments=(Commitment(id="c1", commitment="Open"),))
    here.workshop.start()
    here.play("Print posters", "/agree 1", "/agree 2")
    here.says("/restore 1")
    assert [one.said for one in here.saved.commitments] == ["Open", "Print posters"]
    kinds = [[event.kind for event in one.events] for one in here.saved.commitments]
    assert kinds == [["agreed"], ["agreed"]]
    here.play("/close")
    assert here.says("/restore 1") == [say("edit.closed")]


@tries("save")
def test_a_copy_of_everything_can_be_put_elsewhere(stand: Stands, tmp_path: Path) -> None:
    here = stand(goals=(Goal(id="g1", statement="One", only_for="library"),))
    target = tmp_path / "copy.toml"
    assert here.says(f"/save {target}") == [say("command.save.elsewhere", path=target)]
    assert codec.decode(target.read_bytes(), target) == here.saved
    assert len(here.says(f"/save {target}")) == 1
    assert here.failed == 1
    assert here.says("/save") == [say("command.save.done", path=here.path)]


@tries("plan", "timer")
def test_the_time_plan_and_the_clock(stand: Stands) -> None:
    """Every way of theirs is in ``test_time``."""
    here = stand()
    assert here.says("/plan start")[-1] == say("command.plan.in_time", at="12:00", drift=say("drift.on_time"))
    now = say("command.timer.now", clock=say("clock.runs", left="5:00"), whole="5:00")
    assert here.says("/timer 5", "/timer") == [say("command.timer.started", n=5), now]


@tries("dots", "fist", "rate", "rank", "hands", "slips", "count", "void", "again", "rounds")
def test_votes(stand: Stands) -> None:
    """More of them stands in ``test_votes``."""
    here = stand("values", values=(Value(id="v1", value="Open"), Value(id="v2", value="Quiet")))
    for opened in ("dots", "fist 1", "rate", "rank", "hands"):
        told = here.play(f"/{opened}", "/void")
        assert after(told, "/void") == [say("command.void.done")]
    here.play("/slips hands", "1", "2", "2", "/count", "/again", "4 1", "/count")
    assert [value.votes for value in here.saved.values] == [4, 1]
    told = here.says("/rounds")
    assert told[0] == "1 Show of hands: Values – 3 in"
    assert here.failed == 0


@tries("evaluate", "evaluation")
def test_evaluations(stand: Stands) -> None:
    """More of them stands in ``test_evaluate``."""
    here = stand()
    told = here.play("/evaluation", "/evaluate", "Ana 4 fine; 3; -", "Ben 5 5 5", "", "/evaluation")
    assert say("evaluation.none") in told
    assert told.count("Collaboration") == 2
    assert told.count("  4 Ana: fine") == 2
    assert here.failed == 0


@tries("lead")
def test_who_leads_is_told_asked_for_and_given(stand: Stands) -> None:
    here = stand()
    here.workshop.start()
    other = Workshop.open(here.path)
    mine = Process.mine()
    other._keeper._lease = Lease(other._keeper.beside, other.clock, replace(mine, user="bo"))
    other.start()

    def leads(user: str, workshop: Workshop) -> str:
        since = f"{workshop.clock().astimezone():%H:%M}"
        return say("lead.theirs", who=say("lead.who", user=user, host=mine.host), since=since)

    there = Dialogue(Face.opened(other, load()))
    assert there.aside() == [leads(mine.user, here.workshop)]
    for line in ("/next", "/phase after", "/close"):
        with pytest.raises(Problem, match="chooses the step"):
            there.take(line)
    there.take("More children read")
    asked = say("command.lead.asked", who=say("lead.who", user=mine.user, host=mine.host))
    assert there.take("/lead").lines == (asked,)
    assert say("lead.asks", who="bo") in here.play("/people")
    assert here.says("/lead yes") == [say("command.lead.given"), leads("bo", here.workshop)]
    other.look()
    assert there.aside() == [say("lead.ours")]
    there.take("/step 3")
    here.workshop.look()
    assert here.workshop.stage.step == "alternatives"
    assert here.says("/lead no") == [say("command.lead.nobody_asks")]
    assert here.says("/lead take") == [say("lead.ours")]
    assert here.says("/lead") == [say("command.lead.ours")]
    with pytest.raises(Problem):
        there.take("/next")


WRONG: dict[str, tuple[str, ...]] = {
    "step": ("", "7", "lunch"),
    "phase": ("", "lunch"),
    "audience": ("", "nobody"),
    "list": ("lunch",),
    "edit": ("", "1"),
    "set": ("", "1", "1 measure"),
    "clear": ("",),
    "vote": ("", "1", "1 many", "people.1 3"),
    "move": ("", "1", "1 9", "1 0", "1 x"),
    "remove": ("",),
    "park": ("",),
    "unpark": ("",),
    "ours": ("",),
    "share": ("",),
    "confirm": ("", "values.1"),
    "person": ("",),
    "partner": ("",),
    "here": ("",),
    "away": ("",),
    "came": ("",),
    "left": ("",),
    "cluster": ("", "1", "1 ="),
    "merge": ("", "1", "1 1"),
    "split": ("",),
    "forget": ("",),
    "delete-after": ("someday",),
    "checkin": ("@ana",),
    "checkout": ("@ana",),
    "stop": ("", "1"),
    "meeting": ("someday",),
    "agree": ("",),
    "reconsider": ("", "1"),
    "come": ("",),
    "waits": ("", "1", "1 the director", "1 , 1 May", "1 the director, someday"),
    "keep": ("",),
    "miss": ("",),
    "renegotiate": ("", "1", "1 someday"),
    "release": ("",),
    "withdraw": ("",),
    "restore": ("", "x", "-1"),
    "lead": ("perhaps",),
    "plan": ("someday", "add", "add x Words", "drop", "move 1", "1 x", "end", "end soon", "start soon"),
    "timer": ("soon", "x5", "5000"),
    "slips": ("", "lunch"),
    "evaluate": ("lunch", "0"),
    "redraft": ("", "goals.1"),
    "in": ("", "goals.1", "goals.1 so"),
    "out": ("", "1", "goals.1 why"),
    "open": ("", "goals.1"),
    "sign": ("someday",),
    "strategy": ("lunch",),
}
NEVER_WRONG = {
    *("next", "back", "gaps", "ask", "undo", "redo", "close", "reopen", "help", "quit", "show", "table"),
    *("save", "versions", "accept", "people", "title", "idea", "language", "options", "notes", "decide"),
    *("propose", "amend", "parked", "sort-out", "opening", "ending", "curtain", "promote"),
    *("turns", "skip", "later", "turn", "done", "hide", "reveal", "chart", "package", "give-and-get"),
    *("dots", "fist", "rate", "rank", "hands", "again", "count", "void", "rounds", "import", "export"),
    *("evaluation", "announce", "weeks", "start-risks", "matrix"),
    *("draft", "agreed", "agreement", "tools"),
    # On boards of their own, where their wrong uses are tried (test_own_house).
    *("assessment", "link", "remember", "recall", "offer"),
}
PLACE: dict[str, Step] = {
    **{"stop": "values", "confirm": "goals"},
    **{"redraft": "clauses", "in": "clauses", "out": "clauses", "open": "clauses"},
}
PROMISES = ("agree", "waits", "keep", "miss", "renegotiate", "release", "withdraw")


def test_every_command_has_its_wrong_uses_or_has_none() -> None:
    assert {*WRONG, *NEVER_WRONG} == set(REGISTRY)


@pytest.mark.parametrize("name", WRONG)
def test_a_command_typed_wrongly_tells_how_it_goes_and_changes_nothing(stand: Stands, name: str) -> None:
    here = stand(
        goals=(Goal(id="g1", statement="One"),),
        values=(Value(id="v1", value="Openness"),),
        commitments=(Commitment(id="c1", commitment="Open"),),
        clauses=(Clause(id="k1", clause="Money"),),
        agreements=(Agreement(id="a1", text="One", on=NOW.date()),),
        parked=(Parked(id="p1", text="Later"),),
    )
    here.at(PLACE.get(name, "commitments" if name in PROMISES else "goals"))
    before = here.path.read_bytes()
    for rest in WRONG[name]:
        told = here.says(f"/{name} {rest}")
        assert told == [say("command.wrong", usage=REGISTRY[name].usage)], rest
        assert here.failed == 1
        assert here.path.read_bytes() == before


@pytest.mark.parametrize(
    "line",
    [
        "/",
        "/fly",
        "/he",
        "/edit 9 x",
        "/edit 0 x",
        "/edit x y",
        "/edit lunch.1 x",
        "/show 9",
        "/show x",
        "/vote 99999 1",
        "/remove -1",
        "/share 1 9",
        "/set 1 nothing x",
        "/set 1 id x",
        "/clear 1 id",
        "/clear 1 statement",
        "/measure 1",
        "/person Bo, nowhere",
        "/here nobody",
        "/checkin @nobody x",
        "/language xx",
        "/decide 9: x",
        "/meeting 1/5",
        "/unpark 1",
        "/edit 1 " + "x" * 501,
        "/title " + "x" * 201,
        "/table",
        "/agree 1",
        "/partner " + "x" * 501,
        "x" * 501,
    ],
    ids=lambda line: line[:20],
)
def test_what_cannot_be_done_is_told_counted_and_changes_nothing(stand: Stands, line: str) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"),))
    before = here.path.read_bytes()
    told = here.says(line)
    assert len(told) == 1, told
    assert here.failed == 1
    assert here.path.read_bytes() == before
    assert here.workshop.session == here.saved


def test_a_command_may_be_shortened_while_it_is_one(stand: Stands) -> None:
    here = stand()
    assert here.says("/peop") == here.says("/people")
    assert here.says("/PEOPLE") == here.says("/people")
    (told,) = here.says("/re")
    for name in ("/redo", "/reopen", "/remove", "/renegotiate", "/release"):
        assert name in told


# What EVERYONE is never told


MARK = "Zzsecretzz"
MARK_NUMBER = Decimal("66600166")


def marked(session: Session) -> Session:
    """Marker texts in all that is somebody's own: whole items, and fields that are ours."""

    def own(kind: Kind | None) -> Any:
        if kind in (Kind.LINE, Kind.TEXT):
            return MARK
        if kind is Kind.MONEY:
            return Amount(amount=MARK_NUMBER, currency="ZZZ")
        return MARK_NUMBER if kind is Kind.DECIMAL else None

    def mark(item: Item) -> Item:
        update: dict[str, Any] = {
            name: own(field.kind)
            for name, field in fields.fields(type(item)).items()
            if field.ours and own(field.kind) is not None
        }
        if isinstance(item, Value):
            update["evidence"] = tuple(
                one.model_copy(update={"reliability": "medium"}) for one in item.evidence
            )
        if item.only_for:
            update |= {item.SAID: MARK, "note": MARK}
        if isinstance(item, Parked) and item.item:
            update["item"] = mark(item.item)
        return item.model_copy(update=update)

    return session.model_copy(
        update={name: tuple(mark(item) for item in getattr(session, name)) for name in ITEM_LISTS}
    )


READING = (
    *("/list", "/list votes", "/show", "/gaps", "/people", "/decide", "/notes", "/options", "/checkin"),
    *("/chart", "/chart 1", "/package", "/give-and-get"),
    *("/checkout", "/meeting", "/title", "/idea", "/help", "/table", "/confirm", "/agree 999", "/show 999"),
    *(line for name in LISTS for line in ("/title", f"/list {name}")),
    *("/show 1", "/show 2", "/show decisions.1", "/show parked.1", "/show notes.1", "/show options.2"),
)
DOING = (
    *("/vote 1 2", "/accept", "/move 2 1", "/park 1", "/park Later", "/unpark 1", "/ours 1", "/remove 1"),
    *("/edit 1 In other words", "/clear 1 note", "/decide 1: So be it", "/agree all", "/undo", "/undo"),
    *("/redo", "Something new", "/undo", "!Only ours", "/options Another", "/notes A thought", "/close"),
    *("/share 1", "/forget 1", "/away 1", "/confirm 1", "/phase after", "/reopen", "/stop 1 Enough", "/ask"),
    *("/owner 1 1", "/ratings 1 4 5", "/evidence 1 @ours So it is", "/person Mo, ours", "/partner Mill"),
    *("/keep 1 so", "/withdraw 1", "/waits 1 the mayor, 1 May", "/due 1 1 May", "/clear 1 owner"),
    *("/clear decisions.1 note", "/remove decisions.1", "/next", "/back", "/title New", "/idea New"),
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Session], tuple[Stand, Stand]]]:
    """The same session twice, whole and as everybody may see it; nothing of either is synced."""
    base = tmp_path_factory.mktemp("twice")
    numbers = count(1)

    def stands(session: Session) -> tuple[Stand, Stand]:
        made = []
        for one in (session, shared(session)):
            folder = base / str(next(numbers))
            folder.mkdir()
            here = Stand(folder, one)
            here.face.only_us = False
            made.append(here)
        return made[0], made[1]

    with patch("os.fsync"):
        yield stands


def same(whole: Stand, open_: Stand, *lines: str) -> list[str]:
    told = whole.play(*lines)
    assert told == open_.play(*lines)
    text = "\n".join(told)
    for mark in (MARK, str(MARK_NUMBER), f"{MARK_NUMBER:,}", "ZZZ"):
        assert mark not in text
    return told


Twice = Callable[[Session], tuple[Stand, Stand]]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@settings(max_examples=8, suppress_health_check=SLOW)
@given(session=sessions().map(marked))
def test_everyone_is_told_what_they_would_be_if_nothing_were_hidden(twice: Twice, session: Session) -> None:
    whole, open_ = twice(session)
    for step in STEPS:
        told = same(whole, open_, f"/step {step}", *READING)
        for name in ITEM_LISTS:
            found = after(told, f"/list {name}")
            shown = len(getattr(whole.face.view, name))
            # What is under another item is indented; an item may have more lines under it.
            numbers = [one[1] for line in found if (one := re.match(r"(?:  )?(\d+) ", line))][:shown]
            assert sorted(numbers, key=int) == [str(number) for number in range(1, shown + 1)], (
                "no gap gives anything away"
            )


@settings(max_examples=8, suppress_health_check=SLOW)
@given(
    session=sessions().map(marked),
    step=st.sampled_from(STEPS),
    lines=st.lists(st.sampled_from(DOING), max_size=8),
)
def test_what_is_done_before_everyone_tells_as_little(
    twice: Twice, session: Session, step: Step, lines: list[str]
) -> None:
    whole, open_ = twice(session)
    same(whole, open_, f"/step {step}", *lines, "/list", "/gaps", "/list parked")


def hiding(**values: Any) -> Session:
    return table(
        goals=(
            Goal(id="g1", statement=MARK, whose="school", only_for="library", votes=9),
            Goal(id="g2", statement="Open one", whose="shared", votes=1),
            Goal(id="g3", statement=MARK, whose="school", only_for="library"),
            Goal(id="g4", statement="Open two", whose="shared", votes=2),
        ),
        **values,
    )


def test_numbers_count_only_what_everyone_sees(stand: Stands, tmp_path: Path) -> None:
    here = Stand(tmp_path / "sessions", hiding())
    here.play("/edit 2 Open second", "/vote 1 3", "/move 2 1")
    assert [one.statement for one in here.saved.goals if one.only_for is None] == ["Open second", "Open one"]
    assert here.says("/accept") == [say("command.accept.done", order="2, 1")]
    assert here.says("/edit 3 x")[0] == say("command.no_item", number="3", of="Goals", n=2)
    assert here.says("/park 1") == [say("command.park.done", n=1)]


def test_a_party_that_hidden_items_name_does_not_tell_how_many(stand: Stands, tmp_path: Path) -> None:
    told = []
    for hidden in (1, 3):
        goals = tuple(
            Goal(id=f"g{n}", statement=MARK, whose="school", only_for="library") for n in range(hidden)
        )
        here = Stand(tmp_path / "sessions", table(people=PEOPLE[:1], goals=goals))
        told.append(here.says("/remove parties.2"))
        assert here.saved.party("school")
    assert told[0] == told[1]


KNOWN = (Evidence(party="library", text="open doors", source="a report", reliability="low"),)


@pytest.mark.parametrize("lines", [("/evidence 1 @school free days",), ("/ask", "4 5 4", "free days")])
def test_how_sure_a_source_is_is_never_told_to_everyone(stand: Stands, lines: tuple[str, ...]) -> None:
    here = stand("values", values=(Value(id="v1", value="Openness", evidence=KNOWN),))
    told = here.says(*lines)
    assert [one.party for one in here.saved.values[0].evidence] == ["library", "school"]
    assert "low" not in " ".join(told)


@pytest.mark.parametrize(
    "line",
    ["/red_line 1 Never for money", "/clear 1 red_line", "/set 1 red-line Never for money"],
)
def test_a_field_of_ours_is_only_noted(stand: Stands, line: str) -> None:
    here = stand("values", values=(Value(id="v1", value="Openness", red_line="Not this"),))
    told = " ".join(here.says(line))
    assert "Never" not in told
    assert "Not this" not in told


def test_what_is_made_ours_before_everyone_is_gone_for_them(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"), Goal(id="g2", statement="Two")))
    assert here.says("/set 1 only_for library") == [say("command.set.noted")]
    assert here.says("/list")[0] == "1 Two"


def test_another_way_said_before_everyone_is_theirs_and_among_us_ours(stand: Stands) -> None:
    here = stand("alternatives")
    here.play("Together later", ".")
    here.face.only_us = True
    here.play("Without them", ".")
    assert [one.only_for for one in here.saved.alternatives] == [None, "library"]


# Who can read the screen


def test_going_to_only_us_while_together_asks_first(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement=MARK, only_for="library"),))
    for typed in ("only-us", "only us", "ONLY US", "only-us no", "only-us y"):
        told = here.says(f"/audience {typed}", "/list")
        assert told[0] == say("command.audience.sure")
        assert MARK not in " ".join(told)
    assert MARK in " ".join(here.says("/audience only-us yes", "/list"))


@pytest.mark.parametrize("phase", ["prepare", "together", "after"])
def test_neither_phase_nor_undo_turns_everyone_into_only_us(stand: Stands, phase: Phase) -> None:
    here = stand(phase=phase, goals=(Goal(id="g1", statement=MARK, only_for="library"),))
    here.face.only_us = False
    told: list[str] = []
    for line in (
        "/phase prepare",
        "/undo",
        "/redo",
        "/phase together",
        "/phase after",
        "/undo",
        "/undo",
        "/undo",
    ):
        told += here.says(line, "/list", "/step values", "/step goals")
        assert not here.face.only_us
    assert MARK not in " ".join(told)


def test_while_together_no_undo_leaves_a_screen_only_for_us(stand: Stands) -> None:
    here = stand(phase="prepare")
    here.play("/phase together", "/undo", "/audience only-us", "/redo")
    assert here.saved.phase == "together"
    assert not here.face.only_us, "as /phase together: nobody was asked"


def test_while_together_undoing_prepare_leaves_no_screen_only_for_us(stand: Stands) -> None:
    here = stand()
    here.play("/phase prepare", "/audience only-us", "/undo")
    assert here.saved.phase == "together"
    assert not here.face.only_us, "as /phase together: nobody was asked"


def test_a_screen_that_was_started_only_for_us_stays_so(stand: Stands) -> None:
    here = stand(kept_ours=True)
    assert here.face.only_us
    here.play("/phase prepare", "/phase together", "/phase after", "/undo")
    assert here.face.only_us


def test_a_place_that_is_only_ours_is_passed_by_for_everyone(stand: Stands) -> None:
    here = stand("values", phase="prepare").at("values", "red-lines")
    ours = here.play()
    here.face.only_us = False
    everyone = here.play("/back", "/next")
    words = load().step("values").activity("red-lines")
    assert words is not None
    assert any(words.label in line for line in ours)
    assert not any(words.label in line or "refuse" in line for line in everyone)


# Other hands


def test_what_others_changed_too_is_told(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"), Goal(id="g2", statement=MARK, only_for="library")))
    other = Workshop.open(here.path)
    other.session = other.session.model_copy(
        update={
            "goals": (
                other.session.goals[0].model_copy(update={"measure": "theirs"}),
                other.session.goals[1].model_copy(update={"measure": "theirs"}),
            )
        }
    )
    other.save()
    assert say("plain.conflicts", n=1) in here.play("/measure 1 mine", ahead=True)
    assert {one.measure for one in here.saved.goals} == {"mine", "theirs"}
    assert len(here.says("/list")) == 3


def test_what_others_changed_of_what_is_hidden_is_not_told_to_everyone(stand: Stands) -> None:
    here = stand(goals=(Goal(id="g1", statement="One"), Goal(id="g2", statement=MARK, only_for="library")))
    here.face.only_us = True
    other = Workshop.open(here.path)
    hidden = other.session.goals[1].model_copy(update={"measure": "theirs"})
    other.session = other.session.model_copy(update={"goals": (other.session.goals[0], hidden)})
    other.save()
    here.workshop.holding = True
    here.play("/measure 2 mine", ahead=True)
    here.face.only_us = False
    assert here.says("/vote 1 2") == [say("command.vote.done", number="1", n=2)]


# A full disk


class Full:
    """A disk that is full for some paths until it is emptied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.for_: Callable[[Path], bool] = lambda path: path.suffix == ".toml"
        real = atomic.write

        def write(path: Path, data: bytes, *given: Any, **named: Any) -> None:
            if self.for_(path):
                raise FileProblem("file.full", path=path)
            real(path, data, *given, **named)

        monkeypatch.setattr(atomic, "write", write)

    def emptied(self) -> None:
        self.for_ = lambda path: False


def test_a_full_disk_loses_nothing_and_the_next_line_saves_it(
    stand: Stands, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = stand()
    full = Full(monkeypatch)
    told = here.says("One")
    assert told == [f"{here.path}: {say('file.full')}", say("plain.kept")]
    assert [one.statement for one in here.workshop.session.goals] == ["One"]
    assert [one.statement for one in here.saved.goals] == []
    assert here.failed == 1
    full.emptied()
    assert here.says("Two")[0] == "2 Two"
    assert [one.statement for one in here.saved.goals] == ["One", "Two"]
    assert not here.workshop.unsaved


def test_an_item_that_could_not_be_saved_is_not_told_as_if_it_were(
    stand: Stands, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = stand()
    Full(monkeypatch)
    told = here.says("One")
    assert say("plain.kept") in told
    assert not any(line.startswith("1 One") for line in told)


def test_a_file_broken_by_hand_is_named_and_nothing_is_lost(stand: Stands) -> None:
    here = stand()
    good = here.path.read_bytes()
    here.path.write_bytes(good.replace(b'title = "Reading after school"', b"title = 3"))
    line = good.decode().splitlines().index('title = "Reading after school"') + 1
    told = here.says("One")
    assert told[0].startswith(f"{here.path}:{line}: ")
    here.path.write_bytes(good)
    here.play("Two")
    assert [one.statement for one in here.saved.goals] == ["One", "Two"]


# The whole command: played scripts, ends and interruptions


class Terminal(io.StringIO):
    """Standard input that says that somebody is there."""

    def isatty(self) -> bool:
        return True


Lead = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Lead]:
    """``run`` with a file of lines as its input, or with answers as if they were typed."""
    folder = tmp_path / "sessions"
    folder.mkdir(exist_ok=True)
    (folder / "2026-05-01-reading.toml").write_bytes(codec.encode(table()))
    monkeypatch.chdir(tmp_path)

    def run(script: bytes | list[Any], *arguments: str) -> tuple[int, str, str]:
        with monkeypatch.context() as inner:
            plainly: tuple[str, ...] = ()
            if isinstance(script, bytes):
                (tmp_path / "script.txt").write_bytes(script)
                stream: Any = (tmp_path / "script.txt").open(encoding="utf-8")
            else:
                # A terminal would get the screens.
                stream, plainly = Terminal(), ("--plain",)
                answers = iter(script)

                def typed(_prompt: str = "") -> str:
                    answer = next(answers, EOFError())
                    if isinstance(answer, BaseException):
                        raise answer
                    return str(answer)

                inner.setattr("builtins.input", typed)
                inner.setattr(plain, "getpass", typed)
            with stream:
                inner.setattr("sys.stdin", stream)
                capsys.readouterr()
                code = main(["run", "reading", *plainly, *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    yield run
    gc.unfreeze()


def goals(tmp_path: Path) -> list[str]:
    path = tmp_path / "sessions" / "2026-05-01-reading.toml"
    return [one.statement for one in codec.decode(path.read_bytes(), path).goals]


def test_a_script_is_played_and_ends_by_telling_where_all_is(lead: Lead, tmp_path: Path) -> None:
    code, out, err = lead(b"One\nTwo\n/list\n")
    assert (code, err) == (0, "")
    assert goals(tmp_path) == ["One", "Two"]
    last = out.splitlines()[-1]
    assert str(tmp_path / "sessions" / "2026-05-01-reading.toml") in last or "sessions/2026-05-01" in last
    assert "run 2026-05-01-reading" in last


def test_a_line_that_fails_is_counted_and_the_rest_still_played(lead: Lead, tmp_path: Path) -> None:
    code, out, err = lead(b"One\n/fly\n/edit 9 x\nTwo\n")
    assert code == 1
    assert err.strip() == say("plain.failed", n=2, lines="2, 3")
    assert goals(tmp_path) == ["One", "Two"]
    assert say("command.unknown", name="fly", near="") in out
    code, _, err = lead(b"/fly\n/quit\nThree\n")
    assert (code, err.strip()) == (1, say("plain.failed", n=1, lines="1"))
    assert goals(tmp_path) == ["One", "Two"]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (b"", []),
        (b"One", ["One"]),
        (b"One\nTwo", ["One", "Two"]),
        (b"One\r\nTwo\r\n", ["One", "Two"]),
        (b"\xef\xbb\xbfOne\n", ["One"]),
        (b"caf\xe9 \xff\n", ["caf\ufffd \ufffd"]),
        (b"\xff\xfeO\x00n\x00e\x00\n\x00", None),
        (b"a\x00b\n", ["a\u2400b"]),
        (b"\x1b[31mred\n", ["\u241b[31mred"]),
        (b"\n\n  \n\t\nOne\n\n", ["One"]),
        ("図書館\n👩\u200d🏫\n".encode(), ["図書館", "👩\u200d🏫"]),
        (b"x" * 400 + b"\n", ["x" * 400]),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_any_bytes_may_be_a_script(
    lead: Lead, tmp_path: Path, script: bytes, found: list[str] | None
) -> None:
    code, out, err = lead(script)
    assert code == 0, err
    assert found is None or goals(tmp_path) == found
    assert "\x1b" not in out


def test_the_input_may_end_in_the_middle_of_a_question(lead: Lead, tmp_path: Path) -> None:
    assert lead(b"/step 6\nOpen on Sunday\n1\n")[0] == 0
    assert lead(b"!")[0] == 0
    path = tmp_path / "sessions" / "2026-05-01-reading.toml"
    (first,) = codec.decode(path.read_bytes(), path).commitments
    assert (first.commitment, first.owner) == ("Open on Sunday", "ana")
    assert lead(b"Meet due:1/5")[0] == 0
    _, second = codec.decode(path.read_bytes(), path).commitments
    assert second.commitment == "Meet due:1/5"


def test_ctrl_c_while_something_is_asked_back_loses_nothing(lead: Lead, tmp_path: Path) -> None:
    assert lead(["Meet @nobody", "/step 6", "Meet due:1/5", KeyboardInterrupt()])[0] == 130
    path = tmp_path / "sessions" / "2026-05-01-reading.toml"
    (promise,) = codec.decode(path.read_bytes(), path).commitments
    assert promise.commitment == "Meet due:1/5"


def test_typed_lines_are_saved_line_by_line_and_ctrl_c_is_130(lead: Lead, tmp_path: Path) -> None:
    code, _, err = lead(["One", "!", "Unseen", "Two", KeyboardInterrupt()])
    assert code == 130
    assert say("cli.interrupted") in err
    assert goals(tmp_path) == ["One", "Unseen", "Two"]
    assert lead([KeyboardInterrupt()])[0] == 130
    assert lead(["/step 6", "Open", KeyboardInterrupt()])[0] == 130
    assert lead(["/step 6", "!", KeyboardInterrupt()])[0] == 130


def test_a_typed_run_ends_with_ctrl_d_and_what_failed_is_no_failure(lead: Lead, tmp_path: Path) -> None:
    code, out, err = lead(["One", "/fly", EOFError()])
    assert (code, err) == (0, "")
    assert goals(tmp_path) == ["One"]
    assert "One" in out


def test_only_us_is_asked_for_when_it_is_started(lead: Lead) -> None:
    assert say("plain.everyone") in lead(b"")[1]
    out = lead(b"/phase together\n", "--only-us")[1]
    assert say("plain.only_us") in out
    assert say("plain.everyone") not in out
    assert lead(b"", "--plain")[0] == 0


def rescued() -> list[Path]:
    return sorted((places.data() / "rescued").glob("*.toml"))


@pytest.mark.parametrize("script", [b"One\nTwo\n", ["One", "Two"]], ids=["played", "typed"])
def test_when_the_disk_stays_full_the_session_is_put_elsewhere(
    lead: Lead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: bytes | list[str]
) -> None:
    Full(monkeypatch).for_ = lambda path: path.parent.name == "sessions" and path.suffix == ".toml"
    code, out, err = lead(script)
    assert goals(tmp_path) == []
    (path,) = rescued()
    assert [one.statement for one in codec.decode(path.read_bytes(), path).goals] == ["One", "Two"]
    assert say("plain.rescued", path=str(path)) in err
    assert "NOT SAVED" in err
    assert "Everything is saved" not in out
    assert code == 1, "what is not where it belongs is a problem"


def test_an_interruption_does_not_say_that_all_is_saved_when_it_is_not(
    lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    Full(monkeypatch).for_ = lambda path: path.parent.name == "sessions" and path.suffix == ".toml"
    code, out, err = lead(["One", KeyboardInterrupt()])
    assert code == 130
    (path,) = rescued()
    assert str(path) in err
    assert "is saved" not in out + err


def test_a_draft_that_cannot_be_saved_is_told_before_anything_is_typed(
    lead: Lead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sessions" / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(table(status="draft")))
    Full(monkeypatch)
    code, _, err = lead(b"One\n")
    assert code == 1
    assert say("file.full") in err
    assert "Traceback" not in err


def test_a_second_program_on_the_same_file_takes_nothing_away(stand: Stands) -> None:
    here = stand()
    face = Face.opened(Workshop.open(here.path), load())
    for number in range(3):
        here.play(f"here {number}")
        LineMode(face, Fed([f"there {number}"], [], False), print).run()
    assert len(here.saved.goals) == 6
    here.play("/undo")
    assert len(here.saved.goals) == 5


def test_figures_are_told_with_their_method(stand: Stands) -> None:
    here = stand(
        "figures", figures=(Figure(id="f1", metric="visits", value=Decimal(1200), method="counted"),)
    )
    assert here.says("/list")[0].startswith("1 1,200, visits, period not stated, counted")


def test_alternatives_are_ready_for_everyone_by_the_rule_for_everyone(stand: Stands) -> None:
    ways = (
        Alternative(id="a1", option="Later", failure="no money", trigger="no answer by May", owner="ana"),
    )
    here = stand("alternatives", alternatives=ways)
    assert here.says("/list")[-1] == say("page.ready", step="What if")
    here.face.only_us = True
    assert here.says("/list")[-1].startswith("Still to say: 1 more, to make two")
