"""A saved session to read, on one page. Nothing is started, moved or saved by looking at it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face
from bpworkshop.tui import frame, reviewing, sheets
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class ReviewScreen(HelpedScreen[None]):
    """ONLY US, because it is for who may read the file; a key shows it as everyone may see it."""

    CSS_PATH = "review.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="review.close"),
        Binding("e", "audience", show=False, id="review.audience"),
    ]

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Page()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        face, page, width = self.face, self.query_one(Page), self.size.width
        which = ((say("review.title"), "known"),)
        top = sheets.bar(face.view.title, width, everyone=not face.only_us, more=which)  # type: ignore[arg-type]
        self.query_one("#top", Words).show(*top)
        inside = page.scrollable_content_region.width or width
        page.show(reviewing.review(face.reader, inside), (), None)
        keys = say("review.keys_ours" if face.only_us else "review.keys_everyone")
        self.query_one("#keys", Words).show(*frame.keys(keys, width))

    def action_audience(self) -> None:
        """As everyone may see it, and back: the way back asks, for somebody may be reading along."""
        if self.face.only_us or self.face.kept_ours:
            self._show_to(only_us=not self.face.only_us)
        else:
            self.app.push_screen(AskScreen("ask_ours", self.face.view.title), self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if answer == "yes":
            self._show_to(only_us=True)

    def _show_to(self, *, only_us: bool) -> None:
        self.face.only_us = only_us
        self.draw()

    def action_close(self) -> None:
        self.dismiss(None)
