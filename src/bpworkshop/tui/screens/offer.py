"""What the sides offer, on three pages: pictures of the figures, the advertising package, give and get."""

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from textual.binding import Binding, BindingType

from bpworkshop.commands import Face
from bpworkshop.offering.exchange import exchange
from bpworkshop.offering.package import package
from bpworkshop.offering.pictures import pictures
from bpworkshop.tui import charts, offering, themes
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import SessionPage
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say

Name: TypeAlias = Literal["chart", "package", "exchange"]

PAGES: tuple[Name, ...] = ("chart", "package", "exchange")
"""In the order in which they are turned."""


class OfferScreen(SessionPage):
    """Drawn from what the face may show, anew when that changes. ``item``: the figure that it came from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", show=False, id="offer.turn"),
        Binding("shift+tab", "turn(-1)", show=False, id="offer.turn_back"),
        Binding("C", "to('chart')", show=False, id="offer.chart"),
        Binding("A", "to('package')", show=False, id="offer.package"),
        Binding("G", "to('exchange')", show=False, id="offer.exchange"),
        Binding("escape,q", "close", show=False, id="offer.close"),
    ]

    def __init__(self, face: Face, page: Name, item: str | None = None) -> None:
        super().__init__(face)
        self.page = page
        self.item = item

    def about(self) -> str:
        return say(f"offer.bar.{self.page}")

    def rows(self, width: int) -> Sequence[Row]:
        reader = self.face.reader
        if self.page == "chart":
            return charts.page(pictures(reader), width, plain=themes.typewriter(self.app.theme), at=self.item)
        return offering.rows(package(reader) if self.page == "package" else exchange(reader), width)

    def footer(self) -> str:
        return say("offer.keys")

    def action_turn(self, by: int) -> None:
        self.action_to(PAGES[(PAGES.index(self.page) + by) % len(PAGES)])

    def action_to(self, page: Name) -> None:
        """Another of the three pages, from its beginning."""
        self.page, self.item = page, None
        self.query_one(Page).scroll_to(y=0, animate=False, force=True)
        self.draw()
