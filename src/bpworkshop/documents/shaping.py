"""What every form on paper is to know of parts: in which direction they run, and how deep headings go."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpworkshop import text
from bpworkshop.documents.parts import Document, Heading, Part, Picture
from bpworkshop.figures.charts import told


def direction(said: str) -> str:
    """``rtl`` where the first letter is of a script that is written from right to left, otherwise ``ltr``."""
    if said.isascii():
        return "ltr"
    kinds = map(unicodedata.bidirectional, said)
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def stepped(parts: Iterable[Part], most: int) -> Iterator[Part]:
    """Parts whose headings go down one level at a time, from ``most`` on: who listens misses one left out.

    The title is none of the headings here: a sheet has level 1.
    """
    for part in parts:
        if isinstance(part, Heading):
            part = replace(part, level=min(max(part.level - 1, 1), most))
            most = part.level + 1
        yield part


def in_words(picture: Picture) -> str:
    """All that a chart shows."""
    return " ".join(map(text.line, told(picture.chart)))


def shown(document: Document) -> Iterator[str]:
    """What each picture of a document shows, in their order: the logo, then the charts."""
    if document.letterhead and document.letterhead.logo:
        yield document.letterhead.logo.alt
    for part in (*document.head, *(part for sheet in document.sheets for part in sheet.parts)):
        if isinstance(part, Picture):
            yield in_words(part)
