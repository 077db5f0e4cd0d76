"""A program in a real pseudo-terminal: what it paints is read as a terminal would."""

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
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pyte

from bpworkshop.words import say

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "bpworkshop")
DEADLINE = 20.0
"""Seconds after which what is waited for is taken to never come."""

LOOK_EVERY = 0.02
"""Seconds between two looks at what is not on the screen, such as a file."""

TYPING = say("screen.keys_line").split("|")[0]
"""What stands at the bottom while a line is typed, and on no other screen."""

ASKS_FOR_FRAMES, HAS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
"""As many terminals do, this one answers that a frame may be shown when it is there as a whole."""

HINTS = (say("screen.line").partition(" · ")[0], say("screen.answer"))
"""How what an empty line says begins."""


def environment() -> dict[str, str]:
    """What a program under test finds around it, this tree's source first."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


class Terminal:
    """A program on a terminal that it controls; what it paints is kept as a screen of letters."""

    def __init__(
        self, command: list[str], cwd: Path, width: int = 80, height: int = 24, *, nohup: bool = False
    ) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self._controller, terminal = pty.openpty()
        self._size(width, height)
        self.painted = b""
        self._rows: list[str] = []
        self.seconds = 0.0
        """The processor's time that the program took, once it has ended."""
        self.modes = termios.tcgetattr(terminal)

        def own() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if nohup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)

        self.program = subprocess.Popen(
            command,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=cwd,
            env=environment() | {"COLORTERM": "truecolor"},
            start_new_session=True,
            preexec_fn=own,  # noqa: PLW1509 - no thread is running here
            close_fds=True,
        )
        os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self.program.kill()
        self.program.wait()
        self.hang_up()

    def _size(self, width: int, height: int) -> None:
        fcntl.ioctl(self._controller, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        self._rows = []
        self._size(width, height)

    def hang_up(self) -> None:
        """Close the terminal, as a window that is closed or a line that drops."""
        if self._controller >= 0:
            os.close(self._controller)
        self._controller = -1

    @property
    def modes_now(self) -> list[Any]:
        """What ``stty`` would say, to be compared with ``modes``."""
        return termios.tcgetattr(self._controller)

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def rows(self) -> list[str]:
        self._rows = self._rows or list(self.screen.display)
        return self._rows

    @property
    def line(self) -> str:
        """What stands in the line that is typed."""
        typed = self.rows[-2].partition("▸")[2].strip()
        return "" if typed.startswith(HINTS) else typed

    @property
    def page(self) -> bool:
        """Whether something lies over the workshop that esc takes away."""
        return TYPING not in self.rows[-1] and "esc " in self.rows[-1]

    def read(self, seconds: float) -> bool:
        """Whether anything came; nothing comes any more once the program is gone."""
        if not select.select((self._controller,), (), (), seconds)[0]:
            return False
        try:
            found = os.read(self._controller, 1 << 16)
        except OSError:
            found = b""
        self.painted += found
        self._rows = []
        if ASKS_FOR_FRAMES in self.painted[-len(found) - len(ASKS_FOR_FRAMES) + 1 :]:
            os.write(self._controller, HAS_FRAMES)
        # pyte takes the answers that Textual asks for as text; a terminal would not show them.
        self._stream.feed(re.sub(rb"\x1b\[[?>=<][0-9;]*[a-z$]+", _known, found))
        return bool(found)

    @property
    def whole(self) -> bool:
        """Whether no frame is half painted: nothing is to be read from that."""
        return self.painted.rfind(FRAME_BEGINS) <= self.painted.rfind(FRAME_ENDS)

    def until(self, condition: Callable[[], bool], what: str = "", every: float = LOOK_EVERY) -> None:
        """Read until a condition holds, which is looked at with each frame and so often, in seconds."""
        late = time.monotonic() + DEADLINE
        while not (self.whole and condition()):
            left = late - time.monotonic()
            assert left > 0, f"{what or 'it'} never came; the screen:\n{self.text}"
            if not self.read(min(left, every)) and self.program.poll() is not None and not condition():
                raise AssertionError(f"{what or 'it'} never came: the program ended\n{self.text}")

    def shows(self, *words: str) -> None:
        self.until(lambda: all(one in " ".join(self.text.split()) for one in words), str(words))

    def send(self, keys: str | bytes) -> None:
        """Press keys, or whatever else a terminal sends; the program may paint meanwhile."""
        waiting = keys.encode() if isinstance(keys, str) else keys
        late = time.monotonic() + DEADLINE
        while waiting:
            left = late - time.monotonic()
            assert left > 0, f"it takes no keys; the screen:\n{self.text}"
            both = (self._controller,), (self._controller,)
            came, takes, _ = select.select(*both, (), left)
            if came:
                self.read(0)
            if takes:
                waiting = waiting[os.write(self._controller, waiting[:256]) :]

    def press(self, keys: str) -> None:
        """Press keys without looking at what is painted; what it does not take is lost."""
        if select.select((), (self._controller,), (), 0)[1]:
            os.write(self._controller, keys.encode())

    def type(self, words: str) -> None:
        """Type a line and enter, as somebody does who looks at what they type."""
        self.enter(words)
        self.until(lambda: not self.line or self.page, f"the end of {words}")

    def enter(self, words: str) -> None:
        """Type a line, look whether all of it is there, be it as dots, and press enter."""
        self.send(words)
        end, dots = " ".join(words.split())[-12:], "•" * min(len(words.lstrip("! ")), 12)
        self.until(lambda: end in self.line or bool(dots and self.line.endswith(dots)), words)
        self.send("\r")

    def paste(self, text: str | bytes) -> None:
        """Paste as terminals do, without taking anything out of it."""
        self.send(b"\x1b[200~" + (text.encode() if isinstance(text, str) else text) + b"\x1b[201~")

    def stopped(self) -> None:
        """Read until the program has stopped: it first paints what it takes back."""
        late = time.monotonic() + DEADLINE
        while not os.waitpid(self.program.pid, os.WUNTRACED | os.WNOHANG)[0]:
            assert time.monotonic() < late, f"it never stopped\n{self.text}"
            self.read(0.02)
        while self.read(0):
            pass

    def ended(self, seconds: float = DEADLINE) -> int:
        """The program's exit code, once it is gone; it is read until then, if it can be."""
        late = time.monotonic() + seconds
        gone = os.pidfd_open(self.program.pid)
        try:
            while not select.select((gone,), (), (), 0)[0]:
                left = late - time.monotonic()
                assert left > 0, f"it never ended\n{self.text}"
                select.select((gone, self._controller) if self._controller >= 0 else (gone,), (), (), left)
                if self._controller >= 0 and not self.read(0):
                    # Hung up on its side while it ends: there is nothing more to read.
                    select.select((gone,), (), (), 0.02)
        finally:
            os.close(gone)
        while self._controller >= 0 and self.read(0):
            pass
        return self._reap()

    def _reap(self) -> int:
        if self.program.returncode is None:
            _, status, used = os.wait4(self.program.pid, 0)
            self.program.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = used.ru_utime + used.ru_stime
        return self.program.returncode


def _known(match: re.Match[bytes]) -> bytes:
    """Sequences with a private sign that pyte knows; the others would be drawn as letters."""
    return match[0] if match[0][2:3] == b"?" and match[0][-1:] in b"hl" else b""
