"""A question that stands alone: nothing is seen behind it until it is answered."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from bpworkshop import text
from bpworkshop.tui.rows import Part, fitted
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import has, say

Answer = Literal["yes", "no", "stop"]


class AskScreen(Screen[Answer]):
    """Asks before something is shown that not everyone may see. ``enter`` alone says neither.

    ``what`` names a table of the words file with ``question``, ``explain``,
    ``yes``, ``no`` and, where leaving is an answer, ``stop``. ``title`` stands in the bar at the top.
    """

    CSS_PATH = "ask.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('yes')", show=False, id="ask.yes"),
        Binding("n,escape", "answer('no')", show=False, id="ask.no"),
        Binding("q", "answer('stop')", show=False, id="ask.stop"),
    ]

    def __init__(self, what: str, title: str) -> None:
        super().__init__()
        self.what = what
        self.heading = title

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("explain")
        yield Words("answers")

    def on_mount(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        badge = f" {say('screen.everyone')} "
        room = max(self.size.width - 4 - text.width(badge), 6)
        title = fitted(self.heading, room)
        self.query_one("#top", Words).show((title, "said"), ("  ", "plain"), (badge, "badge"))
        self.query_one("#question", Words).show((say(f"{self.what}.question"), "heading"), layout=True)
        self.query_one("#explain", Words).show((say(f"{self.what}.explain"), "known"), layout=True)
        self.query_one("#answers", Words).show(*self._answers())

    def _answers(self) -> Iterator[Part]:
        for key, answer in (("y", "yes"), ("n", "no"), ("q", "stop")):
            if not has(f"{self.what}.{answer}"):
                continue
            yield f"  {key}  ", "mark"
            yield f"{say(f'{self.what}.{answer}')}\n\n", "said"

    def action_answer(self, answer: Answer) -> None:
        if has(f"{self.what}.{answer}"):
            self.dismiss(answer)
