"""What is planned, on pages to read: the communication plan week by week, and the matrix of risks."""

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from textual.binding import Binding, BindingType

from bpworkshop.commands import Face
from bpworkshop.tui import matrix, themes, weeks
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import SessionPage
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say

Name: TypeAlias = Literal["weeks", "matrix"]


class PlanningScreen(SessionPage):
    """Drawn from what the face may show, anew when that changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("W", "to('weeks')", show=False, id="planning.weeks"),
        Binding("M", "to('matrix')", show=False, id="planning.matrix"),
        Binding("escape,q", "close", show=False, id="planning.close"),
    ]

    def __init__(self, face: Face, page: Name) -> None:
        super().__init__(face)
        self.page = page

    def about(self) -> str:
        return say(f"{self.page}.bar")

    def rows(self, width: int) -> Sequence[Row]:
        if self.page == "weeks":
            return weeks.page(self.face.reader, width)
        return matrix.page(self.face.reader, width, plain=themes.typewriter(self.app.theme))

    def footer(self) -> str:
        return say(f"{self.page}.keys")

    def action_to(self, page: Name) -> None:
        """The other page, from its beginning."""
        self.page = page
        self.query_one(Page).scroll_to(y=0, animate=False, force=True)
        self.draw()
