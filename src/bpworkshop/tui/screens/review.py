"""A saved session to read, on one page. Nothing is started, moved or saved by looking at it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from bpworkshop.commands.registry import Face
from bpworkshop.method.guide import Guide
from bpworkshop.tui import frame, reviewing, sheets
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say
from bpworkshop.workshop import Workshop


class ReviewScreen(Screen[None]):
    """ONLY US, because it is for who may read the file; a key shows it as everyone may see it."""

    CSS_PATH = "review.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="review.close"),
        Binding("e", "audience", show=False, id="review.audience"),
    ]

    def __init__(self, workshop: Workshop, guide: Guide, *, only_us: bool = True) -> None:
        super().__init__()
        self.face = Face(workshop, guide, only_us=only_us, kept_ours=only_us)

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
        """As everyone may see it, and back."""
        self.face.only_us = not self.face.only_us
        self.draw()

    def action_close(self) -> None:
        self.dismiss(None)
