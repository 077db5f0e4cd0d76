"""What the columns of a file mean: each with a few cells, the guess, and a line to say otherwise. ONLY US."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from bpworkshop import text
from bpworkshop.commands import mapped, sources
from bpworkshop.commands.importing import ready
from bpworkshop.commands.registry import Face
from bpworkshop.commands.sources import Unread
from bpworkshop.errors import Problem
from bpworkshop.figures.mapping import Mapping
from bpworkshop.tui import frame, importing, sheets
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.line import TypedLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import entry, say


class Columns(NamedTuple):
    """What was said of the columns, and those that it was said of: another delimiter makes others."""

    unread: Unread
    mapping: Mapping


class MappingScreen(HelpedScreen[Columns | None]):
    """Asks what each column is; ``enter`` on the empty line takes it as it stands. Nothing is kept here."""

    CSS_PATH = "mapping.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "walk(-1)", show=False, id="mapping.up"),
        Binding("down", "walk(1)", show=False, id="mapping.down"),
        Binding("pageup", "walk(-5)", show=False, id="mapping.before"),
        Binding("pagedown", "walk(5)", show=False, id="mapping.further"),
        Binding("escape", "back", show=False, id="mapping.back"),
    ]

    def __init__(self, face: Face, unread: Unread, mapping: Mapping, why: str = "") -> None:
        super().__init__()
        self.face = face
        self.unread = unread
        self.mapping = mapping
        self.chosen = "0"
        self._why = why
        self._asks: mapped.Lacking = ""

    def for_us(self) -> bool:
        return self.face.only_us

    def more_help(self) -> Sequence[str]:
        found: list[str] = entry("mapped.help")
        return found

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        board = Board()
        # What is typed has the keys; the arrows of the line choose.
        board.can_focus = False
        yield board
        yield Words("told")
        yield Words("still")
        with Horizontal(id="bottom"):
            yield Words("prompt")
            yield MappingLine(id="say", max_length=400)
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(MappingLine).focus()
        if self._why:
            self.tell(self._why)
        self.draw()

    def renewed(self, *news: str, wrong: bool = False) -> None:
        if not ready(self.face):
            self.dismiss(None)

    @on(Board.Resized)
    def draw(self) -> None:
        width, path = self.size.width, text.inline(self.unread.table.path.name)
        bar = sheets.bar(say("mapped.title", name=path), width, everyone=not self.face.only_us)
        self.query_one("#top", Words).show(*bar)
        self.query_one("#question", Words).show((say("importing.ask.mapping"), "heading"), layout=True)
        self.query_one("#activity", Words).show((self._how(), "faint"), layout=True)
        board = self.query_one(Board)
        inside = board.scrollable_content_region.width or width
        rows = importing.columns(self.unread, self.mapping, self.chosen, inside)
        items = [str(at) for at in range(len(self.unread.columns))]
        board.show(frame.airy(rows, board.size.height), items, self.chosen)
        state = " · ".join((*mapped.settings(self.mapping), *self.unread.table.found))
        self.query_one("#still", Words).show((state, "known"), layout=True)
        asked = self._asks or "mapping"
        name = self.unread.columns[int(self.chosen)].name
        prompt = say(f"importing.prompt.{asked}") if self._asks else say("mapped.prompt", name=name[:24])
        self.query_one("#prompt", Words).show((f"{prompt} ▸ ", "mark"), layout=True)
        self.query_one(MappingLine).placeholder = say(f"importing.hint.{asked}")
        self.query_one("#keys", Words).show(*frame.keys(say("mapped.keys"), width))

    def _how(self) -> str:
        """How it is said; where there is no room for all of it, help has it."""
        return say("mapped.how" if self.size.width >= importing.COLUMNS_FROM else "mapped.how_short")

    def tell(self, words: str = "", *, wrong: bool = True) -> None:
        told = self.query_one("#told", Words)
        told.show((text.clean(words), "missing" if wrong else "heading"), layout=True)
        told.display = bool(words)

    @on(Board.Chosen)
    def _was_chosen(self, event: Board.Chosen) -> None:
        self.chosen, self._asks = event.item, ""
        self.tell()
        self.draw()

    def action_walk(self, by: int) -> None:
        self.query_one(Board).action_walk(by)

    def action_enter(self) -> None:
        """A line says what the chosen column is, or something of the whole file; an empty one goes on."""
        line = self.query_one(MappingLine)
        typed = line.value.strip()
        try:
            if self._asks:
                self.mapping = mapped.answered(self.mapping, self._asks, typed, self.face.today)
                self.dismiss(Columns(self.unread, self.mapping))
            elif typed:
                before, at = self.unread, int(self.chosen)
                mapping, about = mapped.said(self.mapping, before.columns, at, typed, self.face.today)
                self.unread, self.mapping = sources.parted(before, mapping)
                self.chosen = str(at if about is None else about) if self.unread is before else "0"
                self.tell()
            else:
                self._go_on()
        except Problem as problem:
            self.tell(str(problem))
            return
        if self.is_current:
            line.value = ""
            self.draw()

    def _go_on(self) -> None:
        lacks = mapped.lacking(self.mapping, self.unread.columns)
        if lacks == "figures":
            raise Problem("mapped.no_figures")
        if lacks:
            self._asks = lacks
            self.tell(say(f"importing.ask.{lacks}"), wrong=False)
        else:
            self.dismiss(Columns(self.unread, self.mapping))

    def action_back(self) -> None:
        """What was typed goes first, then a question, then this page."""
        line = self.query_one(MappingLine)
        if line.value:
            line.value = ""
        elif self._asks:
            self._asks = ""
            self.tell()
            self.draw()
        else:
            self.dismiss(None)


class MappingLine(TypedLine):
    """What the chosen column means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.enter", show=False, id="mapping_line.enter"),
    ]
