"""What the faces do while a group works in a certain way: one table for screens and line mode."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpworkshop.method.guide import ActivityKind


@dataclass(frozen=True, slots=True)
class Way:
    """How the faces lead one kind of activity.

    ``hidden``: what is entered is hidden until it is revealed. ``quiet``:
    nothing is asked after an item, because people write. ``turns``: people
    speak one after the other. ``vote``: the command that opens its vote.
    """

    hidden: bool = False
    quiet: bool = False
    turns: bool = False
    vote: str | None = None


WAYS: Mapping[ActivityKind, Way] = {
    "talk": Way(),
    "silent-writing": Way(hidden=True, quiet=True),
    "pairs": Way(),
    "fours": Way(),
    "all": Way(),
    "cluster": Way(),
    "dot-vote": Way(vote="dots"),
    "rating": Way(vote="rate"),
    "evidence": Way(),
    "premortem": Way(turns=True),
    "brainwriting": Way(hidden=True, quiet=True),
    "rank": Way(vote="rank"),
    "match": Way(),
    "challenge": Way(),
    "round-robin": Way(turns=True),
    "fist-to-five": Way(vote="fist"),
}
"""Every kind of activity that a guide may name."""
