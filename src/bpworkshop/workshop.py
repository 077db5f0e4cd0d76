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
from bpworkshop.session.around import Round
from bpworkshop.session.edits import Edit, Forget, Set, apply, build
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
from bpworkshop.undoing import Apart, Cast, Done, gone_back, taken_back
from bpworkshop.words import say


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
        self._done: list[Done | Cast | Apart] = []
        self._undone: list[Done | Cast | Apart] = []

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
        if self.lead and self.lead.ours and self.stage.curtain:
            # Left by a program that ended behind it: only who reads along would still be before it.
            self.stand(curtain=False)
        self._take_up_vote()
        several.sweep(self.path.parent, named=atomic.unfinished(self.path))
        if self.session.status == "draft":
            self.session = apply(self.session, Set({"status": "running"}))
            self.save()

    # What was said

    def apply(self, edit: Edit, what: str) -> Session:
        """Make the edit and save. ``what`` is the kind of thing it was, for undo to name."""
        before, after = self.session, apply(self.session, edit)
        self._check_vote(before, after, edit)
        self.session = after
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
        before, after = self.session, gone_back(version, self.session)
        self._check_vote(before, after)
        self.session = after
        self.warnings += self._keeper.keep_version("restored", self.clock())
        self._done.append(Done(before, self.session, "restore"))
        self._undone.clear()
        self._save_soon()

    def separate(self, id: str) -> None:
        """Give it another id, where a copied file has one in common with another. Raises FileProblem."""
        self._keeper.move(id)
        self.apply(Set({"id": id}), "separate")

    def undo(self) -> tuple[str, bool]:
        """Take back the newest edit of ours: its kind, and whether all of it went back.

        What others did since stays; where somebody changed the same thing
        later, theirs stands. Of a ballot that is taken back nothing stays: it
        can't be done again, nor can what is taken back in another session.
        """
        while self._done and isinstance(newest := self._done[-1], Cast | Apart):
            if isinstance(newest, Apart):
                newest.back()
                self._done.pop()
                return newest.what, True
            runs = self.round is not None and self.round.id == newest.id
            if runs:
                self.must_lead()
            self._done.pop()
            if runs:
                self._vote(newest.before)
                return newest.what, True
        return self._turn(self._done, self._undone, "undo.nothing")

    def redo(self) -> tuple[str, bool]:
        """Do again what was undone last, likewise."""
        return self._turn(self._undone, self._done, "redo.nothing")

    def _turn(
        self, source: list[Done | Cast | Apart], target: list[Done | Cast | Apart], nothing: str
    ) -> tuple[str, bool]:
        if not source:
            raise Problem(nothing)
        done, now_ = source[-1], self.session
        assert isinstance(done, Done)  # what was done to a vote is taken back by ``undo`` alone
        after, whole = taken_back(done, now_, self.event)
        self._check_vote(now_, after)
        self.session = after
        source.pop()
        target.append(Done(now_, self.session, done.what))
        self._save_soon()
        return done.what, whole

    def did(self, apart: Apart) -> None:
        """Something was done in another session's file: the next undo takes it back there."""
        self._done.append(apart)
        self._undone.clear()

    def event(self, kind: str, commitment: Commitment, **facts: object) -> Event:
        """A new event of a commitment, today; after those it has, even if the clock went back."""
        at = self.clock()
        newest = max((event.recorded for event in commitment.events), default=None)
        recorded = at if newest is None or newest < at else newest + timedelta(microseconds=1)
        return build(
            Event, {"id": self.new_id(), "kind": kind, "on": at.date(), "recorded": recorded, **facts}
        )

    # The vote that runs

    @property
    def round(self) -> Round | None:
        """The vote that runs, with its ballots. No face shows them while it is secret.

        None where none runs, and where its ballots are another user's to read.
        """
        found = self._beside.round
        if found is None or all(one.by is None for one in found.ballots):
            return found
        from bpworkshop.session import voting

        return voting.settled(found, self.session)

    def cast(self, round: Round, what: str) -> None:
        """Open a vote, or put something into it: beside the session, where nobody else reads.

        Raises Problem where somebody else leads.
        """
        self.must_lead()
        self._done.append(Cast(round.id, self.round, what))
        self._undone.clear()
        self._vote(round)

    def count(self, edit: Edit) -> None:
        """Close the vote: ``edit`` puts it, and what follows from it, into the session.

        Until that is on the disk, the ballots stay where they are. Raises
        Problem where somebody else leads, or the edit does not fit.
        """
        self.must_lead()
        before, ran = self.session, self._beside
        self._beside = replace(ran, round=None, stage=replace(self.stage, running=None))
        self._moved = True
        try:
            self.apply(edit, "count")
        finally:
            if self.session is before:
                self._beside = ran
        self._done = [one for one in self._done if not isinstance(one, Cast)]

    def void(self) -> None:
        """Drop the vote that runs; nothing is left of it. Raises Problem where somebody else leads."""
        self.must_lead()
        self._done = [one for one in self._done if not isinstance(one, Cast)]
        self._vote(None)

    def seize_lead(self) -> None:
        """Lead, whoever did. A vote that runs is void then: who voted how was for them to read alone.

        Raises FileProblem.
        """
        led = self.lead is None or self.lead.ours
        super().seize_lead()
        if not led and self.lead and self.lead.ours:
            self._beside = self._stood = self._keeper.followed()
            if self.stage.running:
                self._vote(None)
                self.warnings.append(say("lead.vote_dropped"))

    def _take_up_vote(self) -> None:
        """Go on with a vote that ran when the program ended, unless it was counted, or is another user's."""
        if not (self.stage.running and self.lead and self.lead.ours):
            return
        found = self._beside.round
        if found is None:
            self.warnings.append(say("lead.vote_dropped"))
        if found is None or any(one.id == found.id for one in self.session.rounds):
            self._vote(None)

    def _vote(self, round: Round | None) -> None:
        from bpworkshop.session import voting

        round = voting.settled(round, self.session) if round else None
        running = voting.running(round) if round else None
        self._keep(replace(self._beside, round=round, stage=replace(self.stage, running=running)))

    def _check_vote(self, before: Session, after: Session, edit: Edit | None = None) -> None:
        """While a vote runs, what is voted on stands. Somebody may be taken out all the same."""
        round = self._beside.round
        if round is None or isinstance(edit, Forget):
            return
        if before.phase != after.phase or after.status == "closed":
            raise Problem("vote.runs")
        from bpworkshop.session import voting

        voting.check_board(round, before, after)

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

    @property
    def handouts(self) -> tuple[Path, ...]:
        """The handouts that are written again at each save."""
        return self._beside.handouts

    def keep_handout(self, path: Path, keep: bool) -> None:
        """Write the handout now; with ``keep`` again at each save, without it never again.

        Raises FileProblem when the disk refuses, and for a path to keep that is no text.
        """
        if keep:
            handout.check_kept(path)
        handout.write(path, self.session, replace(self.stage, led=self._keeper.led))
        others = tuple(one for one in self._beside.handouts if one != path)
        self._keep(replace(self._beside, handouts=(*others, path) if keep else others))

    # What can be gone back to

    def versions(self) -> list[Version]:
        """What can be gone back to, the newest first. Raises FileProblem."""
        return self._keeper.versions.listed()

    def version(self, name: str) -> Session:
        """The session as a version has it. Raises FileProblem."""
        return codec.decode(self._keeper.versions.read(name), self.path)
