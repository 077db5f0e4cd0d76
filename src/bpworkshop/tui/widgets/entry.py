"""What a form is filled in with: a line, a longer text, one of some choices, something to do.

Each says by ``typed`` what stands in it and tells when that changed; none
knows what it is for.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, TextArea

from bpworkshop import text
from bpworkshop.tui.widgets.line import TypedLine, asks, leave_to_help

MOST = 20_000
"""Letters that a paste may have: more than any field takes."""


class Typed(Message):
    """Something else stands in a widget now."""


class LineEntry(TypedLine):
    """One line. ``enter`` and the arrows go on to the next field and back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "app.focus_next", show=False, id="entry.next"),
        Binding("up", "app.focus_previous", show=False, id="entry.previous"),
    ]

    def __init__(self, typed: str, hint: str, names: Sequence[str] = ()) -> None:
        suggester = SuggestFromList([f"@{name}" for name in names] + list(names)) if names else None
        super().__init__(typed, hint, suggester=suggester)

    @property
    def typed(self) -> str:
        return self.value

    def put(self, typed: str) -> None:
        self.value = typed

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Typed())

    def on_focus(self) -> None:
        """Where somebody types is in sight; left again, the line shows its beginning."""
        self._see(text.width(self.value[: self.cursor_position]))

    def on_blur(self) -> None:
        self._see(0)

    def _see(self, cell: int) -> None:
        at = Region(cell, 0, 1, 1)
        self.call_after_refresh(self.scroll_to_region, at, force=True, animate=False)

    def _on_paste(self, event: events.Paste) -> None:
        """A paste is text and never keys: one line of it, with nothing a terminal would obey."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(text.line(event.text)[:MOST])


class TextEntry(TextArea):
    """A longer text. ``tab`` goes on; so do the arrows at its first and last line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "out(-1)", show=False, id="entry.up"),
        Binding("down", "out(1)", show=False, id="entry.down"),
    ]

    def __init__(self, typed: str, hint: str) -> None:
        super().__init__(typed, compact=True, highlight_cursor_line=False, placeholder=Content(hint))
        self.cursor_blink = False

    @property
    def typed(self) -> str:
        return self.text

    def put(self, typed: str) -> None:
        self.load_text(typed)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Typed())

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not asks(character, self.text) and super().check_consume_key(key, character)

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        leave_to_help(self, event, self.text)

    def action_out(self, by: int) -> None:
        """Up and down inside the text; at its ends to the field before or after."""
        if by < 0:
            self.screen.focus_previous() if self.cursor_at_first_line else self.action_cursor_up()
        else:
            self.screen.focus_next() if self.cursor_at_last_line else self.action_cursor_down()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(text.clean(event.text)[:MOST])


class ChoiceEntry(Widget, can_focus=True):
    """One of a few choices, all in sight: by number, by the arrows, and none again by backspace."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False, id="choice.left"),
        Binding("right,space", "step(1)", show=False, id="choice.right"),
        Binding("backspace,delete,0", "pick(0)", show=False, id="choice.none"),
        Binding("enter,down", "app.focus_next", show=False, id="choice.next"),
        Binding("up", "app.focus_previous", show=False, id="choice.previous"),
        *(
            Binding(str(number), f"pick({number})", show=False, id=f"choice.pick{number}")
            for number in range(1, 10)
        ),
    ]

    chosen: reactive[int] = reactive(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no key for a choice that there is not."""
        return action != "pick" or parameters[0] in range(len(self.choices) + 1)

    def __init__(self, typed: str, choices: Sequence[str]) -> None:
        super().__init__()
        self.choices = choices
        self.set_reactive(ChoiceEntry.chosen, int(typed or 0))

    @property
    def typed(self) -> str:
        return str(self.chosen) if self.chosen else ""

    def put(self, typed: str) -> None:
        self.chosen = int(typed) if typed.isdigit() else 0

    def watch_chosen(self) -> None:
        self.post_message(Typed())

    def action_pick(self, number: int) -> None:
        self.chosen = number

    def action_step(self, by: int) -> None:
        self.chosen = (self.chosen + by) % (len(self.choices) + 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[int]]:
        """The choices line by line: never broken inside one where it fits into a line."""
        lines: list[list[int]] = [[]]
        taken = 0
        for number, name in enumerate(self.choices, 1):
            needs = text.width(name) + 6
            if lines[-1] and taken + needs - 2 > width:
                lines.append([])
                taken = 0
            lines[-1].append(number)
            taken += needs
        return lines

    def render(self) -> Content:
        """``1 ○ smaller  2 ● alone``: a sign beside the colour."""
        parts: list[tuple[str, str]] = []
        for at, numbers in enumerate(self._lines(self.size.width)):
            parts += [("\n", "")] if at else []
            for number in numbers:
                here = number == self.chosen
                words = f"{number} {'●' if here else '○'} {self.choices[number - 1]}"
                style = f"{'reverse' if here and self.has_focus else ''} {'bold' if here else ''}"
                parts += [(words, style.strip()), ("  ", "")]
        return Content.assemble(*parts)


class Act(Widget, can_focus=True):
    """Something to do, in words: by ``enter``, by a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "act", show=False, id="act.do"),
        Binding("down,right", "app.focus_next", show=False, id="act.next"),
        Binding("up,left", "app.focus_previous", show=False, id="act.previous"),
    ]

    class Done(Message):
        """It is to be done."""

        def __init__(self, act: "Act") -> None:
            super().__init__()
            self.act = act

    def __init__(self, words: str, id: str) -> None:
        super().__init__(id=id)
        self.words = words

    def render(self) -> Content:
        # The brackets say the same as the colour does.
        return Content(f"[ {self.words} ]" if self.has_focus else f"  {self.words}  ")

    def on_click(self) -> None:
        self.action_act()

    def action_act(self) -> None:
        self.post_message(self.Done(self))
