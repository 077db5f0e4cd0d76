"""Each rule of *ready when* by itself: a ready session of which one thing is missing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bpworkshop.method import exact
from bpworkshop.session.around import Decision
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import Add, Change, Set, apply
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Event,
    Evidence,
    Figure,
    Goal,
    Party,
    Person,
    Value,
)
from bpworkshop.session.readiness import Gap, gaps, is_valuation, readiness
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Amount, Span, Step
from tests.strategies import sessions, small

DAY = date(2026, 5, 1)
PERIOD = Span(start=date(2026, 1, 1), end=date(2026, 1, 31))
EURO = Amount(amount=Decimal(5), currency="EUR")
BOTH = (Evidence(party="library", text="says it"), Evidence(party="school", text="does it"))
COLLEGE = Party(id="college", name="College", handle="college")


def goal(id: str, whose: str | None, **values: Any) -> Goal:
    return Goal(id=id, statement=id, whose=whose, **{"measure": "how many", "aim": "readers", **values})


def value(id: str, **values: Any) -> Value:
    return Value(id=id, value=id, **{"ratings": (4, 5), "evidence": BOTH, **values})


def alternative(id: str, **values: Any) -> Alternative:
    usual = {"kind": "other-partner", "trigger": "no reply", "owner": "ana", "failure": "they leave"}
    return Alternative(id=id, option=id, **{**usual, **values})


def benefit(id: str, giver: str | None, receiver: str | None, **values: Any) -> Benefit:
    return Benefit(id=id, benefit=id, giver=giver, receiver=receiver, **{"need": "room", **values})


def figure(id: str, **values: Any) -> Figure:
    usual = {"value": Decimal(1200), "period": PERIOD, "method": "counted", "source": "report"}
    return Figure(id=id, metric=id, **{**usual, **values})


def commitment(id: str, **values: Any) -> Commitment:
    usual = {"owner": "ana", "due": DAY, "evidence": "a photo", "fist": 3}
    return Commitment(id=id, commitment=id, **{**usual, **values})


def event(id: str, kind: str, **values: Any) -> Event:
    return Event.model_validate(
        {"id": id, "kind": kind, "on": DAY, "recorded": small().created, **values}, strict=True
    )


READY = small(
    phase="together",
    goals=(goal("g1", "shared"), goal("g2", "library"), goal("g3", "school")),
    ranking=("g1", "g2", "g3"),
    values=(value("v1"), value("v2"), value("v3")),
    alternatives=(alternative("a1"), alternative("a2", kind="alone")),
    benefits=(benefit("b1", "library", "school"), benefit("b2", "school", "library")),
    figures=(figure("f1"),),
    commitments=(commitment("c1"),),
)
"""The least that is ready in all six steps, for us and for everyone."""


def but(id: str, **values: Any) -> Session:
    """The ready session with fields of one record changed."""
    return apply(READY, Change(id, values))


def having(**lists: Any) -> Session:
    return READY.model_copy(update=lists)


def boards(*parties: Party) -> Session:
    return having(parties=(*READY.parties, *parties))


def without_goal(id: str) -> Session:
    return having(
        goals=tuple(one for one in READY.goals if one.id != id),
        ranking=tuple(one for one in READY.ranking if one != id),
    )


def test_the_ready_session_is_ready_for_us_and_for_everyone() -> None:
    for everyone in (False, True):
        assert readiness(READY, everyone=everyone) == dict.fromkeys(STEPS, ())


def differing(**values: Any) -> Session:
    """The first value with ratings that do not make it fit by themselves."""
    return but("v1", ratings=(1, 5), **values)


def stopped(*about: str, stop: bool = True) -> Session:
    decision = Decision(id="d1", text="We stop", on=DAY, stop=stop, about=about)
    return differing(fit="conflict").model_copy(update={"decisions": (decision,)})


def promised(*events: Event, **values: Any) -> Session:
    return having(commitments=(commitment("c1", events=events, **values),))


AWAY = (Person(id="ana", handle="ana", party="library", present=False), READY.people[1])


def absent(*events: Event, **values: Any) -> Session:
    return promised(*events, **values).model_copy(update={"people": AWAY})


def going_on(**lists: Any) -> Session:
    """With a college of which nothing is known, because it is out of the plan."""
    plan = alternative("a0", promoted=DAY, without=("college",))
    return boards(COLLEGE).model_copy(update={"alternatives": (plan, *READY.alternatives), **lists})


TO_COLLEGE = commitment("c2", to="college", fist=None)
RELEASED = commitment("c2", to="college", fist=None, events=(event("e1", "released"),))
PROPOSED = {"waits_for": "the director", "until": DAY}
FOURTH = (*READY.ranking, "g4")
OTHERS = (alternative("a1"), alternative("a2", kind="smaller"))

# What the session is, and exactly what is then still to say, for our side. All other steps stay ready.
CASES: dict[str, tuple[Session, tuple[Gap, ...]]] = {
    # Goals
    "no shared goal": (without_goal("g1"), (Gap("goals", "shared"),)),
    "no goal of ours": (without_goal("g2"), (Gap("goals", "party", party="library"),)),
    "no goal of theirs": (without_goal("g3"), (Gap("goals", "party", party="school"),)),
    "whose is it": (
        having(goals=(*READY.goals, goal("g4", None)), ranking=FOURTH),
        (Gap("goals", "whose", item="g4"),),
    ),
    "no measure": (but("g2", measure=None), (Gap("goals", "measure", item="g2"),)),
    "no aim": (but("g1", aim=None), (Gap("goals", "aim", item="g1"),)),
    "assumed together": (but("g3", certainty="assumed"), (Gap("goals", "certainty", item="g3"),)),
    "confirmed together": (but("g3", certainty="confirmed"), ()),
    "assumed after": (
        but("g3", certainty="assumed").model_copy(update={"phase": "after"}),
        (Gap("goals", "certainty", item="g3"),),
    ),
    "assumed in prepare": (but("g3", certainty="assumed").model_copy(update={"phase": "prepare"}), ()),
    "no ranking": (having(ranking=()), (Gap("goals", "ranking"),)),
    "another order": (having(ranking=("g2", "g1", "g3")), (Gap("goals", "ranking"),)),
    "ranking without one": (having(ranking=("g1", "g2")), (Gap("goals", "ranking"),)),
    "votes give the order": (
        having(
            goals=(READY.goals[0], READY.goals[1], goal("g3", "school", votes=2)), ranking=("g3", "g1", "g2")
        ),
        (),
    ),
    "ranked against the votes": (
        having(goals=(READY.goals[0], READY.goals[1], goal("g3", "school", votes=2))),
        (Gap("goals", "ranking"),),
    ),
    "no goals": (
        having(goals=(), ranking=()),
        (
            Gap("goals", "shared"),
            Gap("goals", "party", party="library"),
            Gap("goals", "party", party="school"),
        ),
    ),
    # Values
    "no values": (having(values=()), (Gap("values", "three", n=3),)),
    "two values": (having(values=READY.values[:2]), (Gap("values", "three", n=1),)),
    "no ratings": (but("v1", ratings=()), (Gap("values", "ratings", item="v1"),)),
    "ratings apart": (differing(), (Gap("values", "fit", item="v1"),)),
    "ratings low": (but("v1", ratings=(3, 4)), (Gap("values", "fit", item="v1"),)),
    "fit chosen": (differing(fit="complementary"), ()),
    "tension needs nothing more": (differing(fit="tension"), ()),
    "evidence of one": (
        but("v2", evidence=BOTH[:1]),
        (Gap("values", "evidence", item="v2", party="school"),),
    ),
    "no evidence": (
        but("v2", evidence=()),
        (
            Gap("values", "evidence", item="v2", party="library"),
            Gap("values", "evidence", item="v2", party="school"),
        ),
    ),
    "a question with an owner": (but("v2", evidence=(), question="Do they?", owner="ben"), ()),
    "a question without an owner": (
        but("v2", evidence=BOTH[1:], question="Do they?"),
        (Gap("values", "evidence", item="v2", party="library"),),
    ),
    "an owner without a question": (
        but("v2", evidence=BOTH[1:], owner="ben"),
        (Gap("values", "evidence", item="v2", party="library"),),
    ),
    "conflict": (differing(fit="conflict"), (Gap("values", "mitigation", item="v1"),)),
    "conflict with something we do": (differing(fit="conflict", mitigation="We talk"), ()),
    "conflict that stops us": (stopped("v1"), ()),
    "a decision to go on": (stopped("v1", stop=False), (Gap("values", "mitigation", item="v1"),)),
    "stopped over another": (stopped("v2"), (Gap("values", "mitigation", item="v1"),)),
    "ratings say it is none": (but("v1", fit="conflict"), ()),
    # What if
    "no alternatives": (
        having(alternatives=()),
        (Gap("alternatives", "two", n=2), Gap("alternatives", "alone")),
    ),
    "one alternative": (having(alternatives=READY.alternatives[1:]), (Gap("alternatives", "two", n=1),)),
    "each needs a partner": (having(alternatives=OTHERS), (Gap("alternatives", "alone"),)),
    "postponing needs one": (but("a2", kind="postpone"), (Gap("alternatives", "alone"),)),
    "stopping needs none": (but("a2", kind="stop"), ()),
    "no kind, none alone": (
        but("a2", kind=None),
        (Gap("alternatives", "alone"), Gap("alternatives", "kind", item="a2")),
    ),
    "no kind, another alone": (but("a1", kind=None), ()),
    "no trigger": (but("a1", trigger=None), (Gap("alternatives", "trigger", item="a1"),)),
    "a day as trigger": (but("a1", trigger=None, trigger_on=DAY), ()),
    "nobody's": (but("a2", owner=None), (Gap("alternatives", "owner", item="a2"),)),
    "failure unsaid": (
        having(alternatives=(alternative("a1", failure=None), alternative("a2", kind="alone", failure=None))),
        (),
    ),
    # Give & get
    "no benefits": (
        having(benefits=()),
        (
            Gap("benefits", "none"),
            Gap("benefits", "gives", party="library"),
            Gap("benefits", "gets", party="library"),
            Gap("benefits", "gives", party="school"),
            Gap("benefits", "gets", party="school"),
        ),
    ),
    "no giver": (
        having(benefits=(*READY.benefits, benefit("b3", None, "school"))),
        (Gap("benefits", "giver", item="b3"),),
    ),
    "no receiver": (
        having(benefits=(*READY.benefits, benefit("b3", "school", None))),
        (Gap("benefits", "receiver", item="b3"),),
    ),
    "no need": (but("b1", need=None), (Gap("benefits", "need", item="b1"),)),
    "gives nothing": (but("b2", giver="library"), (Gap("benefits", "gives", party="school"),)),
    "gets nothing": (but("b2", receiver="school"), (Gap("benefits", "gets", party="library"),)),
    # Numbers
    "no figures": (having(figures=()), (Gap("figures", "none"),)),
    "no value": (but("f1", value=None), (Gap("figures", "value", item="f1"),)),
    "the value is zero": (but("f1", value=Decimal(0)), ()),
    "no period": (but("f1", period=None), (Gap("figures", "period", item="f1"),)),
    "no method": (having(figures=(figure("f1", method=None),)), (Gap("figures", "method", item="f1"),)),
    "method not stated": (but("f1", method="not-stated"), ()),
    "no source": (but("f1", source=None), (Gap("figures", "source", item="f1"),)),
    "a valuation": (but("f1", rate=EURO, rate_source="the paper"), ()),
    "whose rate": (but("f1", rate=EURO), (Gap("figures", "rate_source", item="f1"),)),
    "low without rate": (
        but("f1", low=Decimal(0)),
        (Gap("figures", "rate", item="f1"), Gap("figures", "rate_source", item="f1")),
    ),
    "high without rate": (
        but("f1", high=Decimal(9), rate_source="the paper"),
        (Gap("figures", "rate", item="f1"),),
    ),
    # Promises
    "no promises": (having(commitments=()), (Gap("commitments", "none"),)),
    "nobody promises": (but("c1", owner=None), (Gap("commitments", "owner", item="c1"),)),
    "no due date": (but("c1", due=None), (Gap("commitments", "due", item="c1"),)),
    "no evidence of it": (but("c1", evidence=None), (Gap("commitments", "evidence", item="c1"),)),
    "no fist": (but("c1", fist=None), (Gap("commitments", "fist", item="c1"),)),
    "a fist of none": (but("c1", fist=0), (Gap("commitments", "fist", item="c1"),)),
    "a fist of two": (but("c1", fist=2), (Gap("commitments", "fist", item="c1"),)),
    "a fist of five": (but("c1", fist=5), ()),
    "owner absent": (absent(), (Gap("commitments", "carried_by", item="c1"),)),
    "owner absent, carried": (absent(carried_by="ben"), ()),
    "owner absent, agreed": (absent(event("e1", "agreed")), ()),
    "owner absent, agreed by mistake": (
        absent(event("e1", "agreed"), event("e2", "withdrawn", withdraws="e1")),
        (Gap("commitments", "carried_by", item="c1"),),
    ),
    "no owner to carry to": (absent(owner=None), (Gap("commitments", "owner", item="c1"),)),
    "proposed": (promised(event("e1", "proposed", **PROPOSED)), ()),
    "whose yes": (
        promised(event("e1", "proposed", until=DAY)),
        (Gap("commitments", "waits_for", item="c1"),),
    ),
    "a yes by when": (
        promised(event("e1", "proposed", waits_for="the director")),
        (Gap("commitments", "waits_for", item="c1"),),
    ),
    "proposed, then agreed": (promised(event("e1", "proposed"), event("e2", "agreed")), ()),
    "agreed, then proposed anew": (
        promised(event("e1", "agreed"), event("e2", "proposed")),
        (Gap("commitments", "waits_for", item="c1"),),
    ),
    # Who is out of the plan
    "nothing is asked of who is out": (going_on(), ()),
    "the plan is no alternative any more": (
        but("a1", promoted=DAY),
        (Gap("alternatives", "two", n=1),),
    ),
    "the plan needs no partner": (
        having(alternatives=(*OTHERS, alternative("a3", kind="stop", promoted=DAY))),
        (),
    ),
    "a benefit that hung": (
        going_on(benefits=(*READY.benefits, benefit("b3", "library", "college", need=None))),
        (),
    ),
    "no benefit but what hung": (
        going_on(benefits=(benefit("b1", "school", "college"), benefit("b2", "college", "library"))),
        (
            Gap("benefits", "none"),
            Gap("benefits", "gives", party="library"),
            Gap("benefits", "gets", party="library"),
            Gap("benefits", "gives", party="school"),
            Gap("benefits", "gets", party="school"),
        ),
    ),
    "no figure but what hung": (
        going_on(figures=(figure("f1", giver="college", source=None),)),
        (Gap("figures", "none"),),
    ),
    "a promise that hangs": (
        going_on(commitments=(*READY.commitments, TO_COLLEGE)),
        (Gap("commitments", "settle", item="c2", party="college"),),
    ),
    "a promise that hung": (going_on(commitments=(*READY.commitments, RELEASED)), ()),
    "no promise but what hangs": (
        going_on(commitments=(TO_COLLEGE,)),
        (Gap("commitments", "none"), Gap("commitments", "settle", item="c2", party="college")),
    ),
    "proposed by mistake": (
        promised(event("e1", "proposed"), event("e2", "withdrawn", withdraws="e1")),
        (),
    ),
}

INCOMPLETE = alternative("a0", failure=None, trigger=None, owner=None)

# The alternatives on a screen that both sides read: one complete answer is enough.
EVERYONE: dict[str, tuple[Session, tuple[Gap, ...]]] = {
    "nothing shared": (having(alternatives=()), (Gap("alternatives", "shared"),)),
    "nothing but the plan": (
        having(alternatives=(alternative("a1", promoted=DAY),)),
        (Gap("alternatives", "shared"),),
    ),
    "one is enough, and needs no kind": (having(alternatives=(alternative("a1", kind=None),)), ()),
    "no failure": (
        having(alternatives=(alternative("a1", failure=None),)),
        (Gap("alternatives", "failure", item="a1"),),
    ),
    "no trigger": (
        having(alternatives=(alternative("a1", trigger=None),)),
        (Gap("alternatives", "trigger", item="a1"),),
    ),
    "a day as trigger": (having(alternatives=(alternative("a1", trigger=None, trigger_on=DAY),)), ()),
    "nobody's": (
        having(alternatives=(alternative("a1", owner=None),)),
        (Gap("alternatives", "owner", item="a1"),),
    ),
    "another is complete": (having(alternatives=(INCOMPLETE, alternative("a1"))), ()),
    "the nearest is asked for": (
        having(alternatives=(INCOMPLETE, alternative("a1", owner=None))),
        (Gap("alternatives", "owner", item="a1"),),
    ),
    "the first of two as near": (
        having(alternatives=(alternative("a1", owner=None), alternative("a2", trigger=None))),
        (Gap("alternatives", "owner", item="a1"),),
    ),
}


def step_of(found: tuple[Gap, ...]) -> Step | None:
    steps = {gap.step for gap in found}
    assert len(steps) <= 1
    return steps.pop() if steps else None


@pytest.mark.parametrize("case", CASES)
def test_each_thing_that_is_missing_is_exactly_what_is_still_to_say(case: str) -> None:
    session, expected = CASES[case]
    step = step_of(expected)
    assert readiness(session, everyone=False) == {one: expected if one == step else () for one in STEPS}


@pytest.mark.parametrize("case", [case for case in CASES if step_of(CASES[case][1]) != "alternatives"])
def test_all_other_steps_have_one_rule_for_us_and_for_everyone(case: str) -> None:
    session, expected = CASES[case]
    found = readiness(session, everyone=True)
    del found["alternatives"]
    step = step_of(expected)
    assert found == {one: expected if one == step else () for one in STEPS if one != "alternatives"}


@pytest.mark.parametrize("case", EVERYONE)
def test_for_everyone_one_shared_failure_is_enough(case: str) -> None:
    session, expected = EVERYONE[case]
    assert gaps(session, "alternatives", everyone=True) == expected
    others = readiness(session, everyone=True)
    assert not any(others[step] for step in STEPS if step != "alternatives")


def test_each_partner_has_a_goal_evidence_and_a_part_in_give_and_get() -> None:
    three = boards(COLLEGE)
    assert readiness(three, everyone=False) == {
        "goals": (Gap("goals", "party", party="college"),),
        "values": tuple(Gap("values", "evidence", item=id, party="college") for id in ("v1", "v2", "v3")),
        "alternatives": (),
        "benefits": (Gap("benefits", "gives", party="college"), Gap("benefits", "gets", party="college")),
        "figures": (),
        "commitments": (),
    }


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("everyone", [False, True])
def test_an_empty_step_is_never_ready(step: Step, everyone: bool) -> None:
    emptied: dict[str, Any] = {step: ()}
    if step == "goals":
        emptied["ranking"] = ()
    assert gaps(having(**emptied), step, everyone=everyone)


def test_an_accepted_order_is_open_again_after_a_later_goal_or_vote() -> None:
    assert not gaps(READY, "goals", everyone=False)
    later = apply(READY, Add("goals", goal("g4", "shared")))
    assert gaps(later, "goals", everyone=False) == (Gap("goals", "ranking"),)
    assert not gaps(apply(later, Set({"ranking": FOURTH})), "goals", everyone=False)
    # A vote that leaves the order as it was opens it too: the group accepted other counts.
    voted = apply(READY, Change("g1", {"votes": 3}))
    assert gaps(voted, "goals", everyone=False) == (Gap("goals", "ranking"),)
    assert not gaps(apply(voted, Set({"ranking": READY.ranking})), "goals", everyone=False)


def test_an_accepted_order_stays_when_words_change() -> None:
    assert not gaps(apply(READY, Change("g1", {"statement": "More readers"})), "goals", everyone=False)


def test_a_day_agreed_on_later_is_a_due_date() -> None:
    """``standing.due`` and readiness mean the same day."""
    later = promised(event("e1", "agreed"), event("e2", "renegotiated", due=DAY), due=None)
    assert gaps(later, "commitments", everyone=False) == ()


def test_gaps_stand_in_the_order_of_items_and_rules() -> None:
    two = having(commitments=(Commitment(id="c1", commitment="one"), Commitment(id="c2", commitment="two")))
    assert [(gap.item, gap.field) for gap in gaps(two, "commitments", everyone=False)] == [
        (id, rule) for id in ("c1", "c2") for rule in ("owner", "due", "evidence", "fist")
    ]
    bare = having(
        goals=(*READY.goals, Goal(id="g4", statement="g4", certainty="assumed")), ranking=READY.ranking
    )
    assert [gap.field for gap in gaps(bare, "goals", everyone=False)] == [
        *("whose", "measure", "aim", "certainty", "ranking")
    ]


@pytest.mark.parametrize(
    ("values", "priced"),
    [
        ({}, False),
        ({"rate_source": "the paper"}, False),
        ({"rate": EURO}, True),
        ({"low": Decimal(0)}, True),
        ({"high": Decimal(0)}, True),
    ],
)
def test_what_puts_a_price_on_something_is_a_valuation(values: dict[str, Any], priced: bool) -> None:
    assert is_valuation(figure("f1", **values)) is priced


@pytest.mark.parametrize("step", STEPS)
def test_the_guide_has_words_for_each_rule_and_for_no_other(step: Step) -> None:
    told = [gap for _, found in (*CASES.values(), *EVERYONE.values()) for gap in found if gap.step == step]
    assert {gap.field for gap in told} == set(exact.RULES[step])
    for gap in told:
        fact = "party" if gap.party else None
        assert exact.FACTS.get((step, gap.field)) in ((fact,) if fact else (None, "n"))


def _mentions(check: Callable[[Session, Gap], None], session: Session, *, everyone: bool) -> None:
    for step, found in readiness(session, everyone=everyone).items():
        assert found or session.board(step)
        for gap in found:
            assert gap.step == step
            assert gap.field in exact.RULES[step]
            assert gap.party is None or session.party(gap.party)
            check(session, gap)


def _on_its_board(session: Session, gap: Gap) -> None:
    assert gap.item is None or gap.item in {item.id for item in session.board(gap.step)}


@given(session=sessions())
@settings(max_examples=50)
def test_any_session_can_be_asked_what_is_still_to_say(session: Session) -> None:
    for everyone in (False, True):
        _mentions(_on_its_board, session, everyone=everyone)


@given(session=sessions())
@settings(max_examples=50)
def test_what_is_still_to_say_to_everyone_mentions_nothing_that_was_taken_out(session: Session) -> None:
    everyones: set[str] = {item.id for _, item in session.items() if item.only_for is None}

    def check(_: Session, gap: Gap) -> None:
        assert gap.item is None or gap.item in everyones

    _mentions(check, shared(session), everyone=True)


@pytest.mark.parametrize("step", STEPS)
def test_items_that_are_only_ours_change_nothing_of_what_everyone_is_asked(step: Step) -> None:
    """A count of hidden items is a leak too."""
    bare: dict[Step, Any] = {
        "goals": Goal(id="zz", statement="Secret", votes=9, only_for="library"),
        "values": Value(id="zz", value="Secret", only_for="library"),
        "alternatives": Alternative(id="zz", option="Secret", only_for="library"),
        "benefits": Benefit(id="zz", benefit="Secret", giver="library", only_for="library"),
        "figures": Figure(id="zz", metric="Secret", only_for="library"),
        "commitments": Commitment(id="zz", commitment="Secret", only_for="library"),
    }
    for at in (0, None):
        more = apply(READY, Add(step, bare[step], at))
        accepted = ("zz", *READY.ranking) if step == "goals" else READY.ranking
        more = apply(more, Set({"ranking": accepted}))
        assert readiness(shared(more), everyone=True) == readiness(READY, everyone=True)
