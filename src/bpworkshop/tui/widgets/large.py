"""Large letters, of which only what changed is painted."""

from collections.abc import Iterator
from typing import Any, Self

from textual.geometry import Region

from bpworkshop.tui.widgets.words import Words


class Large(Words):
    """Of a row that changed all is painted up to its last change: Textual leaves out no beginning."""

    def __init__(self) -> None:
        super().__init__("large")
        self._changed: list[Region] = []

    def draw(self, rows: list[str]) -> None:
        before = self.plain.split("\n")
        same = [len(row) for row in before] == [len(row) for row in rows]
        self._changed = list(_changed(before, rows)) if same else []
        self.show(("\n".join(rows), "said"), layout=not same)
        self._changed = []

    def refresh(self, *regions: Region, **how: Any) -> Self:
        return super().refresh(*(regions or self._changed), **how)


def _changed(before: list[str], after: list[str]) -> Iterator[Region]:
    for y, (was, now) in enumerate(zip(before, after, strict=True)):
        if was != now:
            yield Region(
                0, y, max(x for x, (old, new) in enumerate(zip(was, now, strict=True), 1) if old != new), 1
            )
