"""The tool box: which boards there are beside the six steps, how far each got; enter goes to one."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face, Told, dispatch
from bpworkshop.commands.toolbox import shown
from bpworkshop.pages import Reader
from bpworkshop.session.boards import TOOLS
from bpworkshop.session.types import Step
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.rows import Part, Row, item_rows, under
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class ToolsScreen(HelpedScreen[Told | None]):
    """Chooses a board of the tool box; the command ``/tools`` goes there."""

    CSS_PATH = "tools.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", show=False, id="tools.go"),
        Binding("escape,q", "close", show=False, id="tools.close"),
        *(
            Binding(str(number), f"number({number})", show=False, id=f"tools.number{number}")
            for number in range(1, len(TOOLS) + 1)
        ),
    ]

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.chosen: str | None = face.step if face.step in shown(face) else None

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Board()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        board, width, there = self.query_one(Board), self.size.width, shown(self.face)
        if self.chosen not in there:
            self.chosen = there[0]
        everyone = not self.face.only_us
        self.query_one("#top", Words).show(*sheets.bar(say("tools.title"), width, everyone=everyone))
        inside = board.scrollable_content_region.width or width
        rows = [row for number, one in enumerate(there, 1) for row in self._rows(number, one, inside)]
        board.show(rows, list(there), self.chosen)
        self.query_one("#keys", Words).show(*frame.keys(say("tools.keys"), width))

    def _rows(self, number: int, tool: Step, width: int) -> Iterator[Row]:
        reader = self.face.reader
        yield from item_rows(number, reader.guide.step(tool).label, (), width, tool, tool == self.chosen)
        yield from under(*self._stands(reader, tool, width), width, tool)

    def _stands(self, reader: Reader, tool: Step, width: int) -> Part:
        """How far a tool got; of one that was not begun, its question."""
        if not reader.session.board(tool):
            asks = reader.guide.step(tool).question_for(self.face.session.phase, not self.face.only_us)
            return asks, "known"
        if not reader.gaps(tool):
            return say("command.tools.ready"), "good"
        return frame.still(reader, tool, max(width - 8, 10))

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.chosen = event.item
        self.draw()

    def action_number(self, number: int) -> None:
        there = shown(self.face)
        if number <= len(there):
            self.chosen = there[number - 1]
            self.action_go()

    def action_go(self) -> None:
        self.dismiss(dispatch(self.face, f"/tools {self.chosen}"))

    def action_close(self) -> None:
        self.dismiss(None)
