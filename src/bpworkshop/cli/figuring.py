"""What a file of statistics offers: ``figures``."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, again
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.figures.facts import Fact, Gap
    from bpworkshop.figures.layout import Library
    from bpworkshop.figures.statistics import Statistics

MOST_HELD = 5000
"""Rows that are held in memory until the last is read."""

_LONG = 16 * 1024 * 1024
"""Bytes from which reading takes long enough to say how far it is."""


def figures_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=say("cli.figures.file"))
    parser.add_argument("--library", metavar="NAME|KEY", help=say("cli.figures.library"))
    parser.add_argument("--mapping", metavar="FILE", help=say("cli.figures.mapping"))
    parser.add_argument("--write", metavar="FILE", help=say("cli.figures.write"))


def figures(arguments: argparse.Namespace) -> int:
    from bpworkshop.figures.statistics import Statistics

    path = places.named(arguments.file)
    if arguments.write is not None:
        return _write(path, places.named(arguments.write), arguments)
    mapping = places.named(arguments.mapping) if arguments.mapping is not None else None
    file = Statistics(path, mapping, Shown())
    library = file.find(arguments.library) if arguments.library is not None else None
    if arguments.json:
        print(say("cli.figures.found", found="; ".join(file.found)), file=sys.stderr)
        _print_rows(_all_of(file, library))
        return DONE
    print(say("cli.figures.found", found="; ".join(file.found)))
    if library is None and _several(file, arguments):
        return DONE
    for one in _all_of(file, library):
        print(*lines(one), sep="\n")
    if file.layout.guessed:
        line = again(arguments, "figures", arguments.file, "--write", "mapping.toml")
        print(f"\n{say('cli.figures.guessed', line=line)}")
    return DONE


def _write(path: Path, target: Path, arguments: argparse.Namespace) -> int:
    """The guess at what the columns mean, as a beginning for whoever knows."""
    from bpworkshop.figures.guessing import guess
    from bpworkshop.figures.mapping import written
    from bpworkshop.figures.table import Table
    from bpworkshop.store import atomic

    made = written(guess(Table(path, progress=Shown())))
    atomic.write(target, made.encode(), mode=0o644, exclusive=True)
    line = again(arguments, "figures", arguments.file, "--mapping", str(target))
    print(say("cli.figures.written", path=str(target), line=line))
    return DONE


def _all_of(file: "Statistics", library: "Library | None") -> "Iterable[Fact | Gap]":
    """Every figure, and none before the last could be read: half a table tells nobody that it is one.

    A file may have millions of them. More than are held in memory are read a
    second time, once it is known that nothing is wrong.
    """
    found = file.figures(library)
    held = list(islice(found, MOST_HELD))
    left = sum(1 for _ in found)
    return file.figures(library) if left else held


def _print_rows(rows: "Iterable[Fact | Gap]") -> None:
    """A JSON array, a row a line."""
    import json

    from bpworkshop.figures.facts import as_json

    print("[", end="")
    for number, row in enumerate(rows):
        print("," if number else "", json.dumps(as_json(row)), sep="\n" if number else "", end="")
    print("]")


def _several(file: "Statistics", arguments: argparse.Namespace) -> bool:
    """Tell the libraries of a file that has more than one: how many, and how to choose."""
    from bpworkshop.figures.statistics import MOST_COUNTED, MOST_LISTED, full_name

    found: set[int] = set()
    few: list[Library] = []
    for library in file.libraries():
        sign = hash(library)
        if sign in found or len(found) >= MOST_COUNTED:
            continue
        found.add(sign)
        if len(few) < MOST_LISTED:
            few.append(library)
    if len(found) < 2:
        return False
    more = len(found) >= MOST_COUNTED
    print(say("cli.figures.or_more" if more else "cli.figures.libraries", n=len(found)))
    print(*(f"  {full_name(library)}" for library in few), sep="\n")
    if len(found) > len(few):
        print(f"  {say('cli.figures.more', n=len(found) - len(few))}")
    line = again(arguments, "figures", arguments.file, "--library", few[0].key or few[0].name)
    print(f"\n{say('cli.figures.choose', line=line)}")
    return True


def lines(one: "Fact | Gap") -> Iterator[str]:
    """A figure, where it stands, and what is doubtful about it."""
    from bpworkshop.figures.facts import Fact, gap, is_old, sentence

    if isinstance(one, Fact):
        yield sentence(one)
    else:
        yield gap(one)
    notes = [say("cli.figures.where", column=one.column, line=one.row), *one.warnings]
    if isinstance(one, Fact) and is_old(one, date.today()):
        notes.append(say("page.old"))
    yield f"    {'; '.join(notes)}"


class Shown:
    """How far reading is, on a terminal, where it takes long."""

    def __init__(self) -> None:
        self._last = -1

    def __call__(self, done: int, size: int) -> None:
        if size < _LONG or not sys.stderr.isatty():
            return
        percent = 100 * done // size
        if percent != self._last:
            self._last = percent
            end = "\r" if percent < 100 else "\n"
            print(say("cli.figures.progress", percent=percent), end=end, file=sys.stderr, flush=True)
