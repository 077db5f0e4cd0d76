"""The folder of sessions: home, ``new``, ``check``, ``where``."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, PROBLEMS, again, folder_of, print_json
from bpworkshop.cli.finding import tell
from bpworkshop.cli.leading import screens
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store.folder import SessionFolder, listed, twins
from bpworkshop.tui.start import way
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.session.session import Session


def home(arguments: argparse.Namespace) -> int:
    """No command: home on a terminal; elsewhere what is here, and the lines to copy to go on."""
    if way() == "screens":
        return screens(arguments)
    found = list(folder_of(arguments).listed())
    if found:
        tell(found, arguments)
        ready = next((one.handle for one in found if not one.error), found[0].handle)
        print(f"\n{say('cli.home.go_on')}\n  {again(arguments, 'run', ready)}")
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    print(f"\n{say('cli.home.new')}\n  {again(arguments)} {say('cli.home.new_line')}")
    if not found:
        print(f"\n{say('cli.home.then')}\n  {again(arguments, 'run', say('cli.home.handle'))}")
    return DONE


def new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", help=say("cli.new.title"))
    parser.add_argument("--library", metavar="NAME", help=say("cli.new.library"))
    parser.add_argument("--partner", action="append", metavar="NAME", help=say("cli.new.partner"))
    parser.add_argument("--person", action="append", default=[], help=say("cli.new.person"))
    parser.add_argument("--follows", metavar="ID", help=say("cli.new.follows"))
    parser.add_argument("--carry", metavar="LISTS", help=say("cli.new.carry"))
    parser.set_defaults(wrong=parser.error)
    parser.add_argument("--delete-after", metavar="DATE", help=say("cli.new.delete_after"))


def new(arguments: argparse.Namespace) -> int:
    from bpworkshop.store import rights
    from bpworkshop.store.codec import encode

    if wrong := _wrong(arguments):
        arguments.wrong(wrong)
    folder = folder_of(arguments)
    session = _follow_up(arguments, folder) if arguments.follows else _first(arguments)
    path = folder.create(session, encode(session))
    if folder.shares_new:
        print(say("cli.new.shared", group=rights.group_name(path.stat().st_gid)), file=sys.stderr)
    if arguments.json:
        print_json({"handle": path.stem, "path": str(path), "id": session.id})
    else:
        print(path.stem)
        print(say("cli.new.go_on", line=again(arguments, "run", path.stem)), file=sys.stderr)
    return DONE


def _wrong(arguments: argparse.Namespace) -> str:
    """What is missing where nothing is followed from which it could come."""
    if arguments.follows:
        return ""
    missing = next((name for name in ("title", "partner") if getattr(arguments, name) is None), None)
    if missing:
        return say("cli.new.missing", name=f"--{missing}")
    return say("cli.new.carry_alone") if arguments.carry else ""


def _first(arguments: argparse.Namespace) -> "Session":
    """A session that follows none."""
    from bpworkshop import settings
    from bpworkshop.creation import new_session

    library = arguments.library or settings.load(places.settings()).library
    if not library:
        raise Problem("cli.new.no_library", settings=str(places.settings()))
    return new_session(
        arguments.title, library, arguments.partner, arguments.person, delete_after=_last_day(arguments)
    )


def _follow_up(arguments: argparse.Namespace, folder: SessionFolder) -> "Session":
    """A session that goes on from another: with its sides and people, unless others are named."""
    from bpworkshop.creation import new_session, proposal, read_carried
    from bpworkshop.review.chain import followed

    path = folder.find(arguments.follows)
    try:
        earlier = followed(path)
    except FileProblem as problem:
        raise Problem("cli.new.follows_broken", handle=path.stem, reason=problem.at_line) from problem
    usual = proposal(earlier.whole, earlier.first, earlier.nth, arguments.partner or ())
    return new_session(
        arguments.title or usual.title,
        arguments.library or usual.library,
        usual.partners,
        (*usual.people, *arguments.person),
        earlier=earlier.whole,
        carry=read_carried(arguments.carry or ""),
        delete_after=_last_day(arguments),
    )


def _last_day(arguments: argparse.Namespace) -> date | None:
    from bpworkshop.creation import last_day

    return last_day(arguments.delete_after, date.today()) if arguments.delete_after else None


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help=say("cli.check.files"))


def check(arguments: argparse.Namespace) -> int:
    from bpworkshop.store import assets, atomic, codec, rights

    paths = [Path(name) for name in arguments.files] or sorted(folder_of(arguments).paths())
    found: list[FileProblem] = []
    for path in paths:
        if owner := rights.foreign(path):
            print(say("rights.foreign", path=str(path), owner=owner), file=sys.stderr)
        try:
            found += codec.problems(atomic.read(path), path)
        except FileProblem as problem:
            found.append(problem)
    if not arguments.files:
        found += assets.problems(SessionFolder(places.sessions(arguments.sessions)[0]))
    found += _copies(paths, arguments)
    if arguments.json:
        print_json(
            [
                {"file": str(one.path), "line": one.line, "key": one.where or None, "problem": one.reason}
                for one in found
            ]
        )
    else:
        print("\n".join(map(str, found)) if found else say("cli.check.clean", n=len(paths)))
    return PROBLEMS if found else DONE


def _copies(paths: Sequence[Path], arguments: argparse.Namespace) -> Iterator[FileProblem]:
    """Each file with the id of another one beside it, and how it gets an id of its own."""
    from bpworkshop.store.belonging import original

    for group in twins(map(listed, paths)):
        first = original([one.path for one in group], group[0].id)
        for path in (one.path for one in group if one.path != first):
            named = str(path) if arguments.files else path.stem
            line = again(arguments, "separate", named)
            yield FileProblem("separate.copied", path=path, other=first.name, line_to_copy=line)


def where(arguments: argparse.Namespace) -> int:
    folder, why = places.sessions(arguments.sessions)
    settings = places.settings()
    if arguments.json:
        print_json(
            {
                "sessions": str(folder.absolute()),
                "chosen_by": why,
                "exists": os.path.isdir(folder),
                "settings": str(settings),
                "settings_exist": os.path.isfile(settings),
            }
        )
    else:
        print(say("cli.where.sessions", folder=str(folder.absolute()), why=say(f"cli.where.{why}")))
        state = say("cli.where.there" if os.path.isfile(settings) else "cli.where.not_there")
        print(say("cli.where.settings", file=str(settings), state=state))
    return DONE
