"""The short ending on a screen."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from bpworkshop.commands import ending
from bpworkshop.commands.ending import ENDING
from bpworkshop.commands.registry import Face
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.step import Names
from bpworkshop.tui.screens.walk import WalkScreen, spread
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say


class EndingScreen(WalkScreen):
    """Draws the page on which the ending stands (``commands.ending``)."""

    walked = ENDING

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", show=False, id="ending.next"),
        Binding("pageup", "turn(-1)", show=False, id="ending.back"),
        Binding("up", "scroll(-1)", show=False, id="ending.up"),
        Binding("down", "scroll(1)", show=False, id="ending.down"),
        Binding("f2", "do('undo')", show=False, id="ending.undo"),
        Binding("f6", "do('parked')", show=False, id="ending.parked"),
    ]

    def line(self) -> SayLine:
        return EndingLine(Names(self.face))

    def footer(self) -> str:
        return say("ending.keys")

    def page_rows(self, page: str, width: int) -> Iterator[Row]:
        face = self.face
        if page == "promises":
            yield from _promises(face, width)
        elif page == "meeting":
            yield from _meeting(face, width)
        elif page in ("parked", "checkout"):
            record = "parked" if page == "parked" else "check_out"
            for at, row in enumerate(sheets.listed(face.reader, record, width)):
                if at and row.parts[0][0].strip():
                    yield Row()
                yield row
        else:
            for line in ENDING.lines(face, page):
                yield from sheets.prose(line, "said", width)
                yield Row()


class EndingLine(SayLine):
    """The line of the ending, which ``esc`` leaves when nothing stands in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.close", show=False, id="ending_line.leave"),
    ]


def _promises(face: Face, width: int) -> Iterator[Row]:
    found = ending.by_party(face)
    if not found:
        yield from sheets.prose(say("ending.no_promises"), "mark", width)
    for title, theirs in found:
        yield from sheets.prose(title, "group", width, 2)
        yield Row()
        for number, one in theirs:
            yield from sheets.line(f"{number:>4}  ", one.said, width)
            yield from spread(ending.facts(face.reader, one), width)
            yield Row()


def _meeting(face: Face, width: int) -> Iterator[Row]:
    """Day, time, place and who invites, each large enough to be read out; what is missing as such."""
    meeting = face.view.next_meeting
    for name in ("on", "at", "place", "invites"):
        label, found = face.guide.label("meeting", name), getattr(meeting, name, None)
        if found is None:
            yield from sheets.prose(f"{label}?", "missing", width)
        else:
            yield from sheets.line(f"    {label}: ", face.reader.value("meeting", name, found), width)
        yield Row()
