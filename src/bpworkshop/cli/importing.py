"""Figures of a file put into a session: ``import``."""

import argparse
import sys
from typing import TYPE_CHECKING

from bpworkshop import places
from bpworkshop.cli.base import DONE, again, opened, print_json, session_argument
from bpworkshop.cli.figuring import Shown
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.figures.facts import Fact, Gap
    from bpworkshop.figures.layout import Library
    from bpworkshop.figures.statistics import Statistics
    from bpworkshop.session.edits import Several
    from bpworkshop.session.session import Session

MOST_READ = 100_000
"""Figures that are held in memory at once: no board comes near that."""


def import_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("file", metavar="FILE", help=say("cli.figures.file"))
    parser.add_argument("--library", metavar="NAME|KEY", help=say("cli.figures.library"))
    parser.add_argument("--metric", action="append", metavar="METRIC", help=say("cli.import.metric"))
    parser.add_argument("--mapping", metavar="FILE", help=say("cli.figures.mapping"))
    parser.add_argument("--giver", metavar="PARTY", help=say("cli.import.giver"))


def import_(arguments: argparse.Namespace) -> int:
    """Everything is read before anything is changed, so that nothing is imported halfway."""
    from bpworkshop.figures.facts import Gap
    from bpworkshop.figures.importing import imported
    from bpworkshop.figures.statistics import Statistics

    workshop = opened(arguments)
    giver = _giver(workshop.session, arguments.giver)
    mapping = places.named(arguments.mapping) if arguments.mapping is not None else None
    file = Statistics(places.named(arguments.file), mapping, Shown())
    print(say("cli.figures.found", found="; ".join(file.found)), file=sys.stderr)
    found = _chosen(_read(file, _library(file, arguments)), arguments.metric, file)
    edit = imported(workshop.session, found, giver=giver, new_id=workshop.new_id)
    if edit.edits:
        workshop.apply(edit, "import")
    _tell(workshop.session, edit, [one for one in found if isinstance(one, Gap)], arguments)
    for warning in workshop.warnings:
        print(warning, file=sys.stderr)
    if file.layout.guessed:
        line = again(arguments, "figures", arguments.file, "--write", "mapping.toml")
        print(say("cli.figures.guessed", line=line), file=sys.stderr)
    return DONE


def _giver(session: "Session", typed: str | None) -> str:
    from bpworkshop.session import answers

    if typed is None:
        return session.ours.id
    found = answers.party(session, typed)
    if not isinstance(found, str):
        raise Problem("cli.import.no_party", typed=typed, known=", ".join(p.handle for p in session.parties))
    return found


def _library(file: "Statistics", arguments: argparse.Namespace) -> "Library | None":
    """The library that was asked for, or None for the only one. Raises FileProblem for several."""
    if arguments.library is not None:
        return file.find(arguments.library)
    several = iter(file.libraries())
    first = next(several)
    if other := next((one for one in several if one != first), None):
        line = again(arguments, "import", arguments.id, arguments.file, "--library", other.key or other.name)
        raise FileProblem("cli.import.several", path=file.table.path, line_to_copy=line)
    return None


def _read(file: "Statistics", library: "Library | None") -> "list[Fact | Gap]":
    found: list[Fact | Gap] = []
    for one in file.figures(library):
        if len(found) == MOST_READ:
            raise FileProblem("cli.import.long", path=file.table.path, most=MOST_READ)
        found.append(one)
    return found


def _chosen(found: "list[Fact | Gap]", metrics: list[str] | None, file: "Statistics") -> "list[Fact | Gap]":
    """The figures of these metrics, or columns. Raises FileProblem for one that the file does not have."""
    if not metrics:
        return found
    known = {name.casefold() for one in file.layout.measures for name in (one.metric, one.column)}
    wanted = [metric.casefold() for metric in metrics]
    for typed, name in zip(metrics, wanted, strict=True):
        if name not in known:
            has = ", ".join(dict.fromkeys(one.metric for one in file.layout.measures))
            raise FileProblem("cli.import.no_metric", path=file.table.path, typed=typed, known=has)
    return [one for one in found if one.metric.casefold() in wanted or one.column.casefold() in wanted]


def _tell(session: "Session", edit: "Several", gaps: "list[Gap]", arguments: argparse.Namespace) -> None:
    """The figures that are new, those that are updated, and what has no number."""
    from bpworkshop.cli.figuring import lines
    from bpworkshop.figures.facts import as_json
    from bpworkshop.figures.told import sentence
    from bpworkshop.session.edits import Add, Change

    added = {one.record.id for one in edit.edits if isinstance(one, Add)}
    updated = {one.id for one in edit.edits if isinstance(one, Change)}
    told = {
        name: [{"id": one.id, "sentence": sentence(one)} for one in session.figures if one.id in ids]
        for name, ids in (("added", added), ("updated", updated))
    }
    if arguments.json:
        print_json({**told, "gaps": [as_json(one) for one in gaps]})
        return
    for name, rows in told.items():
        for row in rows:
            print(say(f"cli.import.{name}", id=row["id"], sentence=row["sentence"]))
    for gap in gaps:
        print(*lines(gap), sep="\n")
    if not edit.edits:
        print(say("cli.import.nothing"))
