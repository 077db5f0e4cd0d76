"""A document of the session into a file: which one, in which form, who may read it, where.

Here it is said in lines. For everyone it is made from the shared session. What is only ours is in it
only where that is said, on a face that only our side reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from bpworkshop import places
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.documents import making
from bpworkshop.documents.making import ALL, DOCUMENTS, FORMS
from bpworkshop.errors import Problem
from bpworkshop.words import entry, say

if TYPE_CHECKING:
    from bpworkshop.documents.files import Tell

NAMES = (*DOCUMENTS, ALL)
"""What can be exported."""

Move = Literal["document", "form", "whose", "where", "over"]

EXISTS = "document.exists"
"""That something else is at a place already: it is overwritten where somebody says so."""


@dataclass(slots=True)
class Wish:
    """What is to be exported, as far as it was said; what was not is empty.

    ``ours``: also what is only ours. ``taken``: a path at which something else is.
    """

    name: str = ""
    form: str = ""
    ours: bool | None = None
    where: str = ""
    taken: str = ""

    @property
    def whole(self) -> bool:
        """Whether it can be made; what is only ours need not have been spoken of."""
        return bool(self.name and self.form and self.where)

    def move(self, face: Face) -> Move:
        """What is to be said next."""
        if not self.name:
            return "document"
        if not self.form:
            return "form"
        if self.ours is None and face.only_us:
            return "whose"
        return "over" if self.taken else "where"


# What was said


def read(face: Face, typed: str) -> Wish:
    """``agreement pdf FILE``, or the beginning of it; ``all`` behind it: also what is only ours.

    A file that ends as a form does says the form. Raises Problem for what can't be.
    """
    first, _, rest = typed.strip().partition(" ")
    wish = Wish(name_of(first) if first else "")
    head, _, tail = rest.strip().rpartition(" ")
    if tail.casefold() in entry("exporting.too"):
        rest, wish.ours = head, checked(face, ours=True)
    second, _, behind = rest.strip().partition(" ")
    if second.casefold() in FORMS:
        wish.form, rest = second.casefold(), behind
    wish.where = rest.strip()
    if wish.where and not wish.form:
        wish.form = Path(wish.where).suffix.removeprefix(".").casefold()
        if wish.form not in FORMS:
            raise Problem("exporting.no_form", typed=wish.form or second, known=", ".join(FORMS))
    return wish


def name_of(typed: str) -> str:
    """A document by number, name or the beginning of it. Raises Problem for what is none."""
    found = _chosen(typed, NAMES, (label(name) for name in NAMES))
    if found is None:
        raise Problem("exporting.no_document", typed=typed, known=", ".join(NAMES))
    return found


def form_of(typed: str) -> str:
    """A form by number or name. Raises Problem for what is none."""
    found = _chosen(typed, FORMS, FORMS)
    if found is None:
        raise Problem("exporting.no_form", typed=typed, known=", ".join(FORMS))
    return found


def _chosen(typed: str, names: tuple[str, ...], labels: Iterable[str]) -> str | None:
    plain = typed.strip().casefold()
    called = {
        name: (str(number), name, label.casefold()) for number, (name, label) in _numbered(names, labels)
    }
    exact = [name for name, words in called.items() if plain in words]
    begins = [name for name, words in called.items() if plain and any(one.startswith(plain) for one in words)]
    return exact[0] if exact else begins[0] if len(begins) == 1 else None


def _numbered(names: Iterable[str], labels: Iterable[str]) -> Iterable[tuple[int, tuple[str, str]]]:
    return enumerate(zip(names, labels, strict=True), 1)


def checked(face: Face, *, ours: bool) -> bool:
    """Whether what is only ours is wanted. Raises Problem where others read this face."""
    if ours and not face.only_us:
        raise Problem("exporting.others_read")
    return ours


def label(name: str) -> str:
    """What people call a document."""
    return say(f"exporting.label.{name}")


def suggested(face: Face, name: str, form: str) -> str:
    """Where a document is put unless somebody says otherwise: in the user's home, by the session's name."""
    stem = face.workshop.path.stem
    return f"~/{stem}" if name == ALL else f"~/{stem}-{name}.{form}"


def path_of(typed: str) -> Path:
    """The path that was typed, also in quotes. Raises Problem for ``~`` of somebody who has no home."""
    plain = typed.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    return places.named(plain).absolute()


# Making it


def wanted(face: Face, *, ours: bool) -> Callable[[], making.Wanted]:
    """What a document is made from, as it is now; the paper of the settings is read when it is called.

    Raises Problem for what is only ours, where others read this face.
    """
    session, veil, now = face.session, face.workshop.stage.veil, face.workshop.clock()
    only_us = checked(face, ours=ours)

    def found() -> making.Wanted:
        paper, references = making.papers(session.language)
        return making.Wanted(session, veil, face.guide, paper, now, only_us, references)

    return found


def put(
    wish: Wish, found: Callable[[], making.Wanted], *, force: bool, tell: "Tell" = lambda _: None
) -> Told:
    """Write what is wished; told is where it is, and what is to be known of it.

    Raises Problem for what can't be written (``making.put``).
    """
    lines: list[str] = []
    given = found()
    key = "cli.export.written_ours" if given.only_us else "cli.export.written"
    for one in making.put(wish.name, wish.form, path_of(wish.where), given, force=force, tell=tell):
        if one.problem:
            lines.append(say("cli.export.not_written", document=label(one.name), what=str(one.problem)))
        else:
            lines.append(say(key, path=str(one.path)))
        lines += one.notes
    return Told(tuple(lines))


class Exporting:
    """While it goes on, a line is the answer to what is asked; a full stop leaves it."""

    def __init__(self) -> None:
        self._wishes: WeakKeyDictionary[Face, Wish] = WeakKeyDictionary()

    def begin(self, face: Face, typed: str) -> Told:
        """Write it at once where all was said; otherwise ask for the rest."""
        self._wishes.pop(face, None)
        wish = read(face, typed)
        if wish.whole:
            return self._write(face, wish)
        self._wishes[face] = wish
        return Told()

    def listens(self, face: Face) -> bool:
        return face in self._wishes and not face.workshop.stage.running

    def prompt(self, face: Face) -> str:
        return say(f"exporting.prompt.{self._wishes[face].move(face)}")

    def question(self, face: Face) -> str | None:
        wish = self._wishes[face]
        move = wish.move(face)
        choices: dict[Move, Iterable[str]] = {
            "document": map(label, NAMES),
            "form": (say(f"exporting.form.{form}") for form in FORMS),
            "whose": (say(f"exporting.whose.{whose}") for whose in ("everyone", "ours")),
        }
        listed = "  ".join(f"{number} {words}" for number, words in enumerate(choices.get(move, ()), 1))
        where = wish.taken or (suggested(face, wish.name, wish.form) if move == "where" else "")
        return say(f"exporting.asks.{move}", choices=listed, where=where)

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        if typed == ".":
            del self._wishes[face]
            return told("exporting.left")
        wish = self._wishes[face]
        does = {
            "document": self._document,
            "form": self._form,
            "whose": self._whose,
            "where": self._where,
            "over": self._over,
        }
        return does[wish.move(face)](face, wish, typed)

    # The moves

    def _document(self, face: Face, wish: Wish, typed: str) -> Told:
        if typed:
            wish.name = name_of(typed)
        return Told()

    def _form(self, face: Face, wish: Wish, typed: str) -> Told:
        wish.form = form_of(typed) if typed else FORMS[0]
        return Told()

    def _whose(self, face: Face, wish: Wish, typed: str) -> Told:
        ours = typed.casefold() in ("2", *entry("exporting.too"))
        if not ours and typed.casefold() not in ("", "1", *entry("exporting.everyone")):
            raise Problem("exporting.whose_wrong", typed=typed)
        wish.ours = checked(face, ours=ours)
        return Told()

    def _where(self, face: Face, wish: Wish, typed: str) -> Told:
        wish.where = typed or suggested(face, wish.name, wish.form)
        return self._write(face, wish)

    def _over(self, face: Face, wish: Wish, typed: str) -> Told | None:
        """Yes overwrites, another path is taken; all else is about something else, and leaves it."""
        if typed.casefold() in entry("exporting.yes"):
            return self._write(face, wish, force=True)
        if typed.casefold() in ("", *entry("exporting.no")):
            wish.taken = wish.where = ""
            return Told()
        if "/" not in typed and not typed.casefold().endswith(f".{wish.form}"):
            del self._wishes[face]
            return None
        wish.taken = ""
        return self._where(face, wish, typed)

    def _write(self, face: Face, wish: Wish, *, force: bool = False) -> Told:
        """Write it, and it is over; where something else is there, that is asked about first."""
        try:
            done = put(wish, wanted(face, ours=wish.ours or False), force=force)
        except KeyboardInterrupt:  # a converter may take long; the workshop goes on
            raise Problem("exporting.stopped") from None
        except Problem as problem:
            if problem.key == "exporting.others_read":
                self._wishes.pop(face, None)
            if problem.key != EXISTS:
                raise
            wish.ours, wish.taken = wish.ours or False, str(path_of(wish.where))
            self._wishes[face] = wish
            return Told()
        self._wishes.pop(face, None)
        return done


EXPORTING = Exporting()
hears("exporting", EXPORTING)


@command("export", "share")
def export(face: Face, rest: str) -> Told:
    """``/export agreement pdf FILE``; what is left out is asked for."""
    return EXPORTING.begin(face, rest)
