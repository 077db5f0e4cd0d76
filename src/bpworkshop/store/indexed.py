"""The tables behind the index: brought up to date with the folder, given up when they are no good.

They are derived, and so never repaired: what is damaged or half-written is
deleted and made anew. Where the file can't be written the same is done in
memory, and ``warning`` says so.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import cached
from bpworkshop.store.placing import FILE
from bpworkshop.store.signature import Known, scanned, signature
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.store.gist import Gist, Job

Progress = Callable[[int, int], None]
"""Told how many of how many files are read."""

BATCH = 1000
"""Files between two commits: so many are read again when the power goes."""

_KNOWN = "size, mtime, ctime, inode, hash, theirs"
_TABLES = (
    """CREATE TABLE files(
        id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE,
        size INTEGER, mtime INTEGER, ctime INTEGER, inode INTEGER, hash BLOB, theirs INTEGER,
        session TEXT, listed TEXT NOT NULL
    )""",
    "CREATE INDEX sessions ON files(session)",
    "CREATE TABLE places(file INTEGER PRIMARY KEY, places TEXT NOT NULL)",
    """CREATE TABLE promises(
        file INTEGER, number INTEGER, day TEXT, promise TEXT NOT NULL, PRIMARY KEY (file, number)
    ) WITHOUT ROWID""",
    "CREATE INDEX days ON promises(day) WHERE day IS NOT NULL",
)
_WORDS = "CREATE VIRTUAL TABLE words USING fts5(said, content='', tokenize='ascii')"
_WORDS_WITHOUT = "CREATE TABLE words(rowid INTEGER PRIMARY KEY, said TEXT NOT NULL)"
_INSERT = f"INSERT INTO files(id, name, {_KNOWN}, session, listed) VALUES ({', '.join('?' * 10)})"
_UPDATE = f"UPDATE files SET ({_KNOWN}) = (?, ?, ?, ?, ?, ?) WHERE name = ?"


class Indexed:
    """The tables of one folder, up to date when this is made."""

    def __init__(self, folder: Path, progress: Progress | None = None) -> None:
        self.folder = folder
        self.warning = ""
        self.has_fts = False
        self._progress = progress
        self._path = cached.path_of(folder)
        self._connection: sqlite3.Connection | None = None
        try:
            try:
                self._use()
            except (sqlite3.DatabaseError, Problem) as error:
                self._recover(error)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def ask(self, question: str, *values: Any) -> list[Any]:
        """The rows of an answer. A file that turns out to be no good on the way is given up."""
        try:
            return self._run(question, *values).fetchall()
        except sqlite3.DatabaseError as error:
            if self.warning:
                raise
            self._recover(error)
            return self._run(question, *values).fetchall()

    def _run(self, question: str, *values: Any) -> sqlite3.Cursor:
        assert self._connection
        return self._connection.execute(question, values)

    def _many(self, change: str, values: Iterable[Sequence[Any]]) -> None:
        assert self._connection
        self._connection.executemany(change, values)

    # With the file, with a new one, without

    def _use(self, *, anew: bool = False) -> None:
        self.close()
        self._connection = cached.opened(self._path, anew=anew)
        self._make_tables()
        self._bring_up_to_date()

    def _recover(self, error: Exception) -> None:
        if isinstance(error, FileProblem) and error.path == self.folder:
            raise error
        why = cached.why(error)
        if not why:
            try:
                return self._use(anew=True)
            except (sqlite3.DatabaseError, Problem) as again:
                why = cached.why(again) or "disk"
        self.warning = say("index.without", file=str(self._path), why=say(f"index.{why}"))
        old, self._connection = self._connection, _in_memory()
        if old:
            # What can be read of it need not be read from the sessions again.
            with suppress(sqlite3.DatabaseError):
                old.backup(self._connection)
            old.close()
        self._make_tables()
        self._bring_up_to_date()

    def _make_tables(self) -> None:
        """Make them where there are none, and see whether words can be looked up."""
        made = "SELECT sql FROM sqlite_master WHERE name = 'words'"
        if not self._run(made).fetchone():
            with self._writing():
                if not self._run(made).fetchone():  # nobody was faster
                    for table in (*_TABLES, _WORDS if _fts_is_there() else _WORDS_WITHOUT):
                        self._run(table)
        self.has_fts = "fts5" in self._run(made).fetchone()[0]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that is for writing from its begin, so that no two wait for each other."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            with suppress(sqlite3.DatabaseError):
                self._run("ROLLBACK")
            raise

    # Bringing it up to date

    def _bring_up_to_date(self) -> None:
        """Read what is new or changed in the folder, and let go of what is gone."""
        found = scanned(self.folder)
        known = set(self._run("SELECT name, size, mtime, ctime, inode FROM files"))
        if found == known:
            return
        from bpworkshop.store.gist import Job, gathered

        # What is gone is read like all else, and found to be so.
        names = sorted({one[0] for one in found ^ known})
        jobs = [Job(name, self._known(name)) for name in names]
        gists, done = gathered(self.folder, jobs), 0
        while batch := list(islice(gists, BATCH)):
            self._keep(batch)
            done += len(batch)
            if self._progress:
                self._progress(done, len(jobs))

    def _keep(self, batch: "Iterable[tuple[Job, Gist | None]]") -> None:
        """Put in what was read, unless another process has done so since."""
        batch = [(job, gist) for job, gist in batch if gist is None or gist.row or gist.known != job.before]
        if not batch:
            return
        with self._writing():
            words: list[tuple[int, str]] = []
            (last,) = self._run("SELECT coalesce(max(id), 0) FROM files").fetchone()
            for id, (job, gist) in enumerate(batch, last + 1):
                now = self._known(job.name)
                if now and now != job.before and self._is_so(job.name, now):
                    continue
                if gist and gist.row is None:
                    if now and now.hash == gist.known.hash:
                        self._run(_UPDATE, *_written(gist.known), job.name)
                    continue
                if now:
                    self._let_go(job.name)
                if gist:
                    words += self._put(id, gist)
            self._many("INSERT INTO words(rowid, said) VALUES (?, ?)", words)

    def _known(self, name: bytes) -> Known | None:
        found = self._run(f"SELECT {_KNOWN} FROM files WHERE name = ?", name).fetchone()
        return _read(*found) if found else None

    def _is_so(self, name: bytes, known: Known) -> bool:
        """Whether this is known of the file as it is now."""
        try:
            now = os.lstat(self.folder / os.fsdecode(name))
        except OSError:
            return False
        return known.sure and known.signature == signature(now)

    def _put(self, id: int, gist: "Gist") -> Iterator[tuple[int, str]]:
        """Everything that is kept of a file but its words: these come back, each place with its number."""
        self._run(_INSERT, id, gist.job.name, *_written(gist.known), gist.session, gist.row)
        self._run("INSERT INTO places VALUES (?, ?)", id, gist.places)
        for number, (day, promise) in enumerate(gist.promises):
            self._run("INSERT INTO promises VALUES (?, ?, ?, ?)", id, number, day, promise)
        return ((id << FILE | place, words) for place, words in gist.said)

    def _let_go(self, name: bytes) -> None:
        """Forget what is kept of a file."""
        from bpworkshop.store.gist import said, unpacked

        question = "SELECT id, places FROM files JOIN places ON file = id WHERE name = ?"
        id, written = self._run(question, name).fetchone()
        words = [(id << FILE | place, were) for place, were in said(unpacked(written))]
        if self.has_fts:
            # It keeps no text of its own, and is told what it is to forget.
            self._many("INSERT INTO words(words, rowid, said) VALUES ('delete', ?, ?)", words)
        else:
            self._many("DELETE FROM words WHERE rowid = ?", [(place,) for place, _ in words])
        for table, column in (("promises", "file"), ("places", "file"), ("files", "id")):
            self._run(f"DELETE FROM {table} WHERE {column} = ?", id)


def _in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def _read(*known: Any) -> Known:
    size, mtime, ctime, inode, hash, theirs = known
    return Known((size if size >= 0 else ~size, mtime, ctime, inode), size >= 0, hash, bool(theirs))


def _written(known: Known) -> tuple[Any, ...]:
    """As columns. No file has a size below zero: what is not sure never seems to be as it was."""
    size, *rest = known.signature
    return (size if known.sure else ~size, *rest, known.hash, known.theirs)


def _fts_is_there() -> bool:
    """Whether this SQLite can look up words."""
    with closing(sqlite3.connect(":memory:")) as trial:
        try:
            trial.execute(_WORDS)
        except sqlite3.OperationalError:
            return False
    return True
