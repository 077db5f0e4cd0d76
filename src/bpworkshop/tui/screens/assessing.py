"""The partner assessment, to read: for our side only."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.tui import assessing
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import SessionPage
from bpworkshop.words import say


class AssessmentScreen(SessionPage):
    """Drawn from what the face may show, anew when that changes: where everyone reads it is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="assessment.close"),
    ]

    def renewed(self, *news: str, wrong: bool = False) -> None:
        if self.face.only_us:
            self.draw()
        else:
            self.dismiss(None)

    def about(self) -> str:
        return say("assessment.title")

    def rows(self, width: int) -> Sequence[Row]:
        return assessing.page(self.face.reader, width) if self.face.only_us else ()

    def footer(self) -> str:
        return say("assessment.keys")
