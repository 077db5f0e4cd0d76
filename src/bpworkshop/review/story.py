"""A chain of sessions as one story: of each its day, what was decided and promised, and what became of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from bpworkshop.method.guide import Guide
from bpworkshop.pages import Reader
from bpworkshop.review import chain
from bpworkshop.review.chain import Past
from bpworkshop.session import deciding
from bpworkshop.session.dates import write_date
from bpworkshop.session.session import Session
from bpworkshop.session.standing import due, status
from bpworkshop.words import say

Kind = Literal["wrong", "head", "known", "said"]


class Line(NamedTuple):
    """One line of the story, and what it is: the head of a session, something said, what is known of it."""

    kind: Kind
    words: str


def story(path: Path, session: Session, guide: Guide, today: date) -> list[Line]:
    """The story that a session is part of; empty where it stands alone. Only for us: it is of more rooms."""
    found = chain.whole(path, session)
    pasts, wrong = chain.read_all((*found.before, *found.after), session, everyone=False)
    lines = [Line("wrong", words) for words in (*found.told, *wrong)]
    if not pasts:
        return lines
    ids = {one.id for one in found.before}
    before = [one for one in pasts if one.listed.id in ids]
    for past in before:
        lines += _chapter(past, guide, today)
    lines.append(Line("head", say("story.here", title=session.title, day=_day(session))))
    for past in pasts[len(before) :]:
        lines += _chapter(past, guide, today)
    return lines


def _day(session: Session) -> str:
    return write_date(session.created.date())


def _chapter(past: Past, guide: Guide, today: date) -> Iterator[Line]:
    session = past.session
    reader = Reader(session, guide, today, everyone=False)
    yield Line("head", say("story.head", day=_day(session), title=session.title))
    stands = guide.phase(session.phase).label, guide.choice("session", "status", session.status)
    yield Line("known", ", ".join((*stands, past.listed.handle)))
    if session.idea:
        yield Line("known", reader.labelled("session", "idea", session.idea))
    for decision in deciding.standing(session):
        yield Line("known", say("story.decided", what=decision.text))
    for promise in session.commitments:
        who = [reader.person(promise.owner)] if promise.owner else []
        side = [reader.party(promise.promiser)] if promise.promiser else []
        state, day = status(promise, today), due(promise)
        facts = [*(who or side), *([say("ending.by", day=write_date(day))] if day else [])]
        yield Line("said", f"{promise.said} – {', '.join((*facts, guide.statuses[state]))}")
