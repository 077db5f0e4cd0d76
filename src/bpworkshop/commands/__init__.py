"""What a facilitator can do, as one registry; importing this package fills it."""

from bpworkshop.commands import board, frame, leading, people, promises, saving
from bpworkshop.commands.registry import REGISTRY, Command, Face, Told, dispatch

__all__ = [
    "REGISTRY",
    "Command",
    "Face",
    "Told",
    "board",
    "dispatch",
    "frame",
    "leading",
    "people",
    "promises",
    "saving",
]
