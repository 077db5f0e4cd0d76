"""A saved session to read, on one page. Nothing is started, moved or saved by looking at it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face
from bpworkshop.errors import Problem
from bpworkshop.review.story import Line, story
from bpworkshop.tui import reviewing, sheets
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.page import ReadScreen
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.review.sides import Side


class ReviewScreen(ReadScreen):
    """ONLY US, because it is for who may read the file; a key shows it as everyone may see it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="review.close"),
        Binding("e", "audience", show=False, id="review.audience"),
        Binding("f", "follow", show=False, id="review.follow"),
        Binding("c", "compare", show=False, id="review.compare"),
        Binding("X", "export", show=False, id="review.export"),
    ]

    def __init__(self, face: Face, item: str | None = None) -> None:
        super().__init__()
        self.face = face
        self.item = reviewing.place(face.session, item)
        self._story: list[Line] | None = None

    def for_us(self) -> bool:
        return self.face.only_us

    def bar(self, width: int) -> Sequence[Part]:
        more: Part = (say("review.title"), "known")
        return sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))

    def rows(self, width: int) -> Sequence[Row]:
        if self.face.only_us and self._story is None:
            self._story = self._told()
        return reviewing.review(self.face.reader, width, self._story or () if self.face.only_us else ())

    def _told(self) -> list[Line]:
        """What was before and after it; where that can't be read, why."""
        face = self.face
        try:
            return story(face.workshop.path, face.session, face.guide, face.today)
        except Problem as problem:
            return [Line("wrong", str(problem))]

    def footer(self) -> str:
        return say("review.keys_ours" if self.face.only_us else "review.keys_everyone")

    def action_audience(self) -> None:
        """As everyone may see it, and back: the way back asks, for somebody may be reading along."""
        if self.face.only_us or self.face.kept_ours:
            self._show_to(only_us=not self.face.only_us)
        else:
            self.app.push_screen(AskScreen("ask_ours", self.face.view.title), self._answered)

    def action_follow(self) -> None:
        """A session that goes on from this one: prepared among us, so not while everyone reads."""
        if self.face.only_us:
            from bpworkshop.tui.screens.home import HomeScreen

            self.app.post_message(HomeScreen.New(self.face.workshop.path))

    def action_compare(self) -> None:
        """Choose what it is compared with."""
        from bpworkshop.tui import offers

        self.app.push_screen(offers.palette())

    def compare(self, read: "Callable[[], tuple[Side, Side]]") -> None:
        """Show both sides next to each other, to whoever reads this screen."""
        from bpworkshop.tui.screens.compare import CompareScreen

        try:
            self.app.push_screen(CompareScreen(self.face, *read()))
        except Problem as problem:
            self.notify(str(problem), severity="warning", markup=False)

    def action_export(self) -> None:
        """A document of it into a file."""
        from bpworkshop.tui.screens.exporting import ExportScreen

        self.app.push_screen(ExportScreen(self.face))

    def _answered(self, answer: Answer | None) -> None:
        if answer == "yes":
            self._show_to(only_us=True)

    def _show_to(self, *, only_us: bool) -> None:
        self.face.only_us = only_us
        self.draw()
