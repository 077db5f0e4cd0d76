"""A file looked over before anything in it is taken for a table.

One pass over the bytes, a piece at a time: what is no text at all is refused
with what to do instead, the encoding is found out and told, and no line is so
long that it would not fit into memory.
"""

import codecs
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bpworkshop.errors import FileProblem
from bpworkshop.words import say

Progress = Callable[[int, int], None]
"""Told how many bytes of how many were read; what it raises ends the reading."""

PIECE = 1 << 18
LONGEST_LINE = 4 * PIECE
"""No table has a line longer than this; whoever reads a whole one has it in memory."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KINDS = (
    (b"PK\x03\x04", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
    (b"\x1f\x8b", "archive"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\x00", "database"),
)
_SHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".ods", ".numbers"))
_CP1252_ONLY = bytes(range(0x80, 0xA0))
_CP1252_NOT = b"\x81\x8d\x8f\x90\x9d"
_PROBLEMS = {
    errno.ENOENT: "file.missing",
    errno.ENOTDIR: "file.missing",
    errno.EACCES: "file.denied",
    errno.EPERM: "file.denied",
    errno.EISDIR: "file.folder",
}


class Looked(NamedTuple):
    """What the bytes of a file are. ``told`` says how its encoding was found out."""

    size: int
    encoding: str
    told: str


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a regular file. Raises FileProblem for what is none, or can't be read."""
    try:
        # O_NONBLOCK: opening a pipe must not wait for somebody to write.
        found = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refused(path, error) from error
    except ValueError as error:  # a NUL or a lone surrogate in the name
        raise FileProblem("file.name", path=path) from error
    try:
        with os.fdopen(found, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileProblem("file.special", path=path)
            yield file
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> FileProblem:
    code = error.errno or errno.EIO
    return FileProblem(_PROBLEMS.get(code, "file.io"), path=path, reason=os.strerror(code))


def look(path: Path, progress: Progress | None = None) -> Looked:
    """Look a whole file over, in constant memory. Raises FileProblem for what is no table of text."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(PIECE)
        _refuse_other_kinds(head, path)
        encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "")
        seen = _Seen(path, encoding)
        done, piece = 0, head
        while piece:
            seen.take(piece)
            done += len(piece)
            if progress:
                progress(done, size)
            piece = file.read(PIECE)
    return Looked(size, *seen.encoding())


class _Seen:
    """What was seen so far of the bytes of a file."""

    def __init__(self, path: Path, marked: str) -> None:
        self._path = path
        self._marked = marked
        self._decoder = codecs.getincrementaldecoder(marked or "utf-8")()
        self._ascii = self._utf8 = True
        self._windows = self._latin = False
        self._lines = 0
        self._since = 0

    def take(self, piece: bytes) -> None:
        if self._marked == "utf-16":
            self._watch(self._decoded(piece).encode("utf-8", "replace"))
            return
        self._watch(piece)
        if self._ascii and piece.isascii():
            return
        self._ascii = False
        if self._utf8:
            self._decoded(piece)
        self._windows = self._windows or len(piece.translate(None, _CP1252_ONLY)) < len(piece)
        self._latin = self._latin or len(piece.translate(None, _CP1252_NOT)) < len(piece)

    def _decoded(self, piece: bytes, final: bool = False) -> str:
        try:
            return self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            if self._marked:
                raise FileProblem(
                    "figures.not_encoded",
                    path=self._path,
                    line=self._lines + 1,
                    encoding=self._marked.upper(),
                ) from error
            self._utf8 = False
            return ""

    def _watch(self, piece: bytes) -> None:
        """NULs, and lines without an end."""
        if b"\0" in piece:
            line = self._lines + piece.count(b"\n", 0, piece.index(b"\0")) + 1
            raise FileProblem("figures.nul", path=self._path, line=line)
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self._since = len(piece) - end - 1 if end >= 0 else self._since + len(piece)
        if self._since > LONGEST_LINE:
            raise FileProblem("figures.long_line", path=self._path, line=self._lines + 1)
        self._lines += piece.count(b"\n")

    def encoding(self) -> tuple[str, str]:
        """The name by which Python knows it, and how it was found out."""
        if self._marked:
            self._decoded(b"", final=True)
            return self._marked, say(
                "figures.found.marked", encoding=self._marked.removesuffix("-sig").upper()
            )
        if self._ascii:
            return "utf-8", say("figures.found.ascii")
        if self._utf8:
            self._decoded(b"", final=True)
        if self._utf8:
            return "utf-8", say("figures.found.utf8")
        if self._windows and not self._latin:
            return "cp1252", say("figures.found.windows")
        return "latin-1", say("figures.found.latin")


def _refuse_other_kinds(head: bytes, path: Path) -> None:
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileProblem("figures.empty", path=path)
    kind = next((kind for begin, kind in _KINDS if head.startswith(begin)), "")
    if kind == "archive" and (path.suffix.lower() in _SHEETS or b"xl/" in head or b"opendocument" in head):
        kind = "spreadsheet"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        kind = "web"
    elif start.startswith((b'{"', b"[{", b"[[")):
        kind = "json"
    if kind:
        raise FileProblem(f"figures.kind.{kind}", path=path)
