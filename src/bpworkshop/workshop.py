"""One open session and its stage: what every face talks to.

A face hands in an edit and draws the session that comes out. Here is the only
place that applies, undoes and saves; nothing counts as saved before it is on
the disk, and what somebody else saved meanwhile is merged, never overwritten.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bpworkshop import saving
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.saving import Job, Outcome

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide
from bpworkshop.session.edits import Edit, Set, apply, build
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.merge import merge
from bpworkshop.session.names import random_id
from bpworkshop.session.session import STEPS, Session
from bpworkshop.session.stage import Stage
from bpworkshop.session.types import Step
from bpworkshop.store import atomic, codec, handout, keeper, several
from bpworkshop.store.beside import Beside, Sidecar
from bpworkshop.store.keeper import Keeper, Lead
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Version, Why
from bpworkshop.store.worker import Worker
from bpworkshop.undoing import Done, gone_back, taken_back

LONGEST_HOLD = 0.5
"""Seconds for which lines of a played script may go on before they are saved."""


TO_SPEAK = 0.4
"""Seconds that a disk has for the last save, when the program is told to go."""

TRY_AGAIN = 10.0
"""Seconds after which a save that failed is tried again by itself."""

LOOK_EVERY = 1.0
"""Seconds between two looks at what others saved."""


def now() -> datetime:
    """The time with this machine's zone."""
    return datetime.now().astimezone()


class Workshop:
    """A session that is open, where it stands, and what can be undone since it was opened.

    ``clock`` and ``new_id`` are given so that tests and played scripts can be
    exact. ``conflicts`` collects what a merge brought that people must decide,
    ``warnings`` what else should be told. While ``holding``, lines that came
    all at once are waiting, and saving waits for them, but never long.
    ``failing``: the last attempt to save did not succeed, and ``trouble`` says why.
    ``lead``: who leads it, where this program asked to.
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
        self.trouble: Problem | None = None
        self.lead: Lead | None = None
        self.saved_at: datetime | None = None
        self._keeper = Keeper(path, session, data)
        self._beside = self._keeper.sidecar
        self._moved = False
        self._disk = session
        self._why: Why = "minute"
        self._tried = monotonic()
        self._elsewhere: tuple[Session, Path] | None = None
        self._done: list[Done] = []
        self._undone: list[Done] = []
        self._worker: Worker[Outcome] | None = None

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

    def work_apart(self, tell: Callable[[], object]) -> None:
        """From now on a thread waits for the disk; it calls ``tell`` when there is something to ``fetch``."""
        self._worker = Worker(tell, self._idle, LOOK_EVERY)
        self._lead_if_free()

    def _lead_if_free(self) -> None:
        # That nobody can be told who leads is no reason not to open it.
        with suppress(Problem):
            self.lead = self._keeper.take_lead(self.clock)

    @property
    def beside(self) -> Beside:
        """The folder beside the session, for what is not the session."""
        return self._keeper.beside

    def end(self) -> None:
        """Nothing more is looked for, and somebody else may lead."""
        if self._worker:
            self._worker.end()
        self._keeper.release()

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
        """Write the handout now; with ``keep`` again at each save, without it never again.

        Raises FileProblem when the disk refuses, and for a path to keep that is no text.
        """
        if keep:
            handout.check_kept(path)
        handout.write(path, self.session, self.stage)
        others = tuple(one for one in self._beside.handouts if one != path)
        self._keep(Sidecar(self.stage, (*others, path) if keep else others))

    def _keep(self, beside: Sidecar) -> None:
        self._beside = beside
        self._moved = True
        self._hand_in()

    # Who leads, and what can be gone back to

    def must_lead(self) -> None:
        """Lead, if nobody else does any more. Raises Problem where somebody does."""
        if self.lead is None or (self._worker and self.lead.ours):
            # Nobody waits for the disk here: the job looks whether it is still so.
            return
        self.lead = self._keeper.pulse()
        if not self.lead.ours:
            self.lead = self._keeper.take_lead(self.clock)
        if not self.lead.ours and (holder := self.lead.holder):
            raise Problem("lead.other", who=holder.process.user, host=holder.process.host)

    def ask_lead(self) -> None:
        """Ask whoever leads for the lead; without anybody, lead. Raises FileProblem."""
        self.lead = self._keeper.take_lead(self.clock)
        if not self.lead.ours:
            self._keeper.ask_lead()

    def seize_lead(self) -> None:
        """Lead, whoever did. Raises FileProblem."""
        self.lead = self._keeper.seize_lead(self.clock)

    def answer_lead(self, give: bool) -> bool:
        """Give the lead to whoever asked for it, or keep it; False where nobody asks. Raises FileProblem."""
        given = self._keeper.answer_lead(give)
        self.lead = self._keeper.pulse()
        return given

    def versions(self) -> list[Version]:
        """What can be gone back to, the newest first. Raises FileProblem."""
        return self._keeper.versions.listed()

    def version(self, name: str) -> Session:
        """The session as a version has it. Raises FileProblem."""
        return codec.decode(self._keeper.versions.read(name), self.path)

    def _mark(self, why: Why) -> None:
        """What is saved next is kept as a version for this reason."""
        self._why = why

    # On the disk

    @property
    def unsaved(self) -> bool:
        """Whether something stands in memory that is not on the disk."""
        return self.session is not self._disk and self.session != self._disk

    def _save_soon(self) -> None:
        if not self.holding or monotonic() - self._tried >= LONGEST_HOLD:
            self._hand_in()

    def save(self) -> None:
        """Put on the disk what is not there yet, or try again where that failed.

        Without a worker this raises FileProblem when the disk refuses or the
        file was broken by hand; with one, ``trouble`` says so when it is
        known. The session stays in memory, and the next save tries again.
        """
        if self.unsaved or self.failing:
            self._hand_in()

    def settle(self, seconds: float = 0.0) -> None:
        """Save what was held back: called before anybody is waited for, and at the end.

        With a worker, wait for it at most so long. Raises FileProblem when it
        did not succeed, or takes longer than that.
        """
        # What went wrong before now may go well by now.
        self.fetch()
        self.save()
        late = monotonic() + seconds
        while self._worker and not self.trouble:
            if not self._worker.wait(max(late - monotonic(), 0)):
                raise FileProblem("file.slow", path=self.path)
            if not self.fetch() and not self.unsaved:
                break
        if self.trouble:
            raise self.trouble

    def look(self) -> None:
        """Take in what somebody else saved meanwhile; a worker looks by itself."""
        if not self._worker and (outcome := self._idle()):
            self._take(outcome)

    def fetch(self) -> bool:
        """Take in what the worker has brought, on the thread of the face; False when there was nothing."""
        if not self._worker:
            return False
        fetched = self._worker.fetch(self._take)
        if not self.trouble and (self.unsaved or self.failing or self._moved):
            self._hand_in()
        return fetched

    def _hand_in(self) -> None:
        """Have done what is to do: at once, or as soon as the worker is free."""
        self._tried = monotonic()
        self.trouble = None
        job = partial(saving.safely, partial(saving.do, self._keeper, self._job()))
        if self._worker and not self._worker.give(job):
            return
        self._moved, self._why = False, "minute"
        if not self._worker:
            self._take(job())
            if self.trouble:
                raise self.trouble

    def _idle(self) -> Outcome | None:
        """What the worker does meanwhile: look; where saving failed, try again now and then."""
        if self.failing and monotonic() - self._tried >= TRY_AGAIN:
            self._tried = monotonic()
            return saving.safely(partial(saving.do, self._keeper, self._job()))
        return saving.safely(
            partial(saving.look, self._keeper, self._disk, self.session, self.lead, self._beside)
        )

    def _job(self) -> Job:
        beside = self._beside if self._moved else None
        led = self.lead is not None
        return Job(self._disk, self.session, self._why, self.clock(), beside, led, again=self.failing)

    def _take(self, outcome: Outcome) -> None:
        """Take in what came of it; what was said while the worker was at it stays."""
        self.warnings += outcome.warnings
        if outcome.problem:
            self.failing, self.trouble = True, outcome.problem
        self.lead = outcome.lead or self.lead
        self._beside = (not self._moved and outcome.beside) or self._beside
        kept = outcome.kept
        if kept is None:
            return
        self.warnings += kept.warnings
        self.conflicts += kept.conflicts
        if self.session is kept.mine:
            self.session = kept.session
        elif kept.session is not kept.mine:
            merged = merge(kept.mine, self.session, kept.session)
            self.conflicts += merged.conflicts
            self.session = merged.session
        self._disk = kept.disk
        if outcome.saved:
            self.saved_at = self.clock()
        if outcome.saved or not self.unsaved:
            self.failing, self.trouble = False, None

    def copy_to(self, path: Path) -> Path:
        """Put a copy of everything somewhere else; the file that it is in. Raises FileProblem."""
        target = path / self.path.name if os.path.isdir(path) else path
        atomic.write(target, codec.encode(self.session), exclusive=True)
        self._elsewhere = self.session, target
        return target

    def last_words(self) -> None:
        """The program is ending now and nobody reads a screen any more: save what is not saved.

        May be called on any thread, once nothing else is going to be said.
        """
        with suppress(Problem):
            self.settle(TO_SPEAK)

    def rescue(self, folder: Path) -> Path:
        """Put a session that could not be saved into another folder; the file that it is now in.

        That is where somebody put a copy by hand, unless something was said since. Raises FileProblem.
        """
        if self._elsewhere and self._elsewhere[0] is self.session:
            return self._elsewhere[1]
        return keeper.rescue(self.path, self.session, folder, self.clock())
