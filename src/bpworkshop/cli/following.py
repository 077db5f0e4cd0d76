"""Reading along while somebody else leads: ``follow``."""

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, WRONG_USE, again, folder_of, guide_argument, guide_for
from bpworkshop.errors import FileProblem
from bpworkshop.tui.start import way
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.following import Followed

MANNERS = 10
"""How far whoever reads along stands behind whoever leads, where both wait for one processor."""


def follow_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="ID|FILE", help=say("cli.follow.what"))
    parser.add_argument("--only-us", action="store_true", help=say("cli.follow.only_us"))
    parser.add_argument("--plain", action="store_true", help=say("cli.follow.plain"))
    guide_argument(parser)


def follow(arguments: argparse.Namespace) -> int:
    plain = arguments.plain
    if not plain and way() != "screens":
        line = again(arguments, "follow", "--plain", arguments.what)
        print(say("cli.follow.no_terminal", line=line), file=sys.stderr)
        return WRONG_USE
    path, is_handout = _found(arguments)
    if is_handout and arguments.only_us:
        print(say("cli.follow.all_there_is", path=str(path)), file=sys.stderr)
        return WRONG_USE
    os.nice(MANNERS)
    followed = _followed(path, is_handout)
    if plain:
        return _told_line_by_line(arguments, followed)

    from bpworkshop.tui.following import follow as screen

    guide = places.named(arguments.guide) if arguments.guide else None
    return screen(followed, only_us=arguments.only_us, guide=guide)


def _found(arguments: argparse.Namespace) -> tuple[Path, bool]:
    """The file that is meant, and whether it is a handout. Raises Problem for one that can't be followed."""
    from bpworkshop.store import atomic, handout

    path = places.named(arguments.what)
    if os.path.isfile(path) or os.sep in arguments.what:
        if handout.is_one(atomic.read(path), path):
            return path, True
        sessions = places.sessions(arguments.sessions)[0]
        if os.path.realpath(path.absolute().parent) != os.path.realpath(sessions):
            raise FileProblem("follow.elsewhere", path=path)
    return folder_of(arguments).find(arguments.what), False


def _followed(path: Path, is_handout: bool) -> "Followed":
    from bpworkshop.following import Followed
    from bpworkshop.store.following import HandoutWatch, SessionWatch

    return Followed(HandoutWatch(path) if is_handout else SessionWatch(path))


def _told_line_by_line(arguments: argparse.Namespace, followed: "Followed") -> int:
    """Until somebody stops it, or whoever reads the lines has gone."""
    import time

    from bpworkshop.cli.telling import Telling
    from bpworkshop.commands import Face
    from bpworkshop.following import LOOK_EVERY

    gc.enable()
    guide = guide_for(arguments, followed.session.language)
    face = Face(followed, guide, only_us=arguments.only_us, kept_ours=arguments.only_us)
    telling = Telling(face, followed)
    while not sys.stdout.closed:
        if lines := telling.news():
            print("\n".join(lines), flush=True)
        time.sleep(LOOK_EVERY)
        followed.look()
    return DONE
