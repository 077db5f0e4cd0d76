"""The line at the bottom: typing comes first, and a key repaints the line and nothing else."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input

from bpworkshop import text


class SayLine(Input):
    """One line that is typed. What was left in it is kept and can be had back.

    The stock ``Input`` sets ``virtual_size`` at each key, which lays the whole
    screen out again; here that only repaints the line itself.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_away", show=False, id="line.put_away"),
        Binding("up", "newest", show=False, id="line.newest"),
    ]

    class Newest(Message):
        """``↑`` on an empty line: the newest item is wanted for correcting."""

    class Help(Message):
        """``?`` on an empty line."""

    def __init__(self, suggester: Suggester) -> None:
        self._painted: tuple[Size, tuple[object, ...], int] | None = None
        super().__init__(compact=True, suggester=suggester, id="say", select_on_focus=False)
        self.cursor_blink = False
        self._kept = ""

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "SayLine":
        """Repaint the one row that a key changes, instead of all that Textual thinks it might."""
        if not regions and not layout and not recompose and self.size.width:
            regions = (self._changed_part(),)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def _changed_part(self) -> Region:
        """The part of the row that a key changed: as far as the longer of what stood and what stands."""
        state = (
            self.scroll_offset.x,
            self.password,
            self._suggestion,
            self.has_focus,
            self.selection.is_empty,
        )
        before, self._painted = self._painted, (self.size, state, text.width(self.value))
        if before is None or before[:2] != self._painted[:2] or self._suggestion or self.password:
            return Region(0, 0, self.size.width, 1)
        end = max(before[2], self._painted[2]) + 1 - self.scroll_offset.x
        return Region(0, 0, max(1, min(end, self.size.width)), 1)

    def action_put_away(self) -> None:
        """Take the line out of sight; once more brings it back. Nothing typed is lost."""
        if self.value:
            self._kept, self.value = self.value, ""
        elif self._kept:
            self.value, self._kept = self._kept, ""
            self.cursor_position = len(self.value)

    def action_newest(self) -> None:
        if not self.value:
            self.post_message(self.Newest())

    def fill(self, words: str) -> None:
        """Put words into the line for correcting, the cursor behind them."""
        self.value = words
        self.cursor_position = len(words)
        self.focus()

    def _on_paste(self, event: events.Paste) -> None:
        """A paste is text and never keys: one line of it, with nothing a terminal would obey."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(text.line(event.text)[:2000])

    async def _on_key(self, event: events.Key) -> None:
        """``?`` on an empty line asks for help; anywhere else it is a letter."""
        if event.character == "?" and not self.value:
            event.prevent_default()
            event.stop()
            self.post_message(self.Help())
            return
        await super()._on_key(event)
