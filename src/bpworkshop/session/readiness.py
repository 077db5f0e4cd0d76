"""What is still to say, step by step. The rules are those that the guide tells as *ready*.

A gap is a rule's name and where it applies; the guide has the words. An empty
step is never ready, and a step that is not ready is never locked. What stands
under another item is neither counted nor asked for (``clusters``); nor is what
hung on who is out of the plan, and nothing is asked of them (``switching``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from bpworkshop.session.boards import STEPS
from bpworkshop.session.clauses import is_in, once
from bpworkshop.session.clusters import heads
from bpworkshop.session.deciding import standing as decided
from bpworkshop.session.items import Alternative, Commitment, Figure, Value
from bpworkshop.session.session import Session
from bpworkshop.session.standing import due, standing
from bpworkshop.session.switching import NO_PARTNER, counted, hung_on, out
from bpworkshop.session.tallies import by_votes, fit
from bpworkshop.session.tools import Criterion
from bpworkshop.session.types import SHARED, Step

VALUES_WANTED = 3
ALTERNATIVES_WANTED = 2
FIST_WANTED = 3
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
"""By what a partner is looked at (The Partnering Toolbook)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is still to say: the rule (often a field), and of which item or party.

    ``n`` is how many are wanted, where the rule counts.
    """

    step: Step
    field: str
    item: str | None = None
    party: str | None = None
    n: int = 1


def gaps(session: Session, step: Step, *, everyone: bool) -> tuple[Gap, ...]:
    """What a step still lacks, in the order of its rules.

    For an EVERYONE screen ``session`` is already ``shared(session)``; the
    alternatives then follow the rule for both sides.
    """
    if step == "alternatives":
        return tuple(_shared_alternatives(session) if everyone else _alternatives(session))
    return tuple(_RULES[step](session))


def readiness(session: Session, *, everyone: bool) -> dict[Step, tuple[Gap, ...]]:
    """The gaps of all six steps; a step without gaps is ready."""
    return {step: gaps(session, step, everyone=everyone) for step in STEPS}


def _lacking(step: Step, item: Any, *names: str) -> Iterator[Gap]:
    yield from (Gap(step, name, item=item.id) for name in names if getattr(item, name) in (None, ()))


def _parties(session: Session) -> tuple[str, ...]:
    """The parties that are in the plan."""
    gone = out(session)
    return tuple(party.id for party in session.parties if party.id not in gone)


def _goals(session: Session) -> Iterator[Gap]:
    goals = heads(session.goals)
    whose = {goal.whose for goal in goals}
    if SHARED not in whose:
        yield Gap("goals", "shared")
    for party in _parties(session):
        if party not in whose:
            yield Gap("goals", "party", party=party)
    for goal in goals:
        yield from _lacking("goals", goal, "whose", "measure", "aim")
        if goal.certainty == "assumed" and session.phase != "prepare":
            yield Gap("goals", "certainty", item=goal.id)
    order = tuple(goal.id for goal in by_votes(goals))
    if goals and tuple(id for id in session.ranking if id in order) != order:
        yield Gap("goals", "ranking")


def _values(session: Session) -> Iterator[Gap]:
    values = heads(session.values)
    if len(values) < VALUES_WANTED:
        yield Gap("values", "three", n=VALUES_WANTED - len(values))
    for value in values:
        yield from _value(session, value)


def _value(session: Session, value: Value) -> Iterator[Gap]:
    yield from _lacking("values", value, "ratings")
    fits = fit(value)
    if value.ratings and fits is None:
        yield Gap("values", "fit", item=value.id)
    if not (value.question and value.owner):
        spoken_for = {entry.party for entry in value.evidence}
        for party in _parties(session):
            if party not in spoken_for:
                yield Gap("values", "evidence", item=value.id, party=party)
    stopped = any(one.stop and value.id in one.about for one in decided(session))
    if fits == "conflict" and not value.mitigation and not stopped:
        yield Gap("values", "mitigation", item=value.id)


def _switch(item: Alternative) -> Iterator[Gap]:
    if item.trigger is None and item.trigger_on is None:
        yield Gap("alternatives", "trigger", item=item.id)
    yield from _lacking("alternatives", item, "owner")


def _other_ways(session: Session) -> tuple[Alternative, ...]:
    """The alternatives to the plan: one that is the plan is none any more."""
    return tuple(item for item in heads(session.alternatives) if not item.promoted)


def _alternatives(session: Session) -> Iterator[Gap]:
    items = _other_ways(session)
    if len(items) < ALTERNATIVES_WANTED:
        yield Gap("alternatives", "two", n=ALTERNATIVES_WANTED - len(items))
    alone = any(item.kind in NO_PARTNER for item in heads(session.alternatives))
    if not alone:
        yield Gap("alternatives", "alone")
    for item in items:
        if not alone:
            yield from _lacking("alternatives", item, "kind")
        yield from _switch(item)


def _shared_alternatives(session: Session) -> Iterator[Gap]:
    items = _other_ways(session)
    each = [(*_lacking("alternatives", item, "failure"), *_switch(item)) for item in items]
    if not each:
        yield Gap("alternatives", "shared")
    elif all(each):
        # One complete answer is enough: what is nearest to it is what is still to say.
        yield from min(each, key=len)


def _benefits(session: Session) -> Iterator[Gap]:
    benefits = counted(session, heads(session.benefits))
    if not benefits:
        yield Gap("benefits", "none")
    for benefit in benefits:
        yield from _lacking("benefits", benefit, "giver", "receiver", "need")
    for party in _parties(session):
        if all(benefit.giver != party for benefit in benefits):
            yield Gap("benefits", "gives", party=party)
        if all(benefit.receiver != party for benefit in benefits):
            yield Gap("benefits", "gets", party=party)


def is_valuation(figure: Figure) -> bool:
    """Whether the figure puts a price on something: it then names its rate and the rate's source."""
    return any(part is not None for part in (figure.rate, figure.rate_to, figure.low, figure.high))


def _figures(session: Session) -> Iterator[Gap]:
    figures = counted(session, heads(session.figures))
    if not figures:
        yield Gap("figures", "none")
    for figure in figures:
        yield from _lacking("figures", figure, "value", "period", "method", "source")
        if is_valuation(figure):
            yield from _lacking("figures", figure, "rate", "rate_source")


def _commitments(session: Session) -> Iterator[Gap]:
    gone, promises = out(session), heads(session.commitments)
    kept = counted(session, promises)
    if not kept:
        yield Gap("commitments", "none")
    for commitment in promises:
        if party := hung_on(commitment, gone):
            # Still a promise, until people have said what becomes of it.
            yield Gap("commitments", "settle", item=commitment.id, party=party)
    for commitment in kept:
        yield from _commitment(session, commitment)


def _commitment(session: Session, commitment: Commitment) -> Iterator[Gap]:
    yield from _lacking("commitments", commitment, "owner")
    events = standing(commitment)
    owner = session.person(commitment.owner) if commitment.owner else None
    # Who owns it was there when it was said, or somebody carries it to them; what was agreed is past that.
    if owner and not owner.present and not commitment.carried_by and not events:
        yield Gap("commitments", "carried_by", item=commitment.id)
    if due(commitment) is None:
        yield Gap("commitments", "due", item=commitment.id)
    yield from _lacking("commitments", commitment, "evidence")
    if commitment.fist is None or commitment.fist < FIST_WANTED:
        yield Gap("commitments", "fist", item=commitment.id)
    if events and events[-1].kind == "proposed" and not (events[-1].waits_for and events[-1].until):
        yield Gap("commitments", "waits_for", item=commitment.id)


def _aims(session: Session) -> Iterator[Gap]:
    if not session.aims:
        yield Gap("aims", "none")
    for aim in heads(session.aims):
        yield from _lacking("aims", aim, "serves")


def _assets(session: Session) -> Iterator[Gap]:
    assets = heads(session.assets)
    topics = {one.topic for one in assets}
    if not any(one.is_offer for one in assets):
        yield Gap("assets", "none")
    for topic in ("leads-network", "leads-partnership", "staff-knows"):
        if topic not in topics:
            yield Gap("assets", topic)
    for asset in assets:
        if asset.is_offer:
            yield from _lacking("assets", asset, "team", "owner", "checked")


def _assessments(session: Session) -> Iterator[Gap]:
    """Each partner by every criterion: what is known of it, or what is still to find out."""
    known = heads(session.assessments)
    for partner in session.partners:
        if partner.id in out(session):
            continue
        about = {one.criterion for one in known if one.party == partner.id}
        if not about:
            yield Gap("assessments", "none", party=partner.id)
        elif lacking := len({*CRITERIA} - about):
            yield Gap("assessments", "criteria", party=partner.id, n=lacking)
    for one in known:
        # Of what nobody could say nothing is judged: it is still to find out.
        sure = () if one.unknown == one.known else ("strength", "reliability")
        yield from _lacking("assessments", one, "party", "criterion", *sure)


def _risks(session: Session) -> Iterator[Gap]:
    risks = heads(session.risks)
    if not risks:
        yield Gap("risks", "none")
    for risk in risks:
        # What came is no longer likely, and what is over asks for nothing.
        if risk.state not in ("came", "over"):
            yield from _lacking("risks", risk, "likelihood", "impact", "sign")
        if risk.state != "over":
            yield from _lacking("risks", risk, "mitigation", "owner", "review")


def _clauses(session: Session) -> Iterator[Gap]:
    clauses = heads(once(session.clauses))
    if not clauses:
        yield Gap("clauses", "none")
    for clause in clauses:
        if clause.state == "out":
            yield from _lacking("clauses", clause, "why")
        elif clause.text is None:
            yield Gap("clauses", "text", item=clause.id)
        elif not is_in(clause):
            yield Gap("clauses", "state", item=clause.id)


def _occasions(session: Session) -> Iterator[Gap]:
    """Own organisation and the partner's inside are audiences too."""
    occasions = heads(session.occasions)
    audiences = {one.audience for one in occasions}
    if not occasions:
        yield Gap("occasions", "none")
    elif "staff" not in audiences:
        yield Gap("occasions", "inside")
    if occasions and "partner" not in audiences:
        yield Gap("occasions", "across")
    for one in occasions:
        yield from _lacking("occasions", one, "audience", "message", "channel", "owner", "due", "approver")


_RULES: dict[Step, Callable[[Session], Iterator[Gap]]] = {
    "goals": _goals,
    "values": _values,
    "benefits": _benefits,
    "figures": _figures,
    "commitments": _commitments,
    "aims": _aims,
    "assets": _assets,
    "assessments": _assessments,
    "risks": _risks,
    "clauses": _clauses,
    "occasions": _occasions,
}
