"""How a follow-up opens, on a screen."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.commands import earlier, opening
from bpworkshop.commands.earlier import Promise
from bpworkshop.commands.opening import LEFT, OPENING, SIDES
from bpworkshop.session.standing import status
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Look, Row
from bpworkshop.tui.screens.step import Names
from bpworkshop.tui.screens.walk import WalkScreen, spread
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say

SIGNS = {"kept": "✓", "kept-late": "✓", "missed": "✗"}
"""What became of a promise, for the back row; its words stand beside it."""


class OpeningScreen(WalkScreen):
    """Draws the page on which the opening stands (``commands.opening``)."""

    walked = OPENING

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", show=False, id="opening.next"),
        Binding("pageup", "turn(-1)", show=False, id="opening.back"),
        Binding("up", "scroll(-1)", show=False, id="opening.up"),
        Binding("down", "scroll(1)", show=False, id="opening.down"),
        Binding("f2", "do('undo')", show=False, id="opening.undo"),
    ]

    def line(self) -> SayLine:
        return OpeningLine(Names(self.face))

    def footer(self) -> str:
        return say("opening.keys")

    def page_rows(self, page: str, width: int) -> Iterator[Row]:
        if page == "kept":
            yield from self._kept(width)
        elif page in SIDES:
            yield from self._promises(page, width)
        for left in LEFT:
            if page == left:
                yield from self._left(left, width)

    def _kept(self, width: int) -> Iterator[Row]:
        face = self.face
        for line in opening.follows(face):
            yield from sheets.prose(line, "known", width, 2)
        for title, promises in opening.kept(face):
            yield Row()
            yield from sheets.prose(title, "group", width, 2)
            for one in promises:
                yield from self._promise("    ✓ ", one, width)
        title, *counts = opening.so_far(face)
        yield Row()
        yield from sheets.prose(title, "group", width, 2)
        for line in counts:
            yield from sheets.prose(line, "said", width)

    def _promises(self, page: str, width: int) -> Iterator[Row]:
        """Each promise large enough to be read out, with who, when, and what became of it."""
        for number, promise in OPENING.of_page(self.face, page):
            sign = SIGNS.get(status(promise.one, self.face.today), " ")
            yield from self._promise(f"{sign}{number:>3}  ", promise, width)
            yield Row()

    def _promise(self, head: str, promise: Promise, width: int) -> Iterator[Row]:
        first: Look = "good" if "✓" in head else "missing" if "✗" in head else "faint"
        yield from sheets.line(head, promise.one.said, width, first=first)
        yield from spread(opening.promise_facts(self.face, promise), width)

    def _left(self, page: earlier.Left, width: int) -> Iterator[Row]:
        """What can be taken over; what is here already has a sign and words for that."""
        face = self.face
        for number, item in enumerate(earlier.left(face, page), 1):
            here = earlier.is_here(face, item)
            head, said = f"{'✓' if here else ' '}{number:>3}  ", earlier.told(face, page, item)
            yield from sheets.line(head, said, width, first="good" if here else "faint")
            if here:
                yield from sheets.prose(say("opening.is_here"), "good", width, 6)
            yield Row()


class OpeningLine(SayLine):
    """The line of the opening, which ``esc`` leaves when nothing stands in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.close", show=False, id="opening_line.leave"),
    ]
