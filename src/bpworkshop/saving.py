"""What of an open session waits for the disk: a job that is handed in, and what came of it.

It is done at once where a face waits for it, and by a thread for the screens;
so nothing here touches what a face reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bpworkshop.errors import Problem
from bpworkshop.session.session import Session
from bpworkshop.store.beside import Sidecar
from bpworkshop.store.keeper import Keeper, Kept, Lead
from bpworkshop.store.versions import Why

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """Save ``session``, which knows of all that is on the ``disk``; keep where the meeting stands.

    ``why`` is what for it is kept as a version; ``led``: only who leads says
    where the meeting stands; ``again``: the last save did not succeed, so even
    the same session is written.
    """

    disk: Session
    session: Session
    why: Why
    at: datetime
    beside: Sidecar | None = None
    led: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: ``problem`` where the disk refused, or where the file can't be read.

    ``beside``: where another who leads stands; ``stood``: what of ours was written down.
    """

    kept: Kept | None = None
    saved: bool = False
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    lead: Lead | None = None
    beside: Sidecar | None = None
    stood: Sidecar | None = None


def safely(doing: Callable[[], T]) -> T | Outcome:
    """Do it; what goes wrong is told, even a fault of ours: it must not take with it what was said."""
    try:
        return doing()
    except Problem as problem:
        return Outcome(problem=problem)
    except Exception as error:
        return Outcome(problem=Problem("saving.fault", what=f"{type(error).__name__}: {error}"))


def do(keeper: Keeper, job: Job) -> Outcome:
    """Do a job. What is only a place in the agenda, or something to go back to, may fail with a warning.

    Ballots are said, and may not. Where somebody else leads by now, the
    meeting stands where they are.
    """
    kept = refused = stood = None
    try:
        if job.again or job.session is not job.disk:
            kept = keeper.save(job.disk, job.session, job.why, job.at)
    except Problem as problem:
        refused = problem
    warnings = () if kept or refused else keeper.keep_version(job.why, job.at)
    lead = keeper.pulse() if job.beside and job.led else None
    theirs = keeper.followed() if lead and not lead.ours else None
    # The ballots of a vote that was counted go only once the session has them.
    waits = refused and keeper.sidecar.round and job.beside and not job.beside.round
    if job.beside and not theirs and not waits:
        try:
            warnings += keeper.keep(job.beside)
            stood = job.beside
        except Problem as problem:
            # Where the disk refused the session too, that has been told.
            voted = job.beside.round or keeper.sidecar.round
            warnings += () if refused or voted else (str(problem),)
            refused = refused or (problem if voted else None)
    return Outcome(kept, kept is not None, refused, warnings, lead, theirs, stood)


def look(
    keeper: Keeper, disk: Session, session: Session, lead: Lead | None, beside: Sidecar
) -> Outcome | None:
    """What others did since: to the session, to who leads, to where the meeting stands; None for nothing.

    Raises FileProblem for a file that can't be read now.
    """
    kept = keeper.look(disk, session)
    now = keeper.pulse() if lead else None
    # Who has just been given the lead goes on where the other one stood at last.
    led = now is not None and now.ours and lead is not None and lead.ours
    stands = keeper.followed() if now and not led else beside
    if kept is None and now == lead and stands == beside:
        return None
    return Outcome(kept, lead=now, beside=stands if stands != beside else None)
