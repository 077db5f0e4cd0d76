"""Goes when the terminal goes: a closed window, a dropped line, SIGTERM.

Textual dies at once on SIGHUP, lives on at full speed where it is ignored, and
stands still when the terminal does. So the signals are kept from it, and a
thread waits for them and looks whether the terminal is still there. Every edit
is on the disk already; there is nothing to save on the way out.
"""

import os
import select
import signal
import sys
import threading
from collections.abc import Callable

SIGNALS = {signal.SIGHUP, signal.SIGTERM}

LOOK_EVERY = 0.5
"""Seconds between two looks at the terminal."""

TIME_TO_LEAVE = 1.5
"""Seconds that the screens have to leave the terminal as they found it, after SIGTERM."""


def watch(leave: Callable[[], object]) -> None:
    """Begin to watch. ``leave`` asks the screens to end; when they do not, the process does."""
    for one in SIGNALS:
        signal.signal(one, signal.SIG_DFL)
    # Blocked before any other thread begins, so that none of them is killed by one.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    threading.Thread(target=_watch, args=(leave,), daemon=True, name="guard").start()


def _watch(leave: Callable[[], object]) -> None:
    terminal = select.poll()
    terminal.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
    while True:
        caught = signal.sigtimedwait(SIGNALS, LOOK_EVERY)
        if caught and caught.si_signo == signal.SIGTERM:
            threading.Thread(target=leave, daemon=True).start()
            signal.sigtimedwait({signal.SIGHUP}, TIME_TO_LEAVE)
            os._exit(128 + signal.SIGTERM)
        if caught or any(event & (select.POLLHUP | select.POLLERR) for _, event in terminal.poll(0)):
            os._exit(128 + signal.SIGHUP)
