"""What our library has and wants, beyond one session: assets and aims, to be used again in others.

Who knows about an asset stands here by name, for there are no ids across
sessions. Of two readings of an asset the one that was checked later counts.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar

from bpworkshop import text
from bpworkshop.session.carrying import same_name
from bpworkshop.session.items import Many
from bpworkshop.session.tools import Topic
from bpworkshop.session.types import Day, Id, Line, Record, Text

R = TypeVar("R", "KeptAsset", "KeptAim")


class KeptAsset(Record):
    """An asset as the list has it. ``owner``: the name of who knows about it."""

    id: Id
    asset: Line
    topic: Topic | None = None
    team: Line | None = None
    offers: Line | None = None
    owner: Line | None = None
    checked: Day | None = None
    note: Text | None = None

    def is_same(self, other: "KeptAsset") -> bool:
        """Whether both are one asset: the same id, or the same words of the same team."""
        words = same_name(self.asset, other.asset) and same_name(self.team, other.team)
        return self.id == other.id or (words and self.topic == other.topic)

    def counts_before(self, other: "KeptAsset") -> bool:
        """Whether this reading counts, and not the other: it was not checked earlier."""
        return other.checked is None or (self.checked is not None and other.checked <= self.checked)


class KeptAim(Record):
    """An overall aim of the library. ``source``: where it says so."""

    id: Id
    aim: Line
    source: Line | None = None
    note: Text | None = None

    def is_same(self, other: "KeptAim") -> bool:
        """Whether both are one aim: the same id, or the same words."""
        return self.id == other.id or same_name(self.aim, other.aim)

    def counts_before(self, other: "KeptAim") -> bool:
        """Aims have no date: what is said now counts."""
        return True


class Stock(Record):
    """The whole list, in the order of its words."""

    format: Literal[1] = 1
    assets: tuple[KeptAsset, ...] = Many
    aims: tuple[KeptAim, ...] = Many


def with_assets(stock: Stock, new: Iterable[KeptAsset]) -> Stock:
    """The list with these assets in it; saying the same twice changes nothing."""
    found = _put(stock.assets, new)
    return stock.model_copy(update={"assets": tuple(sorted(found, key=_by_words("asset", "team", "id")))})


def with_aims(stock: Stock, new: Iterable[KeptAim]) -> Stock:
    """The list with these aims in it."""
    found = _put(stock.aims, new)
    return stock.model_copy(update={"aims": tuple(sorted(found, key=_by_words("aim", "id")))})


def renamed(stock: Stock, names: Iterable[str], to: str | None) -> Stock:
    """The list with another name for who knows about an asset; None takes the name out."""
    gone = {text.folded(name) for name in names}
    assets = tuple(
        one.model_copy(update={"owner": to}) if one.owner and text.folded(one.owner) in gone else one
        for one in stock.assets
    )
    return stock if assets == stock.assets else stock.model_copy(update={"assets": assets})


def _put(old: Sequence[R], new: Iterable[R]) -> list[R]:
    found = list(old)
    for one in new:
        at = next((at for at, other in enumerate(found) if other.is_same(one)), None)
        if at is None:
            found.append(one)
        else:
            found[at] = _both(found[at], one)
    return found


def _both(old: R, new: R) -> R:
    """The reading that counts, with what only the other says; it keeps its id."""
    first, second = (new, old) if new.counts_before(old) else (old, new)
    said = {name: value for name in type(first).model_fields if (value := getattr(first, name)) is not None}
    return second.model_copy(update={**said, "id": old.id})


def _by_words(*names: str) -> Callable[[Record], tuple[str, ...]]:
    return lambda one: tuple(text.folded(getattr(one, name) or "") for name in names)
