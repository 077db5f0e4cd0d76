"""The overall aims of the library in all sessions: which partnerships serve each, and which aims have none.

Read from what a list knows of each session, so that it needs no models. Aims
are the same whatever their capitals and spaces. A session and those that
follow it are one partnership.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.store.folder import Listed
from bpworkshop.words import say


class Served(NamedTuple):
    """An aim, and the partnerships that serve it: of each the newest session that says so.

    ``kept``: it stands in the library's own list.
    """

    aim: str
    partnerships: tuple[Listed, ...] = ()
    kept: bool = False

    @property
    def told(self) -> str:
        """How many partnerships serve it, in words."""
        n = len(self.partnerships)
        return say("aims.count", n=n) if n else say("aims.nobody")

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "aim": self.aim,
            "in_our_list": self.kept,
            "partnerships": [one.as_json() for one in self.partnerships],
        }


def served(listed: Sequence[Listed], kept: Iterable[str]) -> list[Served]:
    """Every aim that a session names or the list has: what most partnerships serve first.

    ``listed``: the sessions, the newest first.
    """
    named = {text.folded(aim): aim for aim in kept}
    ours = {*named}
    found: dict[str, dict[str, Listed]] = {aim: {} for aim in named}
    begun = _beginnings(listed)
    for one in listed:
        for aim in one.aims:
            named.setdefault(text.folded(aim), aim)
            found.setdefault(text.folded(aim), {}).setdefault(begun.get(one.id, one.handle), one)
    rows = [Served(named[aim], tuple(those.values()), aim in ours) for aim, those in found.items()]
    return sorted(rows, key=lambda row: (-len(row.partnerships), text.folded(row.aim)))


def _beginnings(listed: Sequence[Listed]) -> dict[str, str]:
    """The first session of the partnership of each, by their ids."""
    before = {one.id: one.follows for one in listed if one.id}
    found: dict[str, str] = {}
    for id in before:
        first, seen = id, {id}
        # What follows itself in a circle, by hand, begins where we came from.
        while (earlier := before[first]) in before and earlier not in seen:
            first = earlier
            seen.add(first)
        found[id] = first
    return found
