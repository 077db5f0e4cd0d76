"""The aims of the library in all sessions: ``aims``."""

import argparse
import sys

from bpworkshop import places, text
from bpworkshop.cli.base import DONE, PROBLEMS, index_of, print_json
from bpworkshop.errors import Problem
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import say


def aims(arguments: argparse.Namespace) -> int:
    """Which partnerships serve each aim. The library's own list may be broken: then that is told, too."""
    from bpworkshop.review.aims import served
    from bpworkshop.store import assets

    kept: tuple[str, ...] = ()
    code = DONE
    with index_of(arguments) as index:
        listed = index.listed()
    try:
        kept = assets.aims(SessionFolder(places.sessions(arguments.sessions)[0]))
    except Problem as problem:
        print(say("cli.problem", what=str(problem)), file=sys.stderr)
        code = PROBLEMS
    found = served(listed, kept)
    if arguments.json:
        print_json([one.as_json() for one in found])
        return code
    if not found:
        print(say("aims.none"))
    for one in found:
        print(text.line(f"{one.aim}: {one.told}"))
        for session in one.partnerships:
            partners = f" – {', '.join(session.partners)}" if session.partners else ""
            print(f"  {text.line(session.handle)}  {session.title}{partners}")
    return code
