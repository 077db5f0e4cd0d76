"""A partner in all sessions: ``partner``."""

import argparse
import sys
from datetime import datetime

from bpworkshop import text
from bpworkshop.cli.base import DONE, guide_argument, guide_for, index_of, print_json
from bpworkshop.words import say


def partner_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=say("cli.partner.name"))
    guide_argument(parser)


def partner(arguments: argparse.Namespace) -> int:
    from bpworkshop.review import partner as pages
    from bpworkshop.review.rate import FEWEST

    guide, today = guide_for(arguments), datetime.now().astimezone().date()
    with index_of(arguments) as index:
        found = pages.partner(index, arguments.name, guide, today)
    if arguments.json:
        print_json(found.as_json())
        return DONE
    for told in found.told:
        print(told, file=sys.stderr)
    print(f"{text.line(found.name)}\n{pages.head(found)}")
    for title, lines in pages.sections(found, guide):
        print(f"\n{title}")
        for one in lines:
            ref = f"{one.handle}/{one.item}" if one.item else one.handle
            print(f"  {text.line(one.words)}  [{text.line(ref)}]")
    if found.rates:
        print(f"\n{say('ledger.rate_title')}")
        for rate in found.rates:
            print(f"  {text.line(rate.party)}  {rate.total.bar}  {rate.total.told}")
        print(say("ledger.rate_is", n=FEWEST))
    return DONE
