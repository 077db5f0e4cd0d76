"""The line and the list of what is exported, and which of the screen's actions their keys are."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.importing import PathLine
from bpworkshop.tui.widgets.page import Page


class ExportLine(PathLine):
    """Where the document goes. It can be read through from here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.enter", show=False, id="export_line.enter"),
        Binding("up", "screen.walk(-1)", show=False, id="export_line.up"),
        Binding("down", "screen.walk(1)", show=False, id="export_line.down"),
        Binding("pageup", "screen.turn(-1)", show=False, id="export_line.before"),
        Binding("pagedown", "screen.turn(1)", show=False, id="export_line.further"),
        Binding("escape", "screen.back", show=False, id="export_line.back"),
    ]


class ExportBoard(Page):
    """Choices, and in the last move the document, to be read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.enter", show=False, id="export_list.enter"),
        Binding("escape", "screen.back", show=False, id="export_list.back"),
    ]

    def see_chosen(self) -> None:
        (Board if self.items else Page).see_chosen(self)

    def action_walk(self, by: int) -> None:
        (Board if self.items else Page).action_walk(self, by)
