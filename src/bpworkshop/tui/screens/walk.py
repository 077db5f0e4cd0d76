"""Pages that a group is led through, on a screen: one at a time, in few words with much air."""

from collections.abc import Iterator, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from bpworkshop import text
from bpworkshop.commands import casting
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.commands.ending import Known
from bpworkshop.commands.registry import Face, Told, whole
from bpworkshop.commands.walking import Walked
from bpworkshop.errors import Problem
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.rows import Look, Part, Row, readable
from bpworkshop.tui.screens.page import HelpedScreen, PageScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

LOOKS: dict[Known, Look] = {"known": "known", "open": "mark", "missing": "missing"}


class WalkScreen(HelpedScreen[Told | None]):
    """Draws the page on which it stands (``commands.walking``); what is typed goes to the dialogue."""

    CSS_PATH = "walk.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    walked: Walked[Any]

    def page_rows(self, page: str, width: int) -> Iterator[Row]:
        """A page as rows: each thing in its own block, with air around it."""
        raise NotImplementedError

    def footer(self) -> str:
        """The keys, as ``frame.keys`` takes them."""
        raise NotImplementedError

    def line(self) -> SayLine:
        """The line, with keys of this screen."""
        raise NotImplementedError

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
            yield self.line()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(SayLine).focus()
        kept = self.dialogue.finish().lines
        self._arrived(self.walked.begin(self.face), *kept)

    # Drawing

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw the page in front, as the face may show it."""
        face, width, page = self.face, self.size.width, self.walked.page(self.face)
        if page is None:
            return
        self.draw_top()
        self.query_one("#question", Words).show((self.walked.heading(face, page), "heading"), layout=True)
        board = self.query_one(Page)
        inside = readable(board.scrollable_content_region.width or width)
        board.show([Row(), *self.page_rows(page, inside)], (), None)
        line = self.query_one(SayLine)
        line.before(everyone=not face.only_us)
        line.vote(casting.unseen(face))
        line.placeholder = say("screen.heard")
        self.query_one("#prompt", Words).show((f"{self.dialogue.prompt} ▸ ", "mark"), layout=True)
        self.query_one("#keys", Words).show(*frame.keys(self.footer(), width))

    def draw_top(self) -> None:
        """Which page of how many, who can read it, and that it is saved."""
        face, page = self.face, self.walked.page(self.face)
        if page is None:
            return
        more: tuple[Part, ...] = ((self.walked.place(face, page), "mark"), frame.saved(face))
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
        page = self.walked.page(self.face)
        if page is None:
            self.dismiss(told)
            return
        beyond = told.lines[len(self.walked.aloud(self.face, page)) :]
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
        elif not typed and self._reads_on() and self._more(1):
            self.action_walk_screen(1)
        else:
            self.take(typed, secret=event.unseen, given_back=True)

    def _reads_on(self) -> bool:
        """Whether an empty line only goes on: nothing is asked that it would answer."""
        return self.walked.listens(self.face) and not self.walked.sorts(self.face)

    def take(self, typed: str, *, secret: bool = False, given_back: bool = False) -> None:
        """Hand a line to the dialogue and draw what came of it; what could not be done stands in the line."""
        page = self.walked.page(self.face)
        try:
            name, _, rest = whole(self.face, typed).partition(" ") if typed.startswith("/") else ("", "", "")
            if name == "/import":
                # A file is read in a thread, which the workshop's own screen has.
                raise Problem("importing.leave_first")
            if name == "/export":
                self._export(rest)
                return
            told = self.dialogue.take(typed, secret=secret)
        except Problem as problem:
            kept = problem is self.face.workshop.trouble
            self.tell(*([say("plain.kept")] if kept else []), str(problem), wrong=True)
            if given_back and not kept:
                self.query_one(SayLine).give_back(f"! {typed}" if secret else typed)
            self.draw()
            return
        if told.leave:
            self.walked.leave(self.face)
            self.dismiss(told)
        elif self.walked.page(self.face) != page:
            self._arrived(told)
        elif told.page and len(told.lines) > 1:
            title = say("screen.page", name=told.page.capitalize())
            self.app.push_screen(PageScreen(title, told.lines, for_us=self.for_us()))
        else:
            self.tell(*told.lines, *self.dialogue.aside())
            self.draw()

    def _export(self, typed: str) -> None:
        """A document into a file. Raises Problem for what can't be."""
        from bpworkshop.tui.screens.exporting import ExportScreen

        def back(told: Told | None) -> None:
            self.tell(*(told.lines if told else ()))
            self.draw()

        self.app.push_screen(ExportScreen.typed(self.face, typed), back)

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
            self._arrived(self.walked.turn(self.face, by))

    def action_close(self) -> None:
        """Leave it where it is; the first time what was typed is put out of sight."""
        line = self.query_one(SayLine)
        if line.value:
            line.action_put_away()
            return
        self.walked.leave(self.face)
        self.dismiss(None)


# Rows


def spread(facts: Sequence[tuple[str, Known]], width: int) -> Iterator[Row]:
    """Who, by when and how it stands, beside each other, and in further rows where there is no room."""
    indent: Part = (" " * 6, "plain")
    between: Part = ("  ·  ", "faint")
    row: list[Part] = []
    for words, known in facts:
        part: Part = (text.line(words), LOOKS[known])
        if row and sum(text.width(each) for each, _ in (*row, between, part)) > width:
            yield Row(tuple(row))
            row = []
        if text.width(part[0]) + 6 > width:
            yield from sheets.prose(words, LOOKS[known], width, 6)
        else:
            row += [between, part] if row else [indent, part]
    if row:
        yield Row(tuple(row))
