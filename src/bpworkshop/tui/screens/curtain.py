"""The curtain: title, question and clock, nothing else, while something is sorted out."""

from contextlib import suppress

from textual import events
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.screen import Screen

from bpworkshop.commands.registry import Face
from bpworkshop.errors import Problem
from bpworkshop.tui import clock
from bpworkshop.tui.standing import before_curtain
from bpworkshop.tui.widgets.words import Words


class CurtainScreen(Screen[None]):
    """Hides whatever stood there, from who reads along too. Any key comes back, and does nothing else."""

    CSS_PATH = "curtain.tcss"

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.ticking = clock.Ticking(self, face, self.draw_clock)

    def compose(self) -> ComposeResult:
        with Middle():
            yield Words("title")
            yield Words("question")
            with Center():
                yield Words("clock")

    def on_mount(self) -> None:
        self.draw()
        self._stand(drawn=True)

    def draw(self) -> None:
        self.query_one("#title", Words).show((self.face.view.title, "said"), layout=True)
        self.query_one("#question", Words).show((before_curtain(self.face), "heading"), layout=True)
        self.draw_clock()

    def draw_clock(self) -> None:
        now, words = clock.now(self.face), self.query_one("#clock", Words)
        words.show(*([now] if now else []), layout=not now or len(now[0]) != len(words.plain))
        self.ticking.follow()

    def _stand(self, *, drawn: bool) -> None:
        """Whoever leads covers the screens of those who read along too."""
        lead = self.face.workshop.lead
        if lead is None or lead.ours:
            with suppress(Problem):
                self.face.workshop.stand(curtain=drawn)

    def _open(self) -> None:
        self._stand(drawn=False)
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()
        event.stop()
        self._open()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()

    def on_click(self) -> None:
        self._open()
