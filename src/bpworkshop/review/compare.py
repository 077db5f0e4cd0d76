"""Two sessions side by side: what is new in the second, what is gone, what changed. Pure.

It compares by id, so that two versions of a session, or a session and its
follow-up, show what became of each item. It compares what it is given: for
everybody that is ``shared(session)`` of both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS, STEPS
from bpworkshop.session.items import Entry
from bpworkshop.session.readiness import Gap, readiness
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.standing import PromiseStatus, status
from bpworkshop.session.tallies import Balance, balance
from bpworkshop.session.types import Record, Step

ORDER = (*BOARDS, *(name for name in LISTS if name not in BOARDS))
"""Every list of a session: the steps first."""

IDENTITY = ("id", "created")
"""What makes a session that one and no other: it says nothing of what changed."""


class FieldChange(NamedTuple):
    """A field and what stands in it on either side; None or empty where nothing does."""

    name: str
    a: Any
    b: Any


class Touched(NamedTuple):
    """A record that is not the same on both sides: None where it is not; ``fields`` where it is on both."""

    id: str
    a: Entry | None
    b: Entry | None
    fields: tuple[FieldChange, ...] = ()


class Votes(NamedTuple):
    """How many votes an item had at the latest count; None where it had none, or was not there."""

    step: Step
    id: str
    a: int | None
    b: int | None


class Promised(NamedTuple):
    """Where a promise stands; None on the side where it is not made."""

    id: str
    a: PromiseStatus | None
    b: PromiseStatus | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between ``a`` and ``b``, and what either comes to.

    ``single`` are values of the session as a whole, the accepted order of the
    goals among them; ``lists`` has only those in which something is
    different. ``own_promises``: one side follows the other, and a promise
    stays with the session in which it was made, so none is new or gone.
    """

    a: Session
    b: Session
    single: tuple[FieldChange, ...]
    lists: dict[str, tuple[Touched, ...]]
    ready: dict[Step, tuple[tuple[Gap, ...], tuple[Gap, ...]]]
    balance: dict[str, tuple[Balance | None, Balance | None]]
    votes: tuple[Votes, ...]
    promises: tuple[Promised, ...]
    own_promises: bool = False

    @property
    def empty(self) -> bool:
        """Whether both say the same."""
        return not self.single and not self.lists


def compare(a: Session, b: Session, today: date, *, everyone: bool) -> Difference:
    """What is different in ``b``. ``everyone``: both are shared, and ready by the rule for both sides."""
    follows = a.id != b.id and (b.follows == a.id or a.follows == b.id)
    names = [name for name in ORDER if not (follows and name == "commitments")]
    lists = {name: _list(getattr(a, name), getattr(b, name)) for name in names}
    single = [name for name in fields.fields(Session) if name not in LISTS and name not in IDENTITY]
    ready_a, ready_b = (readiness(session, everyone=everyone) for session in (a, b))
    return Difference(
        a,
        b,
        tuple(_changed(single, a, b)),
        {name: found for name, found in lists.items() if found},
        {step: (ready_a[step], ready_b[step]) for step in STEPS},
        _balance(a, b),
        _votes(a, b),
        _promises(a, b, today),
        follows,
    )


def _list(a: Sequence[Entry], b: Sequence[Entry]) -> tuple[Touched, ...]:
    """What is different in one list, in the order of ``b``; what is gone stands where it was in ``a``."""
    before, after = ({record.id: record for record in side} for side in (a, b))
    touched = []
    for id in _in_order(list(before), list(after)):
        was, now = before.get(id), after.get(id)
        if was is None or now is None:
            touched.append(Touched(id, was, now))
        elif was != now:
            touched.append(Touched(id, was, now, tuple(_changed(fields.fields(type(now)), was, now))))
    return tuple(touched)


def _in_order(a: list[str], b: list[str]) -> list[str]:
    """The ids of both: those of ``b`` as they stand, each that is gone behind the one before it."""
    known = set(b)
    gone: dict[str, list[str]] = {}
    neighbour = ""
    for id in a:
        if id in known:
            neighbour = id
        else:
            gone.setdefault(neighbour, []).append(id)
    order = gone.get("", [])
    for id in b:
        order += [id, *gone.get(id, ())]
    return order


def _changed(names: Iterable[str], a: Record, b: Record) -> list[FieldChange]:
    sides = ((name, getattr(a, name), getattr(b, name)) for name in names)
    return [FieldChange(name, was, now) for name, was, now in sides if was != now]


def _balance(a: Session, b: Session) -> dict[str, tuple[Balance | None, Balance | None]]:
    before, after = ({one.party: one for one in balance(side)} for side in (a, b))
    return {party: (before.get(party), after.get(party)) for party in {**before, **after}}


def _votes(a: Session, b: Session) -> tuple[Votes, ...]:
    found = []
    for step in STEPS:
        before, after = ({item.id: item.votes for item in side.board(step)} for side in (a, b))
        for id in _in_order(list(before), list(after)):
            was, now = before.get(id), after.get(id)
            if was is not None or now is not None:
                found.append(Votes(step, id, was, now))
    return tuple(found)


def _promises(a: Session, b: Session, today: date) -> tuple[Promised, ...]:
    before, after = ({one.id: status(one, today) for one in side.commitments} for side in (a, b))
    order = _in_order(list(before), list(after))
    return tuple(Promised(id, before.get(id), after.get(id)) for id in order)
