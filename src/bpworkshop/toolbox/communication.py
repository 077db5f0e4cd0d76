"""The communication plan: a first draft of its rows from what was said, and the plan told week by week.

Who hears of it first is inside: our own people and the partner's are audiences
too. What a row came from stands in its ``sources``; by them and its audience
it is known again, so that a draft never says twice what is there.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

from bpworkshop.pages import Reader
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_period
from bpworkshop.session.deciding import standing as decided
from bpworkshop.session.items import Benefit, Commitment, Party
from bpworkshop.session.readiness import is_valuation
from bpworkshop.session.session import Session
from bpworkshop.session.standing import OPEN, due, status
from bpworkshop.session.switching import counted
from bpworkshop.session.tallies import by_votes
from bpworkshop.session.tools import Audience, Occasion
from bpworkshop.session.types import SHARED
from bpworkshop.toolbox.clauses import parties
from bpworkshop.words import entry, say

LONGEST = 500
"""Letters of a line of a session (``session.types.Line``)."""

AHEAD: dict[Audience, int] = {"owners": 42, "staff": 28, "outside": 14}
"""Days before a day that counts on which each hears of it: those inside before the public."""

AHEAD_OF_PROMISE = 7
"""Days before a promise is due on which those hear of it to whom it was made."""

What = Literal["begin", "owners", "goal", "offer", "promise"]
Tense = Literal["past", "now", "ahead", "undated"]


class Word(NamedTuple):
    """Something that has to be told: what, to whom, what of it they shall remember, who does it."""

    what: What
    audience: Audience
    sources: tuple[str, ...]
    said: str = ""
    message: str | None = None
    day: date | None = None
    owner: str | None = None


class Week(NamedTuple):
    """The rows of a week with their numbers, by their days; ``first``: its Monday, None without a day."""

    first: date | None
    rows: tuple[tuple[int, Occasion], ...]

    @property
    def title(self) -> str:
        """Its number and its days."""
        if self.first is None:
            return say("weeks.undated")
        days = write_period(self.first, _sunday(self.first))
        return say("weeks.week", number=self.first.isocalendar().week, days=days)

    def tense(self, today: date) -> Tense:
        """Whether it has passed."""
        if self.first is None:
            return "undated"
        return "past" if _sunday(self.first) < today else "now" if self.first <= today else "ahead"


# A first draft


def draft(reader: Reader, new_id: Callable[[], str], *, ours: bool) -> tuple[Occasion, ...]:
    """The rows that what was said asks for, as far as the plan of this reader has none of them yet.

    ``ours``: they are only for our side, until they are brought to the table.
    """
    session = reader.session
    there = session.occasions
    made = []
    for word in _words(session, reader.today):
        if not any(_is_there(word, one) for one in there):
            made.append(_row(reader, word, new_id(), only_for=session.ours.id if ours else None))
    return tuple(made)


def _is_there(word: Word, one: Occasion) -> bool:
    """Whether a row of the plan tells this audience of it; what came from nothing, tells it anything."""
    if one.audience != word.audience:
        return False
    return not word.sources or not {*one.sources}.isdisjoint(word.sources)


def _words(session: Session, today: date) -> Iterator[Word]:
    goals, promises = list(_goals(session, today)), list(_promises(session, today))
    days = [one.day for one in (*goals, *promises) if one.day]
    yield from _beginning(session, _ahead(min(days, default=None), today, AHEAD["staff"]))
    yield from _to_owners(session, today)
    for word in goals:
        yield word._replace(day=_ahead(word.day, today, AHEAD["outside"]))
    yield from _offers(session)
    for word in promises:
        yield word._replace(day=_ahead(word.day, today, AHEAD_OF_PROMISE))


def _ahead(day: date | None, today: date, days: int) -> date | None:
    """So many days before a day that is ahead, today at the earliest."""
    if day is None:
        return None
    return max(day - timedelta(min(days, (day - today).days)), today)


def _beginning(session: Session, day: date | None) -> Iterator[Word]:
    """That it begins, and what for: there is always a word to those inside."""
    wanted = by_votes(heads(session.goals))
    shared = tuple(one for one in wanted if one.whose == SHARED) or wanted
    message = session.idea or (shared[0].statement if shared else None)
    sources = tuple(one.id for one in shared)
    yield Word("begin", "staff", sources, session.title, message, day, _first(session, session.ours.id))
    partners = _partners(session)
    for party in partners:
        several = say("communication.at", said=session.title, party=party.name)
        said = several if len(partners) > 1 else session.title
        yield Word("begin", "partner", sources, said, message, day, _first(session, party.id))
    if not partners:
        yield Word("begin", "partner", sources, session.title, message, day)


def _to_owners(session: Session, today: date) -> Iterator[Word]:
    """Who decides over us hears of what was decided and of money, where there is any."""
    decisions = [one for one in decided(session) if not one.stop]
    money = [one for one in counted(session, heads(session.commitments)) if one.money]
    priced = [one for one in counted(session, heads(session.figures)) if is_valuation(one) or one.cost]
    concerned = (*decisions, *money, *priced)
    if not concerned:
        return
    day = min((day for one in money if (day := due(one)) and day >= today), default=None)
    yield Word(
        "owners",
        "owners",
        tuple(one.id for one in concerned),
        message=session.idea or (decisions[0].text if decisions else None),
        day=_ahead(day, today, AHEAD["owners"]),
        owner=_first(session, session.ours.id),
    )


def _goals(session: Session, today: date) -> Iterator[Word]:
    """What both want is told to the public."""
    for goal in heads(session.goals):
        if goal.whose == SHARED:
            yield Word(
                *("goal", "outside", (goal.id,), goal.statement, goal.aim or goal.statement),
                day=goal.due if goal.due and goal.due >= today else None,
                owner=_first(session, session.ours.id),
            )


def _offers(session: Session) -> Iterator[Word]:
    """What a side gives, the people of the side that gets it have to know."""
    for one in counted(session, heads(session.benefits)):
        if one.receiver:
            yield _inside(session, "offer", one, one.receiver, one.benefit, one.need)


def _promises(session: Session, today: date) -> Iterator[Word]:
    """What was promised and nothing has ended yet, before it is due."""
    for one in counted(session, heads(session.commitments)):
        if one.to and status(one, today) in OPEN:
            word = _inside(session, "promise", one, one.to, one.commitment, one.evidence)
            day = due(one)
            yield word._replace(
                day=day if day and day >= today else None, owner=one.owner or one.carried_by or word.owner
            )


def _inside(
    session: Session, what: What, one: Benefit | Commitment, party: str, said: str, message: str | None
) -> Word:
    """A word to the people of a party, which it tells them itself."""
    audience: Audience = "staff" if party == session.ours.id else "partner"
    return Word(what, audience, (one.id,), said, message or said, owner=_first(session, party))


def _partners(session: Session) -> list[Party]:
    """The partners that are in the plan."""
    return [one for one in parties(session) if not one.ours]


def _first(session: Session, *whose: str) -> str | None:
    """Who speaks for parties: the first of their people."""
    return next((one.id for one in session.people if one.party in whose), None)


def _other_side(session: Session, owner: str | None) -> str | None:
    """Who says yes first: nothing is told of both that one side alone has read."""
    person = session.person(owner) if owner else None
    if person and person.party != session.ours.id:
        return _first(session, session.ours.id)
    return _first(session, *(one.id for one in _partners(session)))


def _row(reader: Reader, word: Word, id: str, *, only_for: str | None) -> Occasion:
    """A row with all that a first draft can say of it."""
    session = reader.session
    return Occasion(
        id=id,
        occasion=_line(say(f"communication.occasion.{word.what}", said=word.said)),
        audience=word.audience,
        message=_line(word.message) if word.message else None,
        effect=say(f"communication.effect.{word.audience}"),
        channel=_line(_channel(session, word.audience)),
        action=say(f"communication.action.{word.audience}"),
        owner=word.owner,
        due=word.day,
        approver=_other_side(session, word.owner),
        sources=word.sources,
        only_for=only_for,
    )


def _channel(session: Session, audience: Audience) -> str:
    """How they are reached: the public by the places that are offered, where there are some."""
    offered = [one.channel for one in counted(session, session.figures) if one.placement and one.channel]
    usual: str = entry(f"communication.channel.{audience}")
    return ", ".join(dict.fromkeys(filter(None, offered))) if audience == "outside" and offered else usual


def _line(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


# Week by week


def weeks(session: Session) -> tuple[Week, ...]:
    """The plan by the weeks of its days, what has no day last. What stands under another row is not told."""
    shown = {one.id for one in heads(session.occasions)}
    rows = [(number, one) for number, one in enumerate(session.occasions, 1) if one.id in shown]
    rows.sort(key=lambda row: (row[1].due or date.max, row[0]))
    found = groupby(rows, key=lambda row: _monday(row[1].due) if row[1].due else None)
    return tuple(Week(monday, tuple(several)) for monday, several in found)


def lines(reader: Reader) -> list[str]:
    """The plan week by week, as it is read aloud."""
    told: list[str] = []
    for week in weeks(reader.session):
        told += ["", heading(week, reader.today)]
        told += (f"{number} {reader.item('occasions', one)}" for number, one in week.rows)
    return [say("weeks.title"), *told] if told else [say("weeks.none")]


def heading(week: Week, today: date) -> str:
    """A week by its number and days, and whether it has passed."""
    tense = week.tense(today)
    return week.title if tense in ("ahead", "undated") else say(f"weeks.{tense}", week=week.title)


def late(session: Session, today: date) -> list[int]:
    """The numbers of the rows whose day has passed and of which nobody was told."""
    return [number for number, one in enumerate(session.occasions, 1) if one.is_late(today)]


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _sunday(monday: date) -> date:
    return monday + timedelta(6)
