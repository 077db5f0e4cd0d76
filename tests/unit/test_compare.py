"""Two sessions side by side: nothing where they are the same, exactly what was touched where they are not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.review.compare import Difference, compare
from bpworkshop.review.contrast import Sides, sections
from bpworkshop.session.items import Benefit, Commitment, Event, Goal, Party
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.shared import shared
from bpworkshop.tui import comparing
from tests.strategies import histories, sessions, small
from tests.unit.test_shared import TRACES, marked

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
GOALS = tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in range(1, 5))


def compared(a: Session, b: Session, everyone: bool = False) -> Difference:
    return compare(a, b, TODAY, everyone=everyone)


def touched(difference: Difference) -> dict[str, set[str]]:
    return {name: {one.id for one in found} for name, found in difference.lists.items()}


def really(a: Session, b: Session) -> dict[str, set[str]]:
    """The ids in each list whose dumps are not the same."""
    found = {}
    for name in LISTS:
        before, after = ({one.id: one.model_dump() for one in getattr(side, name)} for side in (a, b))
        found[name] = {id for id in {*before, *after} if before.get(id) != after.get(id)}
    return {name: ids for name, ids in found.items() if ids}


@given(sessions(), st.booleans())
def test_with_itself_nothing_is_different(session: Session, everyone: bool) -> None:
    assert compared(session, session, everyone).empty


@given(st.data())
def test_after_any_edits_exactly_what_they_touched_is_different(data: st.DataObject) -> None:
    before = data.draw(sessions())
    history = data.draw(histories(before, "n"))
    after = history[-1][1] if history else before
    found = compared(before, after)
    assert touched(found) == really(before, after)
    for name, records in found.lists.items():
        for one in records:
            assert one.a == next((each for each in getattr(before, name) if each.id == one.id), None)
            assert one.b == next((each for each in getattr(after, name) if each.id == one.id), None)
            assert bool(one.fields) == (one.a is not None and one.b is not None)
            assert all(getattr(one.a, field) == was != now for field, was, now in one.fields)
            assert all(getattr(one.b, field) == now for field, _, now in one.fields)
    single = {one.name for one in found.single}
    names = set(Session.model_fields) - set(LISTS)
    assert single == {name for name in names if getattr(before, name) != getattr(after, name)}


@given(st.data())
def test_the_other_way_round_new_is_gone(data: st.DataObject) -> None:
    before = data.draw(sessions())
    history = data.draw(histories(before, "n"))
    after = history[-1][1] if history else before
    there, back = compared(before, after), compared(after, before)
    assert touched(there) == touched(back)
    assert {(one.name, one.b, one.a) for one in back.single} == {tuple(one) for one in there.single}
    assert {step: pair[::-1] for step, pair in back.ready.items()} == there.ready


def test_a_new_place_on_the_board_is_no_change_and_a_new_ranking_is() -> None:
    before = small(goals=GOALS, ranking=("g1", "g2"))
    moved = small(goals=GOALS[::-1], ranking=("g1", "g2"))
    ranked = small(goals=GOALS, ranking=("g2", "g1"))
    assert compared(before, moved).empty
    assert compared(before, ranked).single == (("ranking", ("g1", "g2"), ("g2", "g1")),)


def test_what_is_gone_stands_where_it_stood() -> None:
    before, after = small(goals=GOALS), small(goals=(Goal(id="g9", statement="First"), GOALS[1], GOALS[3]))
    assert [one.id for one in compared(before, after).lists["goals"]] == ["g1", "g9", "g3"]


def test_the_steps_come_first_and_lists_that_are_the_same_not_at_all() -> None:
    third = Party(id="museum", name="Museum", handle="museum")
    before = small(goals=GOALS)
    after = small(goals=GOALS[1:], parties=(*small().parties, third))
    assert list(compared(before, after).lists) == ["goals", "parties"]


def test_what_either_comes_to_stands_beside_it() -> None:
    benefits = (
        Benefit(id="b1", benefit="A room", giver="library", receiver="school", need="space"),
        Benefit(id="b2", benefit="Readers", giver="school", receiver="library", need="use"),
    )
    voted = (GOALS[0].model_copy(update={"votes": 3}), GOALS[1])
    before = small(goals=voted, benefits=benefits[:1])
    after = small(goals=(voted[0].model_copy(update={"votes": 5}),), benefits=benefits)
    found = compared(before, after)
    assert found.votes == (("goals", "g1", 3, 5),)
    was, now = found.balance["school"]
    assert was
    assert now
    assert ((was.gives, was.gets), (now.gives, now.gets)) == ((0, 1), (1, 1))
    assert found.ready["benefits"][0]
    assert not found.ready["benefits"][1]


def promise(id: str, *kinds: str) -> Commitment:
    events = tuple(
        Event(id=f"{id}{at}", kind=kind, on=TODAY, recorded=AT)  # type: ignore[arg-type]
        for at, kind in enumerate(kinds)
    )
    return Commitment(id=id, commitment="We open", events=events)


def test_a_promise_stands_somewhere_else() -> None:
    before = small(commitments=(promise("c1", "agreed"),))
    after = small(commitments=(promise("c1", "agreed", "kept"), promise("c2")))
    found = compared(before, after)
    assert found.promises == (("c1", "agreed", "kept"), ("c2", None, "said"))
    assert [field.name for field in found.lists["commitments"][0].fields] == ["events"]


def test_of_a_follow_up_no_promise_is_new_and_none_is_gone() -> None:
    before = small(commitments=(promise("c1", "agreed"),), goals=GOALS)
    after = small(id="later", follows="session", commitments=(promise("c2"),), goals=GOALS[:1])
    for a, b in ((before, after), (after, before)):
        found = compared(a, b)
        assert found.own_promises
        assert "commitments" not in found.lists
        assert {one.id for one in found.promises} == {"c1", "c2"}
        assert touched(found) == {"goals": {"g2", "g3", "g4"}}


# In words


def rows_of(a: Session, b: Session, *, everyone: bool) -> Iterator[str]:
    guide = load()
    readers = Sides(*(Reader(one, guide, TODAY, everyone=everyone) for one in (a, b)))
    found = sections(compared(a, b, everyone), readers)
    for width in (60, 120):
        yield from (row.plain for row in comparing.rows(("one", "other"), found, width, apart=width >= 100))


@given(st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_was_said_can_be_told_and_nothing_of_ours_before_everyone(data: st.DataObject) -> None:
    before = data.draw(sessions())
    history = data.draw(histories(before, "n"))
    a, b = (marked(side) for side in (before, history[-1][1] if history else before))
    assert list(rows_of(a, b, everyone=False))
    told = "\n".join(rows_of(shared(a), shared(b), everyone=True))
    assert not [trace for trace in TRACES if trace in told]
