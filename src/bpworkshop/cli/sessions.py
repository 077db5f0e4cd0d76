"""The folder of sessions: home, ``new``, ``list``, ``check``, ``where``."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bpworkshop import places, text
from bpworkshop.cli.base import DONE, PROBLEMS, again, folder_of, print_json
from bpworkshop.cli.leading import screens
from bpworkshop.errors import Problem
from bpworkshop.store.folder import Listed, listed
from bpworkshop.tui.start import way
from bpworkshop.words import say


def home(arguments: argparse.Namespace) -> int:
    """No command: home on a terminal; elsewhere what is here, and the lines to copy to go on."""
    if way() == "screens":
        return screens(arguments)
    found = list(folder_of(arguments).listed())
    if found:
        _tell(found, arguments)
        ready = next((one.handle for one in found if not one.error), found[0].handle)
        print(f"\n{say('cli.home.go_on')}\n  {again(arguments, 'run', ready)}")
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    print(f"\n{say('cli.home.new')}\n  {again(arguments)} {say('cli.home.new_line')}")
    if not found:
        print(f"\n{say('cli.home.then')}\n  {again(arguments, 'run', say('cli.home.handle'))}")
    return DONE


def new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", required=True, help=say("cli.new.title"))
    parser.add_argument("--library", metavar="NAME", help=say("cli.new.library"))
    parser.add_argument(
        "--partner", action="append", required=True, metavar="NAME", help=say("cli.new.partner")
    )
    parser.add_argument("--person", action="append", default=[], help=say("cli.new.person"))
    parser.add_argument("--follows", metavar="ID", help=say("cli.new.follows"))
    parser.add_argument("--delete-after", metavar="DATE", help=say("cli.new.delete_after"))


def new(arguments: argparse.Namespace) -> int:
    from bpworkshop import settings
    from bpworkshop.creation import last_day, new_session
    from bpworkshop.store import rights
    from bpworkshop.store.codec import encode

    folder = folder_of(arguments)
    library = arguments.library or settings.load(places.settings()).library
    if not library:
        raise Problem("cli.new.no_library", settings=str(places.settings()))
    before = listed(folder.find(arguments.follows)) if arguments.follows else None
    if before and before.error:
        raise Problem("cli.new.follows_broken", handle=before.handle, reason=before.error)
    until = arguments.delete_after
    session = new_session(
        arguments.title,
        library,
        arguments.partner,
        arguments.person,
        follows=before.id if before else None,
        delete_after=last_day(until, date.today()) if until else None,
    )
    path = folder.create(session, encode(session))
    if folder.shares_new:
        print(say("cli.new.shared", group=rights.group_name(path.stat().st_gid)), file=sys.stderr)
    if arguments.json:
        print_json({"handle": path.stem, "path": str(path), "id": session.id})
    else:
        print(path.stem)
        print(say("cli.new.go_on", line=again(arguments, "run", path.stem)), file=sys.stderr)
    return DONE


def list_(arguments: argparse.Namespace) -> int:
    found = list(folder_of(arguments).listed())
    if arguments.json:
        print_json([one.as_json() for one in found])
    elif found:
        _tell(found, arguments)
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    return DONE


def _tell(found: Sequence[Listed], arguments: argparse.Namespace) -> None:
    """The list, and beside it how to delete what should not be there any more."""
    today = date.today()
    print("\n".join(_lines(found, today)))
    if overdue := sum(one.overdue(today) for one in found):
        print(say("cli.list.purge", n=overdue, line=again(arguments, "purge")), file=sys.stderr)


def _lines(found: Sequence[Listed], today: date) -> list[str]:
    """One line a session, the handles in a column."""
    # The name of a file may hold anything too.
    handles = [text.line(one.handle) for one in found]
    broad = max(map(text.width, handles), default=0)
    lines = []
    for handle, one in zip(handles, found, strict=True):
        told = say("cli.list.broken", reason=one.error) if one.error else one.title
        if one.partners:
            told += f" – {', '.join(one.partners)}"
        if one.phase:
            told += f" – {one.phase}, {one.status}"
        if one.delete_after and one.overdue(today):
            told += f" – {_overdue(one.delete_after)}"
        lines.append(f"{handle}{' ' * (broad - text.width(handle))}  {told}")
    return lines


def _overdue(last: date) -> str:
    from bpworkshop.session.dates import write_date  # a list that needs it not starts faster without

    return say("cli.list.overdue", day=write_date(last))


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help=say("cli.check.files"))


def check(arguments: argparse.Namespace) -> int:
    from bpworkshop.errors import FileProblem
    from bpworkshop.store import atomic, codec, rights

    paths = [Path(name) for name in arguments.files] or sorted(folder_of(arguments).paths())
    found: list[FileProblem] = []
    for path in paths:
        if owner := rights.foreign(path):
            print(say("rights.foreign", path=str(path), owner=owner), file=sys.stderr)
        try:
            found += codec.problems(atomic.read(path), path)
        except FileProblem as problem:
            found.append(problem)
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
