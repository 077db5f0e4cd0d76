"""Where the index of a folder lies, how it is opened, and why it can't be.

In the user's cache folder, for that user alone: one file a folder of sessions
and version of all that made it.
"""

import os
import sqlite3
import stat
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from bpworkshop import __version__, places
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, formats

SCHEMA = 3
"""Raised by whoever changes the tables, what a gist is, or how words are folded."""

PATIENCE = 5.0
"""Seconds that another process may keep the file to itself."""

_WHY = {
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
}
"""What SQLite says that is not the file's fault."""

_SETTINGS = (
    "journal_mode = DELETE",  # the cache may lie on a network disk, where a shared log does not hold
    "synchronous = NORMAL",
    "temp_store = MEMORY",
    "cache_size = -32000",
)


def path_of(folder: Path) -> Path:
    """The index of a folder, for this user and version."""
    made_by = (SCHEMA, formats.FORMAT, __version__, sys.version_info[:2], sqlite3.sqlite_version_info[:2])
    return places.cache() / f"{_name_of(folder)}-{_digest(str(made_by))[:8]}.sqlite"


def forget(folder: Path) -> None:
    """Delete this user's indexes of a folder, of whatever version: what is derived is to keep no name.

    Raises FileProblem for one that can't be deleted.
    """
    for path in _all_of(folder):
        atomic.remove(path)


def opened(path: Path, *, anew: bool = False) -> sqlite3.Connection:
    """The file, made for its owner alone; with ``anew`` without what was in it.

    Raises Problem where it can't be made or is somebody else's, and sqlite3.DatabaseError.
    """
    if anew:
        for one in (path, path.with_name(f"{path.name}-journal")):
            atomic.remove(one)
    with atomic.plainly(path, "write"):
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            _make(path)
        else:
            if status.st_uid != os.geteuid() or not stat.S_ISREG(status.st_mode):
                raise FileProblem("file.special", path=path)
    connection = sqlite3.connect(path, PATIENCE, isolation_level=None, check_same_thread=False)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def why(error: Exception) -> str:
    """The word for what keeps a file from being used; empty when the file itself is no good."""
    if isinstance(error, Problem):
        return {"file.full": "full", "file.quota": "full"}.get(error.key, "read_only")
    return _WHY.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")


def _make(path: Path) -> None:
    """An empty file; what other versions left of the same folder goes."""
    atomic.make_folder(path.parent)
    for old in path.parent.iterdir():
        if old.name.startswith(path.name.partition("-")[0]) and not old.name.startswith(path.name):
            atomic.remove(old)
    with suppress(FileExistsError):  # another process was faster
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))


def _all_of(folder: Path) -> list[Path]:
    begins = f"{_name_of(folder)}-"
    try:
        return [path for path in places.cache().iterdir() if path.name.startswith(begins)]
    except FileNotFoundError:
        return []


def _name_of(folder: Path) -> str:
    return _digest(f"{os.geteuid()} {os.path.realpath(folder)}")


def _digest(told: str) -> str:
    return blake2b(told.encode(errors="surrogateescape"), digest_size=12).hexdigest()
