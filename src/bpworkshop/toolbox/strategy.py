"""Strategy: which overall aims of the library this partnership serves, and by which goals."""

from collections.abc import Iterator
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.pages import Reader
from bpworkshop.session.carrying import same_name
from bpworkshop.session.clusters import heads
from bpworkshop.session.items import Goal
from bpworkshop.session.session import Session
from bpworkshop.session.tools import Aim
from bpworkshop.session.types import SHARED
from bpworkshop.words import say


class Unnamed(NamedTuple):
    """An aim that goals name and that stands on no board: its words, and the ids of the goals."""

    words: str
    goals: tuple[str, ...]


def goals_of(session: Session, aim: Aim) -> tuple[Goal, ...]:
    """The goals by which an aim is served: those that were linked to it, and those that name it."""
    return tuple(one for one in session.goals if one.id in aim.sources or same_name(one.aim, aim.aim))


def unnamed(session: Session) -> tuple[Unnamed, ...]:
    """The aims of ours that goals name and nobody has put on the board, as the first of them spells it.

    What another side's goal is for is an aim of theirs.
    """
    there = {text.folded(one.aim) for one in session.aims}
    ours = (None, SHARED, session.ours.id)
    found: dict[str, list[Goal]] = {}
    for goal in heads(session.goals):
        if goal.aim and goal.whose in ours and text.folded(goal.aim) not in there:
            found.setdefault(text.folded(goal.aim), []).append(goal)
    return tuple(Unnamed(each[0].aim or "", tuple(one.id for one in each)) for each in found.values())


def by_goals(reader: Reader, aim: Aim) -> str:
    """By which goals an aim is served, in words; empty where by none."""
    found = goals_of(reader.session, aim)
    numbers = [str(n) for n, one in enumerate(reader.session.goals, 1) if one in found]
    return say("strategy.by_goals", n=len(numbers), numbers=", ".join(numbers)) if numbers else ""


def still_unnamed(reader: Reader) -> Iterator[str]:
    """That goals name aims which do not stand on the board yet, and how they come there."""
    found = unnamed(reader.session)
    if found:
        yield say("strategy.unnamed", n=len(found), aims=", ".join(one.words for one in found))


def lines(reader: Reader) -> Iterator[str]:
    """The aims as they are read aloud, each with how it is served and the goals by which."""
    for number, aim in enumerate(reader.session.aims, 1):
        yield f"{number} {reader.item('aims', aim, whole=True)}"
        found = goals_of(reader.session, aim)
        yield from (f"  {reader.labelled('goals', 'statement', goal.statement)}" for goal in found)
        if not found:
            yield f"  {say('strategy.no_goal')}"
    yield from still_unnamed(reader)
