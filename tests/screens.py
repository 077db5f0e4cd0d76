"""What a screen shows, as text, and waiting for it: for a condition, never for time."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

DEADLINE = 20.0
"""Seconds after which what is waited for is taken to never come."""


def frame(app: App[Any]) -> str:
    """The screen in front as lines of text, as they were last painted."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def idle(*_: float) -> None:
    """Until the app has done all that it can: what comes now comes from a key, a clock or a thread.

    In place of Textual's own ``wait_for_idle``, which guesses from the
    processor's time: it is slow, and it hides what is only done a moment later.
    """
    loop: Any = asyncio.get_running_loop()
    app = active_app.get()
    late = time.monotonic() + DEADLINE
    while time.monotonic() < late:
        while loop._ready and time.monotonic() < late:
            await asyncio.sleep(0)
        if app._exit or not app.screen_stack or not _to_paint(app.screen):
            return
        app.screen._on_timer_update()
        await asyncio.sleep(0)
    raise AssertionError(f"it paints for ever; the screen:\n{frame(app)}")


def _to_paint(screen: Screen[Any]) -> bool:
    """Whether the screen waits for its clock to paint."""
    return bool(
        screen._dirty_widgets
        or screen._callbacks
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
    )


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; otherwise fail, and show the screen."""
    late = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > late:
            raise AssertionError(f"it never held; the screen:\n{frame(pilot.app)}")
        await asyncio.sleep(0.002)
        await pilot.pause()
