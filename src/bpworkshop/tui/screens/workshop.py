"""The workshop: the question, the board of the step, and the line that is typed."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from bpworkshop import text
from bpworkshop.commands import Face, Told, casting
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.commands.hearing import HEARINGS, hearing
from bpworkshop.commands.hiding import hidden
from bpworkshop.commands.registry import dispatch, number_of
from bpworkshop.errors import Problem
from bpworkshop.session.session import Session
from bpworkshop.session.shorthand import read_line
from bpworkshop.session.stage import Stage
from bpworkshop.store.drafts import Draft
from bpworkshop.tui import boards, clock, frame, keys, voting
from bpworkshop.tui.drafting import drafting
from bpworkshop.tui.rows import Part, readable
from bpworkshop.tui.saved import Saved
from bpworkshop.tui.screens.over import Over
from bpworkshop.tui.screens.page import HelpedScreen, HelpScreen, PageScreen
from bpworkshop.tui.screens.step import Names, StepBoard, StepLine
from bpworkshop.tui.widgets.bar import Bar
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class WorkshopScreen(Over):
    """Leads one session. Everything that is done goes through the dialogue or a command."""

    CSS_PATH = "workshop.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (76, "-broad"),
        (120, "-side"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", show=False, id="workshop.other"),
        Binding("pagedown", "do('next')", show=False, id="workshop.next"),
        Binding("pageup", "do('back')", show=False, id="workshop.back"),
        Binding("f2", "do('undo')", show=False, id="workshop.undo"),
        Binding("f3", "do('redo')", show=False, id="workshop.redo"),
        Binding("f6", "do('parked')", show=False, id="workshop.parked"),
        Binding("f7", "do('ending')", show=False, id="workshop.ending"),
        Binding("f5", "do('timer toggle')", show=False, id="workshop.timer"),
        Binding("ctrl+o", "do('timer +1')", show=False, id="workshop.longer"),
        Binding("ctrl+t", "do('timer +5')", show=False, id="workshop.five"),
        Binding("f10", "leave", show=False, id="workshop.leave"),
    ]

    def __init__(self, face: Face, begun: Draft | None = None) -> None:
        super().__init__()
        self.face = face
        self.begun = begun
        self.dialogue = Dialogue(face)
        self.votes = False
        self.saved = Saved(face)
        self.ticking = clock.Ticking(self, face, self.draw_top, tells=True)
        self._asked: str | None = None
        self._drawn: tuple[Session, Stage] | None = None
        self.chosen: dict[str, str] = {}
        self._still: tuple[Session, tuple[str, bool, int], Part] | None = None

    def compose(self) -> ComposeResult:
        yield Bar(id="top")
        yield Words("steps")
        yield Words("question")
        yield Words("activity")
        with Horizontal(id="middle"):
            yield StepBoard()
            yield Words("side")
        yield Words("told")
        yield Words("still")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield StepLine(Names(self.face))
        yield Words("keys")

    def on_mount(self) -> None:
        # What is drawn follows when the board has its size: drawn before, it would be drawn twice.
        line = self.query_one(SayLine)
        line.focus()
        if self.begun:
            line.before(everyone=not self.face.only_us)
            line.take_up(self.begun.line, ours=self.begun.ours)
        # What the disk has answered by then, and who leads.
        self.call_after_refresh(self.arrived)
        if news := self.dialogue.aside():
            self.tell(*news)

    # Drawing: each part from the face's view, and only what changed is painted.

    def draw(self) -> None:
        """Draw what the face may show now."""
        face, width = self.face, self.size.width
        self._drawn = face.session, face.workshop.stage
        line = self.query_one(SayLine)
        line.before(everyone=not face.only_us)
        line.vote(casting.unseen(face))
        line.placeholder = self.dialogue.hint
        self.draw_top()
        self.query_one("#steps", Words).show(*frame.steps(face, width))
        self.query_one("#question", Words).show((face.question, "heading"), layout=True)
        self.query_one("#activity", Words).show((frame.activity(face, width), "faint"), layout=True)
        self.query_one("#side", Words).show(*frame.side(face), layout=True)
        self.query_one("#prompt", Words).show((f"{self.dialogue.prompt} ▸ ", "mark"), layout=True)
        self.draw_board()
        self.draw_still()
        self.draw_keys()

    def draw_top(self) -> None:
        self.query_one(Bar).show(frame.top(self.face, self.size.width), clock.now(self.face))
        self.ticking.follow()

    def draw_board(self) -> None:
        board = self.query_one(Board)
        items = [item.id for item in self.face.view.board(self.face.step)]
        chosen = self.chosen.get(self.face.step)
        if chosen not in items:
            chosen = None
        width = board.scrollable_content_region.width or self.size.width
        self.votes = self.votes and not casting.hides_order(self.face)
        drawn = boards.Drawn(self.face.reader, readable(width), chosen, self.votes, hidden(self.face))
        over = voting.over(self.face, drawn.width, by_votes=self.votes)
        rows = [*over, *boards.rows(self.face.step, drawn)]
        if not self.has_class("-side"):
            rows = [*boards.above(self.face.step, drawn, board.size.height - len(rows)), *rows]
        airy = frame.airy(rows, board.size.height, above=self.has_class("-low"))
        board.show(airy, frame.in_order(rows), chosen)

    def draw_still(self) -> None:
        """What is still to say; while something is typed, how it is understood."""
        typed = self.query_one(SayLine).value
        still = self.query_one("#still", Words)
        if typed.startswith("/"):
            still.show((frame.one_line(frame.matching(typed, self.face), self.size.width - 2), "mark"))
            return
        live = self._live(typed)
        if live:
            still.show((frame.one_line(live, self.size.width - 2), "good"))
            return
        still.show(self._still_to_say())

    def _still_to_say(self) -> Part:
        """Found once for what is shown, and not at each key."""
        face = self.face
        where = (face.step, face.only_us, self.size.width)
        held = self._still
        if held is None or held[0] is not face.view or held[1] != where:
            part = frame.still(face.reader, face.step, self.size.width - 2)
            held = self._still = (face.view, where, part)
        return held[2]

    def _live(self, typed: str) -> str:
        face = self.face
        hidden = typed.lstrip().startswith("!") and not face.only_us
        if not typed or self.dialogue.question or hidden or hearing(face) in HEARINGS:
            return ""
        line = read_line(typed, face.step, face.session, face.today)
        told = [
            f"{face.guide.label(face.step, name)}: {face.reader.value(face.step, name, value)}"
            for name, value in line.fields.items()
        ]
        told += [say("plain.which", typed=one.typed, options=" ".join(one.readings)) for one in line.asked]
        return " · ".join(told)

    def draw_keys(self) -> None:
        on_board = isinstance(self.focused, Board)
        words = say("screen.keys_board" if on_board else "screen.keys_line")
        self.query_one("#keys", Words).show(*frame.keys(words, self.size.width))

    def tell(self, *lines: str, wrong: bool = False, asked: str | None = None) -> None:
        """Say something above the line, until the next thing is said; what is ``asked`` stands out."""
        words = "\n".join(text.clean(line) for line in lines)
        parts: list[Part] = [(words, "missing" if wrong else "known")] if words else []
        self._asked = asked
        if asked:
            asked = frame.question(text.clean(asked), self.size.width - 2)
            parts.append((f"\n{asked}" if words else asked, "heading"))
        self.query_one("#told", Words).show(*parts, layout=True)
        self.query_one("#told").display = bool(parts)

    # Doing

    def take(self, typed: str, *, secret: bool = False, given_back: bool = False) -> None:
        """Hand a line to the dialogue and draw what came of it.

        ``given_back``: one that could not be done stands in the line again, because it was typed there.
        """
        before, heard = self.face.step, hearing(self.face) in HEARINGS
        try:
            if self.opens(typed):
                return
            told = self.dialogue.take(typed, secret=secret)
        except Problem as problem:
            told = Told()
            # Only what the disk refused is kept: any other line would be lost here.
            kept = problem is self.face.workshop.trouble
            self.tell(*([say("plain.kept")] if kept else []), self.saved.why(problem), wrong=True)
            if given_back and not kept:
                self.query_one(SayLine).give_back(f"! {typed}" if secret else typed)
        else:
            self._told(told)
        # A command may have waited for the disk itself, and told what came of it.
        self.saved.news()
        if told.leave:
            self.action_leave()
            return
        if self.face.step != before:
            self.votes = False
        elif not heard and not typed.startswith("/") and (items := self.face.view.board(self.face.step)):
            self.chosen[self.face.step] = items[-1].id
        self.draw()

    def _told(self, told: Told) -> None:
        if told.page and len(told.lines) > 1:
            self.tell(asked=self.dialogue.question)
            if told.page == "evaluation":
                self.tell(say("evaluate.talk"), asked=self.dialogue.question)
                self.action_evaluation()
            elif told.page == "help":
                lines = (*keys.help_lines(self), *told.lines)
                self.app.push_screen(HelpScreen(lines, for_us=self.for_us()))
            else:
                title = say("screen.page", name=told.page.capitalize())
                self.app.push_screen(PageScreen(title, told.lines, for_us=self.for_us()))
            return
        self.tell(*told.lines, *self.dialogue.aside(), asked=self.dialogue.question)

    def for_us(self) -> bool:
        return self.face.only_us

    def more_help(self) -> tuple[str, ...]:
        """Everything that can be typed. It is not the dialogue that is asked, so what it asks stays asked."""
        return dispatch(self.face, "/help").lines

    @on(SayLine.Said)
    def _said(self, event: SayLine.Said) -> None:
        if event.typed.strip() == "!" and not event.unseen:
            # The next line is typed unseen.
            self.query_one(SayLine).unseen = True
            self.query_one("#prompt", Words).show((f"{say('plain.secret')} ▸ ", "mark"), layout=True)
            return
        self.take(event.typed, secret=event.unseen, given_back=True)

    @on(Input.Changed)
    def _changed(self) -> None:
        words, ours = self.query_one(SayLine).begun
        drafting(self.face).line(self.face.step, words, ours=ours)
        self.draw_still()

    def action_newest(self) -> None:
        """On an empty line: the newest item, for correcting."""
        items = self.face.view.board(self.face.step)
        if items and not self.query_one(SayLine).value:
            number = number_of(self.face, self.face.step, items[-1].id)
            self.query_one(SayLine).fill(f"/edit {number} {items[-1].said}")

    @on(Board.Chosen)
    def _item_chosen(self, event: Board.Chosen) -> None:
        self.chosen[self.face.step] = event.item
        self.draw_board()

    @on(Board.Resized)
    def _resized(self) -> None:
        self.draw()

    def action_do(self, name: str) -> None:
        """A command that needs nothing more."""
        self.take(f"/{name}")

    def action_item(self, name: str) -> None:
        """A command on the chosen item."""
        if number := self.chosen_number():
            self.take(f"/{name} {number}")

    def action_fill(self, name: str) -> None:
        """A command on the chosen item that needs more words: they are typed in the line."""
        number = self.chosen_number()
        if number:
            said = ""
            if name == "edit":
                item = self.face.view.board(self.face.step)[int(number) - 1]
                said = (getattr(item, item.worded) or "").replace("\n", " ")
            self.query_one(SayLine).fill(f"/{name} {number} {said}")

    def action_type(self, words: str) -> None:
        """Begin a line with these words."""
        self.query_one(SayLine).fill(words)

    def chosen_number(self) -> str:
        """The number of the chosen item; without one, that is told."""
        chosen = self.chosen.get(self.face.step, "")
        number = number_of(self.face, self.face.step, chosen)
        if not number:
            self.tell(say("screen.choose_first"))
        return number

    def action_votes(self) -> None:
        self.votes = not self.votes
        if self.votes and casting.hides_order(self.face):
            self.tell(say("vote.no_order"), wrong=True)
        self.draw_board()

    def action_other(self) -> None:
        """To the board and back to the line."""
        board, line = self.query_one(Board), self.query_one(SayLine)
        if self.focused is board:
            line.focus()
        else:
            board.focus()
            if self.chosen.get(self.face.step) not in board.items and board.items:
                self.chosen[self.face.step] = board.items[0]
        self.draw_board()

    def on_descendant_focus(self) -> None:
        self.draw_keys()

    # Saving, and leaving

    def arrived(self) -> None:
        """Something came back from the disk: that it is saved, why it is not, what others did."""
        if not self.query("#top"):
            # It is not drawn yet, or is being taken down.
            return
        drawn, now = self._drawn, (self.face.session, self.face.workshop.stage)
        if drawn != now:
            self.dialogue.renew()
        news = [*self.saved.news(), *self.dialogue.aside()]
        if news or self.dialogue.question != self._asked:
            self.tell(*news, wrong=bool(self.saved.trouble), asked=self.dialogue.question)
        if (over := self.app.screen) is not self and isinstance(over, HelpedScreen):
            over.renewed(*news, wrong=bool(self.saved.trouble))
        if drawn == now:
            self.draw_top()
            return
        self.votes = self.votes and drawn is not None and drawn[1].step == self.face.step
        self.draw()

    def action_leave(self) -> None:
        """Keep what was being asked about, then go: home, or out of the program."""
        if not self.before_leaving():
            self.dismiss(None)

    def before_leaving(self) -> str:
        """What is to do before leaving, which is told; nothing where all that was said is saved."""
        to_do = self.saved.before_leaving(self.dialogue)
        if to_do:
            self.tell(say("plain.unsaved", what=self.saved.trouble), to_do, wrong=True)
            self.draw()
        return to_do
