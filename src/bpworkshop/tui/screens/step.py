"""The line and the board of the workshop, and which of its actions their keys are."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester

from bpworkshop.commands import REGISTRY, Face, casting
from bpworkshop.session.boards import STEPS
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine


class Names(Suggester):
    """Completes ``/name`` at the beginning and ``@name`` at the end of a line."""

    def __init__(self, face: Face) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.face = face

    async def get_suggestion(self, value: str) -> str | None:
        if value.startswith("/") and " " not in value:
            names = (f"/{name}" for name, one in REGISTRY.items() if one.when(self.face))
            return next((name for name in names if name.startswith(value) and name != value), None)
        last = value.rpartition(" ")[2]
        hidden = (value.lstrip().startswith("!") or casting.unseen(self.face)) and not self.face.only_us
        if hidden or not last.startswith("@") or last == "@":
            return None
        session = self.face.view
        handles = [f"@{one.handle}" for one in session.people] + [f"@{one.handle}" for one in session.parties]
        found = next((handle for handle in handles if handle.startswith(last)), None)
        return value + found[len(last) :] if found else None


class StepLine(SayLine):
    """The line of the workshop, which can take up what was said last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.newest", show=False, id="line.newest"),
    ]


class StepBoard(Board):
    """The board of the step, where single keys act on the chosen item."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.other", show=False, id="board.line"),
        Binding("e", "screen.fill('edit')", show=False, id="board.edit"),
        Binding("v", "screen.fill('vote')", show=False, id="board.vote"),
        Binding("m", "screen.fill('move')", show=False, id="board.move"),
        Binding("greater_than_sign", "screen.fill('merge')", show=False, id="board.merge"),
        Binding("less_than_sign", "screen.item('split')", show=False, id="board.split"),
        Binding("r", "screen.item('remove')", show=False, id="board.remove"),
        Binding("p", "screen.item('park')", show=False, id="board.park"),
        Binding("o", "screen.item('ours')", show=False, id="board.ours"),
        Binding("s", "screen.item('share')", show=False, id="board.share"),
        Binding("P", "screen.item('promote')", show=False, id="board.promote"),
        Binding("i", "screen.item('show')", show=False, id="board.show"),
        Binding("enter", "screen.form", show=False, id="board.form"),
        Binding("t", "screen.table", show=False, id="board.table"),
        Binding("z", "app.theme", show=False, id="board.theme"),
        Binding("x", "screen.rehearse", show=False, id="board.rehearse"),
        Binding("c", "screen.curtain", show=False, id="board.curtain"),
        Binding("f", "screen.page(False)", show=False, id="board.first_page"),
        Binding("l", "screen.page(True)", show=False, id="board.last_page"),
        Binding("V", "screen.do('vote')", show=False, id="board.open_vote"),
        Binding("w", "screen.votes", show=False, id="board.votes"),
        Binding("u", "screen.do('undo')", show=False, id="board.undo"),
        Binding("y", "screen.do('redo')", show=False, id="board.redo"),
        Binding("n", "screen.do('next')", show=False, id="board.next"),
        Binding("b", "screen.do('back')", show=False, id="board.back"),
        Binding("g", "screen.do('gaps')", show=False, id="board.gaps"),
        Binding("a", "screen.do('parked')", show=False, id="board.parked"),
        Binding("q", "screen.do('ending')", show=False, id="board.ending"),
        Binding("slash", "screen.type('/')", show=False, id="board.command"),
        Binding("space", "screen.do('timer toggle')", show=False, id="board.timer"),
        Binding("plus,equals_sign", "screen.do('timer +1')", show=False, id="board.longer"),
        Binding("asterisk", "screen.do('timer +5')", show=False, id="board.five"),
        Binding("minus", "screen.do('timer -1')", show=False, id="board.shorter"),
        Binding("h", "screen.big", show=False, id="board.big"),
        Binding("I", "screen.import", show=False, id="board.import"),
        Binding("C", "screen.chart", show=False, id="board.chart"),
        Binding("A", "screen.package", show=False, id="board.package"),
        Binding("G", "screen.exchange", show=False, id="board.exchange"),
        Binding("K", "screen.assessment", show=False, id="board.assessment"),
        Binding("T", "screen.tools", show=False, id="board.tools"),
        Binding("W", "screen.weeks", show=False, id="board.weeks"),
        Binding("M", "screen.matrix", show=False, id="board.matrix"),
        Binding("E", "screen.evaluation", show=False, id="board.evaluation"),
        Binding("X", "screen.export", show=False, id="board.export"),
        Binding("D", "screen.agreement", show=False, id="board.agreement"),
        *(
            Binding(str(number), f"screen.do('step {number}')", show=False, id=f"board.step{number}")
            for number in range(1, len(STEPS) + 1)
        ),
    ]
