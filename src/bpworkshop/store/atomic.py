"""Reading and writing whole files so that no crash, full disk or trick file harms them.

Whoever reads the file afterwards finds the old bytes or the new ones, never
half. Every refusal is a ``Problem`` that says what happened and what to do.
"""

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from bpworkshop.errors import FileProblem

MEGABYTE = 1024 * 1024
MAX_BYTES = 2 * MEGABYTE
"""Twice what 2,000 items need; a reader refuses more before it costs time or memory."""

_CHUNK = MEGABYTE
_NAME_KEPT = 24
_READINGS = 3

_Doing = Literal["read", "write"]

_KEYS = {
    errno.ELOOP: "file.link",
    errno.EISDIR: "file.folder",
    errno.ENXIO: "file.special",
    errno.EEXIST: "file.exists",
    errno.ENAMETOOLONG: "file.name",
    errno.ENOSPC: "file.full",
    errno.EDQUOT: "file.quota",
    errno.EROFS: "file.read_only",
    errno.EIO: "file.device",
}
_KEYS_READ = {
    errno.ENOENT: "file.missing",
    errno.ENOTDIR: "file.missing",
    errno.EACCES: "file.denied",
    errno.EPERM: "file.denied",
}
_KEYS_WRITE = {
    errno.ENOENT: "file.no_folder",
    errno.ENOTDIR: "file.not_folder",
    errno.EACCES: "file.denied_write",
    errno.EPERM: "file.denied_write",
}
# A file system that cannot sync a folder says so with one of these; nothing better is to be had there.
_CANNOT_SYNC = frozenset((errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS))
_CANNOT_LINK = frozenset((errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK))


def read(path: Path, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a regular file; a link, a pipe or a file over ``limit`` is refused unread."""
    with _opened(path, limit) as (opened, _):
        return _read_all(path, opened, limit)


def read_with_status(path: Path, limit: int = MAX_BYTES) -> tuple[bytes, os.stat_result]:
    """The same, with what the file system says of these bytes: before they were read and still after.

    A file that is written to meanwhile is read again; one that never rests is
    taken as it was the last time.
    """
    for _ in range(_READINGS):
        with _opened(path, limit) as (opened, status):
            data = _read_all(path, opened, limit)
            after = os.fstat(opened)
        if (after.st_size, after.st_mtime_ns) == (status.st_size, status.st_mtime_ns):
            break
    return data, status


@contextmanager
def _opened(path: Path, limit: int) -> Iterator[tuple[int, os.stat_result]]:
    """A regular file, opened to be read, and what the file system says of it."""
    with plainly(path, "read"):
        # O_NONBLOCK: opening a pipe must not wait for somebody to write.
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(opened)
            _must_be_regular(path, status.st_mode)
            if status.st_size > limit:
                raise _too_large(path, limit)
            yield opened, status
        finally:
            with suppress(OSError):
                os.close(opened)


def write(
    path: Path,
    data: bytes,
    mode: int = 0o600,
    exclusive: bool = False,
    durable: bool = True,
    claim: Callable[[Path], None] | None = None,
) -> None:
    """Put ``data`` at ``path``: when this returns, it is on the disk, and never half of it.

    Without ``durable`` nobody waits for the disk: for what may be lost with
    the power, such as a place in the agenda. An existing file keeps its mode
    and group. With ``exclusive`` a file that is there, or appears meanwhile, is
    never overwritten. ``claim`` is handed the new file, on the disk already,
    before it gets its name, and may still raise. When this raises, the old file
    or the new one stands there.
    """
    with plainly(path, "write"):
        if not path.name:
            raise FileProblem("file.folder", path=path)
        # All names are taken relative to this: a folder renamed meanwhile does not divert the file.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _write_in(folder, path, data, mode, exclusive, durable, claim)
            if durable:
                _sync_folder(folder)
        finally:
            with suppress(OSError):
                os.close(folder)


def remove(path: Path) -> None:
    """Take a file away, or an empty folder: when this returns, it is gone from the disk too.

    A link goes, what it leads to stays. What is not there is no harm.
    """
    with plainly(path, "write"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with suppress(FileNotFoundError):
                is_folder = stat.S_ISDIR(os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode)
                (os.rmdir if is_folder else os.unlink)(path.name, dir_fd=folder)
            _sync_folder(folder)
        finally:
            with suppress(OSError):
                os.close(folder)


def unnamed(path: Path) -> Path:
    """Where a file is made before it gets its name: in the same folder, where nobody looks."""
    # Cut, so that a name as long as the disk allows still leaves room for the rest.
    return path.with_name(f".{path.name[:_NAME_KEPT]}.{os.urandom(6).hex()}.tmp")


def unfinished(path: Path) -> str:
    """The pattern of the names, in the same folder, that a crash may leave of writing a file.

    Names that begin alike share it.
    """
    return rf"\.{re.escape(path.name[:_NAME_KEPT])}\.[0-9a-f]{{12}}\.tmp"


def make_folder(path: Path, shared: bool = False) -> None:
    """Make a folder and the missing ones above it, for their owner only, whatever the umask.

    With ``shared`` for the group of the folder above too, and what is made in
    it belongs to that group. One that is there already stays as it is.
    """
    with plainly(path, "write"):
        _make_folder(path, 0o2770 if shared else 0o700)


@contextmanager
def plainly(path: Path, doing: _Doing) -> Iterator[None]:
    """Turn what the operating system says into a problem that a person can mend."""
    try:
        yield
    except OSError as error:
        code = error.errno or errno.EIO
        keys = _KEYS | (_KEYS_READ if doing == "read" else _KEYS_WRITE)
        raise FileProblem(keys.get(code, "file.io"), path=path, reason=os.strerror(code)) from error
    except ValueError as error:  # a NUL or a lone surrogate in the name
        raise FileProblem("file.name", path=path) from error


def _read_all(path: Path, opened: int, limit: int) -> bytes:
    """The size is counted again: a file can grow, and some report none at all."""
    chunks = []
    left = limit + 1
    while left > 0 and (chunk := os.read(opened, min(left, _CHUNK))):
        chunks.append(chunk)
        left -= len(chunk)
    if left <= 0:
        raise _too_large(path, limit)
    return b"".join(chunks)


def _write_in(
    folder: int,
    path: Path,
    data: bytes,
    mode: int,
    exclusive: bool,
    durable: bool,
    claim: Callable[[Path], None] | None,
) -> None:
    old = _standing(folder, path)
    if old and exclusive:
        raise FileProblem("file.exists", path=path)
    temporary = unnamed(path).name
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        opened = os.open(temporary, flags, 0o600, dir_fd=folder)
        _fill(opened, data, mode, old, durable)
        if claim:
            claim(path.with_name(temporary))
        if exclusive:
            _link(folder, path, temporary)
        else:
            os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            if claim:
                # Where others have put what was claimed in place already, replacing does nothing.
                with suppress(OSError):
                    os.unlink(temporary, dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _standing(folder: int, path: Path) -> os.stat_result | None:
    """What stands at ``path`` already, if it is a file that may be replaced."""
    try:
        status = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    _must_be_regular(path, status.st_mode)
    return status


def _fill(opened: int, data: bytes, mode: int, old: os.stat_result | None, durable: bool) -> None:
    """Write, set the rights, sync and close; a failed sync is never tried again, the file is given up.

    The close counts: some network disks tell of a full quota only there.
    """
    try:
        rest = memoryview(data)
        while rest:
            written = os.write(opened, rest)
            if not written:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[written:]
        if old:
            mode = stat.S_IMODE(old.st_mode) & 0o777
            mode &= _group(opened, old.st_gid)
        os.fchmod(opened, mode)
        if durable:
            os.fsync(opened)
    except BaseException:
        with suppress(OSError):
            os.close(opened)
        raise
    os.close(opened)


def _group(opened: int, group: int) -> int:
    """Give the file its old group; where that is refused, the mask that keeps another group out."""
    if os.fstat(opened).st_gid != group:
        try:
            os.fchown(opened, -1, group)
        except PermissionError:
            return 0o707
    return 0o777


def _link(folder: int, path: Path, temporary: str) -> None:
    """Give the file its name only if nobody has it, which a rename cannot promise."""
    try:
        os.link(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        # A network disk can link, lose its answer, ask again and be told that the name is taken.
        if os.stat(temporary, dir_fd=folder, follow_symlinks=False).st_nlink != 2:
            if error.errno in _CANNOT_LINK:
                raise FileProblem("file.no_links", path=path) from error
            raise
    # The new file stands; a second name that cannot be removed is untidy, not a failure.
    with suppress(OSError):
        os.unlink(temporary, dir_fd=folder)


def _make_folder(path: Path, mode: int) -> None:
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            raise FileProblem("file.not_folder", path=path) from None
        return
    except FileNotFoundError:
        if path.parent == path:
            raise
        _make_folder(path.parent, mode)
        _make_folder(path, mode)
        return
    now = stat.S_IMODE(os.stat(path).st_mode)
    if now & 0o777 != mode & 0o777:  # an odd umask, or a shared one; the folder's other bits stay
        os.chmod(path, now | mode)
    above = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _sync_folder(above)
    finally:
        with suppress(OSError):
            os.close(above)


def _sync_folder(folder: int) -> None:
    """Without this the *name* of a new file may be gone after a power cut."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def _must_be_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise FileProblem("file.folder", path=path)
    if stat.S_ISLNK(mode):
        raise FileProblem("file.link", path=path)
    if not stat.S_ISREG(mode):
        raise FileProblem("file.special", path=path)


def _too_large(path: Path, limit: int) -> FileProblem:
    return FileProblem("file.too_large", path=path, limit=f"{limit / MEGABYTE:g}")
