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
from bpworkshop.session.items import Round
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic, codec, staging
from bpworkshop.store.folder import HIDDEN

STAGE = "stage.toml"
ROUND = "round.toml"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The stage, the handouts to be rewritten at each save, and the vote that runs, with its ballots."""

    stage: Stage = field(default_factory=Stage)
    handouts: tuple[Path, ...] = ()
    round: Round | None = None


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
        """The stage, the handouts, and the vote that runs, where we may read it."""
        data = self.read(STAGE)
        found, handouts = staging.stage(data), data.get("handouts")
        return Sidecar(
            found,
            tuple(Path(one) for one in handouts if isinstance(one, str))
            if isinstance(handouts, list)
            else (),
            self._round() if found.running else None,
        )

    def keep(self, sidecar: Sidecar, before: Sidecar) -> None:
        """Keep what is no longer as ``before``. Raises FileProblem when the disk refuses."""
        if sidecar.round is None:
            self.remove(ROUND)
        elif sidecar.round != before.round:
            self._keep_round(sidecar.round)
        data = staging.table(sidecar.stage)
        if sidecar.handouts:
            data["handouts"] = [str(one) for one in sidecar.handouts]
        self.write(STAGE, data)

    def _keep_round(self, round: Round) -> None:
        """Ballots are said: they are on the disk when this returns, in an order that tells nothing."""
        self.make()
        ballots = tuple(sorted(round.ballots, key=lambda one: (one.by or "", one.slip or 0, one.marks)))
        data = codec.encode_record(round.model_copy(update={"ballots": ballots}))
        # Never more open, however open the session is: who voted how is nobody's yet.
        atomic.write(self.folder / ROUND, data, 0o600)

    def _round(self) -> Round | None:
        try:
            return codec.decode_record(atomic.read(self.folder / ROUND), self.folder / ROUND, Round)
        except Problem:
            return None
