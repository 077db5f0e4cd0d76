"""A program on a real pseudo-terminal of 120×40: keys go in, what it paints comes out."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.world import TIMEOUT, World

WIDTH, HEIGHT = 120, 40
QUIET = 0.06
"""Seconds without output after which a program is taken to have painted all that a key changes."""

PATIENCE = 1.0
"""Seconds after which a key that paints nothing is taken to paint nothing."""


class Terminal:
    """One program, from its start to its end. It answers no question of the program: few terminals do."""

    def __init__(self, world: World, command: Sequence[str]) -> None:
        self._environment = {
            name: value
            for name, value in world.environment.items()
            if name not in ("COLUMNS", "LINES", "NO_COLOR", "TEXTUAL")
        }
        self._environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._command = list(command)
        self._cwd = world.cwd

    def __enter__(self) -> Self:
        controller, terminal = pty.openpty()
        # Before there is a program, so that none starts in another size.
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(controller)
                os.login_tty(terminal)
                os.chdir(self._cwd)
                os.execvpe(self._command[0], self._command, self._environment)
            finally:
                os._exit(127)
        os.close(terminal)
        self._controller = controller
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._controller)

    def fileno(self) -> int:
        """So that several can be waited for at once."""
        return self._controller

    def read(self, seconds: float) -> bytes:
        """What comes within some time: at once when there is something, nothing after it."""
        if not select.select((self._controller,), (), (), seconds)[0]:
            return b""
        try:
            found = os.read(self._controller, 1 << 16)
        except OSError:
            found = b""
        if not found:
            raise RuntimeError(f"{Path(self._command[0]).name} ended by itself")
        return found

    def type(self, keys: str) -> None:
        """Press keys, and wait for nothing."""
        os.write(self._controller, keys.encode())

    def settle(self, first: float = PATIENCE) -> bytes:
        """What is painted until it is quiet; ``first`` is how long to wait for the first of it."""
        painted = self.read(first)
        while found := self.read(QUIET if painted else 0):
            painted += found
        return painted

    def until(self, *words: str) -> bytes:
        """What is painted until all these words are on the screen."""
        wanted = [word.encode() for word in words]
        painted, late = b"", time.monotonic() + TIMEOUT
        while not all(word in painted for word in wanted):
            if time.monotonic() > late:
                raise RuntimeError(f"{words} never appeared; the last that did: {painted[-300:]!r}")
            painted += self.read(1)
        return painted

    def press(self, keys: Sequence[str]) -> list[bytes]:
        """Press keys one after another, each when the one before has been painted; what each painted."""
        painted = []
        for key in keys:
            self.type(key)
            painted.append(self.settle())
        return painted

    def idle(self, seconds: float) -> bytes:
        """What is painted while nobody does anything."""
        painted, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            painted += self.read(left)
        return painted

    @property
    def cpu_seconds(self) -> float:
        """The processor's time of all its threads so far, by the clock of ``clock_getcpuclockid``."""
        return time.clock_gettime((~self.pid << 3) | 2)

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
