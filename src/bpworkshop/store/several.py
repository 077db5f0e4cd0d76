"""Folders of many files beside a session: what is in them, new ones, and changing all of them at once."""

import os
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from bpworkshop.errors import FileProblem
from bpworkshop.store import atomic

LEFT_BEHIND = 3600.0
"""Seconds after which a temporary file belongs to nobody who is still writing it."""

Change = Callable[[bytes], bytes | None]
"""What a file's bytes become; None takes the file away."""


def names(folder: Path) -> list[str]:
    """The plain files of a folder, in no order; none where it is not there.

    Raises FileProblem when the disk refuses.
    """
    try:
        with os.scandir(folder) as found:
            return [one.name for one in found if one.name[0] != "." and one.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise FileProblem("folder.unreadable", path=folder, reason=error.strerror) from error


def make(path: Path, data: bytes, mode: int, durable: bool = True) -> bool:
    """Make a new file; False where its name is taken already. Of two who try at once one makes it.

    On a disk without links nobody can promise that; one file more or less is
    no harm here. Raises FileProblem when the disk refuses.
    """
    try:
        atomic.write(path, data, mode, exclusive=True, durable=durable)
    except FileProblem as problem:
        if problem.key == "file.exists":
            return False
        if problem.key != "file.no_links":
            raise
        atomic.write(path, data, mode, durable=durable)
    return True


def rewrite(folder: Path, chosen: Iterable[str], change: Change) -> int:
    """Let ``change`` go over the files of these names; how many of them it changed or took away.

    What a crash left half written goes as well, for it may hold the same words.
    A file that refuses does not keep the others from being changed: its
    FileProblem is raised at the end, so that nobody believes that all is done.
    """
    sweep(folder, 0)
    changed = 0
    refused: FileProblem | None = None
    for name in chosen:
        try:
            changed += _changed(folder / name, change)
        except FileProblem as problem:
            if problem.key != "file.missing":
                refused = refused or problem
    if refused:
        raise refused
    return changed


def sweep(folder: Path, older: float = LEFT_BEHIND, named: str = r"\..*\.tmp") -> None:
    """Take away temporary files that a crash left behind, where they are ``older`` than these seconds."""
    with suppress(OSError), os.scandir(folder) as found:
        left = [one for one in found if re.fullmatch(named, one.name)]
        for one in left:
            with suppress(OSError):
                if time.time() - one.stat(follow_symlinks=False).st_mtime >= older:
                    os.unlink(one.path)


def _changed(path: Path, change: Change) -> bool:
    before = atomic.read(path)
    after = change(before)
    if after == before:
        return False
    if after is None:
        atomic.remove(path)
    else:
        atomic.write(path, after)
    return True
