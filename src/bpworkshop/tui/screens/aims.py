"""The aims of the library, and the partnerships that serve each. Other partners stand here: ONLY US."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from bpworkshop.errors import Problem
from bpworkshop.review.aims import Served, served
from bpworkshop.store import assets
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Part, Row, readable
from bpworkshop.tui.screens.page import ReadScreen
from bpworkshop.words import say


class AimsScreen(ReadScreen):
    """Reads all sessions beside the screen, and then tells aim by aim; those that nobody serves are last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, id="aims.close"),
    ]

    class Read(Message):
        """All sessions were read; and what is wrong with them, or with the library's own list."""

        def __init__(self, found: Sequence[Served], wrong: str) -> None:
            super().__init__()
            self.found = found
            self.wrong = wrong

    def __init__(self, folder: SessionFolder) -> None:
        super().__init__()
        self.folder = folder
        self.found: Sequence[Served] | None = None
        self.wrong = ""

    def for_us(self) -> bool:
        return True

    def on_mount(self) -> None:
        super().on_mount()
        self.call_after_refresh(self.run_worker, self._read, thread=True)

    def _read(self) -> None:
        kept: tuple[str, ...] = ()
        wrong: list[str] = []
        try:
            kept = assets.aims(self.folder)
        except Problem as problem:
            wrong.append(str(problem))
        try:
            with Index.of(self.folder) as index:
                found = served(index.listed(), kept)
                wrong += [index.warning] if index.warning else []
        except Problem as problem:
            found = []
            wrong.append(str(problem))
        self.post_message(self.Read(found, "\n".join(wrong)))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self.found, self.wrong = event.found, event.wrong
        self.draw()

    def bar(self, width: int) -> Sequence[Part]:
        return sheets.bar(say("aims.title"), width, everyone=False)

    def rows(self, width: int) -> Sequence[Row]:
        width = readable(width)
        if self.found is None:
            return [Row(), *sheets.prose(say("aims.reading"), "faint", width, 2)]
        wrong = [Row(), *sheets.prose(self.wrong, "missing", width, 2)] if self.wrong else []
        none = [] if self.found or self.wrong else [Row(), *sheets.prose(say("aims.none"), "faint", width, 2)]
        return [*wrong, *none, *(row for one in self.found for row in _aim(one, width))]

    def footer(self) -> str:
        return say("assessment.keys")


def _aim(one: Served, width: int) -> Iterator[Row]:
    """An aim, how many partnerships serve it, and which."""
    yield Row()
    yield from sheets.prose(one.aim, "said", width, 2)
    yield from sheets.prose(one.told, "known" if one.partnerships else "missing", width, 4)
    for session in one.partnerships:
        partners = f" – {', '.join(session.partners)}" if session.partners else ""
        yield from sheets.prose(f"{session.title}{partners}", "known", width, 6)
