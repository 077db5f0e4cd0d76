"""The minutes: the whole session for those who were not there, as far as the reader may see it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from bpworkshop import planned, results
from bpworkshop.documents.around import decision, next_meeting, parked, person
from bpworkshop.documents.boards import with_marks
from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document
from bpworkshop.method import agenda
from bpworkshop.pages import UNSAID, Reader
from bpworkshop.session import fields
from bpworkshop.session.around import Round
from bpworkshop.session.boards import STEPS, TOOLS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment, Figure, Person, StepItem
from bpworkshop.session.standing import due, status
from bpworkshop.session.types import Step
from bpworkshop.words import say

T = TypeVar("T")

IN_COLUMNS = ("commitment", "promiser", "owner", "due", "evidence")
"""What the table of promises tells in columns of its own."""


class Board(NamedTuple):
    """What was said at a board: rows of number, words and what is known; what follows; what is open."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    follows: tuple[str, ...]
    open: str


class Vote(NamedTuple):
    """What was voted on and how, and what it came to."""

    title: str
    lines: tuple[str, ...]


def minutes(reader: Reader, paper: Paper) -> Document:
    """The minutes of one session. What is not there is said to be missing."""
    session, guide = reader.session, reader.guide
    # Who left before the end was there.
    people = [(", ".join(_there(reader, one)), bool(one.present or one.left)) for one in session.people]
    boards = tuple(_board(reader, step) for step in STEPS if step != "commitments")
    return filled(
        "minutes",
        reader,
        {
            "begun": session.created.date(),
            "phase": guide.phase(session.phase).label,
            "status": guide.choice("session", "status", session.status),
            "parties": tuple((one.name, one.mission) for one in session.parties),
            "present": tuple(line for line, present in people if present),
            "absent": tuple(line for line, present in people if not present),
            "idea": session.idea,
            "plan": tuple(planned.told(session, reader.party)),
            "options": _lines(reader, "options"),
            "check_in": _lines(reader, "check_in"),
            "agenda": tuple(_agenda(reader)),
            "boards": boards,
            "promises": _numbered(reader, session.commitments, promise),
            "promises_more": tuple(
                line
                for number, one in enumerate(session.commitments, 1)
                for line in _more(reader, number, one)
            ),
            "promises_open": _open(reader, "commitments"),
            "tools": tuple(_board(reader, tool) for tool in TOOLS if session.board(tool)),
            "agreements": tuple(f"{write_date(one.on)}: {one.text}" for one in session.agreements),
            "votes": tuple(_vote(reader, one) for one in session.rounds),
            "decisions": _numbered(reader, session.decisions, decision),
            "parked": _numbered(reader, session.parked, parked),
            "notes": _lines(reader, "notes"),
            "meeting": tuple(f"{label}: {told}" for label, told in next_meeting(reader) if told),
            "check_out": _lines(reader, "check_out"),
        },
        paper,
    )


def _numbered(
    reader: Reader, several: Sequence[T], row: Callable[[Reader, int, T], Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """A row of a table for each, with the number by which people call it."""
    return tuple(tuple(row(reader, number, one)) for number, one in enumerate(several, 1))


def _vote(reader: Reader, one: Round) -> Vote:
    return Vote(
        with_marks(results.head(one), reader.audience(one)), tuple(results.result(one, reader.person))
    )


def _there(reader: Reader, one: Person) -> Iterator[str]:
    yield from person(reader, one)
    if one.came:
        yield say("page.came", time=f"{one.came:%H:%M}")
    if one.left:
        yield say("page.left", time=f"{one.left:%H:%M}")


def _lines(reader: Reader, name: str) -> tuple[str, ...]:
    """The voices of a list, each in a line after who said it."""
    return tuple(
        (f"{reader.person(one.by)}: " if one.by else "")
        + reader.item(name, one.model_copy(update={"by": None}), whole=True)
        for one in getattr(reader.session, name)
    )


def _agenda(reader: Reader) -> Iterator[tuple[str, str, str]]:
    """Each part of the time plan that has begun: how long it was to be, and how long it took."""
    for box in reader.session.agenda:
        if box.began:
            yield box.label, str(box.minutes), str(agenda.real(box) or "")


def _board(reader: Reader, step: Step) -> Board:
    session = reader.session
    rows = (
        (
            str(number),
            reader.figure(item) if isinstance(item, Figure) else item.said,
            _known(reader, step, item),
        )
        for number, item in enumerate(session.board(step), 1)
    )
    return Board(reader.guide.title(step), tuple(rows), tuple(reader.adds_up(step)), _open(reader, step))


def _known(reader: Reader, step: Step, item: StepItem) -> str:
    return "; ".join(one.removesuffix(".") for one in reader.details(step, item, whole=True))


def promise(reader: Reader, number: int, one: Commitment) -> Iterator[str]:
    """Its number, what was promised, who does it for whom, by when, what will show it, where it stands."""
    yield str(number)
    yield with_marks(one.commitment, (*reader.switched(one), *reader.audience(one)))
    side = reader.party(one.promiser) if one.promiser else ""
    yield ", ".join(filter(None, (reader.person(one.owner) if one.owner else "", side)))
    day = due(one)
    yield write_date(day) if day else ""
    yield one.evidence or ""
    yield reader.guide.statuses[status(one, reader.today)]


def _more(reader: Reader, number: int, one: Commitment) -> Iterator[str]:
    """What no column tells of a promise, and what became of it."""
    names = (name for name in fields.fields(Commitment) if name not in (*UNSAID, *IN_COLUMNS))
    known = [
        reader.labelled("commitments", name, found)
        for name in names
        if (found := getattr(one, name)) not in (None, ())
    ]
    if known:
        yield f"{number}: {'; '.join(known)}"
    yield from (f"{number}: {reader.event(event)}" for event in one.events)


def _open(reader: Reader, step: Step) -> str:
    """What is still to say at a board; empty where it is ready."""
    return reader.still_to_say(step) if reader.gaps(step) else ""
