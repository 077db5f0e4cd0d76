"""The handout: what everybody may see, as a file of its own for whoever may not read the session.

A file can't hide what it contains from who can read it. So the partner never
gets the session's file but this one: the shared session and the stage.
"""

import os
from dataclasses import replace
from pathlib import Path

import tomli_w

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic, codec, staging, tables
from bpworkshop.store.folder import HIDDEN


def encoded(session: Session, stage: Stage) -> bytes:
    """The handout as TOML: marked as one, with the stage behind the shared session."""
    marked = b"handout = true\n" + codec.encode(shared(session, stage.veil))
    seen = stage.shared
    if session.phase == "prepare":
        # We are alone: the time plan is ours, and so is where in it we stand.
        seen = replace(seen, timebox=None, begun=None, ends=None)
    return marked + b"\n" + tomli_w.dumps({"stage": staging.table(seen)}).encode()


def write(path: Path, session: Session, stage: Stage, *, durable: bool = True) -> None:
    """Write a handout. Raises FileProblem when the disk refuses."""
    # More open than a session: it holds only what everybody may see.
    atomic.write(path, encoded(session, stage), mode=0o644, durable=durable)


def is_one(data: bytes, path: Path) -> bool:
    """Whether these bytes are a handout, and not a session. Raises FileProblem for what is no TOML."""
    return toml.read(data, path).data.get("handout") is True


def decode(data: bytes, path: Path) -> tuple[Session, Stage]:
    """What ``encoded`` made. Raises FileProblem."""
    session = codec.decode(data, path, apart=("handout", "stage"))
    return session, staging.stage(tables.inner(toml.read(data, path).data, "stage"))


def check_kept(path: Path) -> None:
    """Refuse a target that could not be remembered: what is kept beside a session is UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise FileProblem("file.name", path=path) from error


def check_target(path: Path, session: Session, sessions: Path) -> None:
    """Refuse a target that would mix handouts with sessions or overwrite something else."""
    # Path.resolve raises RuntimeError for a link that leads to itself.
    if Path(os.path.realpath(sessions)) in Path(os.path.realpath(path)).parents or HIDDEN in path.parts:
        raise FileProblem("handout.inside", path=path)
    try:
        data = toml.read(atomic.read(path), path).data
    except Problem as problem:
        if problem.key == "file.missing":
            return
        raise
    if data.get("handout") is not True or data.get("id") != session.id:
        raise FileProblem("handout.exists", path=path)
