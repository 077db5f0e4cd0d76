"""What a facilitator can do, as one registry (``registry``), which loads the modules of this package."""

from bpworkshop.commands.registry import REGISTRY, Command, Face, Told, dispatch

__all__ = ["REGISTRY", "Command", "Face", "Told", "dispatch"]
