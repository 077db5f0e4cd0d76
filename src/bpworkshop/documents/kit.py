"""The paper kit: all that a group needs to go on when the laptop does not.

Drawn from the session that its reader holds and from nothing else: for
everybody that is the shared one. Items have the numbers that they have on the
screen, and the empty rows go on counting, so that what was written down is
typed in afterwards under the same numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bpworkshop.documents.around import decision, next_meeting, parked
from bpworkshop.documents.boards import board
from bpworkshop.documents.parts import (
    Column,
    Document,
    Heading,
    Line,
    Paragraph,
    Part,
    Points,
    Sheet,
    Slip,
    Slips,
    Table,
    Typed,
    columns,
    numbers,
    rows,
)
from bpworkshop.documents.plan import time_plan
from bpworkshop.method.guide import PHASES, Guide
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Person
from bpworkshop.session.session import Session
from bpworkshop.session.types import Phase
from bpworkshop.words import entry, say

SPARE = 4
"""Lines for people who come and were not named."""

UNNAMED = 12
"""Slips and lines where nobody was named at all."""

SPARE_SLIPS, SLIPS_ON_PAGE = 3, 6
"""There are this many slips more than people at least, and pages of them are full."""

SLIP_NUMBERS = 10
"""Numbers of choices in a row of a slip; it has as many rows as the longest board needs, up to the most."""

MOST_NUMBERS = 30
DECISIONS, PARKED = 8, 10
"""Empty rows."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What the sheets are made from. ``phase``: the one that the meeting on paper is in."""

    reader: Reader
    phase: Phase

    @property
    def session(self) -> Session:
        return self.reader.session

    @property
    def guide(self) -> Guide:
        return self.reader.guide


def kit(reader: Reader, now: datetime, slips: int | None = None) -> Document:
    """The kit of one session, for whom the reader reads. ``slips``: how many there are to vote with.

    ``now`` has its zone, and counts where a time plan runs already. Everybody's
    kit of a phase in which our side is alone is for the next one in which it is not.
    """
    made = Kit(reader, _phase(reader))
    return Document(
        title=reader.session.title,
        mark=say("screen.everyone" if reader.everyone else "screen.only_us"),
        language=reader.guide.language,
        head=tuple(_head(made)),
        sheets=(
            time_plan(reader, made.phase, now),
            _people(made),
            _script(made),
            *(board(reader, step, made.phase) for step in STEPS),
            _decisions(made),
            _parked(made),
            _ending(made),
            *_slips(made, _enough(len(reader.session.people)) if slips is None else slips),
        ),
    )


def _enough(people: int) -> int:
    """How many slips are enough for so many people."""
    return -(-(people + SPARE_SLIPS) // SLIPS_ON_PAGE) * SLIPS_ON_PAGE if people else UNNAMED


def _phase(reader: Reader) -> Phase:
    now = reader.session.phase
    if not reader.everyone:
        return now
    coming = PHASES[PHASES.index(now) :]
    return next((phase for phase in coming if reader.guide.phase(phase).audience == "everyone"), now)


def _head(made: Kit) -> Iterator[Part]:
    yield Paragraph(say("kit.head", phase=made.guide.phase(made.phase).label))
    if made.session.idea:
        yield Paragraph(made.session.idea, loud=True)
    yield Paragraph(say("kit.made", day=write_date(made.reader.today)))


def _script(made: Kit) -> Sheet:
    """What is asked and done at each step: for whoever leads."""
    parts: list[Part] = []
    everyone = made.reader.everyone
    for number, step in enumerate(STEPS, 1):
        guide = made.guide.step(step)
        parts.append(Heading(say("kit.step", number=number, step=guide.label)))
        asked = [question.text for question in guide.questions_in(made.phase, everyone)]
        parts.append(Paragraph(" ".join(asked)))
        done = (
            say("outline.activity", label=activity.label, n=activity.minutes, how=activity.how)
            for activity in guide.activities_in(made.phase, everyone)
        )
        parts.append(Points(tuple(done)))
        parts.append(Paragraph(say("kit.ready", words=guide.ready_for(everyone))))
    return Sheet(say("kit.script"), tuple(parts))


def _people(made: Kit) -> Sheet:
    """Who is here, and with what they come and go."""
    reader = made.reader
    heads = columns(
        (say("kit.number"), 1),
        made.guide.label("people", "name"),
        (made.guide.label("people", "party"), 3),
        (say("kit.here"), 2),
        (made.guide.title("check_in"), 6),
        (made.guide.title("check_out"), 6),
    )
    told = rows(
        (str(number), reader.person_here(one), reader.party(one.party), "", *_voices(made, one))
        for number, one in enumerate(made.session.people, 1)
    )
    spare = SPARE if told else UNNAMED
    table = Table(heads, told, numbers(len(told) + 1, spare))
    unnamed = [
        Paragraph(f"{made.guide.title(name)}: {said.text}")
        for name in ("check_in", "check_out")
        for said in getattr(made.session, name)
        if said.by is None
    ]
    return Sheet(made.guide.title("people"), (Paragraph(say("kit.people")), table, *unnamed), wide=True)


def _voices(made: Kit, person: Person) -> Iterator[str]:
    for voices in (made.session.check_in, made.session.check_out):
        yield "; ".join(said.text for said in voices if said.by == person.id)


def _decisions(made: Kit) -> Sheet:
    label = made.guide.label
    heads = columns(
        (say("kit.number"), 1),
        (label("decisions", "text"), 7),
        (label("decisions", "about"), 3),
        (label("decisions", "how"), 3),
        (label("decisions", "objections"), 6),
        (label("decisions", "on"), 3),
    )
    told = rows(decision(made.reader, number, one) for number, one in enumerate(made.session.decisions, 1))
    table = Table(heads, told, numbers(len(told) + 1, DECISIONS))
    return Sheet(made.guide.title("decisions"), (Paragraph(say("kit.decisions")), table), wide=True)


def _parked(made: Kit) -> Sheet:
    reader, label = made.reader, made.guide.label
    heads = columns(
        (say("kit.number"), 1),
        (label("parked", "text"), 10),
        label("parked", "owner"),
        label("parked", "due"),
    )
    told = rows(parked(reader, number, one) for number, one in enumerate(made.session.parked, 1))
    table = Table(heads, told, numbers(len(told) + 1, PARKED))
    return Sheet(made.guide.title("parked"), (Paragraph(say("kit.parked")), table))


def _ending(made: Kit) -> Sheet:
    """Half a page to end with, and half a page for whoever types it in."""
    lines = (Line(label, found) for label, found in next_meeting(made.reader))
    return Sheet(
        say("kit.ending"),
        (
            Points(tuple(entry("kit.before_parting")), steps=True),
            Heading(made.guide.title("meeting")),
            *lines,
            Heading(say("kit.afterwards")),
            Points(tuple(entry("kit.typing_in")), steps=True),
            Typed(tuple(entry("kit.typed"))),
        ),
    )


def _slips(made: Kit, count: int) -> Iterator[Sheet]:
    """Slips to vote with, numbered, for one vote; none wanted, no sheet."""
    if not count:
        return
    most = max(len(made.session.board(step)) for step in STEPS)
    longest = min(max(most, SLIP_NUMBERS), MOST_NUMBERS)
    firsts = range(1, longest + 1, SLIP_NUMBERS)
    strips = tuple(
        _strip(say("kit.number"), say("kit.mark"), range(first, first + SLIP_NUMBERS)) for first in firsts
    )
    fist = _strip(say("kit.fist"), say("kit.shown"), range(6))
    parts: tuple[Part, ...] = (Line(say("kit.vote_on")), *strips, fist, Line(say("kit.why")))
    slips = tuple(Slip(say("kit.slip", number=number), parts) for number in range(1, count + 1))
    yield Sheet(say("kit.slips"), (Paragraph(say("kit.voting")), Slips(slips)))


def _strip(label: str, mark: str, several: range) -> Table:
    return Table((Column(label, 5), *(Column(str(number), 3) for number in several)), blanks=(mark,))
