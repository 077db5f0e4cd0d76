"""Where the meeting stands: small, changed often, neither versioned nor merged.

Every face shows the same moment from it. The phase is not here: changing it
is an edit of the session.
"""

from dataclasses import dataclass

from bpworkshop.session.types import Step


@dataclass(frozen=True, slots=True)
class Stage:
    """The step and the activity (its id in the guide; None: the first of the phase)."""

    step: Step = "goals"
    activity: str | None = None
