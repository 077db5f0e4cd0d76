"""Which folder beside the sessions belongs to which file: a copied file has the id of the one it was made of.

Usually it is ``.bpworkshop/<id>/``, and the file's name stands in it. Where
that is the name of another file which is still there with this id, ours is a
copy and has a folder of its own, ``.bpworkshop/<id>.<name>/``. So neither
finds the other's votes, drafts, versions or stage, and both can be led at once.

Revisions alone stay in the usual one, where each file's have its name: those
who save one file have to meet in one place, whoever of them looked first.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, tables
from bpworkshop.store.folder import HIDDEN

NAMED = "name.toml"
"""In each folder: the name of the file that it belongs to."""


def folder_of(file: Path, id: str) -> Path:
    """The folder that belongs to a session's file, which need not be there yet.

    One whose file is gone, or another session by now, belongs to whoever has
    the id: a file may be renamed.
    """
    usual, own = usual_folder(file, id), tables.one_line(file.name)
    named = owner(usual)
    if named == own or not usual.is_dir():
        return usual
    apart = {folder: owner(folder) for folder in folders_of(file.parent, id) if folder != usual}
    mine = [folder for folder, name in apart.items() if name == own]
    if mine or not named:
        return mine[0] if mine else usual
    free = [folder for folder, name in {usual: named, **apart}.items() if name and not _has(file, name, id)]
    return free[0] if free else usual.with_name(f"{id}.{called(file.name)}")


def usual_folder(file: Path, id: str) -> Path:
    """The folder that has the id and nothing more for its name."""
    return file.parent / HIDDEN / id


def called(name: str) -> str:
    """How what is one file's own is called, where several have something."""
    return blake2s(os.fsencode(name), digest_size=4).hexdigest()


def folders_of(sessions: Path, id: str) -> Iterator[Path]:
    """Every folder that is kept for this id, the usual one first."""
    hidden = sessions / HIDDEN
    with suppress(OSError):
        names = sorted(os.listdir(hidden))
        yield from (hidden / name for name in names if name == id or name.startswith(f"{id}."))


def owner(folder: Path) -> str:
    """The name of the file that a folder belongs to; empty where nobody knows."""
    path = folder / NAMED
    try:
        return tables.line(toml.read(atomic.read(path), path).data, "name")
    except Problem:
        return ""


def original(files: Sequence[Path], id: str) -> Path:
    """Of several files with one id the one that the others were made of, as far as anybody can tell.

    It is the one that was led by this id; else the shortest name, for a copy's is longer.
    """
    led = owner(files[0].parent / HIDDEN / id)
    return min(files, key=lambda file: (file.name != led, len(file.name), file.name))


def _has(beside: Path, name: str, id: str) -> bool:
    """Whether there is a file of this name with this id. One that can't be read may have it."""
    if os.path.basename(name) != name:
        return False
    path = beside.parent / name
    try:
        return toml.read(atomic.read(path), path).data.get("id") == id
    except FileProblem as problem:
        return problem.key != "file.missing"
