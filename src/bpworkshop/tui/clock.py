"""The clock on the screens: what stands in the bar, and that it is painted each second only while it runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from bpworkshop.commands import Face, timing
from bpworkshop.method.agenda import ClockState, clock
from bpworkshop.tui.rows import Look, Part

LOOKS: dict[ClockState, Look] = {
    "runs": "known",
    "soon": "mark",
    "last": "missing",
    "over": "missing",
    "stands": "faint",
}
"""Never the colour alone: the words say the same."""

A_SECOND = timedelta(seconds=1)

SLACK = 0.005
"""Seconds behind a full second at which the clock is read, so that it has passed."""


def now(face: Face, step: int = 1) -> Part | None:
    """The clock as it stands, in steps of so many seconds; nothing where there is none."""
    timer = face.stage.timer
    if timer is None:
        return None
    told = clock(timer, face.workshop.clock(), step)
    return told.words, LOOKS[told.state]


def drift(face: Face) -> Part | None:
    """How far the meeting is behind or ahead; nothing where none runs by a plan that this face may show."""
    minutes = timing.behind(face)
    return None if minutes is None else (timing.drift(minutes), "mark" if minutes > 0 else "known")


class TimeUp(Message):
    """The clock that was running has come to its end."""


class Ticking:
    """Has a screen draw its clock each time that a second has passed on it, while it runs.

    With ``tells`` the app hears of it when the time is up, once.
    """

    def __init__(
        self, screen: Screen[Any], face: Face, draw: Callable[[], object], *, tells: bool = False
    ) -> None:
        self._screen = screen
        self._face = face
        self._draw = draw
        self._tells = tells
        self._state: ClockState | None = None
        self._waits: Timer | None = None

    def follow(self) -> None:
        """The clock was drawn: wait for its next second, or no longer."""
        timer, at = self._face.stage.timer, self._face.workshop.clock()
        state = clock(timer, at).state if timer else None
        if self._tells and state == "over" and self._state in ("runs", "soon", "last"):
            self._screen.app.post_message(TimeUp())
        self._state = state
        if self._waits:
            self._waits.stop()
            self._waits = None
        if timer and timer.ends:
            rest = (timer.ends - at) % A_SECOND or A_SECOND
            # It is the app that waits: a screen that others lie upon has all painted again by waking up.
            self._waits = self._screen.app.set_timer(rest.total_seconds() + SLACK, self.tick)

    def tick(self) -> None:
        """A second has passed. What others lie upon is not drawn."""
        if self._screen.is_active:
            self._draw()
        elif self._screen.is_running:
            self.follow()
