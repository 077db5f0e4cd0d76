"""The pictures of a session's figures, one by one: ``chart``."""

import argparse

from bpworkshop import places
from bpworkshop.cli.base import DONE, guide_argument, guide_for, opened, session_argument
from bpworkshop.errors import Problem
from bpworkshop.words import say

MARK = b'aria-labelledby="chart-title'
"""Stands at the beginning of each picture that is written here."""

BEGINNING = 400


def chart_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("number", metavar="NUMBER", nargs="?", type=int, help=say("cli.chart.number"))
    parser.add_argument("-o", "--output", metavar="FILE", help=say("cli.chart.output"))
    parser.add_argument("--only-us", action="store_true", help=say("cli.chart.only_us"))
    parser.add_argument("--force", action="store_true", help=say("cli.chart.force"))
    guide_argument(parser)


def chart(arguments: argparse.Namespace) -> int:
    """Tell all pictures in words, or write one of them."""
    from bpworkshop.documents import files, reading, svg
    from bpworkshop.figures.charts import told
    from bpworkshop.offering.pictures import pictures

    workshop = opened(arguments)
    guide = guide_for(arguments, workshop.session.language)
    session, veil = workshop.session, workshop.stage.veil
    reader = reading.reader(session, veil, guide, None, only_us=arguments.only_us)
    found = pictures(reader)
    number, output = arguments.number, arguments.output
    if not found:
        raise Problem("chart.none")
    if number is None and output is None:
        for at, one in enumerate(found, 1):
            first, *others = told(one)
            print(f"{at} {first}", *(f"  {line}" for line in others), sep="\n")
        return DONE
    if number is None and len(found) == 1:
        number = 1
    if number is None or not 1 <= number <= len(found):
        raise Problem("cli.chart.which", n=len(found))
    written = svg.written(found[number - 1])
    if output is None:
        print(written)
        return DONE
    path = places.named(output).absolute()
    files.check_target(path, force=arguments.force, is_ours=lambda data: MARK in data[:BEGINNING])
    files.write(path, written.encode(), only_us=arguments.only_us)
    print(say("cli.export.written_ours" if arguments.only_us else "cli.export.written", path=str(path)))
    return DONE
