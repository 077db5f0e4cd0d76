"""What keys do and what people call them, made from the bindings themselves: for help, palette and docs."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.keys import format_key
from textual.screen import Screen

from bpworkshop.words import has, say

PLAIN = ("enter", "backspace")
"""Keys whose name is clearer than the sign that Textual has for them."""


class Row(NamedTuple):
    """One thing that keys do: what they are called, the id for remapping, the words."""

    keys: tuple[str, ...]
    id: str
    words: str


def shown(key: str) -> str:
    """What people call a key: ``?`` for ``question_mark``, ``F2``, ``esc``, ``↑``."""
    *held, name = key.split("+")
    if re.fullmatch(r"f\d+", name):
        name = name.upper()
    elif name not in PLAIN:
        name = format_key(name)
    return "+".join([*held, name])


def words_of(binding: Binding) -> str:
    """What a binding of ours does; empty for one of Textual's own."""
    where, _, name = (binding.id or "").partition(".")
    return say(f"key.{where}.{name}") if has(f"key.{where}.{name}") else ""


def rows(bindings: Iterable[Binding]) -> Iterator[Row]:
    """Each thing that these bindings do once, with all its keys, in their order."""
    called: dict[str, list[str]] = {}
    told: dict[str, str] = {}
    for one in bindings:
        if words := words_of(one):
            called.setdefault(one.id or "", []).extend(shown(key.strip()) for key in one.key.split(","))
            told[one.id or ""] = words
    for id, names in called.items():
        yield Row(tuple(dict.fromkeys(names)), id, told[id])


def help_lines(screen: Screen[Any]) -> Iterator[str]:
    """The keys that work now on a screen: those of the focused part, of the screen, and everywhere.

    They are as the user has remapped them, and without those that are typed as letters now.
    """
    parts: dict[str, list[Binding]] = {"help.here": [], "help.screen": [], "help.everywhere": []}
    for one in screen.active_bindings.values():
        if one.node is screen:
            parts["help.screen"].append(one.binding)
        else:
            parts["help.everywhere" if one.node is screen.app else "help.here"].append(one.binding)
    for title, bindings in parts.items():
        if found := list(rows(bindings)):
            yield from (say(title), *(f"{', '.join(row.keys)} – {row.words}" for row in found), "")
