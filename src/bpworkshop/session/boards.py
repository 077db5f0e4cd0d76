"""The boards that a group works at, by name: the shell and the lists know them without the models."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpworkshop.session.types import Step

STEPS: "tuple[Step, ...]" = ("goals", "values", "alternatives", "benefits", "figures", "commitments")
"""The six steps of the method, in their order."""

TOOLS: "tuple[Step, ...]" = ("aims", "assets", "assessments", "risks", "clauses", "occasions")
"""The boards of the tool box, in the order in which a partnership needs them."""

BOARDS = (*STEPS, *TOOLS)

OURS_BY_NATURE: "tuple[Step, ...]" = ("assets", "assessments")
"""Boards of which nothing can be brought to the table: what we have, and what we think of the other side."""
