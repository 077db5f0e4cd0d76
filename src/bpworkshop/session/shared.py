"""The session as everybody may see it.

What an EVERYONE screen, the handout and the partner's paper are drawn from:
a session from which all that is somebody's own has been taken out – not a
filter in front of one, so that counts, numbers and order can't leak either.
"""

from functools import cache
from typing import Any, TypeVar

from bpworkshop.session import fields
from bpworkshop.session.items import Item, Parked, Round
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.stage import Veil
from bpworkshop.session.types import Record

R = TypeVar("R", bound=Record)

GONE = "…"
"""Stands for the words of what a vote was about and is no longer there for everybody."""


def shared(session: Session, veil: Veil | None = None) -> Session:
    """A session without items for one party only, without fields that are ours, without links to either.

    Without the time plan of a phase in which we are alone, and without what a
    ``veil`` still hides.
    """
    session = veiled(session, veil)
    updates: dict[str, Any] = {
        name: tuple(_open(item) for item in getattr(session, name) if _is_everyones(item))
        for name in ITEM_LISTS
    }
    updates["agenda"] = tuple(timebox for timebox in session.agenda if timebox.phase != "prepare")
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
    for name in ITEM_LISTS:
        updates[name] = tuple(_without_links(item, seen) for item in updates[name])
    return session.model_copy(update=updates)


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
    return vote.model_copy(update={"choices": choices})


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


def _is_everyones(item: Item) -> bool:
    """Whether an item is for everybody; of a parked one, what was parked has to be so too."""
    inside = item.item if isinstance(item, Parked) else None
    return item.only_for is None and (inside is None or inside.only_for is None)


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
            links = ("only_for", "conflicts_with", "under")
            updates["item"] = _open(found).model_copy(update=dict.fromkeys(links))
        elif field.many and field.record and found:
            updates[field.name] = tuple(_open(inner) for inner in found)
    return record.model_copy(update=updates) if updates else record


def _without_links(item: Item, seen: set[str]) -> Record:
    links = (name for name in fields.WEAK if getattr(item, name, None) is not None)
    gone = [name for name in links if getattr(item, name) not in seen]
    return item.model_copy(update=dict.fromkeys(gone)) if gone else item
