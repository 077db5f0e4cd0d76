"""A document as one HTML file: made for paper, readable on a phone, and nothing in it acts.

No scripts and nothing from elsewhere; a policy in the file says so to the
browser too. Every text goes through ``_safe``.
"""

import html
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bpworkshop import text
from bpworkshop.documents import svg
from bpworkshop.documents.parts import (
    Document,
    Heading,
    Line,
    Paragraph,
    Part,
    Picture,
    Points,
    Sheet,
    Slips,
    Table,
    Typed,
)

SIGN = '<meta name="generator" content="bpworkshop">'
"""Stands near the beginning of each file of ours."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def written(document: Document) -> str:
    """The whole file."""
    return "\n".join([*_head(document), *_body(document), ""])


def is_ours(beginning: str) -> bool:
    """Whether a file that begins like this was written here."""
    return beginning.startswith("<!doctype html>\n") and SIGN in beginning[:500]


def _safe(said: str) -> str:
    """Text that stays text, between tags and inside quotes."""
    return html.escape(text.line(said))


@cache
def _style() -> str:
    return Path(__file__).with_name("paper.css").read_text("utf-8").strip()


def _head(document: Document) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="{_safe(document.language)}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield SIGN
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_safe(document.title)}</title>"
    yield f"<style>\n{_style()}\n</style>"
    yield "</head>"


def _body(document: Document) -> Iterator[str]:
    yield "<body>"
    yield f'<header>\n<p class="mark">{_safe(document.mark)}</p>'
    yield f'<h1 dir="auto">{_safe(document.title)}</h1>'
    for part in document.head:
        yield from _part(part)
    yield "</header>\n<main>"
    for number, sheet in enumerate(document.sheets):
        yield from _sheet(document, sheet, first=not number)
    yield "</main>\n</body>\n</html>"


def _sheet(document: Document, sheet: Sheet, *, first: bool) -> Iterator[str]:
    yield f'<section class="sheet{" wide" if sheet.wide else ""}{" first" if first else ""}">'
    if not first:
        # Sheets lie about on tables: each says what it belongs to and who may read it.
        yield f'<p class="mark"><span dir="auto">{_safe(document.title)}</span> · {_safe(document.mark)}</p>'
    yield f'<h2 dir="auto">{_safe(sheet.title)}</h2>'
    for part in sheet.parts:
        yield from _part(part)
    yield "</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(said):
            yield f'<h3 dir="auto">{_safe(said)}</h3>'
        case Paragraph(said, loud):
            yield f'<p{" class=loud" if loud else ""} dir="auto">{_safe(said)}</p>'
        case Points(items, steps):
            tag = "ol" if steps else "ul"
            yield f"<{tag}>"
            yield from (f'<li dir="auto">{_safe(item)}</li>' for item in items)
            yield f"</{tag}>"
        case Typed(lines):
            yield "<pre>" + "\n".join(map(_safe, lines)) + "</pre>"
        case Line(label, said):
            yield f'<p class="line"><b>{_safe(label)}</b> <span dir="auto">{_safe(said)}</span></p>'
        case Table():
            yield from _table(part)
        case Picture(chart, name):
            yield f'<figure dir="ltr">\n{svg.written(chart, name).rstrip()}\n</figure>'
        case Slips(slips):
            # On one line: a blank between two of them would need room of its own.
            yield '<div class="slips">' + "".join(_slip(slip.title, slip.parts) for slip in slips) + "</div>"


def _slip(title: str, parts: tuple[Part, ...]) -> str:
    inside = "\n".join(line for part in parts for line in _part(part))
    return f'<section class="slip">\n<h3>{_safe(title)}</h3>\n{inside}\n</section>'


def _table(table: Table) -> Iterator[str]:
    yield '<div class="table"><table>\n<thead>\n<tr>'
    for column, share in zip(table.columns, table.shares, strict=True):
        yield f'<th scope="col" style="width:{share}%">{_safe(column.label)}</th>'
    yield "</tr>\n</thead>\n<tbody>"
    for row in table.rows:
        yield _row("", row)
    for first in table.blanks:
        yield _row(' class="blank"', (first, *[""] * (len(table.columns) - 1)))
    yield "</tbody>\n</table></div>"


def _row(attributes: str, cells: tuple[str, ...]) -> str:
    first, *others = cells
    told = "".join(f'<td dir="auto">{_safe(cell)}</td>' for cell in others)
    return f'<tr{attributes}><th scope="row">{_safe(first)}</th>{told}</tr>'
