"""TOML that a person may have written: read in full, refused with the line and the key.

Sessions, guides and settings all come through here. TOML readers give no line
for a key, so a small scanner finds it (``toml.lines``), loaded once a line is
asked for: when something is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import tomli

from bpworkshop import text, words
from bpworkshop.errors import FileProblem
from bpworkshop.reasons import reason
from bpworkshop.toml.limits import MOST_DIGITS, MOST_LEVELS, MOST_PARTS, KeyPath

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

MOST_PROBLEMS = 500
"""Nobody reads more; a hostile file has a hundred thousand."""

MOST_VALUES = 80_000
MOST_TABLES = 20_000  # and lists; the header of an item counts as two
"""Three times what 2,000 items hold: a reader of millions would take seconds and gigabytes."""

_SMALL = 32 * 1024
"""Characters that can't cost a reader half a second, whatever they say."""

_LONGEST_WHERE = 120
_MARKERS = r"(?m)^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$"
# It begins with a sign that stands for itself: such a one is looked for thirty times as fast.
_HEX = re.compile(rf"0[box](?<!\w..)[0-9A-Fa-f_]{{{MOST_DIGITS},}}+")
_ITEM_HEADER = r"\n\[\[[A-Za-z0-9_.-]++\]\](?=\n)"
_SAYINGS = (
    ("Cannot overwrite", "toml.twice"),
    ("Cannot declare", "toml.twice"),
    ("Cannot mutate", "toml.twice"),
    ("Cannot redefine", "toml.twice"),
    ("Duplicate inline", "toml.twice"),
    ("Unterminated string", "toml.open_quote"),
    ("Illegal character '\\n'", "toml.open_quote"),
    ("Expected \"'''\"", "toml.open_quote"),
)
"""How tomli's messages begin, and the words that say more to a person."""


class Document:
    """What a file says, and on which line it says it."""

    def __init__(self, source: str, data: dict[str, Any]) -> None:
        self.data = data
        self._source = source
        self._lines: dict[KeyPath, int] | None = None

    def line(self, keypath: KeyPath) -> int | None:
        """The line of a key, counted from 1; of what encloses it where it does not stand itself."""
        if self._lines is None:
            from bpworkshop.toml.lines import key_lines

            self._lines = key_lines(self._source)
        for length in range(len(keypath), 0, -1):
            found = self._lines.get(tuple(keypath[:length]))
            if found is not None:
                return found
        return None


def read(data: bytes, path: Path) -> Document:
    """Read TOML in UTF-8. Raises FileProblem with the line for everything that is none."""
    source = _decoded(data, path)
    check_structure(source, path)
    try:
        return Document(source, tomli.loads(source))
    except tomli.TOMLDecodeError as error:
        raise _syntax(error, source, path) from error
    except RecursionError as error:
        raise FileProblem("toml.deep", path=path, line=_spot(source, "deep")) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise FileProblem("toml.huge", path=path, line=_spot(source, "huge")) from error


def _decoded(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        raise FileProblem("toml.utf16", path=path, line=1)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        # A byte order mark is not counted in the error's place, but it holds no newline.
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FileProblem(
            "toml.not_utf8", path=path, line=line, byte=f"{error.object[error.start]:02X}"
        ) from error


def check_structure(source: str, path: Path) -> None:
    """Refuse unread what would cost seconds or gigabytes: too many values, keys of too many parts."""
    if _HEX.search(source) and (line := _spot(source, "huge")):
        raise FileProblem("toml.huge", path=path, line=line)
    if len(source) <= _SMALL:
        return
    if _may_be_deep(source) and (line := _spot(source, "deep")):
        raise FileProblem("toml.deep", path=path, line=line)
    # Counted first with what stands in texts, which is cheap and nearly always enough.
    if _too_many(source) and _too_many(_without_texts(source)):
        raise FileProblem("toml.too_many", path=path, values=MOST_VALUES, tables=MOST_TABLES)


def _spot(source: str, wanted: Literal["deep", "huge"]) -> int | None:
    from bpworkshop.toml.lines import spot

    return spot(source, wanted)


def _without_texts(source: str) -> str:
    from bpworkshop.toml.lines import TEXT

    return TEXT.sub("", source)


def _may_be_deep(source: str) -> bool:
    """Whether brackets or dots are enough for it at all: counted in a moment, and rarely so.

    The headers of items are left out: whatever they stand in, they close all that they open.
    """
    opened = source.count("[") + source.count("{") - 2 * len(re.findall(_ITEM_HEADER, source))
    return opened > MOST_LEVELS - 2 or any(line.count(".") >= MOST_PARTS for line in source.split("\n"))


def _too_many(source: str) -> bool:
    """Counts the signs that come with a value, a table or a list: never fewer than there are of them."""
    tables = sum(map(source.count, "[{."))
    return tables > MOST_TABLES or tables + source.count("=") + source.count(",") > MOST_VALUES


def _syntax(error: tomli.TOMLDecodeError, source: str, path: Path) -> FileProblem:
    markers = list(re.finditer(_MARKERS, source))
    if {"<", ">"} <= {marker[0][0] for marker in markers}:
        return FileProblem(
            "toml.merge_markers", path=path, line=source.count("\n", 0, markers[0].start()) + 1
        )
    key = next((key for begin, key in _SAYINGS if error.msg.startswith(begin)), "toml.syntax")
    return FileProblem(key, path=path, line=error.lineno, what=error.msg)


def dotted(keypath: KeyPath) -> str:
    """A key path as a person writes it: ``goals[3].due``, counted from 1."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in keypath]
    shown = text.line("".join(parts).removeprefix("."))
    return shown if len(shown) <= _LONGEST_WHERE else shown[: _LONGEST_WHERE - 1] + "…"


def problems(
    document: Document, error: ValidationError, path: Path, model: type[BaseModel]
) -> list[FileProblem]:
    """One FileProblem for each thing that does not fit ``model``, in the order of the file."""
    found = [
        (_place(model, each["loc"], document.data), each)
        for each in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]
    ]
    # A value that may be one of several tables fails once for each: what it is nearest to counts.
    tries: dict[KeyPath, Counter[str]] = {}
    for place, _ in found:
        if place.branch:
            tries.setdefault(place.branch[0], Counter())[place.branch[1]] += 1
    nearest = {at: min(counts, key=counts.__getitem__) for at, counts in tries.items()}
    made = [
        _problem(document, place, each, path)
        for place, each in found
        if not place.branch or nearest[place.branch[0]] == place.branch[1]
    ]
    return sorted(made, key=lambda problem: problem.line or 0)


def _problem(document: Document, place: _Place, error: Mapping[str, Any], path: Path) -> FileProblem:
    where, line = dotted(place.path), document.line(place.path)
    if error["type"] != "extra_forbidden":
        says = reason(error, place.kind)
        return FileProblem("toml.value", path=path, line=line, where=where, field=where, reason=says)
    import difflib  # only when something is wrong

    near = difflib.get_close_matches(str(place.path[-1])[:_LONGEST_WHERE], place.known, 1)
    if near:
        return FileProblem("toml.unknown_near", path=path, line=line, where=where, field=where, near=near[0])
    return FileProblem("toml.unknown", path=path, line=line, where=where, field=where)


class _Place(NamedTuple):
    """Where an error stands, with what the model knows about that place."""

    path: KeyPath
    kind: str
    known: tuple[str, ...]
    branch: tuple[KeyPath, str] | None
    """The value that may be one of several tables, and the one that was tried."""


def _place(model: type[BaseModel], loc: KeyPath, data: Any) -> _Place:
    path: KeyPath = ()
    kind = ""
    branch = None
    kinds = words.entry("reason.kind")
    models: tuple[type[BaseModel], ...] = (model,)
    for part in loc:
        if data is not None and not isinstance(data, dict | list):
            break  # text that the model takes apart, such as money
        tried = [each for each in models if each.__name__ == part] if len(models) > 1 else []
        if tried:
            branch = path, str(part)
            models = tuple(tried)
            continue
        path = (*path, part)
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
            continue
        inner = next((each.model_fields[part] for each in models if part in each.model_fields), None)
        known = tuple(name for each in models for name in each.model_fields)
        if inner is None:
            return _Place(path, "", known, branch)
        marks = [*inner.metadata, *_marks(inner.annotation)]
        models = tuple(mark for mark in marks if isinstance(mark, type) and hasattr(mark, "model_fields"))
        kind = next((str(mark) for mark in marks if isinstance(mark, str) and mark in kinds), "")
        data = data.get(part) if isinstance(data, dict) else None
    return _Place(path, kind, (), branch)


def _marks(annotation: Any) -> Iterator[Any]:
    """Every class and every mark that an annotation mentions, the outer ones first."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from marks
        yield from _marks(inner)
    elif get_origin(annotation) in (Union, UnionType, tuple, list, dict):
        for inner in get_args(annotation):
            yield from _marks(inner)
    else:
        yield annotation
