"""The time plan and the clock: order, sums, fitting to an end, how late it is, what was learned."""

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.method import agenda
from bpworkshop.method.guide import load
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import Change, Edit, Several, apply
from bpworkshop.session.items import Timebox
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Timer
from bpworkshop.session.types import TimeboxKind
from bpworkshop.words import say
from tests.strategies import small

BEGIN = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Plan = tuple[Timebox, ...]


def box(id: str, minutes: int = 10, **values: Any) -> Timebox:
    return Timebox.model_validate(
        {"id": id, "phase": "together", "label": id.capitalize(), "minutes": minutes, **values}
    )


def at(minutes: float) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


@st.composite
def plans(draw: st.DrawFn, most: int = 60) -> tuple[Session, Plan, datetime]:
    """A session in whose meeting some timeboxes are over and one perhaps runs, and what time it is."""
    boxes: list[Timebox] = []
    now = BEGIN
    over = draw(st.integers(0, 4))
    for number in range(draw(st.integers(1, 9))):
        began, ended = None, None
        if number < over:
            began, now = now, now + draw(st.integers(0, 90)) * MINUTE
            ended = now
        elif number == over and draw(st.booleans()):
            began, now = now, now + draw(st.integers(0, 90 * 60)) * timedelta(seconds=1)
        kind = draw(st.sampled_from(get_args(TimeboxKind)))
        step = draw(st.none() | st.sampled_from(STEPS))
        values = {"kind": kind, "step": step, "began": began, "ended": ended}
        boxes.append(box(f"b{number}", draw(st.integers(1, most)), **values))
    others = [box(f"p{number}", phase="prepare") for number in range(draw(st.integers(0, 3)))]
    mixed = draw(st.permutations(range(len(boxes) + len(others))))
    # The two plans lie in one list, each in its own order.
    places = sorted(mixed[: len(boxes)])
    rows = iter(others)
    inside = dict(zip(places, boxes, strict=True))
    listed = tuple(inside.get(place) or next(rows) for place in range(len(mixed)))
    return small(phase="together", agenda=listed), tuple(boxes), now


def ids(plan: Plan) -> list[str]:
    return [one.id for one in plan]


# What a plan shows


@given(plans())
def test_each_timebox_begins_when_the_one_before_it_ends(drawn: tuple[Session, Plan, datetime]) -> None:
    _, plan, now = drawn
    slots = agenda.slots(plan, now)
    assert [slot.timebox for slot in slots] == list(plan)
    for before, after in pairwise(slot for slot in slots if slot.start):
        assert before.end == after.start or after.state == "ahead"
    for slot in slots:
        if slot.state == "ahead":
            assert slot.start
            assert slot.end
            assert slot.end - slot.start == slot.timebox.minutes * MINUTE
            assert slot.start >= agenda.minute(now)


def test_what_takes_longer_than_planned_moves_the_rest_along() -> None:
    plan = (box("one", began=BEGIN), box("two", 5), box("three", 5))
    assert [slot.end for slot in agenda.slots(plan, at(4))] == [at(10), at(15), at(20)]
    assert [slot.end for slot in agenda.slots(plan, at(12.9))] == [at(12), at(17), at(22)]
    assert agenda.end(plan, at(12)) == at(22)


def test_what_was_passed_over_has_no_time_until_it_is_ahead_again() -> None:
    plan = (box("one", began=BEGIN, ended=at(10)), box("two"), box("three", began=at(10)), box("four"))
    assert [slot.state for slot in agenda.slots(plan, at(10))] == ["over", "passed", "runs", "ahead"]
    back = (plan[0], box("two", began=at(12)), box("three", began=at(10), ended=at(12)), plan[3])
    assert [slot.state for slot in agenda.slots(back, at(12))] == ["over", "runs", "over", "ahead"]
    assert agenda.following(back) == plan[3]


def test_behind_and_ahead_are_against_when_it_was_to_end() -> None:
    plan = (box("one", began=BEGIN), box("two", 5))
    assert agenda.behind(plan, at(3), at(15)) == 0
    assert agenda.behind(plan, at(14), at(15)) == 4
    early = (box("one", began=BEGIN, ended=at(4)), box("two", 5, began=at(4)))
    assert agenda.behind(early, at(4), at(15)) == -6


def test_the_guides_plans_are_those_of_the_method() -> None:
    numbers = count(1)
    start = load().agenda("together")
    assert start
    made = agenda.made(start, "together", lambda: f"n{next(numbers):03}")
    assert sum(one.minutes for one in made) == 120
    assert {one.kind for one in made} >= {"break", "check-in", "check-out"}
    assert len({one.id for one in made}) == len(made)
    assert {one.phase for one in made} == {"together"}


# Changing it


def same_others(before: Session, after: Session) -> bool:
    return agenda.plan(before, "prepare") == agenda.plan(after, "prepare")


@given(plans(), st.data())
def test_moving_keeps_every_timebox_and_puts_one_where_another_stood(
    drawn: tuple[Session, Plan, datetime], data: st.DataObject
) -> None:
    session, plan, _ = drawn
    one, to = (data.draw(st.sampled_from(plan)) for _ in range(2))
    after = apply(session, agenda.moved(session, one, to))
    moved = agenda.plan(after, "together")
    expected = [id for id in ids(plan) if id != one.id]
    expected.insert(ids(plan).index(to.id), one.id)
    assert ids(moved) == expected
    assert sorted(moved, key=lambda each: each.id) == sorted(plan, key=lambda each: each.id)
    assert same_others(session, after)


@given(plans(), st.data())
def test_adding_puts_a_timebox_behind_another_or_last(
    drawn: tuple[Session, Plan, datetime], data: st.DataObject
) -> None:
    session, plan, _ = drawn
    after = data.draw(st.none() | st.sampled_from(plan))
    new = box("new")
    changed = apply(session, agenda.added(session, new, after))
    expected = ids(plan)
    expected.insert(expected.index(after.id) + 1 if after else len(expected), "new")
    assert ids(agenda.plan(changed, "together")) == expected
    assert same_others(session, changed)


@given(plans(), st.data())
def test_beginning_one_ends_what_runs_and_leaves_one_running(
    drawn: tuple[Session, Plan, datetime], data: st.DataObject
) -> None:
    session, plan, now = drawn
    waiting = [one for one in plan if not one.began]
    if not waiting:
        return
    one = data.draw(st.sampled_from(waiting))
    ran = agenda.running(plan)
    after = agenda.plan(apply(session, agenda.beginning(plan, one, now)), "together")
    running = agenda.running(after)
    assert running
    assert running.id == one.id
    assert sum(bool(each.began and not each.ended) for each in after) == 1
    if ran:
        (ended,) = [each for each in after if each.id == ran.id]
        assert ended.ended
        assert ended.ended == running.began


# Fitting it to an end


def fitted(session: Session, plan: Plan, now: datetime, end: datetime) -> Plan | None:
    given_ = agenda.fitted(plan, now, end)
    if given_ is None:
        return None
    changes: list[Edit] = [Change(id, {"minutes": minutes}) for id, minutes in given_.items()]
    return agenda.plan(apply(session, Several(tuple(changes))), "together")


@given(plans(), st.integers(-30, 900))
def test_a_fitted_plan_ends_just_then_and_keeps_its_promises(
    drawn: tuple[Session, Plan, datetime], minutes: int
) -> None:
    session, plan, now = drawn
    end = agenda.minute(now) + minutes * MINUTE
    open_ = [slot for slot in agenda.slots(plan, now) if slot.state in ("runs", "ahead")]
    least = sum(agenda.had(slot.timebox, now) for slot in open_)
    after = fitted(session, plan, now, end)
    if after is None:
        room = (end - (open_[0].start or end)) // MINUTE if open_ else minutes
        others = [slot for slot in open_ if slot.timebox.kind != "break"]
        breaks = sum(slot.timebox.minutes for slot in open_ if slot.timebox.kind == "break")
        most = agenda.MOST * len(others) + breaks if others else agenda.MOST * len(open_)
        assert room < least or room < 0 or room > most
        return
    assert ids(after) == ids(plan)
    assert not open_ or agenda.end(after, now) == end
    for old, new in zip(plan, after, strict=True):
        assert new.minutes >= 1
        assert (new.label, new.step, new.began, new.ended) == (old.label, old.step, old.began, old.ended)
        if old.ended:
            assert new == old
        if old.began and not old.ended:
            assert new.minutes >= agenda.had(old, now)
    shrunk = any(
        new.minutes < old.minutes and new.kind == "break" for old, new in zip(plan, after, strict=True)
    )
    if shrunk:
        # Nobody else had anything left to give.
        for slot in open_:
            if slot.timebox.kind != "break":
                (new,) = [one for one in after if one.id == slot.timebox.id]
                assert new.minutes == agenda.had(slot.timebox, now)


@given(plans())
def test_fitted_to_when_it_ends_anyway_nothing_changes(drawn: tuple[Session, Plan, datetime]) -> None:
    session, plan, now = drawn
    running = agenda.running(plan)
    if running and running.minutes < agenda.had(running, now):
        return
    assert fitted(session, plan, now, agenda.end(plan, now)) == plan


@given(plans(), st.integers(10, 500))
def test_more_time_takes_a_minute_from_nobody(drawn: tuple[Session, Plan, datetime], minutes: int) -> None:
    _, plan, now = drawn
    less, more = (agenda.fitted(plan, now, now + each * MINUTE) for each in (minutes, minutes + 1))
    if less and more:
        assert all(more[id] >= less[id] for id in less)


def test_a_break_keeps_its_minutes_while_the_others_can_give() -> None:
    plan = (box("one", 30), box("pause", 10, kind="break"), box("two", 10))
    assert agenda.fitted(plan, BEGIN, at(30)) == {"one": 15, "pause": 10, "two": 5}
    assert agenda.fitted(plan, BEGIN, at(5)) == {"one": 1, "pause": 3, "two": 1}
    assert agenda.fitted(plan, BEGIN, at(2)) is None


def test_minutes_go_to_whoever_is_furthest_below_their_share() -> None:
    plan = (box("one", 45), box("two", 9), box("three", 6))
    # Shares of 8.25, 1.65 and 1.1: the nearest whole minutes.
    assert agenda.fitted(plan, BEGIN, at(11)) == {"one": 8, "two": 2, "three": 1}


def test_where_everything_is_over_there_is_nothing_to_fit() -> None:
    plan = (box("one", began=BEGIN, ended=at(10)),)
    assert agenda.fitted(plan, at(10), at(20)) == {}
    assert agenda.fitted(plan, at(10), at(5)) is None


# Learning


def took(id: str, minutes: int, **values: Any) -> Timebox:
    return box(id, began=BEGIN, ended=at(minutes), **values)


@pytest.mark.parametrize(
    ("earlier", "found"),
    [
        ([], None),
        ([box("goals")], None),
        ([took("goals", 32)], 32),
        ([took("goals", 32), took("goals", 20), took("goals", 40)], 32),
        ([took("goals", 20), took("goals", 30)], 30),
        ([took("goals", 0), took("goals", 900)], None),
        ([took("aims", 25, step="goals")], 25),
        ([took("aims", 25, step="goals"), took("goals", 30)], 30),
        ([took("goals", 32, phase="prepare")], None),
    ],
)
def test_what_earlier_meetings_took_is_the_middle_of_their_real_minutes(
    earlier: list[Timebox], found: int | None
) -> None:
    assert agenda.suggested(box("goals", step="goals"), earlier) == found


# The clock


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (300, "runs", say("clock.runs", left="5:00")),
        (61, "runs", say("clock.runs", left="1:01")),
        (60, "soon", say("clock.soon", left="1:00")),
        (16, "soon", say("clock.soon", left="0:16")),
        (15, "last", say("clock.last", left="0:15")),
        (1, "last", say("clock.last", left="0:01")),
        (0, "over", say("clock.up", left="0:00")),
        (-35, "over", say("clock.over", left="0:35")),
    ],
)
def test_the_clock_says_how_it_stands_in_words(left: int, state: str, words: str) -> None:
    timer = Timer(300, BEGIN + timedelta(seconds=left))
    assert agenda.clock(timer, BEGIN) == (words, state)


def test_it_stands_at_nothing_only_when_it_is_over() -> None:
    timer = Timer(300, BEGIN + timedelta(milliseconds=1))
    assert agenda.clock(timer, BEGIN) == (say("clock.last", left="0:01"), "last")
    assert agenda.clock(agenda.paused(timer, BEGIN), BEGIN).state == "stands"


@given(st.integers(1, 9000), st.integers(0, 9000), st.integers(0, 9000))
def test_a_clock_that_stood_goes_on_with_what_it_had(whole: int, runs: int, stands: int) -> None:
    start = agenda.running_for(whole, BEGIN)
    paused = agenda.paused(start, BEGIN + timedelta(seconds=runs))
    later = BEGIN + timedelta(seconds=runs + stands)
    assert paused.remaining(later) == whole - runs
    assert agenda.resumed(paused, later).remaining(later) == whole - runs


@given(st.integers(1, 9000), st.integers(-600, 600), st.integers(0, 9999), st.booleans())
def test_more_time_counts_from_now_and_less_never_goes_below_nothing(
    whole: int, more: int, later: int, stands: bool
) -> None:
    now = BEGIN + timedelta(seconds=later)
    timer = agenda.running_for(whole, BEGIN)
    timer = agenda.paused(timer, now) if stands else timer
    changed = agenda.longer(timer, more, now)
    assert changed.remaining(now) == max(max(whole - later, 0) + more, 0)
    assert (changed.ends is None) == stands
    assert changed.seconds >= max(changed.remaining(now), 1)


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (600, (10, "minutes")),
        (541, (10, "minutes")),
        (540, (9, "minutes")),
        (61, (2, "minutes")),
        (60, (60, "seconds")),
        (11, (20, "seconds")),
        (1, (10, "seconds")),
        (0, (0, "seconds")),
        (-59, (0, "seconds")),
        (-60, (1, "over_by")),
        (-125, (2, "over_by")),
    ],
)
def test_large_letters_tell_what_is_left_roughly(left: int, found: tuple[int, str]) -> None:
    assert agenda.roughly(left) == found
