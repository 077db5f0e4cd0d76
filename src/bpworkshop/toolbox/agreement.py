"""The agreement: what its clauses would say now, how they take that up, and what may never come into them.

A clause for everyone is drafted from ``shared(session)`` alone; in *prepare*
it is only ours, and drafted from all that we see. What people reworded stays:
what it came from is compared with what it was then, and the difference shown.
Who, why and what are in as soon as the workshop has said all of them; how and
if are asked, and what is known of them is a proposal until people take it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from bpworkshop.method.toolbox import ClauseGuide
from bpworkshop.pages import Reader
from bpworkshop.session.clauses import is_reworded, once
from bpworkshop.session.edits import Add, Change, apply, build
from bpworkshop.session.edits import Several as Together
from bpworkshop.session.items import Item
from bpworkshop.session.mending import id_from
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Clause, Part
from bpworkshop.toolbox.clauses import Words, drafted

FROM_WORKSHOP: tuple[Part, ...] = ("who", "why", "what")
"""The parts that can be complete from what was said at the six steps; the others are asked."""

DRAFT = "draft"
"""The id of a clause that stands on no board."""

NOTHING = Words(None, (), False)


@dataclass(frozen=True, slots=True)
class Stands:
    """A clause as it stands, and what it would say now. ``unread``: not everybody may read its words."""

    clause: Clause
    now: Words | None
    unread: bool

    @property
    def changed(self) -> bool:
        """Whether what it came from says something else by now."""
        clause = self.clause
        if self.now is None or clause.state == "out":
            return False
        return self.now.text != clause.drafted and (clause.drafted is not None or clause.text is None)


def everyones(reader: Reader) -> Reader:
    """Who reads what everybody may see."""
    return reader if reader.everyone else replace(reader, session=shared(reader.session), everyone=True)


_held: tuple[Reader, tuple[Stands, ...]] | None = None
"""What was read last: a board is drawn at each key, and its session is mostly the same."""


def standing(reader: Reader) -> tuple[Stands, ...]:
    """The clauses of the board in its order."""
    global _held  # noqa: PLW0603 – one place in the whole program, which holds what follows from its key
    held = _held
    if held is None or not _is_same(held[0], reader):
        held = _held = reader, _standing(reader)
    return held[1]


def _is_same(one: Reader, other: Reader) -> bool:
    # Sessions are compared by identity: by their content it would cost more than to read them.
    same = one.session is other.session and one.guide is other.guide
    return same and (one.today, one.everyone) == (other.today, other.everyone)


def _standing(reader: Reader) -> tuple[Stands, ...]:
    clauses = reader.session.clauses
    if not clauses:
        return ()
    open_ = everyones(reader)
    shown = {one.id: one for one in open_.session.clauses}
    words = _Words(reader, open_)
    return tuple(
        Stands(
            one,
            words.of(one),
            one.only_for is None and one.text is not None and shown[one.id].text is None,
        )
        for one in clauses
    )


class _Words:
    """What clauses would say, for everyone and for us; each made once, and only where it is asked for."""

    def __init__(self, reader: Reader, open_: Reader) -> None:
        self._readers = {False: open_, True: reader}
        self._made: dict[bool, dict[str, Words]] = {}

    def whose(self, *, ours: bool) -> dict[str, Words]:
        if ours not in self._made:
            self._made[ours] = drafted(self._readers[ours])
        return self._made[ours]

    def of(self, clause: Clause) -> Words | None:
        return self.whose(ours=clause.only_for is not None).get(clause.name or "")


# Drafting


def drafting(session: Session, reader: Reader, *, ours: bool) -> tuple[Add | Change, ...]:
    """The edits that put onto the board what is not there yet, and renew whose words nobody has changed.

    ``session``: the whole one, ``reader`` as its face may show it. ``ours``:
    what is new is only for our side.
    """
    words = _Words(reader, everyones(reader))
    whole = {one.id: one for one in session.clauses}
    there = {one.name for one in reader.session.clauses}
    found: list[Add | Change] = []
    for one in reader.session.clauses:
        now = words.of(one)
        if now and (values := _changed(one, renewed(whole[one.id], now))):
            found.append(Change(one.id, values))
    for standard in reader.guide.toolbox.agreement.clauses:
        if standard.id not in there:
            made = clause(standard, words.whose(ours=ours)[standard.id])
            update = {"id": _id(session, standard, ours), "only_for": session.ours.id if ours else None}
            found.append(Add("clauses", made.model_copy(update=update)))
    return tuple(found)


def _id(session: Session, standard: ClauseGuide, ours: bool) -> str:
    """The same on every machine: what two sides drafted at once is one clause after a merge."""
    whose = session.ours.id if ours else None
    seed = Clause(id=DRAFT, clause=standard.id, only_for=whose)
    taken = {one.id for _, one in session.items()}
    ids = (id_from(seed, f"{session.id}{n}") for n in count())
    return next(id for id in ids if id not in taken)


def clause(standard: ClauseGuide, words: Words) -> Clause:
    """A standard clause as it begins, before it has an id."""
    inside = standard.part in FROM_WORKSHOP and words.whole
    return build(
        Clause,
        {
            **{"id": DRAFT, "name": standard.id, "part": standard.part},
            **{"clause": standard.label, "state": "in" if inside else "open"},
            **{"text": words.text if inside else None, "drafted": words.text, "sources": words.sources},
        },
    )


def renewed(one: Clause, now: Words) -> dict[str, Any]:
    """The fields with which a clause takes up what it would say now; none where people changed its words."""
    if one.state == "out" or is_reworded(one) or (one.text is not None and now.text is None):
        return {}
    made = {"drafted": now.text, "sources": now.sources}
    if one.part not in FROM_WORKSHOP:
        return made | ({} if one.text is None else {"text": now.text})
    # Who put it in as it is proposed knew what was not said yet.
    taken = one.state == "in" and one.text == now.text
    if not now.whole and not taken:
        return made | {"text": None, "state": "open"}
    # Whoever opened it had its words before: that it is whole again is no reason to put it in.
    return made | {"text": now.text, "state": "in" if one.text is None else one.state}


def redrafted(one: Clause, now: Words) -> dict[str, Any]:
    """The fields with which a clause says what it would say now, whatever people made of it."""
    inside = now.whole if one.part in FROM_WORKSHOP else one.state == "in" and now.text is not None
    return {
        **{"drafted": now.text, "sources": now.sources, "why": None},
        **{"text": now.text if inside else None, "state": "in" if inside else "open"},
    }


def _changed(one: Clause, values: dict[str, Any]) -> dict[str, Any]:
    return values if any(getattr(one, name) != value for name, value in values.items()) else {}


# What is brought to the table


@dataclass(frozen=True, slots=True)
class Brought:
    """What becomes everyone's, the clauses that do so in other words, and those that stay ours.

    ``twice``: those that stay ours because everyone has that standard clause already.
    """

    items: tuple[Item, ...]
    changes: tuple[Change, ...] = ()
    stay: tuple[Clause, ...] = ()
    twice: tuple[Clause, ...] = ()


def brought(session: Session, reader: Reader, items: Sequence[Item]) -> Brought:
    """What may become everyone's of these items.

    A clause whose words came from something that stays ours is drafted anew
    from what everybody sees; where people put it into words of their own, it
    stays ours, for nobody can tell what of ours is in them.
    """
    everyones_ = {one.name for one in session.clauses if one.name and not one.only_for}
    clauses = [one for one in items if isinstance(one, Clause) and one.only_for]
    twice = tuple(one for one in clauses if one.name in everyones_)
    items = [one for one in items if one not in twice]
    clauses = [one for one in clauses if one not in twice]
    if not clauses:
        return Brought(tuple(items), twice=twice)
    after = apply(session, Together(tuple(Change(one.id, {"only_for": None}) for one in items)))
    open_ = replace(reader, session=shared(after), everyone=True)
    shown = {one.id: one for one in open_.session.clauses}
    unread = [one for one in clauses if one.sources != shown[one.id].sources]
    stay = tuple(one for one in unread if is_reworded(one))
    words = drafted(open_) if len(unread) > len(stay) else {}
    changes = (
        Change(one.id, redrafted(one, words.get(one.name or "", NOTHING)))
        for one in unread
        if one not in stay
    )
    return Brought(tuple(one for one in items if one not in stay), tuple(changes), stay, twice)


# As it stands


def whole(reader: Reader) -> tuple[Clause, ...]:
    """The clauses of the agreement, part by part: those of the board, and the others as they would begin.

    So a document can be made of a session in which nobody has drafted anything.
    """
    found = once(reader.session.clauses)
    there = {one.name for one in found}
    missing = [one for one in reader.guide.toolbox.agreement.clauses if one.id not in there]
    words = drafted(reader) if missing else {}
    return tuple(by_part((*found, *(clause(one, words[one.id]) for one in missing))))


def by_part(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses in the order of the parts; those without one come last."""
    found = tuple(clauses)
    for part in (*PARTS, None):
        yield from (one for one in found if one.part == part)


PARTS: tuple[Part, ...] = (*FROM_WORKSHOP, "how", "if")
