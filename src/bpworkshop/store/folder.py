"""A folder of sessions: list them, find one by its handle, make a new one.

Listing reads titles and formats and nothing else, so that it needs no models;
a file that can't be read stands in the list with its reason and hides nothing.
"""

import os
import stat
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem, Problem
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


class Listed(NamedTuple):
    """One file of the folder as a list shows it; ``error`` says why there is nothing more."""

    handle: str
    path: Path
    title: str = ""
    partners: tuple[str, ...] = ()
    phase: str = ""
    status: str = ""
    error: str = ""
    id: str = ""
    delete_after: date | None = None

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


class SessionFolder:
    """The sessions in one folder. A handle is a file's name without ``.toml``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def paths(self) -> list[Path]:
        """The session files, newest name first; a folder that is not there has none."""
        try:
            found = [path for path in self.path.iterdir() if path.suffix == SUFFIX and path.name[0] != "."]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise FileProblem("folder.unreadable", path=self.path, reason=error.strerror) from error
        return sorted(found, key=lambda path: path.name, reverse=True)

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


def listed(path: Path) -> Listed:
    """What a list shows of one file, read without the models."""
    try:
        document = toml.read(atomic.read(path), path)
        check_format(document, path)
    except FileProblem as problem:
        return Listed(path.stem, path, error=problem.at_line)
    data = document.data
    return Listed(
        handle=path.stem,
        path=path,
        title=_line(data.get("title")) or path.stem,
        partners=tuple(
            _line(party.get("name"))
            for party in _tables(data.get("parties"))
            if party.get("ours") is not True and party.get("name")
        ),
        phase=_line(data.get("phase")),
        status=_line(data.get("status")),
        id=_line(data.get("id")),
        delete_after=_day(data.get("delete_after")),
    )


def _line(value: Any) -> str:
    return text.line(value) if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _tables(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
