"""Between the terminal and Textual: whatever comes in, the program goes on.

Textual's own driver ends the program on a byte that is not UTF-8 and on a
sequence that it can't read, lets what is pasted press keys, and reads a
terminal that is gone at full speed. What it sets up and takes back stays its own.
"""

import asyncio
import os
import select
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from bpworkshop.tui import guard
from bpworkshop.tui.pastes import PAUSE, Pasted, Pastes

ESCAPE = "\x1b"

AT_ONCE = 0.1
"""Seconds after a key in which the next one came with it."""

LONGEST = 0.5
"""Seconds that a key waits for the one before: what takes longer, such as a disk, is not waited for."""

ROUNDS = 3
"""How often what a key set going is waited for: its action, what that tells, and what is done then."""


class Keys:
    """Textual's parser, that begins anew after a sequence that it can't read."""

    def __init__(self) -> None:
        self._parser = XTermParser()

    def feed(self, text: str) -> list[Message]:
        """The keys and movements of the mouse in what a terminal sent."""
        if text == ESCAPE:
            # Alone, it has waited for its rest already.
            return [events.Key("escape", ESCAPE)]
        # One at a time, so that what can't be read takes nothing with it that follows.
        return [message for one in text for message in self._read(self._parser.feed(one))]

    def tick(self) -> list[Message]:
        """What was begun and has no rest: to be called while nothing comes."""
        return self._read(self._parser.tick())

    def _read(self, parsed: Iterable[Message]) -> list[Message]:
        found: list[Message] = []
        try:
            found.extend(parsed)
        except Exception:
            # A key of the number 2000000 raises ValueError, and the parser can't be used after it.
            self._parser = XTermParser()
        return found


class Passed(Message):
    """Follows a key from the widget to the app, which calls ``arrived``: then the key is there too."""

    def __init__(self, arrived: Callable[[], object]) -> None:
        super().__init__()
        self.arrived = arrived


class TerminalDriver(LinuxDriver):
    """Textual's driver for a real terminal, with input of its own.

    On a slow line keys come several at once. Textual hands all of them to the
    widget that has the focus then: what is typed after ``enter`` or ``tab``
    would still go where it was. So a key waits until the one before was dealt with.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._coming: deque[Message] = deque()
        self._handing: asyncio.Task[None] | None = None
        self._last_key = -AT_ONCE

    def send_message(self, message: Message) -> None:
        """Hand something that came in to the app. Called by the thread that reads."""
        self._loop.call_soon_threadsafe(self._take, message)

    def _take(self, message: Message) -> None:
        self._coming.append(message)
        if self._handing is None or self._handing.done():
            self._handing = self._loop.create_task(self._hand_on())

    async def _hand_on(self) -> None:
        while self._coming:
            message = self._coming.popleft()
            is_key = isinstance(message, events.Key | events.Paste)
            if is_key and time.monotonic() - self._last_key < AT_ONCE:
                await self._dealt_with()
            await self._app._post_message(message)
            if is_key:
                self._last_key = time.monotonic()

    async def _dealt_with(self) -> None:
        """Wait until the last key was dealt with, and what came of it: another focus, another screen."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                for _ in range(ROUNDS):
                    arrived = asyncio.Event()
                    self._app.call_later(self._send_after, arrived)
                    await arrived.wait()
                while not self._app.screen.is_mounted:
                    await asyncio.sleep(0.005)

    def _send_after(self, arrived: asyncio.Event) -> None:
        (self._app.focused or self._app.screen).post_message(Passed(arrived.set))

    def run_input_thread(self) -> None:
        """Read until the screens end or the terminal is gone, which is the guard's to notice."""
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        pastes, keys = Pastes(), Keys()
        while not self.exit_event.is_set():
            text, silence = "", 0.0
            if not self._readable(0):
                began = time.monotonic()
                ready = self._readable(PAUSE)
                silence = time.monotonic() - began if ready else PAUSE
            else:
                ready = True
            if ready:
                read = b""
                with suppress(OSError):
                    read = os.read(self.fileno, 1 << 14)
                if not read:
                    return
                text = decode(read)
            for one in pastes.feed(text, silence):
                for message in [events.Paste(one)] if isinstance(one, Pasted) else keys.feed(one):
                    self.process_message(message)
            for message in keys.tick():
                self.process_message(message)

    def _readable(self, seconds: float) -> bool:
        return bool(select.select((self.fileno,), (), (), seconds)[0])

    # A signal comes between any two steps, also while the loop holds what its writing needs:
    # what writes waits for the loop, or it would wait for itself.

    def _sigtstp_application(self, *_: Any) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(super()._sigtstp_application)
        else:
            super()._sigtstp_application()

    def _sigcont_application(self, *_: Any) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        """Begin again after a stop; after one that came without notice (SIGSTOP), end properly first."""
        if guard.in_background(self.fileno):
            # Textual stops again there, and would never leave.
            if not self._must_signal_resume or guard.leaving.wait(0.1):
                return
        elif not self._must_signal_resume:
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()
