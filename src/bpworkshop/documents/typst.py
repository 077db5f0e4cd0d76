"""A document as typst source, from which a PDF is made: the look (``paper.typ``), and calls of it.

Whatever is said stands in a string literal, where nothing of it is markup.
The source needs no other file, so that the same document gives the same source.
"""

from collections.abc import Iterable, Iterator
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
    Signatures,
    Slips,
    Table,
    Typed,
)
from bpworkshop.documents.shaping import direction, in_words, stepped

SIGN = "bpworkshop"
"""Stands among the keywords of each file of ours."""


def written(document: Document) -> str:
    """The whole source."""
    return "\n".join([*_named(document), _look(), *_body(document), ""])


@cache
def _look() -> str:
    return Path(__file__).with_name("paper.typ").read_text("utf-8")


def _literal(said: str) -> str:
    escaped = said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(said: str) -> str:
    """Text that stays text, and runs in its own direction."""
    plain = text.line(said)
    return f"from-right({_literal(plain)})" if direction(plain) == "rtl" else _literal(plain)


def _array(several: Iterable[str]) -> str:
    return f"({''.join(f'{one}, ' for one in several)})"


def _flag(said: bool) -> str:
    return "true" if said else "false"


def _named(document: Document) -> Iterator[str]:
    """What the look is to know before it begins."""
    paper = document.letterhead
    facts = {
        "title": _literal(text.line(document.title)),
        "kind": _literal(text.line(document.kind)),
        "author": _literal(text.line(paper.name) if paper else ""),
        "colour": _literal(paper.colour if paper else ""),
        "mark": _literal(text.line(document.mark)),
        "draft": _literal(text.line(document.draft)),
        "language": _literal(document.language),
        "sign": _literal(SIGN),
        "flows": _flag(document.flows),
        "lies": _flag(document.lies),
    }
    yield "#let doc = ("
    yield from (f"  {name}: {value}," for name, value in facts.items())
    yield ")"


def _body(document: Document) -> Iterator[str]:
    yield "#{"
    if document.letterhead:
        yield _masthead(document.letterhead)
    if document.kind:
        yield f"above({_text(document.kind)})"
    yield f"title({_text(document.title)})"
    if document.draft:
        yield f"warning({_text(document.draft)})"
    if document.facts:
        pairs = (f"({_text(label)}, {_text(said)})" for label, said in document.facts)
        yield f"facts({', '.join(pairs)})"
    for part in stepped(document.head, 1):
        yield from _part(part)
    for number, sheet in enumerate(document.sheets):
        yield from _sheet(sheet, first=not number)
    yield "}"


def _masthead(paper: Letterhead) -> str:
    logo = paper.logo
    if not logo:
        return "masthead()"
    data = f"bytes(({','.join(map(str, logo.data))},))"
    kind = "jpg" if logo.kind == "jpeg" else logo.kind
    return f"masthead(logo: {data}, kind: {_literal(kind)}, alt: {_literal(text.line(logo.alt))})"


def _sheet(sheet: Sheet, *, first: bool) -> Iterator[str]:
    yield f"sheet({_text(sheet.title)}, {_flag(sheet.wide)}, {_flag(first)}, {{"
    for part in stepped(sheet.parts, 2):
        yield from _part(part)
    yield "})"


def _part(part: Part, *, tight: bool = False) -> Iterator[str]:
    match part:
        case Heading(said, level, number):
            yield f"inner({level}, {_literal(text.line(number))}, {_text(said)})"
        case Paragraph(said, loud):
            turned = "set text(dir: rtl); " if direction(text.line(said)) == "rtl" else ""
            yield f"{{ {turned}{'loud' if loud else 'said'}({_text(said)}) }}"
        case Points(items, steps):
            yield f"{'enum' if steps else 'list'}({', '.join(map(_text, items))})"
        case Typed(lines):
            yield f"typed({_literal(chr(10).join(map(text.line, lines)))})"
        case Line(label, said):
            yield f"fill-in({_text(label)}, {_text(said)})"
        case Table():
            yield _table(part, tight=tight)
        case Picture(chart, name):
            yield f"drawing({_literal(svg.written(chart, name))}, {_literal(in_words(part))})"
        case Signatures():
            yield _signatures(part)
        case Break():
            yield "pagebreak(weak: true)"
        case Slips(slips):
            yield f"slips({', '.join(_slip(slip.title, slip.parts) for slip in slips)})"


def _slip(title: str, parts: tuple[Part, ...]) -> str:
    inside = "\n".join(line for part in parts for line in _part(part, tight=True))
    return f"slip({_text(title)}, {{\n{inside}\n}})"


def _signatures(signatures: Signatures) -> str:
    parties = []
    for one in signatures.of:
        people = (
            _array(f"({_text(line.label)}, {_text(line.text)})" for line in signatures.lines(person))
            for person in one.people
        )
        parties.append(f"({_text(one.party)}, {_array(people)})")
    return f"signatures({', '.join(parties)})"


def _table(table: Table, *, tight: bool) -> str:
    shares = _array(map(str, table.shares))
    heads = _array(_text(column.label) for column in table.columns)
    rows = ",\n".join(_array(map(_text, row)) for row in table.rows)
    blanks = _array(map(_text, table.blanks))
    return f"ruling({shares}, {heads}, ({rows}{',' if rows else ''}), {blanks}, tight: {_flag(tight)})"
