"""Taking back what was done: a merge, so that what others did since stays."""

from collections.abc import Callable
from dataclasses import dataclass

from bpworkshop.errors import Problem
from bpworkshop.session.around import Round
from bpworkshop.session.items import Event
from bpworkshop.session.merge import merge
from bpworkshop.session.session import Session


@dataclass(frozen=True, slots=True)
class Done:
    """One edit that can be taken back: the session before and after, and what kind of thing it was."""

    before: Session
    after: Session
    what: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Something that was done to the vote that runs: how it was ``before``, None where it was opened."""

    id: str
    before: Round | None
    what: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that was done in another session's file; ``back`` takes it back there."""

    back: Callable[[], object]
    what: str


def taken_back(done: Done, now: Session, event: Callable[..., Event]) -> tuple[Session, bool]:
    """The session without an edit, and whether all of it went back: what was changed since stays.

    Raises Problem where a closed session would change.
    """
    merged = merge(done.after, done.before, now, undo=True)
    reopened = now.model_copy(update={"status": done.before.status})
    if now.status == "closed" and merged.session not in (now, reopened):
        # In a closed session an event is cancelled by another, and the closing undone: no more.
        raise Problem("edit.closed")
    return _withdrawn(done, merged.session, event), not merged.conflicts


def _withdrawn(done: Done, session: Session, event: Callable[..., Event]) -> Session:
    """Events are never removed: one that is undone gets another that cancels it."""
    known = {one.id for commitment in done.before.commitments for one in commitment.events}
    commitments = []
    for commitment in session.commitments:
        cancelled = tuple(
            event("withdrawn", commitment, withdraws=one.id)
            for was in done.after.commitments
            if was.id == commitment.id
            for one in was.events
            if one.id not in known
        )
        events = (*commitment.events, *cancelled)
        commitments.append(commitment.model_copy(update={"events": events}) if cancelled else commitment)
    return session.model_copy(update={"commitments": tuple(commitments)})


def gone_back(version: Session, now: Session) -> Session:
    """The session as a version has it. What was promised and agreed since is not unsaid by going back.

    Raises Problem for a closed session.
    """
    if now.status == "closed":
        raise Problem("edit.closed")
    known = {one.id for one in version.commitments}
    there = tuple(one for one in now.commitments if one.id in known or not one.events)
    # A copy that got an id of its own since stays what it is.
    version = version.model_copy(update={"id": now.id})
    return merge(now.model_copy(update={"commitments": there}), version, now).session
