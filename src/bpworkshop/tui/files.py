"""The files of a folder as rows, to choose one from. Pure: no Textual."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bpworkshop import places, text
from bpworkshop.errors import Problem
from bpworkshop.figures.table import folded
from bpworkshop.session.dates import write_date
from bpworkshop.tui.importing import COLUMNS_FROM, beside
from bpworkshop.tui.rows import Part, Row, readable
from bpworkshop.words import say

TABLES = (".csv", ".tsv", ".tab", ".txt")
"""How files end that may be tables; whoever means another one types its name."""

MOST_ENTRIES = 5000
"""Names of a folder that are looked at."""

SIZE, DAY = 10, 17
"""Cells of columns."""


class Entry(NamedTuple):
    """A file or a folder that can be chosen. ``name`` is as the disk has it."""

    name: str
    folder: bool
    size: int = 0
    day: date | None = None


class Folder(NamedTuple):
    """What stands in a folder; ``typed`` is how it was written, ``path`` where that is."""

    typed: str
    path: str = ""
    entries: tuple[Entry, ...] = ()
    why: str = ""


def split(typed: str) -> tuple[str, str]:
    """The folder that a path begins with, and what was typed behind it."""
    head, slash, rest = typed.rpartition("/")
    return head + slash, rest


def look(typed: str) -> Folder:
    """The tables and folders of a folder, by name; of one that can't be read, why."""
    found: list[Entry] = []
    whole = typed
    try:
        path = places.named(typed or ".")
        whole = os.path.abspath(path)
        with os.scandir(path) as there:
            for one in there:
                if len(found) == MOST_ENTRIES:
                    break
                if entry := _entry(one):
                    found.append(entry)
    except Problem as problem:
        return Folder(typed, whole, why=str(problem))
    except (OSError, ValueError):
        return Folder(typed, whole, why=say("importing.no_folder", path=whole))
    found.sort(key=lambda one: (not one.folder, one.name.casefold()))
    return Folder(typed, whole, (Entry("..", True), *found))


def _entry(one: "os.DirEntry[str]") -> Entry | None:
    try:
        if one.is_dir():
            return Entry(one.name, True)
        if Path(one.name).suffix.lower() not in TABLES or not one.is_file():
            return None
        found = one.stat()
    except OSError:
        return None
    return Entry(one.name, False, found.st_size, date.fromtimestamp(found.st_mtime))


def fitting(folder: Folder, typed: str) -> list[Entry]:
    """What of a folder has the typed part of a name; hidden ones only where they are meant."""
    wanted = folded(typed)
    shown = [one for one in folder.entries if not one.name.startswith(".") or typed.startswith(".")]
    shown += [one for one in folder.entries if one.name == ".." and not typed]
    shown.sort(key=lambda one: one.name != "..")
    return [one for one in shown if wanted in one.name.casefold()]


def rows(entries: Sequence[Entry], chosen: str | None, width: int) -> list[Row]:
    """Files and folders; the id of each is its place in the list."""
    width = readable(width)
    made: list[Row] = []
    for at, one in enumerate(entries):
        name: Part = (text.inline(one.name) + ("/" if one.folder else ""), "known" if one.folder else "said")
        known: list[tuple[Part, int]] = [(("" if one.folder else _size(one.size), "known"), SIZE)]
        if width >= COLUMNS_FROM:
            known.append(((write_date(one.day) if one.day else "", "known"), DAY))
        made += beside(str(at), name, known, width, str(at) == chosen)
    return made


def _size(bytes_: int) -> str:
    for unit in ("kb", "mb", "gb"):
        bytes_, rest = divmod(bytes_, 1024)
        bytes_ += bool(rest) if unit == "kb" else 0
        if bytes_ < 1024 or unit == "gb":
            return say(f"importing.size.{unit}", n=bytes_)
    raise AssertionError
