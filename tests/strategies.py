"""Hypothesis strategies: any valid session, and histories of valid edits of every kind.

Sessions are built by drawing every field from its annotation, with ids and
references that hold. Which text a field takes comes from the model, so that a
new field is drawn without a change here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import fields
from bpworkshop.session.around import Choice, Decision, Parked
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.edits import (
    Add,
    Change,
    Edit,
    Forget,
    Happened,
    Move,
    Remove,
    Set,
    Several,
    apply,
    parked,
)
from bpworkshop.session.fields import Field
from bpworkshop.session.honesty import FACTS, PRICES
from bpworkshop.session.items import Commitment, Entry, Event, Evidence, Figure, Party, Person
from bpworkshop.session.session import LISTS, MEMBERS, Meeting, Session
from bpworkshop.session.types import SHARED, Amount, Kind, Record, Span

R = TypeVar("R", bound=Record)

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
MOMENT_FIELDS = ("created", "recorded", "opened", "closed", "began", "ended", "came", "left")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES | st.just(UTC))
DECIMALS = st.decimals(
    Decimal("-999999999999999"), Decimal("999999999999999"), allow_nan=False, places=6
) | st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal)
SHARES = st.decimals(0, 100, places=2)
WHOLE = st.integers(0, 999_999_999)
_SCRIPTS = st.sampled_from(
    ["naïve café", "图书馆", "مكتبة", "ספרייה", "👩\u200d🏫 школа", 'a "b" \\ c', "'''", '"""', "#[x]"]
)


def _texts(most: int, lines: bool) -> st.SearchStrategy[str]:
    raw = st.text(max_size=most) | _SCRIPTS
    if lines:
        raw = raw | st.lists(raw, max_size=3).map("\n".join)
    cleaned = raw.map(lambda value: text.clean(value) if lines else text.clean(value).replace("\n", " "))
    return cleaned.map(lambda value: text.clean(value[:most])).map(
        lambda value: value if value.strip() else "x"
    )


LINE = _texts(40, lines=False)
TEXT = _texts(80, lines=True)
HANDLE_LETTERS = st.sampled_from(["a", "b", "Ü", "ж", "图", "9"])

_BY_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.LINE: LINE,
    Kind.TEXT: TEXT,
    Kind.DATE: DAYS,
    Kind.TIME: st.times().map(lambda time: time.strftime("%H:%M")),
    Kind.WHOLE: WHOLE,
    Kind.DECIMAL: DECIMALS,
    Kind.MONEY: st.builds(Amount, amount=DECIMALS, currency=st.sampled_from(["EUR", "XAF"])),
    Kind.PERIOD: st.tuples(DAYS, DAYS).map(sorted).map(lambda days: Span(start=days[0], end=days[1])),
    Kind.RATINGS: st.lists(st.integers(1, 5), max_size=4).map(tuple),
}


@dataclass
class World:
    """What a record may refer to, and a source of ids that nobody else makes."""

    prefix: str = "x"
    people: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    made: int = field(default=0)

    @classmethod
    def of(cls, session: Session, prefix: str, made: int = 0) -> "World":
        return cls(
            prefix,
            tuple(person.id for person in session.people),
            tuple(party.id for party in session.parties),
            tuple(item.id for _, item in session.items()),
            made,
        )

    def new_id(self) -> str:
        self.made += 1
        return f"{self.prefix}{self.made:03}"


@st.composite
def records(draw: st.DrawFn, /, record: type[R], world: World, **given: Any) -> R:
    """Any valid record of a type; ``given`` fields stand as they are."""
    values = dict(given)
    for one in fields.fields(record).values():
        if one.name not in values:
            values[one.name] = draw(field_values(record, one, world))
    if values.get("placement") == "interview":  # press has no price
        values |= dict.fromkeys(PRICES)
    return record.model_validate({name: value for name, value in values.items() if value is not None})


def field_values(record: type[Record], one: Field, world: World) -> st.SearchStrategy[Any]:
    """What a field may hold; None (absent) where it may be."""
    some = _some(record, one, world)
    if some is None:
        return _NOTHING if one.many else _ABSENT
    return some if one.many or record.model_fields[one.name].is_required() else _or_none(some)


def _some(record: type[Record], one: Field, world: World) -> st.SearchStrategy[Any] | None:
    """Any value of a field, or None where there is nothing that it could refer to."""
    if one.name == "id":
        return st.builds(world.new_id)
    if one.name in fields.WEAK or (record is Choice and one.name == "item"):
        return _one_of((*world.items, "gone"))
    if one.name == fields.SOURCES:
        return _several_of((*world.items, "gone"))
    if one.name == "about" and one.kind is None:
        return _several_of(world.items)
    if one.kind in (Kind.PERSON, Kind.PARTY, Kind.WHOSE):
        pool = world.people if one.kind is Kind.PERSON else world.parties
        pool = (*pool, SHARED) if one.kind is Kind.WHOSE else pool
        return _several_of(pool) if one.many else _one_of(pool) if pool else None
    if one.name in _LEFT_OUT:
        return None
    if one.record:
        return _few(one.record, world) if one.many else records(one.record, world)
    return _plain(record, one)


# What does not depend on the session is made once: making strategies takes longer than drawing from them.

_NOTHING, _ABSENT = st.just(()), st.none()
_LEFT_OUT = ("withdraws", "step", "item", "events", "ranking", "next_meeting")
_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(MOMENT_FIELDS, MOMENTS),
    "minutes": st.integers(1, 480),
    **dict.fromkeys(("column", "key", "doubt", "theme", "drafted"), LINE),
    "kept": st.just("kept"),
    "marks": st.lists(st.integers(0, 1000), min_size=1, max_size=3).map(tuple),
    "on": DAYS,
    "language": st.sampled_from(["en", "de"]),
    "follows": st.just("zz9"),
    "fist": st.integers(0, 5),
    "audience_share": SHARES,
    "handle": st.text(HANDLE_LETTERS, min_size=3, max_size=6),
}
"""Fields whose values the kind alone does not say."""


@cache
def _plain(record: type[Record], one: Field) -> st.SearchStrategy[Any] | None:
    """Any value of a field that refers to nothing."""
    if record is Decision and one.name == "was":
        return st.lists(LINE, max_size=2).map(tuple)
    if record is Event and one.name == "kind":
        return st.sampled_from([kind for kind in one.choices if kind != "withdrawn"])
    if one.name in _BY_NAME:
        return _BY_NAME[one.name]
    if one.choices:
        return st.booleans() if one.choices == ("yes", "no") else st.sampled_from(one.choices)
    return _BY_KIND[one.kind] if one.kind else None


@lru_cache(10_000)
def _or_none(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | some


@lru_cache(10_000)
def _one_of(pool: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(pool)


@lru_cache(10_000)
def _several_of(pool: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(pool), unique=True, max_size=3).map(tuple) if pool else _NOTHING


@st.composite
def _few(draw: st.DrawFn, record: type[Record], world: World) -> tuple[Record, ...]:
    return tuple(draw(records(record, world)) for _ in range(draw(_UP_TO_TWO)))


_UP_TO_TWO = st.integers(0, 2)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Any valid session: our party first, then whatever fits one after the other."""
    world = World("s")
    ours = draw(records(Party, world, id="ours", handle="ours", ours=True))
    single = {
        name: draw(field_values(Session, one, world))
        for name, one in fields.fields(Session).items()
        if name not in (*LISTS, "status")
    }
    values = {name: value for name, value in single.items() if value is not None}
    session = Session(**{**values, "id": "session", "status": "running", "parties": (ours,)})
    for into in draw(st.lists(st.sampled_from((*LISTS, "people", "parties")), min_size=3, max_size=14)):
        session = apply(session, draw(adds(session, World.of(session, "s", world.made), into=into)))
        world.made += 20
    if draw(st.booleans()) and session.commitments:
        session = apply(session, draw(happenings(session, World.of(session, "s", world.made))))
    if session.goals:
        session = apply(session, Set({"ranking": draw(_several_of(tuple(g.id for g in session.goals)))}))
    if draw(st.booleans()):
        meeting = draw(records(Meeting, World.of(session, "s")))
        session = apply(session, Set({"next_meeting": meeting}))
    return apply(session, Set({"status": draw(st.sampled_from(["draft", "running"]))}))


@st.composite
def adds(draw: st.DrawFn, session: Session, world: World, into: str | None = None) -> Add:
    into = into or draw(st.sampled_from(LISTS))
    return Add(into, draw(entries(session, world, into)), draw(st.none() | st.integers(-1, 5)))


@st.composite
def entries(draw: st.DrawFn, session: Session, world: World, into: str) -> Entry:
    """A record that may be put into a list of this session."""
    record = MEMBERS[into]
    given: dict[str, Any] = {"id": world.new_id()}
    if record is Party:
        given["ours"] = False
    if record in (Party, Person):
        given["handle"] = f"{draw(st.text(HANDLE_LETTERS, min_size=1, max_size=2))}-{given['id']}"
    if record is Parked and draw(st.booleans()):
        given["step"] = draw(st.sampled_from(BOARDS))
        given["item"] = draw(records(MEMBERS[given["step"]], world))
    return draw(records(record, world, **given))


@st.composite
def happenings(draw: st.DrawFn, session: Session, world: World) -> Happened:
    commitment = draw(st.sampled_from(session.commitments))
    given: dict[str, Any] = {"id": world.new_id()}
    if draw(st.booleans()) and commitment.events:
        withdraws = draw(st.sampled_from(commitment.events)).id
        given |= {"kind": "withdrawn", "withdraws": withdraws}
    return Happened(commitment.id, draw(records(Event, world, **given)))


@st.composite
def changes(draw: st.DrawFn, session: Session, world: World, one: Entry | None = None) -> Change:
    """One to three fields of a record, or of any, given anew."""
    one = one or draw(st.sampled_from([each for _, each in everything(session)]))
    fixed = {"id", "events", "ours", "handle", "step", "item"}
    if isinstance(one, Figure):  # what stands in a file, how it was counted, what has no price
        fixed |= {*(FACTS if one.column else ("method",)), *(PRICES if one.placement else ("placement",))}
    able = [known for known in fields.fields(type(one)).values() if known.name not in fixed]
    chosen = draw(st.lists(st.sampled_from(able), min_size=1, max_size=3, unique_by=lambda known: known.name))
    return Change(one.id, {known.name: draw(field_values(type(one), known, world)) for known in chosen})


@st.composite
def sets(draw: st.DrawFn, session: Session, world: World) -> Set:
    singles = ["title", "idea", "phase", "language", "delete_after", "next_meeting", "ranking", "status"]
    name = draw(st.sampled_from(singles))
    if name == "next_meeting":
        return Set({name: draw(st.none() | records(Meeting, world))})
    if name == "ranking":
        return Set({name: draw(_several_of(tuple(goal.id for goal in session.goals)))})
    if name == "status":
        return Set({name: draw(st.sampled_from(["draft", "running"]))})
    return Set({name: draw(field_values(Session, fields.fields(Session)[name], world))})


@st.composite
def edits(draw: st.DrawFn, session: Session, world: World) -> Edit:
    """Any edit, mostly one that fits."""
    ids = [one.id for _, one in everything(session)]
    kinds: list[st.SearchStrategy[Edit]] = [
        adds(session, world),
        changes(session, world),
        sets(session, world),
        st.builds(Remove, st.sampled_from(ids)),
        st.builds(Move, st.sampled_from(ids), st.integers(-1, 5)),
    ]
    if session.commitments:
        kinds.append(happenings(session, world))
    if session.people:
        people = st.sampled_from([person.id for person in session.people])
        kinds.append(st.builds(Forget, people, st.none() | st.builds(world.new_id), st.booleans()))
    able = [item.id for step in BOARDS for item in session.board(step) if not _has_events(item)]
    if able:
        kinds.append(st.sampled_from(able).map(lambda id: parked(session, id, world.new_id())))
    if draw(st.integers(0, 9)) == 0:
        return Several((draw(kinds[0]), draw(kinds[2])))
    return draw(st.one_of(kinds))


def _has_events(item: Entry) -> bool:
    return isinstance(item, Commitment) and bool(item.events)


@st.composite
def histories(
    draw: st.DrawFn, session: Session, prefix: str, most: int = 6, least: int = 0
) -> list[tuple[Edit, Session]]:
    """Edits that fit, each with the session that it makes. ``prefix`` begins the ids that are new."""
    made: list[tuple[Edit, Session]] = []
    count = 0
    for _ in range(draw(st.integers(least, most))):
        world = World.of(session, prefix, count)
        edit = draw(edits(session, world))
        count = world.made + 1
        try:
            session = apply(session, edit)
        except Problem:
            continue  # such as taking out a party that something names
        made.append((edit, session))
    return made


def everything(session: Session) -> Iterator[tuple[str, Entry]]:
    """Every record of every list, with the name of its list."""
    for name in LISTS:
        for record in getattr(session, name):
            yield name, record


def small(**values: Any) -> Session:
    """A plain session for examples: our library, a school, two people."""
    given: Mapping[str, Any] = {
        "id": "session",
        "title": "Reading after school",
        "created": datetime(2026, 5, 1, 10, 0, tzinfo=timezone(timedelta(hours=2))),
        "status": "running",
        "parties": (
            Party(id="library", name="City Library", handle="library", ours=True),
            Party(id="school", name="School", handle="school"),
        ),
        "people": (
            Person(id="ana", handle="ana", party="library"),
            Person(id="ben", handle="ben", party="school"),
        ),
    }
    return Session(**{**given, **values})


def evidence(party: str, said: str) -> Evidence:
    return Evidence(party=party, text=said)
