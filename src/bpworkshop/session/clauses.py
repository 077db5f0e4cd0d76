"""Where a clause of the agreement stands: whose its words are, and what is settled of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpworkshop.session.clusters import heads
from bpworkshop.session.tools import Clause

VALUES = ("idea", "next-meeting")
"""Single values of the session that words can come from, as they stand in ``sources``."""


def is_reworded(clause: Clause) -> bool:
    """Whether its words are people's own, and not those that it was drafted with."""
    return clause.text is not None and clause.text != clause.drafted


def is_in(clause: Clause) -> bool:
    """Whether it is in with words that come from somewhere: from items, or from people who wrote them."""
    return clause.state == "in" and clause.text is not None and bool(clause.sources or is_reworded(clause))


def is_out(clause: Clause) -> bool:
    """Whether it is out on purpose: with a why."""
    return clause.state == "out" and clause.why is not None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many clauses are in with a source, out with a why, and neither."""

    inside: int
    outside: int
    open: int

    @property
    def all(self) -> int:
        return self.inside + self.outside + self.open

    @property
    def settled(self) -> int:
        return self.inside + self.outside

    @property
    def percent(self) -> int:
        """The share that is settled, in whole per cent: 100 only where nothing is open."""
        return 100 * self.settled // self.all if self.all else 0


def once(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Of a standard clause that stands there for us and for everyone, everyone's: that one is agreed on."""
    everyones = {one.name for one in clauses if one.name and not one.only_for}
    return tuple(one for one in clauses if not (one.only_for and one.name in everyones))


def completeness(clauses: Sequence[Clause]) -> Completeness:
    """Of the clauses that stand under no other, each standard one once."""
    found = heads(once(clauses))
    inside, outside = sum(map(is_in, found)), sum(map(is_out, found))
    return Completeness(inside, outside, len(found) - inside - outside)
