"""The line and the list of what figures are taken from, and which of the screen's actions their keys are."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from bpworkshop import text
from bpworkshop.tui.widgets.board import SteadyBoard
from bpworkshop.tui.widgets.line import TypedLine

LONGEST = 4000
"""Letters of a line: a path can be long."""


class PathLine(TypedLine):
    """A line for a path, which can be long."""

    def __init__(self) -> None:
        super().__init__(id="say", max_length=LONGEST)

    def put(self, words: str) -> None:
        """These words stand there, the cursor behind them."""
        self.value = words
        self.cursor_position = len(words)

    def _on_paste(self, event: events.Paste) -> None:
        """One line of it, with nothing that a terminal would obey; a file that is dropped comes so, too."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(text.inline(event.text.strip())[:LONGEST])


class ImportLine(PathLine):
    """What is looked for in each move. The list can be walked through from here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.enter", show=False, id="import_line.enter"),
        Binding("up", "screen.walk(-1)", show=False, id="import_line.up"),
        Binding("down", "screen.walk(1)", show=False, id="import_line.down"),
        Binding("pageup", "screen.walk(-8)", show=False, id="import_line.before"),
        Binding("pagedown", "screen.walk(8)", show=False, id="import_line.further"),
        Binding("escape", "screen.back", show=False, id="import_line.back"),
    ]


class ImportBoard(SteadyBoard):
    """What can be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.enter", show=False, id="import_list.enter"),
        Binding("space", "screen.mark", show=False, id="import_list.mark"),
        Binding("a", "screen.all", show=False, id="import_list.all"),
        Binding("m", "screen.columns", show=False, id="import_list.columns"),
        Binding("pageup", "walk(-8)", show=False, id="import_list.before"),
        Binding("pagedown", "walk(8)", show=False, id="import_list.further"),
        Binding("escape", "screen.back", show=False, id="import_list.back"),
    ]
