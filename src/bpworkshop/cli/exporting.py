"""Documents and boards of a session, to print and to pass on: ``export``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import (
    DONE,
    PROBLEMS,
    WRONG_USE,
    day_of,
    guide_argument,
    guide_for,
    opened,
    session_argument,
)
from bpworkshop.documents import making
from bpworkshop.documents.making import ALL, BINARY, DOCUMENTS, TEXTS, Wanted
from bpworkshop.errors import Problem
from bpworkshop.session.boards import BOARDS
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.documents.filling import Paper

TABLES = ("csv", "json")
"""The forms of boards."""

MOST_SLIPS = 200

LETTERS = 2
"""Of a language's name."""


def export_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    known = ", ".join(DOCUMENTS)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--document", choices=(*DOCUMENTS, ALL), help=say("cli.export.document", known=known, all=ALL)
    )
    what.add_argument(
        "--board",
        choices=BOARDS,
        metavar="STEP",
        help=say("cli.export.board", steps=", ".join(BOARDS)),
    )
    parser.add_argument("--format", choices=(*TEXTS, *BINARY, *TABLES), help=say("cli.export.format"))
    parser.add_argument("-o", "--output", metavar="FILE", help=say("cli.export.output"))
    parser.add_argument(
        "--all", "--only-us", action="store_true", dest="only_us", help=say("cli.export.only_us")
    )
    parser.add_argument("--language", metavar="XX", help=say("cli.export.language"))
    parser.add_argument("--on", metavar="DAY", help=say("cli.export.on"))
    parser.add_argument("--slips", metavar="N", type=int, help=say("cli.export.slips", most=MOST_SLIPS))
    parser.add_argument("--force", action="store_true", help=say("cli.export.force"))
    guide_argument(parser)


def export(arguments: argparse.Namespace) -> int:
    arguments.format = arguments.format or _usual(arguments)
    if wrong := _wrong(arguments):
        print(wrong, file=sys.stderr)
        return WRONG_USE
    path = places.named(arguments.output).absolute() if arguments.output is not None else None
    wanted = _wanted(arguments)
    if arguments.board:
        return _board(arguments, wanted, path)
    return _document(arguments, wanted, path)


def _usual(arguments: argparse.Namespace) -> str:
    """The form that the name of the file tells, otherwise the one that most want."""
    end = Path(arguments.output or "").suffix[1:].lower()
    if arguments.document != ALL and end in (*TEXTS, *BINARY, *TABLES):
        return end
    return (TABLES if arguments.board else TEXTS)[0]


def _wrong(arguments: argparse.Namespace) -> str:
    """What does not go together, in words; empty where all does."""
    if arguments.slips is not None and not 0 <= arguments.slips <= MOST_SLIPS:
        return say("cli.export.slips_range", most=MOST_SLIPS)
    if bool(arguments.board) != (arguments.format in TABLES):
        known = TABLES if arguments.board else (*TEXTS, *BINARY)
        return say("cli.export.other_format", format=arguments.format, known=", ".join(known))
    if arguments.output is not None:
        return ""
    if arguments.document == ALL:
        return say("cli.export.folder")
    if arguments.format in BINARY and sys.stdout.isatty():
        return say("cli.export.no_terminal", format=arguments.format)
    return ""


def _wanted(arguments: argparse.Namespace) -> Wanted:
    workshop = opened(arguments)
    now = workshop.clock()
    language = arguments.language or workshop.session.language
    paper, references = making.papers(language)
    if arguments.language:
        _check_language(arguments.language, paper)
    return Wanted(
        session=workshop.session,
        veil=workshop.stage.veil,
        guide=guide_for(arguments, language),
        paper=paper,
        now=now,
        only_us=arguments.only_us,
        references=references,
        day=day_of(arguments.on, now.date()),
        slips=arguments.slips,
    )


def _check_language(language: str, paper: "Paper") -> None:
    """Raises Problem where neither a guide nor a template speaks a language."""
    from bpworkshop.documents.filling import OURS
    from bpworkshop.method.guide import languages

    folders = [OURS, *([paper.templates] if paper.templates else [])]
    written = (one.name for folder in folders for one in folder.iterdir() if one.is_dir())
    known = {*languages(), *(name for name in written if len(name) == len(language) == LETTERS)}
    if language not in known:
        raise Problem("document.language", language=language, known=", ".join(sorted(known)))


# Documents


def _document(arguments: argparse.Namespace, wanted: Wanted, path: Path | None) -> int:
    """One document, or each of them; told is what is to be known of it."""
    name, form = arguments.document, arguments.format
    if not path:
        made = making.made(name, form, wanted)
        _note(made.notes)
        _print(made.data)
        return DONE
    code, noted = DONE, set[str]()
    for one in making.put(name, form, path, wanted, force=arguments.force):
        _note(tuple(note for note in one.notes if note not in noted))
        noted.update(one.notes)
        if one.problem:
            print(say("cli.export.not_written", document=one.name, what=str(one.problem)), file=sys.stderr)
            code = PROBLEMS
        else:
            _tell(one.path, only_us=wanted.only_us)
    return code


def _note(notes: tuple[str, ...]) -> None:
    for note in notes:
        print(note, file=sys.stderr)


# Boards


def _board(arguments: argparse.Namespace, wanted: Wanted, path: Path | None) -> int:
    from bpworkshop.documents import files, listing

    step, form = arguments.board, arguments.format
    reader = wanted.reader(wanted.day)
    listing.checked(reader, step)
    if path:
        force, ours = arguments.force, listing.is_ours
        files.check_target(path, force=force, is_ours=lambda data: ours(files.beginning(data)))
    made = listing.FORMS[form](reader, step).encode()
    if path:
        files.write(path, made, only_us=wanted.only_us)
        _tell(path, only_us=wanted.only_us)
    else:
        _print(made)
    return DONE


# Where it goes


def _tell(path: Path, *, only_us: bool) -> None:
    print(say("cli.export.written_ours" if only_us else "cli.export.written", path=str(path)))


def _print(made: bytes) -> None:
    """As it is: a document says itself that it is UTF-8, whatever the encoding is here."""
    sys.stdout.flush()
    sys.stdout.buffer.write(made)
