"""The ledger: what was promised in all sessions, in both directions. Other partners stand in it: ONLY US."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.review.ledger import copied, order, row
from bpworkshop.review.rate import rates
from bpworkshop.review.settling import Settled
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.store.promised import Promised
from bpworkshop.tui import due, frame, ledger, sheets
from bpworkshop.tui.ledger import ONLY, WAYS, Drawn, Entry, Group, State
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.rate import RateScreen
from bpworkshop.tui.screens.settling import Asked, SettlingScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.ledger import LedgerBoard, LedgerLine
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say
from bpworkshop.workshop import now

FURTHER = 60
"""Promises that are drawn beyond the chosen one, and beyond what is in sight."""


class LedgerScreen(SettlingScreen):
    """Lists promises, the late ones first; what is looked for and what is answered is typed in one line."""

    CSS_PATH = "ledger.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,slash", "other", show=False, id="ledger.other"),
        Binding("t", "turn", show=False, id="ledger.way"),
        Binding("o", "only", show=False, id="ledger.only"),
        Binding("r", "rate", show=False, id="ledger.rate"),
        Binding("p", "partner", show=False, id="ledger.partner"),
        Binding("escape,q", "close", show=False, id="ledger.close"),
    ]

    class Left(Message):
        """Home is wanted again, with the session of the promise that was chosen."""

        def __init__(self, handle: str | None) -> None:
            super().__init__()
            self.handle = handle

    class Partner(Message):
        """The page of a partner is wanted; the ledger is to be had back as it is."""

        def __init__(self, name: str, state: State) -> None:
            super().__init__()
            self.name = name
            self.state = state

    class Read(Message):
        """Promises were read: those that matter first, then all; or how far the reading is."""

        def __init__(self, entries: list[Entry] | None, told: str, *, whole: bool = False) -> None:
            super().__init__()
            self.entries = entries
            self.told = told
            self.whole = whole

    def __init__(self, folder: Path, guide: Guide, state: State) -> None:
        super().__init__()
        self.folder = SessionFolder(folder)
        self.guide = guide
        self.state = state
        self.today = now().date()
        self.entries: list[Entry] = []
        self._finding = False
        self._since: dict[str, Entry] = {}
        self._reading = say("ledger.reading")
        self._groups: list[Group] = []
        self._refs: list[str] = []
        self._by_ref: dict[str, Entry] = {}
        self._made: dict[str, list[Row]] = {}
        self._drawn_at = 0
        self._most = FURTHER

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        yield LedgerBoard()
        yield Words("told")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield LedgerLine()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        with self.prevent(Input.Changed):
            self.query_one(LedgerLine).value = self.state.typed
        self.draw()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.run_worker(self._read, thread=True)
        self.watch(self.query_one(Board), "scroll_y", self._draw_further, init=False)

    # Reading

    def _read(self) -> None:
        """What is late or due comes from columns of the index, and first; then everything."""
        worker = get_current_worker()

        def progress(done: int, of: int) -> None:
            if not worker.is_cancelled and done % 50 == 0:
                self.post_message(self.Read(None, say("ledger.reading_of", done=done, of=of)))

        try:
            with Index.of(self.folder, progress) as index:
                urgent = self._entries(index.open_promises(due.until(self.today)))
                self.post_message(self.Read(urgent, say("ledger.reading")))
                known = index.promises()
                broken = sum(bool(one.error) for one in index.listed())
                told = [index.warning] if index.warning else []
        except Problem as problem:
            self.post_message(self.Read(None, str(problem), whole=True))
            return
        told += [say("ledger.twice", handles=", ".join(handles)) for handles in copied(known)]
        told += [say("ledger.unread", n=broken)] if broken else []
        self.post_message(self.Read(self._entries(known), "\n".join(told), whole=True))

    def _entries(self, known: Sequence[Promised]) -> list[Entry]:
        rows = {one.ref: row(one, self.today) for one in known}
        return [ledger.entry(one) for one in sorted(rows.values(), key=order)]

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self._reading = "" if event.whole else event.told
        if event.whole and event.told:
            self.tell(event.told, wrong=True)
        if event.entries is not None:
            self._take(event.entries)
        self._choose()

    def _take(self, entries: Sequence[Entry]) -> None:
        """These are the promises; of one that was settled meanwhile, as it stands since."""
        self.entries = sorted(
            (self._since.get(one.ref, one) for one in entries), key=lambda one: order(one.row)
        )

    # Choosing what is shown

    def _choose(self, *, first: bool = False) -> None:
        """Show what fits what was typed; ``first``: with the first of it chosen."""
        state = self.state
        self._groups = ledger.groups(ledger.fitting(self.entries, state.typed, state.only), state.way)
        self._by_ref = {one.ref: one for group in self._groups for one in group.entries}
        self._refs = [*self._by_ref]
        self._most = FURTHER
        if first or (state.chosen not in self._by_ref and not self._reading):
            state.chosen = self._refs[0] if self._refs else None
        self.draw()

    @property
    def chosen(self) -> Entry | None:
        """The promise that keys act on; while it is still being read, perhaps none."""
        return self._by_ref.get(self.state.chosen or "")

    # Drawing

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw what is known by now."""
        width, state = self.size.width, self.state
        late = sum(one.row.status == "late" for one in self.entries)
        count: Part = (say("ledger.count", n=late), "missing" if late else "good")
        top = sheets.bar(say("ledger.title"), width, everyone=False, more=(count,))
        self.query_one("#top", Words).show(*top)
        self.query_one("#question", Words).show((self._question(), "heading"), layout=True)
        way, only = say(f"ledger.way.{state.way}"), say(f"ledger.only.{state.only or 'all'}")
        shown = say("ledger.shown", way=way, only=only, n=len(self._refs), of=len(self.entries))
        self.query_one("#activity", Words).show((self._reading or shown, "faint"), layout=True)
        prompt = say(f"ledger.prompt.{self.asked.kind if self.asked else 'find'}")
        self.query_one("#prompt", Words).show((f"{prompt} ▸ ", "mark"), layout=True)
        line = self.query_one(LedgerLine)
        asks = "find" if not self.asked else "day" if self.asked.kind == "renegotiated" else "shown"
        line.placeholder = say(f"ledger.placeholder.{asks}")
        self.query_one("#keys", Words).show(*frame.keys(self._keys(), width))
        self.draw_board()

    def _question(self) -> str:
        if self.asked:
            return say(f"ledger.ask.{self.asked.kind}", words=self.asked.of.words)
        return say("ledger.question")

    def _keys(self) -> str:
        if self.asked or self._finding:
            return say("ledger.keys_asked" if self.asked else "ledger.keys_find")
        return say("ledger.keys" if self._refs else "ledger.keys_empty")

    def draw_board(self) -> None:
        """Draw as many promises as reach beyond the chosen one."""
        board = self.query_one(Board)
        width = board.scrollable_content_region.width or self.size.width
        if width != self._drawn_at:
            self._made.clear()
            self._drawn_at = width
        if not self._refs:
            board.show(self._nothing(width), (), None)
            return
        chosen = self.state.chosen
        if chosen in self._by_ref:
            self._most = max(self._most, self._refs.index(chosen) + FURTHER)
        drawn, left, rows = Drawn(width, self.guide.statuses, self.today), self._most, list[Row]()
        for group in self._groups:
            if left <= 0:
                break
            rows.append(ledger.heading(group))
            for one in group.entries[:left]:
                rows += self._rows(one, drawn)
            left -= len(group.entries)
        # All of them can be walked to; what is drawn grows as they are.
        board.show(frame.airy(rows, board.size.height), self._refs, chosen)

    def _rows(self, one: Entry, drawn: Drawn) -> list[Row]:
        if one.ref == self.state.chosen:
            return ledger.rows(one.row, drawn, chosen=True)
        if one.ref not in self._made:
            self._made[one.ref] = ledger.rows(one.row, drawn)
        return self._made[one.ref]

    def _draw_further(self) -> None:
        """Draw more where the end of what is drawn comes near."""
        board = self.query_one(Board)
        near = len(board.rows) - round(board.scroll_y) < 3 * max(board.size.height, 1)
        if near and self._most < len(self._refs):
            self._most += 2 * FURTHER
            self.draw_board()

    def _nothing(self, width: int) -> list[Row]:
        if self._reading:
            return []
        words = say("ledger.nothing_fits" if self.entries else "ledger.empty")
        return [Row(), *sheets.prose(words, "known", max(width - 2, 10), 2)]

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say above the line what was done or went wrong, until the next thing is."""
        words = "\n".join(text.clean(line) for line in lines)
        told = self.query_one("#told", Words)
        told.show((words, "missing" if wrong else "good"), layout=True)
        told.display = bool(words)

    # On the list

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.state.chosen = event.item
        self.tell()
        self.draw_board()

    def action_turn(self) -> None:
        """By time, by partner, by owner."""
        self.state.way = WAYS[(WAYS.index(self.state.way) + 1) % len(WAYS)]
        self._choose()

    def action_only(self) -> None:
        """Only what is late, only what waits for a yes, everything."""
        self.state.only = ONLY[(ONLY.index(self.state.only) + 1) % len(ONLY)]
        self._choose(first=True)

    def action_open(self) -> None:
        """Read its session, at the promise."""
        if one := self.chosen:
            promise = one.row.promised
            path = self.folder.path / f"{promise.handle}.toml"
            self.post_message(HomeScreen.Review(path, promise.id))

    def action_partner(self) -> None:
        one = self.chosen
        if one and one.row.promised.partner:
            self.post_message(self.Partner(one.row.promised.partner, self.state))
        elif one:
            self.tell(say("ledger.no_partner"), wrong=True)

    def action_rate(self) -> None:
        """The follow-through of each party, of what fits what was typed."""
        found = ledger.fitting(self.entries, self.state.typed)
        of = rates([one.row.promised for one in found], self.today)
        self.app.push_screen(RateScreen(of, self.state.typed))

    def action_close(self) -> None:
        """What was asked goes first, then what is looked for, then the line, then the ledger."""
        if self.asked:
            self.ask(None)
        elif self.state.typed:
            self.query_one(LedgerLine).value = ""
        elif self._finding:
            self.action_to_list()
        else:
            one = self.chosen
            self.post_message(self.Left(one.row.promised.handle if one else None))

    # In the line

    def action_other(self) -> None:
        """To the line, and back to the list."""
        if self.asked or self._finding:
            self.action_to_list()
        else:
            self._finding = True
            self.query_one(LedgerLine).focus()
            self.draw()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self.asked is None and event.value != self.state.typed:
            self.state.typed = event.value
            self.tell()
            self._choose(first=True)

    @on(SayLine.Said)
    def _said(self, event: SayLine.Said) -> None:
        if self.asked is None:
            self.action_to_list()
        else:
            self.answer(self.asked, event.typed)

    def action_to_list(self) -> None:
        """Back to the list with what was found; a question that was not answered is dropped."""
        self.ask(None)

    def ask(self, asked: Asked | None) -> None:
        """What was looked for stands in the line again once nothing is asked."""
        self.asked, self._finding = asked, False
        line = self.query_one(LedgerLine)
        line.fresh("" if asked else self.state.typed)
        (line if asked else self.query_one(Board)).focus()
        self.draw()

    # What became of a promise

    def now_stands(self, done: Settled, words: str, *, stay: bool) -> None:
        """The promise as its file has it now. If it goes elsewhere in the list, the next one is chosen."""
        old = self._by_ref.get(done.ref)
        at = self._refs.index(done.ref) if old else 0
        fresh = self._since[done.ref] = ledger.entry(row(done.promised, self.today))
        self._take([*(one for one in self.entries if one.ref != done.ref), fresh])
        self._made.pop(done.ref, None)
        moved = old is not None and old.row.time != fresh.row.time
        near = [ref for ref in (*self._refs[at + 1 :], *reversed(self._refs[:at])) if ref != done.ref]
        self.state.chosen = near[0] if moved and near and not stay else done.ref
        self._choose()
        stands = self.guide.statuses[fresh.row.status]
        self.tell(say(words, words=fresh.row.promised.words, status=stands), *done.told)

    def for_us(self) -> bool:
        """Always: other partners stand here."""
        return True

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("ledger.help")
        return found
