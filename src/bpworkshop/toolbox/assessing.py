"""Partner assessment: each partner by every criterion – how strong, how sure, what is still to find out.

Ours by nature: on the session that everyone may see there is nothing of it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bpworkshop.pages import Reader
from bpworkshop.session.clusters import heads
from bpworkshop.session.readiness import CRITERIA
from bpworkshop.session.switching import out
from bpworkshop.session.tools import Assessment, Criterion, Grade
from bpworkshop.session.types import Reliability
from bpworkshop.words import say

GRADES: tuple[Grade, ...] = ("low", "medium", "high")
"""From the weakest to the strongest, of strength and of how sure it is."""

Numbered = tuple[int, Assessment]


class Judged(NamedTuple):
    """What is known of a partner by a criterion.

    ``numbers``: the items that say so; ``strengths``: what the surest of them
    say, the weakest first, more than one where they do not agree; ``reliability``:
    how sure these are. ``asked``: the items that have something still to find out.
    """

    numbers: tuple[int, ...] = ()
    strengths: tuple[Grade, ...] = ()
    reliability: Reliability | None = None
    asked: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.numbers


class Partner(NamedTuple):
    """A partner (its id), and what is known of it by each criterion, in their order."""

    id: str
    judged: dict[Criterion, Judged]

    @property
    def blank(self) -> tuple[Criterion, ...]:
        """The criteria of which nobody has said anything."""
        return tuple(name for name, one in self.judged.items() if one.is_empty)


class Assessed(NamedTuple):
    """All partners that are in the plan. ``questions``: what is still to find out; ``unsorted``: numbers."""

    partners: tuple[Partner, ...]
    questions: tuple[Numbered, ...]
    unsorted: tuple[int, ...]


def assessed(reader: Reader) -> Assessed:
    """The partners of a reader's session, looked at by every criterion."""
    session = reader.session
    known = {one.id for one in heads(session.assessments)}
    items = [(n, one) for n, one in enumerate(session.assessments, 1) if one.id in known]
    there = [party.id for party in session.partners if party.id not in out(session)]
    partners = tuple(
        Partner(id, {name: _judged([x for x in items if _is(x[1], id, name)]) for name in CRITERIA})
        for id in there
    )
    unsorted = tuple(n for n, one in items if one.party not in there or one.criterion is None)
    return Assessed(partners, tuple(one for one in items if one[1].unknown), unsorted)


def _is(one: Assessment, party: str, criterion: Criterion) -> bool:
    return (one.party, one.criterion) == (party, criterion)


def _judged(items: Sequence[Numbered]) -> Judged:
    judging = [one for _, one in items if one.strength]
    surest = max((_rank(one.reliability) for one in judging), default=0)
    said = {one.strength for one in judging if _rank(one.reliability) == surest}
    return Judged(
        tuple(n for n, _ in items),
        tuple(grade for grade in GRADES if grade in said),
        GRADES[surest - 1] if surest else None,
        tuple(n for n, one in items if one.unknown),
    )


def _rank(level: Reliability | None) -> int:
    """How sure it is; 0 where nobody said."""
    return 1 + GRADES.index(level) if level else 0


# Told


def cell(reader: Reader, one: Judged) -> str:
    """What is known by a criterion, in few words, with the numbers of the items."""
    if one.is_empty:
        return say("assessment.blank")
    told = _strength(reader, one)
    if one.strengths:
        level = one.reliability and reader.guide.choice("assessments", "reliability", one.reliability)
        told = f"{told}, {say('assessment.sure', level=level or '?')}"
    return f"{told} ({', '.join(map(str, one.numbers))})"


def _strength(reader: Reader, one: Judged) -> str:
    if not one.strengths:
        return say("assessment.to_find_out" if one.asked else "assessment.not_judged")
    low, high = (
        reader.guide.choice("assessments", "strength", grade)
        for grade in (one.strengths[0], one.strengths[-1])
    )
    return low if low == high else say("assessment.not_agreed", low=low, high=high)


def question(reader: Reader, numbered: Numbered) -> str:
    """Something to find out, with what it is about."""
    number, one = numbered
    about = [reader.party(one.party)] if one.party else []
    about += [reader.guide.choice("assessments", "criterion", one.criterion)] if one.criterion else []
    return f"{number} {one.unknown}" + (f" ({', '.join(about)})" if about else "")


def counted(partner: Partner) -> str:
    """By how many of the criteria a partner was looked at."""
    return say("assessment.count", n=len(CRITERIA) - len(partner.blank), of=len(CRITERIA))


def lines(reader: Reader) -> Iterator[str]:
    """The assessment as it is read aloud: partner by partner, then what is still to find out."""
    found = assessed(reader)
    for partner in found.partners:
        yield f"{reader.party(partner.id)}: {counted(partner)}"
        for name, one in partner.judged.items():
            if not one.is_empty:
                yield f"  {reader.guide.choice('assessments', 'criterion', name)}: {cell(reader, one)}"
        if partner.blank:
            yield f"  {blank(reader, partner)}"
    yield from rest(reader, found)


def blank(reader: Reader, partner: Partner) -> str:
    """The criteria of which nobody has said anything yet, by name."""
    names = (reader.guide.choice("assessments", "criterion", one) for one in partner.blank)
    return say("assessment.still", criteria=", ".join(names))


def unsorted(found: Assessed) -> str:
    """What has no place in the table, because its partner or its criterion was not said."""
    return say("assessment.unsorted", numbers=", ".join(map(str, found.unsorted)))


def rest(reader: Reader, found: Assessed) -> Iterator[str]:
    """What stands under the table: what has no place in it, and the questions to ask."""
    if found.unsorted:
        yield unsorted(found)
    if found.questions:
        yield say("assessment.questions")
        yield from (f"  {question(reader, one)}" for one in found.questions)
