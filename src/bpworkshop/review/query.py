"""What is looked for: words, "phrases", begin*; without case and accents.

A query is read once and then asked in two ways that agree: as FTS5 has it,
and of the folded words of a place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from bpworkshop.errors import Problem
from bpworkshop.store.tokens import fold_with_places, tokens, words_in
from bpworkshop.words import say

LONGEST = 1000
"""Characters that are read; nobody means more."""

MOST_PARTS = 30

BETWEEN = " · "
"""Stands between the words of an item and others that were said there."""

_PART = re.compile(r'"([^"]*)("?\*?)|([^\s"]+)')
_CUT = "…"


class Part(NamedTuple):
    """Words that follow each other; with ``begins`` the last one may go on."""

    words: tuple[str, ...]
    begins: bool = False


class Excerpt(NamedTuple):
    """One line of what was said in a place, and where in it stands what was looked for: begins and ends."""

    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """All its parts have to stand in the same place. One without parts finds nothing."""

    parts: tuple[Part, ...] = ()
    _patterns: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Looking ahead only, so that what overlaps is counted too.
        needles = (f" {' '.join(part.words)}{'' if part.begins else ' '}" for part in self.parts)
        object.__setattr__(self, "_patterns", tuple(re.compile(f"(?={re.escape(one)})") for one in needles))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @classmethod
    def typed(cls, line: str) -> Self:
        """What a person typed: words, phrases in quotation marks, and with ``*`` what begins so.

        A mark that is not closed reaches to the end. Raises Problem for more than anybody means.
        """
        if len(line) > LONGEST:
            raise Problem("search.long", most=LONGEST)
        parts: dict[Part, None] = {}
        for match in _PART.finditer(line):
            if words := tuple(tokens(match[1] or match[3] or "")):
                parts[Part(words, match[0].rstrip('"').endswith("*"))] = None
        if len(parts) > MOST_PARTS:
            raise Problem("search.many", most=MOST_PARTS)
        return cls(tuple(parts))

    @classmethod
    def given(cls, words: Sequence[str]) -> Self:
        """What a shell handed on: it has taken the marks away from a phrase, and left its spaces."""
        return cls.typed(" ".join(f'"{one}"' if " " in one and '"' not in one else one for one in words))

    @property
    def match(self) -> str:
        """The query as FTS5 has it."""
        return " AND ".join(f'"{" ".join(words)}"{" *" if begins else ""}' for words, begins in self.parts)

    def counts(self, said: str) -> tuple[int, ...]:
        """How often each part stands in the folded words of a place."""
        padded = f" {said} "
        return tuple(len(pattern.findall(padded)) for pattern in self._patterns)

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the parts stand in a text: begins and ends, in their order, none in another."""
        folded, places = fold_with_places(text)
        found = list(words_in(folded).finditer(folded))
        words = [match[0] for match in found]
        taken = {
            at + more for part in self.parts for at in _begins(part, words) for more in range(len(part.words))
        }
        marks: list[tuple[int, int]] = []
        for match in (found[at] for at in sorted(taken)):
            begin, last = places[match.start()], places[match.end() - 1]
            end = next((place for place in places[match.end() :] if place > last), len(text))
            # Two words may come from one letter, such as those of ½.
            if not marks or begin >= marks[-1][1]:
                marks.append((begin, end))
        return tuple(marks)

    def excerpt(self, texts: Sequence[str], most: int = 160) -> Excerpt:
        """The words of an item, and after them what else was said there in which a part stands.

        A text longer than ``most`` is cut around the first of them.
        """
        line, marks = "", []
        for number, text in enumerate(texts):
            found = self.marks(text)
            if number and not found:
                continue
            line += BETWEEN if line else ""
            shown, moved = _cut(text, found, most)
            marks += [(len(line) + begin, len(line) + end) for begin, end in moved]
            line += shown
        return Excerpt(line, tuple(marks))


def place(name: str, number: int | None) -> str:
    """What a place of a session is called, with the number that people say."""
    label = say(f"search.place.{name}")
    return say("search.numbered", label=label, number=number) if number else label


def _begins(part: Part, words: Sequence[str]) -> Iterator[int]:
    """At which words the part begins."""
    *first, last = part.words
    for at in range(len(words) - len(first)):
        end = words[at + len(first)]
        ends = end.startswith(last) if part.begins else end == last
        if ends and list(words[at : at + len(first)]) == first:
            yield at


def _cut(text: str, marks: Sequence[tuple[int, int]], most: int) -> tuple[str, list[tuple[int, int]]]:
    """A text on one line, cut to what stands around its first mark, and the marks that are left."""
    text = text.replace("\n", " ")
    if len(text) <= most:
        return text, list(marks)
    first = marks[0][0] if marks else 0
    start = 0 if first < most * 2 // 3 else text.rfind(" ", 0, first - most // 3) + 1
    start = max(start, first - most // 2)
    before, after = _CUT if start else "", _CUT if start + most < len(text) else ""
    end = start + most
    moved = [
        (a - start + len(before), min(b, end) - start + len(before)) for a, b in marks if start <= a < end
    ]
    return f"{before}{text[start:end]}{after}", moved
