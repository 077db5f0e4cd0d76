"""What a screen shows, as text, and waiting for it: for a condition, never for time."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

ROUNDS = 200
"""Rounds of the event loop after which a condition is taken to never hold."""

DEADLINE = 5.0
"""Seconds after which what another thread or program brings about is taken to never come."""


def frame(app: App[Any]) -> str:
    """The screen in front as lines of text, as they were last painted."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; otherwise fail, and show the screen."""
    for _ in range(ROUNDS):
        if condition():
            return
        await pilot.pause()
    raise AssertionError(f"it never held; the screen:\n{frame(pilot.app)}")


async def in_time(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until a condition holds that another thread or program brings about."""
    late = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > late:
            raise AssertionError(f"it never held; the screen:\n{frame(pilot.app)}")
        await asyncio.sleep(0.005)
        await pilot.pause()
