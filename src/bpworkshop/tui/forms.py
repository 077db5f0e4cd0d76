"""What a form asks about a record, and how what was typed becomes one edit. Pure: no Textual.

The fields come from the model and from what the face shows; typing follows
the same rules as ``/set``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bpworkshop import text
from bpworkshop.commands.giving import read_values
from bpworkshop.commands.registry import Face
from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.carrying import JUDGEMENTS
from bpworkshop.session.dates import write_date, write_period
from bpworkshop.session.edits import Change, build
from bpworkshop.session.entry import came_from, follows, reopened
from bpworkshop.session.items import Entry, Evidence, Value
from bpworkshop.session.readiness import Gap
from bpworkshop.session.session import Session
from bpworkshop.session.types import SHARED, Kind, plain
from bpworkshop.words import say

NOT_ASKED = ("only_for", "step", "ours")
"""Sharing is an act of its own, which also clears how we judged; the others are what the record is."""

TYPED: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: write_date,
    Kind.PERIOD: lambda span: write_period(span.start, span.end),
    Kind.DECIMAL: lambda number: plain(number.normalize()),
    Kind.RATINGS: lambda ratings: " ".join(map(str, ratings)),
}
"""How values stand in a line so that they can be typed back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form. ``typed`` is what stands there, as a person would type it.

    Evidence is asked party by party: ``party``, and ``at`` for the one of several that it has.
    """

    key: str
    field: fields.Field
    label: str
    hint: str
    typed: str
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    needed: bool = False
    missing: bool = False
    party: str | None = None
    at: int = 0


def shown(face: Face, record: str, id: str) -> Entry | None:
    """The record as this face may show it; None where it may not."""
    return next((one for one in getattr(face.view, record) if one.id == id), None)


def asked(face: Face, record: str, one: Entry) -> tuple[Asked, ...]:
    """The fields of a record that this face may show, in the order of the model."""
    gaps = face.reader.gaps(record) if record in BOARDS else ()
    mine = tuple(gap for gap in gaps if gap.item == one.id)
    found: list[Asked] = []
    for name, field in fields.of(record).items():
        if field.kind is None or name in NOT_ASKED or (field.ours and not face.only_us):
            continue
        if isinstance(one, Value) and field.kind is Kind.EVIDENCE:
            found += _evidence(face, field, one, mine)
        else:
            found.append(_asked(face, record, field, one, mine))
    return tuple(found)


def _asked(face: Face, record: str, field: fields.Field, one: Entry, gaps: tuple[Gap, ...]) -> Asked:
    words = face.guide.field(record, field.name)
    labels = face.guide.choices(record, field.name) if field.kind is Kind.CHOICE else {}
    names = answers.known(field, face.view)
    hint = words.hint or ", ".join(names[:6]) or words.ask or say(f"kind.{field.kind}")
    return Asked(
        key=field.name,
        field=field,
        label=words.label,
        hint=hint,
        typed=written(face.view, field, getattr(one, field.name)),
        choices=tuple(labels.values()),
        names=names if field.kind is not Kind.CHOICE else (),
        needed=type(one).model_fields[field.name].is_required(),
        missing=any(gap.field == field.name for gap in gaps),
    )


def _evidence(face: Face, field: fields.Field, one: Value, gaps: tuple[Gap, ...]) -> Iterator[Asked]:
    """A line for each entry of each party, and one for a party that has none."""
    label = face.guide.label("values", "evidence")
    for party in face.view.parties:
        said = [_written_evidence(entry) for entry in one.evidence if entry.party == party.id]
        for at, typed in enumerate(said or [""]):
            yield Asked(
                key=f"evidence.{party.id}.{at}",
                field=field,
                label=say("form.evidence", label=label, party=party.name),
                hint=say("form.evidence_ours" if face.only_us else "form.evidence_everyone"),
                typed=typed,
                missing=any(gap.field == "evidence" and gap.party == party.id for gap in gaps),
                party=party.id,
                at=at,
            )


def written(session: Session, field: fields.Field, value: Any) -> str:
    """A value as it can be typed; a choice by its number."""
    if value is None or value == ():
        return ""
    if field.kind is Kind.CHOICE:
        return str(field.choices.index({True: "yes", False: "no"}.get(value, value)) + 1)
    if field.kind is Kind.PERSON:
        ids = value if field.many else (value,)
        return " ".join(f"@{one.handle}" for id in ids if (one := session.person(id)))
    if field.kind is Kind.PARTY and field.many:
        return " ".join(f"@{party.handle}" for id in value if (party := session.party(id)))
    if field.kind in (Kind.PARTY, Kind.WHOSE):
        party = session.party(value)
        return f"@{party.handle}" if party else SHARED
    return TYPED[field.kind](value) if field.kind in TYPED else str(value)


def _written_evidence(entry: Evidence) -> str:
    parts = [entry.text, entry.source or "", entry.reliability or ""]
    return " | ".join(parts).rstrip("| ")


def read(face: Face, record: str, one: Entry, asked: Asked, typed: str) -> dict[str, Any]:
    """The fields that one line of the form gives. Raises Problem in plain words."""
    name = asked.field.name
    if asked.party and isinstance(one, Value):
        return {name: _with_evidence(face, one, asked, typed)}
    if not typed.strip():
        if asked.needed:
            raise Problem("form.needed", label=asked.label)
        return {name: () if asked.field.many else None}
    values = read_values(face, record, one, asked.field, typed)
    # What was typed took the place of what stood here, wherever it belongs.
    values = {**({} if name in values else {name: None}), **values}
    build(type(one), {**fields.values(one), **values})
    return values


def _with_evidence(face: Face, one: Value, asked: Asked, typed: str) -> tuple[Evidence, ...]:
    """All evidence of a value, with one entry said anew; how sure its source is stays where it is hidden."""
    entries = list(one.evidence)
    of_party = [at for at, entry in enumerate(entries) if entry.party == asked.party]
    place = of_party[asked.at] if asked.at < len(of_party) else None
    made: list[Evidence] = []
    if typed.strip():
        read_ = answers.evidence_of(asked.party or "", text.line(typed))
        if read_ is None:
            raise Problem("command.set.unread", label=asked.label, typed=text.line(typed), hint=asked.hint)
        made = list(read_)
        if place is not None and not face.only_us and made[0].source == entries[place].source:
            made = [made[0].model_copy(update={"reliability": entries[place].reliability})]
    if place is None:
        return (*entries, *made)
    return (*entries[:place], *made, *entries[place + 1 :])


def change(
    face: Face, record: str, id: str, form: tuple[Asked, ...], typed: Mapping[str, str]
) -> tuple[Change | None, dict[str, Problem]]:
    """The one edit that a form makes – None when nothing was changed – and what can't be read, by field."""
    one = next((each for each in getattr(face.session, record) if each.id == id), None)
    if one is None:
        return None, {"": Problem("form.gone")}
    values: dict[str, Any] = {}
    wrong: dict[str, Problem] = {}
    now = one
    for each in form:
        if typed.get(each.key, each.typed) == each.typed:
            continue
        try:
            given = read(face, record, now, each, typed[each.key])
        except Problem as problem:
            wrong[each.key] = problem
            continue
        values |= given
        if each.party:  # the entries of one field build on each other
            now = now.model_copy(update=given)
    if wrong or not values:
        return None, wrong
    return Change(id, _following(face, record, one, values)), {}


def _following(face: Face, record: str, one: Entry, values: dict[str, Any]) -> dict[str, Any]:
    """With what follows from the change, and from nothing that was so before."""
    if record not in BOARDS:
        return values
    was = fields.values(one)
    before = follows(face.session, record, was)
    after = follows(face.session, record, {**was, **reopened(record, values), **values})
    more = {name: value for name, value in after.items() if before.get(name) != value}
    return {**more, **came_from(face.view, one.id, values), **values}


def kind_of_change(id: str, face: Face, names: set[str]) -> str:
    """What undo calls it."""
    if names <= {*JUDGEMENTS}:
        return "vote"
    found = face.session.find(id)
    return "edit" if found and names == {type(found[1]).SAID} else "field"


def understood(face: Face, record: str, id: str, asked: Asked, typed: str) -> str:
    """How a line is read, where that is more than the line itself. Raises Problem where it is not."""
    one = shown(face, record, id)
    if one is None:
        raise Problem("form.gone")
    values = read(face, record, one, asked, typed)
    if asked.field.kind in (None, Kind.LINE, Kind.TEXT, Kind.CHOICE, Kind.EVIDENCE, Kind.WHOLE):
        values.pop(asked.field.name, None)
    told = [
        face.reader.value(record, name, value) for name, value in values.items() if value not in (None, ())
    ]
    return ", ".join(told) if told != [typed.strip()] else ""
