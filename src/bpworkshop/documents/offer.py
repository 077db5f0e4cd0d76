"""The offer on paper: give and get, the advertising package, and the pictures of the figures."""

from typing import NamedTuple

from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document
from bpworkshop.offering import parts
from bpworkshop.offering.exchange import exchange
from bpworkshop.offering.package import package
from bpworkshop.offering.pictures import pictures
from bpworkshop.pages import Reader


class Section(NamedTuple):
    """What is offered under a heading: rows of number, offer and what is known of it; and sentences.

    ``side``: what the side gives it under, empty for what belongs to none.
    """

    side: str
    title: str
    rows: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]


def offer(reader: Reader, paper: Paper) -> Document:
    """What the sides of one session offer, for whom the reader reads."""
    facts = {
        "idea": reader.session.idea,
        "exchange": _sections(exchange(reader)),
        "package": _sections(package(reader)),
        "pictures": tuple(pictures(reader)),
    }
    return filled("offer", reader, facts, paper)


def _sections(page: parts.Page) -> tuple[Section, ...]:
    of_sides = tuple(_section(one, column.title) for column in page.columns for one in column.sections)
    return of_sides + tuple(_section(one) for one in page.sections)


def _section(section: parts.Section, side: str = "") -> Section:
    # Beside a figure its number would be read as a part of it.
    rows = ((one.number, one.said, "; ".join((*one.known, *one.lacking))) for one in section.entries)
    return Section(side, section.title, tuple(rows), section.lines)
