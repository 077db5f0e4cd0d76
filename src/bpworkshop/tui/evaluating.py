"""What the evaluations say, as rows: the newest round first, then how each theme moved. Pure: no Textual."""

from collections.abc import Iterator

from bpworkshop.pages import Reader
from bpworkshop.toolbox.evaluation import Line, Section, charts, evaluations, page
from bpworkshop.tui import charts as pictures
from bpworkshop.tui.rows import Look, Row, readable
from bpworkshop.tui.sheets import prose
from bpworkshop.words import say

INDENT, DEEP = 2, 6


def rows(reader: Reader, width: int, *, plain: bool = False) -> list[Row]:
    """The page in that many cells; that there is nothing yet, and how to begin."""
    readable_ = readable(width)
    found = page(reader)
    if not found:
        return [Row(), *prose(say("evaluation.none"), "known", readable_, INDENT)]
    drawn: list[Row] = []
    for section in found:
        drawn += [Row(), *prose(section.title, "heading", readable_, INDENT), *lines(section, readable_)]
    several = charts(evaluations(reader))
    if several:
        drawn += [Row(), *prose(say("evaluation.over_time"), "heading", readable_, INDENT)]
    for one in several:
        drawn += [Row(), *pictures.rows(one, width, plain=plain)]
    return drawn


def lines(section: Section, width: int) -> Iterator[Row]:
    """What stands under the heading of a part."""
    for line in section.lines:
        yield from prose(line.words, _look(line), width, DEEP if line.deep else INDENT)


def _look(line: Line) -> Look:
    if line.loud:
        return "mark"
    return "known" if line.deep else "said"
