"""The communication plan on paper: what is told to whom, by whom and when, in the order of its days."""

from collections.abc import Iterator
from dataclasses import replace

from bpworkshop.documents.boards import with_marks
from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document
from bpworkshop.pages import Reader
from bpworkshop.session.dates import write_date
from bpworkshop.session.tools import Occasion
from bpworkshop.toolbox.communication import weeks
from bpworkshop.words import say

TOLD = ("audience", "message", "effect", "channel", "action", "owner", "approver")
"""The fields that have columns of their own, in their order."""


def communication_plan(reader: Reader, paper: Paper) -> Document:
    """The plan of one session, on paper that lies on its side."""
    found = [row for week in weeks(reader.session) for row in week.rows]
    document = filled(
        "communication-plan",
        reader,
        {
            "rows": tuple(tuple(_row(reader, *row)) for row in found),
            "open": reader.still_to_say("occasions") if reader.gaps("occasions") else "",
        },
        paper,
    )
    return replace(document, sheets=tuple(replace(sheet, wide=True) for sheet in document.sheets))


def _row(reader: Reader, number: int, one: Occasion) -> Iterator[str]:
    yield str(number)
    yield _when(reader, one)
    marks = (*reader.audience(one), *([say("page.conflict")] if one.conflicts_with else ()))
    yield with_marks(one.occasion, marks)
    for name in TOLD:
        value = getattr(one, name)
        yield reader.value("occasions", name, value) if value is not None else ""


def _when(reader: Reader, one: Occasion) -> str:
    """Its day and its week; that it is late, or that they were told."""
    told = [reader.labelled("occasions", "told", one.told)] if one.told else []
    late = [say("page.late")] if one.is_late(reader.today) else []
    if one.due is None:
        return "; ".join(told)
    week = say("weeks.short", number=one.due.isocalendar().week)
    return with_marks(write_date(one.due), (week, *told, *late))
