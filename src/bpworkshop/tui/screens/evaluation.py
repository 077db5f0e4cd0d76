"""What the evaluations say, on a page to read: when all are in, and whenever it is asked for."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.tui import evaluating, themes
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import SessionPage
from bpworkshop.words import say


class EvaluationScreen(SessionPage):
    """Drawn from what the face may show, anew when that changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="evaluation.close"),
    ]

    def about(self) -> str:
        return say("evaluation.bar")

    def rows(self, width: int) -> Sequence[Row]:
        return evaluating.rows(self.face.reader, width, plain=themes.typewriter(self.app.theme))

    def footer(self) -> str:
        return say("evaluation.keys")
