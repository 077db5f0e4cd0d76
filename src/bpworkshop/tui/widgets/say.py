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

    class Said(Message):
        """A line was entered. ``unseen``: it was typed unseen and is only ours."""

        def __init__(self, typed: str, unseen: bool) -> None:
            super().__init__()
            self.typed = typed
            self.unseen = unseen

    def __init__(self, suggester: Suggester) -> None:
        self._painted: tuple[Size, tuple[object, ...], int] | None = None
        super().__init__(compact=True, suggester=suggester, id="say", select_on_focus=False)
        self.cursor_blink = False
        self._kept = ""
        self._among_us = ("", "")
        self.hides = False
        self.unseen = False

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

    def _watch_value(self, value: str) -> None:
        # Before anything is painted: what is only ours is dots from its first frame on.
        self.password = self.unseen or (self.hides and value.lstrip().startswith("!"))
        super()._watch_value(value)

    def before(self, everyone: bool) -> None:
        """Who reads the line now. What was begun among us waits until we are among us again."""
        if everyone == self.hides:
            return
        self.hides = everyone
        if everyone:
            self._among_us = (self.value, self._kept)
            self.value = self._kept = ""
        elif not self.value:
            (self.value, self._kept), self._among_us = self._among_us, ("", "")
            self.cursor_position = len(self.value)

    def give_back(self, typed: str) -> None:
        """A line that could not be done stands there again, or behind ``esc`` where another was begun."""
        typed = text.line(typed)
        if self.value:
            self._kept = typed
        else:
            self.fill(typed)

    async def action_submit(self) -> None:
        """Taken and cleared at once: the next keys may be here already and belong to the next line."""
        typed, unseen = self.value, self.unseen
        self.unseen = False
        self.value = ""
        self.post_message(self.Said(typed, unseen))

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
        """``?`` on an empty line asks for help; anywhere else it is a letter.

        Enter is taken here too: as a binding it would come after the next
        letters, where several keys arrive in one piece.
        """
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            await self.action_submit()
            return
        if event.character == "?" and not self.value:
            event.prevent_default()
            event.stop()
            self.post_message(self.Help())
            return
        await super()._on_key(event)
