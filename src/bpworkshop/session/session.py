"""The session: an immutable record of what a group has said and agreed so far."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from bpworkshop.session.around import Agreement, Decision, Note, Option, Parked, Round, Said
from bpworkshop.session.boards import OURS_BY_NATURE, STEPS, TOOLS
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Entry,
    Figure,
    Goal,
    Item,
    Many,
    Party,
    Person,
    StepItem,
    Timebox,
    Value,
)
from bpworkshop.session.tools import Aim, Assessment, Asset, Clause, Occasion, Risk
from bpworkshop.session.types import (
    Day,
    Id,
    Kind,
    Later,
    Line,
    PersonRef,
    Phase,
    Record,
    Status,
    Step,
    Title,
)


class Meeting(Record):
    """The next meeting: when, where, and who invites."""

    on: Day
    at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Kind.TIME] | None = None
    place: Line | None = None
    invites: PersonRef | None = None


class Session(Record):
    """One workshop. Field names are the keys of the file, in the file's order."""

    id: Id
    title: Title
    created: AwareDatetime
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    phase: Phase = "prepare"
    status: Status = "draft"
    follows: Id | None = None
    delete_after: Day | None = None
    idea: Line | None = None
    ranking: tuple[Id, ...] = Many
    next_meeting: Meeting | None = None
    parties: tuple[Party, ...] = Many
    people: tuple[Person, ...] = Many
    agenda: Annotated[tuple[Timebox, ...], Later()] = Many
    options: tuple[Option, ...] = Many
    check_in: tuple[Said, ...] = Many
    goals: tuple[Goal, ...] = Many
    values: tuple[Value, ...] = Many
    alternatives: tuple[Alternative, ...] = Many
    benefits: tuple[Benefit, ...] = Many
    figures: tuple[Figure, ...] = Many
    commitments: tuple[Commitment, ...] = Many
    aims: Annotated[tuple[Aim, ...], Later()] = Many
    assets: Annotated[tuple[Asset, ...], Later()] = Many
    assessments: Annotated[tuple[Assessment, ...], Later()] = Many
    risks: Annotated[tuple[Risk, ...], Later()] = Many
    clauses: Annotated[tuple[Clause, ...], Later()] = Many
    occasions: Annotated[tuple[Occasion, ...], Later()] = Many
    agreements: Annotated[tuple[Agreement, ...], Later()] = Many
    rounds: Annotated[tuple[Round, ...], Later()] = Many
    decisions: Annotated[tuple[Decision, ...], Later()] = Many
    parked: tuple[Parked, ...] = Many
    notes: tuple[Note, ...] = Many
    check_out: tuple[Said, ...] = Many

    def board(self, step: Step) -> tuple[StepItem, ...]:
        """The items of a step or a tool, in the order in which they stand on its board."""
        items: tuple[StepItem, ...] = getattr(self, step)
        return items

    @property
    def only_ours(self) -> Iterator[StepItem]:
        """What stands on the boards that are ours by nature."""
        return (item for step in OURS_BY_NATURE for item in self.board(step))

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item with the name of its list."""
        for name in ITEM_LISTS:
            for item in getattr(self, name):
                yield name, item

    def find(self, id: str) -> tuple[str, Item] | None:
        """The item with this id, and the list that it stands in."""
        return next(((name, item) for name, item in self.items() if item.id == id), None)

    def party(self, id: str) -> Party | None:
        return next((party for party in self.parties if party.id == id), None)

    def person(self, id: str) -> Person | None:
        return next((person for person in self.people if person.id == id), None)

    @property
    def ours(self) -> Party:
        """Our own library: there is exactly one."""
        return next(party for party in self.parties if party.ours)

    @property
    def partners(self) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if not party.ours)


ITEM_LISTS = (
    "options",
    "check_in",
    *STEPS,
    *TOOLS,
    "agreements",
    "rounds",
    "decisions",
    "parked",
    "notes",
    "check_out",
)
"""The lists whose members are items; ``parties``, ``people`` and ``agenda`` are the others."""

LISTS = ("parties", "people", "agenda", *ITEM_LISTS)
"""Every list of records in a session, in the file's order."""

MEMBERS: dict[str, type[Entry]] = {
    "parties": Party,
    "people": Person,
    "agenda": Timebox,
    "options": Option,
    "check_in": Said,
    "goals": Goal,
    "values": Value,
    "alternatives": Alternative,
    "benefits": Benefit,
    "figures": Figure,
    "commitments": Commitment,
    "aims": Aim,
    "assets": Asset,
    "assessments": Assessment,
    "risks": Risk,
    "clauses": Clause,
    "occasions": Occasion,
    "agreements": Agreement,
    "rounds": Round,
    "decisions": Decision,
    "parked": Parked,
    "notes": Note,
    "check_out": Said,
}
"""The record that each list holds."""
