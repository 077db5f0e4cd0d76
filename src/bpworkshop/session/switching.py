"""Alternatives that wake up: whose trigger has come, which one is the plan, what hung on who is out of it.

Nothing is written into what hangs. It follows from whom the plan goes
``without``: goals and values stay, the parties of an item may be changed as
ever, and where an alternative is only ours – in ``shared()`` it is not there –
nothing hangs that could tell of it.
"""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from typing import TypeVar

from bpworkshop.session.around import Decision
from bpworkshop.session.clusters import heads
from bpworkshop.session.edits import Add, Change, Several
from bpworkshop.session.items import Alternative, Benefit, Commitment, Figure, Item, StepItem
from bpworkshop.session.session import Session
from bpworkshop.session.standing import is_settled
from bpworkshop.session.types import AlternativeKind

I = TypeVar("I", bound=StepItem)  # noqa: E741

NO_PARTNER: tuple[AlternativeKind, ...] = ("alone", "stop")
"""The kinds of alternative that need no partner at all."""

WITHOUT: tuple[AlternativeKind, ...] = ("other-partner", *NO_PARTNER)
"""The kinds in which a partner drops out; in the others everybody stays."""


# Whose trigger has come


def came(one: Alternative, today: date) -> date | None:
    """The day on which it was last said, or due, that we switch to it; None while that is still ahead."""
    days = [day for day in (one.come, one.trigger_on) if day and day <= today]
    return max(days, default=None)


def awake(session: Session, today: date) -> tuple[Alternative, ...]:
    """The alternatives whose trigger has come and that are not the plan.

    What had come when the group switched was passed over then, and is not
    offered again. What stands under another is not offered by itself.
    """
    return tuple(one for one in heads(session.alternatives) if is_awake(session, one, today))


def is_awake(session: Session, one: Alternative, today: date) -> bool:
    """Whether an alternative is to be offered as the plan now."""
    day = came(one, today)
    if day is None or one.promoted:
        return False
    return all(plan.promoted is None or plan.promoted < day for plan in session.alternatives)


# The plan, and who is out of it


def plans(session: Session) -> tuple[Alternative, ...]:
    """The alternative that is the plan; none while it is the idea itself.

    More than one only where two sides promoted different ones at once: both
    stand until people choose.
    """
    return tuple(one for one in session.alternatives if one.promoted)


def out(session: Session) -> tuple[str, ...]:
    """The partners that the plan goes without, in the order of the parties; our side is always in it."""
    gone = set(chain.from_iterable(one.without for one in session.alternatives if one.promoted))
    return tuple(party.id for party in session.partners if party.id in gone) if gone else ()


def stay_out(session: Session, one: Alternative) -> tuple[str, ...]:
    """Who is out already and stays so when this one becomes the plan.

    Only what a plan says that everybody sees who sees this one: it would tell
    them of the other.
    """
    seen = tuple(plan for plan in plans(session) if plan.only_for in (None, one.only_for))
    return out(session.model_copy(update={"alternatives": seen}))


def could_go(session: Session, one: Alternative) -> tuple[str, ...]:
    """The partners that may drop out when this one becomes the plan."""
    gone = stay_out(session, one)
    return tuple(party.id for party in session.partners if party.id not in gone)


def parties_of(item: Item) -> tuple[str, ...]:
    """The parties between which an item of give and get, a number or a promise stands."""
    if isinstance(item, Benefit):
        named: tuple[str | None, ...] = (item.giver, item.receiver)
    elif isinstance(item, Figure):
        named = (item.giver,)
    elif isinstance(item, Commitment):
        named = (item.promiser, item.to)
    else:
        named = ()
    return tuple(id for id in named if id)


def hung_on(item: Item, gone: Collection[str]) -> str | None:
    """The party out of the plan that an item hung on; None where it stands, or a promise is settled."""
    party = next((id for id in parties_of(item) if id in gone), None) if gone else None
    return None if party is None or (isinstance(item, Commitment) and is_settled(item)) else party


def hanging(session: Session, party: str) -> tuple[StepItem, ...]:
    """What hangs on a party: benefits and figures with it, and promises that are not settled, board by board.

    Its goals do not: goals and values stay.
    """
    return tuple(
        one
        for one in (*session.benefits, *session.figures, *session.commitments)
        if hung_on(one, (party,)) == party
    )


def counted(session: Session, items: Iterable[I]) -> tuple[I, ...]:
    """The items that still count: those that name nobody who is out of the plan."""
    gone = out(session)
    return tuple(one for one in items if not gone or not any(id in gone for id in parties_of(one)))


# Switching


def promotion(session: Session, one: Alternative, without: Collection[str], decision: Decision) -> Several:
    """The one edit that makes an alternative the plan: since the decision's day, without these partners.

    Who was out before stays out (``stay_out``). The plan before is an
    alternative again.
    """
    gone = {*stay_out(session, one), *without}
    values = {
        "promoted": decision.on,
        "without": tuple(party.id for party in session.partners if party.id in gone),
    }
    return Several((*_back(session), Change(one.id, values), Add("decisions", decision)))


def first_plan(session: Session, decision: Decision) -> Several:
    """The one edit with which the idea is the plan again, and everybody is in it."""
    return Several((*_back(session), Add("decisions", decision)))


def _back(session: Session) -> tuple[Change, ...]:
    return tuple(Change(one.id, {"promoted": None, "without": ()}) for one in plans(session))
