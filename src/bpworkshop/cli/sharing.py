"""Letting others on this machine read and write sessions, and taking that back: ``share``."""

import argparse
import sys
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, PROBLEMS, WRONG_USE, print_json
from bpworkshop.errors import Problem
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import entry, say

if TYPE_CHECKING:
    from bpworkshop.store.rights import Group, Session


def share_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", nargs="?", help=say("cli.share.id"))
    parser.add_argument("group", metavar="GROUP", nargs="?", help=say("cli.share.group"))
    parser.add_argument("--all", action="store_true", help=say("cli.share.all"))
    parser.add_argument("--private", action="store_true", help=say("cli.share.private"))


def share(arguments: argparse.Namespace) -> int:
    from bpworkshop.store import rights

    # With --all there is no ID: what stands in its place is the group.
    given = [one for one in (arguments.id, arguments.group) if one is not None]
    if len(given) != (not arguments.all) + (not arguments.private):
        print(say("cli.share.usage"), file=sys.stderr)
        return WRONG_USE
    group = None if arguments.private else rights.find_group(given[-1])
    folder = SessionFolder(places.sessions(arguments.sessions)[0])
    if not arguments.all:
        found = folder.find(given[0])
        folder = SessionFolder(found.parent)
    sessions, broken = _read(folder, None if arguments.all else given[0])
    if not arguments.all and broken:
        raise broken[0]
    if group:
        rights.share(folder, sessions, group, new_ones=arguments.all)
    else:
        rights.make_private(folder, sessions, new_ones=arguments.all)
    _tell(arguments, folder, sessions, group)
    for problem in broken:
        print(say("cli.share.left_out", what=str(problem)), file=sys.stderr)
    return PROBLEMS if broken else DONE


def _read(folder: SessionFolder, typed: str | None) -> tuple[list["Session"], list[Problem]]:
    """The sessions that are meant. A file that can't be read has no id to find what stands beside it by."""
    from bpworkshop.store import atomic, codec, rights

    sessions, broken = [], list[Problem]()
    for path in folder.paths() if typed is None else [folder.find(typed)]:
        try:
            sessions.append(rights.Session(path, codec.decode(atomic.read(path), path).id))
        except Problem as problem:
            broken.append(problem)
    return sessions, broken


def _tell(
    arguments: argparse.Namespace, folder: SessionFolder, sessions: list["Session"], group: "Group | None"
) -> None:
    """Who can read what now, in so many words."""
    from bpworkshop.store import rights

    handles = [session.path.stem for session in sessions]
    members = group.members() if group else []
    above = rights.closed_above(folder.path, group) if group else None
    if arguments.json:
        told = {"sessions": handles, "group": group and group.name, "members": members}
        print_json({**told, "new_sessions": folder.shares_new, "closed_above": above and str(above)})
        return
    if group is None and arguments.all:
        print(say("cli.share.taken_back_all", n=len(handles)))
        print(say("cli.share.folder_closed"))
    elif group is None:
        print(say("cli.share.taken_back", handle=handles[0]))
        print(say("cli.share.folder_stays"))
    else:
        _tell_shared(arguments, folder, handles, group, members)
    if above:
        print(say("cli.share.closed_above", folder=str(above)), file=sys.stderr)


def _tell_shared(
    arguments: argparse.Namespace,
    folder: SessionFolder,
    handles: list[str],
    group: "Group",
    members: list[str],
) -> None:
    from bpworkshop.store.rights import MOST_NAMES

    if arguments.all:
        print(say("cli.share.done_all", n=len(handles), group=group.name))
    else:
        print(say("cli.share.done", handle=handles[0], group=group.name))
    named, more = ", ".join(members[:MOST_NAMES]), len(members) - MOST_NAMES
    if more > 0:
        print(say("cli.share.members_more", members=named, more=more))
    else:
        print(say("cli.share.members", members=named) if members else say("cli.share.nobody"))
    print("\n".join(entry("cli.share.whole")))
    print(say("cli.share.new_ones" if folder.shares_new else "cli.share.others"))
