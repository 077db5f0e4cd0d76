"""A difference in words: sections of what is new, gone and changed, and of what either side comes to."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from bpworkshop.method.guide import Guide
from bpworkshop.pages import Reader
from bpworkshop.review.compare import Difference, FieldChange, Touched
from bpworkshop.session.around import Choice
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment, Entry, Item, Party, Person, Timebox
from bpworkshop.session.readiness import Gap
from bpworkshop.session.session import Meeting, Session
from bpworkshop.session.standing import status
from bpworkshop.session.tallies import Balance
from bpworkshop.session.types import Record
from bpworkshop.words import say

Kind = Literal["new", "gone", "changed"]


class Pair(NamedTuple):
    """Something that has a name, and what it is on either side."""

    label: str
    a: str
    b: str


class Line(NamedTuple):
    """A record that is new, gone or changed: its number in its list and its words on either side."""

    kind: Kind
    number_a: int
    a: str
    number_b: int
    b: str
    fields: tuple[Pair, ...] = ()


class Section(NamedTuple):
    """What is different in one list; or ``pairs``, which are the same where nothing changed."""

    title: str
    lines: tuple[Line, ...] = ()
    pairs: tuple[Pair, ...] = ()


class Sides(NamedTuple):
    """How either side is read: names stand in each session for itself."""

    a: Reader
    b: Reader

    @property
    def guide(self) -> Guide:
        return self.b.guide


def sections(difference: Difference, sides: Sides) -> list[Section]:
    """What is different, in the order of the file but the steps first; then what either side comes to."""
    found = [Section(say("compare.whole"), pairs=tuple(_fields("session", difference.single, sides)))]
    for name, records in difference.lists.items():
        lines = (_line(name, one, sides) for one in records)
        found.append(Section(_title(name, sides), tuple(line for line in lines if line)))
    if not difference.empty:
        found += _comes_to(difference, sides)
    return [section for section in found if section.lines or section.pairs]


def _title(name: str, sides: Sides) -> str:
    return sides.guide.step(name).label if name in BOARDS else sides.guide.title(name)


def _line(name: str, one: Touched, sides: Sides) -> Line | None:
    """None where only votes changed, which are told of both sides anyway."""
    kind: Kind = "changed" if one.a and one.b else "new" if one.b else "gone"
    changed = [field for field in one.fields if field.name != "votes"]
    if kind == "changed" and not changed:
        return None
    fields = tuple(_fields(name, changed, sides))
    a = _words(name, one.a, sides.a, whole=kind != "changed")
    b = _words(name, one.b, sides.b, whole=kind != "changed")
    return Line(kind, _number(name, one.a, sides.a), a, _number(name, one.b, sides.b), b, fields)


def _number(name: str, record: Entry | None, reader: Reader) -> int:
    """What people call it; 0 for what is not there."""
    if record is None:
        return 0
    return next(n for n, one in enumerate(getattr(reader.session, name), 1) if one.id == record.id)


def _words(name: str, record: Entry | None, reader: Reader, *, whole: bool) -> str:
    match record:
        case Party():
            return reader.party_line(record) if whole else record.name
        case Person():
            return reader.person_line(record) if whole else reader.person(record.id)
        case Timebox():
            return say("compare.timebox", label=record.label, minutes=record.minutes)
        case Item():
            return reader.item(name, record) if whole else record.said
    return ""


def _fields(name: str, changed: Sequence[FieldChange], sides: Sides) -> Iterator[Pair]:
    for field in changed:
        label = sides.guide.label(name, field.name)
        a, b = (
            _value(reader, name, field.name, value)
            for reader, value in ((sides.a, field.a), (sides.b, field.b))
        )
        # What has no short words, such as ballots, is only told to be different.
        yield Pair(label, a, b if a != b else say("compare.otherwise"))


def _value(reader: Reader, name: str, field: str, value: Any) -> str:
    """A field's value as it is read aloud."""
    if value in (None, ()):
        return ""
    if field == "ranking":
        return _ranking(reader.session, value)
    if field == "events":
        return "; ".join(map(reader.event, value))
    if isinstance(value, Meeting):
        return ", ".join(_inside(reader, "meeting", value))
    if field == "choices":
        return "; ".join(choice.text for choice in value if isinstance(choice, Choice))
    if field in ("under", "conflicts_with"):
        found = reader.session.find(value)
        return found[1].said if found else say("page.gone")
    if isinstance(value, datetime):
        return say("compare.at", day=write_date(value.date()), time=f"{value:%H:%M}")
    if isinstance(value, Item):
        return value.said
    if field == "ballots":
        return say("compare.ballots", n=len(value))
    return reader.value(name, field, value)


def _inside(reader: Reader, name: str, record: Record) -> Iterator[str]:
    for field in type(record).model_fields:
        if (value := getattr(record, field)) is not None:
            yield reader.value(name, field, value)


def _ranking(session: Session, ranking: Sequence[str]) -> str:
    said = {goal.id: goal.said for goal in session.goals}
    return "; ".join(f"{place} {said.get(id, say('page.gone'))}" for place, id in enumerate(ranking, 1))


# What either side comes to


def _comes_to(difference: Difference, sides: Sides) -> Iterator[Section]:
    ready = (
        Pair(sides.guide.step(step).label, _ready(a), _ready(b)) for step, (a, b) in difference.ready.items()
    )
    yield Section(say("compare.ready"), pairs=tuple(ready))
    gives = (
        Pair(_party(party, sides), _balance(a), _balance(b)) for party, (a, b) in difference.balance.items()
    )
    yield Section(sides.guide.step("benefits").label, pairs=tuple(gives))
    votes = (
        Pair(_said(one.id, sides), _votes(one.a), _votes(one.b)) for one in difference.votes if one.a != one.b
    )
    yield Section(say("compare.votes"), pairs=tuple(votes))
    promises = (
        Pair(_said(one.id, sides), _status(one.id, sides.a), _status(one.id, sides.b))
        for one in difference.promises
        if difference.own_promises or one.a != one.b
    )
    title = say("compare.own_promises") if difference.own_promises else say("compare.promises")
    yield Section(title, pairs=tuple(promises))


def _ready(gaps: Sequence[Gap]) -> str:
    return say("compare.still_to_say", n=len(gaps)) if gaps else say("compare.is_ready")


def _balance(one: Balance | None) -> str:
    return say("compare.balance", gives=one.gives, gets=one.gets) if one else ""


def _party(id: str, sides: Sides) -> str:
    return (sides.b if sides.b.session.party(id) else sides.a).party(id)


def _votes(n: int | None) -> str:
    return "" if n is None else str(n)


def _said(id: str, sides: Sides) -> str:
    found = sides.b.session.find(id) or sides.a.session.find(id)
    return found[1].said if found else id


def _status(id: str, reader: Reader) -> str:
    found = reader.session.find(id)
    if found is None or not isinstance(found[1], Commitment):
        return ""
    return reader.guide.statuses[status(found[1], reader.today)]
