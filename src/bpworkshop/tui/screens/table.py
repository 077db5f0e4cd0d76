"""Bring to the table: what our side prepared, to be marked and shown to everyone."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from bpworkshop.commands.registry import Face, Told, dispatch
from bpworkshop.errors import Problem
from bpworkshop.session.items import Item
from bpworkshop.session.shared import prepared
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class TableScreen(HelpedScreen[Told | None]):
    """Marks prepared items; ``enter`` brings them by the command ``/table``. Only on an ONLY US face."""

    CSS_PATH = "table.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False, id="table.mark"),
        Binding("a", "all", show=False, id="table.all"),
        Binding("enter", "bring", show=False, id="table.bring"),
        Binding("escape,q", "close", show=False, id="table.close"),
    ]

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.marked: set[str] = set()
        self.chosen: str | None = None

    def for_us(self) -> bool:
        return self.face.only_us

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("explain")
        yield Board()
        yield Words("told")
        yield Words("keys")

    def on_mount(self) -> None:
        if not self.face.only_us:
            self.dismiss(Told((say("command.not_here", name="table", where=say("command.table.where")),)))
            return
        self.query_one(Board).focus()
        self.draw()

    @property
    def prepared(self) -> list[tuple[str, int, Item]]:
        """What there is to bring; on any other face nothing, whatever it was when this opened."""
        return prepared(self.face.view) if self.face.only_us else []

    @on(Board.Resized)
    def draw(self) -> None:
        board, prepared = self.query_one(Board), self.prepared
        items = [item.id for _, _, item in prepared]
        self.marked &= {*items}
        if self.chosen not in items:
            self.chosen = items[0] if items else None
        count = say("table.marked", n=len(self.marked), of=len(items))
        width, everyone = self.size.width, not self.face.only_us
        self.query_one("#top", Words).show(
            *sheets.bar(say("table.title"), width, everyone=everyone, more=((count, "known"),))
        )
        explain = "table.explain" if items else "command.table.none"
        self.query_one("#explain", Words).show((say(explain), "heading"), layout=True)
        inside = board.scrollable_content_region.width or width
        reader = self.face.reader
        rows = sheets.table(reader, self.marked, self.chosen, inside) if items else []
        board.show(rows, items, self.chosen)
        keys = say("table.keys" if items else "table.keys_none")
        self.query_one("#keys", Words).show(*frame.keys(keys, width))

    def tell(self, words: str) -> None:
        told = self.query_one("#told", Words)
        told.show((words, "missing"), layout=True)
        told.display = bool(words)

    @on(Board.Chosen)
    def _chosen(self, event: Board.Chosen) -> None:
        self.chosen = event.item
        self.draw()

    def action_mark(self) -> None:
        if self.chosen:
            self.marked ^= {self.chosen}
            self.tell("")
            self.draw()

    def action_all(self) -> None:
        """All of it, or none when all is marked."""
        items = {item.id for _, _, item in self.prepared}
        self.marked = set() if self.marked == items else items
        self.tell("")
        self.draw()

    def action_bring(self) -> None:
        picked = " ".join(
            f"{record}.{number}" for record, number, item in self.prepared if item.id in self.marked
        )
        if not picked:
            self.tell(say("table.none_marked"))
            return
        try:
            told = dispatch(self.face, f"/table {picked}")
        except Problem as problem:
            kept = f" {say('plain.kept')}" if problem is self.face.workshop.trouble else ""
            self.tell(f"{problem}{kept}")
            self.draw()
            return
        self.dismiss(told)

    def action_close(self) -> None:
        self.dismiss(None)
