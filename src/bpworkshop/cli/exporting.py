"""Documents of a session, to print and to pass on: ``export``."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, WRONG_USE, guide_argument, guide_for, opened, session_argument
from bpworkshop.words import say

if TYPE_CHECKING:
    from datetime import datetime

    from bpworkshop.documents.parts import Document
    from bpworkshop.pages import Reader

FORMATS = ("html", "md")
"""``documents.files.FORMS``, by name: what tells them needs no models."""

MOST_SLIPS = 200


def export_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    known = ", ".join(DOCUMENTS)
    parser.add_argument(
        "--document", choices=DOCUMENTS, required=True, help=say("cli.export.document", known=known)
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help=say("cli.export.format"))
    parser.add_argument("-o", "--output", metavar="FILE", help=say("cli.export.output"))
    parser.add_argument("--only-us", action="store_true", help=say("cli.export.only_us"))
    parser.add_argument("--slips", metavar="N", type=int, help=say("cli.export.slips", most=MOST_SLIPS))
    parser.add_argument("--force", action="store_true", help=say("cli.export.force"))
    guide_argument(parser)


def export(arguments: argparse.Namespace) -> int:
    from bpworkshop.documents import files, reading

    if arguments.slips is not None and not 0 <= arguments.slips <= MOST_SLIPS:
        print(say("cli.export.slips_range", most=MOST_SLIPS), file=sys.stderr)
        return WRONG_USE
    path = places.named(arguments.output).absolute() if arguments.output is not None else None
    workshop = opened(arguments)
    if path:
        files.check_target(path, force=arguments.force)
    session, now, guide = workshop.session, workshop.clock(), guide_for(arguments, workshop.session.language)
    reader = reading.reader(session, workshop.stage.veil, guide, now.date(), only_us=arguments.only_us)
    written = files.FORMS[arguments.format].written(DOCUMENTS[arguments.document](reader, now, arguments))
    if path:
        files.write(path, written, only_us=arguments.only_us)
        print(say("cli.export.written_ours" if arguments.only_us else "cli.export.written", path=str(path)))
    else:
        if hasattr(sys.stdout, "reconfigure"):
            # The document says itself that it is UTF-8, whatever the encoding is here.
            sys.stdout.reconfigure(encoding="utf-8")
        print(written, end="")
    return DONE


def _kit(reader: "Reader", now: "datetime", arguments: argparse.Namespace) -> "Document":
    from bpworkshop.documents.kit import kit

    return kit(reader, now, arguments.slips)


def _offer(reader: "Reader", now: "datetime", arguments: argparse.Namespace) -> "Document":
    from bpworkshop.documents.offer import offer

    return offer(reader)


DOCUMENTS: dict[str, Callable[["Reader", "datetime", argparse.Namespace], "Document"]] = {
    "kit": _kit,
    "offer": _offer,
}
"""Every document that can be made, by name."""
