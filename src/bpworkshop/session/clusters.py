"""Items under others: what belongs together stands under one heading, and what each said is kept.

An item is *under* another of its board when that one is itself under none.
A link that leads nowhere, to the item itself, or on to a third one counts for
nothing: its item stands alone, so that nothing is ever out of sight.
"""

from collections.abc import Sequence
from typing import TypeVar

from bpworkshop.session.items import StepItem

I = TypeVar("I", bound=StepItem)  # noqa: E741


def links(items: Sequence[StepItem]) -> dict[str, str]:
    """Of the items of one board: the id of each that is under another, and the id of that one."""
    linked = {item.id: item.under for item in items if item.under is not None}
    if not linked:
        return {}
    there = {item.id for item in items}
    linked = {id: to for id, to in linked.items() if to in there and to != id}
    return {id: to for id, to in linked.items() if to not in linked}


def heads(items: Sequence[I]) -> tuple[I, ...]:
    """The items of one board that are under no other, in their order: what counts and is voted on."""
    linked = links(items)
    return tuple(item for item in items if item.id not in linked) if linked else tuple(items)


def members(items: Sequence[I], head: str) -> tuple[I, ...]:
    """The items of one board that are under the one with this id, in their order."""
    linked = links(items)
    return tuple(item for item in items if linked.get(item.id) == head) if linked else ()


def gathered(items: Sequence[I]) -> dict[str, tuple[I, ...]]:
    """All members of one board by the id of their head; a head without any is not in it."""
    linked, found = links(items), dict[str, tuple[I, ...]]()
    for item in items:
        if head := linked.get(item.id):
            found[head] = (*found.get(head, ()), item)
    return found
