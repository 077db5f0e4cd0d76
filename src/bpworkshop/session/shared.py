"""The session as everybody may see it.

What an EVERYONE screen, the handout and the partner's paper are drawn from:
a session from which all that is somebody's own has been taken out – not a
filter in front of one, so that counts, numbers and order can't leak either.
"""

from functools import cache
from typing import Any, TypeVar

from bpworkshop.session import fields
from bpworkshop.session.around import Parked, Round
from bpworkshop.session.boards import OURS_BY_NATURE
from bpworkshop.session.clauses import VALUES
from bpworkshop.session.items import Entry, Item, Timebox
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.stage import Veil
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import Record

R = TypeVar("R", bound=Record)

GONE = "…"
"""Stands for the words of what a vote or a time was for, and is not there for everybody."""


def shared(session: Session, veil: Veil | None = None) -> Session:
    """A session without items for one party only, without fields that are ours, without links to either.

    Without the time plan of a phase in which we are alone, and without what a
    ``veil`` still hides.
    """
    session = veiled(session, veil)
    updates: dict[str, Any] = {
        name: tuple(_open(item) for item in getattr(session, name) if _is_everyones(name, item))
        for name in ITEM_LISTS
    }
    updates["agenda"] = tuple(_timed(one) for one in session.agenda if one.phase != "prepare")
    seen = {item.id for name in ITEM_LISTS for item in updates[name]}
    votes = (_without_choices(vote, seen) for vote in updates["rounds"])
    updates["rounds"] = tuple(vote for vote in votes if not _is_gone(vote))
    # A vote that is gone is not there for what hangs on it either.
    seen -= {vote.id for vote in session.rounds} - {vote.id for vote in updates["rounds"]}
    updates["decisions"] = tuple(
        decision.model_copy(update={"about": tuple(id for id in decision.about if id in seen)})
        for decision in updates["decisions"]
    )
    updates["ranking"] = tuple(id for id in session.ranking if id in seen)
    seen |= {one.id for one in (*session.parties, *session.people)} | {*VALUES}
    for name in ITEM_LISTS:
        updates[name] = tuple(_without_links(item, seen) for item in updates[name])
    return session.model_copy(update=updates)


def _timed(one: Timebox) -> Timebox:
    """Time is everybody's: of what is ours by nature they learn only how long it takes."""
    if not is_ours_by_nature("agenda", one):
        return one
    return one.model_copy(update={"label": GONE, "step": None})


def _is_gone(vote: Round) -> bool:
    return bool(vote.choices) and all(choice.text == GONE for choice in vote.choices)


def _without_choices(vote: Round, seen: set[str]) -> Round:
    """A vote without the words of what is not there: taken out since or hidden, nobody can tell which."""
    if all(choice.item is None or choice.item in seen for choice in vote.choices):
        return vote
    choices = tuple(
        choice
        if choice.item is None or choice.item in seen
        else choice.model_copy(update={"text": GONE, "item": None})
        for choice in vote.choices
    )
    # What was written about it would tell what it was.
    told = {number for number, choice in enumerate(choices, 1) if choice.text != GONE}
    ballots = tuple(
        one.model_copy(update={"because": tuple(each for each in one.because if each.choice in told)})
        if one.because
        else one
        for one in vote.ballots
    )
    return vote.model_copy(update={"choices": choices, "ballots": ballots})


def veiled(session: Session, veil: Veil | None) -> Session:
    """A session without what was entered on a hidden board, for every screen until it is revealed."""
    if veil is None:
        return session
    board = session.board(veil.step)
    shown = tuple(item for item in board if item.id in veil.shown)
    if len(shown) == len(board):
        return session
    ranking = tuple(id for id in session.ranking if veil.step != "goals" or id in veil.shown)
    return session.model_copy(update={veil.step: shown, "ranking": ranking})


def is_ours_by_nature(name: str, entry: Entry) -> bool:
    """Whether what stands in this list can never be for everybody.

    It is of such a board, was parked or voted on there, or is the time for it.
    """
    of = entry.step if isinstance(entry, Parked | Round | Timebox) else None
    return name in OURS_BY_NATURE or of in OURS_BY_NATURE


def prepared(session: Session) -> list[tuple[str, int, Item]]:
    """What is only ours and can be brought to the table, with its list and its number in it."""
    return [
        (name, number, item)
        for name in ITEM_LISTS
        for number, item in enumerate(getattr(session, name), 1)
        if item.only_for == session.ours.id and not is_ours_by_nature(name, item)
    ]


def _is_everyones(name: str, item: Item) -> bool:
    """Whether an item is for everybody; of a parked one, what was parked has to be so too."""
    inside = item.item if isinstance(item, Parked) else None
    everyones = item.only_for is None and (inside is None or inside.only_for is None)
    return everyones and not is_ours_by_nature(name, item)


@cache
def _closed(record: type[Record]) -> tuple[fields.Field, ...]:
    """The fields in which there may be something of ours, at any depth."""
    found = fields.fields(record).values()
    return tuple(one for one in found if one.ours or (one.many and one.record) or one.name == "item")


def _open(record: R) -> R:
    """A record without its fields that are ours, at any depth; the same object where there are none."""
    updates: dict[str, Any] = {}
    for field in _closed(type(record)):
        found = getattr(record, field.name)
        if field.ours and found is not None:
            updates[field.name] = None
        elif isinstance(record, Parked) and field.name == "item" and found is not None:
            links: dict[str, Any] = dict.fromkeys(("only_for", "conflicts_with", "under"))
            if getattr(found, fields.SOURCES, ()):
                links |= {fields.SOURCES: (), **_unworded(found)}
            updates["item"] = _open(found).model_copy(update=links)
        elif field.many and field.record and found:
            updates[field.name] = tuple(_open(inner) for inner in found)
    return record.model_copy(update=updates) if updates else record


def _unworded(item: Item) -> dict[str, Any]:
    """A clause without its words, where they came from something that not everybody may see.

    So whoever brings it to the table, and however: what is ours can't come with it.
    """
    if not isinstance(item, Clause):
        return {}
    return {"text": None, "drafted": None, "state": "open" if item.state == "in" else item.state}


def _without_links(item: Item, seen: set[str]) -> Record:
    links = (name for name in fields.WEAK if getattr(item, name, None) is not None)
    updates: dict[str, Any] = {name: None for name in links if getattr(item, name) not in seen}
    came_from = getattr(item, fields.SOURCES, ())
    if any(id not in seen for id in came_from):
        updates |= {fields.SOURCES: tuple(id for id in came_from if id in seen), **_unworded(item)}
    return item.model_copy(update=updates) if updates else item
