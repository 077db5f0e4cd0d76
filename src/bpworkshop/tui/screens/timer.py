"""The clock for the back row: how long still, in large letters, over the activity and its question."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Middle

from bpworkshop import text
from bpworkshop.commands.registry import Face, dispatch
from bpworkshop.errors import Problem
from bpworkshop.method.agenda import roughly
from bpworkshop.tui import clock, digits, frame, sheets
from bpworkshop.tui.clock import Ticking
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.large import Large
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

AROUND = 11
"""Rows that are not for the large letters: bar, keys, exact time, activity, question, and air."""

STEP = 10
"""Seconds."""


class TimerScreen(HelpedScreen[None]):
    """The clock, and nothing that was said.

    It moves in steps of ten seconds, the large letters above the last minute
    in whole minutes: whoever sits far away wants no more, and large letters
    are too many bytes for a slow line to paint each second.
    """

    CSS_PATH = "timer.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,f5", "timer('toggle')", show=False, id="timer.toggle"),
        Binding("plus,equals_sign,ctrl+o", "timer('+1')", show=False, id="timer.longer"),
        Binding("asterisk,ctrl+t", "timer('+5')", show=False, id="timer.five"),
        Binding("minus", "timer('-1')", show=False, id="timer.shorter"),
        Binding("escape,q,enter", "close", show=False, id="timer.close"),
    ]

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.ticking = Ticking(self, face, self.draw_clock)

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        with Middle():
            with Center():
                yield Large()
            with Center():
                yield Words("exact")
            yield Words("activity")
            yield Words("question")
            yield Words("told")
        yield Words("keys")

    def on_mount(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        face, width = self.face, self.size.width
        self.query_one("#activity", Words).show((face.activity.label, "known"), layout=True)
        self.query_one("#question", Words).show((face.question, "heading"), layout=True)
        self.query_one("#keys", Words).show(*frame.keys(say("timer.keys"), width))
        self.draw_clock()

    def draw_clock(self) -> None:
        """Large as people say it, and exact; what did not change is not painted."""
        face, size, timer = self.face, self.size, self.face.workshop.stage.timer
        drift = clock.drift(face)
        more = (drift,) if drift else ()
        bar = sheets.bar(face.view.title, size.width, everyone=not face.only_us, more=more)
        self.query_one("#top", Words).show(*bar)
        now = clock.now(face, STEP) or (say("timer.none"), "faint")
        left = timer.remaining(face.workshop.clock()) if timer else face.activity.minutes * 60
        number, unit = roughly(left)
        words = say(f"large.{unit}", number=digits.filled(number))
        room = max(size.height - AROUND, digits.HEIGHT)
        self.query_one(Large).draw(digits.large(words, size.width - 2, room))
        line = self.query_one("#exact", Words)
        line.show(now, layout=len(now[0]) != len(line.plain))
        self.ticking.follow()

    def action_timer(self, what: str) -> None:
        wrong = ""
        try:
            dispatch(self.face, f"/timer {what}")
        except Problem as problem:
            wrong = text.clean(str(problem))
        self.query_one("#told", Words).show((wrong, "missing"), layout=True)
        self.draw()

    def action_close(self) -> None:
        self.dismiss(None)
