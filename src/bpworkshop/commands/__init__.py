"""What a facilitator can do, as one registry; importing this package fills it."""

from bpworkshop.commands import (
    board,
    clusters,
    curtain,
    decisions,
    ending,
    frame,
    leading,
    parking,
    people,
    promises,
    saving,
    timer,
    timing,
    voices,
    votes,
)
from bpworkshop.commands.registry import REGISTRY, Command, Face, Told, dispatch

__all__ = [
    "REGISTRY",
    "Command",
    "Face",
    "Told",
    "board",
    "clusters",
    "curtain",
    "decisions",
    "dispatch",
    "ending",
    "frame",
    "leading",
    "parking",
    "people",
    "promises",
    "saving",
    "timer",
    "timing",
    "voices",
    "votes",
]
