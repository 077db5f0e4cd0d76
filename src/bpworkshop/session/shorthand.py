"""A typed line read as an item: its text, and the fields that stand in it.

``@`` names an owner or a party, ``due:`` a date, a figure begins with its
number, what we know of a partner or of ourselves with what it is about
(``finances: …``), ``!`` as the first character keeps the line ours, a backslash
takes a sign its meaning. What does not resolve stays text, with a hint; what has
two readings is asked back. Nothing is guessed and nothing that was typed is lost.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from bpworkshop import text
from bpworkshop.session.answers import anyone
from bpworkshop.session.dates import Ambiguous, longest_date, read_period
from bpworkshop.session.items import Party
from bpworkshop.session.numbers import leading_number
from bpworkshop.session.session import MEMBERS, Session
from bpworkshop.session.tools import Criterion
from bpworkshop.session.types import SHARED, Method, Span, Step

Board = Step | Literal["parked"]
"""Where a line can go: a step's board, or the parking lot."""

OWNER: dict[Board, str] = {
    "values": "owner",
    "alternatives": "owner",
    "commitments": "owner",
    "clauses": "owner",
    "occasions": "owner",
    "risks": "owner",
    "assets": "owner",
    "parked": "owner",
}
"""The field that ``@person`` fills, by board."""

PARTIES: dict[Board, tuple[str, ...]] = {
    "goals": ("whose",),
    "benefits": ("giver", "receiver"),
    "figures": ("giver",),
    "commitments": ("promiser",),
    "assessments": ("party",),
}
"""The fields that one ``@party`` after another fills, by board."""

DUE: dict[Board, str] = {
    "goals": "due",
    "alternatives": "trigger_on",
    "commitments": "due",
    "occasions": "due",
    "risks": "review",
    "parked": "due",
}
"""The field that ``due:`` fills, by board."""

ABOUT: dict[Board, tuple[str, Mapping[str, str]]] = {
    "assessments": ("criterion", {one.replace("-", " "): one for one in get_args(Criterion)}),
    "assets": (
        "topic",
        {"network": "leads-network", "partnership": "leads-partnership", "strengths": "staff-knows"},
    ),
}
"""The field that the first words fill where a colon follows, and what each of them means, by board."""

LEAST = 4
"""Letters of the beginning of such words that are enough."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Why something stayed text: ``kind`` is the key of its words, ``typed`` what it was."""

    kind: Literal["no_name", "name_not_used", "no_date", "date_not_used"]
    typed: str


@dataclass(slots=True)
class Line:
    """What a line says. ``asked`` holds what must be asked back before it can be an item."""

    text: str = ""
    only_ours: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    hints: list[Hint] = field(default_factory=list)
    asked: list[Ambiguous] = field(default_factory=list)


def read_line(typed: str, board: Board, session: Session, today: date) -> Line:
    """What a line typed on a board says. The text is never empty unless the line is."""
    typed = text.line(typed)
    line = Line()
    if typed.startswith("!"):
        line.only_ours = True
        typed = typed[1:].lstrip()
    line.text = text.line(_Scan(line, board, session, today).run(typed))
    if board == "figures":
        _figure(line, today)
    elif board in ABOUT:
        _about(line, session, *ABOUT[board])
    if not line.text:
        # Only signs and no words: then the signs are the words.
        line.text, line.fields = typed, {}
    return line


def said_field(board: Board) -> str:
    """The field of the board's items that carries the text."""
    name: str = getattr(MEMBERS[board], "SAID")  # noqa: B009
    return name


class _Scan:
    """One pass over a line, from sign to sign."""

    def __init__(self, line: Line, board: Board, session: Session, today: date) -> None:
        self.line = line
        self.board = board
        self.session = session
        self.today = today

    def run(self, typed: str) -> str:
        """What stays text once the signs are read."""
        out: list[str] = []
        at = 0
        while at < len(typed):
            took = 0
            if at == 0 or typed[at - 1] in " (":
                rest = typed[at:]
                if escaped := re.match(r"\\(?=[@!/\\]|due:)", rest, re.IGNORECASE):
                    out.append(rest[escaped.end()])
                    at += escaped.end() + 1
                    continue
                took = self.name(rest) if rest[0] == "@" else self.due(rest)
            if took:
                at += took
                if out and out[-1] == " " and typed[at : at + 1] in (",", ".", ";"):
                    out.pop()
            else:
                out.append(typed[at])
                at += 1
        return "".join(out)

    def name(self, rest: str) -> int:
        """Read ``@handle``; the number of characters that are no text any more."""
        # What goes on after the handle is another word: an address, "@bo's".
        found = re.match(r"@([\w-]+)(?=[,.;:!?)]*(?:\s|$))", rest)
        if not found:
            return 0
        handle = found[1]
        if self.board == "goals" and handle.casefold() == SHARED:
            return self.fill(("whose",), SHARED, found[0])
        who = anyone(self.session, handle)
        if who is None:
            return self.stays("no_name", found[0])
        if isinstance(who, Ambiguous):
            self.line.asked.append(Ambiguous(found[0], who.readings))
            return 0
        if isinstance(who, Party):
            return self.fill(PARTIES.get(self.board, ()), who.id, found[0])
        owner = OWNER.get(self.board)
        return self.fill((owner,) if owner else (), who.id, found[0])

    def fill(self, names: tuple[str, ...], value: str, typed: str) -> int:
        for name in names:
            if name not in self.line.fields:
                self.line.fields[name] = value
                return len(typed)
        return self.stays("name_not_used", typed)

    def due(self, rest: str) -> int:
        """Read ``due:date``; the number of characters that are no text any more."""
        sign = re.match(r"due:", rest, re.IGNORECASE)
        if not sign:
            return 0
        name = DUE.get(self.board)
        typed = rest.split(" ", 1)[0]
        if not name or name in self.line.fields:
            return self.stays("date_not_used", typed)
        found = longest_date(rest[sign.end() :], self.today)
        if not found:
            return self.stays("no_date", typed)
        day, took = found
        if isinstance(day, Ambiguous):
            self.line.asked.append(Ambiguous(f"due:{day.typed}", tuple(f"due:{one}" for one in day.readings)))
            return 0
        self.line.fields[name] = day
        return sign.end() + took

    def stays(self, kind: Literal["no_name", "name_not_used", "no_date", "date_not_used"], typed: str) -> int:
        self.line.hints.append(Hint(kind, typed))
        return 0


def _about(line: Line, session: Session, name: str, known: Mapping[str, str]) -> None:
    """``finances: two grants end in June``: what it is about, whole or its beginning; a question is open."""
    begins, colon, rest = line.text.partition(":")
    if colon and not rest.strip() and (owner := session.person(line.fields.get("owner", ""))):
        rest = owner.name or owner.handle
    typed = " ".join(begins.casefold().replace("-", " ").split())
    fits = [one for one in known if one == typed or (len(typed) >= LEAST and one.startswith(typed))]
    if colon and rest.strip() and (len(fits) == 1 or typed in fits):
        line.fields[name] = known[typed if typed in fits else fits[0]]
        line.text = rest.strip()
    if name == "criterion" and line.text.endswith("?"):
        line.fields["unknown"] = line.text


def _figure(line: Line, today: date) -> None:
    """``1200 visits, Jan 2026, counted, source: annual report`` – the number first, or after ``metric:``.

    The parts after the number may stand in any order; what is none of them
    stays in the metric's words, or in the source's once that was named.
    """
    metric, rest = "", line.text
    found = leading_number(rest)
    if not found:
        metric, _, rest = line.text.partition(": ")
        # "source: 2025 survey": that number names the source.
        found = None if re.search(r"\bsource$", metric, re.IGNORECASE) else leading_number(rest)
    if not found:
        return
    value, took = found
    if isinstance(value, Ambiguous):
        line.asked.append(value)
        return
    unit, *parts = [part.strip() for part in re.split(r",(?!\d{3}\b)", rest[took:])]
    line.fields["value"] = value
    unit = _with_period(line, unit, today)
    left = []
    for part in parts:
        if not part or _part(line, part, today):
            continue
        if "source" in line.fields:
            # A source may have commas of its own: "source: door counter, yearly report".
            line.fields["source"] += f", {part}"
        else:
            left.append(part)
    if unit:
        line.fields["unit"] = unit
    line.text = ", ".join(part for part in (metric.strip() or unit, *left) if part) or line.text


def _with_period(line: Line, unit: str, today: date) -> str:
    """``visits Jan 2026``: a period at the end of the unit is a period; what has two readings stays."""
    words = unit.split(" ")
    for at in range(1, len(words)):
        if _period(line, " ".join(words[at:]).removeprefix("in "), today):
            return " ".join(words[:at]).removesuffix(" in")
        if line.asked:
            break
    return unit


def _part(line: Line, part: str, today: date) -> bool:
    """Whether a part after a figure's number was a period, a method or a source."""
    readers: tuple[Callable[[], bool], ...] = (
        lambda: _period(line, part, today),
        lambda: _method(line, part),
        lambda: _source(line, part),
    )
    return any(reader() for reader in readers)


def _period(line: Line, part: str, today: date) -> bool:
    """A bare weekday is no period: "children every Friday"."""
    period = read_period(part, today) if re.search(r"[0-9]", part) else None
    if isinstance(period, Ambiguous):
        line.asked.append(period)
        return False
    if period is None or "period" in line.fields:
        return False
    line.fields["period"] = Span(start=period[0], end=period[1])
    return True


def _method(line: Line, part: str) -> bool:
    method = part.casefold().replace(" ", "-")
    if method not in get_args(Method) or "method" in line.fields:
        return False
    line.fields["method"] = method
    return True


def _source(line: Line, part: str) -> bool:
    found = re.match(r"source:\s*(.+)", part, re.IGNORECASE)
    if not found or "source" in line.fields:
        return False
    line.fields["source"] = found[1]
    return True
