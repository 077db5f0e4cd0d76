"""The partner assessment as rows: criteria by partners, and under it the questions. Pure: no Textual."""

from collections.abc import Iterator, Sequence

from bpworkshop import text
from bpworkshop.pages import Reader
from bpworkshop.session.readiness import CRITERIA
from bpworkshop.toolbox import assessing
from bpworkshop.toolbox.assessing import Assessed, Judged, Partner
from bpworkshop.tui.rows import Column, Look, Row, readable
from bpworkshop.tui.sheets import line, prose
from bpworkshop.words import say

NARROWEST, WIDEST = 18, 34
"""Cells of a partner's column."""

LONGEST_LABEL = 18
"""Cells of the column of criteria; a longer label is wrapped."""


def page(reader: Reader, width: int) -> list[Row]:
    """All partners: as many of them beside each other as there is room for, then the rest likewise."""
    width = readable(width)
    found = assessing.assessed(reader)
    if not found.partners:
        return [Row(), *prose(say("assessment.none"), "faint", width, 2)]
    room = width - LONGEST_LABEL - 2
    beside = max(room // (NARROWEST + 2), 1)
    rows: list[Row] = []
    for at in range(0, len(found.partners), beside):
        several = found.partners[at : at + beside]
        rows += [Row(), *_table(reader, several, min(room // len(several) - 2, WIDEST))]
    return [*rows, *_rest(reader, found, width)]


def _table(reader: Reader, partners: Sequence[Partner], broad: int) -> Iterator[Row]:
    yield from _line("", [(reader.party(one.id), "heading") for one in partners], broad)
    yield from _line(
        say("assessment.criterion"), [(assessing.counted(one), "known") for one in partners], broad
    )
    for name in CRITERIA:
        label = reader.guide.choice("assessments", "criterion", name)
        cells = [one.judged[name] for one in partners]
        yield from _line(label, [(assessing.cell(reader, one), _look(one)) for one in cells], broad)


def _line(label: str, cells: Sequence[tuple[str, Look]], broad: int) -> Iterator[Row]:
    columns = [Column(words, look, broad) for words, look in cells]
    width = 2 + LONGEST_LABEL + sum(column.width + 2 for column in columns)
    yield from line("  ", text.line(label), width, columns, look="known")


def _look(one: Judged) -> Look:
    """What nobody said is missing; what is not sure, or still to find out, wants attention."""
    if one.is_empty:
        return "missing"
    return "said" if one.strengths and one.reliability in ("medium", "high") else "mark"


def _rest(reader: Reader, found: Assessed, width: int) -> Iterator[Row]:
    """What has no place in the table, and the questions to ask."""
    if found.unsorted:
        yield Row()
        yield from prose(assessing.unsorted(found), "missing", width, 2)
    if found.questions:
        yield Row()
        yield from prose(say("assessment.questions"), "heading", width, 2)
        for one in found.questions:
            yield from prose(assessing.question(reader, one), "said", width, 4)
