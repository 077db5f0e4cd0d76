"""The line in which is typed what is looked for, and the list of what was found."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from bpworkshop import text
from bpworkshop.tui.widgets.board import SteadyBoard
from bpworkshop.tui.widgets.line import TypedLine

LONGEST = 1000
"""Letters of a line; nobody means more."""


class FindLine(TypedLine):
    """What is looked for. The list can be walked through from here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.read", show=False, id="find_line.read"),
        Binding("up", "screen.walk(-1)", show=False, id="find_line.up"),
        Binding("down", "screen.walk(1)", show=False, id="find_line.down"),
        Binding("pageup", "screen.walk(-8)", show=False, id="find_line.before"),
        Binding("pagedown", "screen.walk(8)", show=False, id="find_line.further"),
        Binding("escape", "screen.close", show=False, id="find_line.close"),
    ]

    def __init__(self) -> None:
        super().__init__(id="find", max_length=LONGEST)

    def _on_paste(self, event: events.Paste) -> None:
        """One line of it, with nothing that a terminal would obey."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(text.line(event.text)[:LONGEST])


class FindBoard(SteadyBoard):
    """What was found, where single keys act on what is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r", "screen.read", show=False, id="find_list.read"),
        Binding("o", "screen.lead", show=False, id="find_list.lead"),
        Binding("t", "screen.turn", show=False, id="find_list.way"),
        Binding("pageup", "screen.walk(-8)", show=False, id="find_list.before"),
        Binding("pagedown", "screen.walk(8)", show=False, id="find_list.further"),
        Binding("slash", "screen.other", show=False, id="find_list.line"),
        Binding("escape,q", "screen.close", show=False, id="find_list.close"),
    ]
