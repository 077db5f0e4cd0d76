"""A line that is typed: a key repaints it alone, and ``?`` as its first letter asks for help."""

from typing import Any

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

SCROLLING = ("scroll_", "page_")
"""How actions begin that a single line has from its base and no use for: it would hide a screen's keys."""


class TypedLine(Input):
    """What every line of ours has in common.

    The stock ``Input`` sets ``virtual_size`` at each key, which lays the whole
    screen out again; here that only repaints the line itself.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, compact=True, select_on_focus=False, **named)
        self.cursor_blink = False

    def on_resize(self) -> None:
        """A line that becomes shorter keeps its cursor in sight; the stock one forgets it until a key."""
        self.virtual_size = Size(self.content_width, 1)
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not action.startswith(SCROLLING)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return not asks(character, self.value) and super().check_consume_key(key, character)

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        leave_to_help(self, event, self.value)


def asks(character: str | None, typed: str) -> bool:
    """Whether this key asks for help: a question mark where nothing stands yet."""
    return character == "?" and not typed


def leave_to_help(widget: Widget, event: events.Key, typed: str) -> None:
    """Let a question mark that asks for help go on to the bindings; where none takes it, it is a letter."""
    if asks(event.character, typed) and event.key in widget.screen.active_bindings:
        event.prevent_default()
