"""A page to read: help, gaps, people, a list. It scrolls, and any of the usual keys closes it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from bpworkshop.tui import frame
from bpworkshop.tui.rows import Part
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class PageScreen(Screen[None]):
    """Lines of text, drawn as rows; blank lines stand between parts."""

    CSS_PATH = "page.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False, id="page.close"),
        Binding("down,j", "scroll(1)", show=False, id="page.down"),
        Binding("up,k", "scroll(-1)", show=False, id="page.up"),
        Binding("pagedown,space", "scroll(15)", show=False, id="page.next"),
        Binding("pageup", "scroll(-15)", show=False, id="page.back"),
    ]

    def __init__(self, title: str, lines: Sequence[str], audience: Part | None = None) -> None:
        super().__init__()
        self.heading = title
        self.audience = audience
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Board()
        yield Words("keys")

    def on_mount(self) -> None:
        audience: tuple[Part, ...] = (("   ", "plain"), self.audience) if self.audience else ()
        self.query_one("#top", Words).show((self.heading, "said"), *audience)
        self.query_one("#keys", Words).show(*frame.keys(say("screen.keys_page"), self.size.width))
        self.query_one(Board).can_focus = False
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        board = self.query_one(Board)
        board.show(frame.page_rows(self.lines, board.size.width or self.size.width), (), None)

    def action_scroll(self, by: int) -> None:
        board = self.query_one(Board)
        board.scroll_to(y=board.scroll_y + by, animate=False, force=True)

    def action_close(self) -> None:
        self.dismiss(None)
