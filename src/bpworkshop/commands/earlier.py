"""What earlier sessions left to one that follows them, as a face may show it.

For everyone that is drawn from ``shared()`` of each, and only of sessions at
which all who sit at this table were there.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

from bpworkshop.commands.registry import Face
from bpworkshop.errors import Problem
from bpworkshop.pages import Reader
from bpworkshop.review import chain
from bpworkshop.review.chain import Chain, Past
from bpworkshop.session import carrying, switching
from bpworkshop.session.around import Decision, Parked
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_date
from bpworkshop.session.edits import Add
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.items import Commitment, Item, Value
from bpworkshop.session.mending import board_of, id_from
from bpworkshop.session.standing import OPEN, due, standing, status
from bpworkshop.store.following import look_at
from bpworkshop.words import say

Left = Literal["parked", "questions", "alternatives", "risks"]
"""What can be taken over: what was set aside or stayed open, plans and risks whose time has come."""

COUNTED = ("kept", "late", "to_come")

Ref = tuple[str, str]
"""A promise across sessions: the handle of its session, and its id."""


@dataclass(frozen=True, slots=True)
class Before:
    """The sessions before this one, the oldest first; ``told``: what our side should know about them."""

    pasts: tuple[Past, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def last(self) -> Past | None:
        """The session that this one follows."""
        return self.pasts[-1] if self.pasts else None


class Promise(NamedTuple):
    """A promise of an earlier session."""

    past: Past
    one: Commitment

    @property
    def ref(self) -> Ref:
        return self.past.listed.handle, self.one.id

    @property
    def ours(self) -> bool:
        return self.one.promiser == self.past.session.ours.id


_chains: WeakKeyDictionary[Face, tuple[str | None, Chain]] = WeakKeyDictionary()
_seen: WeakKeyDictionary[Face, tuple[object, Before]] = WeakKeyDictionary()


def look(face: Face) -> None:
    """Find the sessions before this one again. Raises FileProblem where the folder can't be read."""
    _chains[face] = face.session.follows, chain.before(face.workshop.path, face.session)


def before(face: Face) -> Before:
    """What this face may show of them. Read again where a file changed; cheap otherwise."""
    held = _chains.get(face)
    if held is None or held[0] != face.session.follows:
        look(face)
    found = _chains[face][1]
    looks = tuple(look_at(one.path) for one in found.before)
    key = found, looks, face.only_us, face.session.parties
    seen = _seen.get(face)
    if seen is None or seen[0] != key:
        seen = _seen[face] = key, _read(face, found)
    return seen[1]


def _read(face: Face, found: Chain) -> Before:
    pasts, wrong = chain.read_all(found.before, face.session, everyone=not face.only_us)
    if not face.only_us:
        return Before(pasts)
    absent = [one for one in pasts if not chain.were_there(face.session, one.session)]
    hidden = [say("opening.not_there", title=one.session.title) for one in absent]
    return Before(pasts, (*found.told, *wrong, *hidden))


def reader(face: Face, past: Past) -> Reader:
    """Reads an earlier session as this face may show it."""
    return Reader(past.session, face.guide, face.today, everyone=not face.only_us)


# Promises


def still_open(face: Face) -> list[Promise]:
    """All promises that nothing has ended: ours before theirs, what is late first, then by their day."""
    found = [
        Promise(past, one)
        for past in before(face).pasts
        for one in past.session.commitments
        if status(one, face.today) in OPEN
    ]
    return sorted(found, key=lambda each: (not each.ours, not _late(face, each), due(each.one) or date.max))


def _late(face: Face, promise: Promise) -> bool:
    return status(promise.one, face.today) == "late"


def find(face: Face, ref: Ref) -> Promise | None:
    """A promise as it stands now; None where this face does not show it."""
    for past in before(face).pasts:
        if past.listed.handle == ref[0]:
            return next((Promise(past, one) for one in past.session.commitments if one.id == ref[1]), None)
    return None


def kept(face: Face) -> list[Promise]:
    """What was kept since the last time, ours first: of older sessions what was kept after that began."""
    found = before(face)
    since = found.last.session.created.date() if found.last else date.max
    there = [
        Promise(past, one)
        for past in found.pasts
        for one in past.session.commitments
        if status(one, face.today) in ("kept", "kept-late") and standing(one)[-1].on >= since
    ]
    return sorted(there, key=lambda each: not each.ours)


def counts(face: Face) -> list[str]:
    """How many promises of each side were kept, are late and still to come, by name: no judgement."""
    tally: dict[str, dict[str, int]] = {}
    came = [(one, "kept") for one in kept(face)]
    came += [(one, "late" if _late(face, one) else "to_come") for one in still_open(face)]
    for promise, how in sorted(came, key=lambda pair: not pair[0].ours):
        if promise.one.promiser:
            name = promise.past.session.party(promise.one.promiser)
            each = tally.setdefault(name.name if name else promise.one.promiser, {})
            each[how] = each.get(how, 0) + 1
    lines = []
    for party, each in tally.items():
        what = [say(f"opening.counts.{how}", n=each[how]) for how in COUNTED if how in each]
        lines.append(say("opening.count", party=party, what=", ".join(what)))
    return lines


def of_when(face: Face, promise: Promise) -> str:
    """The day of the session in which it was promised, where there are several."""
    several = len(before(face).pasts) > 1
    return say("opening.of", day=write_date(promise.past.session.created.date())) if several else ""


# What can be taken over


def left(face: Face, what: Left) -> Sequence[Item]:
    """What the last session left, in the order of its numbers."""
    last = before(face).last
    return list(_left(last, what, face.today)) if last else []


def _left(last: Past, what: Left, today: date) -> Iterator[Item]:
    session = last.session
    if what == "parked":
        yield from session.parked
    elif what == "questions":
        yield from carrying.open_questions(session)
        yield from carrying.not_agreed(session)
    elif what == "alternatives":
        yield from switching.awake(session, today)
    else:
        yield from (one for one in heads(session.risks) if one.is_due(today))


def is_here(face: Face, item: Item) -> bool:
    """Whether it was taken over already, as far as this face can tell: it keeps its id."""
    return any(face.view.find(id) for id in (item.id, _other_id(face, item)))


def _other_id(face: Face, item: Item) -> str:
    """The id of what is taken over before everyone, where our side has done so before and kept it for us."""
    return id_from(item, face.session.id)


def told(face: Face, what: Left, item: Item) -> str:
    """Something that was left, in one line."""
    last = before(face).last
    assert last
    words = reader(face, last)
    if isinstance(item, Value):
        owner = [words.labelled("values", "owner", item.owner)] if item.owner else []
        return " – ".join((item.said, ", ".join((item.question or "", *owner))))
    return words.item("decisions" if isinstance(item, Decision) else what_list(item), item)


def what_list(item: Item) -> str:
    """The list into which something is taken over."""
    if isinstance(item, Value):
        return "values"
    board = board_of(item)
    return board if board in ("alternatives", "risks") else "parked"


def taken_over(face: Face, item: Item) -> Add:
    """The edit that takes something over: whole as it was then, for whoever may see it on this screen."""
    last, session = before(face).last, face.session
    assert last
    into = what_list(item)
    ours = session.phase == "prepare" or stays_ours(session, into, only_us=face.only_us)
    found = last.whole.find(item.id)
    assert found
    whole: Any = found[1]
    made: Item
    if isinstance(whole, Parked | Decision):
        made = carrying.parked_here(whole, last.whole, session, ours=ours)
    else:
        made = carrying.carried(whole, last.whole, session, ours=ours)
    if session.find(item.id):
        made = made.model_copy(update={"id": _other_id(face, item)})
    return Add(into, made)


def offer(face: Face) -> str:
    """That there is something to begin with; empty where this face has nothing to show."""
    with suppress(Problem):
        if last := before(face).last:
            day = write_date(last.session.created.date())
            return say("opening.offer", title=last.session.title, day=day)
    return ""
