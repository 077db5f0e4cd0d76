"""What stands beside a session and is not the session: its stage, and handouts that are kept up.

Losing it loses a place in the agenda, nothing that was said; so a broken one
is left out of account rather than shown as an error.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import TYPE_CHECKING

import tomli_w

from bpworkshop import toml
from bpworkshop.errors import Problem
from bpworkshop.session.session import STEPS
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic
from bpworkshop.store.folder import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The stage, and the handouts to be rewritten at each save."""

    stage: Stage = field(default_factory=Stage)
    handouts: tuple[Path, ...] = ()


def _place(session_file: Path, id: str, kind: str) -> Path:
    return session_file.parent / HIDDEN / f"{id}.{kind}"


def read(session_file: Path, id: str) -> Sidecar:
    """The sidecar of a session; an empty one where there is none that can be read."""
    path = _place(session_file, id, "stage")
    try:
        data = toml.read(atomic.read(path), path).data
    except Problem:
        return Sidecar()
    step, activity, handouts = data.get("step"), data.get("activity"), data.get("handouts")
    return Sidecar(
        Stage(step if step in STEPS else STEPS[0], activity if isinstance(activity, str) else None),
        tuple(Path(one) for one in handouts if isinstance(one, str)) if isinstance(handouts, list) else (),
    )


def write(session_file: Path, id: str, sidecar: Sidecar) -> None:
    """Keep the sidecar. Raises FileProblem when the disk refuses."""
    path = _place(session_file, id, "stage")
    atomic.make_folder(path.parent)
    data: dict[str, object] = {"step": sidecar.stage.step}
    if sidecar.stage.activity:
        data["activity"] = sidecar.stage.activity
    if sidecar.handouts:
        data["handouts"] = [str(one) for one in sidecar.handouts]
    atomic.write(path, tomli_w.dumps(data).encode(), durable=False)


@contextmanager
def locked(session_file: Path, id: str) -> "Iterator[None]":
    """Nobody else on this machine replaces the session between our look at it and our writing.

    A courtesy on disks that know locks: without one, the comparison and the
    merge still run, with a smaller window.
    """
    path = _place(session_file, id, "lock")
    try:
        atomic.make_folder(path.parent)
        opened = path.open("ab")
    except (OSError, Problem):
        yield
        return
    with opened:
        with suppress(OSError):
            path.chmod(0o600)
            flock(opened, LOCK_EX)
        yield
