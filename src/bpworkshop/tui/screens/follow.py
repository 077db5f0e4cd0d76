"""Reading along: what the facilitator's screen shows, without the line. Nothing can be changed here."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from bpworkshop.commands import Face
from bpworkshop.following import Followed
from bpworkshop.session.types import Step
from bpworkshop.tui import boards, clock, frame, sheets, standing
from bpworkshop.tui.clock import Ticking
from bpworkshop.tui.rows import Look, Part, Row, readable, under
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.bar import Bar
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class FollowBoard(Page):
    """A board to look at. What is new is scrolled to; the arrows scroll until then."""

    def __init__(self) -> None:
        super().__init__()
        self._newest: frozenset[str] = frozenset()

    def show(self, rows: Sequence[Row], items: Sequence[str], chosen: str | None) -> None:
        """Draw these rows, where they are not what stands there already."""
        if self.size != self._shown_at or rows != self.rows:
            super().show(rows, items, chosen)

    def see(self, newest: frozenset[str]) -> None:
        """Scroll just so far that these items are in sight; where they are too many, the first of them."""
        self._newest = newest
        at = [n for n, row in enumerate(self.rows) if row.item in newest or row.beside in newest]
        if at:
            # At once: scrolled to after it was painted, all of it would be painted twice.
            super().action_walk(max(0, at[-1] + 1 - self.size.height - round(self.scroll_y)))
            super().action_walk(min(0, at[0] - round(self.scroll_y)))

    def action_walk(self, by: int) -> None:
        self._newest = frozenset()
        super().action_walk(by)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(lambda: self.see(self._newest))


class Seen(NamedTuple):
    """What was drawn last: step and activity, the items of the board, the vote that was counted last."""

    place: tuple[Step, str | None]
    items: frozenset[str]
    counted: str


class FollowScreen(HelpedScreen[None]):
    """Shows where the meeting stands and what was said, as soon as it is saved."""

    CSS_PATH = "follow.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-broad"), (120, "-side")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="follow.close"),
    ]

    def __init__(self, face: Face, followed: Followed) -> None:
        super().__init__()
        self.face = face
        self.followed = followed
        self._seen: Seen | None = None
        self._revealed = False
        self.ticking = Ticking(self, face, self.draw_top)

    def compose(self) -> ComposeResult:
        yield Bar(id="top")
        yield Words("curtain")
        yield Words("steps")
        yield Words("question")
        yield Words("activity")
        with Horizontal(id="middle"):
            yield FollowBoard()
            yield Words("side")
        yield Words("told")
        yield Words("still")
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        self.draw()

    def for_us(self) -> bool:
        return self.face.only_us

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw what may be shown now. What did not change is not painted."""
        face, width = self.face, self.size.width
        curtain = face.stage.curtain
        self.set_class(curtain, "-curtain")
        self.draw_top()
        self._draw_told(curtain)
        if curtain:
            self._words("curtain", (standing.before_curtain(face), "heading"))
            return
        self._words("steps", *frame.steps(face, width))
        self._words("question", (face.question, "heading"), layout=True)
        self._words("activity", (frame.activity(face, width), "faint"), layout=True)
        self._words("side", *frame.side(face), layout=True)
        self._words("still", frame.still(face.reader, face.step, width - 2))
        self._words("keys", *frame.keys(say("follow.keys"), width))
        self._draw_board()

    def _words(self, id: str, *parts: Part, layout: bool = False) -> None:
        self.query_one(f"#{id}", Words).show(*parts, layout=layout)

    def draw_top(self) -> None:
        """The bar, and while a clock runs it again at each second."""
        face, width, now = self.face, self.size.width, clock.now(self.face)
        if face.stage.curtain:
            more = (now,) if now else ()
            parts = sheets.bar(face.view.title, width, everyone=not face.only_us, more=more)
        else:
            parts = frame.top(face, width, reading=True)
        self.query_one(Bar).show(parts, now)
        self.ticking.follow()

    def _draw_told(self, curtain: bool) -> None:
        told = self.query_one("#told", Words)
        lines: list[tuple[str, Look]] = [(line, "mark") for line in standing.doubts(self.followed)]
        if not curtain:
            lines = [*((line, "said") for line in standing.going_on(self.face)), *lines]
        told.display = bool(lines)
        told.show(
            *((("\n" if at else "") + line, look) for at, (line, look) in enumerate(lines)), layout=True
        )

    def _draw_board(self) -> None:
        board = self.query_one(FollowBoard)
        new = self._look_around()
        width = readable(board.scrollable_content_region.width or self.size.width)
        rows = [*self._result(width), *self._rows(width)]
        board.show(frame.airy(rows, board.size.height, above=self.has_class("-low")), (), None)
        if new is None:
            board.action_walk(-99999)
        elif new:
            board.see(new)

    def _look_around(self) -> frozenset[str] | None:
        """What is new on this board; None where the meeting has gone on, or a vote was counted."""
        face, stage, before = self.face, self.face.workshop.stage, self._seen
        items = frozenset(item.id for item in face.view.board(face.step))
        now = self._seen = Seen((face.step, stage.activity), items, standing.counted(face))
        if before is None or before.place != now.place:
            self._revealed = False
            return None
        new = items - before.items
        if now.counted != before.counted:
            self._revealed = bool(now.counted)
            return None
        if new or stage.running:
            self._revealed = False
        return new

    def _result(self, width: int) -> Iterator[Row]:
        """What a vote came to, from its counting until the meeting goes on."""
        if self._revealed:
            for at, line in enumerate(standing.result(self.face)):
                yield from under(line, "known" if at else "mark", width, indent=2)
            yield Row()

    def _rows(self, width: int) -> Sequence[Row]:
        face, hidden = self.face, standing.writing(self.face)
        if not (hidden or face.view.board(face.step)):
            # A board that waits for somebody else's words asks nobody here to type.
            return [Row(), *under(say("follow.empty"), "faint", width, indent=6)]
        return boards.rows(face.step, boards.Drawn(face.reader, width, hidden=hidden))

    def action_close(self) -> None:
        self.dismiss(None)
