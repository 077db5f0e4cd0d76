"""A copied file gets an id of its own, so that it is a session of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.names import random_id
from bpworkshop.store import atomic, codec, purge, several
from bpworkshop.store.belonging import folder_of, usual_folder
from bpworkshop.store.beside import Beside
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.store.lease import Lease
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Versions
from bpworkshop.workshop import Workshop, now


def separate(path: Path, rescued: Path) -> str:
    """Give a file that has the id of another an id of its own; the new id.

    What the copy has of its own beside it comes along, with its rescued
    copies in the folder ``rescued``. What lies beside the other stays there,
    and whatever follows the old id follows the other.

    Raises Problem where no other file has this id or somebody leads this one,
    FileProblem when the disk refuses.
    """
    workshop = Workshop.open(path)
    old = workshop.session.id
    with Index.of(SessionFolder(path.parent)) as index:
        if all(one.path.name == path.name for one in index.with_id(old)):
            raise Problem("separate.alone", handle=path.stem)
    lease = Lease(workshop.beside, now)
    if holder := lease.take():
        who, host = holder.process.user, holder.process.host
        raise Problem("separate.led", handle=path.stem, who=who, host=host)
    left = Revisions(path, workshop.beside)
    copies = purge.rescued_copies(path, old, rescued)
    new = _new_id(path)
    try:
        with _moved(path, old, new):
            workshop.separate(new)
    finally:
        for id in (old, new):
            replace(lease, beside=Beside(path, id)).release()
    for revision in left.paths():
        atomic.remove(revision)

    def change(data: bytes) -> bytes:
        try:
            copy = codec.decode(data, path)
        except FileProblem:
            return data  # whoever goes back to it is told why that can't be
        return codec.encode(copy.model_copy(update={"id": new}))

    Versions(Beside(path, new)).rewrite(change)
    several.rewrite(rescued, [one.name for one in copies], change)
    return new


def _new_id(path: Path) -> str:
    """An id beside which nothing lies."""
    while usual_folder(path, id := random_id()).exists():
        pass
    return id


@contextmanager
def _moved(path: Path, old: str, new: str) -> Iterator[None]:
    """Put what a copy has of its own beside it where it is looked for by the new id; back if that fails.

    Raises FileProblem.
    """
    own, target = folder_of(path, old), usual_folder(path, new)
    comes = own != usual_folder(path, old) and own.is_dir()
    with atomic.plainly(own, "write"):
        if comes:
            own.rename(target)
        try:
            yield
        except Problem:
            shutil.rmtree(target / "rev" if comes else target, ignore_errors=True)
            if comes:
                target.rename(own)
            raise
