"""What voices add up to: votes, fit, balance, old figures."""

from datetime import date
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.session.items import Benefit, Figure, Goal, Value
from bpworkshop.session.tallies import Balance, balance, by_votes, fit, is_old
from bpworkshop.session.types import Fit, Span
from tests.strategies import small

DAY = date(2026, 5, 1)


def goals(*votes: int | None) -> tuple[Goal, ...]:
    return tuple(Goal(id=f"g{n}", statement="s", votes=count) for n, count in enumerate(votes, 1))


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
