"""What voices add up to: votes, fit, balance, old figures, and where a promise stands."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.method import exact
from bpworkshop.session.items import Benefit, Commitment, Event, Figure, Goal, Value
from bpworkshop.session.session import Session
from bpworkshop.session.tallies import (
    Balance,
    PromiseStatus,
    balance,
    by_votes,
    due,
    fit,
    is_old,
    standing,
    status,
)
from bpworkshop.session.types import EventKind, Fit, Span
from tests.strategies import sessions, small

DAY = date(2026, 5, 1)
BEFORE, AFTER = date(2026, 4, 30), date(2026, 5, 2)
RECORDED = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
KINDS: tuple[EventKind, ...] = get_args(EventKind)


def goals(*votes: int | None) -> tuple[Goal, ...]:
    return tuple(Goal(id=f"g{n}", statement="s", votes=count) for n, count in enumerate(votes, 1))


def event(id: str, kind: str, **values: Any) -> Event:
    return Event.model_validate({"id": id, "kind": kind, "on": DAY, "recorded": RECORDED, **values})


def withdrawn(id: str, which: str) -> Event:
    return event(id, "withdrawn", withdraws=which)


def promise(*events: Event, due: date | None = DAY) -> Commitment:
    return Commitment(id="c1", commitment="We come", due=due, events=events)


def ids(records: Any) -> list[str]:
    return [record.id for record in records]


# Votes


def test_most_votes_come_first_and_no_vote_is_none() -> None:
    assert ids(by_votes(goals(1, None, 3, 0, 3, 2))) == ["g3", "g5", "g6", "g1", "g2", "g4"]
    assert by_votes(()) == ()


@given(st.lists(st.none() | st.integers(0, 3)))
def test_as_many_votes_keep_the_order_in_which_they_were_said(votes: list[int | None]) -> None:
    found = by_votes(goals(*votes))
    assert sorted(ids(found)) == sorted(ids(goals(*votes)))
    for one, other in pairwise(found):
        assert (one.votes or 0) >= (other.votes or 0)
        if (one.votes or 0) == (other.votes or 0):
            assert int(one.id[1:]) < int(other.id[1:])


# Fit


@pytest.mark.parametrize(
    ("ratings", "aligned"),
    [
        ((4,), True),
        ((4, 4), True),
        ((3, 5), True),  # median 4, spread 2
        ((3, 4, 5), True),
        ((5, 5, 3), True),
        ((3, 4), False),  # median 3.5
        ((3, 3, 5), False),
        ((5, 5, 2), False),  # spread 3
        ((2, 4, 5), False),
        ((1, 5, 5), False),
        ((), False),
    ],
)
def test_ratings_of_four_that_are_close_are_aligned(ratings: tuple[int, ...], aligned: bool) -> None:
    for chosen in (None, *get_args(Fit)):
        value = Value(id="v1", value="Trust", ratings=ratings, fit=chosen)
        assert fit(value) == ("aligned" if aligned else chosen)


# The balance of give and get


def benefit(id: str, giver: str | None, receiver: str | None, need: str | None = "room") -> Benefit:
    return Benefit(id=id, benefit="b", giver=giver, receiver=receiver, need=need)


def test_only_benefits_that_name_a_need_count() -> None:
    session = small(
        benefits=(
            benefit("b1", "library", "school"),
            benefit("b2", "library", None),
            benefit("b3", "school", "library", need=None),
        )
    )
    assert balance(session) == (Balance("library", 2, 0), Balance("school", 0, 1))


def test_each_party_has_its_balance_even_with_nothing() -> None:
    assert balance(small()) == (Balance("library", 0, 0), Balance("school", 0, 0))


@pytest.mark.parametrize(
    ("gives", "gets", "one_sided"), [(1, 1, False), (0, 1, True), (1, 0, True), (0, 0, True)]
)
def test_both_sides_give_and_get(gives: int, gets: int, one_sided: bool) -> None:
    assert Balance("library", gives, gets).one_sided is one_sided


# Old figures


@pytest.mark.parametrize(
    ("end", "today", "old"),
    [
        (date(2024, 5, 1), date(2026, 5, 1), False),  # two years to the day
        (date(2024, 5, 1), date(2026, 5, 2), True),
        (date(2024, 4, 30), date(2026, 5, 1), True),
        (date(2023, 12, 31), date(2026, 1, 1), True),
        (date(2024, 12, 31), date(2026, 1, 1), False),
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2024, 2, 29), date(2026, 3, 1), True),
        (date(2027, 1, 1), date(2026, 5, 1), False),
    ],
)
def test_a_figure_is_old_when_its_period_ended_over_two_years_ago(end: date, today: date, old: bool) -> None:
    figure = Figure(id="f1", metric="visits", period=Span(start=date(2000, 1, 1), end=end))
    assert is_old(figure, today) is old


def test_a_figure_without_period_is_not_called_old() -> None:
    assert not is_old(Figure(id="f1", metric="visits"), DAY)


# Promises


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("", "said"),
        ("proposed", "proposed"),
        ("agreed", "agreed"),
        ("proposed agreed", "agreed"),
        ("agreed kept", "kept"),
        ("agreed missed", "missed"),
        ("agreed renegotiated", "renegotiated"),
        ("agreed released", "released"),
        ("agreed missed renegotiated", "renegotiated"),
        ("agreed missed kept", "kept"),
        ("agreed proposed", "proposed"),
        ("missed agreed", "agreed"),
    ],
)
@pytest.mark.parametrize("today", [BEFORE, DAY])
def test_until_it_is_due_a_promise_stands_where_its_last_event_put_it(
    kinds: str, expected: PromiseStatus, today: date
) -> None:
    events = [event(f"e{n}", kind) for n, kind in enumerate(kinds.split())]
    assert status(promise(*events), today) == expected


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("", "said"),
        ("proposed", "proposed"),
        ("agreed", "late"),
        ("renegotiated", "late"),
        ("kept", "kept"),
        ("missed", "missed"),
        ("released", "released"),
    ],
)
def test_after_its_day_what_was_agreed_is_late_and_nothing_else(kinds: str, expected: PromiseStatus) -> None:
    events = [event(f"e{n}", kind) for n, kind in enumerate(kinds.split())]
    assert status(promise(*events), AFTER) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(BEFORE, "kept"), (DAY, "kept"), (AFTER, "kept-late"), (date(2027, 1, 1), "kept-late")],
)
def test_kept_counts_on_the_day_it_happened(on: date, expected: PromiseStatus) -> None:
    assert status(promise(event("e1", "kept", on=on)), date(2030, 1, 1)) == expected
    assert status(promise(event("e1", "kept", on=on), due=None), date(2030, 1, 1)) == "kept"


def test_without_a_day_nothing_is_late() -> None:
    assert status(promise(event("e1", "agreed"), due=None), date(2999, 1, 1)) == "agreed"


def test_due_is_the_last_day_agreed_on() -> None:
    later, latest = date(2026, 6, 1), date(2026, 7, 1)
    moved = event("e1", "renegotiated", due=later)
    again = event("e2", "renegotiated", due=latest)
    assert due(promise()) == DAY
    assert due(promise(due=None)) is None
    assert due(promise(moved)) == later
    assert due(promise(moved, due=None)) == later
    assert due(promise(moved, again)) == latest
    assert due(promise(moved, again, withdrawn("e3", "e2"))) == later
    assert due(promise(moved, withdrawn("e3", "e1"))) == DAY
    # Other words at a renegotiation leave the day; other kinds have no day of their own.
    assert due(promise(moved, event("e2", "renegotiated"))) == later
    assert due(promise(event("e1", "agreed", due=later))) == DAY


def test_a_new_day_makes_it_late_later() -> None:
    moved = promise(event("e1", "agreed"), event("e2", "renegotiated", due=date(2026, 6, 1)))
    assert status(moved, date(2026, 6, 1)) == "renegotiated"
    assert status(moved, date(2026, 6, 2)) == "late"
    kept = promise(*moved.events, event("e3", "kept", on=date(2026, 6, 1)))
    assert status(kept, date(2030, 1, 1)) == "kept"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "withdrawn"])
def test_what_is_withdrawn_does_not_count_and_comes_back_when_that_is_withdrawn(kind: EventKind) -> None:
    first, cancel, back = event("e1", kind), withdrawn("e2", "e1"), withdrawn("e3", "e2")
    again = withdrawn("e4", "e3")
    assert standing(promise(first)) == (first,)
    assert standing(promise(first, cancel)) == ()
    assert standing(promise(first, cancel, back)) == (first,)
    assert standing(promise(first, cancel, back, again)) == ()
    assert status(promise(first, cancel), DAY) == "said"


def test_one_of_two_withdrawals_is_enough() -> None:
    events = (event("e1", "agreed"), withdrawn("e2", "e1"), withdrawn("e3", "e1"), withdrawn("e4", "e2"))
    assert standing(promise(*events)) == ()
    assert ids(standing(promise(*events, withdrawn("e5", "e3")))) == ["e1"]


def test_a_withdrawal_cancels_the_event_that_it_names_and_no_other() -> None:
    events = (event("e1", "agreed"), event("e2", "kept"), withdrawn("e3", "e1"))
    assert ids(standing(promise(*events))) == ["e2"]


def test_only_a_withdrawal_withdraws() -> None:
    """``withdraws`` on another kind (by hand) cancels nothing."""
    events = (event("e1", "agreed"), event("e2", "kept", withdraws="e1"))
    assert ids(standing(promise(*events))) == ["e1", "e2"]


def test_withdrawals_that_name_each_other_come_to_an_end() -> None:
    events = (event("e1", "agreed"), withdrawn("e2", "e3"), withdrawn("e3", "e2"))
    assert ids(standing(promise(*events))) == ["e1"]


def test_a_thousand_withdrawals_of_withdrawals_are_read() -> None:
    """Each undo and redo of an event adds one, and any file may hold them: no traceback."""
    count = 1500
    chain = [withdrawn(f"w{n:04}", f"w{n - 1:04}" if n else "e1") for n in range(count)]
    assert ids(standing(promise(event("e1", "agreed"), *chain))) == ["e1"]
    assert standing(promise(event("e1", "agreed"), *chain[:-1])) == ()


@st.composite
def tangles(draw: st.DrawFn) -> list[Event]:
    """Events of any kind, with withdrawals of any of them, in no order."""
    names = [f"e{n}" for n in range(draw(st.integers(1, 7)))]
    made = []
    for name in names:
        kind = draw(st.sampled_from([*KINDS, "withdrawn", "withdrawn"]))
        others = [other for other in names if other != name]
        which = draw(st.sampled_from(others)) if kind == "withdrawn" and others else None
        made.append(event(name, kind if which or kind != "withdrawn" else "agreed", withdraws=which))
    return made


@given(tangles(), st.data())
@settings(max_examples=300)
def test_what_stands_follows_from_the_ids_in_whatever_order(events: list[Event], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(events))
    found = standing(promise(*shuffled))
    assert set(ids(found)) == set(ids(standing(promise(*events))))
    assert ids(found) == [one.id for one in shuffled if one in found]
    assert all(one.kind != "withdrawn" for one in found)


@given(tangles())
@settings(max_examples=300)
def test_what_nothing_names_stands(events: list[Event]) -> None:
    named = {one.withdraws for one in events if one.kind == "withdrawn"}
    free = {one.id for one in events if one.kind != "withdrawn" and one.id not in named}
    assert free <= set(ids(standing(promise(*events))))
    finals = {one.withdraws for one in events if one.kind == "withdrawn" and one.id not in named}
    assert finals.isdisjoint(ids(standing(promise(*events))))


@given(sessions(), st.dates())
@settings(max_examples=40)
def test_every_promise_of_any_session_has_a_status_with_words(session: Session, today: date) -> None:
    for commitment in session.commitments:
        found = status(commitment, today)
        assert found in get_args(PromiseStatus)
        assert found in exact.STATUSES


def test_the_guide_has_words_for_each_status_and_for_no_other() -> None:
    assert set(exact.STATUSES) == set(get_args(PromiseStatus))
