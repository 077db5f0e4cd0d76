"""A saved session to read, on one page. Nothing is started, moved or saved by looking at it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face
from bpworkshop.tui import reviewing, sheets
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.page import ReadScreen
from bpworkshop.words import say


class ReviewScreen(ReadScreen):
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

    def bar(self, width: int) -> Sequence[Part]:
        more: Part = (say("review.title"), "known")
        return sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))

    def rows(self, width: int) -> Sequence[Row]:
        return reviewing.review(self.face.reader, width)

    def footer(self) -> str:
        return say("review.keys_ours" if self.face.only_us else "review.keys_everyone")

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
