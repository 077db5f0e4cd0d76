"""The folder beside a session for what is not the session: its stage, revisions, versions, drafts, who leads.

``.bpworkshop/<id>/`` in the sessions folder, or of a copied file one of its
own (``belonging``). Losing it loses a place in the agenda and what could be
gone back to, nothing that was said; so what is broken there is left out of
account rather than shown as an error.
"""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import tomli_w

from bpworkshop import toml
from bpworkshop.errors import Problem
from bpworkshop.session.around import Round
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic, codec, staging, tables
from bpworkshop.store.belonging import NAMED, folder_of, usual_folder

STAGE = "stage.toml"
ROUND = "round.toml"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The stage, the handouts to be rewritten at each save, and the vote that runs, with its ballots."""

    stage: Stage = field(default_factory=Stage)
    handouts: tuple[Path, ...] = ()
    round: Round | None = None


class Beside:
    """The folder beside one session. It is as open as the session's own file, never more.

    ``common``: the one that a copied file shares with what it was copied from.
    """

    def __init__(self, session_file: Path, id: str) -> None:
        self.session_file = session_file
        self.folder = folder_of(session_file, id)
        self.common = usual_folder(session_file, id)
        self._claimed = False

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
        folder = self._made(self.folder.joinpath(*under))
        self._claim()
        return folder

    def make_common(self, *under: str) -> Path:
        """The folder that copies share, or one inside it, likewise."""
        return self._made(self.common.joinpath(*under))

    def _made(self, folder: Path) -> Path:
        if not folder.is_dir():
            atomic.make_folder(folder, shared=self.shared)
        return folder

    def _claim(self) -> None:
        """Put the file's name into the folder: by it a copy is told, and versions are found without an id."""
        if not self._claimed:
            values = {"name": tables.one_line(self.session_file.name)}
            with suppress(Problem):
                if self.read(NAMED) != values:
                    data = tomli_w.dumps(values).encode()
                    atomic.write(self.folder / NAMED, data, self.mode, durable=False)
                self._claimed = True

    def write(self, name: str, values: dict[str, object], *, durable: bool = False) -> None:
        """Keep a small table. Unless ``durable`` nobody waits for the disk: it may be lost with the power."""
        self.make()
        atomic.write(self.folder / name, tomli_w.dumps(values).encode(), self.mode, durable=durable)

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
        found = self.standing()
        return replace(found, round=self._round()) if found.stage.running else found

    def standing(self) -> Sidecar:
        """The stage and the handouts alone, for whom ballots are none of their business."""
        data = self.read(STAGE)
        return Sidecar(staging.stage(data), _handouts(data))

    def keep(self, sidecar: Sidecar, before: Sidecar) -> None:
        """Keep what is no longer as ``before``. Raises FileProblem when the disk refuses."""
        if sidecar.round is None and before.round is None:
            self.remove(ROUND)
        elif sidecar.round is None:
            # Nothing is left of the ballots, after a power cut neither; what was counted the session has.
            atomic.remove(self.folder / ROUND)
        elif sidecar.round != before.round:
            self._keep_round(sidecar.round)
        data = staging.table(sidecar.stage)
        # Another program may have been asked to keep a handout while this one leads.
        changed = sidecar.handouts != before.handouts
        if handouts := sidecar.handouts if changed else self.standing().handouts:
            data["handouts"] = [str(one) for one in handouts]
        # That a vote runs is what its ballots are found by.
        self.write(STAGE, data, durable=bool(sidecar.round or before.round))

    def _keep_round(self, round: Round) -> None:
        """Ballots are said: they are on the disk when this returns, in an order that tells nothing."""
        from bpworkshop.session import ballots  # what never votes does not pay for it

        self.make()
        data = codec.encode_record(ballots.in_order(round))
        # Never more open, however open the session is: who voted how is nobody's yet.
        atomic.write(self.folder / ROUND, data, 0o600)

    def change_round(self, change: Callable[[Round], Round]) -> None:
        """Change the vote that runs, where there is one that we may read. Raises FileProblem."""
        found = self._round()
        if found and (changed := change(found)) != found:
            self._keep_round(changed)

    def _round(self) -> Round | None:
        try:
            return codec.decode_record(atomic.read(self.folder / ROUND), self.folder / ROUND, Round)
        except Problem:
            return None


def _handouts(data: dict[str, object]) -> tuple[Path, ...]:
    found = data.get("handouts")
    return tuple(Path(one) for one in found if isinstance(one, str)) if isinstance(found, list) else ()
