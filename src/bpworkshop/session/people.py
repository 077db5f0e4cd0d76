"""One person in a session: what refers to them, and what has their name in it.

The name stands once, in ``people``; everything else refers to the id. Free
text may still have the name in it. That is found here and told with its place,
and never rewritten: it is what others said, the word may mean somebody else,
and only people can tell.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bpworkshop.session import fields
from bpworkshop.session.items import Person
from bpworkshop.session.leaving import READINGS
from bpworkshop.session.mending import id_from
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.types import Kind, Record

Path = tuple[str | int, ...]
"""Where a value stands: ``("goals", 3, "due")``, counted from 0."""

LEAST = 3
"""Letters from which one word of a name is looked for by itself."""

_OWN = ("id", "handle", "was")
"""Text that says nothing about anybody: how things are called inside the program."""


class Place(NamedTuple):
    """A text, and where it stands."""

    path: Path
    text: str


def nameless_id(session: Session, person: str) -> str:
    """The id of who stands in somebody's place without a name.

    It follows from the two ids, so that all versions, and two who do this at
    once, come to the same.
    """
    return id_from(Person(id=person, handle="nameless", party="nameless"), session.id)


def mentions(session: Session, person: str) -> list[Path]:
    """Every field that refers to the person by id."""
    return [path for path, field, value in _values(session) if field.kind is Kind.PERSON and value == person]


def named_in(session: Session, person: Person) -> list[Place]:
    """Every text with the name, a word of it, or the handle in it: for people to look at.

    Other people's names are left out; another reading of any name that a merge
    parked is told, because whose it is can't be known.
    """
    named = _pattern(person)
    found = []
    for path, field, value in _values(session):
        is_text = field.kind in (Kind.LINE, Kind.TEXT) and field.name not in _OWN
        if not is_text or (path[0] == "people" and field.name == "name"):
            continue
        if person.id == _owner(session, path):
            continue
        parked = session.parked[int(path[1])] if path[0] == "parked" else None
        reading = parked is not None and parked.was in READINGS and field.name == "text"
        if reading or named.search(unicodedata.normalize("NFC", value)):
            found.append(Place(path, value))
    return found


def is_named_in(text: str, person: Person) -> bool:
    """Whether a text has the name, a word of it, or the handle in it."""
    return bool(_pattern(person).search(unicodedata.normalize("NFC", text)))


def _owner(session: Session, path: Path) -> str:
    """Whose own record a path is in; empty for every other."""
    return session.people[int(path[1])].id if path[0] == "people" else ""


def _pattern(person: Person) -> re.Pattern[str]:
    name = unicodedata.normalize("NFC", person.name or "")
    words = (word for word in re.findall(r"[^\W\d_]+", name) if len(word) >= LEAST and not word.islower())
    called = dict.fromkeys(one for one in (name, unicodedata.normalize("NFC", person.handle), *words) if one)
    return re.compile("|".join(map(_whole, called)), re.IGNORECASE)


def _whole(name: str) -> str:
    """A name as a word of its own, in the genitive too; scripts that write no spaces have no words."""
    begin, end = (unicodedata.east_asian_width(name[at]) in "WF" for at in (0, -1))
    return ("" if begin else r"(?<!\w)") + re.escape(name) + ("" if end else r"s?(?!\w)")


def _values(session: Session) -> Iterator[tuple[Path, fields.Field, str]]:
    """Every text and every reference of a session, with its field."""
    for field in fields.fields(Session).values():
        value = getattr(session, field.name)
        if field.name in LISTS:
            for at, record in enumerate(value):
                yield from _inside(record, (field.name, at))
        elif isinstance(value, Record):
            yield from _inside(value, (field.name,))
        elif isinstance(value, str):
            yield (field.name,), field, value


def _inside(record: Record, path: Path) -> Iterator[tuple[Path, fields.Field, str]]:
    for field in fields.fields(type(record)).values():
        value = getattr(record, field.name)
        for place, one in (
            [((field.name, at), each) for at, each in enumerate(value)]
            if isinstance(value, tuple)
            else [((field.name,), value)]
        ):
            if isinstance(one, Record):
                yield from _inside(one, (*path, *place))
            elif isinstance(one, str):
                yield (*path, *place), field, one
