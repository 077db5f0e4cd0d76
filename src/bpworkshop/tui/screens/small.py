"""What stands on a terminal that is too small for anything: that it is, and nothing of a session."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen

from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

WIDTH, HEIGHT = 40, 10
"""A terminal of this size or smaller shows nothing else."""


def is_small(size: Size) -> bool:
    return size.width <= WIDTH or size.height <= HEIGHT


class SmallScreen(Screen[None]):
    """Lies on top of whatever is open until the terminal grows. No key does anything to what is below."""

    DEFAULT_CSS: ClassVar[str] = """
    SmallScreen { background: $background; align: center middle; }
    SmallScreen #small { width: auto; max-width: 100%; height: auto; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        yield Words("small")

    def on_mount(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        size = self.app.size
        words = say("small.message", now=f"{size.width}×{size.height}", width=WIDTH, height=HEIGHT)
        self.query_one("#small", Words).show((words, "mark"), layout=True)
