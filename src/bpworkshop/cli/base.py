"""What the commands share: how one is declared, what it was given, how it ends."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from bpworkshop import places, text
from bpworkshop.errors import Problem
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide
    from bpworkshop.store.index import Index
    from bpworkshop.workshop import Workshop

DONE, PROBLEMS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""

Run = Callable[[argparse.Namespace], int]

BAR = 30
"""Columns of the bar that shows how far something is."""


class Command(NamedTuple):
    """A command of the shell, in a module of this room. Its help is the sentence ``cli.NAME.help``.

    The module has a function of the command's name that does it and returns the exit
    code, and ``NAME_arguments`` where it takes any of its own. ``json``: whether it
    can print JSON.
    """

    name: str
    module: str
    json: bool = False

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit code."""
        # What Python or an import means by the name has an underscore behind it.
        run: Run = self._found(f"{self.name}_") or self._found(self.name)
        return run(arguments)

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what it takes of its own."""
        if arguments := self._found(f"{self.name}_arguments"):
            arguments(parser)

    def _found(self, name: str) -> Any:
        return getattr(import_module(f"{__package__}.{self.module}"), name, None)


# Arguments that several commands take


def session_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=say("cli.id"))


def guide_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--guide", metavar="FILE", help=say("cli.guide.file"))


# What was given


def folder_of(arguments: argparse.Namespace) -> SessionFolder:
    """The sessions folder that was asked for, or the usual one; told is one that anybody may write."""
    folder = SessionFolder(places.sessions(arguments.sessions)[0])
    if warning := folder.exposed():
        print(warning, file=sys.stderr)
    return folder


@contextmanager
def index_of(arguments: argparse.Namespace) -> "Iterator[Index]":
    """The index of that folder; told is why there is none, and on a terminal how far it is."""
    from bpworkshop.store.index import Index

    with Index.of(folder_of(arguments), _Progress()) as index:
        yield index
        # At the end, for it may turn out on the way.
        if index.warning:
            print(index.warning, file=sys.stderr)


class _Progress:
    """A bar on the terminal while sessions are read, from the second second on."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._shown = False

    def __call__(self, done: int, of: int) -> None:
        shows = self._shown or (done < of and time.monotonic() - self._since > 1)
        if not shows or not sys.stderr.isatty():
            return
        self._shown = True
        full = BAR * done // of
        end = "\r" if done < of else "\n"
        bar = f"{'#' * full}{'.' * (BAR - full)}"
        print(say("cli.progress", bar=bar, done=done, of=of), end=end, file=sys.stderr, flush=True)


def day_of(typed: str | None, today: date, *, past: bool = False) -> date | None:
    """The day that was typed, if any; with ``past`` one without a year is the last such day.

    Raises Problem for what is none, or more than one.
    """
    from bpworkshop.session.dates import Ambiguous, read_date, read_past_date

    if typed is None:
        return None
    found = (read_past_date if past else read_date)(typed, today)
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=found.typed, readings=", ".join(found.readings))
    if found is None:
        raise Problem("cli.not_a_date", typed=typed)
    return found


def opened(arguments: argparse.Namespace) -> "Workshop":
    """The session that was named. Raises Problem for one that can't be found or read."""
    from bpworkshop.workshop import Workshop

    return Workshop.open(folder_of(arguments).find(arguments.id))


def guide_for(arguments: argparse.Namespace, language: str = "en") -> "Guide":
    """The guide that was asked for, or the one of the settings, or the program's own in a language."""
    from bpworkshop import settings

    given = places.named(arguments.guide) if arguments.guide else None
    wanted = settings.Settings() if given else settings.load(places.settings())
    return settings.chosen_guide(given, wanted, language)


def again(arguments: argparse.Namespace, *words: str) -> str:
    """A line that calls the program again, so that it can be copied: quoted for a shell, safe to show."""
    import shlex

    folder = ["--sessions", arguments.sessions] if arguments.sessions else []
    return text.inline(shlex.join([*places.program(), *folder, *words]))


def print_json(data: object) -> None:
    import json

    print(json.dumps(data, ensure_ascii=True, indent=2, default=str))
