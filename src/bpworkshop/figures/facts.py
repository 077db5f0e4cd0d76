"""A figure as a file has it: the number with all that says what it is worth, or the code in its place.

A ``Fact`` has a value, a ``Gap`` none, and nothing turns one into the other:
what reckons (``figures.derive``) takes facts only, so no code ever becomes a
number.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from bpworkshop import words
from bpworkshop.session import honesty
from bpworkshop.words import say

Method: TypeAlias = Literal["counted", "estimated", "imputed", "our-estimate", "not-stated"]
"""``session.types.Method``, for who reads statistics without the models; a test holds them equal."""

VISITS, PEOPLE, ATTENDANCES, EVENTS, HOURS = "visits", "people", "attendances", "events", "hours"
"""Units that rules speak of. A file may count in any other."""

ENTRIES = honesty.ENTRIES


class Fact(NamedTuple):
    """A number of a file. ``first`` and ``last`` are the days of its period, both in it, where it has one."""

    metric: str
    value: Decimal
    unit: str
    first: date | None
    last: date | None
    method: Method
    how: str
    """The file's own words for how it was counted; empty where it has none."""
    about: str
    """What within the library: an event, a kind of item, an area; empty where it is the whole."""
    library: str
    source: str
    """The name of the file."""
    column: str
    row: int
    """The line of the file on which the record begins; the first one is 1."""
    warnings: tuple[str, ...] = ()
    key: str = ""
    """What tells the library from others of its name: its key, or where it is."""
    keyed: bool = False
    """Whether it is its key, which it keeps under whatever name."""


class Gap(NamedTuple):
    """What stands where a number should: the cell as it is, and in ``warnings`` what it means."""

    metric: str
    code: str
    unit: str
    first: date | None
    last: date | None
    method: Method
    about: str
    library: str
    source: str
    column: str
    row: int
    warnings: tuple[str, ...] = ()
    key: str = ""
    keyed: bool = False


def filled(gap: Gap, value: Decimal, how: str, warnings: tuple[str, ...]) -> Fact:
    """The fact of what was empty until its cell was read, and turned out to be a number."""
    shared = gap._replace(warnings=warnings)._asdict()
    del shared["code"]
    return Fact(value=value, how=how, **shared)


def as_json(found: Fact | Gap) -> dict[str, object]:
    """A row for a program: what the file does not have is absent."""
    made: dict[str, object] = {"metric": found.metric}
    if found.about:
        made["about"] = found.about
    if isinstance(found, Fact):
        made["value"] = format(found.value, "f")
    else:
        made["code"] = found.code
    made["unit"] = found.unit
    if found.first and found.last:
        made |= {"from": found.first.isoformat(), "to": found.last.isoformat()}
    return made | {
        "method": found.method,
        "column": found.column,
        "row": found.row,
        "library": found.library,
        "warnings": list(found.warnings),
    }


def is_old(fact: Fact, today: date) -> bool:
    """Whether the period ended more than two years ago; what has no period is not known to be."""
    from bpworkshop.session import dates

    return fact.last is not None and dates.is_old(fact.last, today)


def metric_words(name: str) -> str:
    """The words for a metric that the program knows; any other is called what it is called."""
    known: dict[str, str] = words.entry("figures.metric")
    return known.get(name, name)


def unit_words(name: str) -> str:
    """The same for a unit."""
    known: dict[str, str] = words.entry("figures.unit")
    return known.get(name, name)


def sentence(fact: Fact, added: str = "") -> str:
    """The fact as the partner reads it. Words may be added; what is known of the number stays.

    "56,660 visits, January 2019, automatic counter, City library – visits are
    entries, not people".
    """
    from bpworkshop.session.numbers import write_number

    metric = metric_words(fact.metric)
    parts = [
        say("figures.amount", value=write_number(fact.value), unit=unit_words(fact.unit)).strip(),
        metric if metric != unit_words(fact.unit) else "",
        fact.about,
        period(fact),
        counting(fact.method, fact.how),
        library(fact.library) if fact.library else "",
        added,
    ]
    told = ", ".join(part for part in parts if part)
    notes: dict[str, str] = words.entry("figures.unit_note")
    return say("figures.noted", what=told, note=notes[fact.unit]) if fact.unit in notes else told


def has_thousandths(unit: str) -> bool:
    """Whether a unit is divided as finely as one likes: hours, and rates such as per cent."""
    return unit == HOURS or bool(re.search(r"[%/]|\bper\b|\bpercent\b", unit.casefold()))


def has_parts(unit: str) -> bool:
    """The same, or money: a sign or the three letters of a currency. All else is counted in whole numbers."""
    return has_thousandths(unit) or bool(re.fullmatch(r"[A-Z]{3}|\W*[$£€¥]\W*|kr\.?", unit.strip()))


def gap(found: Gap) -> str:
    """What has no number: of what, for when and whose."""
    parts = (metric_words(found.metric), found.about, period(found), found.library)
    return say("figures.gap", what=", ".join(filter(None, parts)))


def period(found: Fact | Gap) -> str:
    """The period in words, or that none is stated."""
    from bpworkshop.session import dates

    if found.first and found.last:
        return dates.write_period(found.first, found.last)
    return say("figures.no_period")


def counting(method: Method, how: str = "") -> str:
    """How it was counted, with the file's own words where it has some. An estimate always says so."""
    if how and method == "counted":
        return how[0].lower() + how[1:] if how[1:2].islower() else how
    told = say(f"figures.method.{method}")
    return say("figures.method_how", method=told, how=how) if how else told


def library(name: str) -> str:
    """A library's name in a sentence: "City" is "City library"."""
    known: list[str] = words.entry("figures.library_words")
    if any(word in name.casefold() for word in known):
        return name
    return say("figures.library_named", name=name)
