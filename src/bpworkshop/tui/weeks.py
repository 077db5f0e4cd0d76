"""The communication plan week by week, as rows. Pure: no Textual."""

from collections.abc import Iterator

from bpworkshop.pages import Reader
from bpworkshop.session.tools import Occasion
from bpworkshop.toolbox.communication import heading, weeks
from bpworkshop.tui.boards import occasions
from bpworkshop.tui.boards.drawn import Drawn, along, mark
from bpworkshop.tui.rows import Look, Row, readable
from bpworkshop.tui.sheets import line, prose
from bpworkshop.words import say

INDENT = 2
LOOKS: dict[str, Look] = {"past": "known", "now": "heading", "ahead": "group", "undated": "group"}


def page(reader: Reader, width: int) -> list[Row]:
    """Each week with its days, and what is told in it: the words large enough to be read out."""
    drawn = Drawn(reader, readable(width))
    found, widths = weeks(reader.session), occasions.rooms(drawn)
    rows = [] if found else [Row(), *prose(say("weeks.none"), "faint", drawn.width, INDENT)]
    for week in found:
        look = LOOKS[week.tense(reader.today)]
        rows += [Row(), *prose(heading(week, reader.today), look, drawn.width, INDENT)]
        for at, (number, one) in enumerate(week.rows):
            rows += [*([Row()] if at else []), *_row(drawn, number, one, widths)]
    return rows


def _row(drawn: Drawn, number: int, one: Occasion, widths: tuple[int, int, int]) -> Iterator[Row]:
    columns = occasions.columns(drawn, one, widths)
    yield from line(f"{number:>4}  ", one.occasion, drawn.width, columns if drawn.broad else ())
    if not drawn.broad:
        yield from along(columns, drawn.width)
    for names in (("message",), ("channel", "action", "approver")):
        if known := drawn.details("occasions", one, *names):
            yield from prose(known, "known", drawn.width, 8)
    if marks := mark(drawn, one):
        yield from prose(marks, "mark", drawn.width, 8)
