"""Deleting sessions whose last day is over, with everything that is kept of them.

Everything is looked for first and told; then what was told is deleted, and
nothing else. The session's own file goes last: whatever breaks on the way,
the list still names what is to be deleted.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, cached, codec
from bpworkshop.store.belonging import folder_of, folders_of
from bpworkshop.store.beside import Beside
from bpworkshop.store.folder import SUFFIX, Listed
from bpworkshop.store.revisions import Revisions

FOREIGN, CHANGED, SHARED = "foreign", "changed", "shared"
"""Why something stays: another user's, no handout of this session any more, a copy of it stays too."""


class Left(NamedTuple):
    """Something that belongs to a session and is left alone, and why."""

    path: Path
    why: str


class Doomed(NamedTuple):
    """One session that is to be deleted: what goes, the session's file last, and what stays."""

    listed: Listed
    files: tuple[Path, ...]
    left: tuple[Left, ...]


def look(listed: Listed, stay: Sequence[Listed], rescued: Path) -> Doomed:
    """Everything that is kept of one session. ``stay`` are the sessions of the folder that are not deleted.

    Raises FileProblem for a file that can't be read as a session: what it
    names beside it can't be trusted then.
    """
    session = codec.decode(atomic.read(listed.path), listed.path)
    if not _is_mine(listed.path):
        return Doomed(listed, (), (Left(listed.path, FOREIGN),))
    beside = Beside(listed.path, session.id)
    files: list[Path] = []
    left: list[Left] = []
    twins = [one.path for one in stay if one.id == session.id]
    if any(_waits(twin, session.id, beside.folder) for twin in twins):
        left.append(Left(beside.folder, SHARED))
    else:
        # With the last that has this id goes what copies left that were renamed or taken away by hand.
        for folder in [beside.folder] if twins else folders_of(listed.path.parent, session.id):
            files += _within(folder)
        theirs = {path for twin in twins for path in Revisions(twin, beside).paths()}
        files = [path for path in files if path not in theirs]
        handouts = [path for path in beside.sidecar().handouts if os.path.lexists(path)]
        files += [path for path in handouts if _is_of(path, session.id, handout=True)]
        left += [Left(path, CHANGED) for path in handouts if not _is_of(path, session.id, handout=True)]
    files += [path for path in Revisions(listed.path, beside).paths() if path not in files]
    files += rescued_copies(listed.path, session.id, rescued)
    files += _unfinished(listed.path, stay)
    files.append(listed.path)
    left += [Left(path, FOREIGN) for path in files if not _is_mine(path)]
    return Doomed(listed, tuple(path for path in files if _is_mine(path)), tuple(left))


def _waits(twin: Path, id: str, folder: Path) -> bool:
    """Whether a copy that stays has nothing of its own beside it: then what goes with this one is its too."""
    own = folder_of(twin, id)
    return own == folder or not own.is_dir()


def remove(doomed: Doomed) -> list[FileProblem]:
    """Delete what was found, durably, and the index that has its words; what could not be deleted.

    A folder in which something stays or has appeared since stays as well.
    """
    problems = []
    for path in doomed.files:
        try:
            atomic.remove(path)
        except FileProblem as problem:
            if not (_is_folder(path) and os.listdir(path)):
                problems.append(problem)
    try:
        cached.forget(doomed.listed.folder)
    except FileProblem as problem:
        problems.append(problem)
    return problems


def rescued_copies(path: Path, id: str, rescued: Path) -> list[Path]:
    """The copies of a session that went into another folder when it could not be saved."""
    try:
        found = sorted(rescued.iterdir())
    except OSError:
        return []
    copies = re.compile(rf"{re.escape(path.stem)}-[0-9]+{re.escape(SUFFIX)}")
    return [one for one in found if copies.fullmatch(one.name) and _is_of(one, id, handout=False)]


def _within(folder: Path) -> Iterator[Path]:
    """What is in a folder, each thing before the folder that it is in; a link is not followed."""
    if folder.is_symlink():
        yield folder
    elif folder.is_dir():
        for at, folders, files in os.walk(folder, topdown=False):
            links = (name for name in folders if os.path.islink(os.path.join(at, name)))
            yield from (Path(at, name) for name in sorted((*files, *links)))
            yield Path(at)


def _unfinished(path: Path, stay: Sequence[Listed]) -> list[Path]:
    """Files that a crash left of writing this one; none where they could be another session's."""
    if any(atomic.unfinished(one.path) == atomic.unfinished(path) for one in stay):
        return []
    return sorted(one for one in path.parent.iterdir() if re.fullmatch(atomic.unfinished(path), one.name))


def _is_mine(path: Path) -> bool:
    return os.lstat(path).st_uid == os.geteuid()


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_of(path: Path, id: str, *, handout: bool) -> bool:
    """Whether a file still is this session, or a handout of it: nothing else is ours to delete."""
    try:
        data = toml.read(atomic.read(path), path).data
    except Problem:
        return False
    return data.get("id") == id and (data.get("handout") is True) == handout
