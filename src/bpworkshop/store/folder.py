"""A folder of sessions: list them, find one by its handle, make a new one.

Listing reads titles and formats and nothing else, so that it needs no models;
a file that can't be read stands in the list with its reason and hides nothing.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.boards import BOARDS
from bpworkshop.store import atomic
from bpworkshop.store.formats import check_format
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.session.session import Session

SUFFIX = ".toml"
HIDDEN = ".bpworkshop"
"""The folder beside the sessions for what is not the session: stages, locks."""

SHARE_NEW, MARK = "share-new", 0o640
"""A mark in there: new sessions are the group's too. Its mode is one that nothing else has."""


ASSETS = f"assets{SUFFIX}"
"""The library's own list in there, which belongs to no session."""


class Listed(NamedTuple):
    """One file of the folder as a list shows it; ``error`` says why there is nothing more.

    ``further`` is what few lists show, kept as text until it is asked for:
    there may be ten thousand of these.
    """

    handle: str
    folder: Path
    title: str = ""
    partners: tuple[str, ...] = ()
    phase: str = ""
    status: str = ""
    error: str = ""
    id: str = ""
    delete_after: date | None = None
    further: str = ""

    @property
    def path(self) -> Path:
        return self.folder / f"{self.handle}{SUFFIX}"

    @property
    def created(self) -> date | None:
        """The day on which it was created."""
        written = self._further(0)
        return date.fromisoformat(written) if written else None

    @property
    def follows(self) -> str:
        """The id of the session before it."""
        return self._further(1)

    @property
    def people(self) -> tuple[str, ...]:
        """Those in the room, by name or otherwise by handle."""
        return tuple(filter(None, self._further(2).split("\n")))

    @property
    def steps(self) -> tuple[str, ...]:
        """The boards with something on them."""
        return tuple(filter(None, self._further(3).split("\n")))

    @property
    def aims(self) -> tuple[str, ...]:
        """The aims of the library that it serves: those of its board, and those that its goals name."""
        return tuple(filter(None, self._further(4).split("\n")))

    def _further(self, number: int) -> str:
        return self.further.split("\n\n")[number] if self.further else ""

    def overdue(self, today: date) -> bool:
        """Whether it is to be deleted by now: its last day is over."""
        return self.delete_after is not None and self.delete_after < today

    def as_json(self) -> dict[str, object]:
        """The same for a program; a file that can't be read is an object with ``error``."""
        if self.error:
            return {"handle": self.handle, "path": str(self.path), "error": self.error}
        told = {
            name: getattr(self, name) for name in ("handle", "title", "partners", "phase", "status", "id")
        }
        if self.delete_after:
            told["delete_after"] = self.delete_after
        return {**told, "path": str(self.path)}


_NEXT = "\x1f"  # stands in no clean text


class SessionFolder:
    """The sessions in one folder. A handle is a file's name without ``.toml``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def paths(self, most: int | None = None) -> list[Path]:
        """The session files, newest name first, or so many of them; a folder that is not there has none."""
        try:
            names = os.listdir(self.path)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise FileProblem("folder.unreadable", path=self.path, reason=error.strerror) from error
        found = [name for name in names if name.endswith(SUFFIX) and name[0] != "."]
        return [self.path / name for name in sorted(found, reverse=True)[:most]]

    def listed(self) -> Iterator[Listed]:
        """Every file of the folder, the broken ones too."""
        return (listed(path) for path in self.paths())

    def exposed(self) -> str:
        """A warning where anybody on this machine may replace what stands in it, and how to close it."""
        try:
            mode = os.stat(self.path).st_mode
        except OSError:
            return ""
        if not mode & stat.S_IWOTH or mode & stat.S_ISVTX:
            return ""
        import shlex

        path = str(self.path)
        return say("rights.exposed", folder=path, quoted=shlex.quote(path))

    @property
    def shares_new(self) -> bool:
        """Whether new sessions are to be the group's of the folder too.

        Only its owner, root or we ourselves can have said so: anybody in the
        group can write here, and would let themselves in to what is not theirs.
        """
        try:
            folder, mark = os.stat(self.path), os.lstat(self.path / HIDDEN / SHARE_NEW)
        except OSError:
            return False
        by = mark.st_uid in (folder.st_uid, os.geteuid(), 0)
        meant = stat.S_ISREG(mark.st_mode) and stat.S_IMODE(mark.st_mode) == MARK
        same_group = folder.st_mode & stat.S_ISGID and mark.st_gid == folder.st_gid
        return bool(by and meant and same_group)

    def find(self, typed: str) -> Path:
        """The file with this handle, which may be shortened while it is unique.

        The beginning of the whole handle counts, or of the part after the
        date; a file's own path does too. Raises Problem when none or several fit.
        """
        if typed.endswith(SUFFIX) and os.path.isfile(typed):
            return Path(typed)
        handles = {path.stem: path for path in self.paths()}
        begins = typed.removesuffix(SUFFIX)
        if begins in handles:
            return handles[begins]
        fits = [
            handle
            for handle in handles
            if begins and (handle.startswith(begins) or _after_date(handle).startswith(begins))
        ]
        if len(fits) == 1:
            return handles[fits[0]]
        if fits:
            raise Problem("folder.ambiguous", handle=typed, fits=", ".join(sorted(fits)[:8]))
        raise Problem("folder.unknown", handle=typed, folder=str(self.path))

    def create(self, session: "Session", data: bytes) -> Path:
        """Write a new session under ``<date>-<title>``; a number is added where the name is taken."""
        atomic.make_folder(self.path)
        mode = 0o660 if self.shares_new else 0o600
        stem = f"{session.created.date().isoformat()}-{text.slug(session.title) or 'session'}"
        number = 1
        while True:
            path = self.path / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
            try:
                atomic.write(path, data, mode, exclusive=True)
            except Problem as problem:
                if problem.key != "file.exists":
                    raise
                number += 1
            else:
                return path


def _after_date(handle: str) -> str:
    """``2026-05-01-artist`` → ``artist``: people remember the words, not the day."""
    return handle[11:] if handle[:4].isdigit() and handle[4:5] == "-" and handle[10:11] == "-" else handle


def twins(listed: Iterable[Listed]) -> list[list[Listed]]:
    """The files of one folder that have an id in common, each such group in the order of ``listed``.

    One was copied from the other: whatever follows that id could mean either.
    """
    groups: dict[tuple[Path, str], list[Listed]] = {}
    for one in listed:
        if one.id:
            groups.setdefault((one.folder, one.id), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def listed(path: Path) -> Listed:
    """What a list shows of one file, read without the models."""
    try:
        document = toml.read(atomic.read(path), path)
        values = check_format(document, path)[0]
    except FileProblem as problem:
        return Listed(path.stem, path.parent, error=problem.at_line)
    return told(values, path.stem, path.parent)


def told(data: Mapping[str, Any], handle: str, folder: Path) -> Listed:
    """What a list shows of a file that says this."""
    parties, people = tables(data.get("parties")), tables(data.get("people"))
    created = data.get("created")
    return Listed(
        handle=handle,
        folder=folder,
        title=_line(data.get("title")) or handle,
        partners=tuple(
            filter(None, (_line(party.get("name")) for party in parties if party.get("ours") is not True))
        ),
        phase=_line(data.get("phase")),
        status=_line(data.get("status")),
        id=_line(data.get("id")),
        delete_after=_day(data.get("delete_after")),
        further="\n\n".join(
            (
                created.date().isoformat() if isinstance(created, datetime) else "",
                _line(data.get("follows")),
                "\n".join(filter(None, map(_called, people))),
                "\n".join(step for step in BOARDS if tables(data.get(step))),
                "\n".join(_aims(data, parties)),
            )
        ),
    )


def row_of(listed: Listed) -> str:
    """What a list shows, but handle and folder, as text that is read again fast."""
    _, _, title, partners, phase, status, error, id, last, further = listed
    day = last.isoformat() if last else ""
    return _NEXT.join((title, "\n".join(partners), phase, status, error, id, day, further))


def listed_of(names: Sequence[bytes], rows: Sequence[str], folder: Path) -> list[Listed]:
    """What ``row_of`` made rows of, with the names of the files.

    Past the checks of the class and all at once where that can be: there may be ten thousand.
    """
    known: dict[str, tuple[str, ...]] = {"": ()}
    handles = os.fsdecode(b"/".join(names)).split("/")
    found = []
    for handle, row in zip(handles, rows, strict=bool(names)):
        title, partners, phase, status, error, id, last, further = row.split(_NEXT)
        if (sides := known.get(partners)) is None:
            sides = known[partners] = tuple(partners.split("\n"))
        day = date.fromisoformat(last) if last else None
        values = (handle[: -len(SUFFIX)], folder, title, sides, phase, status, error, id, day, further)
        found.append(tuple.__new__(Listed, values))
    return found


def _aims(data: Mapping[str, Any], parties: Iterable[Mapping[str, Any]]) -> list[str]:
    """The aims of ours that a session names, in the spelling that comes first.

    What another side's goal is for is an aim of theirs.
    """
    theirs = [_line(party.get("id")) for party in parties if party.get("ours") is not True]
    found: dict[str, str] = {}
    for name in ("aims", "goals"):
        for one in tables(data.get(name)):
            if (aim := _line(one.get("aim"))) and one.get("whose") not in theirs:
                found.setdefault(text.folded(aim), aim)
    return list(found.values())


def _called(person: Mapping[str, Any]) -> str:
    return _line(person.get("name")) or _line(person.get("handle"))


def _line(value: Any) -> str:
    return text.line(value) if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def tables(value: Any) -> list[dict[str, Any]]:
    """The tables in what may be a list of them."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
