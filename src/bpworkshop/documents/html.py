"""A document as one HTML file: made for paper, readable on a phone, and nothing in it acts.

No scripts and nothing from elsewhere; a policy in the file says so to the
browser too. Every text goes through ``_safe``.
"""

import html
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bpworkshop import text
from bpworkshop.documents import svg
from bpworkshop.documents.parts import (
    Break,
    Document,
    Heading,
    Letterhead,
    Line,
    Paragraph,
    Part,
    Picture,
    Points,
    Sheet,
    Signatory,
    Signatures,
    Slips,
    Table,
    Typed,
)

SIGN = '<meta name="generator" content="bpworkshop">'
"""Stands near the beginning of each file of ours."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
WITH_LOGO = f"{POLICY}; img-src data:"

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


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
    policy = WITH_LOGO if document.letterhead and document.letterhead.logo else POLICY
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_safe(document.title)}</title>"
    yield f"<style>\n{_style()}\n{_pages(document)}</style>"
    yield "</head>"


def _pages(document: Document) -> str:
    """What stands at the foot of each printed page, and the colour of the paper."""
    rules = []
    if document.flows:
        foot = " · ".join(filter(None, (document.kind, document.title)))
        rules.append(f'@page {{ @bottom-left {{ content: "{_quoted(foot)}" }} }}')
        rules.append('@page { @bottom-right { content: counter(page) " / " counter(pages) } }')
    if document.letterhead and document.letterhead.colour:
        ink = f"; --ink: {document.letterhead.ink}" if document.letterhead.ink else ""
        rules.append(f":root {{ --colour: {document.letterhead.colour}{ink} }}")
    return "".join(f"{rule}\n" for rule in rules)


def _quoted(said: str) -> str:
    """Text that stays text inside quotes of a style, and inside its element."""
    # The blank behind an escape belongs to it.
    return "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in text.line(said))


def _body(document: Document) -> Iterator[str]:
    kinds = " ".join(name for name in ("flows", "lies") if getattr(document, name))
    yield f'<body class="{kinds}">' if kinds else "<body>"
    edge = " · ".join(filter(None, (document.draft, document.mark)))
    if edge and document.flows:
        # Printed along the side of each page, by every browser; who listens has heard it at the beginning.
        yield f'<p class="edge" aria-hidden="true">{_safe(edge)}</p>'
    yield "<header>"
    yield from _title(document)
    for part in document.head:
        yield from _part(part)
    yield "</header>\n<main>"
    for number, sheet in enumerate(document.sheets):
        yield from _sheet(document, sheet, first=not number)
    yield "</main>\n</body>\n</html>"


def _title(document: Document) -> Iterator[str]:
    if document.letterhead:
        yield _letterhead(document.letterhead)
    if document.mark:
        yield f'<p class="mark">{_safe(document.mark)}</p>'
    if document.kind:
        yield f'<p class="kind" dir="auto">{_safe(document.kind)}</p>'
    yield f'<h1 dir="auto">{_safe(document.title)}</h1>'
    if document.draft:
        yield f'<p class="draft" dir="auto">{_safe(document.draft)}</p>'
    if document.facts:
        yield '<dl class="facts">'
        for label, said in document.facts:
            yield f'<div><dt>{_safe(label)}</dt><dd dir="auto">{_safe(said)}</dd></div>'
        yield "</dl>"


def _letterhead(letterhead: Letterhead) -> str:
    logo = letterhead.logo
    data = f"data:{TYPES[logo.kind]};base64,{b64encode(logo.data).decode()}" if logo else ""
    picture = f'<img src="{data}" alt="{_safe(logo.alt)}"> ' if logo else ""
    return f'<p class="letterhead">{picture}<span dir="auto">{_safe(letterhead.name)}</span></p>'


def _sheet(document: Document, sheet: Sheet, *, first: bool) -> Iterator[str]:
    yield f'<section class="sheet{" wide" if sheet.wide else ""}{" first" if first else ""}">'
    if not first and not document.flows:
        # Sheets lie about on tables: each says what it belongs to and who may read it.
        mark = f" · {_safe(document.mark)}" if document.mark else ""
        yield f'<p class="mark"><span dir="auto">{_safe(document.title)}</span>{mark}</p>'
    yield f'<h2 dir="auto">{_safe(sheet.title)}</h2>'
    for part in sheet.parts:
        yield from _part(part)
    yield "</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(said, level, number):
            yield f'<h{level} dir="auto">{_safe(f"{number} {said}")}</h{level}>'
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
        case Signatures(signatories):
            yield '<div class="signatures">'
            for signatory in signatories:
                yield from _signatory(part, signatory)
            yield "</div>"
        case Break():
            yield '<div class="break"></div>'


def _signatory(signatures: Signatures, one: Signatory) -> Iterator[str]:
    yield f'<div class="signatory">\n<p dir="auto"><b>{_safe(one.party)}</b></p>'
    for person in one.people:
        yield "<div>"
        for line in signatures.lines(person):
            yield from _part(line)
        yield "</div>"
    yield "</div>"


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
