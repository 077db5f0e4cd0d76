"""The program in a real pseudo-terminal of 80×24: what is painted is read as a terminal would."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyte
import pytest

from bpworkshop.commands import REGISTRY
from bpworkshop.method.guide import load
from bpworkshop.session.readiness import gaps
from bpworkshop.session.session import STEPS, Session
from bpworkshop.session.shared import shared
from bpworkshop.store import codec
from bpworkshop.words import say

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "scripts" / "artist.txt"
DEADLINE = 20.0
"""Seconds after which what is waited for is taken to never come."""

TYPING = say("screen.keys_line").split("|")[0]
"""What stands at the bottom while a line is typed, and on no other screen."""


class Terminal:
    """A program on a terminal; what it paints is kept as a screen of letters."""

    def __init__(self, command: list[str], cwd: Path, width: int = 80, height: int = 24) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self._controller, terminal = pty.openpty()
        self._size(width, height)
        self.painted = b""
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLORTERM": "truecolor"}
        self._program = subprocess.Popen(
            command,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=cwd,
            env=environment,
            start_new_session=True,
            close_fds=True,
        )
        os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._program.kill()
        self._program.wait()
        os.close(self._controller)

    def _size(self, width: int, height: int) -> None:
        fcntl.ioctl(self._controller, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        self._size(width, height)
        with suppress(ProcessLookupError):
            self._program.send_signal(signal.SIGWINCH)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def rows(self) -> list[str]:
        return list(self.screen.display)

    @property
    def line(self) -> str:
        """What stands in the line that is typed."""
        return self.rows[-2].partition("▸")[2].strip()

    @property
    def page(self) -> bool:
        """Whether something lies over the workshop that esc takes away."""
        return TYPING not in self.rows[-1] and "esc " in self.rows[-1]

    def _read(self, seconds: float) -> bool:
        """Whether anything came; nothing comes any more once the program is gone."""
        if not select.select((self._controller,), (), (), seconds)[0]:
            return False
        try:
            found = os.read(self._controller, 1 << 16)
        except OSError:
            found = b""
        self.painted += found
        # pyte takes the answers that Textual asks for as text; a terminal would not show them.
        self._stream.feed(re.sub(rb"\x1b\[[?>=<][0-9;]*[a-z$]+", _known, found))
        return bool(found)

    def until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Read until a condition holds on the screen."""
        late = time.monotonic() + DEADLINE
        while not condition():
            left = late - time.monotonic()
            assert left > 0, f"{what or 'it'} never came; the screen:\n{self.text}"
            if not self._read(min(left, 1)) and self._program.poll() is not None and not condition():
                raise AssertionError(f"{what or 'it'} never came: the program ended\n{self.text}")

    def shows(self, *words: str) -> None:
        self.until(lambda: all(one in " ".join(self.text.split()) for one in words), str(words))

    def send(self, keys: str) -> None:
        os.write(self._controller, keys.encode())

    def type(self, words: str) -> None:
        """Type a line and enter, as somebody does who looks at what they type."""
        self.send(words)
        end = " ".join(words.split())[-12:]
        masked = words.startswith("!")
        self.until(lambda: end in self.line or (masked and self.line.endswith("•")), words)
        self.send("\r")
        self.until(lambda: not self.line or self.page, f"the end of {words}")

    def ended(self) -> int:
        """The program's exit code, once it is gone."""
        late = time.monotonic() + DEADLINE
        while self._program.poll() is None:
            assert time.monotonic() < late, f"it never ended\n{self.text}"
            self._read(0.1)
        while self._read(0):
            pass
        return self._program.returncode


def _known(match: re.Match[bytes]) -> bytes:
    """Sequences with a private sign that pyte knows; the others would be drawn as letters."""
    return match[0] if match[0][2:3] == b"?" and match[0][-1:] in b"hl" else b""


def made(folder: Path) -> str:
    people = ("Ana, library, lead", "Bo, library", "Mira, artist")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bpworkshop", "--sessions", str(folder), "new"),
            *("--title", "Planetarium × Artist"),
            *("--library", "Library of the Planetarium", "--partner", "Artist"),
            *(word for person in people for word in ("--person", person)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=DEADLINE,
    )
    return done.stdout.strip()


class Case:
    """A new session, its file, and the program leading it."""

    def __init__(self, base: Path) -> None:
        self.folder = base / "sessions"
        self.folder.mkdir()
        self.handle = made(self.folder)
        self.path = self.folder / f"{self.handle}.toml"
        command = [sys.executable, "-m", "bpworkshop", "--sessions", str(self.folder), "run", self.handle]
        self.terminal = Terminal(command, base)

    @property
    def saved(self) -> Session:
        return codec.decode(self.path.read_bytes(), self.path)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = Case(tmp_path)
    with made.terminal as terminal:
        terminal.shows(load().step("goals").prompt, say("screen.step_of", number=1))
        terminal.until(lambda: "▸" in terminal.rows[-2])
        yield made


def open_steps(session: Session, *, everyone: bool) -> list[str]:
    view = shared(session) if everyone else session
    return [step for step in STEPS if gaps(view, step, everyone=everyone)]


def test_the_artist_case_is_led_by_keys_alone(case: Case) -> None:
    terminal = case.terminal
    opened = 0
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        if line == "/quit":
            break
        terminal.type(line) if line else terminal.send("\r")
        name = line.removeprefix("/").partition(" ")[0]
        if line.startswith("/") and name in REGISTRY and REGISTRY[name].page:
            # A page may be open: it takes no letters, the line does.
            terminal.send("~")
            terminal.until(lambda: terminal.page or terminal.line == "~", line)
            if terminal.page:
                opened += 1
                terminal.send("\x1b")
                terminal.until(lambda: not terminal.page, f"the end of the page {line}")
            if terminal.line == "~":
                terminal.send("\x7f")
            terminal.until(lambda: not terminal.line and "▸" in terminal.rows[-2])
    assert opened > 5
    terminal.send("/quit\r")
    assert terminal.ended() == 0
    session = case.saved
    assert open_steps(session, everyone=True) == []
    assert open_steps(session, everyone=False) == []
    assert (session.phase, session.status) == ("together", "running")
    kinds = [[event.kind for event in promise.events] for promise in session.commitments]
    assert kinds == [["agreed"]] * 3 + [["proposed"]]
    assert len(session.check_in) == len(session.check_out) == 3
    assert sum(goal.only_for == session.ours.id for goal in session.goals) == 1
    assert all(goal.certainty == "confirmed" for goal in session.goals)


def test_an_item_is_on_the_disk_when_the_screen_says_so(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.shows("1 Be seen by families")
    assert [goal.statement for goal in case.saved.goals] == ["Be seen by families"]
    assert re.search(r"saved \d\d:\d\d", terminal.rows[0])
    terminal.send("half a thought\x1b")
    terminal.until(lambda: not terminal.line, "the empty line")
    terminal.send("\x1b")
    terminal.until(lambda: terminal.line == "half a thought", "the line that was put away")


def test_lines_that_arrive_all_at_once_are_lost_nowhere(case: Case) -> None:
    """As a slow connection delivers them, or somebody types who does not wait."""
    case.terminal.send("one\rtwo\rthree\rfour")
    case.terminal.until(lambda: "four" in case.terminal.line, "four")
    assert [goal.statement for goal in case.saved.goals] == ["one", "two", "three"]
    assert case.terminal.line == "four"


def test_it_follows_the_size_and_comes_back(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.type(".")
    terminal.shows("1 Be seen by families")
    terminal.send("half a thought")
    terminal.until(lambda: terminal.line == "half a thought")
    terminal.resize(60, 20)
    terminal.until(lambda: f"1/6 {load().step('goals').label}" in terminal.text, "the folded steps")
    terminal.until(lambda: terminal.line == "half a thought")
    assert len(terminal.rows) == 20
    terminal.shows("1 Be seen by families", say("screen.only_us"))
    painted = len(terminal.painted)
    terminal.resize(39, 9)
    terminal.until(lambda: len(terminal.painted) > painted, "anything")
    terminal.resize(80, 24)
    terminal.shows("1 Be seen by families", say("screen.only_us"), say("screen.step_of", number=1))
    terminal.until(lambda: terminal.line == "half a thought", "the line as it was")
    terminal.send(", now whole\r")
    terminal.shows("2 half a thought, now whole")
    assert len(case.saved.goals) == 2


@pytest.mark.parametrize("paste", ["two\nlines\n", "up\x1b[Ar\x1bq", "\x1b]0;owned\x07red\x1b[31m"])
def test_a_paste_is_text_and_presses_nothing(case: Case, paste: str) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.type(".")
    terminal.shows("1 Be seen by families")
    before = case.path.read_bytes()
    terminal.send(f"\x1b[200~{paste}\x1b[201~ end")
    terminal.until(lambda: terminal.line.endswith("end"), "the end of what was pasted")
    assert case.path.read_bytes() == before
    first = re.split(r"[\x1b\n]", paste.lstrip("\x1b]"))[0][:3]
    assert first in terminal.line
    assert "Be seen by families" in terminal.text
    assert b"\x1b]0;owned" not in terminal.painted


@pytest.mark.parametrize("paste", ["r\nrr"])
def test_a_paste_on_the_board_presses_nothing(case: Case, paste: str) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.type(".")
    before = case.path.read_bytes()
    terminal.send("\t")
    terminal.until(lambda: TYPING not in terminal.rows[-1], "the board's keys")
    terminal.send(f"\x1b[200~{paste}\x1b[201~")
    terminal.send("2")
    terminal.shows(say("screen.step_of", number=2))
    assert case.path.read_bytes() == before


def test_nothing_is_painted_while_nothing_happens(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.shows("1 Be seen by families")
    terminal.send("x")
    terminal.until(lambda: terminal.line == "x")
    while terminal._read(0.5):
        pass
    assert not terminal._read(1.0), "it paints while nobody does anything"


def test_leaving_gives_the_terminal_back_and_says_how_to_go_on(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.send("\x1b[21~")  # F10
    assert terminal.ended() == 0
    for off in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l"):
        assert off in terminal.painted, off
    assert case.handle.encode() in terminal.painted.rpartition(b"\x1b[?1049l")[2]
    assert [goal.statement for goal in case.saved.goals] == ["Be seen by families"]
