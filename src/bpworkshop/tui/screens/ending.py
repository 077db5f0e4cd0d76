"""The short ending on a screen: one page at a time, in few words with much air, for the back row to read."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from bpworkshop import text
from bpworkshop.commands import casting, ending
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.commands.ending import ENDING
from bpworkshop.commands.registry import Face, Told
from bpworkshop.errors import Problem
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.rows import Look, Part, Row, readable
from bpworkshop.tui.screens.page import HelpedScreen, PageScreen
from bpworkshop.tui.screens.step import Names
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

LOOKS: dict[ending.Known, Look] = {"known": "known", "open": "mark", "missing": "missing"}


class EndingScreen(HelpedScreen[Told | None]):
    """Draws the page on which the ending stands (``commands.ending``); what is typed goes to the dialogue."""

    CSS_PATH = "ending.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", show=False, id="ending.next"),
        Binding("pageup", "turn(-1)", show=False, id="ending.back"),
        Binding("up", "scroll(-1)", show=False, id="ending.up"),
        Binding("down", "scroll(1)", show=False, id="ending.down"),
        Binding("f2", "do('undo')", show=False, id="ending.undo"),
        Binding("f6", "do('parked')", show=False, id="ending.parked"),
    ]

    def __init__(self, face: Face, dialogue: Dialogue) -> None:
        super().__init__()
        self.face = face
        self.dialogue = dialogue

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        page = Page()
        # What is typed has the keys; the arrows of the line scroll.
        page.can_focus = False
        yield page
        yield Words("told")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield EndingLine(Names(self.face))
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(SayLine).focus()
        kept = self.dialogue.finish().lines
        self._arrived(ENDING.begin(self.face), *kept)

    # Drawing

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw the page in front, as the face may show it."""
        face, width, page = self.face, self.size.width, ENDING.page(self.face)
        if page is None:
            return
        self.draw_top()
        self.query_one("#question", Words).show((ending.heading(face, page), "heading"), layout=True)
        board = self.query_one(Page)
        inside = readable(board.scrollable_content_region.width or width)
        board.show(list(rows(face, page, inside)), (), None)
        line = self.query_one(SayLine)
        line.before(everyone=not face.only_us)
        line.vote(casting.unseen(face))
        line.placeholder = say("screen.heard")
        self.query_one("#prompt", Words).show((f"{self.dialogue.prompt} ▸ ", "mark"), layout=True)
        self.query_one("#keys", Words).show(*frame.keys(say("ending.keys"), width))

    def draw_top(self) -> None:
        """Which page of how many, who can read it, and that it is saved."""
        face, page = self.face, ENDING.page(self.face)
        if page is None:
            return
        more: tuple[Part, ...] = ((ending.place(face, page), "mark"), frame.saved(face))
        bar = sheets.bar(face.view.title, self.size.width, everyone=not face.only_us, more=more)
        self.query_one("#top", Words).show(*bar)

    def renewed(self, *news: str, wrong: bool = False) -> None:
        if not self.query("#keys"):
            return
        if news:
            self.tell(*news, wrong=wrong)
        self.draw()

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something above the line, and what is asked now."""
        words = "\n".join(text.clean(line) for line in lines)
        parts: list[Part] = [(words, "missing" if wrong else "known")] if words else []
        if asked := self.dialogue.question:
            asked = frame.question(text.clean(asked), self.size.width - 2)
            parts.append((f"\n{asked}" if words else asked, "heading"))
        told = self.query_one("#told", Words)
        told.show(*parts, layout=True)
        told.display = bool(parts)

    def _arrived(self, told: Told, *before: str) -> None:
        """A page came: its lines are drawn, what goes beyond them is told."""
        page = ENDING.page(self.face)
        if page is None:
            self.dismiss(told)
            return
        beyond = told.lines[len(ending.lines(self.face, page)) :]
        self.query_one(Page).scroll_to(y=0, animate=False, force=True, immediate=True)
        self.tell(*before, *beyond)
        self.draw()

    # Doing

    @on(SayLine.Said)
    def _said(self, event: SayLine.Said) -> None:
        typed = event.typed.strip()
        if typed == "!" and not event.unseen:
            # The next line is typed unseen.
            self.query_one(SayLine).unseen = True
            self.query_one("#prompt", Words).show((f"{say('plain.secret')} ▸ ", "mark"), layout=True)
        elif not typed and ENDING.listens(self.face) and not ENDING.sorts(self.face) and self._more(1):
            self.action_walk_screen(1)
        else:
            self.take(typed, secret=event.unseen, given_back=True)

    def take(self, typed: str, *, secret: bool = False, given_back: bool = False) -> None:
        """Hand a line to the dialogue and draw what came of it; what could not be done stands in the line."""
        page = ENDING.page(self.face)
        try:
            told = self.dialogue.take(typed, secret=secret)
        except Problem as problem:
            kept = problem is self.face.workshop.trouble
            self.tell(*([say("plain.kept")] if kept else []), str(problem), wrong=True)
            if given_back and not kept:
                self.query_one(SayLine).give_back(f"! {typed}" if secret else typed)
            self.draw()
            return
        if told.leave:
            ENDING.leave(self.face)
            self.dismiss(told)
        elif ENDING.page(self.face) != page:
            self._arrived(told)
        elif told.page and len(told.lines) > 1:
            title = say("screen.page", name=told.page.capitalize())
            self.app.push_screen(PageScreen(title, told.lines, for_us=self.for_us()))
        else:
            self.tell(*told.lines, *self.dialogue.aside())
            self.draw()

    def action_do(self, name: str) -> None:
        """A command that needs nothing more."""
        self.take(f"/{name}")

    # Turning

    def _more(self, by: int) -> bool:
        """Whether the page goes on below (``by`` = 1) or above what is in sight."""
        page = self.query_one(Page)
        return page.scroll_y < page.max_scroll_y if by > 0 else page.scroll_y > 0

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).action_walk(by)

    def action_walk_screen(self, by: int) -> None:
        self.query_one(Page).action_turn(by)

    def action_turn(self, by: int) -> None:
        """A screen on or back; at the end of the page the next one, at its beginning the one before."""
        if self._more(by):
            self.action_walk_screen(by)
        else:
            self._arrived(ENDING.turn(self.face, by))

    def action_close(self) -> None:
        """Leave it where it is; the first time what was typed is put out of sight."""
        line = self.query_one(SayLine)
        if line.value:
            line.action_put_away()
            return
        ENDING.leave(self.face)
        self.dismiss(None)


class EndingLine(SayLine):
    """The line of the ending, which ``esc`` leaves when nothing stands in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.close", show=False, id="ending_line.leave"),
    ]


# Rows


def rows(face: Face, page: ending.Page, width: int) -> Iterator[Row]:
    """A page as rows: each thing in its own block, with air around it."""
    yield Row()
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
        for line in ending.lines(face, page)[1:]:
            yield from sheets.prose(line, "said", width)
            yield Row()


def _promises(face: Face, width: int) -> Iterator[Row]:
    found = ending.by_party(face)
    if not found:
        yield from sheets.prose(say("ending.no_promises"), "mark", width)
    for title, theirs in found:
        yield from sheets.prose(title, "group", width, 2)
        yield Row()
        for number, one in theirs:
            yield from sheets.line(f"{number:>4}  ", one.said, width)
            yield from _spread(ending.facts(face, one), width)
            yield Row()


def _spread(facts: list[tuple[str, ending.Known]], width: int) -> Iterator[Row]:
    """Who, by when and how it stands, beside each other; under each other where there is no room."""
    parts: list[Part] = []
    for words, known in facts:
        parts += [("  ·  " if parts else " " * 6, "faint"), (text.line(words), LOOKS[known])]
    if sum(text.width(words) for words, _ in parts) <= width:
        yield Row(tuple(parts))
        return
    for words, known in facts:
        yield from sheets.prose(words, LOOKS[known], width, 6)


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
