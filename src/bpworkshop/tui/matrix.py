"""The matrix of risks as rows, with their numbers in its cells; under it what is in them. Pure: no Textual.

Nothing rests on colour: a cell is where it is, and the words under it begin with what is high in both.
"""

from collections.abc import Iterator, Sequence

from bpworkshop import text
from bpworkshop.pages import Reader
from bpworkshop.session.tools import Grade
from bpworkshop.toolbox.risks import CELLS, GRADES, Cell, Matrix, Numbered, again, in_words, matrix
from bpworkshop.tui.charts import FINE, PLAIN
from bpworkshop.tui.rows import Look, Part, Row, fitted, readable, wrap
from bpworkshop.tui.sheets import line, prose
from bpworkshop.words import say

INDENT = 2
NARROWEST, WIDEST = 5, 18
"""Cells of one field of the matrix."""

ALONG: tuple[Grade, ...] = GRADES[::-1]
"""How bad, from left to right."""


def drawn(reader: Reader, width: int, *, plain: bool = False, airy: bool = False) -> list[Row]:
    """The three by three fields, in at most so many cells; what is likely stands above, what is bad right.

    ``airy``: with a row between two of them, so that the back row can read.
    """
    found = matrix(reader.session)
    likely = _labels(reader, "likelihood")
    head = max(map(text.width, likely))
    room = max(min((width - INDENT - head - 1) // len(ALONG) - 2, WIDEST), NARROWEST)
    glyphs = PLAIN if plain else FINE
    rows = [_words(say("matrix.likely"))]
    for grade, label in zip(GRADES, likely, strict=True):
        if airy and grade != GRADES[0]:
            rows.append(Row(((" " * (INDENT + head + 1), "plain"), (glyphs.side, "faint"))))
        rows += _fields(found, grade, label, head, room, glyphs.side)
    foot = glyphs.corner + glyphs.foot * ((room + 2) * len(ALONG))
    rows.append(Row(((" " * (INDENT + head + 1), "plain"), (foot, "faint"))))
    labels = "".join(fitted(one, room + 2) for one in reversed(_labels(reader, "impact")))
    rows.append(Row(((" " * (INDENT + head + 3), "plain"), (labels.rstrip(), "known"))))
    rows.append(_words(say("matrix.bad"), INDENT + head + 3))
    return rows


def _labels(reader: Reader, name: str) -> list[str]:
    return [reader.guide.choice("risks", name, grade) for grade in GRADES]


def _words(words: str, indent: int = INDENT) -> Row:
    return Row(((" " * indent, "plain"), (words, "known")))


def _fields(found: Matrix, likely: Grade, label: str, head: int, room: int, side: str) -> Iterator[Row]:
    """The fields of one likelihood beside each other, as high as the fullest of them."""
    fields = [_numbers(found, (likely, bad), room) for bad in ALONG]
    for at in range(max(len(lines) for lines in fields)):
        name = fitted(label if at == 0 else "", head + 1)
        parts: list[Part] = [(" " * INDENT, "plain"), (name, "known"), (side, "faint")]
        for bad, lines in zip(ALONG, fields, strict=True):
            words = lines[at] if at < len(lines) else ""
            parts += [(" ", "plain"), (fitted(words, room), _look(words, (likely, bad))), (" ", "plain")]
        yield Row(tuple(parts))


def _numbers(found: Matrix, cell: Cell, room: int) -> list[str]:
    numbers = " ".join(map(str, found.numbers(cell)))
    return wrap(numbers, room) if numbers else ["·"]


def _look(words: str, cell: Cell) -> Look:
    if words == "·":
        return "faint"
    return "missing" if cell == CELLS[0] else "said"


def page(reader: Reader, width: int, *, plain: bool = False) -> list[Row]:
    """The matrix, and under it each field with what is in it; what is high in both first."""
    width = readable(width)
    found = matrix(reader.session)
    if not reader.session.risks:
        return [Row(), *prose(say("matrix.none"), "faint", width, INDENT)]
    rows = [Row(), *drawn(reader, width, plain=plain, airy=True)]
    for one in again(reader):
        rows += [Row(), *prose(one, "mark", width, INDENT)]
    for cell in CELLS:
        if several := found.cells.get(cell):
            rows += _group(reader, in_words(reader, cell), several, width)
    for name, several in (("open", found.open), ("came", found.came), ("over", found.over)):
        if several:
            rows += _group(reader, say(f"matrix.group.{name}"), several, width)
    return rows


def _group(reader: Reader, title: str, several: Sequence[Numbered], width: int) -> Iterator[Row]:
    yield Row()
    yield from prose(title, "group", width, INDENT)
    for number, one in several:
        yield from line(f"{number:>4}  ", one.risk, width)
        known = [
            reader.labelled("risks", name, value)
            for name in ("sign", "mitigation", "owner")
            if (value := getattr(one, name))
        ]
        if known:
            yield from prose(" · ".join(known), "known", width, 6)
        if one.review and one.state != "over":
            due = one.is_due(reader.today)
            told = reader.labelled("risks", "review", one.review)
            words = f"{told} ({say('page.look_again')})" if due else told
            yield from prose(words, "missing" if due else "known", width, 6)
        if marks := " · ".join(reader.audience(one)):
            yield from prose(marks, "mark", width, 6)
