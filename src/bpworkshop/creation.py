"""What the shell makes: a new session, and an item from one line and its ``--set``."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.dates import Ambiguous, read_date
from bpworkshop.session.edits import Add, apply, build
from bpworkshop.session.entry import entry
from bpworkshop.session.joining import new_party, read_person
from bpworkshop.session.names import random_id
from bpworkshop.session.session import Session
from bpworkshop.session.shorthand import read_line
from bpworkshop.session.types import Step
from bpworkshop.words import say
from bpworkshop.workshop import Workshop, now


def new_session(
    title: str,
    library: str,
    partners: Sequence[str],
    people: Sequence[str],
    *,
    follows: str | None = None,
    delete_after: date | None = None,
) -> Session:
    """A new session in *prepare*. Raises Problem for a title, party or person that can't be."""
    session = build(
        Session,
        {
            "id": random_id(16),
            "title": title.strip(),
            "created": now().replace(microsecond=0),
            "follows": follows,
            "delete_after": delete_after,
        },
    )
    for number, name in enumerate((library, *partners)):
        party = new_party(session, name)
        session = apply(session, Add("parties", party.model_copy(update={"ours": number == 0})))
    for typed in people:
        session = apply(session, Add("people", read_person(session, typed, random_id())))
    return session


def last_day(typed: str, today: date) -> date:
    """The day that was typed after ``--delete-after``. Raises Problem for one that can't be read."""
    day = read_date(typed, today)
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(day.readings))
    if day is None:
        raise Problem("cli.new.no_day", typed=text.line(typed))
    return day


def item_from_shell(
    workshop: Workshop, step: Step, typed: str, given: Sequence[str]
) -> tuple[Add, list[str]]:
    """The edit for ``add``, and hints. It never asks: what has two readings is a Problem."""
    session, today = workshop.session, workshop.clock().date()
    line = read_line(typed, step, session, today)
    if not line.text:
        raise Problem("cli.add.empty")
    for asked in line.asked:
        raise Problem("command.set.ambiguous", typed=asked.typed, readings=", ".join(asked.readings))
    for one in given:
        name, value = _given(session, step, one, workshop)
        if isinstance(value, tuple) and name == "evidence":
            # One entry a party: several are given one after another.
            value = (*line.fields.get(name, ()), *value)
        line.fields[name] = value
    edit = entry(session, step, line, id=workshop.new_id(), only_us=True)
    if "only_for" in line.fields:
        record = edit.record.model_copy(update={"only_for": line.fields["only_for"]})
        edit = Add(edit.into, record)
    return edit, [say(f"hint.{hint.kind}", typed=hint.typed) for hint in line.hints]


def _given(session: Session, step: Step, one: str, workshop: Workshop) -> tuple[str, Any]:
    """``field=value``; nothing after the sign means that the field stays empty."""
    name, sign, typed = one.partition("=")
    name = name.strip().replace("-", "_")
    field = fields.of(step).get(name)
    if not sign or field is None or field.kind is None:
        known = ", ".join(key for key, each in fields.of(step).items() if each.kind is not None)
        raise Problem("command.set.no_field", name=text.line(name) or "…", known=known)
    if not typed.strip():
        return name, None
    value = answers.read(field, typed, session, workshop.clock().date())
    if isinstance(value, Ambiguous):
        raise Problem("command.set.ambiguous", typed=value.typed, readings=", ".join(value.readings))
    if value is None:
        hint = ", ".join(answers.known(field, session)) or say(f"kind.{field.kind}")
        raise Problem("command.set.unread", label=name, typed=text.line(typed), hint=hint)
    return name, value
