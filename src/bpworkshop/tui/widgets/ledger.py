"""The list of promises, and the line in which is typed what is looked for and what is answered."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import SuggestFromList
from textual.widgets import Input

from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine


class LedgerBoard(Board):
    """The list, which the pages walk through as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.open", show=False, id="ledger.open"),
        Binding("pagedown", "walk(8)", show=False, id="ledger.further"),
        Binding("pageup", "walk(-8)", show=False, id="ledger.before"),
    ]


class LedgerLine(SayLine):
    """The line that finds and answers. What is entered stays in it until it was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.close", show=False, id="ledger_line.leave"),
        Binding("down", "screen.to_list", show=False, id="ledger_line.list"),
    ]

    def __init__(self) -> None:
        super().__init__(SuggestFromList(()))

    def fresh(self, words: str) -> None:
        """Put words there without anybody having typed them."""
        with self.prevent(Input.Changed):
            self.value = words
        self.cursor_position = len(words)

    async def action_submit(self) -> None:
        self.post_message(self.Said(self.value, False))
