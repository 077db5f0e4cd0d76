"""The page of the agreement as rows. Pure: no Textual."""

from bpworkshop.pages import Reader
from bpworkshop.toolbox.telling import What, page
from bpworkshop.tui.rows import Look, Row, readable
from bpworkshop.tui.sheets import prose

LOOKS: dict[What, tuple[Look, int]] = {
    "sum": ("mark", 2),
    "open": ("missing", 2),
    "part": ("heading", 2),
    "clause": ("said", 2),
    "text": ("plain", 6),
    "why": ("known", 6),
    "proposed": ("known", 6),
    "sources": ("faint", 6),
    "note": ("mark", 6),
    "list": ("plain", 4),
}
"""How each line looks, and how far it is indented."""


def rows(reader: Reader, width: int) -> list[Row]:
    """The page in that many cells, with air before each part and each clause."""
    drawn: list[Row] = []
    for what, words in page(reader):
        look, indent = LOOKS[what]
        if what in ("part", "clause"):
            drawn.append(Row())
        drawn += prose(words, look, readable(width), indent)
    return drawn
