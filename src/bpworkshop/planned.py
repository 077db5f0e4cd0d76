"""Which alternative is the plan, whose day has come, what hung on who is out: in words, for every face."""

from collections.abc import Callable, Iterator
from datetime import date

from bpworkshop.method.guide import Guide
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Alternative, Commitment, Item
from bpworkshop.session.session import Session
from bpworkshop.session.switching import came, hung_on, is_awake, out, plans
from bpworkshop.words import say

Name = Callable[[str], str]
"""What a party is called, by its id."""


def marks(session: Session, item: Item, today: date, name: Name) -> Iterator[str]:
    """What is to be said beside an item: that it is the plan, that its day came, that it hangs."""
    if isinstance(item, Alternative):
        if item.promoted:
            yield plan(item, name)
        elif day := came(item, today):
            key = "planned.awake" if is_offered(session, item, today) else "planned.came"
            yield say(key, day=write_date(day))
    elif party := hung_on(item, out(session)):
        key = "planned.to_settle" if isinstance(item, Commitment) else "planned.hung"
        yield say(key, party=name(party))


def is_offered(session: Session, one: Alternative, today: date) -> bool:
    """Whether an alternative is awake, and the session is one in which it can become the plan."""
    return session.status != "closed" and is_awake(session, one, today)


def plan(one: Alternative, name: Name) -> str:
    """Since when an alternative is the plan, and without whom."""
    since = write_date(one.promoted) if one.promoted else ""
    if not one.without:
        return say("planned.since", day=since)
    return say("planned.without", day=since, parties=", ".join(map(name, one.without)))


def told(session: Session, name: Name) -> list[str]:
    """The plan in a line, where it is an alternative."""
    return [say("planned.now", option=one.option, how=plan(one, name)) for one in plans(session)]


def hung(session: Session, guide: Guide, name: Name) -> Iterator[tuple[str, list[str]]]:
    """What hung on each who is out: how much it is, and each thing with its board and its number there."""
    for party in out(session):
        lines = [
            say(key, step=guide.step(step).label, number=number, text=one.said)
            for step in BOARDS
            for number, one in enumerate(session.board(step), 1)
            if hung_on(one, (party,))
            for key in ["planned.line_to_settle" if isinstance(one, Commitment) else "planned.line"]
        ]
        if lines:
            yield say("planned.hangs", n=len(lines), party=name(party)), lines
