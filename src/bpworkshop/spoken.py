"""What stands in a session in words: names, values, what happened – as they are read aloud."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bpworkshop.method.guide import Guide
from bpworkshop.session import fields
from bpworkshop.session.around import Objection, Reopening
from bpworkshop.session.clauses import VALUES
from bpworkshop.session.dates import write_date, write_period
from bpworkshop.session.items import Event, Evidence, Past, Person
from bpworkshop.session.numbers import write_number
from bpworkshop.session.session import Session
from bpworkshop.session.types import SHARED, Amount, Kind, Span
from bpworkshop.words import say


@dataclass(frozen=True, slots=True)
class Spoken:
    """Says what stands in one session in the words of one guide. ``everyone``: who it is said to."""

    session: Session
    guide: Guide
    today: date
    everyone: bool

    # Names

    def party(self, id: str) -> str:
        """A party's name; ``shared`` in words."""
        found = self.session.party(id)
        return found.name if found else say("page.shared") if id == SHARED else id

    def person(self, id: str) -> str:
        """A person's name, or the handle of somebody who goes without one."""
        found = self.session.person(id)
        return (found.name or found.handle) if found else id

    def person_here(self, person: Person) -> str:
        """A person's name, and that they are not here."""
        name = person.name or person.handle
        return name if person.present else f"{name} ({say('page.absent')})"

    # Values

    def value(self, record: str, name: str, value: Any) -> str:
        """One field's value as it is read aloud."""
        if isinstance(value, tuple):
            return "; ".join(self.one(record, name, one) for one in value)
        return self.one(record, name, value)

    def one(self, record: str, name: str, value: Any) -> str:
        field = fields.of(record).get(name)
        kind = field.kind if field else None
        if isinstance(value, Evidence):
            return self.evidence(value)
        if isinstance(value, Objection | Reopening):
            return self.against(value)
        if isinstance(value, Past):
            return self.past(value)
        if isinstance(value, Span):
            return write_period(value.start, value.end)
        if isinstance(value, Amount):
            return f"{write_number(value.amount)} {value.currency}"
        if isinstance(value, date):
            return write_date(value)
        if kind is Kind.PERSON:
            return self.person(value)
        if kind in (Kind.PARTY, Kind.WHOSE):
            return self.party(value)
        if kind is None and name == fields.SOURCES:
            return self.source(value)
        if kind is None and name in ("about", "replaces", "round", "amends"):
            found = self.session.find(value)
            return found[1].said if found else say("page.gone")
        if kind is Kind.CHOICE:
            return self.guide.choice(record, name, {True: "yes", False: "no"}.get(value, value))
        if kind is Kind.DECIMAL:
            return write_number(value) + ("%" if name == "audience_share" else "")
        return str(value)

    def source(self, id: str) -> str:
        """What words came from: an item in its own words, a party, a person, what a value is called."""
        if id in VALUES:
            return self.guide.label("session", id.replace("-", "_"))
        if found := self.session.find(id):
            return found[1].said
        there = self.session.party(id) or self.session.person(id)
        return (there.name or there.handle) if there else say("page.gone")

    def evidence(self, entry: Evidence) -> str:
        more = [entry.source] if entry.source else []
        if entry.reliability:
            more.append(self.guide.choice("evidence", "reliability", entry.reliability))
        told = f"{self.party(entry.party)}: {entry.text}"
        return f"{told} ({', '.join(more)})" if more else told

    def against(self, one: Objection | Reopening) -> str:
        """An objection with what was changed because of it, or why a decision was opened again and when."""
        told = one.reason if isinstance(one, Objection) else one.why
        if one.by:
            told = f"{self.person(one.by)}: {told}"
        if isinstance(one, Reopening):
            return f"{write_date(one.on)}, {told}"
        return say("page.answered", what=told, answer=one.answer) if one.answer else told

    def past(self, one: Past) -> str:
        """What a figure was: the number with its period and how it was counted."""
        told = [f"{write_number(one.value)} {one.unit}", self.guide.choice("history", "method", one.method)]
        return ", ".join([*told, *([write_period(one.period.start, one.period.end)] if one.period else [])])

    def event(self, event: Event) -> str:
        """What happened to a promise, with the day, who recorded it and what shows it."""
        told = [write_date(event.on), self.guide.events[event.kind]]
        for name in ("waits_for", "until", "due", "evidence", "by"):
            found = getattr(event, name)
            if found is not None:
                told.append(f"{self.guide.label('events', name)}: {self.value('events', name, found)}")
        return ", ".join(told)

    def labelled(self, record: str, name: str, value: Any) -> str:
        return f"{self.guide.label(record, name)}: {self.value(record, name, value)}"
