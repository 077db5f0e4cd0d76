"""The edits that record what happened to a promise: one rule for every face and for the shell."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bpworkshop.session.edits import Happened
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.presence import has_left
from bpworkshop.session.session import Session
from bpworkshop.session.standing import EventKind, newest

Make = Callable[..., Event]
"""``Workshop.event``: a new event of this kind, of a promise, with these facts."""


def happened(
    session: Session, promise: Commitment, kind: EventKind, make: Make, gone: str | None = None, **facts: Any
) -> tuple[Happened, ...]:
    """What records it: mostly one event; none where there is nothing to withdraw.

    What is agreed after a side has left is proposed to it, and agreed when it
    is said once more; a new day is proposed to it too. ``gone``: the sides that
    are not in the room where it is said, by name, unless it is the session's own.
    """
    gone = _gone(session, promise) if gone is None else gone
    if kind == "withdrawn":
        last = newest(promise)
        return (Happened(promise.id, make(kind, promise, withdraws=last.id, **facts)),) if last else ()
    if kind == "agreed" and gone and not _asked(promise, gone):
        return (Happened(promise.id, make("proposed", promise, waits_for=gone, **facts)),)
    first = Happened(promise.id, make(kind, promise, **facts))
    if kind != "renegotiated" or not gone:
        return (first,)
    # Its moment follows that of the event before it, which is not in the session yet.
    known = promise.model_copy(update={"events": (*promise.events, first.event)})
    on: dict[str, date] = {"on": facts["on"]} if "on" in facts else {}
    return first, Happened(promise.id, make("proposed", known, waits_for=gone, **on))


def _asked(promise: Commitment, gone: str) -> bool:
    last = newest(promise)
    return last is not None and last.kind == "proposed" and last.waits_for == gone


def _gone(session: Session, promise: Commitment) -> str:
    """The sides of a promise that have left, by name; none once the meeting is over: then they were asked."""
    if session.phase == "after":
        return ""
    sides = dict.fromkeys(id for id in (promise.promiser, promise.to) if id and has_left(session, id))
    return ", ".join(party.name for party in map(session.party, sides) if party)
