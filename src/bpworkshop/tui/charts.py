"""Charts as rows, in any width from some 30 cells. Pure: no Textual.

Nothing rests on colour: an estimate is hatched and has its sign, each bar has
its number beside it, and under a line stands every number that it goes through.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.figures.charts import Chart, Point, amount, listed, notes, pointed
from bpworkshop.figures.facts import counting
from bpworkshop.session.numbers import write_number
from bpworkshop.tui.rows import Look, Part, Row, fitted, readable, wrap
from bpworkshop.words import say

INDENT = 2
BESIDE_FROM = 60
"""Cells from which names stand before their bars; in fewer they stand above them."""

HEIGHT = 8
"""Rows of a line's field."""


class Glyphs(NamedTuple):
    """What a chart is drawn with. ``eighths``: a bar's last cell, by how much of it is filled."""

    eighths: str
    estimate: str
    rest: str
    counted: str
    estimated: str
    between: str
    side: str
    corner: str
    foot: str


FINE = Glyphs("▏▎▍▌▋▊▉█", "▒", "·", "●", "○", "∙", "│", "└", "─")
PLAIN = Glyphs("#", "=", ".", "*", "o", ".", "|", "+", "-")
"""For terminals that have no other signs than those of a typewriter."""

WHOLE = FINE._replace(eighths="█")
"""For boards: bars that every terminal has, in whole cells."""


def rows(chart: Chart, width: int, *, plain: bool = False) -> list[Row]:
    """A chart in at most so many cells: its title, the picture, what is to be known of it."""
    width, glyphs = readable(width), PLAIN if plain else FINE
    drawn = [*_words(chart.title, "heading", width)]
    drawn += _trend(chart, width, glyphs) if chart.kind == "trend" else _bars(chart, width, glyphs)
    for note in notes(chart):
        drawn += _words(note, "faint", width)
    return drawn


def _words(words: str, look: Look, width: int, indent: int = INDENT) -> Iterator[Row]:
    for line in wrap(words, max(width - indent, 8)):
        yield Row(((" " * indent, "plain"), (line, look)))


# Bars, and shares


def _bars(chart: Chart, width: int, glyphs: Glyphs) -> Iterator[Row]:
    amounts = [amount(chart, one) for one in chart.points]
    broad = max(map(text.width, amounts), default=0)
    beside = width >= BESIDE_FROM
    names = min(max((text.width(one.label) for one in chart.points), default=0), width // 3)
    indent = INDENT + (names + 2 if beside else 0)
    behind = broad + 2 if broad <= (width - indent) // 2 else 0
    room = width - indent - behind
    for point, told in zip(chart.points, amounts, strict=True):
        if not beside:
            yield from _words(point.label, "said", width)
        drawn = bar(chart, point, room, glyphs)
        used = sum(text.width(words) for words, _ in drawn)
        gap = " " * (room - used + 2 if chart.kind == "shares" else 1 if used else 0)
        number: list[Part] = [(gap, "plain"), (told, "said")] if behind else []
        under: list[tuple[Look, str]] = [] if behind else [("said", told)]
        under += _under(point)
        right = [[*drawn, *number]]
        right += [[(line, look)] for look, words in under for line in wrap(words, max(width - indent, 8))]
        left = wrap(point.label, names) if beside else []
        for name, parts in zip_longest(left, right):
            first = f"{fitted(name or '', names)}  " if beside else ""
            yield Row(((" " * INDENT, "plain"), (first, "said"), *(parts or ())))


def _under(point: Point) -> Iterator[tuple[Look, str]]:
    """Below a bar: of what amount it is a share, and how it was counted where it was not."""
    words = [point.amount, counting(point.method) if point.method != "counted" else ""]
    if told := ", ".join(filter(None, words)):
        yield ("mark" if point.estimate else "faint"), told


def bar(chart: Chart, point: Point, room: int, glyphs: Glyphs) -> list[Part]:
    """A bar as long as its number; of a share also what is left of the whole."""
    steps = len(glyphs.eighths)
    whole, rest = divmod(chart.part(point, room * steps), steps)
    if point.estimate:
        words = glyphs.estimate * (whole + bool(rest))
    else:
        words = glyphs.eighths[-1] * whole + (glyphs.eighths[rest - 1] if rest else "")
    parts: list[Part] = [(words, "mark" if point.estimate else "heading")]
    if chart.kind == "shares":
        parts.append((glyphs.rest * (room - len(words)), "faint"))
    return parts


# A line


def _trend(chart: Chart, width: int, glyphs: Glyphs) -> Iterator[Row]:
    scale = text.width(_top(chart))
    room = max(min(width - INDENT - scale - 3, len(chart.points) * 14), 4)
    field = _field(chart, room, glyphs)
    for at, signs in enumerate(field):
        told = _top(chart) if at == 0 else ""
        yield Row(
            (
                (f"{' ' * INDENT}{told:>{scale}} ", "faint"),
                (f"{glyphs.side} ", "faint"),
                ("".join(signs).rstrip(), "heading"),
            )
        )
    foot = f"{' ' * INDENT}{'0':>{scale}} {glyphs.corner}{glyphs.foot * (room + 1)}"
    yield Row(((foot, "faint"),))
    yield from _ends(chart, width, INDENT + scale + 3, room)
    for point in listed(chart):
        sign = glyphs.estimated if point.estimate else glyphs.counted
        lines = wrap(pointed(chart, point), max(width - INDENT - 4, 8))
        for at, words in enumerate(lines):
            head = f"{' ' * INDENT}{sign if at == 0 else ' '} "
            yield Row(
                ((head, "mark" if point.estimate else "heading"), (words, "said" if at == 0 else "known"))
            )


def _top(chart: Chart) -> str:
    return write_number(chart.top)


def _ends(chart: Chart, width: int, indent: int, room: int) -> Iterator[Row]:
    """Under the field the first and the last period, where they fit next to each other."""
    first, last = chart.points[0].label, chart.points[-1].label
    gap = room - text.width(first) - text.width(last)
    if gap > 0:
        yield Row(((" " * indent, "plain"), (f"{first}{' ' * gap}{last}", "faint")))
    else:
        yield from _words(say("chart.from_to", first=first, last=last), "faint", width)


def _field(chart: Chart, room: int, glyphs: Glyphs) -> list[list[str]]:
    """The points, and between those whose periods follow each other a line of smaller signs."""
    field = [[" "] * room for _ in range(HEIGHT)]
    places = _places(chart, room)
    for (x, y), (to_x, to_y), joined in zip(places, places[1:], chart.joined, strict=False):
        for step in range(1, to_x - x if joined else 0):
            field[HEIGHT - 1 - round(y + (to_y - y) * step / (to_x - x))][x + step] = glyphs.between
    for (x, y), point in zip(places, chart.points, strict=True):
        field[HEIGHT - 1 - y][x] = glyphs.estimated if point.estimate else glyphs.counted
    return field


def _places(chart: Chart, room: int) -> list[tuple[int, int]]:
    """Column and row of each point: along the time between first and last, and up from 0."""
    days = [one.last.toordinal() if one.last else 0 for one in chart.points]
    span = max(days[-1] - days[0], 1)
    return [
        ((day - days[0]) * (room - 1) // span, max(chart.part(point, HEIGHT) - 1, 0))
        for day, point in zip(days, chart.points, strict=True)
    ]


def page(several: Sequence[Chart], width: int, *, plain: bool = False, at: str | None = None) -> list[Row]:
    """Charts one under the other, or that there are none. ``at``: the figure whose first chart is marked."""
    if not several:
        return [Row(), *_words(say("chart.none"), "known", readable(width))]
    made: list[Row] = []
    first = next((one for one in several if at in one.items), None)
    for one in several:
        title, *others = rows(one, width, plain=plain)
        made += [Row(), title._replace(item=at) if one is first else title, *others]
    return made
