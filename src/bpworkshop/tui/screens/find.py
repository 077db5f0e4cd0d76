"""All sessions of the folder, found as one types, and what was said in them: ONLY US."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.review.asking import NARROWING, Asked, Reader
from bpworkshop.review.query import Query
from bpworkshop.store.folder import SessionFolder, listed
from bpworkshop.store.index import Found as Places
from bpworkshop.store.index import Hit, Index
from bpworkshop.tui import frame, reading, sheets
from bpworkshop.tui.finding import WAYS, Found, FoundRows, Known, Sought, Told, Trail, folded, ordered
from bpworkshop.tui.rows import Look, Part, Row
from bpworkshop.tui.screens.home import AT_ONCE, HomeScreen
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.find import FindBoard, FindLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say
from bpworkshop.workshop import now

PAUSE = 0.3
"""Seconds without a key after which what was said is searched: until then only rows are."""

MOST_HITS = 200


class FindScreen(HelpedScreen[None]):
    """Finds sessions and what stands in them. What is chosen is asked of the app by home's messages."""

    CSS_PATH = "find.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", show=False, id="find.other"),
        Binding("f5", "lead", show=False, id="find.lead"),
        Binding("f6", "turn", show=False, id="find.way"),
        Binding("f10", "close", show=False, id="find.close"),
    ]

    class Left(Message):
        """Home is wanted again, with the session that was chosen."""

        def __init__(self, handle: str | None) -> None:
            super().__init__()
            self.handle = handle

    class Reading(Message):
        """How far the files are read."""

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    class Read(Message):
        """All files were read, and what is to be told of them; or none could be."""

        def __init__(self, shown: list[Known], told: str) -> None:
            super().__init__()
            self.shown = shown
            self.told = told

    class LookedUp(Message):
        """What was said was searched."""

        def __init__(self, asked: Asked, query: Query, places: Places) -> None:
            super().__init__()
            self.asked = asked
            self.query = query
            self.places = places

    def __init__(self, folder: Path, guide: Guide, sought: Sought) -> None:
        super().__init__()
        self.folder = SessionFolder(folder)
        self.sought = sought
        self.found = Found()
        self._words = Told(guide, now().date())
        self._reader = Reader(self._words.today, self._words.phases, self._words.statuses)
        self._asked = self._reader.read(sought.typed)
        self._shown: list[Known] = []
        self._trail = Trail(())
        self._whole = False
        self._reading = say("find.starting")
        self._places: FindScreen.LookedUp | None = None
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        yield FindBoard()
        yield Words("told")
        yield Words("still")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield FindLine()
        yield Words("keys")

    def on_mount(self) -> None:
        line = self.query_one(FindLine)
        with self.prevent(Input.Changed):
            line.value = self.sought.typed
        line.cursor_position = len(line.value)
        line.focus()
        self._pause = self.set_interval(PAUSE, self._paused, pause=True)
        # The newest are drawn first; that all are read comes after the first frame.
        with suppress(Problem):  # which the index tells
            newest = [Known(listed(path)) for path in self.folder.paths(AT_ONCE)]
            self._take(folded(newest, self._words))
        self.call_after_refresh(self._begin)

    # Reading, beside the screen

    def _begin(self) -> None:
        self.run_worker(self._read, thread=True, group="read", exclusive=True)

    def _read(self) -> None:
        """Every file, as the index has it by now."""
        tell = reading.progress(lambda far: self.post_message(self.Reading(far)))
        try:
            with Index.of(self.folder, tell) as index:
                self._tell_all(index)
        except reading.Gone:
            pass
        except Problem as problem:
            self.post_message(self.Read([], str(problem)))

    def _tell_all(self, index: Index) -> None:
        days, files = index.next_days(), index.listed()
        shown = [Known(one, days.get(one.handle)) for one in files]
        told = "\n".join(filter(None, (self.folder.exposed(), reading.wrong(index.warning, files))))
        self.post_message(self.Read(folded(shown, self._words), told))

    @on(Reading)
    def _reads(self, event: Reading) -> None:
        self._reading = event.told
        self.draw_top()

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self._whole, self._reading = True, ""
        if event.told:
            self.tell(event.told, wrong=True)
        self._take(event.shown)
        self.draw_found()
        if self._places is None:
            self._look_up()

    def _take(self, shown: Sequence[Known]) -> None:
        """These are the sessions, in the order that is wanted."""
        self._shown = ordered(shown, self.sought.way)
        self._trail = Trail(self._shown)
        self._choose()

    def _paused(self) -> None:
        if self._pause:
            self._pause.pause()
        self._look_up()

    def _look_up(self) -> None:
        """Search what was said, with the last word as a beginning while it may be typed on."""
        asked = self._asked
        if not (asked.begins and self._whole) or (self._places and self._places.asked == asked):
            return
        try:
            query = Query.typed(asked.words if asked.words.endswith('"') else f"{asked.words}*")
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return
        before = ordered(self._shown, "newest")
        looking = lambda: self._search(asked, query, before)  # noqa: E731
        self.run_worker(looking, thread=True, group="search", exclusive=True)

    def _search(self, asked: Asked, query: Query, before: Sequence[Known]) -> None:
        """Search in the files as they are now; where others are there than ``before``, tell them too."""
        try:
            with Index.of(self.folder) as index:
                places = index.search(query, asked.filters or None, MOST_HITS)
                if index.listed() != [one.listed for one in before]:
                    self._tell_all(index)
        except Problem as problem:
            self.post_message(self.Read([], str(problem)))
        else:
            self.post_message(self.LookedUp(asked, query, places))

    @on(LookedUp)
    def _was_looked_up(self, event: LookedUp) -> None:
        # What was typed since is looked up by itself.
        if event.asked == self._asked:
            self._places = event
            self._choose()
            self.draw_found()

    # Choosing what is shown

    def _choose(self) -> None:
        """Show what fits what was typed."""
        hits: dict[str, list[Hit]] = {}
        for hit in self._places.places.hits if self._places else ():
            if hit.place == "title":
                hits.setdefault(hit.listed.handle, [])  # its row shows it
                continue
            hits.setdefault(hit.listed.handle, []).append(hit)
        fits = self._trail.to(self._asked)
        if hits:
            handles = {one.listed.handle for one in fits} | hits.keys()
            fits = [one for one in self._shown if one.listed.handle in handles]
        self.found = Found(fits, hits, self._places.query if self._places else Query(), self.sought.way)

    # Drawing

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw all that is known by now."""
        self.query_one("#question", Words).show((say("find.question"), "heading"))
        self.query_one("#prompt", Words).show((f"{say('find.prompt')} ▸ ", "mark"), layout=True)
        self.query_one(FindLine).placeholder = say("find.placeholder")
        self.draw_keys()
        self.draw_found()

    def draw_found(self) -> None:
        """What a key in the line changes."""
        self.draw_top()
        width = self.size.width - 2
        known = " ".join(f"{name}:" for name in NARROWING)
        legend = say("find.legend", known=known)
        if text.width(legend) > width:
            legend = say("find.legend_short", known=known)
        look: Look = "missing" if self._asked.wrong else "known" if self._asked.hint else "faint"
        hint = self._asked.wrong or self._asked.hint or legend
        self.query_one("#activity", Words).show((frame.one_line(hint, width), look))
        self.query_one("#still", Words).show((frame.one_line(self._summary(), width), "known"))
        self.draw_board()

    def draw_top(self) -> None:
        count = say("find.count", n=len(self.found.sessions), of=len(self._shown))
        more: Part = (self._reading or count, "known")
        self.query_one("#top", Words).show(
            *sheets.bar(say("find.title"), self.size.width, everyone=False, more=(more,))
        )

    def _summary(self) -> str:
        """How many of what are shown in which order, and what is missing."""
        told = [say("find.told", n=len(self.found.sessions), by=say(f"find.by.{self.sought.way}"))]
        if self._places:
            hits, more = self._places.places
            told.append(say("find.places", n=len(hits)))
            told += [say("find.more", n=more)] if more else []
        elif self._asked.begins:
            told.append(say("find.looking"))
        return " · ".join(told)

    def draw_board(self) -> None:
        board = self.query_one(Board)
        width = board.scrollable_content_region.width or self.size.width
        if not self.found.sessions:
            board.show(self._nothing(width), (), None)
            return
        rows = FoundRows(self.found, self._words, width, board.size.height, self.sought.chosen)
        self.sought.chosen = rows.chosen
        board.show(rows, rows.items, rows.chosen)

    def _nothing(self, width: int) -> list[Row]:
        if not self._whole:
            return []
        if not self._shown:
            words = "find.empty"
        else:
            words = "find.nothing" if self._places else "find.nothing_yet"
            if not self._asked.begins:
                words = "cli.list.none"
        return [Row(), *sheets.prose(say(words), "known", max(width - 2, 10), 3)]

    def draw_keys(self) -> None:
        words = say("find.keys_board" if isinstance(self.focused, Board) else "find.keys_line")
        self.query_one("#keys", Words).show(*frame.keys(words, self.size.width))

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something above the line, until the next thing is done."""
        words = "\n".join(text.clean(line) for line in lines)
        told = self.query_one("#told", Words)
        told.show((words, "missing" if wrong else "known"), layout=True)
        told.display = bool(words)

    # Doing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        asked = self._reader.read(event.value)
        self.sought.typed = event.value
        if asked != self._asked:
            self.tell()
            self._places = None
            self.sought.chosen = None
        self._asked = asked
        self._choose()
        self.draw_found()
        if self._pause:
            self._pause.reset()

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.sought.chosen = event.item
        self.tell()
        self.draw_board()

    def action_walk(self, by: int) -> None:
        """From the line, too, the arrows choose."""
        self.query_one(Board).action_walk(by)

    def action_turn(self) -> None:
        """The next order."""
        self.sought.way = WAYS[(WAYS.index(self.sought.way) + 1) % len(WAYS)]
        self.sought.chosen = None
        self._take(self._shown)
        self.draw_found()

    def action_other(self) -> None:
        """To the list and back to the line."""
        line = self.query_one(FindLine)
        (self.query_one(Board) if line.has_focus else line).focus()

    def on_descendant_focus(self) -> None:
        self.draw_keys()
        self.query_one(Board).refresh()

    def action_read(self) -> None:
        """Read what is chosen, at its place; where nothing is, search what was typed at once."""
        if self.sought.chosen is None:
            self._look_up()
        elif found := self._openable():
            self.post_message(HomeScreen.Review(*found))

    def action_lead(self) -> None:
        """Lead the chosen session on, at that item of its board."""
        if found := self._openable():
            self.post_message(HomeScreen.Open(*found))

    def _openable(self) -> tuple[Path, str | None] | None:
        """The file and the item that are chosen; what can't be opened is told."""
        one, hit = self.found.at(self.sought.chosen)
        if one is None:
            return None
        if one.error:
            self.tell(f"{one.path}: {one.error}", say("find.broken"), wrong=True)
            return None
        if not one.path.exists():
            self.tell(say("find.gone", path=str(one.path)), wrong=True)
            self._places = None
            self._begin()
            return None
        return one.path, hit.item if hit else None

    def action_close(self) -> None:
        """What was typed goes first, then this page."""
        line = self.query_one(FindLine)
        if line.value:
            line.value = ""
            line.focus()
        else:
            one, _ = self.found.at(self.sought.chosen)
            self.post_message(self.Left(one.handle if one else None))

    def for_us(self) -> bool:
        """Always: other partners stand here."""
        return True

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("find.help")
        return found
