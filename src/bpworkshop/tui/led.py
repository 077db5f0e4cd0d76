"""What this program leads: the session, what is typed there and not said, and its last words."""

from collections.abc import Callable
from pathlib import Path

from bpworkshop.commands import Face
from bpworkshop.commands.registry import dispatch
from bpworkshop.session.boards import BOARDS
from bpworkshop.store.drafts import Drafts
from bpworkshop.store.process import Process
from bpworkshop.tui.drafting import Drafting, drafting, go_on
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.workshop import Workshop


class Led:
    """One session at a time; after it perhaps another, or the same once more.

    ``workshop``: the session that is led, or was last. ``rescued``: where one
    was put that could not be saved.
    """

    def __init__(self) -> None:
        self.workshop: Workshop | None = None
        self.rescued: Path | None = None
        self._typing: dict[str, Drafting] = {}

    def start(self, workshop: Workshop) -> None:
        """Lead this session. Raises Problem where it can't be started."""
        workshop.start()
        self.workshop = workshop

    def screen(
        self, face: Face, later: Callable[[Callable[[], None]], object], item: str | None = None
    ) -> WorkshopScreen:
        """The screen on which it is led, with what was typed and not said when it was left, at an item.

        ``later`` calls something on the thread of the screens, whoever asks for it.
        """
        workshop, typing = face.workshop, self._typing.setdefault(face.session.id, Drafting())
        go_on(face, typing)
        screen = WorkshopScreen(face, typing.begin(Drafts(workshop.beside, Process.mine())))
        for step in BOARDS:
            if any(one.id == item for one in face.view.board(step)):
                screen.chosen[step] = item or ""
                if face.step != step:
                    dispatch(face, f"/step {step}")

        def fetch() -> None:
            if workshop.fetch():
                screen.arrived()

        workshop.work_apart(lambda: later(fetch))
        return screen

    def before_leaving(self, screen: WorkshopScreen) -> str:
        """What is to do before the program may end, which is told; nothing where nothing would be lost."""
        to_do = screen.before_leaving()
        self.rescued = screen.saved.rescued or self.rescued
        return to_do

    def left(self, screen: WorkshopScreen) -> Path | None:
        """Nobody leads on this screen any more; where the session was put, if it could not be saved."""
        drafting(screen.face).end()
        screen.face.workshop.end()
        self.rescued = screen.saved.rescued or self.rescued
        return screen.saved.rescued

    def last_words(self) -> None:
        """The program is ending, whoever tells it to: what is typed and not saved is put on the disk.

        May be called on any thread.
        """
        for typing in self._typing.values():
            typing.keep()
        if self.workshop:
            self.workshop.last_words()

    def end(self) -> None:
        """However the program was left, by a fault too: what can be saved is, and nobody seems to lead."""
        self.last_words()
        for typing in self._typing.values():
            typing.end()
        if self.workshop:
            self.workshop.end()
