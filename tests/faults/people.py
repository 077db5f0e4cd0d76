"""Sessions on a disk and people who say things in them, for the tests of saving.

Everything said is a goal with words of its own, so that it can be counted
afterwards: what is missing was lost, what stands twice was kept twice.
"""

import os
from pathlib import Path

from bpworkshop.session.edits import Add
from bpworkshop.session.items import Goal
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec
from bpworkshop.store.beside import Beside
from bpworkshop.store.revisions import Revisions, Truth
from bpworkshop.workshop import Workshop
from tests.strategies import small


def new_session(folder: Path) -> Path:
    """A session's file that no program has saved yet, in a folder of its own."""
    folder.mkdir(parents=True)
    path = folder / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(small()))
    return path


def say(workshop: Workshop, words: str) -> None:
    """Somebody says it; when this returns without a worker, it is acknowledged."""
    workshop.apply(Add("goals", Goal(id=workshop.new_id(), statement=words)), "add")


def said(session: Session) -> list[str]:
    return [goal.statement for goal in session.goals]


def on_disk(path: Path) -> Session:
    """What the bytes of the file are; raises where they are torn."""
    return codec.decode(path.read_bytes(), path)


def revisions_of(path: Path) -> Revisions:
    return Revisions(path, Beside(path, small().id))


def truth_of(path: Path) -> Truth:
    return revisions_of(path).truth()


def reopened(path: Path) -> list[str]:
    """What somebody finds who opens the session now, which is what the next save begins with."""
    found = said(Workshop.open(path).session)
    data = truth_of(path).data
    assert data is not None
    assert said(codec.decode(data, path)) == found
    return found


def put_back(path: Path, number: int) -> None:
    """An old revision comes back, as when a writer was asleep between linking and replacing."""
    asleep = path.with_name(".asleep")
    os.link(revisions_of(path)._revision(number), asleep)
    os.replace(asleep, path)


def replaced_by_hand(path: Path, session: Session) -> None:
    """An editor that writes a new file and renames it."""
    atomic.write(path, codec.encode(session))
