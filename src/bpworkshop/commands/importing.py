"""Figures out of a file, in three moves: the file, the library, the figures. Here they are made by lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

from bpworkshop import text
from bpworkshop.commands import mapped, sources
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.commands.sources import Offered, Source, Unread
from bpworkshop.errors import Problem
from bpworkshop.figures.facts import Fact
from bpworkshop.figures.importing import imported
from bpworkshop.figures.layout import Library
from bpworkshop.figures.mapping import Mapping
from bpworkshop.figures.statistics import MOST_LISTED, full_name
from bpworkshop.figures.table import folded
from bpworkshop.session.edits import Add
from bpworkshop.words import entry, say

MOST_TOLD = 40
"""Figures that are told at once, line by line."""

Move = Literal["file", "mapping", "period", "year", "library", "figures"]


def ready(face: Face) -> bool:
    """Whether figures can be taken in: while preparing, where only our side reads."""
    return face.only_us and face.session.phase == "prepare" and face.session.status != "closed"


@dataclass(slots=True)
class Import:
    """Where an import stands on a face: what was found in each move.

    ``explained``: it was told how columns are said.
    """

    move: Move = "file"
    unread: Unread | None = None
    mapping: Mapping = field(default_factory=lambda: Mapping(()))
    source: Source | None = None
    offered: Offered | None = None
    explained: bool = False


class Importing:
    """While it goes on, a line is the answer to its move; a full stop leaves it."""

    def __init__(self) -> None:
        self._imports: WeakKeyDictionary[Face, Import] = WeakKeyDictionary()

    def begin(self, face: Face, typed: str) -> Told:
        """Begin anew, with a file where one was typed."""
        self._imports[face] = Import()
        return self.take(face, typed) or Told()

    def listens(self, face: Face) -> bool:
        return face in self._imports and ready(face) and not face.workshop.stage.running

    def prompt(self, face: Face) -> str:
        return say(f"importing.prompt.{self._imports[face].move}")

    def question(self, face: Face) -> str | None:
        now = self._imports[face]
        if now.move == "mapping" and now.explained:
            return say("importing.asks.mapping_again")
        return say(f"importing.asks.{now.move}")

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        if typed == ".":
            del self._imports[face]
            return told("importing.left")
        does = {
            "file": self._file,
            "mapping": self._mapped,
            "period": self._answered,
            "year": self._answered,
            "library": self._library,
            "figures": self._figures,
        }
        if not typed and self._imports[face].move not in ("mapping", "period", "year"):
            return Told()
        try:
            return does[self._imports[face].move](face, typed)
        except Problem as problem:
            if problem.key in sources.GONE:
                self._imports[face].move = "file"
            raise
        except KeyboardInterrupt:  # a long file can be stopped; the workshop goes on
            raise Problem("importing.stopped") from None

    # The moves

    def _file(self, face: Face, typed: str) -> Told:
        found = sources.look_at(sources.path_of(typed), progress=face.progress)
        return self._found(face, found)

    def _found(self, face: Face, found: Source | Unread) -> Told:
        now = self._imports[face]
        if isinstance(found, Unread):
            now.move, now.unread, now.mapping = "mapping", found, found.guess
            return Told(tuple(self._columns(now)))
        now.source = found
        lines = [say("cli.figures.found", found="; ".join(found.file.found))]
        if found.mapping:
            lines.append(say("mapped.by", path=str(found.mapping)))
        if found.only:
            return Told((*lines, *self._offer(face, found.only).lines))
        now.move = "library"
        key = "cli.figures.or_more" if found.more else "cli.figures.libraries"
        few = [f"  {full_name(one)}" for one in found.libraries[:MOST_LISTED]]
        rest = len(found.libraries) - len(few)
        more = [f"  {say('cli.figures.more', n=rest)}"] if rest else []
        return Told((*lines, say(key, n=len(found.libraries)), *few, *more))

    @staticmethod
    def _columns(now: Import) -> list[str]:
        assert now.unread
        lines = [now.unread.why] if now.unread.why else []
        for number, one in enumerate(now.unread.columns, 1):
            means = mapped.meaning(now.mapping, one.name) or say("mapped.not_used")
            cells = " · ".join(one.cells)
            lines.append(say("mapped.column", number=number, name=one.name, cells=cells, means=means))
        return [*lines, "; ".join((*mapped.settings(now.mapping), *now.unread.table.found))]

    def _mapped(self, face: Face, typed: str) -> Told:
        now = self._imports[face]
        assert now.unread
        now.explained = True
        if typed:
            before = now.unread
            mapping, at = mapped.said(now.mapping, before.columns, None, typed, face.today)
            now.unread, now.mapping = sources.parted(before, mapping)
            if now.unread is not before:
                return Told(tuple(self._columns(now)))
            if at is None:
                return Told(tuple(mapped.settings(now.mapping)))
            name = now.unread.columns[at].name
            means = mapped.meaning(now.mapping, name) or say("mapped.not_used")
            return told("mapped.now", number=at + 1, name=name, means=means)
        lacks = mapped.lacking(now.mapping, now.unread.columns)
        if lacks == "figures":
            raise Problem("mapped.no_figures")
        if lacks:
            now.move = lacks
            return Told()
        return self._found(face, sources.say_what(now.unread, now.mapping, face.progress))

    def _answered(self, face: Face, typed: str) -> Told:
        """The period, or the month in which years begin: the last that is asked of the columns."""
        now = self._imports[face]
        assert now.unread
        assert now.move in ("period", "year")
        now.mapping = mapped.answered(now.mapping, now.move, typed, face.today)
        now.move = "mapping"
        return self._found(face, sources.say_what(now.unread, now.mapping, face.progress))

    def _library(self, face: Face, typed: str) -> Told:
        source = self._imports[face].source
        assert source
        return self._offer(face, sources.library_of(source, typed))

    def _offer(self, face: Face, library: Library) -> Told:
        now = self._imports[face]
        assert now.source
        now.offered = sources.offered(now.source, library)
        now.move = "figures"
        return Told(tuple(_listed(face, now.offered, "")))

    def _figures(self, face: Face, typed: str) -> Told:
        offered = self._imports[face].offered
        assert offered
        found = sources.facts(offered.figures)
        if typed.casefold() in entry("importing.all"):
            chosen: Sequence[Fact] = found
        elif typed[0].isdecimal():
            chosen = [found[at] for at in sources.numbers(typed, len(found))]
        else:
            return Told(tuple(_listed(face, offered, typed)))
        done = bring(face, chosen)
        del self._imports[face]
        return done


IMPORTING = Importing()
hears("importing", IMPORTING)


def _listed(face: Face, offered: Offered, typed: str) -> list[str]:
    """The figures in which the typed words stand, with the numbers that they keep; codes have none."""
    number, shown, lines = 0, 0, []
    for one in offered.figures:
        number += isinstance(one, Fact)
        words = sources.told(one, face.today)
        if not all(part in folded(f"{words.said} {words.notes}") for part in folded(typed).split()):
            continue
        shown += 1
        if shown <= MOST_TOLD:
            head = str(number) if isinstance(one, Fact) else "–"
            lines.append(f"{head} {words.said} ({words.notes})")
    if shown > MOST_TOLD:
        lines.append(say("importing.more", n=shown - MOST_TOLD))
    if offered.more:
        lines.append(say("importing.first", n=len(offered.figures)))
    return lines or [say("importing.nothing", typed=text.line(typed))]


def bring(face: Face, chosen: Sequence[Fact]) -> Told:
    """Put figures on the board, all by one edit: those that stand there already get the newer number."""
    session = face.session
    edit = imported(session, chosen, giver=session.ours.id, new_id=face.workshop.new_id)
    if not edit.edits:
        return told("importing.same")
    face.workshop.apply(edit, "import")
    face.workshop.go("figures")
    new = sum(isinstance(one, Add) for one in edit.edits)
    lines = [say("importing.new", n=new)] if new else []
    if renewed := len(edit.edits) - new:
        lines.append(say("importing.renewed", n=renewed))
    return Told((*lines, say("importing.undo")))


@command("import", "change", when=ready)
def import_(face: Face, rest: str) -> Told:
    """``/import FILE``; without a file it is asked for."""
    return IMPORTING.begin(face, rest)
