"""A page to read: rows without items, where the arrows scroll instead of choosing."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.tui.widgets.board import Board


class Page(Board, inherit_bindings=False):
    """Rows that are read from top to end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "walk(-1)", show=False, id="reading.up"),
        Binding("down,j", "walk(1)", show=False, id="reading.down"),
        Binding("home", "walk(-99999)", show=False, id="reading.first"),
        Binding("end", "walk(99999)", show=False, id="reading.last"),
        Binding("pagedown,space", "turn(1)", show=False, id="reading.next"),
        Binding("pageup", "turn(-1)", show=False, id="reading.back"),
    ]

    def see_chosen(self) -> None:
        """The item at which it is read stands where the eye begins, with what is told under it."""
        at = next((at for at, row in enumerate(self.rows) if self.chosen and row.item == self.chosen), None)
        if at is not None:
            y = min(max(at - self.size.height // 3, 0), self.max_scroll_y)
            self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def action_walk(self, by: int) -> None:
        """One row on or back; the far ends by the keys that go to the first and the last item."""
        y = max(0, min(self.scroll_y + by, self.max_scroll_y))
        self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def action_turn(self, by: int) -> None:
        """A screen on or back, two rows of which were seen before."""
        self.action_walk(by * max(self.size.height - 2, 1))
