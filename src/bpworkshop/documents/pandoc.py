"""A document as pandoc's own tree, from which a text file for an office is made.

A tree and not Markdown: whatever is said is one ``Str`` of it, so that there
is nothing to escape and nothing that could be read as markup. How it looks,
and what stands on each page, is ``documents.office``.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bpworkshop import text
from bpworkshop.documents import svg
from bpworkshop.documents.parts import (
    Break,
    Column,
    Document,
    Heading,
    Letterhead,
    Line,
    Paragraph,
    Part,
    Picture,
    Points,
    Sheet,
    Signatures,
    Slips,
    Table,
    Typed,
)
from bpworkshop.documents.shaping import direction, in_words, stepped

Drawn = Callable[[str], bytes]
"""Makes a PNG of an SVG: not every office draws the other."""

Node = dict[str, Any]

VERSION = (1, 23, 1)
"""Of the tree: pandoc refuses what it does not know."""

HIGHEST = 125
"""How high a picture may be, in per cent of the breadth of the text."""

RULED = "_" * 40
"""A line to write on."""

SIGNING = "Signing"
"""The style of tables to sign in."""

BREAKS = (
    ("openxml", '<w:p><w:pPr><w:pStyle w:val="Break"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'),
    ("opendocument", '<text:p text:style-name="Break"/>'),
)

_NOTHING: list[Any] = ["", [], []]
_SPACE = "\u00a0"
"""What keeps a line that is empty: a cell to write in is as high as the lines that it seems to have."""


def written(document: Document, drawn: Drawn) -> str:
    """The tree as JSON. Its styles are named as in ``documents.office``."""
    blocks = [*_title(document, drawn)]
    blocks += _parts(stepped(document.head, 1), drawn)
    for number, sheet in enumerate(document.sheets):
        blocks += _sheet(document, sheet, drawn, first=not number)
    meta = {"lang": {"t": "MetaInlines", "c": _inlines(document.language)}}
    return json.dumps({"pandoc-api-version": VERSION, "meta": meta, "blocks": blocks})


def _inlines(said: str) -> list[Node]:
    plain = text.line(said)
    words: Node = {"t": "Str", "c": plain}
    if direction(plain) == "rtl":
        return [{"t": "Span", "c": [["", [], [["dir", "rtl"]]], [words]]}]
    return [words] if plain else []


def _strong(said: str) -> Node:
    return {"t": "Strong", "c": _inlines(said)}


def _para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def _styled(style: str, inlines: list[Node], said: str = "") -> Node:
    """A paragraph of a style, in the direction in which it is said."""
    attributes = [["custom-style", style]]
    if direction(text.line(said)) == "rtl":
        attributes.append(["dir", "rtl"])
    return {"t": "Div", "c": [["", [], attributes], [_para(inlines)]]}


def _said(said: str) -> Node:
    if direction(text.line(said)) == "rtl":
        return {"t": "Div", "c": [["", [], [["dir", "rtl"]]], [_para(_inlines(said))]]}
    return _para(_inlines(said))


def _break() -> Iterator[Node]:
    """Each form takes the one that it understands."""
    yield from ({"t": "RawBlock", "c": [form, raw]} for form, raw in BREAKS)


def _title(document: Document, drawn: Drawn) -> Iterator[Node]:
    if document.letterhead:
        yield from _letterhead(document.letterhead, drawn)
    if document.kind:
        yield _styled("Kind", _inlines(document.kind), document.kind)
    yield _styled("Title", _inlines(document.title), document.title)
    if document.draft:
        yield _styled("Draft", _inlines(document.draft), document.draft)
    for label, said in document.facts:
        yield _styled("Fact", [_strong(f"{label}:"), {"t": "Space"}, *_inlines(said)], said)


def _letterhead(paper: Letterhead, drawn: Drawn) -> Iterator[Node]:
    if paper.logo:
        logo = paper.logo
        data = drawn(logo.data.decode("utf-8")) if logo.kind == "svg" else logo.data
        kind = "png" if logo.kind == "svg" else logo.kind
        yield _styled("Logo", [_image(data, kind, logo.alt, ["height", "16mm"])])
    yield _styled("Letterhead", _inlines(paper.name), paper.name)


def _image(data: bytes, kind: str, alt: str, size: list[str]) -> Node:
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return {"t": "Image", "c": [["", [], [size]], _inlines(alt), [source, ""]]}


def _width(picture: str) -> str:
    """How broad a picture may be, so that it is not higher than a page."""
    found = re.search(r'width="(\d+)" height="(\d+)"', picture)
    broad, high = map(int, found.groups()) if found else (1, 1)
    return f"{min(100, HIGHEST * broad // high)}%"


def _sheet(document: Document, sheet: Sheet, drawn: Drawn, *, first: bool) -> Iterator[Node]:
    if not first and not document.flows:
        yield from _break()
    yield _header(1, sheet.title)
    yield from _parts(stepped(sheet.parts, 2), drawn)


def _header(level: int, said: str) -> Node:
    return {"t": "Header", "c": [level, _NOTHING, _inlines(said)]}


def _parts(parts: Iterable[Part], drawn: Drawn) -> Iterator[Node]:
    before: Part | None = None
    for part in parts:
        if isinstance(part, Table) and isinstance(before, Table):
            # Offices make one of two tables with nothing between them.
            yield _styled("Gap", _inlines(_SPACE))
        yield from _part(part, drawn)
        before = part


def _part(part: Part, drawn: Drawn) -> Iterator[Node]:
    match part:
        case Heading(said, level, number):
            yield _header(level, f"{number} {said}")
        case Paragraph(said, loud):
            yield _styled("Loud", _inlines(said), said) if loud else _said(said)
        case Points(items, steps):
            yield _points(items, steps)
        case Typed(lines):
            yield {"t": "CodeBlock", "c": [_NOTHING, "\n".join(map(text.line, lines))]}
        case Line(label, said):
            yield _para([_strong(label), {"t": "Space"}, *(_inlines(said) or _inlines(RULED))])
        case Table():
            yield _table(part)
        case Picture(chart, name):
            picture = svg.written(chart, name)
            yield _para([_image(drawn(picture), "png", in_words(part), ["width", _width(picture)])])
        case Signatures():
            yield from _signatures(part)
        case Break():
            yield from _break()
        case Slips(slips):
            for slip in slips:
                yield _header(2, slip.title)
                yield from _parts(slip.parts, drawn)


def _points(items: Iterable[str], steps: bool) -> Node:
    told = [[_plain(_inlines(item))] for item in items]
    if steps:
        return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], told]}
    return {"t": "BulletList", "c": told}


def _signatures(signatures: Signatures) -> Iterator[Node]:
    """A row for each person, high enough to sign in."""
    for one in signatures.of:
        lines = [signatures.lines(person) for person in one.people]
        columns = tuple(Column(line.label, share) for line, share in zip(lines[0], (5, 6, 4, 3), strict=True))
        rows = tuple(tuple(line.text for line in several) for several in lines)
        yield _styled("Loud", _inlines(one.party), one.party)
        yield _table(Table(columns, rows), signing=True)


def _table(table: Table, *, signing: bool = False) -> Node:
    """``signing``: with room to sign in, and of a style that keeps it on one page."""
    heads = [
        _cell([_styled(SIGNING, [_strong(one.label)]) if signing else _plain(_inlines(one.label))])
        for one in table.columns
    ]
    widths = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": share / 100}] for share in table.shares]
    rows = [_row([_cell(_words(cell, signing=signing)) for cell in row]) for row in table.rows]
    for first in table.blanks:
        cells = (_high(cell) for cell in (first, *[""] * (len(table.columns) - 1)))
        rows.append(_row([_cell([_plain(cell)]) for cell in cells]))
    body = [_NOTHING, 0, [], rows]
    return {
        "t": "Table",
        "c": [_NOTHING, [None, []], widths, [_NOTHING, [_row(heads)]], [body], [_NOTHING, []]],
    }


def _words(said: str, *, signing: bool) -> list[Node]:
    return [_styled(SIGNING, _high(said), said) if signing else _plain(_inlines(said))]


def _high(said: str) -> list[Node]:
    """What stands in a cell that is to be written in."""
    space: Node = {"t": "Str", "c": _SPACE}
    return [*(_inlines(said) or [space]), {"t": "LineBreak"}, space]


def _plain(inlines: list[Node]) -> Node:
    return {"t": "Plain", "c": inlines}


def _row(cells: list[Any]) -> list[Any]:
    return [_NOTHING, cells]


def _cell(blocks: list[Node]) -> list[Any]:
    return [_NOTHING, {"t": "AlignDefault"}, 1, 1, blocks]
