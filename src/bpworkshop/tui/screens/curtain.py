"""The curtain: title and question, nothing else, while something is sorted out."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import Screen

from bpworkshop.commands.registry import Face
from bpworkshop.tui.widgets.words import Words


class CurtainScreen(Screen[None]):
    """Hides whatever stood there. Any key comes back, and does nothing else."""

    CSS_PATH = "curtain.tcss"

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def compose(self) -> ComposeResult:
        with Middle():
            yield Words("title")
            yield Words("question")

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        """A curtain is drawn because somebody may look: its question is always one for everyone."""
        face = self.face
        step = face.guide.step(face.step)
        question = step.question_for(face.session.phase, True, face.activity)
        self.query_one("#title", Words).show((face.view.title, "said"), layout=True)
        self.query_one("#question", Words).show((question, "heading"), layout=True)

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()
        event.stop()
        self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()

    def on_click(self) -> None:
        self.dismiss(None)
