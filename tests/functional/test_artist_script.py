"""A whole workshop, played line by line through the real command, and read as a screen reader would."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.method.guide import load
from bpworkshop.session import fields
from bpworkshop.session.boards import STEPS
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.words import say

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "scripts" / "artist.txt"


def bpworkshop(cwd: Path, *arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bpworkshop", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "BPWORKSHOP_SESSIONS": str(cwd / "meetings")},
        input=lines,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Played:
    """The script, played: where, under which handle, and what came of it."""

    cwd: Path
    handle: str
    done: subprocess.CompletedProcess[str]

    @property
    def lines(self) -> list[str]:
        return self.done.stdout.splitlines()

    @property
    def session(self) -> Session:
        path = self.cwd / "meetings" / f"{self.handle}.toml"
        return codec.decode(path.read_bytes(), path)

    def shown(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            bpworkshop(self.cwd, "show", self.handle, "--json", *arguments).stdout
        )
        return found

    def for_everyone(self) -> list[str]:
        """The lines that were told while both sides could read them."""
        told, everyone = [], False
        for line in self.lines:
            if line in (say("plain.everyone"), say("plain.only_us")):
                everyone = line == say("plain.everyone")
            elif everyone:
                told.append(line)
        return told


@pytest.fixture
def played(tmp_path: Path) -> Played:
    people = ("Ana, library, lead", "Bo, library", "Mira, artist")
    new = bpworkshop(
        tmp_path,
        *("new", "--title", "Planetarium × Artist"),
        *("--library", "Library of the Planetarium", "--partner", "Artist"),
        *(word for person in people for word in ("--person", person)),
    )
    assert new.returncode == 0, new.stderr
    handle = new.stdout.strip()
    done = bpworkshop(tmp_path, "run", handle, "--plain", lines=SCRIPT.read_text(encoding="utf-8"))
    return Played(tmp_path, handle, done)


def test_the_script_leads_from_nothing_to_six_ready_steps(played: Played) -> None:
    assert played.done.returncode == 0, played.done.stdout + played.done.stderr
    assert played.done.stderr == ""
    ready = dict.fromkeys(STEPS, True)
    assert played.shown()["ready"] == ready
    assert played.shown("--all")["ready"] == ready
    labels = [f"{load().step(step).label}: {say('command.gaps.ready')}" for step in STEPS]
    told = [line for line in played.lines if line in labels]
    # In prepare, at the end together, and at the end among us.
    assert told == labels * 3
    assert bpworkshop(played.cwd, "check").returncode == 0


def test_what_was_said_is_in_the_file(played: Played) -> None:
    session = played.session
    assert (session.phase, session.status) == ("together", "running")
    assert session.idea
    assert session.next_meeting
    assert len(session.check_in) == len(session.check_out) == 3
    assert all(goal.certainty == "confirmed" for goal in session.goals)
    assert {goal.only_for for goal in session.goals} == {None, session.ours.id}
    assert [[event.kind for event in promise.events] for promise in session.commitments] == [
        ["agreed"],
        ["agreed"],
        ["agreed"],
        ["proposed"],
    ]
    everyone = {person.id for person in session.people}
    assert all(set(decision.present) == everyone for decision in session.decisions)


def test_tomorrow_it_goes_on_where_it_stood(played: Played) -> None:
    again = bpworkshop(played.cwd, "run", played.handle, "--plain", lines="/quit\n")
    assert again.returncode == 0
    lines = again.stdout.splitlines()
    step = load().step("commitments")
    assert say("plain.step", number=6, label=step.label) in lines
    assert say("plain.everyone") in lines
    assert any(line.startswith("Check-out, ") for line in lines)


def test_it_reads_well_aloud(played: Played) -> None:
    lines = played.lines
    assert not re.search(r"[^\n -~\u00a0-\U0010ffff]", played.done.stdout), "a control character"
    assert [line for line, following in pairwise(lines) if line and line == following] == []
    for fact in (r"Phase: \w+\. .+", r"This is for .+\.", r"Step \d of 6: .+\."):
        told = [line for line in lines if re.fullmatch(fact, line)]
        assert told
        assert all(one != following for one, following in pairwise(told)), told


def test_each_question_is_followed_by_how_its_answer_was_understood(played: Played) -> None:
    guide = load()
    asks: dict[str, set[str]] = {}
    for step in STEPS:
        for name in guide.step(step).asks:
            # A day that answers "When do we switch?" is understood as one.
            labels = {guide.label(step, each) for each in (name, f"{name}_on") if each in fields.of(step)}
            asks.setdefault(guide.field(step, name).ask or name, set()).update(labels)
    understood = 0
    for told, following in pairwise(played.lines):
        line = re.sub(r"^Number \d+, .+?:  ", "", told)  # gone through with /ask: which item it is about
        asked = next((ask for ask in asks if line == ask or line.startswith((f"{ask}  ", f"{ask} ("))), None)
        if asked is None:
            continue
        if following.partition(":")[0] in asks[asked]:
            understood += 1
        else:
            # It was skipped: the next thing is a numbered item or field, or another question.
            another = following.startswith((*asks, "Number "))
            assert re.match(r"\d+ ", following) or another, (line, following)
    assert understood > 40


def test_what_is_only_ours_is_not_told_while_everyone_can_read(played: Played) -> None:
    session = played.session
    ours = [item for _, item in session.items() if item.only_for]
    private = {
        text
        for item in ours
        for text in (item.said, *(found for found in fields.values(item).values() if isinstance(found, str)))
        if " " in text
    }
    private |= {
        str(found)
        for _, item in session.items()
        for name, found in fields.values(item).items()
        if fields.fields(type(item))[name].ours and " " in str(found)
    }
    assert len(private) > 15
    told = "\n".join(played.for_everyone())
    assert "Check-out 3" in told
    assert [text for text in private if text in told] == []


def test_how_sure_a_source_is_is_only_ours(played: Played) -> None:
    told = "\n".join(played.for_everyone())
    assert not re.search(r"\([^()]*, (low|medium|high)\)", told)
