"""The program ends in the middle of a line: when it is opened again, the line stands there."""

import signal
from pathlib import Path
from string import ascii_lowercase

import pytest
import tomli

from bpworkshop.tui import drafting
from bpworkshop.words import say
from tests.ptys import PROGRAM, Terminal
from tests.terminal.test_pty import begun, made, read

WORDS = "something that we hoped for a long time ago"
MOST_LOST = 20
"""Keys, at most, that a program that is killed may take with it."""

A_KEY = 0.025
"""Seconds between two keys of somebody who types fast."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sessions"
    folder.mkdir()
    return folder


def opened(folder: Path, handle: str) -> Terminal:
    return Terminal([*PROGRAM, "--sessions", str(folder), "run", handle], folder.parent, width=600)


def drafted(folder: Path) -> str:
    """The line that stands in the drafts beside the session."""
    found = [tomli.loads(one.read_text("utf-8")) for one in folder.glob(".bpworkshop/*/drafts/*.toml")]
    return next((one.get("line", "") for one in found), "")


def test_the_times_keep_the_promise() -> None:
    assert drafting.BEHIND <= MOST_LOST * A_KEY


def test_a_killed_program_takes_no_more_than_the_last_keys_and_nothing_that_was_said(folder: Path) -> None:
    handle = made(folder)
    typed = kept = ""
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.type("Be seen by families")
        terminal.shows("1 Be seen by families")
        terminal.until(lambda: say("screen.saved", time="").strip() in terminal.rows[0], "saved")
        terminal.until(lambda: not drafted(folder), "nothing that is half typed")
        for letter in ascii_lowercase * 20:
            # Nobody stops typing: the disk follows all the same.
            typed += letter
            terminal.send(letter)
            terminal.until(lambda: terminal.line.endswith(typed[-20:]), typed)  # noqa: B023
            kept = drafted(folder)
            if len(kept) > 1:
                break
        assert len(kept) > 1
        terminal.program.send_signal(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    with opened(folder, handle) as terminal:
        begun(terminal)
        terminal.shows("1 Be seen by families")
        terminal.until(lambda: kept in terminal.line, "the line of last time")
        terminal.until(lambda: typed.startswith(terminal.line), "nothing else")
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
        saved, opened_ = say("screen.saved", time="").strip(), say("screen.opened")
        terminal.until(lambda: saved in terminal.rows[0] or opened_ in terminal.rows[0], "that it is saved")
