"""What stands around the boards – decisions, what was parked, the next meeting – as rows on paper."""

from collections.abc import Iterator

from bpworkshop.documents.boards import with_marks
from bpworkshop.pages import Reader
from bpworkshop.session.around import Decision, Parked
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Person


def decision(reader: Reader, number: int, one: Decision) -> Iterator[str]:
    """Its number, what was decided, about what, how, the objections with their answers, and the day."""
    yield str(number)
    yield with_marks(one.text, (*reader.stands(one), *reader.audience(one)))
    yield reader.value("decisions", "about", one.about)
    yield reader.value("decisions", "how", one.how)
    yield "; ".join(
        f"{against.reason} → {against.answer}" if against.answer else against.reason
        for against in one.objections
    )
    yield write_date(one.on)


def parked(reader: Reader, number: int, one: Parked) -> Iterator[str]:
    """Its number, what was set aside, whose it is, and by when."""
    yield str(number)
    yield with_marks(one.text, reader.audience(one))
    yield reader.person(one.owner) if one.owner else ""
    yield write_date(one.due) if one.due else ""


def person(reader: Reader, one: Person) -> Iterator[str]:
    """A name, the side and the role; a handle is for the screen, and stands for who goes without a name."""
    yield one.name or one.handle
    yield reader.party(one.party)
    if one.role:
        yield one.role


def next_meeting(reader: Reader) -> Iterator[tuple[str, str]]:
    """When, at what time, where and who invites: each with its label, empty where nobody has said it."""
    meeting = reader.session.next_meeting
    for name in ("on", "at", "place", "invites"):
        found = getattr(meeting, name, None)
        told = reader.value("meeting", name, found) if found is not None else ""
        yield reader.guide.label("meeting", name), told
