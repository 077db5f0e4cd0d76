"""What became of a promise, written down in its own session's file, from wherever that was said.

It need not be open here; it may be closed, and others may lead it: what they
save meanwhile is merged.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bpworkshop import text, toml
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import Happened, Several
from bpworkshop.session.happening import happened
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.session import Session
from bpworkshop.session.standing import EventKind, is_settled, newest, standing
from bpworkshop.store import codec
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.promised import Promised, promised
from bpworkshop.words import say
from bpworkshop.workshop import Workshop, now

MOST_TOLD = 8
"""Promises that are told where another one was asked for."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A promise as it stands now, in which session's file, by which new events, and what should be told."""

    path: Path
    session: Session
    promise: Commitment
    events: tuple[Event, ...]
    told: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        return f"{self.path.stem}/{self.promise.id}"

    @property
    def promised(self) -> Promised:
        """The same as the ledger knows it."""
        values = toml.read(codec.encode(self.session), self.path).data
        return next(one for one in promised(values, self.path.stem) if one.id == self.promise.id)


def settle(
    folder: SessionFolder,
    ref: str,
    kind: EventKind,
    *,
    by: str | None = None,
    evidence: str | None = None,
    on: date | None = None,
    to: date | None = None,
    clock: Callable[[], datetime] = now,
) -> Settled:
    """Write down what happened to the promise ``HANDLE/ITEM-ID``; the handle may be shortened.

    Raises Problem when there is no such promise, or this can't have happened to it.
    """
    handle, slash, id = ref.rpartition("/")
    if not slash or not handle or not id:
        raise Problem("settling.no_ref", typed=ref)
    return record(folder.find(handle), id, kind, by=by, evidence=evidence, on=on, to=to, clock=clock)


def record(
    path: Path,
    id: str,
    kind: EventKind,
    *,
    by: str | None = None,
    evidence: str | None = None,
    on: date | None = None,
    to: date | None = None,
    gone: str | None = None,
    clock: Callable[[], datetime] = now,
) -> Settled:
    """Write down what happened to a promise of the session in a file.

    ``by``: who says so, a person of that session by id, handle or name; of
    ``proposed`` whose yes it waits for, which may be anybody. ``on``: the day
    on which it happened, otherwise today. ``to``: the new day; of ``proposed``
    until when it waits. ``gone``: the sides that are not there where it is
    said, by name, where that is not known from the session. ``withdrawn``
    cancels the newest event that counts. Raises Problem, and FileProblem when
    the file can't be read or written.
    """
    workshop = Workshop.open(path, clock=clock)
    session, today = workshop.session, clock().date()
    promise = _promise(session, id, path)
    if on and on > today:
        raise Problem("settling.future", day=on.isoformat())
    if kind == "agreed" and is_settled(promise):
        raise Problem("settling.settled")
    if kind == "withdrawn" and newest(promise) is None:
        raise Problem("settling.nothing")
    facts = _facts(session, kind, by, to)
    if evidence and text.line(evidence):
        facts["evidence"] = text.line(evidence)
    if on:
        facts["on"] = on
    edits = happened(session, promise, kind, workshop.event, gone, **facts)
    workshop.apply(Several(edits), "event")
    found = workshop.session.find(promise.id)
    now_stands = found[1] if found and isinstance(found[1], Commitment) else promise
    told = [*workshop.conflicts, *workshop.warnings]
    if kind != "proposed" and edits[-1].event.kind == "proposed":
        told.append(say("command.agree.left", n=1, parties=edits[-1].event.waits_for))
    return Settled(path, workshop.session, now_stands, tuple(edit.event for edit in edits), tuple(told))


def take_back(settled: Settled, *, clock: Callable[[], datetime] = now) -> Settled:
    """Cancel what was written down, by events of its own; what others wrote since stays.

    The promise as it stands then. Raises FileProblem when the file can't be read or written.
    """
    workshop = Workshop.open(settled.path, clock=clock)
    promise = _promise(workshop.session, settled.promise.id, settled.path)
    ours, stands = {one.id for one in settled.events}, standing(promise)
    edits = []
    # What was withdrawn comes back by withdrawing that.
    written = [one for one in promise.events if one.id in ours and (one in stands or one.kind == "withdrawn")]
    for event in reversed(written):
        made = workshop.event("withdrawn", promise, withdraws=event.id)
        edits.append(Happened(promise.id, made))
        promise = promise.model_copy(update={"events": (*promise.events, made)})
    if edits:
        workshop.apply(Several(tuple(edits)), "event")
    return Settled(
        settled.path,
        workshop.session,
        _promise(workshop.session, promise.id, settled.path),
        tuple(one.event for one in edits),
        (*workshop.conflicts, *workshop.warnings),
    )


def _facts(session: Session, kind: EventKind, by: str | None, to: date | None) -> dict[str, Any]:
    if kind == "proposed":
        if not by or not text.line(by):
            raise Problem("settling.no_yes")
        facts: dict[str, Any] = {"waits_for": _whose(session, by)}
        return facts | ({"until": to} if to else {})
    facts = {"by": _person(session, by)} if by else {}
    if kind == "renegotiated":
        if to is None:
            raise Problem("settling.no_day")
        facts["due"] = to
    return facts


def _person(session: Session, typed: str) -> str:
    if session.person(typed):
        return typed
    found = answers.person(session, text.line(typed))
    if isinstance(found, Ambiguous):
        raise Problem("settling.several", typed=found.typed, people=", ".join(found.readings))
    if found is None:
        people = ", ".join(f"@{one.handle}" for one in session.people) or "–"
        raise Problem("settling.no_person", typed=typed, people=people)
    return found


def _whose(session: Session, typed: str) -> str:
    """Whose yes it waits for: somebody of the session by name, otherwise the words as they are."""
    words = text.line(typed)
    found = answers.person(session, words)
    if isinstance(found, Ambiguous):
        raise Problem("settling.several", typed=found.typed, people=", ".join(found.readings))
    somebody = session.person(found) if found else None
    return (somebody.name or somebody.handle) if somebody else words.removeprefix("@") or words


def _promise(session: Session, id: str, path: Path) -> Commitment:
    promises = {one.id: one for one in session.commitments}
    if id in promises:
        return promises[id]
    if not promises:
        raise Problem("settling.none", handle=path.stem)
    near = difflib.get_close_matches(id[:40], promises, 3) or list(promises)[:MOST_TOLD]
    there = "; ".join(f"{path.stem}/{one}: {promises[one].said}" for one in near)
    raise Problem("settling.unknown", id=id, handle=path.stem, there=there)
