"""What can be read and passed on: ``show``, ``handout``, ``guide``."""

import argparse
import sys
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import (
    DONE,
    again,
    guide_argument,
    guide_for,
    opened,
    print_json,
    session_argument,
)
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.pages import Reader
    from bpworkshop.session.session import Session
    from bpworkshop.workshop import Workshop


def show_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("--all", action="store_true", help=say("cli.show.all"))
    guide_argument(parser)


def show(arguments: argparse.Namespace) -> int:
    from bpworkshop.pages import Reader
    from bpworkshop.session.shared import shared

    workshop = opened(arguments)
    session = workshop.session if arguments.all else shared(workshop.session)
    if arguments.json:
        print_json(_as_json(workshop, session, everyone=not arguments.all))
    else:
        today = workshop.clock().date()
        reader = Reader(session, guide_for(arguments, session.language), today, everyone=not arguments.all)
        print("\n".join(reader.page()))
        if arguments.all:
            _tell_story(workshop, reader)
    # Always the same words, whether anything is hidden or not: even that would be a leak.
    hint = say("cli.show.whole" if arguments.all else "cli.show.hint")
    print(hint if arguments.json else f"\n{hint}", file=sys.stderr if arguments.json else sys.stdout)
    return DONE


def _tell_story(workshop: "Workshop", reader: "Reader") -> None:
    """What was before and after it, for our side."""
    from bpworkshop.review.story import story

    lines = story(workshop.path, workshop.session, reader.guide, reader.today)
    if lines:
        print("\n".join(("", say("story.title"), *(one.words for one in lines))))


def _as_json(workshop: "Workshop", session: "Session", *, everyone: bool) -> dict[str, object]:
    """The keys of the file, and what follows from them: handle, readiness, status of each promise."""
    from bpworkshop.session.readiness import readiness
    from bpworkshop.session.standing import status

    data = session.model_dump(mode="json", exclude_none=True)
    today = workshop.clock().date()
    ready = {step: not gaps for step, gaps in readiness(session, everyone=everyone).items()}
    for item, told in zip(session.commitments, data["commitments"], strict=True):
        told["status"] = status(item, today)
    return {"handle": workshop.path.stem, "ready": ready, **data}


def handout_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help=say("cli.handout.output"))
    parser.add_argument("--keep", action="store_true", help=say("cli.handout.keep"))


def handout(arguments: argparse.Namespace) -> int:
    from bpworkshop.store.handout import check_target

    workshop = opened(arguments)
    path = places.named(arguments.output).absolute()
    check_target(path, workshop.session, workshop.path.parent)
    workshop.keep_handout(path, arguments.keep)
    print(say("cli.handout.kept" if arguments.keep else "cli.handout.written", path=str(path)))
    return DONE


def guide_arguments(parser: argparse.ArgumentParser) -> None:
    guide_argument(parser)
    parser.add_argument("--write", metavar="FILE", help=say("cli.guide.write"))


def guide(arguments: argparse.Namespace) -> int:
    from bpworkshop.method.guide import builtin_text
    from bpworkshop.method.outline import outline
    from bpworkshop.store import atomic

    if arguments.write is not None:
        path = places.named(arguments.write)
        atomic.write(path, builtin_text().encode(), mode=0o644, exclusive=True)
        print(
            say("cli.guide.written", path=str(path), line=again(arguments, "run", "ID", "--guide", str(path)))
        )
    else:
        print("\n".join(outline(guide_for(arguments))))
    return DONE
