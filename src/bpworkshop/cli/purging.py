"""Deleting what is to be kept no longer: ``purge``."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bpworkshop import places, text
from bpworkshop.cli.base import DONE, PROBLEMS, WRONG_USE, folder_of, print_json
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store.folder import Listed, SessionFolder, listed
from bpworkshop.words import entry, say

if TYPE_CHECKING:
    from bpworkshop.store.purge import Doomed


def purge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help=say("cli.purge.ids"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.purge.dry_run"))
    parser.add_argument("--yes", action="store_true", help=say("cli.purge.yes"))


def purge(arguments: argparse.Namespace) -> int:
    """Look, tell, ask, delete: what is told and what is deleted are the same."""
    from bpworkshop.store.purge import remove

    folder = folder_of(arguments)
    doomed, problems = _look(folder, arguments.ids)
    sure = not arguments.dry_run and any(one.files for one in doomed)
    if not arguments.json:
        print("\n".join(line for one in doomed for line in _lines(one)) or say("cli.purge.none"))
    if sure and not arguments.yes:
        if arguments.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            print(say("cli.purge.need_yes"), file=sys.stderr)
            return WRONG_USE
        sure = _agreed(len(doomed))
    gone = []
    for one in doomed if sure else ():
        refused = remove(one)
        problems += refused
        gone += [] if refused or not one.files else [one]
    problems += _forgotten(folder, gone)
    if arguments.json:
        print_json([_as_json(one, one in gone) for one in doomed])
    elif sure:
        print(say("cli.purge.done", n=len(gone)))
        print(say("cli.purge.beyond"))
    elif doomed:
        print(say("cli.purge.would", n=len(doomed)) if arguments.dry_run else say("cli.purge.kept"))
    for problem in problems:
        print(say("cli.problem", what=str(problem)), file=sys.stderr)
    stays = any(left.why == "foreign" for one in doomed for left in one.left)
    return PROBLEMS if problems or (stays and not arguments.dry_run) else DONE


def _forgotten(folder: SessionFolder, gone: Sequence["Doomed"]) -> list[Problem]:
    """Take those out of the library's own list whom no session names any more; what refused."""
    from bpworkshop.store import assets

    stay = {text.folded(name) for one in folder.listed() for name in one.people}
    names = {name for one in gone for name in one.listed.people if text.folded(name) not in stay}
    try:
        n = assets.rename(folder, names, None) if names else 0
    except FileProblem as problem:
        return [problem]
    if n:
        print(say("cli.purge.assets", n=n), file=sys.stderr)
    return []


def _look(folder: SessionFolder, typed: Sequence[str]) -> tuple[list["Doomed"], list[Problem]]:
    """What goes, and what is in the way of it."""
    from bpworkshop.store.purge import look

    today = date.today()
    chosen = [_named(folder, one, today) for one in dict.fromkeys(typed)]
    every = list(folder.listed())
    chosen = chosen or [one for one in every if one.overdue(today)]
    going = {one.path.absolute() for one in chosen}
    stay = [one for one in every if one.path.absolute() not in going]
    doomed: list[Doomed] = []
    problems: list[Problem] = []
    for one in chosen:
        try:
            found = look(one, stay, places.rescued())
        except FileProblem as problem:
            problems.append(problem)
            continue
        if _is_led(one):
            problems.append(Problem("cli.purge.led", handle=one.handle))
        else:
            doomed.append(found)
    return doomed, problems


def _named(folder: SessionFolder, typed: str, today: date) -> Listed:
    """A session that was named. Raises Problem for one that is to be kept."""
    from bpworkshop.session.dates import write_date

    found = listed(folder.find(typed))
    if found.error:
        raise FileProblem("folder.broken", path=found.path, reason=found.error)
    if found.delete_after is None:
        raise Problem("cli.purge.no_day", handle=found.handle)
    if not found.overdue(today):
        raise Problem("cli.purge.not_yet", handle=found.handle, day=write_date(found.delete_after))
    return found


def _is_led(one: Listed) -> bool:
    """Whether somebody leads it: a program that has it open would write it again."""
    from bpworkshop.store.beside import Beside
    from bpworkshop.store.lease import Lease

    holder = Lease(Beside(one.path, one.id), lambda: datetime.now().astimezone()).look()
    return holder is not None and holder.process.gone is False


def _agreed(n: int) -> bool:
    try:
        return input(f"\n{say('cli.purge.ask', n=n)} ").strip().casefold() in entry("cli.purge.agree")
    except EOFError:
        return False


def _lines(one: "Doomed") -> list[str]:
    from bpworkshop.session.dates import write_date

    day = write_date(one.listed.delete_after) if one.listed.delete_after else ""
    handle = text.line(one.listed.handle)
    lines = [say("cli.purge.session", handle=handle, title=one.listed.title, day=day)]
    lines += [f"  {text.line(str(path))}" for path in one.files]
    lines += [
        "  " + say("cli.purge.stays", path=str(left.path), why=say(f"cli.purge.{left.why}"))
        for left in one.left
    ]
    return lines


def _as_json(one: "Doomed", deleted: bool) -> dict[str, object]:
    return {
        "handle": one.listed.handle,
        "title": one.listed.title,
        "delete_after": one.listed.delete_after,
        "files": [str(path) for path in one.files],
        "left": [{"path": str(left.path), "why": left.why} for left in one.left],
        "deleted": deleted,
    }
