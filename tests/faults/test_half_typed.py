"""The program ends in the middle of a line: when it is opened again, the line stands there."""

import signal
import time
from pathlib import Path

import pytest

from bpworkshop.words import say
from tests.ptys import PROGRAM, Terminal
from tests.terminal.test_pty import begun, made, read

WORDS = "something that we hoped for a long time ago"
MOST_LOST = 20
"""Keys, at most, that a program that is killed may take with it."""

A_KEY = 0.025
"""Seconds between two keys of somebody who types fast: twenty take as long as may be lost."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sessions"
    folder.mkdir()
    return folder


def opened(folder: Path, handle: str) -> Terminal:
    return Terminal([*PROGRAM, "--sessions", str(folder), "run", handle], folder.parent)


def test_a_killed_program_takes_twenty_keys_at_most_and_nothing_that_was_said(folder: Path) -> None:
    handle = made(folder)
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.type("Be seen by families")
        terminal.shows("1 Be seen by families")
        terminal.until(lambda: say("screen.saved", time="").strip() in terminal.rows[0], "saved")
        for letter in WORDS:
            terminal.send(letter)
            time.sleep(A_KEY)
        terminal.until(lambda: terminal.line == WORDS, "the line")
        terminal.program.send_signal(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.shows("1 Be seen by families")
        terminal.until(lambda: bool(terminal.line), "the line of last time")
        assert WORDS.startswith(terminal.line)
        assert len(terminal.line) >= len(WORDS) - MOST_LOST
    assert [one.statement for one in read(folder / f"{handle}.toml").goals] == ["Be seen by families"]


@pytest.mark.parametrize("end", ["SIGTERM", "hang up"])
def test_a_program_that_is_told_to_end_keeps_every_key(folder: Path, end: str) -> None:
    handle = made(folder)
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.send(WORDS)
        terminal.until(lambda: terminal.line == WORDS, "the line")
        terminal.send("!")
        terminal.until(lambda: terminal.line == f"{WORDS}!", "the last key")
        if end == "SIGTERM":
            terminal.program.send_signal(signal.SIGTERM)
        else:
            terminal.hang_up()
        terminal.ended()
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.until(lambda: terminal.line == f"{WORDS}!", "the line of last time")
        assert (
            say("screen.saved", time="").strip() in terminal.rows[0]
            or say("screen.opened") in terminal.rows[0]
        )
