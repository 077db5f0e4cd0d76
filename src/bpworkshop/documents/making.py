"""Which documents of a session there are, in which forms, and how they are made and put into files.

The same for the shell, the line mode and the screens. What tells of documents
is asked before one is made, so nothing that makes one is loaded for that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bpworkshop.errors import Problem

if TYPE_CHECKING:
    from datetime import date, datetime

    from bpworkshop.documents.converting import Made
    from bpworkshop.documents.files import Tell
    from bpworkshop.documents.filling import Paper
    from bpworkshop.documents.parts import Document
    from bpworkshop.method.guide import Guide
    from bpworkshop.pages import Reader
    from bpworkshop.session.session import Session
    from bpworkshop.session.stage import Veil
    from bpworkshop.settings import Papers

TEXTS, BINARY = ("html", "md"), ("docx", "odt", "pdf")
"""The forms of documents, by name: what tells them needs no models. The first is the usual one."""

FORMS = (*TEXTS, *BINARY)

ALL = "all"
"""Every document, each a file of a folder."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document is made from.

    ``only_us``: also from what is only ours. ``references``: by form, a file of
    the organisation whose styles are taken. ``day``: as of which it is told;
    without one as of the newest of the session, for the kit of ``now``.
    """

    session: "Session"
    veil: "Veil | None"
    guide: "Guide"
    paper: "Paper"
    now: "datetime"
    only_us: bool
    references: Mapping[str, Path] = field(default_factory=dict)
    day: "date | None" = None
    slips: int | None = None

    def reader(self, today: "date | None") -> "Reader":
        """Who reads, as of a day; without one the newest of the session."""
        from bpworkshop.documents import reading

        return reading.reader(self.session, self.veil, self.guide, today, only_us=self.only_us)


def _written(name: str) -> "Callable[[Wanted], Document]":
    """The document of the module of that name, in which the function has it too."""

    def made(wanted: Wanted) -> "Document":
        function = name.replace("-", "_")
        module = import_module(f"bpworkshop.documents.{function}")
        document: Document = getattr(module, function)(wanted.reader(wanted.day), wanted.paper)
        return document

    return made


def _kit(wanted: Wanted) -> "Document":
    """The kit is for the meeting that is held today: it keeps the clock."""
    from bpworkshop.documents.kit import kit

    return kit(wanted.reader(wanted.day or wanted.now.date()), wanted.now, wanted.slips)


DOCUMENTS: "dict[str, Callable[[Wanted], Document]]" = {
    "minutes": _written("minutes"),
    "agreement": _written("agreement"),
    "offer": _written("offer"),
    "invitation": _written("invitation"),
    "evaluation": _written("evaluation"),
    "communication-plan": _written("communication-plan"),
    "risks": _written("risks"),
    "kit": _kit,
}
"""Every document that can be made, by name; one that takes only a reader and paper is one line."""


def papers(language: str) -> "tuple[Paper, Mapping[str, Path]]":
    """The paper of the settings, and the files whose styles are taken. Raises FileProblem for wrong ones."""
    from bpworkshop import places, settings
    from bpworkshop.documents import letterhead

    here = places.settings()
    wanted: Papers = settings.load(here).documents
    named = {"docx": wanted.reference_docx, "odt": wanted.reference_odt}
    references = {form: here.parent / places.named(path) for form, path in named.items() if path}
    return letterhead.paper(wanted, here.parent, language), references


def made(name: str, form: str, wanted: Wanted, tell: "Tell" = lambda _: None) -> "Made":
    """A document in a form. Raises Problem for what it is made with, where that is wrong or missing."""
    from bpworkshop.documents import files

    return files.made(DOCUMENTS[name](wanted), form, wanted.references.get(form), tell)


class Put(NamedTuple):
    """What became of a document: its file, and what is to be known of it or why it is not there."""

    name: str
    path: Path
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def targets(name: str, form: str, path: Path) -> dict[str, Path]:
    """The file of each document: one goes into the file that was named, all go into a folder."""
    return {one: path / f"{one}.{form}" for one in DOCUMENTS} if name == ALL else {name: path}


def put(
    name: str, form: str, path: Path, wanted: Wanted, *, force: bool, tell: "Tell" = lambda _: None
) -> Iterator[Put]:
    """Write a document into a file, or all into a folder: each whole or not at all, what is written stays.

    Raises Problem before anything is made where something may not be written
    over (``files.check_target``), and for one document that can't be made; of
    several that is told.
    """
    from bpworkshop.documents import files
    from bpworkshop.store import atomic

    into = targets(name, form, path)
    for target in into.values():
        files.check_target(target, force=force)
    if name == ALL:
        atomic.make_folder(path)
    for one, target in into.items():
        try:
            document = made(one, form, wanted, tell)
            # Who waits for it no more gets no file.
            tell("writing")
            files.write(target, document.data, only_us=wanted.only_us)
        except Problem as problem:
            if name != ALL:
                raise
            yield Put(one, target, problem=problem)
        else:
            yield Put(one, target, document.notes)
