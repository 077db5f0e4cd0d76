"""A board: rows drawn line by line, with one item chosen. It mounts nothing, however many items there are."""

from collections.abc import Sequence
from typing import ClassVar, get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bpworkshop import text
from bpworkshop.tui.rows import Look, Made, Row

LOOKS: tuple[Look, ...] = get_args(Look)


class Board(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws rows. ``items`` are the ids in the order in which the arrows walk through them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"board--{look}" for look in LOOKS), "board--chosen"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "walk(-1)", show=False, id="board.up"),
        Binding("down,j", "walk(1)", show=False, id="board.down"),
        Binding("home", "walk(-99999)", show=False, id="board.first"),
        Binding("end", "walk(99999)", show=False, id="board.last"),
    ]

    class Chosen(Message):
        """Another item was chosen: its board may tell more of it."""

        def __init__(self, item: str) -> None:
            super().__init__()
            self.item = item

    class Resized(Message):
        """The board has another width: its rows must be made anew."""

    def __init__(self) -> None:
        super().__init__(id="board")
        self.rows: Sequence[Row] = ()
        self.items: Sequence[str] = ()
        self.chosen: str | None = None
        self._shown_at = Size(0, 0)

    def show(self, rows: Sequence[Row], items: Sequence[str], chosen: str | None) -> None:
        """Draw these rows, with one item chosen and in sight."""
        moved = chosen != self.chosen or self.size != self._shown_at
        self._shown_at = self.size
        self.rows, self.items, self.chosen = rows, items, chosen
        self.virtual_size = Size(max(self.size.width, 1), len(rows))
        self.refresh()
        if moved:
            self.call_after_refresh(self.see_chosen)

    def see_chosen(self) -> None:
        """Scroll just so far that the chosen item is in sight."""
        at = self._rows_of_chosen()
        if at:
            # With the first item its heading comes back into sight.
            topmost = self.items and self.chosen == self.items[0] and at[0] < self.size.height
            first = 0 if topmost else at[0]
            height = min(at[0] - first + len(at), max(self.size.height, 1))
            region = Region(0, first, 1, height)
            self.scroll_to_region(region, animate=False, force=True)

    def _rows_of_chosen(self) -> Sequence[int]:
        if self.chosen is None:
            return ()
        if isinstance(self.rows, Made):
            return self.rows.rows_of(self.chosen)
        return [at for at, row in enumerate(self.rows) if self.chosen in (row.item, row.beside)]

    def action_walk(self, by: int) -> None:
        if not self.items:
            return
        at = self.items.index(self.chosen) if self.chosen in self.items else -1 if by > 0 else 0
        at = max(0, min(at + by, len(self.items) - 1))
        if self.items[at] == self.chosen and by > 0:
            # Beyond the last item stands what all of them come to.
            beyond = self.scroll_y + max(self.size.height - 1, 1)
            self.scroll_to(y=min(beyond, self.max_scroll_y), animate=False, force=True)
        elif self.items[at] == self.chosen:
            self.see_chosen()
        self.post_message(self.Chosen(self.items[at]))

    def on_click(self, event: events.Click) -> None:
        at = event.y + round(self.scroll_y)
        if 0 <= at < len(self.rows):
            row, end, part = self.rows[at], 0, 0
            for number, (words, _) in enumerate(row.parts):
                end += text.width(words)
                if event.x < end:
                    part = number
                    break
            if row.parts and (item := row.of(part)):
                self.post_message(self.Chosen(item))

    def on_resize(self, event: events.Resize) -> None:
        self.post_message(self.Resized())
        self.call_after_refresh(self.see_chosen)

    def _style(self, look: Look, chosen: bool) -> Style:
        style = self.get_component_rich_style(f"board--{look}")
        return style + self.get_component_rich_style("board--chosen", partial=True) if chosen else style

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        at = y + round(self.scroll_y)
        if at >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[at]
        focused = self.has_focus and self.chosen is not None
        segments = [
            Segment(words, self._style(look, focused and row.of(part) == self.chosen))
            for part, (words, look) in enumerate(row.parts)
        ]
        strip = Strip(segments)
        # Where two sides stand next to each other, each is lit for itself.
        chosen = focused and row.left > len(row.parts) and row.item == self.chosen
        return strip.extend_cell_length(width, self._style("plain", chosen)).crop(0, width)


class SteadyBoard(Board):
    """A board that is filtered: as much as a key takes away or brings, it stays as large as it is.

    So the screen need not be laid out anew.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)

    def watch_virtual_size(self, size: Size) -> None:
        if self.is_mounted:
            self._scroll_update(size)
