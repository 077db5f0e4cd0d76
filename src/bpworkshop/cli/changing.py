"""What changes a session: ``add``."""

import argparse
import sys

from bpworkshop.cli.base import DONE, opened, session_argument
from bpworkshop.words import say

STEPS = ("goals", "values", "alternatives", "benefits", "figures", "commitments")
"""The steps as the shell names them; ``session.STEPS`` without its import."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument(
        "step", choices=STEPS, metavar="STEP", help=say("cli.add.step", steps=", ".join(STEPS))
    )
    parser.add_argument("line", help=say("cli.add.line"))
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", dest="fields", help=say("cli.add.set")
    )


def add_item(arguments: argparse.Namespace) -> int:
    from bpworkshop.creation import item_from_shell

    workshop = opened(arguments)
    edit, hints = item_from_shell(workshop, arguments.step, arguments.line, arguments.fields)
    workshop.apply(edit, "add")
    for hint in [*hints, *workshop.warnings]:
        print(hint, file=sys.stderr)
    print(edit.record.id)
    return DONE
