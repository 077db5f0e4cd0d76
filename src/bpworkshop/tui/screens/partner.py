"""A partner's page: what each side has given and promised in all sessions. It judges them: ONLY US."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.review import partner
from bpworkshop.review.partner import Line, Partner
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.tui import frame, ledger, sheets
from bpworkshop.tui.ledger import State
from bpworkshop.tui.rows import Look, Part, Row, readable
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say
from bpworkshop.workshop import now

NUMBERED = 9
"""Sessions that are opened by their number."""


class PartnerScreen(HelpedScreen[None]):
    """Each line that tells of a session, or of something in one, can be chosen and is read there."""

    CSS_PATH = "partner.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", show=False, id="partner.open"),
        *(
            Binding(str(number), f"nth({number})", show=False, id=f"partner.{number}")
            for number in range(1, NUMBERED + 1)
        ),
        Binding("escape,q", "close", show=False, id="partner.close"),
    ]

    class Left(Message):
        """The ledger is wanted again, as it was."""

        def __init__(self, state: State) -> None:
            super().__init__()
            self.state = state

    class Read(Message):
        """The page was read; or why it can't be."""

        def __init__(self, found: Partner | None, wrong: str = "") -> None:
            super().__init__()
            self.found = found
            self.wrong = wrong

    def __init__(self, folder: Path, guide: Guide, name: str, before: State) -> None:
        super().__init__()
        self.folder = SessionFolder(folder)
        self.guide = guide
        self.heading = name
        self.before = before
        self.found: Partner | None = None
        self.chosen = "0"
        self._opens: dict[str, Line] = {}

    def for_us(self) -> bool:
        return True

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield PartnerBoard()
        yield Words("told")
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        self.draw()
        self.call_after_refresh(self.run_worker, self._read, thread=True)

    def _read(self) -> None:
        try:
            with Index.of(self.folder) as index:
                found = partner.partner(index, self.heading, self.guide, now().date())
        except Problem as problem:
            self.post_message(self.Read(None, str(problem)))
        else:
            self.post_message(self.Read(found))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self.found = event.found
        wrong = "\n".join(text.clean(line) for line in (event.wrong, *self._told()) if line)
        told = self.query_one("#told", Words)
        told.show((wrong, "missing"), layout=True)
        told.display = bool(wrong)
        self.draw()

    def _told(self) -> Sequence[str]:
        return self.found.told if self.found else ()

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw the page, or that it is being read."""
        board, width = self.query_one(Board), self.size.width
        more: Part = (say("partner.title"), "known")
        top = sheets.bar(self.heading, width, everyone=False, more=(more,))
        self.query_one("#top", Words).show(*top)
        self.query_one("#keys", Words).show(*frame.keys(say("partner.keys"), width))
        inside = readable(board.scrollable_content_region.width or width)
        rows = list(self._rows(self.found, inside)) if self.found else [Row()]
        board.show(rows, [*self._opens], self.chosen)

    def _rows(self, found: Partner, width: int) -> Iterator[Row]:
        """Each line with the id by which it is chosen; sessions with their number."""
        self._opens.clear()
        yield Row()
        yield from sheets.prose(partner.head(found), "known", width, 2)
        for title, lines in partner.sections(found, self.guide):
            if lines[0].item is None:
                # Among lines that can be walked to, so that it is in sight with them.
                yield from (Row(), *sheets.prose(say("ledger.rate_title"), "heading", width, 2))
                yield from ledger.rates(found.rates, width)
            yield Row()
            yield from sheets.prose(title, "heading", width, 2)
            for number, one in enumerate(lines, 1):
                yield from self._line(one, number, width)

    def _line(self, one: Line, number: int, width: int) -> Iterator[Row]:
        id = f"{len(self._opens)}"
        self._opens[id] = one
        chosen = id == self.chosen
        nth = "·" if one.item or number > NUMBERED else number
        head = f" {'▸' if chosen else ' '} {nth:>2} "
        look: Look = "missing" if one.kind == "late" else "known" if one.item else "said"
        yield from sheets.line(head, one.words, width, look=look, id=id, first="mark" if chosen else "faint")

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.chosen = event.item
        self.draw()

    def action_open(self) -> None:
        """Read a session; where the chosen line tells of something in it, there."""
        if self.chosen in self._opens:
            self._review(self._opens[self.chosen].handle, self._opens[self.chosen].item)

    def action_nth(self, number: int) -> None:
        if self.found and number <= len(self.found.sessions):
            self._review(self.found.sessions[number - 1].handle)

    def _review(self, handle: str, item: str | None = None) -> None:
        self.post_message(HomeScreen.Review(self.folder.path / f"{handle}.toml", item))

    def action_close(self) -> None:
        self.post_message(self.Left(self.before))


class PartnerBoard(Board):
    """The page's lines, which the pages walk through as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "walk(8)", show=False, id="partner.further"),
        Binding("pageup", "walk(-8)", show=False, id="partner.before"),
    ]
