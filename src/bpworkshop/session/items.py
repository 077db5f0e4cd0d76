"""What a board holds: the items of the six steps, and those around them.

The fields are those of the method (docs/format.md); their names are the
keys of the file. Everything but the text itself may be absent: a group says
what it can, and readiness says what is still to say.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from bpworkshop.session.standing import EventKind
from bpworkshop.session.types import (
    OURS,
    AlternativeKind,
    AlternativeState,
    Cell,
    Certainty,
    Day,
    Fist,
    Fit,
    Handle,
    Id,
    Kind,
    Line,
    Method,
    Minutes,
    Money,
    Number,
    PartyRef,
    Percent,
    Period,
    PersonRef,
    Phase,
    Placement,
    Rating,
    Record,
    Reliability,
    Step,
    Text,
    TimeboxKind,
    Whole,
    Whose,
)

Many = Field(default=(), strict=False)
"""TOML has lists, the model has tuples: converted here on purpose, elements stay strict."""


class Entry(Record):
    """A record that stands in a list of the session, by its id."""

    id: Id


class Party(Entry):
    """An organisation at the table: ours, or a partner. ``left``: when all of it had gone, before the end."""

    name: Line
    handle: Handle
    ours: bool = False
    mission: Text | None = None
    left: AwareDatetime | None = None


class Person(Entry):
    """Someone in the room. The name stands here once and is optional; items hold the id.

    ``came`` and ``left`` are for who was late or left before the end.
    """

    handle: Handle
    party: PartyRef
    name: Line | None = None
    role: Line | None = None
    present: bool = True
    came: AwareDatetime | None = None
    left: AwareDatetime | None = None


class Timebox(Entry):
    """A part of the time plan of a phase: how long it was to be, when it began and ended.

    ``step`` where it is one of the six. A timebox begins when the one before it ends.
    """

    phase: Phase
    label: Line
    minutes: Minutes
    kind: TimeboxKind = "talk"
    step: Step | None = None
    began: AwareDatetime | None = None
    ended: AwareDatetime | None = None


class Item(Entry):
    """What all items have: identity, who may see it, who said it, and a note instead of a comment."""

    SAID: ClassVar[str] = "text"
    """The field that carries the words that were said."""

    note: Text | None = None
    only_for: PartyRef | None = None
    by: PersonRef | None = None
    conflicts_with: Id | None = None

    @property
    def worded(self) -> str:
        """The field that changes when it is said in other words."""
        return self.SAID

    @property
    def said(self) -> str:
        """The words that were said."""
        words: str = getattr(self, self.SAID)
        return words


class StepItem(Item):
    """An item of one of the six steps.

    ``votes`` is the latest count. ``under``: the item of the same board that
    it was put under, or merged into; what it says is kept (``clusters``).
    """

    votes: Whole | None = None
    under: Id | None = None


class Goal(StepItem):
    """What a party, or all together (``whose = "shared"``), wants out of it."""

    SAID: ClassVar[str] = "statement"

    statement: Line
    whose: Whose | None = None
    certainty: Certainty | None = None
    aim: Line | None = None
    beneficiaries: Line | None = None
    measure: Line | None = None
    target: Line | None = None
    due: Day | None = None


class Evidence(Record):
    """How we know that a party holds a value."""

    party: PartyRef
    text: Line
    source: Line | None = None
    reliability: Annotated[Reliability | None, OURS] = None


class Value(StepItem):
    """A value, who shows it how, and how well both sides' fit."""

    SAID: ClassVar[str] = "value"

    value: Line
    ratings: Annotated[tuple[Rating, ...], Kind.RATINGS] = Many
    evidence: Annotated[tuple[Evidence, ...], Kind.EVIDENCE] = Many
    fit: Fit | None = None
    red_line: Annotated[Text | None, OURS] = None
    mitigation: Line | None = None
    question: Line | None = None
    owner: PersonRef | None = None


class Alternative(StepItem):
    """What we do when it fails; ours unless shared on purpose.

    ``come``: the day on which its trigger came. ``promoted``: since when it is
    the plan, and ``without`` whom; what hung on them follows from that
    (``switching``).
    """

    SAID: ClassVar[str] = "option"

    option: Line
    failure: Line | None = None
    kind: AlternativeKind | None = None
    trigger: Line | None = None
    trigger_on: Day | None = None
    owner: PersonRef | None = None
    cost: Annotated[Money | None, OURS] = None
    lead_days: Whole | None = None
    first_step: Line | None = None
    readiness: AlternativeState | None = None
    come: Day | None = None
    promoted: Day | None = None
    without: tuple[PartyRef, ...] = Many


class Benefit(StepItem):
    """What one party gives another, in quality, and the need that it serves."""

    SAID: ClassVar[str] = "benefit"

    benefit: Line
    giver: PartyRef | None = None
    receiver: PartyRef | None = None
    need: Line | None = None
    asset: Line | None = None
    only_together: Line | None = None
    evidence: Line | None = None
    cost_or_risk: Annotated[Line | None, OURS] = None


class Past(Record):
    """What a figure was by another file, or for another period."""

    value: Number
    unit: Line
    period: Period | None = None
    method: Method
    how: Line | None = None
    source: Line
    column: Cell
    row: Line
    doubt: Cell | None = None


class Figure(StepItem):
    """A number that a partner can trust: with unit, period, method and source.

    One with a ``column`` was taken from a file, and its facts stay as they
    stand there (``honesty``): ``name`` is its metric in ``figures``, ``library``
    and ``key`` whose it is, ``about`` what within the library, ``how`` the
    file's own words for the method, ``doubt`` what is unsure about it,
    ``history`` what it was by other files, the oldest first. ``added`` are words
    that people put into its sentence.

    ``placement`` makes it a part of the advertising package: the figure counts
    who is there, ``exposures`` how often each sees it, ``audience_share`` how
    many per cent of them do. ``rate`` is the price of a thousand impressions, or
    of one hour; ``rate_to`` the highest that somebody asks for it. ``cost`` is
    what having it there costs us.
    """

    SAID: ClassVar[str] = "metric"

    metric: Line
    name: Cell | None = None
    giver: PartyRef | None = None
    library: Line | None = None
    key: Cell | None = None
    about: Line | None = None
    value: Number | None = None
    unit: Line | None = None
    period: Period | None = None
    method: Method | None = None
    how: Line | None = None
    source: Line | None = None
    column: Cell | None = None
    row: Line | None = None
    doubt: Cell | None = None
    added: Line | None = None
    only_here: Line | None = None
    audience_share: Percent | None = None
    placement: Placement | None = None
    channel: Line | None = None
    frequency: Line | None = None
    exposures: Number | None = None
    cost: Annotated[Money | None, OURS] = None
    rate: Money | None = None
    rate_to: Money | None = None
    rate_source: Line | None = None
    low: Number | None = None
    high: Number | None = None
    history: tuple[Past, ...] = Many


class Event(Entry):
    """Something that happened to a commitment. Never changed and never removed.

    ``withdrawn`` names in ``withdraws`` the event that it cancels; ``proposed``
    says whose yes it waits for and ``until`` when; ``renegotiated`` has the new
    ``due``. ``on`` is the day it happened, ``recorded`` when it was written down.
    """

    kind: EventKind
    on: date
    recorded: AwareDatetime
    by: PersonRef | None = None
    evidence: Line | None = None
    waits_for: Line | None = None
    until: Day | None = None
    due: Day | None = None
    withdraws: Id | None = None


class Commitment(StepItem):
    """A promise. Its status follows from its events (``standing.status``)."""

    SAID: ClassVar[str] = "commitment"

    commitment: Line
    promiser: PartyRef | None = None
    to: PartyRef | None = None
    owner: PersonRef | None = None
    carried_by: PersonRef | None = None
    due: Day | None = None
    evidence: Line | None = None
    fist: Fist | None = None
    hours: Annotated[Number | None, OURS] = None
    money: Annotated[Money | None, OURS] = None
    if_missed: Line | None = None
    events: tuple[Event, ...] = Many
