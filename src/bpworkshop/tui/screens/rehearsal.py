"""The rehearsal: the prepared session exactly as the partner will see it. Nothing can be changed here."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from bpworkshop.commands.registry import Face
from bpworkshop.method.guide import Activity
from bpworkshop.session.boards import STEPS
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Step
from bpworkshop.tui import boards, frame, sheets
from bpworkshop.tui.rows import fitted, readable
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class Rehearsal(Face):
    """A face for everyone on a copy of the session as it will be when both sides meet.

    It stands at a step of its own: where the meeting stands is not moved by
    looking ahead.
    """

    def __init__(self, face: Face) -> None:
        self._copy: tuple[Session, Session] | None = None
        self._at: Step = STEPS[0]
        super().__init__(face.workshop, face.guide, only_us=False)

    @property
    def session(self) -> Session:
        whole = self.workshop.session
        if self._copy is None or self._copy[0] is not whole:
            # As `/phase together` does: whoever comes in accepts the order of the goals anew.
            ranking = whole.ranking if whole.phase != "prepare" else ()
            coming = whole.model_copy(update={"phase": "together", "ranking": ranking})
            self._copy = (whole, shared(coming))
        return self._copy[1]

    @property
    def step(self) -> Step:
        return self._at

    def go(self, step: Step) -> None:
        """Look at another step."""
        self._at = step

    @property
    def activity(self) -> Activity:
        """The one that a step begins with."""
        return self.guide.step(self.step).activities_in(self.session.phase, everyone=True)[0]


class RehearsalScreen(HelpedScreen[None]):
    """The first page and the six boards, with the frame that they will have."""

    CSS_PATH = "rehearsal.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-broad"), (120, "-side")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,right,n,space", "page(1)", show=False, id="rehearsal.next"),
        Binding("pageup,left,b", "page(-1)", show=False, id="rehearsal.back"),
        Binding("0", "go(0)", show=False, id="rehearsal.first"),
        *(
            Binding(str(number), f"go({number})", show=False, id=f"rehearsal.step{number}")
            for number in range(1, len(STEPS) + 1)
        ),
        Binding("escape,q", "close", show=False, id="rehearsal.close"),
    ]

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = Rehearsal(face)
        self.page = 0
        self.chosen: str | None = None

    def compose(self) -> ComposeResult:
        yield Words("rehearsal")
        yield Words("top")
        yield Words("steps")
        yield Words("question")
        yield Words("activity")
        with Horizontal(id="middle"):
            yield RehearsalBoard()
            yield Words("side")
        yield Words("still")
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        """The page as it will be, under a bar that says what this is."""
        face, width, step = self.face, self.size.width, self.page > 0
        words = say("rehearsal.bar")
        self.query_one("#rehearsal", Words).show((fitted(f" {words}", max(width, 1)), "badge"))
        first = sheets.bar(face.view.title, width, everyone=True, more=[(say("overview.opening"), "known")])
        top = frame.top(face, width) if step else first
        self.query_one("#top", Words).show(*top)
        self.query_one("#keys", Words).show(*frame.keys(say("rehearsal.keys"), width))
        for name in ("steps", "question", "activity", "still"):
            self.query_one(f"#{name}").display = step
        self.query_one("#side").set_class(not step, "-first")
        if step:
            self._draw_frame(face, width)
        self._draw_board(face, step)

    def _draw_frame(self, face: Face, width: int) -> None:
        self.query_one("#steps", Words).show(*frame.steps(face, width))
        self.query_one("#question", Words).show((face.question, "heading"), layout=True)
        self.query_one("#activity", Words).show((frame.activity(face, width), "faint"), layout=True)
        self.query_one("#side", Words).show(*frame.side(face))
        self.query_one("#still", Words).show(frame.still(face.reader, face.step, width - 2))

    def _draw_board(self, face: Face, step: bool) -> None:
        board = self.query_one(Board)
        width = board.scrollable_content_region.width or self.size.width
        if not step:
            board.show(sheets.opening(face.reader, width), (), None)
            return
        rows = boards.rows(face.step, boards.Drawn(face.reader, readable(width), self.chosen))
        airy = frame.airy(rows, board.size.height, above=self.has_class("-low"))
        board.show(airy, frame.in_order(rows), self.chosen)

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.chosen = event.item
        self.draw()

    def action_page(self, by: int) -> None:
        self.action_go(self.page + by)

    def action_go(self, page: int) -> None:
        if not 0 <= page <= len(STEPS):
            return
        self.page, self.chosen = page, None
        if page:
            self.face.go(STEPS[page - 1])
        self.query_one(Board).scroll_to(y=0, animate=False, force=True)
        self.draw()

    def action_close(self) -> None:
        self.dismiss(None)


class RehearsalBoard(Board):
    """A board to look at: without items the arrows scroll."""

    def action_walk(self, by: int) -> None:
        if self.items:
            super().action_walk(by)
        else:
            self.scroll_to(y=self.scroll_y + by, animate=False, force=True)
