"""A document of the session into a file: which one, in which form, who may read it, where.

It can be read before. What is made is made in a thread: it tells how far it is, and ``esc`` stops it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker, get_current_worker

from bpworkshop import text
from bpworkshop.commands.exporting import EXISTS, Move, Wish, label, path_of, put, read, suggested, wanted
from bpworkshop.commands.registry import Face, Told
from bpworkshop.documents import making
from bpworkshop.documents.parts import Document
from bpworkshop.errors import Problem
from bpworkshop.session.session import Session
from bpworkshop.tui import exporting, frame, papers, sheets, themes
from bpworkshop.tui.exporting import Choice
from bpworkshop.tui.rows import Look, Part, Row, readable
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.waiting import WaitingScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.exporting import ExportBoard, ExportLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say

MOVES: tuple[Move, ...] = ("document", "form", "whose", "where")

CHOICES: dict[Move, Callable[[], list[Choice]]] = {
    "document": exporting.documents,
    "form": exporting.forms,
    "whose": exporting.audiences,
}
"""What is chosen in a move; the last one is typed."""


class ExportScreen(WaitingScreen):
    """Dismissed with what is to be told of the documents that were written."""

    CSS_PATH = "exporting.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", show=False, id="exporting.other"),
    ]

    class Drawn(Message):
        """The document as it will be is here, or the problem why it can't be."""

        def __init__(self, of: Worker[Any], paper: Document | Problem) -> None:
            super().__init__()
            self.of = of
            self.paper = paper

    def __init__(self, face: Face, wish: Wish | None = None) -> None:
        super().__init__()
        self.face = face
        self.wish = wish or Wish()
        self.move: Move = "document"
        self.paper: Document | Problem | None = None
        self.written: list[str] = []
        self._at_once = self.wish.whole
        self._chosen: dict[Move, str] = {"document": "minutes", "form": "html", "whose": "everyone"}
        self._drawing: Worker[Any] | None = None
        self._drawn: tuple[Session, bool] | None = None
        self._step, self._plain = "", False
        self._seconds = 0
        self._clock: Timer | None = None

    @classmethod
    def typed(cls, face: Face, typed: str) -> "ExportScreen":
        """The screen with what was typed behind ``/export``. Raises Problem for what can't be."""
        return cls(face, read(face, typed))

    def for_us(self) -> bool:
        return self.face.only_us

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("exporting.help")
        return found

    @property
    def ours(self) -> bool:
        """Whether also what is only ours is wanted, and may be here."""
        return bool(self.wish.ours) and self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        yield ExportBoard()
        yield Words("told")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield ExportLine()
        yield Words("keys")

    def on_mount(self) -> None:
        said: dict[Move, str] = {"document": self.wish.name, "form": self.wish.form}
        self._chosen |= {move: name for move, name in said.items() if name}
        first = self.wish.move(self.face)
        self._go("where" if self._at_once else first)
        if self._at_once:
            self._write()

    def on_screen_resume(self) -> None:
        self.renewed()

    def renewed(self, *news: str, wrong: bool = False) -> None:
        """Somebody else changed the session: where others may read by now, nothing of ours stays here."""
        if self._drawn is None or self._drawn == self._now():
            return
        if self.wish.ours and not self.face.only_us:
            self.wish.ours = False
            if self.stop():
                self.tell(str(Problem("exporting.others_read")), wrong=True)
        self._go(self.move if self.move in self._moves() else "where")

    def _now(self) -> tuple[Session, bool]:
        return self.face.view, self.face.only_us

    # The moves

    def _moves(self) -> list[Move]:
        """Who may read it is asked where only our side reads this."""
        return [move for move in MOVES if move != "whose" or self.face.only_us]

    def _go(self, move: Move) -> None:
        """Stand at a move, with what was chosen or typed there."""
        self.move, self._drawn = move, self._now()
        line = self.query_one(ExportLine)
        self.query_one("#bottom").display = move == "where"
        self.query_one(Board).scroll_to(y=0, animate=False, force=True)
        if move == "where":
            with self.prevent(Input.Changed):
                line.put(self.wish.where or suggested(self.face, self.wish.name, self.wish.form))
            line.focus()
            self._look()
        else:
            self.query_one(Board).focus()
        self.draw()

    def _look(self) -> None:
        """Have the document drawn up as it will be, to be read meanwhile."""
        self.paper = None
        if self.wish.name == making.ALL:
            return
        found = wanted(self.face, ours=self.ours)
        name = self.wish.name
        self._drawing = self.run_worker(
            partial(self._draw_up, name, found), thread=True, group="paper", exclusive=True
        )

    def _draw_up(self, name: str, found: Callable[[], making.Wanted]) -> None:
        worker = get_current_worker()
        paper: Document | Problem
        try:
            paper = making.DOCUMENTS[name](found())
        except Problem as problem:
            paper = problem
        self.post_message(self.Drawn(worker, paper))

    @on(Drawn)
    def _was_drawn(self, event: Drawn) -> None:
        if event.of is self._drawing:
            self.paper = event.paper
            self.draw_board()

    # What is shown

    @on(Board.Resized)
    def draw(self) -> None:
        width = self.size.width
        more: Part = (say("exporting.title"), "known")
        bar = sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))
        self.query_one("#top", Words).show(*bar)
        self.query_one("#question", Words).show((say(f"exporting.ask.{self.move}"), "heading"), layout=True)
        self.query_one("#activity", Words).show((self._about(), "known"), layout=True)
        self.query_one("#prompt", Words).show((f"{say('exporting.prompt.where')} ▸ ", "mark"), layout=True)
        self.draw_keys()
        self.draw_board()

    def _about(self) -> str:
        """What was chosen in the moves before."""
        at = MOVES.index(self.move)
        said = [label(self.wish.name)] if at > 0 else [say("exporting.about_documents")]
        said += [say(f"exporting.form.{self.wish.form}")] if at > 1 else []
        whose = "ours" if self.ours else "everyone"
        said += [say("exporting.for", whose=say(f"exporting.whose.{whose}"))] if self.move == "where" else []
        return " · ".join(said)

    def draw_board(self) -> None:
        board = self.query_one(Board)
        width = board.scrollable_content_region.width or self.size.width
        if self.move == "where":
            board.show(self._paper_rows(width), (), None)
            return
        choices = CHOICES[self.move]()
        chosen = self._chosen[self.move]
        rows = exporting.rows(choices, chosen, width)
        board.show(frame.airy(rows, board.size.height), [one.key for one in choices], chosen)

    def _paper_rows(self, width: int) -> list[Row]:
        if self.wish.name == making.ALL:
            return exporting.files(self.wish.form, self.query_one(ExportLine).value, width)
        if self.paper is None:
            return [Row(), *sheets.prose(say("exporting.reading"), "faint", readable(width), 2)]
        if isinstance(self.paper, Problem):
            return [Row(), *sheets.prose(str(self.paper), "missing", readable(width), 2)]
        return papers.rows(self.paper, width, plain=themes.typewriter(self.app.theme))

    def draw_keys(self) -> None:
        part = "list"
        if self.move == "where":
            part = "paper" if isinstance(self.focused, Board) else "line"
        self.query_one("#keys", Words).show(*frame.keys(say(f"exporting.keys.{part}"), self.size.width))

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something over the line, until the next thing is done."""
        self._show(lines, "missing" if wrong else "known")

    def _show(self, lines: Sequence[str], look: Look) -> None:
        words = "\n".join(text.clean(line) for line in lines)
        told = self.query_one("#told", Words)
        told.show((words, look), layout=True)
        told.display = bool(words)

    # Doing

    @on(Board.Chosen)
    def _was_chosen(self, event: Board.Chosen) -> None:
        self._chosen[self.move] = event.item
        self.draw_board()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.wish.where = event.value
        if self.wish.name == making.ALL:
            self.draw_board()

    def on_descendant_focus(self) -> None:
        self.draw_keys()
        self.query_one(Board).refresh()

    def action_other(self) -> None:
        """To the document and back to the line."""
        line = self.query_one(ExportLine)
        if self.move == "where":
            (self.query_one(Board) if line.has_focus else line).focus()

    def action_walk(self, by: int) -> None:
        """From the line, too, the document is read: row by row."""
        self.query_one(ExportBoard).action_walk(by)

    def action_turn(self, by: int) -> None:
        """And screen by screen."""
        self.query_one(ExportBoard).action_turn(by)

    def action_enter(self) -> None:
        """What is chosen is taken; in the last move the document is written."""
        if self.working:
            return
        self.tell()
        if self.move == "where":
            self._write()
            return
        chosen = self._chosen[self.move]
        if self.move == "document":
            self.wish.name = chosen
        elif self.move == "form":
            self._take_form(chosen)
        else:
            self.wish.ours = chosen == "ours"
        moves = self._moves()
        self._go(moves[moves.index(self.move) + 1])

    def _take_form(self, form: str) -> None:
        """A path that was typed for another form ends as the new one does."""
        stem, dot, end = self.wish.where.rpartition(".")
        if dot and end == self.wish.form:
            self.wish.where = f"{stem}.{form}"
        self.wish.form = form

    def _write(self, *, force: bool = False) -> None:
        where = self.query_one(ExportLine).value.strip()
        wish = replace(self.wish, where=where or suggested(self.face, self.wish.name, self.wish.form))
        try:
            found = wanted(self.face, ours=bool(wish.ours))
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return
        self._step, self._seconds = exporting.STEPS[0], 0
        if self._clock:
            self._clock.stop()
        self._clock = self.set_interval(1, self._second)
        self._plain = themes.typewriter(self.app.theme)
        self.have(lambda: put(wish, found, force=force, tell=self._does), self._progress())

    def _does(self, step: str) -> None:
        """Called by the thread: what is done next."""
        self._step = step
        self.at(self._progress())

    def _progress(self) -> str:
        return exporting.progress(self._step, self._seconds, plain=self._plain)

    def _second(self) -> None:
        if self.working:
            self._seconds += 1
            self.tell(self._progress())
        elif self._clock:
            self._clock.stop()

    def came(self, found: Told | Problem) -> None:
        if isinstance(found, Problem):
            self._at_once = False
            if found.key == EXISTS:
                self.tell()
                self._ask()
            else:
                self.tell(str(found), wrong=True)
            return
        self.written += found.lines
        if self._at_once:
            self._leave()
            return
        self._show(found.lines, "good")
        self.wish.where = ""
        self._go("document")

    def _ask(self) -> None:
        """Something else is there already: it is overwritten only by a second yes."""
        where = str(path_of(self.query_one(ExportLine).value))

        def answered(answer: Answer | None) -> None:
            if answer == "yes":
                self._write(force=True)

        title = say("exporting.title")
        self.app.push_screen(AskScreen("ask_over", title, only_us=self.face.only_us, where=where), answered)

    def stop(self) -> bool:
        stopped = super().stop()
        if stopped:
            self._at_once = False
            self.tell(say("exporting.stopped"))
        return stopped

    def action_back(self) -> None:
        """What is made is stopped first; then the move before, and out. What was typed stays."""
        if self.stop():
            return
        self.tell()
        moves = self._moves()
        at = moves.index(self.move)
        if at == 0:
            self._leave()
        else:
            self._go(moves[at - 1])

    def _leave(self) -> None:
        self.dismiss(Told(tuple(self.written)) if self.written else None)
