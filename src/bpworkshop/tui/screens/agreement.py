"""The agreement on a page to read: clause by clause, what is open, what changed since it was agreed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.tui import agreeing
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import SessionPage
from bpworkshop.words import say


class AgreementScreen(SessionPage):
    """Drawn from what the face may show, anew when that changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="agreement.close"),
    ]

    def about(self) -> str:
        return say("agreement.bar")

    def rows(self, width: int) -> Sequence[Row]:
        return agreeing.rows(self.face.reader, width)

    def footer(self) -> str:
        return say("agreement.keys")
