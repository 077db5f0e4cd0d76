"""Who reads a document, and as of which day: chosen in one place, so that no document can forget it."""

from collections.abc import Iterator
from datetime import date, datetime

from bpworkshop.method.guide import Guide
from bpworkshop.pages import Reader
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.session.stage import Veil


def reader(session: Session, veil: Veil | None, guide: Guide, today: date | None, *, only_us: bool) -> Reader:
    """What a document is drawn from: for everyone the shared session, for our side all of it.

    A board that hides what is entered hides it on paper too. Without ``today``
    it is the newest day of what the reader may see, so that the day tells of nothing else.
    """
    view = veiled(session, veil) if only_us else shared(session, veil)
    return Reader(view, guide, today or as_of(view), everyone=not only_us)


def as_of(session: Session) -> date:
    """The newest day of which the session itself knows that it has been: no clock has a say in it."""
    return max(one.date() if isinstance(one, datetime) else one for one in _been(session) if one)


def _been(session: Session) -> Iterator[date | None]:
    yield session.created
    yield from (party.left for party in session.parties)
    for person in session.people:
        yield from (person.came, person.left)
    for box in session.agenda:
        yield from (box.began, box.ended)
    for plan in session.alternatives:
        yield from (plan.come, plan.promoted)
    for event in (event for one in session.commitments for event in one.events):
        yield from (event.on, event.recorded)
    yield from (row.told for row in session.occasions)
    for version in session.agreements:
        yield from (version.on, version.signed)
    for vote in session.rounds:
        yield from (vote.opened, vote.closed)
    for decision in session.decisions:
        yield from (decision.on, decision.reopened.on if decision.reopened else None)
