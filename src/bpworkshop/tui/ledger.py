"""The ledger of all promises as its screen draws it. Pure: what was read in, rows out.

There may be thousands: what is looked for is folded once, and only as many
rows are made as are near what is in sight.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.review import ledger
from bpworkshop.review.rate import FEWEST, Counted, Rate
from bpworkshop.session.dates import Ambiguous, read_date, read_past_date, write_date
from bpworkshop.session.standing import EventKind
from bpworkshop.store.tokens import tokens
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Column, Look, Part, Row, fitted, readable, wrap
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.review.settling import Settled

COLUMNS_FROM = 100
"""Cells from which a promise has who, when and how it stands beside it; below, they stand under it."""

WHO, DAY, STATE = 24, 17, 13
"""Cells of the columns."""

WIDEST = 140
"""Cells of a row at most, so that what is known of a promise stands near it."""

Only = Literal["", "late", "proposed"]
ONLY: tuple[Only, ...] = ("", "late", "proposed")
"""Of which status the promises are that are shown; all of them at first."""

WAYS: tuple[ledger.Way, ...] = ("time", "partner", "owner")

LOOKS: dict[str, Look] = {"late": "missing", "missed": "missing", "agreed": "good", "kept": "good"}
"""How it looks where a promise stands; otherwise it is merely known."""


@dataclass(slots=True)
class State:
    """What somebody looks at in the ledger, so that they find it again: ``done`` can still be taken back."""

    way: ledger.Way = "time"
    only: Only = ""
    typed: str = ""
    chosen: str | None = None
    done: "list[Settled]" = field(default_factory=list)


class Entry(NamedTuple):
    """A promise of the ledger, and its words and names, folded, each after a space."""

    row: ledger.Row
    said: str

    @property
    def ref(self) -> str:
        return self.row.promised.ref


def entry(row: ledger.Row) -> Entry:
    """A row with what it is found by: words, names of sides and people, the title of its session."""
    one = row.promised
    texts = (
        *(one.words, one.promiser, one.to, one.partner, one.owner, one.carried_by),
        *(one.title, one.evidence, row.waits_for),
    )
    return Entry(row, " ".join(("", *tokens(" ".join(filter(None, texts))))))


def fitting(entries: Iterable[Entry], typed: str, only: Only = "") -> list[Entry]:
    """The promises of a status in which each word that was typed begins a word or a name."""
    begins = [f" {word}" for word in tokens(typed)]
    return [
        one
        for one in entries
        if (not only or one.row.status == only) and all(begin in one.said for begin in begins)
    ]


class Group(NamedTuple):
    """Promises under one heading."""

    title: str
    entries: list[Entry]


def groups(entries: Sequence[Entry], way: ledger.Way) -> list[Group]:
    """By time our own late ones stand before theirs, as a follow-up opens with them."""
    of = {one.ref: one for one in entries}
    found = ledger.grouped((one.row for one in entries), way)
    made = []
    for name, group in found.items():
        there = [of[row.promised.ref] for row in group]
        if way != "time":
            made.append(Group(name or say("ledger.nobody"), there))
        elif name == "late":
            for side in ("ours", "theirs", "nobodys"):
                late = [one for one in there if _side(one) == side]
                made += [Group(say(f"ledger.late.{side}"), late)] if late else []
        else:
            made.append(Group(say(f"ledger.time.{name}"), there))
    return made


def _side(one: Entry) -> str:
    promise = one.row.promised
    return "ours" if promise.ours else "theirs" if promise.promiser else "nobodys"


# What became of one

ASKED: tuple[EventKind, ...] = ("kept", "missed", "renegotiated", "released")
"""What is asked about before it is written down: a day, or what shows it."""


class Answer(NamedTuple):
    """What is known of an event beside its kind, as ``settling.record`` takes it."""

    evidence: str | None = None
    on: date | None = None
    to: date | None = None


NOTHING_MORE = Answer()


def answer(kind: EventKind, typed: str, today: date) -> Answer:
    """A new day; otherwise what shows it, and behind ``on:`` when it happened. Raises Problem for no day."""
    if kind == "renegotiated":
        return Answer(to=_day(read_date(typed.strip(), today), typed))
    words, *day = re.split(rf"(?:^|\s){re.escape(say('ledger.on'))}", typed, maxsplit=1, flags=re.IGNORECASE)
    on = _day(read_past_date(day[0].strip(), today), day[0]) if day else None
    return Answer(text.line(words) or None, on)


def _day(found: date | Ambiguous | None, typed: str) -> date:
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=found.typed, readings=", ".join(found.readings))
    if found is None:
        raise Problem("cli.not_a_date", typed=typed.strip())
    return found


# Rows


class Drawn(NamedTuple):
    """How promises are drawn: in how many cells, with what words for where they stand, on which day."""

    width: int
    statuses: Mapping[str, str]
    today: date


def heading(group: Group) -> Row:
    return Row((("  ", "plain"), (text.line(group.title), "group"), (f"  {len(group.entries)}", "faint")))


def rows(row: ledger.Row, drawn: Drawn, *, chosen: bool = False) -> list[Row]:
    """One promise: its words loudest, then between whom, when, and where it stands; all of the chosen one."""
    id, width = row.promised.ref, min(drawn.width, WIDEST)
    head = " ▸ " if chosen else "   "
    facts = _facts(row, drawn)
    if width >= COLUMNS_FROM:
        columns = [Column(*fact, room) for fact, room in zip(facts, (WHO, DAY, STATE), strict=True)]
        made = list(sheets.line(head, row.promised.words, width - 1, columns, id=id, first="mark"))
    else:
        made = list(sheets.line(head, row.promised.words, width - 1, id=id, first="mark"))
        made += _spread(facts, width, id)
    return made + [*_spread([*_more(row, drawn)], width, id)] if chosen else made


def _facts(row: ledger.Row, drawn: Drawn) -> tuple[Part, Part, Part]:
    """Between whom, by when, and where it stands."""
    return _whose(row), _when(row), _state(row, drawn)


def _whose(row: ledger.Row) -> Part:
    one = row.promised
    if one.ours:
        return (say("ledger.we_to", to=one.to) if one.to else say("ledger.we")), "known"
    return (one.promiser, "known") if one.promiser else (say("ledger.no_promiser"), "missing")


def _when(row: ledger.Row) -> Part:
    if row.until and row.until == row.day:
        return say("ledger.yes_by", day=write_date(row.until)), "known"
    return (write_date(row.due), "known") if row.due else (say("ledger.no_day"), "faint")


def _state(row: ledger.Row, drawn: Drawn) -> Part:
    return drawn.statuses[row.status], LOOKS.get(row.status, "known")


def _more(row: ledger.Row, drawn: Drawn) -> Iterator[Part]:
    """What else is known of a promise: who, whose yes it waits for, what shows it, where it was made."""
    one, event = row.promised, row.event
    if one.owner and one.carried_by:
        yield say("ledger.carried", owner=one.owner, by=one.carried_by), "known"
    elif one.owner:
        yield say("ledger.owner", owner=one.owner), "known"
    else:
        yield say("ledger.no_owner"), "missing"
    if row.waits_for and row.until:
        yield say("cli.commitments.waits_until", who=row.waits_for, day=write_date(row.until)), "mark"
    elif row.waits_for:
        yield say("cli.commitments.waits", who=row.waits_for), "mark"
    elif event:
        what = say("ledger.happened", what=drawn.statuses[event.kind], day=write_date(event.on))
        yield (f"{what}: {event.evidence}" if event.evidence else what), "known"
    if one.evidence:
        yield say("ledger.shown_by", what=one.evidence), "known"
    if one.if_missed:
        yield say("ledger.if_missed", what=one.if_missed), "known"
    of = say("ledger.of", title=one.title)
    yield (say("ledger.of_day", of=of, day=write_date(one.day)) if one.day else of), "faint"


def _spread(facts: Sequence[Part], width: int, id: str) -> Iterator[Row]:
    """Facts under a promise, in further rows where there is no room; none is cut."""
    indent: Part = ("     ", "plain")
    between: Part = ("  ·  ", "faint")
    row: list[Part] = []
    for words, look in facts:
        *before, last = wrap(text.line(words), max(width - 6, 10))
        if row and (before or 6 + sum(text.width(each) for each, _ in (*row, between, (last, look))) > width):
            yield Row((indent, *row), id)
            row = []
        yield from (Row((indent, (line, look)), id) for line in before)
        row += [between, (last, look)] if row else [(last, look)]
    yield Row((indent, *row), id)


# Follow-through


def rates(found: Sequence[Rate], width: int) -> list[Row]:
    """The follow-through of each party, in all and over time, as bars with their counts."""
    width = readable(width)
    if not found:
        return [Row(), *sheets.prose(say("ledger.no_rate"), "known", width, 2)]
    made: list[Row] = []
    for rate in found:
        made += [Row(), *sheets.prose(rate.party, "group", width, 2), *_counted("", rate.total, width)]
        if len(rate.periods) > 1:
            made += [row for one in rate.periods for row in _counted(one.name, one.counted, width)]
    return [*made, Row(), *sheets.prose(say("ledger.rate_is", n=FEWEST), "faint", width, 2)]


def _counted(name: str, counted: Counted, width: int) -> list[Row]:
    named = f"{fitted(name, 8)} " if name else ""
    head: list[Part] = [(f"    {named}", "known"), (fitted(counted.bar, 12), "mark")]
    told = counted.told
    if 16 + len(named) + text.width(told) <= width:
        return [Row((*head, (told, "said" if not name else "known")))]
    return [Row(tuple(head)), *sheets.prose(told, "known", width, 6)]
