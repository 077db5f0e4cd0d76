"""Two sessions, or two versions of one, side by side."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face
from bpworkshop.pages import Reader
from bpworkshop.review.compare import compare
from bpworkshop.review.contrast import Sides, sections
from bpworkshop.review.sides import Side
from bpworkshop.tui import comparing, sheets
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.screens.page import ReadScreen
from bpworkshop.words import say


class CompareScreen(ReadScreen):
    """What is new, gone and changed: ONLY US where the screen that it was asked for on is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="compare.close"),
    ]

    def __init__(self, face: Face, a: Side, b: Side) -> None:
        super().__init__()
        self.face = face
        today, everyone = face.reader.today, not face.only_us
        found = compare(a.shown(everyone=everyone), b.shown(everyone=everyone), today, everyone=everyone)
        readers = (Reader(one, face.guide, today, everyone=everyone) for one in (found.a, found.b))
        self.names = a.name, b.name
        self.sections = sections(found, Sides(*readers))

    def for_us(self) -> bool:
        return self.face.only_us

    def bar(self, width: int) -> Sequence[Part]:
        more: Part = (say("compare.title"), "known")
        return sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))

    def rows(self, width: int) -> Sequence[Row]:
        return comparing.rows(
            self.names, self.sections, width, apart=self.size.width >= comparing.BESIDE_FROM
        )

    def footer(self) -> str:
        return say("compare.keys")
