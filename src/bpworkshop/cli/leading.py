"""Leading a group, and coming back to what was agreed: ``run``, ``review``."""

import argparse
import gc
import sys
from pathlib import Path

from bpworkshop import places
from bpworkshop.cli.base import (
    DONE,
    PROBLEMS,
    WRONG_USE,
    again,
    folder_of,
    guide_argument,
    guide_for,
    opened,
    session_argument,
)
from bpworkshop.cli.finding import list_, list_arguments
from bpworkshop.cli.reading import show
from bpworkshop.tui.start import way
from bpworkshop.words import say


def run_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("--plain", action="store_true", help=say("cli.run.plain"))
    parser.add_argument("--only-us", action="store_true", help=say("cli.run.only_us"))
    guide_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    how = "lines" if arguments.plain else way()
    if how == "screens":
        return screens(arguments, open=folder_of(arguments).find(arguments.id))

    from bpworkshop.commands import Face
    from bpworkshop.plain import lead

    gc.enable()
    workshop = opened(arguments)
    face = Face.opened(workshop, guide_for(arguments, workshop.session.language), kept_ours=arguments.only_us)
    if how == "neither":
        line = again(arguments, "run", "--plain", workshop.path.stem)
        print(say("cli.run.no_terminal", line=line), file=sys.stderr)
        return WRONG_USE
    worked = lead(face, go_on=again(arguments, "run", workshop.path.stem))
    return DONE if worked else PROBLEMS


def review_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", nargs="?", help=say("cli.review.id"))
    parser.add_argument("--all", action="store_true", help=say("cli.show.all"))
    guide_argument(parser)


def review(arguments: argparse.Namespace) -> int:
    """On a terminal the screen; elsewhere the page that ``show`` prints, or without an ID the list."""
    on_screens = way() == "screens"
    if arguments.id is None:
        return screens(arguments, find=True) if on_screens else _list_all(arguments)
    if on_screens:
        return screens(arguments, review=folder_of(arguments).find(arguments.id))
    arguments.json = False
    return show(arguments)


def _list_all(arguments: argparse.Namespace) -> int:
    """What ``list`` prints when nothing else is asked of it."""
    parser = argparse.ArgumentParser()
    list_arguments(parser)
    arguments.json = False
    return list_(parser.parse_args([], arguments))


def screens(arguments: argparse.Namespace, **begin: Path | bool) -> int:
    """The screens, until somebody leaves."""
    from bpworkshop.tui.start import lead

    guide = getattr(arguments, "guide", None)
    return lead(
        places.sessions(arguments.sessions)[0],
        lambda handle: again(arguments, "run", handle),
        only_us=getattr(arguments, "only_us", False) or getattr(arguments, "all", False),
        guide=places.named(guide) if guide else None,
        **begin,
    )
