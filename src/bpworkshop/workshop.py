"""One open session and its stage: what every face talks to.

A face hands in an edit and draws the session that comes out. Here is the only
place that applies, undoes and saves; nothing counts as saved before it is on
the disk, and what somebody else saved meanwhile is merged, never overwritten.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bpworkshop.errors import Problem
from bpworkshop.session.edits import Edit, Set, apply, build
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.names import random_id
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Stage
from bpworkshop.session.types import Step
from bpworkshop.store import atomic, codec, handout, several
from bpworkshop.store.beside import Beside
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Version
from bpworkshop.synced import Synced
from bpworkshop.undoing import Done, gone_back, taken_back


def now() -> datetime:
    """The time with this machine's zone."""
    return datetime.now().astimezone()


class Workshop(Synced):
    """A session that is open, where it stands, and what can be undone since it was opened.

    ``clock`` and ``new_id`` are given so that tests and played scripts can be exact.
    """

    def __init__(
        self,
        path: Path,
        session: Session,
        data: bytes,
        *,
        clock: Callable[[], datetime] = now,
        new_id: Callable[[], str] = random_id,
    ) -> None:
        super().__init__(path, session, data, clock)
        self.new_id = new_id
        self._done: list[Done] = []
        self._undone: list[Done] = []

    @classmethod
    def open(cls, path: Path, **given: Callable[..., object]) -> "Workshop":
        """Open a session's file. Raises FileProblem when it can't be read."""
        data = atomic.read(path)
        session = codec.decode(data, path)
        truth = None
        with suppress(Problem):
            # Who may only read the file need not be let in there.
            truth = Revisions(path, Beside(path, session.id)).truth().data
        if truth not in (None, data):
            # Somebody's program ended while it was saving: what it had begun to save counts.
            data, session = truth, codec.decode(truth, path)
        return cls(path, session, data, **given)  # type: ignore[arg-type]

    def start(self) -> None:
        """Lead it, unless somebody else does. A draft is running from now on; that is nothing to undo."""
        self._lead_if_free()
        several.sweep(self.path.parent, named=atomic.unfinished(self.path))
        if self.session.status == "draft":
            self.session = apply(self.session, Set({"status": "running"}))
            self.save()

    # What was said

    def apply(self, edit: Edit, what: str) -> Session:
        """Make the edit and save. ``what`` is the kind of thing it was, for undo to name."""
        before = self.session
        self.session = apply(before, edit)
        if self.session.status == "closed" != before.status:
            self._mark("closed")
        if self.session != before:
            self._done.append(Done(before, self.session, what))
            self._undone.clear()
            self._save_soon()
        return self.session

    def restore(self, version: Session) -> None:
        """Go back to how it once was: an edit like any other, which can be undone.

        How it is now is kept as a version too. Raises Problem for a closed session.
        """
        before = self.session
        self.session = gone_back(version, before)
        self.warnings += self._keeper.keep_version("restored", self.clock())
        self._done.append(Done(before, self.session, "restore"))
        self._undone.clear()
        self._save_soon()

    def undo(self) -> tuple[str, bool]:
        """Take back the newest edit of ours: its kind, and whether all of it went back.

        What others did since stays; where somebody changed the same thing
        later, theirs stands.
        """
        return self._turn(self._done, self._undone, "undo.nothing")

    def redo(self) -> tuple[str, bool]:
        """Do again what was undone last, likewise."""
        return self._turn(self._undone, self._done, "redo.nothing")

    def _turn(self, source: list[Done], target: list[Done], nothing: str) -> tuple[str, bool]:
        if not source:
            raise Problem(nothing)
        done, now_ = source[-1], self.session
        self.session, whole = taken_back(done, now_, self.event)
        source.pop()
        target.append(Done(now_, self.session, done.what))
        self._save_soon()
        return done.what, whole

    def event(self, kind: str, commitment: Commitment, **facts: object) -> Event:
        """A new event of a commitment, today; after those it has, even if the clock went back."""
        at = self.clock()
        newest = max((event.recorded for event in commitment.events), default=None)
        recorded = at if newest is None or newest < at else newest + timedelta(microseconds=1)
        return build(
            Event, {"id": self.new_id(), "kind": kind, "on": at.date(), "recorded": recorded, **facts}
        )

    # Where the meeting stands

    @property
    def stage(self) -> Stage:
        return self._beside.stage

    def go(self, step: Step, activity: str | None = None) -> None:
        """Stand at a step and an activity of it. Raises Problem where somebody else leads."""
        self.must_lead()
        if step != self.stage.step:
            self._mark("step")
        self._keep(replace(self._beside, stage=self.stage.at(step, activity)))

    def stand(self, **changes: Any) -> None:
        """Change something of where the meeting stands. Raises Problem where somebody else leads."""
        self.must_lead()
        self._keep(replace(self._beside, stage=replace(self.stage, **changes)))

    def keep_handout(self, path: Path, keep: bool) -> None:
        """Write the handout now; with ``keep`` again at each save, without it never again.

        Raises FileProblem when the disk refuses, and for a path to keep that is no text.
        """
        if keep:
            handout.check_kept(path)
        handout.write(path, self.session, self.stage)
        others = tuple(one for one in self._beside.handouts if one != path)
        self._keep(replace(self._beside, handouts=(*others, path) if keep else others))

    # What can be gone back to

    def versions(self) -> list[Version]:
        """What can be gone back to, the newest first. Raises FileProblem."""
        return self._keeper.versions.listed()

    def version(self, name: str) -> Session:
        """The session as a version has it. Raises FileProblem."""
        return codec.decode(self._keeper.versions.read(name), self.path)
