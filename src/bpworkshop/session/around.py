"""What stands around the boards: voices, votes, decisions, agreed texts, what was parked, notes."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Figure,
    Goal,
    Item,
    Many,
    Value,
)
from bpworkshop.session.tools import Aim, Assessment, Asset, Clause, Occasion, Part, Risk, State
from bpworkshop.session.types import (
    Cell,
    Day,
    Evaluates,
    Id,
    Later,
    Line,
    Mark,
    Naming,
    PersonRef,
    Record,
    Standing,
    Step,
    Text,
    Voting,
    Way,
    Whole,
)


class Option(Item):
    """A partnership that was considered before the idea was chosen."""

    text: Line


class Said(Item):
    """One voice of a check-in or check-out."""

    text: Line


class Objection(Record):
    """What stands against a proposal. ``answer``: the words that the proposal got because of it."""

    reason: Line
    by: PersonRef | None = None
    answer: Line | None = None


class Reopening(Record):
    """That a decision was opened again: when, who asked for it, and why."""

    on: Day
    why: Line
    by: PersonRef | None = None


class Decision(Item):
    """What was decided, how, by whom that was there, and about which items.

    ``standing``: a proposal, until nobody objects any more. ``was`` are the
    words that it had before. ``replaces`` is the decision in whose place this
    one stands, ``round`` the vote that it came from. ``stop`` is the decision
    to stop over a conflict of values.
    """

    text: Line
    on: Day
    how: Way = "no-objection"
    standing: Standing = "agreed"
    stop: bool = False
    about: tuple[Id, ...] = Many
    present: tuple[PersonRef, ...] = Many
    was: tuple[Line, ...] = Many
    objections: tuple[Objection, ...] = Many
    reopened: Reopening | None = None
    replaces: Id | None = None
    round: Id | None = None


class Choice(Record):
    """What could be voted for: the item, where it is one, and its words as they were then.

    ``marks``: what it got where nobody's ballot is known, the lowest first: of
    dots and hands one count, of fingers and ratings each one shown.
    """

    text: Line
    item: Id | None = None
    theme: Cell | None = None
    marks: tuple[Mark, ...] = Many


class Because(Record):
    """Why somebody gave a choice its mark, in writing. ``choice``: its number, counted from 1."""

    choice: Whole
    text: Line


class Ballot(Record):
    """What one person, or one paper slip, said: a mark for each choice in their order, and why.

    ``because``: the reasons choice by choice, where each is asked for one.
    """

    marks: Annotated[tuple[Mark, ...], Field(strict=False, min_length=1)]
    by: PersonRef | None = None
    slip: Whole | None = None
    reason: Line | None = None
    because: tuple[Because, ...] = Many


class Round(Item):
    """A vote. ``each``: how many dots everyone had; ``several``: more than one of them on a choice.

    In the session it is closed; while it runs it stands beside it, where
    nobody else reads (``store.beside``). ``evaluates``: it is an evaluation of
    the partnership, while it runs or at its end; ``expected``: how many slips
    it waits for, where it does not go by the people who are there.
    """

    text: Line
    method: Voting
    names: Naming = "named"
    secret: bool = True
    step: Step | None = None
    evaluates: Evaluates | None = None
    expected: Whole | None = None
    each: Whole | None = None
    several: bool = False
    opened: AwareDatetime
    closed: AwareDatetime | None = None
    choices: tuple[Choice, ...] = Many
    ballots: tuple[Ballot, ...] = Many


class Note(Item):
    """A facilitator's note, or a remark worth keeping."""

    text: Text


class Parked(Item):
    """Something set aside, to be given an owner and a date at the end.

    An item that was parked from a board is kept whole in ``item``, so that it
    can go back; ``was`` names the single value (``title``, ``idea``) whose
    other reading a merge put here.
    """

    text: Text
    owner: PersonRef | None = None
    due: Day | None = None
    was: Line | None = None
    step: Step | None = None
    item: (
        Annotated[
            Goal
            | Value
            | Alternative
            | Benefit
            | Figure
            | Commitment
            | Clause
            | Occasion
            | Risk
            | Assessment
            | Asset
            | Aim,
            Later(),
        ]
        | None
    ) = None


class Agreed(Record):
    """A clause as it stood in an agreed text. ``id``: the item of the session that it was."""

    id: Id
    part: Part | None = None
    clause: Line
    state: State | None = None
    text: Text | None = None
    why: Line | None = None


class Agreement(Item):
    """A version of the agreement that both sides agreed to, and who. Kept as it was then.

    ``text`` says in a line what it is; ``amends`` the version that it amends:
    one that was signed.
    """

    text: Line
    on: Day
    people: tuple[PersonRef, ...] = Many
    signed: Day | None = None
    amends: Id | None = None
    wording: tuple[Agreed, ...] = Many
