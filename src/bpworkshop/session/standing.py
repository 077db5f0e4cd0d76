"""What became of a promise: which of its events count, when it is due, where it stands.

Whatever has such events is read – an item of a session, or what the index
knows of one – so that a list of all promises pays for no models.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol, TypeVar

EventKind = Literal["proposed", "agreed", "kept", "missed", "renegotiated", "released", "withdrawn"]

PromiseStatus = Literal[
    "said", "proposed", "agreed", "late", "kept", "kept-late", "missed", "renegotiated", "released"
]

SETTLED: tuple[EventKind, ...] = ("kept", "missed", "released")
"""What ends a promise."""

OPEN: tuple[PromiseStatus, ...] = ("said", "proposed", "agreed", "renegotiated", "late")
"""Where a promise stands that nothing has ended yet."""


class Happening(Protocol):
    """An event of a promise, as far as it says what became of it."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def due(self) -> date | None: ...
    @property
    def withdraws(self) -> str | None: ...


E = TypeVar("E", bound=Happening)
E_co = TypeVar("E_co", bound=Happening, covariant=True)


class Promise(Protocol[E_co]):
    """What has a day and events."""

    @property
    def due(self) -> date | None: ...
    @property
    def events(self) -> Sequence[E_co]: ...


def standing(promise: Promise[E]) -> tuple[E, ...]:
    """The events that count: those that no standing ``withdrawn`` cancels.

    A withdrawal may itself be withdrawn. What cancels what follows from the
    ids alone, so that it holds in whatever order a merge has put the events.
    """
    cancels: dict[str, list[E]] = {}
    for event in promise.events:
        if event.kind == "withdrawn" and event.withdraws:
            cancels.setdefault(event.withdraws, []).append(event)
    if not cancels:
        return tuple(event for event in promise.events if event.kind != "withdrawn")

    stands: dict[str, bool] = {}
    waiting = list(promise.events)
    while waiting:
        # What cancels an event is settled before it: a list, because chains may be long.
        event = waiting[-1]
        later = cancels.get(event.id, [])
        open_ = [] if event.id in stands else [one for one in later if one.id not in stands]
        stands.setdefault(event.id, True)
        if open_:
            waiting += open_
            continue
        waiting.pop()
        stands[event.id] = not any(stands[one.id] for one in later)
    return tuple(event for event in promise.events if event.kind != "withdrawn" and stands[event.id])


def newest(promise: Promise[E]) -> E | None:
    """The last event that counts."""
    events = standing(promise)
    return events[-1] if events else None


def is_settled(promise: Promise[Happening]) -> bool:
    """Whether it has ended: nothing more can be agreed to then, but that it ended can be withdrawn."""
    last = newest(promise)
    return last is not None and last.kind in SETTLED


def due(promise: Promise[Happening]) -> date | None:
    """When the promise is due: the last date agreed on."""
    return _due(promise, standing(promise))


def _due(promise: Promise[Happening], events: Sequence[Happening]) -> date | None:
    dates = [event.due for event in events if event.kind == "renegotiated" and event.due]
    return dates[-1] if dates else promise.due


def status(promise: Promise[Happening], today: date) -> PromiseStatus:
    """Where a promise stands, from its events; ``said`` when nobody has agreed to anything yet."""
    events = standing(promise)
    if not events:
        return "said"
    last, by = events[-1], _due(promise, events)
    if last.kind == "kept":
        return "kept-late" if by and last.on > by else "kept"
    if last.kind in ("agreed", "renegotiated"):
        if by and by < today:
            return "late"
        return "agreed" if last.kind == "agreed" else "renegotiated"
    if last.kind == "proposed":
        return "proposed"
    return "missed" if last.kind == "missed" else "released"
