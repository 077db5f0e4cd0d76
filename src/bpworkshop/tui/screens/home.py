"""Home: the sessions of the folder. Other partners stand in it, so it is for ONLY US."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.review.ledger import Row as Promise
from bpworkshop.session.boards import STEPS
from bpworkshop.store.folder import SessionFolder, listed
from bpworkshop.store.recovery import last_good, recover
from bpworkshop.store.versions import Version
from bpworkshop.tui import due, frame, reading, sheets, shelf
from bpworkshop.tui.rows import Part, Row, wrap
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.shelf import Shown
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say

AT_ONCE = 40
"""Files whose titles are read before the first frame: more than any screen shows."""

MOST = 200
"""Files that stand here; older ones are found on the page of all sessions."""

BATCH = 0.2
"""Seconds of reading after which what was read is drawn."""


class HomeScreen(HelpedScreen[None]):
    """The list of sessions. What is chosen is asked of the app by a message."""

    CSS_PATH = "home.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", show=False, id="home.open"),
        Binding("r", "review", show=False, id="home.review"),
        Binding("n", "new", show=False, id="home.new"),
        Binding("f", "follow", show=False, id="home.follow"),
        Binding("slash", "find", show=False, id="home.find"),
        Binding("p", "promises", show=False, id="home.promises"),
        Binding("a", "aims", show=False, id="home.aims"),
        Binding("q,f10", "quit", show=False, id="home.quit"),
    ]

    class Open(Message):
        """This session is to be led on, at an ``item`` of it."""

        def __init__(self, path: Path, item: str | None = None) -> None:
            super().__init__()
            self.path = path
            self.item = item

    class Review(Open):
        """This session is to be read, at an ``item`` of it."""

    class Find(Message):
        """A session is to be found among all."""

    class Promises(Message):
        """The promises of all sessions are wanted."""

    class New(Message):
        """A new session is wanted; with the file of an ``earlier`` one, a follow-up of that."""

        def __init__(self, earlier: Path | None = None) -> None:
            super().__init__()
            self.earlier = earlier

    class Leave(Message):
        """Nothing more is wanted."""

    class Read(Message):
        """More of the list was read, or more of what stands in it."""

        def __init__(self, shown: Sequence[Shown]) -> None:
            super().__init__()
            self.shown = shown

    class Due(Message):
        """What is due in all sessions was read, or how far that is; and what is to be told of them."""

        def __init__(self, found: Sequence[Promise], far: str = "", told: str = "") -> None:
            super().__init__()
            self.found = found
            self.far = far
            self.told = told

    def __init__(self, folder: Path, guide: Guide, chosen: str | None = None) -> None:
        super().__init__()
        self.folder = SessionFolder(folder)
        self.guide = guide
        self.chosen = chosen
        self.shown: dict[str, Shown] = {}
        self._all = 0
        self._rows: dict[str, list[Row]] = {}
        self._drawn_at = 0
        self._looked_at: set[str] = set()
        self._due: Sequence[Promise] = ()
        self._far = ""

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("due")
        yield Words("question")
        yield Words("activity")
        yield SessionBoard()
        yield Words("told")
        yield Words("still")
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Board).focus()
        try:
            paths = self.folder.paths()
            if warning := self.folder.exposed():
                self.tell(warning)
        except Problem as problem:
            self.tell(str(problem))
            paths = []
        self._all = len(paths)
        paths = [path for at, path in enumerate(paths) if at < MOST or path.stem == self.chosen]
        self._take([Shown(listed(path)) for path in paths[:AT_ONCE]])
        self.draw()
        # What was read is drawn first; the rest comes after the first frame.
        self.call_after_refresh(self._read_on, paths[AT_ONCE:])

    def _read_on(self, paths: Sequence[Path]) -> None:
        self._in_thread(Shown(listed(path)) for path in paths)
        self.run_worker(self._read_due, thread=True)
        self.watch(self.query_one(Board), "scroll_y", self._look, init=False)
        self._look()

    def _read_due(self) -> None:
        """Look through all sessions for what is due; only so many stand on this page."""
        from bpworkshop.store.index import Index

        today, tell = date.today(), reading.progress(lambda far: self.post_message(self.Due((), far)))
        # What can't be read at all stands on this page already.
        with suppress(reading.Gone, Problem), Index.of(self.folder, tell) as index:
            found = due.urgent(index.open_promises(due.until(today)), today)
            told = reading.wrong(index.warning, index.listed())
            self.post_message(self.Due(found, told=told))

    @on(Due)
    def _due_read(self, event: Due) -> None:
        self._due, self._far = event.found, event.far
        if event.told and not self.query_one("#told", Words).plain:
            self.tell(event.told)
        self.draw_due()

    def _look(self) -> None:
        """Read whole what is in sight and a screen around it: thousands of others can wait."""
        board = self.query_one(Board)
        top, height = round(board.scroll_y), board.size.height
        near = board.rows[max(top - height, 0) : top + 2 * height]
        wanted = {row.item for row in near if row.item} - self._looked_at
        self._looked_at |= wanted
        found = [one for handle, one in self.shown.items() if handle in wanted and not one.broken]
        self._in_thread(shelf.look(one) for one in found)

    def _in_thread(self, found: Iterator[Shown]) -> None:
        self.run_worker(lambda: self._read(found), thread=True)

    def _read(self, found: Iterator[Shown]) -> None:
        """Tell what is found, a batch at a time; whoever goes elsewhere need not wait for the end."""
        worker, at, batch = get_current_worker(), monotonic(), list[Shown]()
        for one in found:
            if worker.is_cancelled:
                return
            batch.append(one)
            if monotonic() - at > BATCH:
                self.post_message(self.Read(batch))
                at, batch = monotonic(), []
        if batch:
            self.post_message(self.Read(batch))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self._take(event.shown)
        self.draw()
        self._look()

    def _take(self, found: Sequence[Shown]) -> None:
        for one in found:
            self.shown[one.listed.handle] = one
            self._rows.pop(one.listed.handle, None)
        if self.chosen not in self.shown and self.shown:
            self.chosen = next(iter(self.shown))

    # Drawing

    def draw(self) -> None:
        """Draw what is known by now."""
        width = self.size.width
        count: Part = (say("home.count", n=self._all), "known")
        top = sheets.bar(say("home.title"), width, everyone=False, more=(count,))
        self.query_one("#top", Words).show(*top)
        question = say("home.question" if self.shown else "home.empty")
        self.query_one("#question", Words).show((question, "heading"))
        self.query_one("#activity", Words).show((self._legend(width), "faint"), layout=True)
        self.query_one("#keys", Words).show(*frame.keys(self._keys(), width))
        self.draw_due()
        self.draw_board()

    def draw_due(self) -> None:
        """What is late and due, above the sessions."""
        parts = due.lines(self._due, self.size.width - 2, self.size.height)
        if self._far:
            parts = [(self._far, "faint")]
        words = self.query_one("#due", Words)
        words.show(*parts, layout=True)
        words.display = bool(parts)

    def _legend(self, width: int) -> str:
        """What the six signs mean, by name where there is room."""
        if not self.shown:
            return ""
        steps = ", ".join(self.guide.step(step).label for step in STEPS)
        legend = say("home.legend", steps=steps)
        return legend if text.width(legend) <= width - 2 else say("home.legend_short")

    def _keys(self) -> str:
        return say("home.keys" if self.shown else "home.keys_empty")

    def draw_board(self) -> None:
        board = self.query_one(Board)
        width = board.scrollable_content_region.width or self.size.width
        if width != self._drawn_at:
            self._rows.clear()
            self._drawn_at = width
        if not self.shown:
            board.show(self._empty(width), (), None)
            return
        rows: list[Row] = []
        today = date.today()
        for handle, one in self.shown.items():
            if handle == self.chosen:
                rows += shelf.rows(one, width, self.guide, today, chosen=True)
                continue
            if handle not in self._rows:
                self._rows[handle] = shelf.rows(one, width, self.guide, today, chosen=False)
            rows += self._rows[handle]
        if self._all > MOST:
            rows += [Row(), Row((("   ", "plain"), (say("home.more", n=self._all - MOST), "faint")))]
        board.show(frame.airy(rows, board.size.height), list(self.shown), self.chosen)
        chosen = self.shown[self.chosen] if self.chosen else None
        still = shelf.still_to_say(chosen, self.guide) if chosen else ("", "plain")
        self.query_one("#still", Words).show(still, layout=True)

    def _empty(self, width: int) -> list[Row]:
        """What to do where there is nothing yet."""
        made: list[Row] = []
        parts: tuple[Part, ...] = (
            (say("home.begin"), "said"),
            (say("home.kept", folder=str(self.folder.path)), "faint"),
        )
        for words, look in parts:
            made += [Row((("   ", "plain"), (line, look))) for line in wrap(words, max(width - 5, 10))]
            made.append(Row())
        return made

    def tell(self, *lines: str) -> None:
        """Say what went wrong above the keys, until the next thing is done."""
        words = "\n".join(text.clean(line) for line in lines)
        self.query_one("#told", Words).show((words, "missing"), layout=True)
        self.query_one("#told").display = bool(words)

    # Doing

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.chosen = event.item
        self.tell()
        self.draw_board()

    @on(Board.Resized)
    def _resized(self) -> None:
        self.draw()

    def _path(self) -> Path | None:
        """The file of the chosen session; one that can't be read is told and not opened."""
        one = self.shown.get(self.chosen or "")
        if one is None:
            return None
        if one.broken:
            self.tell(f"{one.listed.path}: {one.listed.error}")
            return None
        return one.listed.path

    def action_open(self) -> None:
        one = self.shown.get(self.chosen or "")
        good = last_good(one.listed.path) if one and one.broken else None
        if one and good:
            self._ask_to_mend(one.listed.path, good)
        elif path := self._path():
            self.post_message(self.Open(path))

    def _ask_to_mend(self, path: Path, good: Version) -> None:
        """A file that can't be read was one once: open it as it was then."""

        def answered(answer: Answer | None) -> None:
            if answer != "yes":
                return
            try:
                recover(path, good, datetime.now().astimezone())
            except Problem as problem:
                self.tell(str(problem))
            else:
                self.post_message(self.Open(path))

        at = f"{good.at.astimezone():%Y-%m-%d %H:%M}"
        self.app.push_screen(AskScreen("ask_mend", path.stem, at=at, only_us=True), answered)

    def action_review(self) -> None:
        if path := self._path():
            self.post_message(self.Review(path))

    def action_new(self) -> None:
        self.post_message(self.New())

    def action_follow(self) -> None:
        """A session that goes on from the chosen one."""
        if path := self._path():
            self.post_message(self.New(path))

    def action_promises(self) -> None:
        self.post_message(self.Promises())

    def action_aims(self) -> None:
        """The aims of the library, and who serves each with us."""
        from bpworkshop.tui.screens.aims import AimsScreen

        self.app.push_screen(AimsScreen(self.folder))

    def action_find(self) -> None:
        self.post_message(self.Find())

    def action_quit(self) -> None:
        self.post_message(self.Leave())

    def for_us(self) -> bool:
        """Always: other partners stand here."""
        return True

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("home.help")
        return found


class SessionBoard(Board):
    """The list, which the pages walk through as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "walk(8)", show=False, id="home.further"),
        Binding("pageup", "walk(-8)", show=False, id="home.before"),
    ]
