"""The line that is typed in, by itself."""

import asyncio

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from bpworkshop.tui.widgets.line import TypedLine


class Lines(App[None]):
    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("Goal", id="prompt")
            yield TypedLine()


def test_what_is_typed_stays_in_sight_when_the_line_becomes_shorter() -> None:
    """The words before it change with each answer, while somebody types on."""

    async def lead() -> None:
        app = Lines()
        async with app.run_test(size=(40, 3)) as pilot:
            line, prompt = app.query_one(TypedLine), app.query_one("#prompt")
            prompt.styles.width = 5
            line.styles.width = "1fr"
            await pilot.pause()
            line.value = "x" * 50
            await pilot.pause()
            for width in (20, 5, 30):
                prompt.styles.width = width
                await pilot.pause()
                assert line.size.width == 40 - width
                assert line.scroll_offset.x == len(line.value) + 1 - line.size.width

    asyncio.run(lead())
