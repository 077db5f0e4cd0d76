"""The line at the bottom: typing comes first, and a key repaints the line and nothing else."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.suggester import Suggester

from bpworkshop import text
from bpworkshop.tui.widgets.line import TypedLine


class SayLine(TypedLine):
    """One line that is typed. What was left in it is kept and can be had back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False, id="line.say"),
        Binding("escape", "put_away", show=False, id="line.put_away"),
    ]

    class Said(Message):
        """A line was entered. ``unseen``: it was typed unseen and is only ours."""

        def __init__(self, typed: str, unseen: bool) -> None:
            super().__init__()
            self.typed = typed
            self.unseen = unseen

    def __init__(self, suggester: Suggester) -> None:
        self._painted: tuple[Size, tuple[object, ...], int] | None = None
        super().__init__(suggester=suggester, id="say")
        self._kept = ""
        self._among_us = ("", "")
        self.hides = False
        self.unseen = False
        self.ballots = False

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
            not self.value,
        )
        before, self._painted = self._painted, (self.size, state, text.width(self.value))
        if before is None or before[:2] != self._painted[:2] or self._suggestion or self.password:
            return Region(0, 0, self.size.width, 1)
        end = max(before[2], self._painted[2]) + 1 - self.scroll_offset.x
        return Region(0, 0, max(1, min(end, self.size.width)), 1)

    def _watch_value(self, value: str) -> None:
        # Before anything is painted: what is only ours is dots from its first frame on.
        self.password = self._is_hidden(value)
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

    def vote(self, secret: bool) -> None:
        """Whether what is typed now are ballots of a secret vote. With it goes what was begun of one."""
        if self.ballots and not secret:
            self.value = "" if self._is_ballot(self.value) else self.value
            self._kept = "" if self._is_ballot(self._kept) else self._kept
        if self.ballots != secret:
            self.ballots = secret
            self.password = self._is_hidden(self.value)

    def _is_hidden(self, words: str) -> bool:
        ours = words.lstrip().startswith("!") or self._is_ballot(words)
        return self.unseen or (self.hides and ours)

    def _is_ballot(self, words: str) -> bool:
        return self.ballots and not words.startswith("/")

    @property
    def begun(self) -> tuple[str, bool]:
        """What was typed and not entered, in sight or out of it, and whether it is only ours.

        Of a ballot nothing, for it is kept nowhere.
        """
        if self._is_ballot(self.value or self._kept):
            return "", True
        if words := self.value or self._kept:
            return words, not self.hides or self.unseen or words.lstrip().startswith("!")
        return self._among_us[0] or self._among_us[1], True

    def take_up(self, words: str, *, ours: bool) -> None:
        """What was begun the last time stands here again; what is only ours once we are among us."""
        if ours and self.hides:
            self._among_us = (words, "")
        else:
            self.value = words
            self.cursor_position = len(words)

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

    async def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        """Enter is taken here: as a binding it would come after the next letters of the same piece."""
        bound = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if bound and bound.binding.id == "line.say":
            event.prevent_default()
            event.stop()
            await self.action_submit()
