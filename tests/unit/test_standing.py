"""What became of a promise, from its events."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.method import exact
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.session import Session
from bpworkshop.session.standing import OPEN, SETTLED, EventKind, PromiseStatus, due, standing, status
from tests.strategies import sessions

DAY = date(2026, 5, 1)
BEFORE, AFTER = date(2026, 4, 30), date(2026, 5, 2)
RECORDED = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
KINDS: tuple[EventKind, ...] = get_args(EventKind)


def event(id: str, kind: str, **values: Any) -> Event:
    return Event.model_validate({"id": id, "kind": kind, "on": DAY, "recorded": RECORDED, **values})


def withdrawn(id: str, which: str) -> Event:
    return event(id, "withdrawn", withdraws=which)


def promise(*events: Event, due: date | None = DAY) -> Commitment:
    return Commitment(id="c1", commitment="We come", due=due, events=events)


def ids(records: Any) -> list[str]:
    return [record.id for record in records]


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


def test_what_is_not_open_is_settled() -> None:
    assert set(get_args(PromiseStatus)) - set(OPEN) == {*SETTLED, "kept-late"}
