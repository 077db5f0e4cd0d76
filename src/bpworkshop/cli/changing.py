"""What changes a session: ``add``."""

import argparse
import sys

from bpworkshop.cli.base import DONE, opened, session_argument
from bpworkshop.session.boards import BOARDS
from bpworkshop.words import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument(
        "step", choices=BOARDS, metavar="STEP", help=say("cli.add.step", steps=", ".join(BOARDS))
    )
    parser.add_argument("line", help=say("cli.add.line"))
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", dest="fields", help=say("cli.add.set")
    )


def add(arguments: argparse.Namespace) -> int:
    from bpworkshop.creation import item_from_shell

    workshop = opened(arguments)
    edit, hints = item_from_shell(workshop, arguments.step, arguments.line, arguments.fields)
    workshop.apply(edit, "add")
    for hint in [*hints, *workshop.warnings]:
        print(hint, file=sys.stderr)
    print(edit.record.id)
    return DONE
