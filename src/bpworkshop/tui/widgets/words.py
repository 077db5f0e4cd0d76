"""Words on the screen that are no board: drawn as they are, never read as markup."""

from textual.content import Content
from textual.widgets import Static

from bpworkshop.tui.rows import Look, Part

STYLES: dict[Look, str] = {
    "plain": "",
    "said": "bold",
    "known": "",
    "faint": "$secondary",
    "heading": "bold $primary",
    "group": "$primary",
    "mark": "$warning",
    # Reversed, so that it stands out where a theme has no colours of its own.
    "badge": "bold reverse $warning on $background",
    "good": "$success",
    "missing": "$error",
}
"""The style of each look, in the theme's own colours."""


class Words(Static):
    """Some parts with looks. Shown again only when they changed, and without laying the screen out."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._parts: tuple[Part, ...] | None = None

    def show(self, *parts: Part, layout: bool = False) -> None:
        """Draw these parts one behind the other. ``layout``: their height may have changed."""
        if parts == self._parts:
            return
        self._parts = parts
        self.update(Content.assemble(*((words, STYLES[look]) for words, look in parts)), layout=layout)

    @property
    def plain(self) -> str:
        """What it says, as a test reads it."""
        return "".join(words for words, _ in self._parts or ())
