"""What the boards of the tools hold: agreement, communication plan, risks, and what we know of us and them.

The parts of each are those of the tool box of *Build Partnerships!*
(Danish Agency for Culture, 2012); assessment and own organisation follow *The
Partnering Toolbook* (The Partnering Initiative). They are worked at as the six
steps are.
"""

from datetime import date
from typing import ClassVar, Literal

from bpworkshop.session.dates import is_old
from bpworkshop.session.items import Many, StepItem
from bpworkshop.session.types import (
    Cell,
    Day,
    Id,
    Line,
    PartyRef,
    Passage,
    PersonRef,
    Reliability,
    Text,
)

Part = Literal["who", "why", "what", "how", "if"]
State = Literal["open", "in", "out"]
Audience = Literal["outside", "partner", "staff", "owners"]
Grade = Literal["low", "medium", "high"]
Topic = Literal["offer", "leads-network", "leads-partnership", "staff-knows"]
RiskState = Literal["open", "came", "over"]
Criterion = Literal[
    "track-record",
    "standing",
    "contacts",
    "resources",
    "skills",
    "governance",
    "finances",
    "staff",
    "staying-power",
]


class Clause(StepItem):
    """A clause of the agreement: in with its words, out on purpose and why, or open.

    ``name``: which of the guide's clauses it is. ``sources``: what its words
    came from – items, parties, people, single values (``clauses.VALUES``) –, and
    ``drafted`` what was made of it then: what it would give now is compared
    with it (``toolbox.agreement``). Words with a source that is not everyone's
    are not everyone's either (``shared``).
    """

    SAID: ClassVar[str] = "clause"

    clause: Line
    name: Cell | None = None
    part: Part | None = None
    state: State | None = None
    text: Text | None = None
    why: Line | None = None
    owner: PersonRef | None = None
    sources: tuple[Id, ...] = Many
    drafted: Passage | None = None

    @property
    def worded(self) -> str:
        """What a standard clause is called stands; its words are what people mean."""
        return "text" if self.name else self.SAID


class Occasion(StepItem):
    """A row of the communication plan: what is told to whom, by what, by whom and when.

    ``told``: the day on which it was; ``sources``: the items that it came from.
    """

    SAID: ClassVar[str] = "occasion"

    occasion: Line
    audience: Audience | None = None
    message: Line | None = None
    effect: Line | None = None
    channel: Line | None = None
    action: Line | None = None
    owner: PersonRef | None = None
    due: Day | None = None
    approver: PersonRef | None = None
    told: Day | None = None
    sources: tuple[Id, ...] = Many

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nobody was told."""
        return self.told is None and self.due is not None and self.due < today


class Risk(StepItem):
    """What could go wrong, how it would show early, and what we do about it."""

    SAID: ClassVar[str] = "risk"

    risk: Line
    likelihood: Grade | None = None
    impact: Grade | None = None
    sign: Line | None = None
    mitigation: Line | None = None
    owner: PersonRef | None = None
    review: Day | None = None
    state: RiskState | None = None

    def is_due(self, today: date) -> bool:
        """Whether it is to be looked at again: its day has come, and it is not over."""
        return self.state != "over" and self.review is not None and self.review <= today


class Assessment(StepItem):
    """What we know of a partner, how surely, and what we still need to know. Ours by nature."""

    SAID: ClassVar[str] = "known"

    known: Line
    party: PartyRef | None = None
    criterion: Criterion | None = None
    strength: Grade | None = None
    source: Line | None = None
    reliability: Reliability | None = None
    unknown: Line | None = None


class Asset(StepItem):
    """Our own organisation: what a team can contribute, and when that was last looked at. Ours by nature.

    ``topic``: another thing to know of us, such as who leads this partnership.
    ``kept``: its id in the folder's list of assets, from which it came or into which it went.
    """

    SAID: ClassVar[str] = "asset"

    asset: Line
    topic: Topic | None = None
    team: Line | None = None
    offers: Line | None = None
    owner: PersonRef | None = None
    checked: Day | None = None
    kept: Id | None = None

    @property
    def is_offer(self) -> bool:
        """Whether it is something that a team can contribute."""
        return self.topic in (None, "offer")

    def is_stale(self, today: date) -> bool:
        """Whether it was last looked at more than a year ago."""
        return self.checked is not None and is_old(self.checked, today, years=1)


class Aim(StepItem):
    """An overall aim of our library that this partnership serves, and how.

    ``source``: where the library says so; ``sources``: the goals of this session by which.
    """

    SAID: ClassVar[str] = "aim"

    aim: Line
    serves: Line | None = None
    source: Line | None = None
    sources: tuple[Id, ...] = Many
