"""A question that stands alone: nothing is seen behind it until it is answered."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Part
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import has, say

Answer = Literal["yes", "no", "stop"]


class AskScreen(HelpedScreen[Answer]):
    """Asks before something is shown that not everyone may see, or done. ``enter`` alone says neither.

    ``what`` names a table of the words file with ``question``, ``explain``,
    ``yes``, ``no`` and, where leaving is an answer, ``stop``; ``facts`` fill it
    in. ``title`` stands in the bar at the top, with who can read the screen.
    """

    CSS_PATH = "ask.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('yes')", show=False, id="ask.yes"),
        Binding("n,escape", "answer('no')", show=False, id="ask.no"),
        Binding("q", "answer('stop')", show=False, id="ask.stop"),
    ]

    def __init__(self, what: str, title: str, *, only_us: bool = False, **facts: object) -> None:
        super().__init__()
        self.only_us = only_us
        self.facts = facts
        self.what = what
        self.heading = title

    def for_us(self) -> bool:
        return self.only_us

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
        top = sheets.bar(self.heading, self.size.width, everyone=not self.only_us)
        self.query_one("#top", Words).show(*top)
        question, explain = (say(f"{self.what}.{part}", **self.facts) for part in ("question", "explain"))
        self.query_one("#question", Words).show((question, "heading"), layout=True)
        self.query_one("#explain", Words).show((explain, "known"), layout=True)
        self.query_one("#answers", Words).show(*self._answers())

    def _answers(self) -> Iterator[Part]:
        for key, answer in (("y", "yes"), ("n", "no"), ("q", "stop")):
            if not has(f"{self.what}.{answer}"):
                continue
            yield f"  {key}  ", "mark"
            yield f"{say(f'{self.what}.{answer}', **self.facts)}\n\n", "said"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no key for what is no answer to this question."""
        return action != "answer" or has(f"{self.what}.{parameters[0]}")

    def action_answer(self, answer: Answer) -> None:
        self.dismiss(answer)
