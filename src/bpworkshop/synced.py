"""One session in memory, kept the same as on the disk: what is said goes there, what others saved comes in.

Nothing counts as saved before it is on the disk. The screens have a thread
wait for it (``work_apart``), every other face waits itself; either way there
is one way in (``_hand_in``) and one way back (``_take``).
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from bpworkshop import saving
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.saving import Job, Outcome
from bpworkshop.session.merge import merge
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec, keeper
from bpworkshop.store.beside import Beside, Sidecar
from bpworkshop.store.keeper import Keeper, Kept, Lead
from bpworkshop.store.versions import Why
from bpworkshop.store.worker import Worker
from bpworkshop.words import say

LONGEST_HOLD = 0.5
"""Seconds for which lines of a played script may go on before they are saved."""

TO_SPEAK = 0.4
"""Seconds that a disk has for the last save, when the program is told to go."""

PATIENCE = 2.0
"""Seconds that a disk has to take what must stand there before something else is done."""

TRY_AGAIN = 10.0
"""Seconds after which a save that failed is tried again by itself."""

LOOK_EVERY = 0.4
"""Seconds between two looks at what others saved."""


class Synced:
    """A session, and who leads it where, in memory and on the disk.

    ``conflicts`` collects what a merge brought that people must decide,
    ``warnings`` what else should be told. While ``holding``, lines that came
    all at once are waiting, and saving waits for them, but never long.
    ``failing``: the last attempt to save did not succeed, and ``trouble`` says why.
    ``lead``: who leads it, where this program asked to.
    """

    def __init__(self, path: Path, session: Session, data: bytes, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.session = session
        self.clock = clock
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
        self._stood = self._beside
        self._disk = session
        self._why: Why = "minute"
        self._tried = monotonic()
        self._elsewhere: tuple[Session, Path] | None = None
        self._worker: Worker[Outcome] | None = None

    def work_apart(self, tell: Callable[[], object]) -> None:
        """From now on a thread waits for the disk; it calls ``tell`` when there is something to ``fetch``."""
        self._worker = Worker(tell, self._idle, LOOK_EVERY)
        if self.lead is None:
            self._lead_if_free()

    def end(self) -> None:
        """Nothing more is looked for, and somebody else may lead."""
        if self._worker:
            self._worker.end()
        self._keeper.release()
        self.lead = None

    @property
    def beside(self) -> Beside:
        """The folder beside the session, for what is not the session."""
        return self._keeper.beside

    def _mark(self, why: Why) -> None:
        """What is saved next is kept as a version for this reason."""
        self._why = why

    def _keep(self, beside: Sidecar) -> None:
        self._beside = beside
        self._moved = True
        self._hand_in()

    @property
    def unsaved(self) -> bool:
        """Whether something that was said stands in memory and not on the disk: in the session, or a vote."""
        return (self.session is not self._disk and self.session != self._disk) or self._vote_unsaved

    @property
    def _vote_unsaved(self) -> bool:
        return self._beside.round is not self._stood.round

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
            # Where saving failed before, a try of this moment says how it is now.
            if not self.fetch() and not (self.unsaved or self.failing):
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
        beside = self._beside if self._moved or self._vote_unsaved else None
        led = self.lead is not None
        return Job(self._disk, self.session, self._why, self.clock(), beside, led, again=self.failing)

    def _take(self, outcome: Outcome) -> None:
        """Take in what came of it; what was said while the worker was at it stays."""
        self.warnings += outcome.warnings
        if outcome.problem:
            self.failing, self.trouble = True, outcome.problem
        if outcome.stood:
            self.saved_at = self.clock() if outcome.stood.round is not self._stood.round else self.saved_at
            self._stood = outcome.stood
        if outcome.kept:
            self._take_session(outcome.kept)
        if outcome.saved:
            self.saved_at = self.clock()
        answered = outcome.saved or outcome.kept or outcome.stood
        if not outcome.problem and answered and (outcome.saved or not self.unsaved):
            self.failing, self.trouble = False, None
        self._follow(outcome)

    def _take_session(self, kept: Kept) -> None:
        self.warnings += kept.warnings
        self.conflicts += kept.conflicts
        if self.session is kept.mine:
            self.session = kept.session
        elif kept.session is not kept.mine:
            merged = merge(kept.mine, self.session, kept.session)
            self.conflicts += merged.conflicts
            self.session = merged.session
        self._disk = kept.disk

    def _follow(self, outcome: Outcome) -> None:
        """Stand where another stands who leads by now; that a vote which we led is void is told."""
        led, ran = bool(self.lead and self.lead.ours), self._beside.stage.running
        self.lead = outcome.lead or self.lead
        lost = led and self.lead is not None and not self.lead.ours
        if not outcome.beside or (self._moved and not lost):
            return
        self._beside = self._stood = outcome.beside
        runs = outcome.beside.stage.running
        counted = ran and any(one.id == ran.id for one in self.session.rounds)
        if lost and ran and not counted and (runs is None or runs.id != ran.id):
            self.warnings.append(say("lead.vote_voided"))

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
        # Those who follow are told, also when this process ends in the next moment.
        self._keeper.release()

    def rescue(self, folder: Path) -> Path:
        """Put a session that could not be saved into another folder; the file that it is now in.

        That is where somebody put a copy by hand, unless something was said since. Raises FileProblem.
        """
        if self._elsewhere and self._elsewhere[0] is self.session:
            return self._elsewhere[1]
        return keeper.rescue(self.path, self.session, folder, self.clock())

    # Who leads

    def _lead_if_free(self) -> None:
        # That nobody can be told who leads is no reason not to open it.
        with suppress(Problem):
            self.lead = self._keeper.take_lead(self.clock)

    def must_lead(self) -> None:
        """Lead, if nobody else does any more. Raises Problem where somebody does."""
        if self.lead is None or (self._worker and self.lead.ours):
            # Nobody waits for the disk here: the job looks whether it is still so.
            return
        self.lead = self._keeper.pulse()
        if not self.lead.ours:
            self.lead = self._keeper.take_lead(self.clock)
            self._beside = self._stood = self._keeper.followed()
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
        """Give the lead to whoever asked for it, or keep it; False where nobody asks.

        Raises FileProblem, and Problem while a vote runs and another user asks:
        who voted how is only for the login that leads to read.
        """
        if give and self._beside.stage.running and self.lead and self.lead.asked:
            if not self._keeper.asked_by_us():
                raise Problem("lead.vote_runs", who=self.lead.asked)
            # Whoever leads next reads the ballots from the disk.
            self.settle(PATIENCE)
        given = self._keeper.answer_lead(give)
        self.lead = self._keeper.pulse()
        return given
