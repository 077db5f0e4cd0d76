"""A chart as SVG: for paper and for who has it read aloud. The same chart gives the same bytes.

No fonts, styles or scripts of its own; title and description say in words
all that it shows. An estimate is hatched, so that nothing rests on colour.
"""

import textwrap
from collections.abc import Iterator
from html import escape

from bpworkshop import text
from bpworkshop.figures.charts import Chart, Point, amount, listed, notes, pointed, told
from bpworkshop.figures.facts import counting
from bpworkshop.session.numbers import write_number
from bpworkshop.words import say

WIDTH = 640
LETTER, LINE = 8, 20
"""What a letter of a text takes at most on the average, and a line of it."""

BAR, FIELD = 18, 200
"""How high a bar and a line's field are."""

INK, FILL, PALE = "#14181c", "#0b4f9c", "#e3e6ea"


def written(chart: Chart, name: str = "chart") -> str:
    """The picture. ``name`` tells its parts from those of other pictures on the same page."""
    parts, y = _Drawn(name), 24
    y = parts.words(chart.title, y, bold=True)
    y = _trend(parts, chart, y) if chart.kind == "trend" else _bars(parts, chart, y)
    for note in notes(chart):
        y = parts.words(note, y)
    height = y - LINE + 12
    first, *others = told(chart)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    named = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    turned = 'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}',
        f' font-family="sans-serif" font-size="14" fill="{INK}">',
        f'<title id="{name}-title">{_safe(first)}</title>',
        f'<desc id="{name}-desc">{_safe(" ".join(_sentence(one) for one in others))}</desc>',
        f'<pattern id="{name}-estimate" {turned}>',
        f'<rect width="6" height="6" fill="#ffffff"/><rect width="3" height="6" fill="{FILL}"/></pattern>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    )
    return "\n".join((*head, *parts.lines, "</svg>", ""))


def _safe(words: str) -> str:
    return escape(text.line(words))


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


class _Drawn:
    """What was drawn so far, each element on a line of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []

    def add(self, element: str) -> None:
        self.lines.append(element)

    def fill(self, point: Point) -> str:
        return f"url(#{self.name}-estimate)" if point.estimate else FILL

    def words(self, words: str, y: int, x: int = 12, room: int = WIDTH - 24, *, bold: bool = False) -> int:
        """Words on as many lines as they need; where the next line stands."""
        for line in _wrapped(words, room):
            weight = ' font-weight="bold"' if bold else ""
            self.add(f'<text x="{x}" y="{y}"{weight}>{_safe(line)}</text>')
            y += LINE
        return y

    def bar(self, y: int, length: int, fill: str) -> None:
        box = f'x="12" y="{y}" width="{length}" height="{BAR}"'
        self.add(f'<rect {box} fill="{fill}" stroke="{PALE if fill == PALE else FILL}"/>')

    def at_end(self, words: str, y: int, x: int = WIDTH - 12) -> None:
        self.add(f'<text x="{x}" y="{y}" text-anchor="end">{_safe(words)}</text>')


def _cells(words: str) -> int:
    return text.width(words)


def _wrapped(words: str, room: int) -> Iterator[str]:
    words = text.line(words)
    # Letters that are twice as broad count twice.
    letters = max(room // LETTER * max(len(words), 1) // max(_cells(words), 1), 8)
    yield from textwrap.wrap(words, letters, break_on_hyphens=False) or [""]


# Bars, and shares


def _bars(drawn: _Drawn, chart: Chart, y: int) -> int:
    """Over each bar its name and its number, so that no text has to fit into it."""
    room = WIDTH - 24
    for point in chart.points:
        number = _number(chart, point)
        own_line = _cells(number) * LETTER > room // 2
        if not own_line:
            drawn.at_end(number, y)
        y = drawn.words(point.label, y, room=room if own_line else room - _cells(number) * LETTER - 12)
        y = drawn.words(number, y) if own_line else y
        top = y - LINE + 6
        if chart.kind == "shares":
            drawn.bar(top, room, PALE)
        if length := chart.part(point, room):
            drawn.bar(top, length, drawn.fill(point))
        y = top + BAR + LINE + 2
    return y + 4


def _number(chart: Chart, point: Point) -> str:
    how = counting(point.method) if point.method != "counted" else ""
    return ", ".join(filter(None, (amount(chart, point), point.amount, how)))


# A line


def _trend(drawn: _Drawn, chart: Chart, y: int) -> int:
    """The field with its scale, then every number that the line goes through."""
    left = 24 + _cells(write_number(chart.top)) * LETTER
    foot = y + FIELD
    drawn.at_end(write_number(chart.top), y + 5, left - 8)
    drawn.at_end("0", foot + 5, left - 8)
    drawn.add(f'<path d="M{left} {y}V{foot}H{WIDTH - 12}" fill="none" stroke="{INK}"/>')
    places = _places(chart, left + 12, WIDTH - 24, foot)
    for (x, at), (to_x, to_at), joined in zip(places, places[1:], chart.joined, strict=False):
        if joined:
            drawn.add(f'<path d="M{x} {at}L{to_x} {to_at}" stroke="{FILL}" stroke-width="2"/>')
    for (x, at), point in zip(places, chart.points, strict=True):
        drawn.add(_dot(point, x, at))
    y = foot + LINE + 4
    first, last = chart.points[0].label, chart.points[-1].label
    if (_cells(first) + _cells(last) + 2) * LETTER < WIDTH - left - 24:
        drawn.add(f'<text x="{left + 4}" y="{y}">{_safe(first)}</text>')
        drawn.at_end(last, y)
        y += LINE + 8
    else:
        y = drawn.words(say("chart.from_to", first=first, last=last), y) + 8
    for point in listed(chart):
        drawn.add(_dot(point, 18, y - 5))
        y = drawn.words(pointed(chart, point), y, x=32, room=WIDTH - 44)
    return y + 4


def _dot(point: Point, x: int, y: int) -> str:
    """Full for what was counted, hollow for an estimate."""
    fill = "#ffffff" if point.estimate else FILL
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="{FILL}" stroke-width="2"/>'


def _places(chart: Chart, left: int, right: int, foot: int) -> list[tuple[int, int]]:
    days = [one.last.toordinal() if one.last else 0 for one in chart.points]
    span = max(days[-1] - days[0], 1)
    return [
        (left + (day - days[0]) * (right - left) // span, foot - chart.part(point, FIELD))
        for day, point in zip(days, chart.points, strict=True)
    ]
