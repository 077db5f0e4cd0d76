"""On which line of a TOML file a key stands, or what is refused unread.

TOML readers give no line for a key. This is loaded only when something is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import Literal

import tomli

from bpworkshop.toml.limits import MOST_DIGITS, MOST_LEVELS, MOST_PARTS, KeyPath

_BASIC = r'"(?:[^"\\\n]++|\\.)*+"'
_LITERAL = r"'[^'\n]*+'"
_BASIC_LINES = r'"""(?:[^"\\]++|\\[\s\S]|"{1,2}(?!"))*+"{3,5}'
_LITERAL_LINES = r"'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"
_STRING = f"{_BASIC_LINES}|{_LITERAL_LINES}|{_BASIC}|{_LITERAL}"
_ATOM = re.compile(rf"{_STRING}|[^,\]}}#\n]++")
_GAP = re.compile(r"(?:[\s,]++|#[^\n]*+)*+")
# What is no structure: texts and comments. One that is never closed reaches as far as it could,
# or looking for its end from each of its quotation marks would take hours.
TEXT = re.compile(
    r'"""(?:[^"\\]++|\\[\s\S]|"{1,2}(?!"))*+"{0,5}+'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{0,5}+"
    r'|"(?:[^"\\\n]++|\\.)*+"?+'
    r"|'[^'\n]*+'?+"
    r"|(?:#[^\n]*+\n?)++"
)
# A key may be written in quotes, so it is looked for before a text is.
_SPOT = re.compile(
    rf"(?P<deep>(?<![\w-])(?:(?:{_BASIC}|{_LITERAL}|[A-Za-z0-9_-]++)[ \t]*+\.[ \t]*+){{{MOST_PARTS},}}+)"
    rf"|{TEXT.pattern}|(?P<opens>[\[{{])|(?P<closes>[\]}}])"
    rf"|(?P<huge>0[box](?<!\w..)[0-9A-Fa-f_]{{{MOST_DIGITS},}}+|(?<!\w)[0-9_]{{{MOST_DIGITS},}}+)"
)
_PART = re.compile(rf"[ \t]*({_BASIC}|{_LITERAL}|[A-Za-z0-9_-]++)[ \t]*(\.?)")


def key_lines(source: str) -> dict[KeyPath, int]:
    """The line of each key and header, counted from 1, in TOML that tomli has already accepted."""
    return _Scanner(source).lines()


def spot(source: str, wanted: Literal["deep", "huge"]) -> int | None:
    """The line of the first key of too many parts or list of too many levels, or of a number too long."""
    levels = 0
    for match in _SPOT.finditer(source):
        levels += (match.lastgroup == "opens") - (match.lastgroup == "closes")
        if match.lastgroup == wanted or (wanted == "deep" and levels > MOST_LEVELS):
            return source.count("\n", 0, match.start()) + 1
    return None


class _Scanner:
    """Finds the line of each key and header in TOML that tomli has already accepted."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.newlines = [match.start() for match in re.finditer("\n", source)]
        self.table: KeyPath = ()
        self.counts: Counter[KeyPath] = Counter()

    def lines(self) -> dict[KeyPath, int]:
        self.skip()
        while self.at < len(self.source):
            start = self.at
            if self.source.startswith("[", start):
                self.header(start)
            else:
                path = (*self.table, *self.key())
                self.mark(path, start)
                self.at += 1  # the equals sign
                self.value(path)
            self.skip()
        return self.found

    def skip(self) -> None:
        gap = _GAP.match(self.source, self.at)
        assert gap
        self.at = gap.end()

    def mark(self, path: KeyPath, start: int) -> None:
        """Remember the line of a path, and of what it makes by the way (``[a.b]`` makes ``a``)."""
        line = bisect_left(self.newlines, start) + 1
        if isinstance(path[-1], int) and self.found.get(path[:-1]) == line:
            return  # an element on the line of its list: found there, and there may be millions
        for length in range(len(path), 0, -1):
            if path[:length] in self.found:
                return
            self.found[path[:length]] = line

    def key(self) -> list[str]:
        parts = []
        more = "."
        while more:
            part = _PART.match(self.source, self.at)
            assert part
            self.at = part.end()
            bare, more = part[1], part[2]
            quoted = bare[0] in "\"'"
            if quoted and "\\" in bare:
                parts.append(str(tomli.loads(f"key = {bare}")["key"]))
            else:
                parts.append(bare[1:-1] if quoted else bare)
        return parts

    def header(self, start: int) -> None:
        many = self.source.startswith("[[", start)
        self.at = start + 1 + many
        *outer, last = self.key()
        self.at += 1 + many
        path: KeyPath = ()
        for part in outer:
            path = (*path, part)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        path = (*path, last)
        if many:
            self.counts[path] += 1
            path = (*path, self.counts[path] - 1)
        self.table = path
        self.mark(path, start)

    def value(self, path: KeyPath) -> None:
        """Walk over one value; lists and tables in it are kept on a list, for nothing recurses here."""
        inside: list[tuple[KeyPath, bool]] = []
        counts: list[int] = []
        while True:
            self.skip()
            opens = self.source[self.at]
            if opens in "[{":
                inside.append((path, opens == "["))
                counts.append(0)
                self.at += 1
            else:
                atom = _ATOM.match(self.source, self.at)
                assert atom
                self.at = atom.end()
            while inside:
                self.skip()
                if self.source[self.at] not in "]}":
                    break
                self.at += 1
                inside.pop()
                counts.pop()
            if not inside:
                return
            outer, many = inside[-1]
            start = self.at
            if many:
                path = (*outer, counts[-1])
                counts[-1] += 1
            else:
                path = (*outer, *self.key())
                self.at += 1
            self.mark(path, start)
