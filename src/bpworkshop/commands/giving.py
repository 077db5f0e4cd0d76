"""Giving an item's field: how what was typed is read, and how it is said back."""

from typing import Any

from bpworkshop import text
from bpworkshop.commands.registry import Face
from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.items import Entry
from bpworkshop.session.session import LISTS
from bpworkshop.session.types import Kind
from bpworkshop.words import say


def spoken(face: Face, id: str, name: str, party: str | None = None) -> str:
    """A field as this face may say it, after it was given; of evidence only what is about ``party``."""
    shown = next(one for record in LISTS for one in getattr(face.view, record) if one.id == id)
    record = next(record for record in LISTS if shown in getattr(face.view, record))
    value = getattr(shown, name)
    if name == "evidence" and isinstance(value, tuple):
        value = tuple(entry for entry in value if entry.party == party)
    return face.reader.labelled(record, name, value)


def read_values(face: Face, record: str, one: Entry, field: fields.Field, typed: str) -> dict[str, Any]:
    """The fields that an answer gives. Raises Problem with the readings, or with how it is typed."""
    labels = face.guide.choices(record, field.name) if field.kind is Kind.CHOICE else {}
    values = answers.fields_given(field, typed, face.session, face.today, one, labels)
    label = face.guide.label(record, field.name)
    if isinstance(values, Ambiguous):
        raise Problem("command.set.ambiguous", typed=values.typed, readings=", ".join(values.readings))
    if values is None:
        listed = ", ".join(answers.known(field, face.session, labels))
        hint = listed or face.guide.field(record, field.name).hint or say(f"kind.{field.kind}")
        raise Problem("command.set.unread", label=label, typed=text.line(typed), hint=hint)
    return dict(values)
