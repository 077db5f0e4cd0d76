"""A session's file that was broken by hand, brought back from its last good version."""

import os
from datetime import datetime
from pathlib import Path

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, codec
from bpworkshop.store.versions import Version, find_for

NOT_BROKEN = ("session_file.newer", "file.denied", "file.device", "file.io")
"""What keeps a file from being read that is whole: another program can, or another day."""

_LONGEST_STEM = 200
"""Bytes of the name of a file that is put aside: with the time behind it a longer one could not be."""


def last_good(path: Path) -> Version | None:
    """The newest version of this file that can be read as a session, where the file itself is broken.

    None where there is none, and for a file that only this program can't read, or not now.
    """
    try:
        codec.decode(atomic.read(path), path)
    except Problem as problem:
        if problem.key in NOT_BROKEN:
            return None
    versions = find_for(path)
    found = versions.newest_good() if versions else None
    return found[0] if found else None


def recover(path: Path, version: Version, at: datetime) -> Path:
    """Put a version where the broken file is; where the broken one is now, for nothing is thrown away.

    Raises FileProblem for a version that can't be read, and when the disk refuses.
    """
    versions = find_for(path)
    if not versions:
        raise FileProblem("file.missing", path=path)
    data = versions.read(version.name)
    codec.decode(data, path)
    # Not a session by its name, so that no list shows it.
    stem = path.stem
    while len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = stem[:-1]
    aside = path.with_name(f"{stem}.broken-{at:%Y%m%d-%H%M%S}")
    try:
        atomic.write(aside, atomic.read(path), exclusive=True)
    except Problem as problem:
        if problem.key not in ("file.too_large", "file.special", "file.link"):
            raise
        # It can't be read, so it is moved as it is.
        os.rename(path, aside)
    atomic.write(path, data)
    return aside
