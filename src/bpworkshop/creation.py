"""What the shell and the form make: a new session or a follow-up; and an item from one line and ``--set``."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.carrying import CARRIED, carried, party_here, same_name
from bpworkshop.session.dates import Ambiguous, read_date
from bpworkshop.session.edits import Add, apply, build
from bpworkshop.session.entry import entry
from bpworkshop.session.items import Party, Person
from bpworkshop.session.joining import new_party, read_person
from bpworkshop.session.names import handles, random_id
from bpworkshop.session.session import Session
from bpworkshop.session.shared import is_ours_by_nature
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
    earlier: Session | None = None,
    carry: Sequence[Step] = (),
    delete_after: date | None = None,
) -> Session:
    """A new session in *prepare*. Raises Problem for a title, party or person that can't be.

    One that follows an ``earlier`` one knows its sides and people by their
    names: they keep ids and handles. The boards to ``carry`` begin with what
    was said then, only ours until it is brought to the table.
    """
    session = build(
        Session,
        {
            "id": random_id(16),
            "title": title.strip(),
            "created": now().replace(microsecond=0),
            "follows": earlier.id if earlier else None,
            "delete_after": delete_after,
        },
    )
    for number, name in enumerate((library, *partners)):
        party = _known_party(session, name, earlier, ours=number == 0) or new_party(session, name)
        session = apply(session, Add("parties", party.model_copy(update={"ours": number == 0})))
    for typed in people:
        person = _as_known(session, read_person(session, typed, random_id()), earlier)
        session = apply(session, Add("people", person))
    if earlier:
        for step in carry:
            for item in earlier.board(step):
                session = apply(session, Add(step, carried(item, earlier, session, ours=True)))
    return session


def _known_party(session: Session, name: str, earlier: Session | None, *, ours: bool) -> Party | None:
    """The side of this name in the earlier session."""
    there = (one for one in earlier.parties if one.ours == ours) if earlier else ()
    found = next((one for one in there if same_name(one.name, name)), None)
    free = found and found.id not in {one.id for one in session.parties}
    return found.model_copy(update={"left": None}) if found and free else None


def _as_known(session: Session, person: Person, earlier: Session | None) -> Person:
    """Somebody who was typed, with the id and handle that they had in the earlier session."""
    used = {one.id for one in session.people}
    for one in earlier.people if earlier else ():
        side = party_here(one.party, earlier, session) if earlier else None
        if side and side.id == person.party and one.id not in used and same_name(_plain(one), person.name):
            free = one.handle not in handles(session)
            known = {"id": one.id, "name": one.name, "handle": one.handle if free else person.handle}
            return person.model_copy(update=known)
    return person


def _plain(person: Person) -> str:
    """A name as it can be typed in a line whose parts are set apart by commas."""
    return (person.name or "").replace(",", " ")


def read_carried(typed: str) -> tuple[Step, ...]:
    """The boards that a follow-up begins with: ``goals,values``. Raises Problem for any other word."""
    words = [word.casefold() for word in typed.replace(",", " ").split()]
    for word in words:
        if word not in CARRIED:
            raise Problem("new.no_carry", typed=word, known=", ".join(CARRIED))
    return tuple(step for step in CARRIED if step in words)


class Proposal(NamedTuple):
    """What a follow-up begins with unless somebody says otherwise, as it would be typed."""

    title: str
    library: str
    partners: tuple[str, ...]
    people: tuple[str, ...]


def proposal(earlier: Session, first: str, nth: int, partners: Sequence[str] = ()) -> Proposal:
    """The same sides and people again, for the ``nth`` session that follows the one called ``first``.

    With ``partners`` it is with those, and with the people who belong to a side of it.
    """
    called = say("new.follow_title", title="") if nth == 1 else say("new.follow_title_n", title="", n=nth)
    named = partners or [one.name for one in earlier.partners]
    there = [one for one in earlier.parties if one.ours or any(same_name(one.name, name) for name in named)]
    sides = {one.id: one.name if one.handle.isdigit() else one.handle for one in there}
    return Proposal(
        f"{first[: 200 - len(called)]}{called}",
        earlier.ours.name,
        tuple(named),
        tuple(
            ", ".join((_plain(one), sides[one.party], *([one.role] if one.role else [])))
            for one in earlier.people
            if one.party in sides
        ),
    )


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
        if not line.fields["only_for"] and is_ours_by_nature(edit.into, edit.record):
            raise Problem("edit.ours_by_nature")
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
