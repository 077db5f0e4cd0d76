"""What the commands share: how one is declared, what it was given, how it ends."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from bpworkshop import places, text
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide
    from bpworkshop.workshop import Workshop

DONE, PROBLEMS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """What a command takes that takes nothing of its own."""


class Command(NamedTuple):
    """A command of the shell. Its help is the sentence ``cli.NAME.help``."""

    name: str
    run: Callable[[argparse.Namespace], int]
    """Does it, and returns the exit code."""
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    """Adds what it takes of its own."""
    json: bool = False
    """Whether it can print JSON."""


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
