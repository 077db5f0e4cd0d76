"""The folder beside a session for what is not the session: its stage, revisions, versions, drafts, who leads.

``.bpworkshop/<id>/`` in the sessions folder. Losing it loses a place in the
agenda and what could be gone back to, nothing that was said; so what is broken
there is left out of account rather than shown as an error.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from bpworkshop import toml
from bpworkshop.errors import Problem
from bpworkshop.session.session import STEPS
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic
from bpworkshop.store.folder import HIDDEN


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The stage, and the handouts to be rewritten at each save."""

    stage: Stage = field(default_factory=Stage)
    handouts: tuple[Path, ...] = ()


class Beside:
    """The folder beside one session. It is as open as the session's own file, never more."""

    def __init__(self, session_file: Path, id: str) -> None:
        self.session_file = session_file
        self.folder = session_file.parent / HIDDEN / id

    @property
    def shared(self) -> bool:
        """Whether the session's group may write it, and so what stands beside it too."""
        try:
            return bool(self.session_file.stat().st_mode & stat.S_IWGRP)
        except OSError:
            return False

    @property
    def mode(self) -> int:
        """The rights of a new file in here."""
        return 0o660 if self.shared else 0o600

    def make(self, *under: str) -> Path:
        """The folder, or one inside it, made where it is missing. Raises FileProblem."""
        folder = self.folder.joinpath(*under)
        if not folder.is_dir():
            atomic.make_folder(folder, shared=self.shared)
        return folder

    def write(self, name: str, values: dict[str, object]) -> None:
        """Keep a small table. Nobody waits for the disk: it may be lost with the power."""
        self.make()
        atomic.write(self.folder / name, tomli_w.dumps(values).encode(), self.mode, durable=False)

    def read(self, name: str) -> dict[str, object]:
        """The table that ``write`` kept; an empty one where there is none that can be read."""
        path = self.folder / name
        try:
            return toml.read(atomic.read(path), path).data
        except Problem:
            return {}

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no harm."""
        with suppress(OSError):
            os.unlink(self.folder / name)

    # Where the meeting stands

    def sidecar(self) -> Sidecar:
        """The stage and the handouts."""
        data = self.read("stage.toml")
        step, activity, handouts = data.get("step"), data.get("activity"), data.get("handouts")
        return Sidecar(
            Stage(step if step in STEPS else STEPS[0], activity if isinstance(activity, str) else None),
            tuple(Path(one) for one in handouts if isinstance(one, str))
            if isinstance(handouts, list)
            else (),
        )

    def keep(self, sidecar: Sidecar) -> None:
        """Keep the stage and the handouts. Raises FileProblem when the disk refuses."""
        data: dict[str, object] = {"step": sidecar.stage.step}
        if sidecar.stage.activity:
            data["activity"] = sidecar.stage.activity
        if sidecar.handouts:
            data["handouts"] = [str(one) for one in sidecar.handouts]
        self.write("stage.toml", data)
