"""By what a session file is told from one that was changed or replaced, without reading it."""

import os
from pathlib import Path
from typing import NamedTuple

from bpworkshop.errors import FileProblem
from bpworkshop.store.folder import SUFFIX

Signature = tuple[int, int, int, int]
"""Size, times of change of the bytes and of the file in ns, inode."""

_MOST = 2**63 - 1  # what a column can hold: some inodes are larger, and times from the year 2262 on


class Known(NamedTuple):
    """What is known of a file.

    ``sure``: it can't have changed since without another signature. ``hash``
    is that of its bytes. ``theirs``: another user owns it.
    """

    signature: Signature = (0, 0, 0, 0)
    sure: bool = False
    hash: bytes = b""
    theirs: bool = False


def signature(status: os.stat_result) -> Signature:
    """The signature of a file of which the system says this."""
    times = status.st_mtime_ns & _MOST, status.st_ctime_ns & _MOST
    return status.st_size, *times, status.st_ino & _MOST


def scanned(folder: Path) -> set[tuple[bytes, int, int, int, int]]:
    """The session files of a folder, each with its signature; a folder that is not there has none.

    Raises FileProblem for one that can't be read.
    """
    suffix = SUFFIX.encode()
    found: set[tuple[bytes, int, int, int, int]] = set()
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return found
    except OSError as error:
        raise FileProblem("folder.unreadable", path=folder, reason=error.strerror) from error
    try:
        stat, note = os.stat, found.add
        for name in os.listdir(os.fsencode(folder)):
            if name.endswith(suffix) and not name.startswith(b"."):
                try:
                    one = stat(name, dir_fd=opened, follow_symlinks=False)
                except FileNotFoundError:
                    continue
                # As ``signature`` has it: a call for each of ten thousand is noticed.
                mtime, ctime = one.st_mtime_ns & _MOST, one.st_ctime_ns & _MOST
                note((name, one.st_size, mtime, ctime, one.st_ino & _MOST))
    finally:
        os.close(opened)
    return found
