"""Goes when the terminal goes: a closed window, a dropped line, SIGTERM.

Textual dies at once on SIGHUP, lives on at full speed where it is ignored, and
stands still when the terminal does. So the signals are kept from it, and a
thread waits for them and looks whether the terminal is still there. Every edit
is on the disk already; a line that was begun can be saved by ``last_words``.

The program starts no other: one that it did start would have to have these
signals unblocked.
"""

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

SIGNALS = {signal.SIGHUP, signal.SIGTERM, signal.SIGINT}

LOOK_EVERY = 0.5
"""Seconds between two looks at the terminal."""

TIME_TO_SPEAK = 0.5
"""Seconds that ``last_words`` may take."""

TIME_TO_LEAVE = 1.0
"""Seconds that the screens have to leave the terminal as they found it, when it is still there."""

TIME_TO_TAKE = 0.2
"""Seconds that a terminal has to take that; one that stalls is not waited for longer."""

RESTORED = (
    "\x18\x1b[?2026l"  # whatever was begun ends, and is drawn
    "\x1b[?2004l\x1b[?2048l\x1b[?1004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"
)
"""What takes back everything that the screens ask of a terminal, when they can't themselves."""

leaving = threading.Event()
"""Set once the program was told to go."""


def watch(leave: Callable[[], object], last_words: Callable[[], object] = lambda: None) -> None:
    """Begin to watch. ``leave`` asks the screens to end; when they do not, the process does.

    ``leave`` is called until it does not raise: the screens may not have begun.
    ``last_words`` is called once, before anything ends, from a thread of its
    own; neither an error in it nor its taking long keeps the process alive.
    """
    terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
    found = termios.tcgetattr(terminal)
    for one in SIGNALS:
        signal.signal(one, signal.SIG_DFL)
    # Blocked before any other thread begins, so that none of them is killed by one.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

    def guard() -> None:
        # With this blocked, giving a terminal back never stops the process.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        caught = _end(terminal)
        leaving.set()
        speaking = _aside(last_words)
        speaking.join(TIME_TO_SPEAK)
        if not in_background(terminal):
            if caught != signal.SIGHUP:
                _aside(lambda: _until_done(leave))
                signal.sigtimedwait({signal.SIGHUP}, TIME_TO_LEAVE)
            _give_back(terminal, found)
        os._exit(128 + caught)

    threading.Thread(target=guard, daemon=True, name="guard").start()


def in_background(terminal: int) -> bool:
    """Whether a shell has the terminal now, because the program was stopped."""
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:
        return False


def _end(terminal: int) -> signal.Signals:
    """Wait for the end, and say which signal it is."""
    hung_up = select.poll()
    hung_up.register(terminal, 0)
    while True:
        caught = signal.sigtimedwait(SIGNALS, LOOK_EVERY)
        if caught:
            return signal.Signals(caught.si_signo)
        if hung_up.poll(0):
            return signal.SIGHUP


def _aside(doing: Callable[[], object]) -> threading.Thread:
    """Do something that may fail or never end in a thread that nobody waits for."""

    def quietly() -> None:
        with suppress(BaseException):
            doing()

    thread = threading.Thread(target=quietly, daemon=True)
    thread.start()
    return thread


def _until_done(leave: Callable[[], object]) -> None:
    while True:
        try:
            leave()
            return
        except Exception:
            time.sleep(0.02)


def _give_back(terminal: int, found: list[Any]) -> None:
    """The terminal as it was found; one that takes nothing any more is not waited for."""
    with suppress(OSError, termios.error):
        termios.tcsetattr(terminal, termios.TCSANOW, found)
    with suppress(OSError):
        # Opened anew: the shell shares the old one, and should not find it non-blocking.
        again = os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        # What the screens have just painted may still be on its way.
        rest, late = RESTORED.encode(), time.monotonic() + TIME_TO_TAKE
        while rest and select.select((), (again,), (), max(late - time.monotonic(), 0))[1]:
            rest = rest[os.write(again, rest) :]
