"""The clauses of an agreement as they follow from what was said: a few plain sentences each.

Each knows what its words came from. They say what a session says and no more:
where a side has not said its part, a clause is not whole. Nothing here reads a
field that is ours, so what stands in it depends on the session alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from bpworkshop import planned
from bpworkshop.pages import Reader
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_date
from bpworkshop.session.deciding import standing as decided
from bpworkshop.session.items import Commitment, Goal, Party
from bpworkshop.session.session import Session
from bpworkshop.session.standing import due, standing
from bpworkshop.session.switching import counted, out, plans
from bpworkshop.session.types import SHARED
from bpworkshop.words import say

LONGEST = 18_000
"""Letters of the words of a clause, at most: a text of a session takes some more (``types.Text``)."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a clause says by now. ``whole``: everybody has said their part of it."""

    text: str | None
    sources: tuple[str, ...]
    whole: bool


@dataclass(slots=True)
class Written:
    """Lines that are being written, with what they came from. ``lacks``: something of it was not said."""

    lines: list[str] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)
    lacks: bool = False

    def say(self, line: str, *sources: str) -> None:
        self.lines.append(line.replace("\n", " "))
        self.sources |= dict.fromkeys(sources)

    def words(self) -> Words:
        if not self.lines:
            return Words(None, (), False)
        return Words("\n".join(_short(self.lines)), tuple(self.sources), not self.lacks)


def _short(lines: list[str]) -> Iterator[str]:
    """The lines that there is room for, and how many more there are."""
    room = LONGEST
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield say("agreement.more", n=len(lines) - number)
            return
        yield line


Writer = Callable[[Reader, Written], None]


def drafted(reader: Reader) -> dict[str, Words]:
    """Each standard clause as the reader's session would have it now, by its id in the guide."""
    found = {}
    # Who is in the plan shows in every clause, if only by who is not in it.
    without = dict.fromkeys(one.id for one in plans(reader.session) if one.without)
    for one in reader.guide.toolbox.agreement.clauses:
        written = Written(sources=dict(without))
        if write := WRITERS.get(one.id):
            write(reader, written)
        found[one.id] = written.words()
    return found


# What is asked of a session more than once


def parties(session: Session) -> tuple[Party, ...]:
    """The parties that are in the plan."""
    gone = out(session)
    return tuple(one for one in session.parties if one.id not in gone)


def promises(session: Session) -> tuple[Commitment, ...]:
    """The promises that hold, those that are due first in front."""
    found = (one for one in counted(session, heads(session.commitments)) if not _is_released(one))
    return tuple(sorted(found, key=lambda one: due(one) or date.max))


def _is_released(one: Commitment) -> bool:
    events = standing(one)
    return bool(events) and events[-1].kind == "released"


def goals(session: Session, whose: str) -> tuple[Goal, ...]:
    """What all want together (``shared``), or what a party does."""
    return tuple(one for one in heads(session.goals) if one.whose == whose)


def _and_more(said: str, known: Iterable[str]) -> str:
    told = "; ".join(known)
    return say("agreement.known", what=said, known=told) if told else said


# Who


def _parties(reader: Reader, written: Written) -> None:
    for party in parties(reader.session):
        mission = party.mission or ""
        line = say("agreement.party", party=party.name, mission=mission) if mission else party.name
        written.say(line, party.id)
        written.lacks |= not mission


def _representatives(reader: Reader, written: Written) -> None:
    for party in parties(reader.session):
        people = [one for one in reader.session.people if one.party == party.id]
        if people:
            names = ", ".join(_named(reader, one.id) for one in people)
            line = say("agreement.representatives", party=party.name, people=names)
            written.say(line, party.id, *(one.id for one in people))
        written.lacks |= not people


def _named(reader: Reader, id: str) -> str:
    """A person with their role."""
    person = reader.session.person(id)
    name = reader.person(id)
    return say("agreement.person", name=name, role=person.role) if person and person.role else name


def _mandate(reader: Reader, written: Written) -> None:
    held = promises(reader.session)
    for party in parties(reader.session):
        theirs = [one for one in held if one.promiser == party.id and one.owner]
        owners = list(dict.fromkeys(one.owner for one in theirs if one.owner))
        if owners:
            line = say("agreement.mandate", party=party.name, people=", ".join(map(reader.person, owners)))
            written.say(line, party.id, *owners, *(one.id for one in theirs))
        written.lacks |= not owners
    for one in held:
        last = standing(one)[-1:]
        if last and last[0].kind == "proposed" and last[0].waits_for:
            written.say(say("agreement.waits", who=last[0].waits_for, what=one.said), one.id)


# Why


def _purpose(reader: Reader, written: Written) -> None:
    session = reader.session
    if session.idea:
        written.say(session.idea, "idea")
    for line in planned.told(session, reader.party):
        written.say(line, *(one.id for one in plans(session)))


def _goal(reader: Reader, goal: Goal) -> str:
    more = [reader.labelled("goals", "aim", goal.aim)] if goal.aim else []
    if goal.certainty == "assumed":
        more.append(reader.guide.choice("goals", "certainty", "assumed"))
    return _and_more(goal.statement, more)


def _shared_goals(reader: Reader, written: Written) -> None:
    for goal in goals(reader.session, SHARED):
        written.say(_goal(reader, goal), goal.id)


def _own_goals(reader: Reader, written: Written) -> None:
    for party in parties(reader.session):
        theirs = goals(reader.session, party.id)
        for goal in theirs:
            line = say("agreement.of_party", party=party.name, what=_goal(reader, goal))
            written.say(line, party.id, goal.id)
        written.lacks |= not theirs


def _values(reader: Reader, written: Written) -> None:
    for value in heads(reader.session.values):
        # How well it fits is how people felt on that day: what they do about it is what they agree.
        more = [value.mitigation] if value.mitigation else []
        written.say(_and_more(value.value, more), value.id)


# What


def _work_plan(reader: Reader, written: Written) -> None:
    for one in promises(reader.session):
        day = due(one)
        known = [
            *([reader.person(one.owner)] if one.owner else []),
            *([say("agreement.by_day", day=write_date(day))] if day else []),
            *([reader.labelled("commitments", "evidence", one.evidence)] if one.evidence else []),
        ]
        party = reader.party(one.promiser) if one.promiser else ""
        said = say("agreement.of_party", party=party, what=one.said) if party else one.said
        written.say(_and_more(said, known), one.id, *filter(None, (one.promiser, one.owner)))
        written.lacks |= not (party and one.owner and day)


def _give_and_get(reader: Reader, written: Written) -> None:
    session = reader.session
    benefits = counted(session, heads(session.benefits))
    for one in benefits:
        if one.giver and one.receiver:
            giver, receiver = reader.party(one.giver), reader.party(one.receiver)
            line = say("agreement.gives", giver=giver, receiver=receiver, what=one.said)
            more = [reader.labelled("benefits", "need", one.need)] if one.need else []
            written.say(_and_more(line, more), one.id, one.giver, one.receiver)
    for figure in counted(session, heads(session.figures)):
        if figure.giver and figure.value is not None:
            line = say("agreement.numbers", party=reader.party(figure.giver), what=reader.figure(figure))
            written.say(line, figure.id, figure.giver)
    needed = {party.id for party in parties(session)}
    givers, receivers = ({getattr(one, side) for one in benefits} for side in ("giver", "receiver"))
    written.lacks = not (needed <= givers and needed <= receivers)


def _roles(reader: Reader, written: Written) -> None:
    held = promises(reader.session)
    for party in parties(reader.session):
        people = [one for one in reader.session.people if one.party == party.id]
        for one in people:
            theirs = [each for each in held if each.owner == one.id]
            if not (one.role or theirs):
                continue
            line = say("agreement.of_party", party=party.name, what=_named(reader, one.id))
            tasks = (each.said for each in theirs)
            written.say(_and_more(line, tasks), party.id, one.id, *(each.id for each in theirs))
        written.lacks |= not any(one.role or any(each.owner == one.id for each in held) for one in people)
    written.lacks |= not held or any(one.owner is None for one in held)


def _indicators(reader: Reader, written: Written) -> None:
    names = ("measure", "target", "due")
    session = reader.session
    whose = (SHARED, *(party.id for party in parties(session)))
    for goal in chain.from_iterable(goals(session, one) for one in whose):
        told = [reader.labelled("goals", name, found) for name in names if (found := getattr(goal, name))]
        if told:
            written.say(_and_more(goal.statement, told), goal.id)
        written.lacks |= goal.measure is None
    written.lacks |= not goals(session, SHARED)


# How


def _decisions(reader: Reader, written: Written) -> None:
    for one in decided(reader.session):
        if not one.stop:
            how = reader.guide.choice("decisions", "how", one.how)
            written.say(_and_more(one.text, (how, write_date(one.on))), one.id)


def _meetings(reader: Reader, written: Written) -> None:
    meeting = reader.session.next_meeting
    if meeting:
        names = ("on", "at", "place", "invites")
        known = (
            reader.labelled("meeting", name, found) for name in names if (found := getattr(meeting, name))
        )
        written.say("; ".join(known), "next-meeting", *filter(None, [meeting.invites]))


def _communication(reader: Reader, written: Written) -> None:
    for one in heads(reader.session.occasions):
        names = ("audience", "channel", "owner", "due", "approver")
        known = (reader.labelled("occasions", name, found) for name in names if (found := getattr(one, name)))
        written.say(_and_more(one.said, known), one.id, *filter(None, (one.owner, one.approver)))


# If


def _change(reader: Reader, written: Written) -> None:
    for one in heads(reader.session.alternatives):
        if not one.promoted:
            names = ("failure", "trigger", "trigger_on", "owner")
            known = (
                reader.labelled("alternatives", name, found)
                for name in names
                if (found := getattr(one, name))
            )
            written.say(_and_more(one.said, known), one.id, *filter(None, [one.owner]))


def _delay(reader: Reader, written: Written) -> None:
    for one in promises(reader.session):
        if one.if_missed:
            written.say(say("agreement.if_missed", what=one.said, then=one.if_missed), one.id)


WRITERS: dict[str, Writer] = {
    "parties": _parties,
    "representatives": _representatives,
    "mandate": _mandate,
    "purpose": _purpose,
    "shared-goals": _shared_goals,
    "own-goals": _own_goals,
    "values": _values,
    "work-plan": _work_plan,
    "give-and-get": _give_and_get,
    "roles": _roles,
    "indicators": _indicators,
    "decisions": _decisions,
    "meetings": _meetings,
    "communication": _communication,
    "change": _change,
    "delay": _delay,
}
"""By the ids of the guide's clauses. Of the others nothing is known before it is asked."""
