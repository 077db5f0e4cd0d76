"""The time plan on paper, with clock times as far as they are known."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import accumulate, count

from bpworkshop.documents.parts import Paragraph, Sheet, Table, columns, rows
from bpworkshop.method import agenda
from bpworkshop.pages import Reader
from bpworkshop.session.items import Timebox
from bpworkshop.session.types import Phase
from bpworkshop.words import say

EMPTY, EMPTY_PLAN = 3, 12
"""Rows for what is added; more where there is no plan at all."""


def time_plan(reader: Reader, phase: Phase, now: datetime) -> Sheet:
    """The plan of a phase: the session's own, otherwise the one to start from, otherwise rows to make one."""
    plan = _plan(reader, phase)
    label = reader.guide.label
    heads = columns(
        (say("kit.begins"), 2),
        (say("kit.from_start"), 2),
        (label("agenda", "minutes"), 2),
        (label("agenda", "label"), 9),
        (say("kit.took"), 3),
    )
    table = Table(heads, rows(_rows(plan, _at(reader, plan, now))), ("",) * (EMPTY if plan else EMPTY_PLAN))
    words = say("kit.plan", n=sum(box.minutes for box in plan)) if plan else say("kit.no_plan")
    return Sheet(reader.guide.title("agenda"), (Paragraph(words), table))


def _plan(reader: Reader, phase: Phase) -> Sequence[Timebox]:
    return agenda.plan(reader.session, phase) or usual(reader, phase)


def usual(reader: Reader, phase: Phase) -> Sequence[Timebox]:
    """The plan that a phase starts from; none where only our side is in the room and everyone reads."""
    found = reader.guide.agenda(phase)
    if not found or (reader.everyone and reader.guide.phase(phase).audience == "only-us"):
        return ()
    ids = (f"part-{number}" for number in count(1))
    return agenda.made(found, phase, lambda: next(ids))


def _at(reader: Reader, plan: Sequence[Timebox], now: datetime) -> datetime | None:
    """From when the rest of the plan counts: now, once it has begun; before that its time may be set."""
    if any(box.began for box in plan):
        return now
    meeting = reader.session.next_meeting
    if meeting is None or meeting.at is None or meeting.on < reader.today:
        return None
    return datetime.combine(meeting.on, time.fromisoformat(meeting.at))


def _rows(plan: Sequence[Timebox], at: datetime | None) -> Iterator[tuple[str, ...]]:
    starts = [slot.start for slot in agenda.slots(plan, at)] if at else [None] * len(plan)
    minutes = accumulate((box.minutes for box in plan), initial=0)
    for box, start, minute in zip(plan, starts, minutes, strict=False):
        clock = start.strftime("%H:%M") if start else ""
        yield clock, str(minute), str(box.minutes), box.label, str(agenda.real(box) or "")
