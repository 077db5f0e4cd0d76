"""An answer that was typed, read as the value of one field.

Used wherever a person gives a field: the questions after an item, ``/set``,
``--set`` and item forms. What does not resolve is None, what has two readings
is ``Ambiguous`` – never a guess.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from bpworkshop import text
from bpworkshop.session.dates import Ambiguous, read_date, read_past_date, read_period
from bpworkshop.session.edits import build
from bpworkshop.session.fields import Field
from bpworkshop.session.items import Evidence, Party, Person, Value
from bpworkshop.session.numbers import read_money, read_number, read_whole
from bpworkshop.session.session import Session
from bpworkshop.session.types import SHARED, Amount, Kind, Record, Reliability, Span

PAST = ("checked", "signed", "told")
"""Days that have been: without a year the last such day is meant."""

Labels = Mapping[str, str]
"""What a guide calls the choices of a field: value -> label."""


def read(field: Field, typed: str, session: Session, today: date, labels: Labels | None = None) -> Any:
    """The value that was typed for ``field``: the value, ``Ambiguous``, or None when it is none."""
    typed = typed.strip() if field.kind is Kind.TEXT else text.line(typed)
    if not typed:
        return None
    if field.kind is Kind.CHOICE:
        found = choice(field.choices, typed, labels or {})
        return found == "yes" if field.flag and isinstance(found, str) else found
    if field.many and field.kind in (Kind.PERSON, Kind.PARTY):
        named = person if field.kind is Kind.PERSON else party
        return _each(typed, lambda one: named(session, one))
    if field.name in PAST:
        return read_past_date(typed, today)
    reader = _READERS.get(field.kind) if field.kind else None
    return reader(typed, session, today) if reader else None


def fields_given(
    field: Field, typed: str, session: Session, today: date, item: Record, labels: Labels | None = None
) -> Any:
    """The fields of an item that an answer for ``field`` gives: a mapping, ``Ambiguous``, or None.

    Mostly the one; a trigger that is a date is the day on which we switch,
    and evidence takes its place beside what is known of the other parties.
    """
    if field.name == "trigger" and isinstance(day := read_date(typed, today), date | Ambiguous):
        return day if isinstance(day, Ambiguous) else {"trigger_on": day}
    if field.kind is Kind.EVIDENCE and isinstance(item, Value):
        value = evidence(session, typed, item.evidence)
    else:
        value = read(field, typed, session, today, labels)
    return value if value is None or isinstance(value, Ambiguous) else {field.name: value}


def known(field: Field, session: Session, labels: Labels | None = None) -> tuple[str, ...]:
    """What could be typed for a field, where that is a short list: choices, people, parties."""
    if field.kind is Kind.CHOICE:
        return tuple((labels or {}).get(key, key) for key in field.choices)
    if field.kind is Kind.PERSON:
        return tuple(one.handle for one in session.people)
    if field.kind in (Kind.PARTY, Kind.WHOSE):
        first = (SHARED,) if field.kind is Kind.WHOSE else ()
        return (*first, *(one.handle for one in session.parties))
    return ()


def person(session: Session, typed: str) -> str | Ambiguous | None:
    """The id of a person: by number in the list of people, handle, name, or the beginning of either."""
    return _named(session.people, typed)


def party(session: Session, typed: str) -> str | Ambiguous | None:
    """The id of a party, likewise."""
    return _named(session.parties, typed)


def whose(session: Session, typed: str) -> str | Ambiguous | None:
    """``shared`` (number 1, said before the parties) or a party."""
    if typed == "1" or typed.removeprefix("@").casefold() == SHARED:
        return SHARED
    if typed.isascii() and typed.isdigit():
        return party(session, str(int(typed) - 1))
    return party(session, typed)


def anyone(session: Session, handle: str) -> Party | Person | Ambiguous | None:
    """Who ``@handle`` means: people and parties share the sign, so handles are unique over both.

    ``@2`` is the second of the people, where there are as many.
    """
    if handle.isascii() and handle.isdigit():
        numbered = _named(session.people, handle)
        if isinstance(numbered, str):
            return session.person(numbered)
    everyone: tuple[Party | Person, ...] = (*session.parties, *session.people)
    found = _named(everyone, handle, numbers=False)
    if isinstance(found, str):
        return next(one for one in everyone if one.id == found)
    return found


def _named(
    those: Sequence[Party] | Sequence[Person] | Sequence[Party | Person], typed: str, *, numbers: bool = True
) -> str | Ambiguous | None:
    typed = typed.removeprefix("@").casefold()
    if not typed:
        return None
    if numbers and typed.isascii() and typed.isdigit():
        at = int(typed[:9])
        return those[at - 1].id if 1 <= at <= len(those) else None
    exact = [one for one in those if typed in (one.handle.casefold(), (one.name or "").casefold())]
    begins = [one for one in those if _begins(one, typed)]
    for found in (exact, begins):
        if len(found) == 1:
            return found[0].id
        if found:
            return Ambiguous(typed, tuple(f"@{one.handle}" for one in found))
    return None


def _begins(one: Party | Person, typed: str) -> bool:
    return one.handle.casefold().startswith(typed) or (one.name or "").casefold().startswith(typed)


def choice(choices: Sequence[str], typed: str, labels: Labels) -> str | Ambiguous | None:
    """One of the choices: by number, by its key or label, or by the beginning of either."""
    typed = typed.casefold()
    if typed.isascii() and typed.isdigit():
        at = int(typed[:9])
        return choices[at - 1] if 1 <= at <= len(choices) else None
    names = {key: (key.casefold(), key.replace("-", " "), labels.get(key, key).casefold()) for key in choices}
    exact = [key for key, called in names.items() if typed in called]
    begins = [key for key, called in names.items() if any(name.startswith(typed) for name in called)]
    for found in (exact, begins):
        if len(found) == 1:
            return found[0]
        if found:
            return Ambiguous(typed, tuple(found))
    return None


def _each(typed: str, read_one: Callable[[str], str | Ambiguous | None]) -> Any:
    found = [read_one(one) for one in re.split(r"[\s,]+", typed) if one]
    for one in found:
        if not isinstance(one, str):
            return one
    return tuple(dict.fromkeys(found)) or None


def ratings(typed: str) -> tuple[int, ...] | None:
    """``4 5 3``: each a whole number from 1 to 5."""
    parts = re.split(r"[\s,;/]+", typed.strip())
    if not all(re.fullmatch(r"[1-5]", part) for part in parts):
        return None
    return tuple(int(part) for part in parts)


def evidence(session: Session, typed: str, known: Iterable[Evidence] = ()) -> Any:
    """``@party text | source | how reliable``: what is known of one party, put in place of what was."""
    first, _, rest = typed.partition(" ")
    about = party(session, first) if first.startswith("@") else None
    if not isinstance(about, str):
        return about
    return evidence_of(about, rest, known)


def evidence_of(about: str, typed: str, known: Iterable[Evidence] = ()) -> tuple[Evidence, ...] | None:
    """The evidence of a value with what was typed for one party.

    Raises Problem for a text that is too long; None for what has other parts.
    """
    said, source, reliable, *more = [*(part.strip() for part in typed.split("|")), "", ""]
    levels: tuple[str, ...] = get_args(Reliability)
    level = choice(levels, reliable, {}) if reliable else None
    if not said or any(more) or (reliable and not isinstance(level, str)):
        return None
    given = {"party": about, "text": said, "source": source or None, "reliability": level}
    return (*(entry for entry in known if entry.party != about), build(Evidence, given))


def _date(typed: str, _session: Session, today: date) -> Any:
    return read_date(typed, today)


def _period(typed: str, _session: Session, today: date) -> Any:
    found = read_period(typed, today)
    return Span(start=found[0], end=found[1]) if isinstance(found, tuple) else found


def _money(typed: str, _session: Session, _today: date) -> Any:
    found = read_money(typed)
    return Amount(amount=found[0], currency=found[1]) if isinstance(found, tuple) else found


def _number(typed: str, _session: Session, _today: date) -> Decimal | Ambiguous | None:
    return read_number(typed.removesuffix("%").rstrip())


def _time(typed: str, _session: Session, _today: date) -> str | None:
    """``9:30``, ``09.30`` or ``14h``: a time of day."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2})?)?", typed)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


_READERS: dict[Kind, Callable[[str, Session, date], Any]] = {
    Kind.LINE: lambda typed, _session, _today: typed,
    Kind.TEXT: lambda typed, _session, _today: text.clean(typed),
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.WHOLE: lambda typed, _session, _today: read_whole(typed),
    Kind.DECIMAL: _number,
    Kind.MONEY: _money,
    Kind.PERIOD: _period,
    Kind.PERSON: lambda typed, session, _today: person(session, typed),
    Kind.PARTY: lambda typed, session, _today: party(session, typed),
    Kind.WHOSE: lambda typed, session, _today: whose(session, typed),
    Kind.RATINGS: lambda typed, _session, _today: ratings(typed),
    Kind.EVIDENCE: lambda typed, session, _today: evidence(session, typed),
}
