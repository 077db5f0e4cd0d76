"""A bar in which a clock ticks: only its own cells are painted each second."""

from textual.app import ComposeResult
from textual.containers import HorizontalGroup

from bpworkshop.tui.rows import Part
from bpworkshop.tui.widgets.words import Words


class Bar(HorizontalGroup):
    """One row of parts. What ticks is a widget of its own: of a row Textual paints all up to what changed."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        # Drawn before they are mounted, too: what the disk has answered may come first.
        self._before, self._ticks, self._behind = (Words(name) for name in ("before", "ticks", "behind"))

    def compose(self) -> ComposeResult:
        yield from (self._before, self._ticks, self._behind)

    def show(self, parts: tuple[Part, ...], ticks: Part | None) -> None:
        """Draw these parts one behind the other; ``ticks`` is the one of them that changes by itself."""
        at = parts.index(ticks) if ticks in parts else len(parts)
        for words, some in (
            *((self._before, parts[:at]), (self._ticks, parts[at : at + 1])),
            (self._behind, parts[at + 1 :]),
        ):
            words.show(*some, layout=sum(len(one) for one, _ in some) != len(words.plain))
