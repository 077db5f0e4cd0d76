"""Figures out of a file, in three moves: the file, the library, the figures. ONLY US, while preparing.

What is read is read in a thread: it tells how far it is, and ``esc`` stops it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from bpworkshop import text
from bpworkshop.commands import sources
from bpworkshop.commands.importing import bring, ready
from bpworkshop.commands.registry import Face, Told
from bpworkshop.commands.sources import Offered, Source, Unread
from bpworkshop.errors import Problem
from bpworkshop.figures.layout import Library
from bpworkshop.figures.mapping import Mapping
from bpworkshop.figures.near import nearest
from bpworkshop.figures.statistics import full_name
from bpworkshop.tui import files, frame, importing, sheets
from bpworkshop.tui.importing import Choice
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.files import FilesScreen
from bpworkshop.tui.screens.reading import Found
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.importing import ImportBoard, ImportLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say

Move = Literal["file", "library", "figures"]
MOVES: tuple[Move, ...] = ("file", "library", "figures")

PAUSE = 0.25
"""Seconds without a key after which near names are looked for: that takes longer than finding."""


class ImportScreen(FilesScreen):
    """Chooses figures of a file; the last move puts them on the board by one edit."""

    CSS_PATH = "importing.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", show=False, id="importing.other"),
    ]

    def __init__(self, face: Face, typed: str = "") -> None:
        super().__init__()
        self.face = face
        self.move: Move = "file"
        self.source: Source | None = None
        self.offered: Offered | None = None
        self.marked: set[int] = set()
        self._first = typed
        self._typed: dict[Move, str] = {"file": typed}
        self._chosen: dict[Move, str | None] = {}
        self._libraries: Sequence[Library] = ()
        self._near = False
        self._choices: Sequence[Choice] = ()
        self._shown: Sequence[Choice] = ()
        self._said: Callable[[], None] | None = None
        self._told = ""
        self._pause: Timer | None = None

    def for_us(self) -> bool:
        return self.face.only_us

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("importing.help")
        return found

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        yield ImportBoard()
        yield Words("told")
        yield Words("still")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield ImportLine()
        yield Words("keys")

    def on_mount(self) -> None:
        self._pause = self.set_interval(PAUSE, self._paused, pause=True)
        self._go("file")
        if self._first:
            self._open_typed(self._first)

    def renewed(self, *news: str, wrong: bool = False) -> None:
        """Somebody else changed the session: where others may read by now, this goes away."""
        if not ready(self.face):
            self.dismiss(Told((say("command.not_here", name="import", where=say("command.import.where")),)))
        elif news and self.query("#told"):
            self.tell(*news, wrong=wrong)

    # What came of reading

    def came(self, found: Found) -> None:
        if isinstance(found, Problem):
            self._went_wrong(found)
        elif isinstance(found, Unread):
            self.tell()
            self._ask_columns(found, found.guess)
        elif isinstance(found, Source):
            self.tell(*self._read_by(found))
            self.source, self._said = found, None
            self._typed["library"] = ""
            self._chosen["library"] = None
            if found.only:
                self._offer(found.only)
            else:
                self._go("library")
        else:
            # Where there is just one library, nobody stood at its move to read it there.
            by = self._read_by(self.source) if self.source and self.source.only else []
            self.tell(*by, *([say("importing.first", n=len(found.figures))] if found.more else []))
            self.offered, self.marked = found, set()
            self._choices = importing.choices(
                found, self.face.guide.choices("figures", "method"), self.face.today
            )
            self._typed["figures"], self._chosen["figures"] = "", None
            self._go("figures")

    @staticmethod
    def _read_by(source: Source) -> list[str]:
        """By which mapping a file was read, if by one."""
        return [say("mapped.by", path=str(source.mapping))] if source.mapping else []

    def _went_wrong(self, problem: Problem) -> None:
        """Say why; what was said of the columns stands there again, to be mended."""
        again, self._said = self._said, None
        if problem.key in sources.GONE:
            self._go("file")
        self.tell(str(problem), wrong=True)
        if again:
            again()

    # The moves

    def _go(self, move: Move) -> None:
        """Stand at a move, with what was typed there."""
        self.move = move
        line = self.query_one(ImportLine)
        with self.prevent(Input.Changed):
            line.value = self._typed.get(move, "")
        line.cursor_position = len(line.value)
        (self.query_one(Board) if move == "figures" else line).focus()
        self._find()
        self.draw()

    def _open_typed(self, typed: str) -> None:
        try:
            self._open(sources.path_of(typed))
        except Problem as problem:
            self.tell(str(problem), wrong=True)

    def _open(self, path: Path) -> None:
        self.read(lambda: sources.look_at(path, progress=self.progress))

    def _ask_columns(self, unread: Unread, mapping: Mapping, why: str = "") -> None:
        from bpworkshop.tui.screens.mapping import Columns, MappingScreen

        def said(found: Columns | None) -> None:
            if found:
                self._said = lambda: self._ask_columns(*found, self._told)
                self.read(lambda: sources.say_what(*found, self.progress))

        self.app.push_screen(MappingScreen(self.face, unread, mapping, why or unread.why), said)

    def _offer(self, library: Library) -> None:
        source = self.source
        assert source
        self.read(lambda: sources.offered(source, library))

    # What is shown

    def _find(self) -> None:
        """Find what fits what is typed."""
        typed = self._typed.get(self.move, "")
        if self.move == "file":
            self.find_files()
        elif self.move == "library" and self.source:
            self._libraries, self._near = sources.fitting(self.source, typed), False
        else:
            self._shown = importing.narrowed(self._choices, typed)

    def typed_path(self) -> str:
        return self._typed["file"]

    def looked(self) -> None:
        self._chosen["file"] = None
        self.draw()

    def _paused(self) -> None:
        """Near names, where none has what was typed."""
        if self._pause:
            self._pause.pause()
        typed = self._typed.get("library", "")
        if self.move == "library" and self.source and typed and not self._libraries:
            self._libraries, self._near = nearest(typed, self.source.libraries), True
            self.draw_found()

    @on(Board.Resized)
    def draw(self) -> None:
        """Draw the move in front."""
        width = self.size.width
        place = say("importing.place", n=MOVES.index(self.move) + 1)
        bar = sheets.bar(
            say("importing.title"), width, everyone=not self.face.only_us, more=((place, "mark"),)
        )
        self.query_one("#top", Words).show(*bar)
        self.query_one("#question", Words).show((say(f"importing.ask.{self.move}"), "heading"), layout=True)
        self.query_one("#activity", Words).show((self._about(), "known"), layout=True)
        self.query_one("#prompt", Words).show(
            (f"{say(f'importing.prompt.{self.move}')} ▸ ", "mark"), layout=True
        )
        self.query_one(ImportLine).placeholder = say(f"importing.hint.{self.move}")
        self.draw_keys()
        self.draw_found()

    def _about(self) -> str:
        """What is known of what was chosen in the moves before; it is told whole."""
        if self.move == "file" or self.source is None:
            return say("importing.about_file")
        found = "; ".join(self.source.file.found)
        name = text.inline(self.source.path.name)
        if self.move == "figures" and self.offered and self.offered.library:
            called = full_name(self.offered.library) if self.offered.library.name else ""
            return ", ".join(filter(None, (called, name)))
        return say("importing.found", name=name, found=found)

    def draw_found(self) -> None:
        """What a key in the line changes."""
        board, move = self.query_one(Board), self.move
        width = board.scrollable_content_region.width or self.size.width
        rows: Sequence[Row]
        items: Sequence[str]
        if move == "library":
            made = importing.LibraryRows(self._libraries, width, self._chosen.get(move))
            rows, items, self._chosen[move] = made, made.items, made.chosen
        else:
            if move == "file":
                items, usual = [str(at) for at in range(len(self.entries))], self.usual_entry()
            else:
                items = [str(one.at) for one in self._shown]
                usual = items[0] if items else None
            if self._chosen.get(move) not in items:
                self._chosen[move] = usual
            chosen = self._chosen[move]
            if move == "file":
                rows = files.rows(self.entries, chosen, width)
            else:
                rows = importing.figures(self._shown, self.marked, chosen, width)
        if not items:
            rows = [Row(), *sheets.prose(self._nothing(), "known", max(width - 2, 10), 3)]
        elif move == "figures":
            rows = frame.airy(rows, board.size.height)
        board.show(rows, items, self._chosen[move])
        self.query_one("#still", Words).show((frame.one_line(self._summary(), self.size.width - 2), "known"))

    def _nothing(self) -> str:
        if self.move == "file":
            return self.folder.why or say("importing.no_files")
        return say("importing.nothing", typed=self._typed.get(self.move, ""))

    def _summary(self) -> str:
        if self.move == "file":
            return say("importing.in_folder", path=self.folder.path)
        if self.move == "library":
            n, of = len(self._libraries), len(self.source.libraries) if self.source else 0
            return say("importing.near" if self._near else "importing.libraries", n=n, of=of)
        takes = sum(bool(one.number) for one in self._choices)
        codes, old = len(self._choices) - takes, sum(one.old for one in self._choices)
        told = [say("importing.marked", n=len(self.marked), of=takes)]
        told += [say("importing.codes", n=codes)] if codes else []
        told += [say("importing.old", n=old)] if old else []
        return " · ".join(told)

    def draw_keys(self) -> None:
        part = "moves"
        if self.move == "figures":
            part = "board" if isinstance(self.focused, Board) else "line"
        self.query_one("#keys", Words).show(*frame.keys(say(f"importing.keys.{part}"), self.size.width))

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something above the line, until the next thing is done."""
        self._told = "\n".join(text.clean(line) for line in lines)
        told = self.query_one("#told", Words)
        told.show((self._told, "missing" if wrong else "known"), layout=True)
        told.display = bool(self._told)

    # Doing

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._typed[self.move] = event.value
        if self.move != "figures":
            self._chosen[self.move] = None
        self._find()
        self.draw_found()
        if self._pause:
            self._pause.reset()
            self._pause.resume()

    @on(Board.Chosen)
    def _was_chosen(self, event: Board.Chosen) -> None:
        self._chosen[self.move] = event.item
        self.draw_found()

    def on_descendant_focus(self) -> None:
        self.draw_keys()
        self.query_one(Board).refresh()

    def action_other(self) -> None:
        """To the list and back to the line."""
        line = self.query_one(ImportLine)
        (self.query_one(Board) if line.has_focus else line).focus()

    def action_walk(self, by: int) -> None:
        """From the line, too, the arrows choose."""
        self.query_one(Board).action_walk(by)

    def action_enter(self) -> None:
        """The move that is in front, made with what is typed or chosen."""
        if self.working:
            return
        self.tell()
        if self.move == "file":
            self._enter_file()
        elif self.move == "library":
            self._enter_library()
        elif self.query_one(ImportLine).has_focus and self._typed.get("figures"):
            self._mark_typed()
        else:
            self._bring()

    def _enter_file(self) -> None:
        """A file is opened, a folder is gone into."""
        try:
            picked = self.picked(self._chosen.get("file"))
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return
        if isinstance(picked, Path):
            self._open(picked)
        elif picked:
            self.query_one(ImportLine).put(picked)

    def _enter_library(self) -> None:
        at, source, typed = self._chosen.get("library"), self.source, self._typed["library"]
        if at is not None:
            self._offer(self._libraries[int(at)])
        elif source and typed:
            # More libraries than are kept: the file itself is asked, and near names come from it.
            self.read(lambda: sources.offered(source, sources.library_of(source, typed)))

    def _mark_typed(self) -> None:
        """Numbers mark figures, or take the mark away; words have narrowed the list already."""
        typed = self._typed["figures"].strip()
        takes = [one for one in self._choices if one.number]
        if typed.casefold() in entry("importing.all"):
            self.marked = {one.at for one in takes}
        elif typed[:1].isdecimal():
            try:
                self.marked ^= {takes[at].at for at in sources.numbers(typed, len(takes))}
            except Problem as problem:
                self.tell(str(problem), wrong=True)
                return
        else:
            self.query_one(Board).focus()
            return
        self.query_one(ImportLine).put("")

    def action_mark(self) -> None:
        """Mark the chosen figure; a code is none."""
        at = self._chosen.get("figures")
        if self.move != "figures" or at is None:
            return
        one = self._choices[int(at)]
        if not one.number:
            self.tell(say("importing.no_number"), wrong=True)
            return
        self.tell()
        self.marked ^= {one.at}
        self.draw_found()

    def action_all(self) -> None:
        """All figures that are shown, or none when they are marked."""
        if self.move == "figures":
            shown = {one.at for one in self._shown if one.number}
            self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
            self.tell()
            self.draw_found()

    def _bring(self) -> None:
        assert self.offered
        if not self.marked:
            self.tell(say("importing.none_marked"), wrong=True)
            return
        chosen = [one for at, one in enumerate(self.offered.figures) if at in self.marked]
        try:
            told = bring(self.face, sources.facts(chosen))
        except Problem as problem:
            kept = problem is self.face.workshop.trouble
            self.tell(*([say("plain.kept")] if kept else []), str(problem), wrong=True)
            return
        self.dismiss(told)

    def action_columns(self) -> None:
        """Say something else of the columns than is known of them."""
        if self.move == "file" or self.source is None or self.working:
            return
        source = self.source
        self.read(lambda: sources.anew(source))

    def action_back(self) -> None:
        """What is read is stopped first; then what was typed goes, then the move, then all of it."""
        line = self.query_one(ImportLine)
        if self.working:
            self.stop()
        elif line.value and self.move != "file":
            line.put("")
        elif self.move == "figures" and self.source and not self.source.only:
            self.tell()
            self._go("library")
        elif self.move != "file":
            self.tell()
            self._go("file")
        else:
            self.dismiss(None)
