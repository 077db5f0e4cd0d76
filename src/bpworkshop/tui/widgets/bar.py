"""A bar in which a clock ticks: only its own cells are painted each second."""

from textual.app import ComposeResult
from textual.containers import HorizontalGroup

from bpworkshop.tui.rows import Part
from bpworkshop.tui.widgets.words import Words


class Bar(HorizontalGroup):
    """One row of parts. What ticks is a widget of its own: of a row Textual paints all up to what changed."""

    def compose(self) -> ComposeResult:
        yield Words("before")
        yield Words("ticks")
        yield Words("behind")

    def show(self, parts: tuple[Part, ...], ticks: Part | None) -> None:
        """Draw these parts one behind the other; ``ticks`` is the one of them that changes by itself."""
        at = parts.index(ticks) if ticks in parts else len(parts)
        for id, some in (("before", parts[:at]), ("ticks", parts[at : at + 1]), ("behind", parts[at + 1 :])):
            words = self.query_one(f"#{id}", Words)
            words.show(*some, layout=sum(len(one) for one, _ in some) != len(words.plain))
