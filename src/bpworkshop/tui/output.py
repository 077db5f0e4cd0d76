"""The last look at what is drawn: nothing in it is a command to the terminal.

``text`` makes clean what enters the program. Every widget of Textual sends on
whatever text it is given, so what a call site forgot is caught here.
"""

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from bpworkshop import text


class Visible(LineFilter):
    """Makes visible what a terminal would obey. A line stays as wide as its widget made it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same list when there is nothing to do, which is nearly always."""
        together = "".join([one.text + (one.style.link or "") if one.style else one.text for one in segments])
        if text.is_clean(together) and "\n" not in together:
            return segments
        shown = Strip(_shown(one, text.clean(one.text).replace("\n", "␊")) for one in segments)
        return list(shown.adjust_cell_length(Strip(segments).cell_length))


class Printed(RenderHook):
    """The same for what is printed after the screens, where lines end."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Printed(one) for one in renderables]


class _Printed:
    def __init__(self, renderable: ConsoleRenderable) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for one in console.render(self._renderable, options):
            yield one if one.control else _shown(one, text.clean(one.text))


def _shown(segment: Segment, words: str) -> Segment:
    style = segment.style
    if style and style.link and not text.is_clean(style.link):
        style = style.update_link(None)
    return Segment(words, style)
