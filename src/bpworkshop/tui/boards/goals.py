"""Goals: by party, all together first, or by votes."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.session.items import Goal
from bpworkshop.session.types import SHARED
from bpworkshop.tui.boards.drawn import DOTS, Drawn, beneath, dots, in_order, missing, narrow, numbered, tail
from bpworkshop.tui.rows import Column, Row, under


def board(drawn: Drawn) -> Iterator[Row]:
    """By party, all together first; by votes when asked, with whose it is beside it."""
    numbers = numbered(drawn, "goals")
    goals = in_order(drawn, drawn.reader.session.goals)
    below = gathered(drawn.reader.session.goals)
    voted = any(goal.votes for goal in goals)
    if drawn.votes:
        for goal in goals:
            yield from _goal(drawn, goal, numbers[goal.id], voted)
            yield from beneath(drawn, "goals", below.get(goal.id, ()))
        return
    for whose in (SHARED, *(party.id for party in drawn.reader.session.parties), None):
        of_them = [goal for goal in goals if goal.whose == whose]
        if of_them:
            title = drawn.reader.party(whose) if whose else missing(drawn, "goals", "whose")
            title = title[:1].upper() + title[1:]
            yield from under(title, "group" if whose else "missing", drawn.width, indent=2)
        for goal in of_them:
            yield from _goal(drawn, goal, numbers[goal.id], voted)
            yield from beneath(drawn, "goals", below.get(goal.id, ()))


def _goal(drawn: Drawn, goal: Goal, number: int, voted: bool) -> Iterator[Row]:
    columns = []
    if drawn.broad:
        broad = 26 if drawn.width >= 110 else 17
        for name in ("measure", "aim"):
            value = getattr(goal, name)
            columns.append(
                Column(value or missing(drawn, "goals", name), "known" if value else "missing", broad)
            )
        if voted:
            columns.append(Column(dots(goal), "mark", DOTS))
    yield from drawn.item(number, goal, goal.statement, columns)
    if goal.certainty == "assumed":
        words = drawn.reader.guide.choice("goals", "certainty", "assumed")
        yield from under(f"({words})", "mark", drawn.width, goal.id)
    if not drawn.broad:
        yield from narrow(drawn, "goals", goal, "measure", "aim", dots=dots(goal))
    yield from tail(drawn, "goals", goal, "beneficiaries", "target", "due")
