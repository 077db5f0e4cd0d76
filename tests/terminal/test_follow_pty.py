"""Two terminals, as a facilitator has them: one leads, the other is the projector's."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpworkshop.words import say
from tests.ptys import PROGRAM, Terminal
from tests.terminal.test_pty import PARTNER, begun, made

NOBODY = say("follow.nobody_leads")


def one_line(words: str) -> str:
    """The beginning of a sentence that may be broken into lines."""
    return words.partition(".")[0]


@pytest.fixture
def handle(tmp_path: Path) -> str:
    (tmp_path / "sessions").mkdir()
    return made(tmp_path / "sessions")


@pytest.fixture
def leads(tmp_path: Path, handle: str) -> Iterator[Terminal]:
    command = [*PROGRAM, "--sessions", str(tmp_path / "sessions"), "run", handle]
    with Terminal(command, tmp_path) as terminal:
        begun(terminal)
        terminal.type("/phase together")
        yield terminal


def test_what_is_typed_in_one_stands_in_the_other(tmp_path: Path, handle: str, leads: Terminal) -> None:
    command = [*PROGRAM, "--sessions", str(tmp_path / "sessions"), "follow", handle]
    with Terminal(command, tmp_path, 60, 20) as reads:
        reads.shows(say("screen.everyone"), say("follow.empty"))
        leads.type("!Ours alone")
        leads.type(f"More families come @{PARTNER.lower()}")
        reads.shows("1 More families come", PARTNER)
        assert "Ours alone" not in reads.text
        leads.type("/timer 5")
        reads.shows("4:5")
        leads.type("/step 2")
        reads.shows("2/6 Values")
        leads.send("\tc")
        reads.until(lambda: "2/6" not in reads.text, "the curtain")
        leads.send("x")
        reads.shows("2/6 Values")
        reads.send("?")
        reads.shows(say("key.follow.close"))
        reads.send("\x1b")
        reads.shows(say("follow.keys").split("|")[0])
        leads.type("/quit")
        reads.shows(one_line(NOBODY))
        reads.send("q")
        assert reads.ended() == 0


def test_a_handout_is_followed_from_where_no_session_may_be_read(
    tmp_path: Path, handle: str, leads: Terminal
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = ["--sessions", str(tmp_path / "sessions")]
    with Terminal(
        [*PROGRAM, *folder, "handout", handle, "-o", "elsewhere/h.toml", "--keep"], tmp_path
    ) as asks:
        assert asks.ended() == 0
    with Terminal([*PROGRAM, "follow", "h.toml"], elsewhere, 60, 20) as reads:
        reads.shows(say("screen.everyone"), say("follow.empty"))
        leads.type("More families come")
        reads.shows("1 More families come")
        # Its window is closed, and it has no time to say good-bye twice.
        leads.hang_up()
        reads.shows(one_line(NOBODY))


def test_the_lines_are_told_as_they_come(tmp_path: Path, handle: str, leads: Terminal) -> None:
    command = [*PROGRAM, "--sessions", str(tmp_path / "sessions"), "follow", handle, "--plain"]
    with Terminal(command, tmp_path) as reads:
        reads.shows(say("plain.everyone"))
        leads.type("More families come")
        reads.shows("1 More families come")
        leads.program.send_signal(signal.SIGKILL)
        reads.shows(one_line(NOBODY))
        reads.send("\x03")
        assert reads.ended() == 130
