"""First page and last page: what a meeting opens with, and what it closes with."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widgets import Input

from bpworkshop import text
from bpworkshop.commands.registry import REGISTRY, Face, dispatch
from bpworkshop.errors import Problem
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

TYPED = ("idea", "options", "person", "partner", "here", "away", "meeting", "decide", "checkin", "checkout")
"""The commands that belong to these pages; all others have their place in the workshop."""


class OverviewScreen(HelpedScreen[None]):
    """Two pages in one: opening and closing. Each is drawn from what the face may show."""

    CSS_PATH = "overview.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn", show=False, id="overview.turn"),
        Binding("i", "type('idea')", show=False, id="overview.idea"),
        Binding("o", "type('options')", show=False, id="overview.options"),
        Binding("p", "type('person')", show=False, id="overview.person"),
        Binding("m", "type('meeting')", show=False, id="overview.meeting"),
        Binding("d", "type('decide')", show=False, id="overview.decide"),
        Binding("slash", "type('')", show=False, id="overview.command"),
        Binding("escape,q", "close", show=False, id="overview.close"),
    ]

    def __init__(self, face: Face, *, closing: bool = False) -> None:
        super().__init__()
        self.face = face
        self.closing = closing

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Page()
        yield Words("told")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield PageLine()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self.query_one("#prompt", Words).show(("▸ ", "mark"), layout=True)
        self.query_one("#bottom").display = False
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        face, page, width = self.face, self.query_one(Page), self.size.width
        which = say("overview.closing" if self.closing else "overview.opening")
        top = sheets.bar(face.view.title, width, everyone=not face.only_us, more=((which, "known"),))
        self.query_one("#top", Words).show(*top)
        inside = page.scrollable_content_region.width or width
        rows = (sheets.closing if self.closing else sheets.opening)(face.reader, inside)
        page.show(rows, (), None)
        keys = say("overview.keys_closing" if self.closing else "overview.keys_opening")
        typing = self.query_one("#bottom").display
        self.query_one("#keys", Words).show(*frame.keys(say("overview.keys_line") if typing else keys, width))

    def tell(self, *lines: str, wrong: bool = False) -> None:
        words = "\n".join(text.clean(line) for line in lines)
        told = self.query_one("#told", Words)
        told.show((words, "missing" if wrong else "good"), layout=True)
        told.display = bool(words)

    # Typing

    def action_type(self, name: str) -> None:
        """Open the line with a command; what was left in it stands there still."""
        line = self.query_one(PageLine)
        self.query_one("#bottom").display = True
        if name or not line.value:
            line.fill(f"/{name} " if name else "/")
        line.focus()
        self.draw()

    def action_leave_line(self) -> None:
        """Back to the page; what was typed is there when the line is opened again with ``/``."""
        self.query_one("#bottom").display = False
        self.query_one(Page).focus()
        self.draw()

    @on(SayLine.Said)
    def _said(self, event: SayLine.Said) -> None:
        typed = event.typed.strip()
        if typed in ("", "/"):
            self.query_one(PageLine).value = ""
            self.action_leave_line()
            return
        try:
            name = typed.removeprefix("/").partition(" ")[0].casefold()
            if not typed.startswith("/") or name not in TYPED:
                raise Problem("overview.not_here", known=", ".join(f"/{one}" for one in TYPED))
            told = dispatch(self.face, typed)
        except Problem as problem:
            kept = (say("plain.kept"),) if problem is self.face.workshop.trouble else ()
            self.tell(str(problem), *kept, wrong=True)
            self.query_one(PageLine).give_back(typed)
        else:
            self.query_one(PageLine).value = ""
            self.tell(*told.lines)
            self.action_leave_line()
        self.draw()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        name = event.value.removeprefix("/").partition(" ")[0]
        if name in TYPED:
            self.tell(REGISTRY[name].usage)

    # Turning and leaving

    def action_turn(self) -> None:
        self.closing = not self.closing
        self.tell()
        self.query_one(Page).scroll_to(y=0, animate=False, force=True)
        self.draw()

    def action_close(self) -> None:
        self.dismiss(None)


class PageLine(SayLine):
    """The line of a page, which ``esc`` leaves with what stands in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.leave_line", show=False, id="page_line.leave"),
        Binding("tab", "complete", show=False, id="page_line.complete"),
    ]

    def __init__(self) -> None:
        super().__init__(SuggestFromList([f"/{name} " for name in TYPED]))

    def action_complete(self) -> None:
        """Take what is suggested."""
        self.action_cursor_right()
