"""One open session and its stage: what every face talks to.

A face hands in an edit and draws the session that comes out. Here is the only
place that applies, undoes and saves; nothing counts as saved before it is on
the disk, and what somebody else saved meanwhile is merged, never overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bpworkshop.errors import Problem

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide
from bpworkshop.session.edits import Edit, Set, apply, build
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.merge import merge
from bpworkshop.session.names import random_id
from bpworkshop.session.session import STEPS, Session
from bpworkshop.session.stage import Stage
from bpworkshop.session.types import Step
from bpworkshop.store import atomic, codec, handout, sidecar
from bpworkshop.store.sidecar import Sidecar

LONGEST_HOLD = 0.5
"""Seconds for which lines of a played script may go on before they are saved."""


def now() -> datetime:
    """The time with this machine's zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Done:
    """One edit that can be taken back: the session before and after, and what kind of thing it was."""

    before: Session
    after: Session
    what: str


class Workshop:
    """A session that is open, where it stands, and what can be undone since it was opened.

    ``clock`` and ``new_id`` are given so that tests and played scripts can be
    exact. ``conflicts`` collects what a merge brought that people must decide,
    ``warnings`` what else should be told. While ``holding``, lines that came
    all at once are waiting, and saving waits for them, but never long.
    ``failing``: the last attempt to save did not succeed.
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
        self.path = path
        self.session = session
        self.clock = clock
        self.new_id = new_id
        self.conflicts: list[str] = []
        self.warnings: list[str] = []
        self.holding = False
        self.failing = False
        self.saved_at: datetime | None = None
        self._saved = session
        self._data = data
        self._tried = monotonic()
        self._encoder = codec.Encoder()
        self._done: list[Done] = []
        self._undone: list[Done] = []
        self._beside = sidecar.read(path, session.id)

    @classmethod
    def open(cls, path: Path, **given: Callable[..., object]) -> "Workshop":
        """Open a session's file. Raises FileProblem when it can't be read."""
        data = atomic.read(path)
        return cls(path, codec.decode(data, path), data, **given)  # type: ignore[arg-type]

    def start(self) -> None:
        """A draft that is led is running from now on; that is nothing to undo."""
        if self.session.status == "draft":
            self.session = apply(self.session, Set({"status": "running"}))
            self.save()

    # What was said

    def apply(self, edit: Edit, what: str) -> Session:
        """Make the edit and save. ``what`` is the kind of thing it was, for undo to name."""
        before = self.session
        self.session = apply(before, edit)
        if self.session != before:
            self._done.append(Done(before, self.session, what))
            self._undone.clear()
            self._save_soon()
        return self.session

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
        merged = merge(done.after, done.before, now_, undo=True)
        reopened = now_.model_copy(update={"status": done.before.status})
        if now_.status == "closed" and merged.session not in (now_, reopened):
            # In a closed session an event is cancelled by another, and the closing undone: no more.
            raise Problem("edit.closed")
        source.pop()
        self.session = self._withdrawn(done, merged.session)
        target.append(Done(now_, self.session, done.what))
        self._save_soon()
        return done.what, not merged.conflicts

    def _withdrawn(self, done: Done, session: Session) -> Session:
        """Events are never removed: one that is undone gets another that cancels it."""
        known = {event.id for commitment in done.before.commitments for event in commitment.events}
        commitments = []
        for commitment in session.commitments:
            cancelled = tuple(
                self.event("withdrawn", commitment, withdraws=event.id)
                for was in done.after.commitments
                if was.id == commitment.id
                for event in was.events
                if event.id not in known
            )
            events = (*commitment.events, *cancelled)
            commitments.append(commitment.model_copy(update={"events": events}) if cancelled else commitment)
        return session.model_copy(update={"commitments": tuple(commitments)})

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
        """Stand at a step and an activity of it."""
        self._keep(Sidecar(Stage(step, activity), self._beside.handouts))

    def forward(self, guide: "Guide", by: int, *, everyone: bool) -> bool:
        """Go to the next activity (``by`` = 1) or the one before (-1), across steps; False at the end.

        For EVERYONE what only our side does is passed by, so that no blank place gives it away.
        """
        places = [
            (step, activity.id)
            for step in STEPS
            for activity in guide.step(step).activities_in(self.session.phase, everyone)
        ]
        here = (self.stage.step, self.stage.activity)
        first = next(at for at, (step, _) in enumerate(places) if step == self.stage.step)
        at = places.index(here) if here in places else first
        if not 0 <= at + by < len(places):
            return False
        self.go(*places[at + by])
        return True

    def keep_handout(self, path: Path, keep: bool) -> None:
        """Write the handout now; with ``keep`` again at each save, without it never again."""
        handout.write(path, self.session, self.stage)
        others = tuple(one for one in self._beside.handouts if one != path)
        self._keep(Sidecar(self.stage, (*others, path) if keep else others))

    def _keep(self, beside: Sidecar) -> None:
        self._beside = beside
        sidecar.write(self.path, self.session.id, beside)
        self._write_handouts()

    def _write_handouts(self) -> None:
        """Keep the handouts up. One that can't be written is a warning: the session itself is saved."""
        for path in self._beside.handouts:
            try:
                handout.write(path, self.session, self.stage)
            except Problem as problem:
                self.warnings.append(str(problem))

    # On the disk

    @property
    def unsaved(self) -> bool:
        """Whether something stands in memory that is not on the disk."""
        return self.session != self._saved

    def _save_soon(self) -> None:
        if not self.holding or monotonic() - self._tried >= LONGEST_HOLD:
            self.save()

    def settle(self) -> None:
        """Save what was held back: called before anybody is waited for, and at the end."""
        if self.unsaved:
            self.save()

    def save(self) -> None:
        """Put the session on the disk, durably, with what others saved meanwhile merged in.

        Raises FileProblem when the disk refuses or the file was broken by
        hand; the session then stays in memory, and the next save tries again.
        """
        self._tried = monotonic()
        self.failing = True
        with sidecar.locked(self.path, self.session.id):
            self._take_in()
            data = self._encoder.encode(self.session)
            atomic.write(self.path, data)
        self.failing = False
        self._saved, self._data = self.session, data
        self.saved_at = self.clock()
        self._write_handouts()

    def _take_in(self) -> None:
        """Merge what somebody else saved since we last looked."""
        try:
            found = atomic.read(self.path)
        except Problem as problem:
            if problem.key == "file.missing":
                return
            raise
        if found == self._data:
            return
        theirs = codec.decode(found, self.path)
        merged = merge(self._saved, self.session, theirs)
        self.conflicts += merged.conflicts
        self.session, self._data = merged.session, found

    def rescue(self, folder: Path) -> Path:
        """Put a session that could not be saved into another folder; the file that it is now in."""
        atomic.make_folder(folder)
        path = folder / f"{self.path.stem}-{self.clock():%H%M%S}.toml"
        atomic.write(path, codec.encode(self.session))
        return path
