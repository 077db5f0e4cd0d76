"""A session that was evaluated three times by both sides, and once among us."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bpworkshop.method.guide import Guide, load
from bpworkshop.session.around import Ballot, Because, Round
from bpworkshop.session.items import Commitment, Event, Figure, Goal, Person
from bpworkshop.session.session import Session
from bpworkshop.session.standing import EventKind
from bpworkshop.session.types import Evaluates, Naming, Span
from bpworkshop.toolbox.evaluation import asked
from tests.strategies import small

PEOPLE = (
    Person(id="ana", name="Ana Lind", handle="ana", party="library"),
    Person(id="ben", name="Ben Dahl", handle="ben", party="school"),
    Person(id="cleo", name="Cleo Rask", handle="cleo", party="school"),
)
GOALS = (
    Goal(
        id="read",
        statement="More children read on their own",
        whose="shared",
        measure="loans of children's books",
        target="20 % more",
        due=date(2026, 12, 31),
    ),
    Goal(id="shelf", statement="A swap shelf in the canteen", whose="school"),
)
FIGURES = (
    Figure(
        id="loans",
        metric="Loans of children's books",
        giver="library",
        value=Decimal(1240),
        unit="loans",
        period=Span(start=date(2026, 9, 1), end=date(2026, 11, 30)),
        method="counted",
        source="loan statistics",
    ),
)


def event(id: str, kind: EventKind, day: date) -> Event:
    recorded = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(id=id, kind=kind, on=day, recorded=recorded)


def promise(id: str, promiser: str, due: date, *happened: tuple[EventKind, date]) -> Commitment:
    agreed = event(f"{id}-0", "agreed", date(2026, 5, 1))
    events = (agreed, *(event(f"{id}-{at}", kind, day) for at, (kind, day) in enumerate(happened, 1)))
    return Commitment(id=id, commitment=f"Promise {id}", promiser=promiser, due=due, events=events)


PROMISES = (
    promise("letter", "library", date(2026, 6, 1), ("kept", date(2026, 5, 30))),
    promise("poster", "library", date(2026, 6, 1), ("kept", date(2026, 6, 20))),
    promise("party", "library", date(2027, 6, 1)),
    promise("room", "school", date(2026, 7, 1), ("missed", date(2026, 7, 2))),
    promise("key", "school", date(2026, 7, 1)),
)


def evaluated(
    id: str, day: date, evaluates: Evaluates, *answers: tuple[str, str], names: Naming = "named", **more: Any
) -> Round:
    """A round that is closed: whose each ballot is (empty: nobody's), and what was written: ``4 fast; 3``."""
    guide: Guide = load()
    words = guide.toolbox.evaluation
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    return Round(
        id=id,
        text=words.final if evaluates == "final" else words.running,
        method="rating",
        evaluates=evaluates,
        names=names,
        opened=at,
        closed=at,
        choices=asked(words, small(goals=GOALS), evaluates),
        ballots=tuple(_ballot(who, written) for who, written in answers),
        **more,
    )


def _ballot(who: str, written: str) -> Ballot:
    pieces = [one.strip().partition(" ") for one in written.split(";")]
    return Ballot(
        marks=tuple(0 if mark == "-" else int(mark) for mark, _, _ in pieces),
        because=tuple(Because(choice=n, text=why) for n, (_, _, why) in enumerate(pieces, 1) if why),
        by=who if who and not who.isdigit() else None,
        slip=int(who) if who.isdigit() else None,
    )


ROUNDS = (
    evaluated(
        "among",
        date(2026, 5, 20),
        "running",
        ("ana", "2 they never answer; 3; 2"),
        only_for="library",
    ),
    evaluated(
        "first",
        date(2026, 6, 15),
        "running",
        ("ana", "4 we talk every week; 3; 4"),
        ("ben", "2 letters get lost at the school; 3 holidays; 3"),
        ("cleo", "5; 2 the poster was late; -"),
    ),
    evaluated(
        "second",
        date(2026, 9, 14),
        "running",
        ("1", "4; 4 the shelf stands; 4"),
        ("2", "4; 4; 5 queues at the shelf"),
        names="pseudonymous",
        expected=2,
    ),
    evaluated(
        "last",
        date(2026, 12, 1),
        "final",
        ("", "5; 4; 4; 4 a fifth more loans; 5; 4 the shelf stays; 5"),
        ("", "4; 4; 5; 2 only in autumn; 5; 3; 5 with the museum too"),
        names="anonymous",
    ),
)


def session(**values: Any) -> Session:
    """The session; ``values`` in place of its own."""
    given = {
        "phase": "after",
        "people": PEOPLE,
        "goals": GOALS,
        "figures": FIGURES,
        "commitments": PROMISES,
        "rounds": ROUNDS,
    }
    return small(**{**given, **values})
