"""What the sides offer, on three pages: pictures of the figures, the advertising package, give and get."""

import os
from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from textual.binding import Binding, BindingType

from bpworkshop.commands import Face
from bpworkshop.offering.exchange import exchange
from bpworkshop.offering.package import package
from bpworkshop.offering.pictures import pictures
from bpworkshop.tui import charts, offering, sheets
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.screens.page import ReadScreen
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say

Name: TypeAlias = Literal["chart", "package", "exchange"]

PAGES: tuple[Name, ...] = ("chart", "package", "exchange")
"""In the order in which they are turned."""

TYPEWRITERS = ("linux", "vt100", "vt102", "vt220", "dumb")
"""Terminals that have no signs for parts of a cell."""


class OfferScreen(ReadScreen):
    """Drawn from what the face may show, anew when that changes. ``item``: the figure that it came from."""

    CSS_PATH = "offer.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", show=False, id="offer.turn"),
        Binding("shift+tab", "turn(-1)", show=False, id="offer.turn_back"),
        Binding("C", "to('chart')", show=False, id="offer.chart"),
        Binding("A", "to('package')", show=False, id="offer.package"),
        Binding("G", "to('exchange')", show=False, id="offer.exchange"),
        Binding("escape,q", "close", show=False, id="offer.close"),
    ]

    def __init__(self, face: Face, page: Name, item: str | None = None) -> None:
        super().__init__()
        self.face = face
        self.page = page
        self.item = item

    def for_us(self) -> bool:
        return self.face.only_us

    def renewed(self, *news: str, wrong: bool = False) -> None:
        self.draw()

    def bar(self, width: int) -> Sequence[Part]:
        more: Part = (say(f"offer.bar.{self.page}"), "known")
        return sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))

    def rows(self, width: int) -> Sequence[Row]:
        reader = self.face.reader
        if self.page == "chart":
            return charts.page(pictures(reader), width, plain=self._typewriter(), at=self.item)
        return offering.rows(package(reader) if self.page == "package" else exchange(reader), width)

    def footer(self) -> str:
        return say("offer.keys")

    def _typewriter(self) -> bool:
        return self.app.theme == "plain" or os.environ.get("TERM", "") in TYPEWRITERS

    def action_turn(self, by: int) -> None:
        self.action_to(PAGES[(PAGES.index(self.page) + by) % len(PAGES)])

    def action_to(self, page: Name) -> None:
        """Another of the three pages, from its beginning."""
        self.page, self.item = page, None
        self.query_one(Page).scroll_to(y=0, animate=False, force=True)
        self.draw()
