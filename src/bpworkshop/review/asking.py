"""A line that is typed to find sessions: free words, and what narrows them, such as ``partner:museum``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from bpworkshop.review.filters import Filter
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.dates import Ambiguous, read_past_date
from bpworkshop.store.tokens import fold, tokens
from bpworkshop.words import say

DAYS = ("since", "until")
NARROWING = ("partner", "person", "status", "phase", "step", *DAYS)

_PART = re.compile(r'(?:(?P<name>[^\W\d_]+):)?(?P<value>"[^"]*"?|[^\s"]+|(?<=:))')


class Asked(NamedTuple):
    """What a line asks for. ``words`` are the free ones as typed, ``begins`` what they are when folded.

    ``hint`` says what the part that is typed last can be, ``wrong`` what none of it means.
    """

    filters: Filter = Filter()
    words: str = ""
    begins: tuple[str, ...] = ()
    hint: str = ""
    wrong: str = ""

    def __bool__(self) -> bool:
        return bool(self.filters or self.begins)

    def narrows(self, before: "Asked") -> bool:
        """Whether it finds nothing that ``before`` does not find."""
        now, was = self.filters, before.filters
        names = ((now.partner, was.partner), (now.person, was.person))
        return (
            replace(now, partner=was.partner, person=was.person) == was
            and all(then is None or (name or "").startswith(then) for name, then in names)
            and all(any(one.startswith(begin) for one in self.begins) for begin in before.begins)
        )


def choices(name: str, phases: Mapping[str, str], statuses: Mapping[str, str]) -> dict[str, str]:
    """What can stand behind ``name:``, each with what the screen calls it; nothing where anything can."""
    steps: dict[str, str] = {step: say(f"search.place.{step}") for step in BOARDS}
    return {"status": dict(statuses), "phase": dict(phases), "step": steps}.get(name, {})


class Reader:
    """Reads lines. ``phases`` and ``statuses`` are what the guide calls them, by their names in the file."""

    def __init__(self, today: date, phases: Mapping[str, str], statuses: Mapping[str, str]) -> None:
        self._today = today
        self._choices = {name: choices(name, phases, statuses) for name in NARROWING}

    def read(self, line: str) -> Asked:
        """What a line asks for; what can't be understood narrows nothing."""
        given: dict[str, Any] = {}
        words: list[str] = []
        hint = wrong = ""
        for name, value in _parts(line):
            hint = ""
            if name in NARROWING:
                hint = self._hint(name)
                found = self._value(name, value) if value else None
                if found is not None:
                    given[name] = found
                elif value and not (name in DAYS and line.endswith(value)):  # a day is none until its end
                    wrong = say("find.wrong", name=name, typed=value)
            else:
                words.append(f"{name}:{value}" if name else value)
                if name:
                    wrong = say("find.unknown", name=name, known=", ".join(NARROWING))
        said = " ".join(words)
        # Behind a space the part that was typed last is over.
        return Asked(Filter(**given), said, tuple(tokens(said)), "" if line[-1:] == " " else hint, wrong)

    def _hint(self, name: str) -> str:
        return f"{say(f'find.hint.{name}')} {', '.join(self._choices[name].values())}".rstrip()

    def _value(self, name: str, typed: str) -> date | str | None:
        if name in DAYS:
            found = read_past_date(typed, self._today)
            return None if isinstance(found, Ambiguous) else found
        if name in ("partner", "person"):
            return typed if tokens(typed) else None
        begin = fold(typed)
        called = self._choices[name].items()
        fits = [one for one, label in called if fold(one).startswith(begin) or fold(label).startswith(begin)]
        return fits[0] if fits else None


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """What stands before a colon, lower case, and what behind it; of a free word or phrase the word alone."""
    for match in _PART.finditer(line):
        name, value = (match["name"] or "").lower(), match["value"]
        if name or value:
            yield name, value.strip('"') if name in NARROWING else value
