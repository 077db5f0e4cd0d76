"""What can be gone back to: ``versions``, ``restore``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop.cli.base import DONE, folder_of, opened, print_json, session_argument
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpworkshop.store.versions import Version


versions_arguments = session_argument


def versions(arguments: argparse.Namespace) -> int:
    """A list of them, the newest first; also of a file that can't be read any more."""
    found = _listed(folder_of(arguments).find(arguments.id))
    if arguments.json:
        print_json([{"version": one.name, "at": one.at.isoformat(), "why": one.why} for one in found])
        return DONE
    from bpworkshop.commands.saving import version_line

    for number, one in enumerate(found, 1):
        print(version_line(number, one))
    if not found:
        print(say("command.versions.none"))
    return DONE


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("version", metavar="VERSION", nargs="?", help=say("cli.restore.version"))


def restore(arguments: argparse.Namespace) -> int:
    """Go back to a version; a file that can't be read is put aside first."""
    path = folder_of(arguments).find(arguments.id)
    try:
        workshop = opened(arguments)
    except FileProblem as problem:
        return _recover(path, arguments.version, problem)
    if not arguments.version:
        raise Problem("cli.restore.which", handle=path.stem)
    version = _chosen(arguments.version, _listed(path))
    workshop.restore(workshop.version(version.name))
    print(say("cli.restore.done", at=f"{version.at.astimezone():%Y-%m-%d %H:%M:%S}", path=path))
    return DONE


def _recover(path: Path, typed: str | None, problem: FileProblem) -> int:
    from bpworkshop.store.recovery import last_good, recover
    from bpworkshop.workshop import now

    version = _chosen(typed, _listed(path)) if typed else last_good(path)
    if version is None:
        raise problem
    aside = recover(path, version, now())
    print(say("cli.restore.done", at=f"{version.at.astimezone():%Y-%m-%d %H:%M:%S}", path=path))
    print(say("cli.restore.aside", path=aside))
    return DONE


def _listed(path: Path) -> "Sequence[Version]":
    from bpworkshop.store.versions import find_for

    found = find_for(path)
    return found.listed() if found else ()


def _chosen(typed: str, known: "Sequence[Version]") -> "Version":
    """A version by its number in the list, or by its name."""
    if typed.isdecimal() and 1 <= int(typed) <= len(known):
        return known[int(typed) - 1]
    named = [one for one in known if one.name == typed]
    if not named:
        raise Problem("cli.restore.unknown", version=typed, n=len(known))
    return named[0]
