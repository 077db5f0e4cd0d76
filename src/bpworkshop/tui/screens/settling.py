"""What became of a promise, written down by keys wherever promises of several sessions are listed."""

from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from bpworkshop.errors import Problem
from bpworkshop.review import settling
from bpworkshop.review.settling import Settled
from bpworkshop.session.standing import EventKind
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.promised import Promised
from bpworkshop.tui import ledger
from bpworkshop.tui.ledger import ASKED, NOTHING_MORE, Answer, Entry, State
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.words import say
from bpworkshop.workshop import now


class Asked(NamedTuple):
    """What is to be written down of which promise."""

    kind: EventKind
    of: Promised


class SettlingScreen(HelpedScreen[None]):
    """Each key is an event in the chosen promise's own file; told as saved only when it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "happened('kept')", show=False, id="ledger.keep"),
        Binding("m", "happened('missed')", show=False, id="ledger.miss"),
        Binding("n", "happened('renegotiated')", show=False, id="ledger.renegotiate"),
        Binding("a", "happened('agreed')", show=False, id="ledger.agree"),
        Binding("l", "happened('released')", show=False, id="ledger.release"),
        Binding("w", "happened('withdrawn')", show=False, id="ledger.withdraw"),
        Binding("f2,u", "undo", show=False, id="ledger.undo"),
    ]

    folder: SessionFolder
    state: State

    def __init__(self) -> None:
        super().__init__()
        self.asked: Asked | None = None
        self.today = now().date()

    @property
    def chosen(self) -> Entry | None:
        """The promise that keys act on, if any."""
        raise NotImplementedError

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say what was done or went wrong, until the next thing is."""
        raise NotImplementedError

    def ask(self, asked: Asked | None) -> None:
        """Ask in the line what is to be known of it, or nothing any more."""
        raise NotImplementedError

    def now_stands(self, done: Settled, words: str, *, stay: bool) -> None:
        """Show the promise as its file has it now, and say so; ``stay`` with it, wherever it is now."""
        raise NotImplementedError

    def action_happened(self, kind: EventKind) -> None:
        """Write it down of the chosen promise; where a day or what shows it is wanted, ask for that first."""
        one = self.chosen
        if one is None:
            return
        self.tell()
        if one.row.time == "settled" and kind != "withdrawn":
            self.tell(say("ledger.is_settled"), wrong=True)
        elif kind in ASKED:
            self.ask(Asked(kind, one.row.promised))
        else:
            self._record(Asked(kind, one.row.promised))

    def answer(self, asked: Asked, typed: str) -> None:
        """What was asked for; where it can't be read or saved, it is asked for still."""
        try:
            answer = ledger.answer(asked.kind, typed, self.today)
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return
        if self._record(asked, answer):
            self.ask(None)

    def _record(self, asked: Asked, answer: Answer = NOTHING_MORE) -> bool:
        """Write it into the promise's own file; whether it is saved there."""
        path = self.folder.path / f"{asked.of.handle}.toml"
        try:
            done = settling.record(path, asked.of.id, asked.kind, **answer._asdict())
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return False
        self.state.done.append(done)
        self.now_stands(done, "ledger.saved", stay=asked.kind == "withdrawn")
        return True

    def action_undo(self) -> None:
        """Take back what was written down last, there where it was."""
        if not self.state.done:
            self.tell(say("ledger.nothing_done"), wrong=True)
            return
        try:
            back = settling.take_back(self.state.done[-1])
        except Problem as problem:
            self.tell(str(problem), wrong=True)
            return
        self.state.done.pop()
        self.now_stands(back, "ledger.taken_back", stay=True)
