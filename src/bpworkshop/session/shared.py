"""The session as everybody may see it.

What an EVERYONE screen, the handout and the partner's paper are drawn from:
a session from which all that is somebody's own has been taken out – not a
filter in front of one, so that counts, numbers and order can't leak either.
"""

from typing import Any, TypeVar

from bpworkshop.session import fields
from bpworkshop.session.items import Item, Parked
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.types import Record

R = TypeVar("R", bound=Record)


def shared(session: Session) -> Session:
    """A session without items for one party only, without fields that are ours, without links to either."""
    updates: dict[str, Any] = {
        name: tuple(_open(item) for item in getattr(session, name) if _is_everyones(item))
        for name in ITEM_LISTS
    }
    seen = {item.id for name in ITEM_LISTS for item in updates[name]}
    updates["decisions"] = tuple(
        decision.model_copy(update={"about": tuple(id for id in decision.about if id in seen)})
        for decision in updates["decisions"]
    )
    updates["ranking"] = tuple(id for id in session.ranking if id in seen)
    for name in ITEM_LISTS:
        updates[name] = tuple(_without_link(item, seen) for item in updates[name])
    return session.model_copy(update=updates)


def _is_everyones(item: Item) -> bool:
    """Whether an item is for everybody; of a parked one, what was parked has to be so too."""
    inside = item.item if isinstance(item, Parked) else None
    return item.only_for is None and (inside is None or inside.only_for is None)


def _open(record: R) -> R:
    """A record without its fields that are ours, at any depth; the same object where there are none."""
    updates: dict[str, Any] = {}
    for field in fields.fields(type(record)).values():
        found = getattr(record, field.name)
        if field.ours and found is not None:
            updates[field.name] = None
        elif isinstance(record, Parked) and field.name == "item" and found is not None:
            updates["item"] = _open(found).model_copy(update={"only_for": None, "conflicts_with": None})
        elif field.many and field.record and found:
            updates[field.name] = tuple(_open(inner) for inner in found)
    return record.model_copy(update=updates) if updates else record


def _without_link(item: Item, seen: set[str]) -> Record:
    if item.conflicts_with is None or item.conflicts_with in seen:
        return item
    return item.model_copy(update={"conflicts_with": None})
