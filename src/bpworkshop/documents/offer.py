"""The offer on paper: give and get, the advertising package, and the pictures of the figures."""

from collections.abc import Iterator

from bpworkshop.documents.parts import (
    Document,
    Heading,
    Paragraph,
    Part,
    Picture,
    Points,
    Sheet,
    Table,
    columns,
    rows,
)
from bpworkshop.offering.exchange import exchange
from bpworkshop.offering.package import package
from bpworkshop.offering.parts import Page, Section
from bpworkshop.offering.pictures import pictures
from bpworkshop.pages import Reader
from bpworkshop.session.dates import write_date
from bpworkshop.words import say

HEADS = columns((say("kit.number"), 1), (say("offer.what"), 6), (say("offer.known"), 8))


def offer(reader: Reader) -> Document:
    """What the sides of one session offer, for whom the reader reads."""
    drawn = [Picture(chart, f"chart-{number}") for number, chart in enumerate(pictures(reader), 1)]
    sheets = [_sheet(exchange(reader)), _sheet(package(reader))]
    if drawn:
        sheets.append(Sheet(say("offer.pictures"), tuple(drawn)))
    return Document(
        title=reader.session.title,
        mark=say("screen.everyone" if reader.everyone else "screen.only_us"),
        language=reader.guide.language,
        head=(Paragraph(say("offer.made", day=write_date(reader.today))),),
        sheets=tuple(sheets),
    )


def _sheet(page: Page) -> Sheet:
    parts: list[Part] = []
    for column in page.columns:
        for section in column.sections:
            parts += _section(section, say("offer.part", side=column.title, what=section.title))
    for section in page.sections:
        parts += _section(section, section.title)
    return Sheet(page.title, tuple(parts))


def _section(section: Section, title: str) -> Iterator[Part]:
    yield Heading(title)
    if section.entries:
        # Beside a figure its number would be read as a part of it.
        told = ((one.number, one.said, "; ".join((*one.known, *one.lacking))) for one in section.entries)
        yield Table(HEADS, rows(told))
    if section.lines:
        yield Points(section.lines)
