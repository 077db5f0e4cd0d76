"""The invitation: when and where both sides meet next, what for, and what each can think of before."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from bpworkshop.documents import plan
from bpworkshop.documents.around import next_meeting, parked, person
from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.minutes import promise
from bpworkshop.documents.parts import Document
from bpworkshop.method import agenda
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.standing import OPEN, due, status
from bpworkshop.session.types import Phase


class Asked(NamedTuple):
    """What a step asks in the coming phase, and what is still to say there."""

    title: str
    questions: tuple[str, ...]
    open: str


def invitation(reader: Reader, paper: Paper) -> Document:
    """The invitation to the next meeting of one session; it says what of the meeting is not set yet."""
    session, phase = reader.session, coming(reader)
    meeting = session.next_meeting
    facts = {
        "idea": session.idea,
        "explain": reader.guide.phase(phase).explain,
        "meeting": tuple(next_meeting(reader)),
        "unset": tuple(label for label, told in next_meeting(reader) if not told),
        "people": tuple(", ".join(person(reader, one)) for one in session.people),
        "agenda": tuple(_agenda(reader, phase)),
        "steps": tuple(_asked(reader, phase)),
        "promises": tuple(
            tuple(promise(reader, number, one))
            for number, one in enumerate(session.commitments, 1)
            if status(one, reader.today) in OPEN
            and (meeting is None or (day := due(one)) is None or day <= meeting.on)
        ),
        "parked": tuple(tuple(parked(reader, number, one)) for number, one in enumerate(session.parked, 1)),
    }
    return filled("invitation", reader, facts, paper)


def coming(reader: Reader) -> Phase:
    """The phase that the next meeting is in: both sides meet, and what has begun is not begun again."""
    session = reader.session
    if session.phase == "after" or session.status == "closed":
        return "after"
    begun = session.phase == "together" and any(box.began for box in agenda.plan(session, "together"))
    return "after" if begun else "together"


def _agenda(reader: Reader, phase: Phase) -> Iterator[tuple[str, str, str]]:
    """Each part of the plan: when it begins – by the clock or from the start –, its minutes, what it is."""
    meeting = reader.session.next_meeting
    start = None
    if meeting and meeting.at:
        start = datetime.combine(meeting.on, time.fromisoformat(meeting.at))
    minutes = 0
    for box in agenda.plan(reader.session, phase) or plan.usual(reader, phase):
        begins = f"{start + timedelta(minutes=minutes):%H:%M}" if start else f"+{minutes}"
        yield begins, str(box.minutes), box.label
        minutes += box.minutes


def _asked(reader: Reader, phase: Phase) -> Iterator[Asked]:
    for step in STEPS:
        guide = reader.guide.step(step)
        questions = tuple(one.text for one in guide.questions_in(phase, reader.everyone))
        yield Asked(guide.label, questions, reader.still_to_say(step) if reader.gaps(step) else "")
