"""What the model says about its fields: kind, choices, whether only ours.

Read once from the annotations, so that asking, ``--set``, item forms, sharing
and reference checks can't drift from the model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from bpworkshop.session.around import Agreed, Ballot, Because, Choice, Objection, Reopening
from bpworkshop.session.items import Event, Evidence, Past
from bpworkshop.session.session import MEMBERS, Meeting, Session
from bpworkshop.session.types import OURS, SHARED, Kind, Record

TAIL = ("votes", "note", "only_for", "by", "under", "conflicts_with")
"""Fields that every item has: they stand after its own, in file and form."""

WEAK = ("conflicts_with", "under", "replaces", "round", "amends")
"""Links between items that hold as long as both ends are there, and break nothing when one goes."""

SOURCES = "sources"
"""What an item's words came from, many: weak links, too."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. ``choices`` are the values of an enum; ``many`` a list, ``flag`` a yes or no."""

    name: str
    kind: Kind | None
    ours: bool = False
    choices: tuple[str, ...] = ()
    many: bool = False
    flag: bool = False
    record: type[Record] | None = None


def _markers(annotation: Any) -> Iterator[Any]:
    """Every metadata, Literal and record class that an annotation mentions, at any depth."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        yield from metadata
        yield from _markers(inner)
    elif origin in (Union, UnionType, tuple):
        for inner in get_args(annotation):
            yield from _markers(inner)
    else:
        yield annotation


def _field(name: str, annotation: Any) -> Field:
    markers = list(_markers(annotation))
    kinds = [marker for marker in markers if isinstance(marker, Kind)]
    records = [m for m in markers if isinstance(m, type) and issubclass(m, Record)]
    literals = [get_args(marker) for marker in markers if get_origin(marker) is Literal]
    kind = kinds[0] if kinds else Kind.CHOICE if literals or bool in markers else None
    return Field(
        name=name,
        kind=kind,
        ours=OURS in markers,
        choices=literals[0] if literals else ("yes", "no") if bool in markers else (),
        many=Ellipsis in markers,
        flag=bool in markers,
        record=records[0] if len(records) == 1 and kind not in (Kind.MONEY, Kind.PERIOD) else None,
    )


@cache
def fields(record: type[Record]) -> dict[str, Field]:
    """The fields of a record in the order of file and form: its own, then what all items have."""
    hints = get_type_hints(record, include_extras=True)
    names = [name for name in record.model_fields if name not in TAIL or name == "id"]
    names += [name for name in TAIL if name in record.model_fields]
    return {name: _field(name, hints[name]) for name in names}


def values(record: Record) -> dict[str, Any]:
    """A record's own fields as they are: no copies, no conversion."""
    return {name: getattr(record, name) for name in fields(type(record))}


@cache
def _referring(record: type[Record]) -> tuple[Field, ...]:
    """The fields in which a record can refer to something: few, and looked at for each record of a file."""
    kinds = (Kind.PERSON, Kind.PARTY, Kind.WHOSE)
    found = fields(record).values()
    return tuple(
        one for one in found if one.kind in kinds or _to_items(one) or one.name == "item" or one.record
    )


def _to_items(field: Field) -> bool:
    """Whether a field lists ids of items; what a figure is about is words."""
    return field.kind is None and field.name in ("about", "ranking")


def references(record: Record) -> Iterator[tuple[str, Kind | None, str]]:
    """Each reference that a record makes: field, kind (None: to an item), id.

    ``withdraws`` is left out: it names an event of the same commitment. So are
    the links that are only followed while there is something at their end
    (``WEAK``).
    """
    for field in _referring(type(record)):
        found = getattr(record, field.name)
        if found is None or found == ():
            continue
        if isinstance(found, Record):
            yield from references(found)
        elif field.kind in (Kind.PERSON, Kind.PARTY, Kind.WHOSE):
            for id in found if field.many else (found,):
                if not (field.kind is Kind.WHOSE and id == SHARED):
                    yield field.name, Kind.PERSON if field.kind is Kind.PERSON else Kind.PARTY, id
        elif _to_items(field):
            yield from ((field.name, None, id) for id in found)
        elif field.many and field.record:
            for inner in found:
                yield from references(inner)


RECORDS: dict[str, type[Record]] = {
    **MEMBERS,
    "session": Session,
    "meeting": Meeting,
    "evidence": Evidence,
    "history": Past,
    "events": Event,
    "choices": Choice,
    "ballots": Ballot,
    "objections": Objection,
    "reopened": Reopening,
    "because": Because,
    "wording": Agreed,
}
"""Every record that a guide has words for: the lists, and the records inside others."""


def of(name: str) -> dict[str, Field]:
    """The fields of what stands in a list, or of a record inside another, by the guide's name for it."""
    return fields(RECORDS[name])
