"""A document as Markdown: CommonMark with tables, in which what people said stays text."""

import re
from collections.abc import Iterator

from bpworkshop import text
from bpworkshop.documents.parts import (
    Break,
    Document,
    Heading,
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
from bpworkshop.figures.charts import told

SIGN = "<!-- generator: bpworkshop -->"
"""The first line of each file of ours."""

RULED = "." * 40
"""A line to write on."""

# What has a meaning anywhere in a line, here or in the dialects of the large hosts.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#$]|!(?=\[)|(?<=:)/(?=/)|(?i:(?<=www)\.)")
# What has one at the beginning of a line: a list, a heading underlined, a rule.
_BEGINS = re.compile(r"^([-+=:]|[0-9]+(?=[.)]))")


def written(document: Document) -> str:
    """The whole file."""
    blocks = [SIGN, *_title(document)]
    blocks += (block for part in document.head for block in _part(part))
    for sheet in document.sheets:
        blocks += _sheet(document, sheet)
    return "\n\n".join(blocks) + "\n"


def is_ours(beginning: str) -> bool:
    """Whether a file that begins like this was written here."""
    return beginning.startswith(f"{SIGN}\n")


def _safe(said: str) -> str:
    """Text that stays text, wherever in a line it stands."""
    return _MARKUP.sub(r"\\\g<0>", text.line(said))


def _begun(said: str) -> str:
    """Text that stays text at the beginning of a line too."""
    safe = _safe(said)
    found = _BEGINS.match(safe)
    if not found:
        return safe
    return f"{found[0]}\\{safe[found.end() :]}" if found[0].isdigit() else f"\\{safe}"


def _title(document: Document) -> Iterator[str]:
    if document.letterhead and document.letterhead.name:
        yield _begun(document.letterhead.name)
    yield f"# {_safe(document.title)}"
    yield from (f"**{_safe(said)}**" for said in (document.kind, document.draft, document.mark) if said)
    if document.facts:
        yield "\n".join(f"- **{_safe(label)}:** {_safe(said)}" for label, said in document.facts)


def _sheet(document: Document, sheet: Sheet) -> Iterator[str]:
    if not document.flows:
        yield "---"
    yield f"## {_safe(sheet.title)}"
    if document.mark and not document.flows:
        yield f"**{_safe(document.mark)}**"
    for part in sheet.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(said, level, number):
            yield f"{'#' * level} {_safe(f'{number} {said}')}"
        case Paragraph(said, loud):
            yield f"**{_safe(said)}**" if loud else _begun(said)
        case Points(items, steps):
            signs = (f"{number}." for number in range(1, len(items) + 1)) if steps else ("-" for _ in items)
            yield "\n".join(f"{sign} {_begun(item)}" for sign, item in zip(signs, items, strict=True))
        case Typed(lines):
            yield _typed(lines)
        case Line(label, said):
            yield f"**{_safe(label)}** {_safe(said) or RULED}"
        case Table():
            yield _table(part)
        case Picture(chart):
            title, *points = told(chart)
            yield f"### {_safe(title)}"
            yield from _part(Points(tuple(points)))
        case Slips(slips):
            for slip in slips:
                yield f"### {_safe(slip.title)}"
                for inner in slip.parts:
                    yield from _part(inner)
        case Signatures(signatories):
            for one in signatories:
                yield f"**{_safe(one.party)}**"
                for line in (line for person in one.people for line in part.lines(person)):
                    yield from _part(line)
        case Break():
            yield "---"


def _typed(lines: tuple[str, ...]) -> str:
    """Behind a fence that is longer than any that is typed."""
    typed = "\n".join(map(text.line, lines))
    longest = max((len(run) for run in re.findall("`+", typed)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{typed}\n{fence}"


def _table(table: Table) -> str:
    blanks = ((first, *[""] * (len(table.columns) - 1)) for first in table.blanks)
    head = tuple(column.label for column in table.columns)
    lines = [_row(head), "|" + " --- |" * len(head), *map(_row, table.rows), *map(_row, blanks)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_safe, cells))} |"
