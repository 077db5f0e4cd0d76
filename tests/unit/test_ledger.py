"""The ledger and the follow-through rate, against slow and plain readings of the same promises."""

from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.review.ledger import TIMES, Row, Wanted, grouped, ledger, once, row
from bpworkshop.review.rate import Counted, Outcome, Period, outcome, period, rates
from bpworkshop.session.standing import EventKind
from bpworkshop.store.promised import Event, Promised

FIRST = date(2026, 5, 1)
TODAY = date(2026, 6, 10)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
SIDES = ("City Library", "Artist", "ARTIST ", "Museum", None)


def event(kind: str, on: str | date = FIRST, **facts: Any) -> Event:
    day = date.fromisoformat(on) if isinstance(on, str) else on
    facts = {key: date.fromisoformat(one) if key in ("due", "until") else one for key, one in facts.items()}
    return Event(facts.pop("id", f"{kind}{on}"), kind, day, datetime(2026, 5, 1, tzinfo=UTC), **facts)


def promise(*events: Event, due: str | None = "2026-05-20", **facts: Any) -> Promised:
    given = {"handle": "2026-05-01-artist", "session": "s1", "title": "Artist", "day": FIRST, "id": "c1"}
    day = date.fromisoformat(due) if due else None
    return Promised(**{**given, "words": "We come", "due": day, "events": events, **facts})


@st.composite
def promises(draw: st.DrawFn) -> Promised:
    """A promise to which things happened one day after another, some of them withdrawn."""
    days = sorted(draw(st.lists(st.sampled_from(DAYS), max_size=6)))
    events: list[Event] = []
    for at, on in enumerate(days):
        kind = draw(st.sampled_from((*get_args(EventKind), "agreed", "agreed", "renegotiated")))
        if kind == "withdrawn" and not events:
            kind = "agreed"
        events.append(
            Event(
                f"e{at}",
                kind,
                on,
                datetime(2026, 5, 1, tzinfo=UTC),
                withdraws=draw(st.sampled_from(events)).id if kind == "withdrawn" else None,
                due=draw(st.sampled_from([*DAYS, None])) if kind == "renegotiated" else None,
                until=draw(st.sampled_from([*DAYS, None])) if kind == "proposed" else None,
                waits_for="the head" if kind == "proposed" else None,
            )
        )
    side = draw(st.sampled_from(SIDES))
    return Promised(
        handle=draw(st.sampled_from(("2026-05-01-artist", "copy"))),
        session=draw(st.sampled_from(("s1", "s2", ""))),
        title="Artist",
        day=FIRST,
        id=draw(st.sampled_from(("c1", "c2", "c3"))),
        words="We come",
        promiser=side,
        ours=side == "City Library",
        partner=draw(st.sampled_from(("Artist", "Museum", None))),
        owner=draw(st.sampled_from(("Ana María", "Bo", None))),
        due=draw(st.sampled_from([*DAYS, None])),
        events=tuple(events),
    )


MANY = st.lists(promises(), max_size=12)


# A slow and plain reading


def stand(one: Promised) -> list[Event]:
    def holds(event: Event) -> bool:
        against = (e for e in one.events if e.kind == "withdrawn" and e.withdraws == event.id)
        return not any(holds(other) for other in against)

    return [event for event in one.events if event.kind != "withdrawn" and holds(event)]


def agreement(one: Promised, events: list[Event]) -> tuple[bool, date | None, date | None]:
    """Whether it is agreed to, on which day, and since when, as these events have it."""
    agreed, day, since, offered = False, one.due, None, None
    for this, following in zip_longest(events, events[1:]):
        good = this.due if this.due and this.due >= this.on else day
        if this.kind == "renegotiated":
            if following and following.kind == "proposed" and following.on == this.on:
                offered = good
            else:
                agreed, day, since, offered = True, good, this.on, None
        if this.kind == "agreed":
            day = offered if offered and offered >= this.on else day
            agreed, since, offered = True, this.on, None
        if this.kind == "proposed" and offered is None:
            agreed = False
    return agreed, day, since


def came(one: Promised, today: date) -> Outcome | None:
    """Each day is lived through: once one begins after the date agreed on, that date is the one."""
    events = stand(one)
    if not events or events[-1].kind == "released":
        return None
    agreed, day, _ = agreement(one, events)
    for morning in [*DAYS, DAYS[-1] + timedelta(days=1)]:
        held, until, since = agreement(one, [event for event in events if event.on < morning])
        if held and until and since and since <= until < morning:
            agreed, day = True, until
            break
    if not agreed:
        return None
    last = events[-1]
    if last.kind == "kept":
        return Outcome(min(day or last.on, last.on), day is None or last.on <= day)
    if last.kind == "missed":
        return Outcome(min(day or last.on, last.on), on_time=False)
    return Outcome(day, on_time=False) if day and day < today else None


@given(promises(), st.sampled_from(DAYS))
@settings(max_examples=500)
def test_what_came_of_a_promise_is_what_living_through_each_day_says(one: Promised, today: date) -> None:
    assert outcome(one, today) == came(one, today)


@given(MANY, st.sampled_from(DAYS), st.sampled_from(("half-year", "quarter")))
def test_rates_count_each_promise_once_for_its_party(many: list[Promised], today: date, span: Any) -> None:
    found = rates(many, today, span)
    counted = [one for one in once(many) if one.promiser is not None and came(one, today) is not None]
    assert sum(rate.total.due for rate in found) == len(counted)
    for rate in found:
        theirs = [
            one for one in counted if (one.promiser or "").strip().lower() == rate.party.strip().lower()
        ]
        outcomes = [came(one, today) for one in theirs]
        assert rate.total == Counted(sum(one.on_time for one in outcomes if one), len(theirs))
        assert rate.ours == (rate.party == "City Library")
        for each in rate.periods:
            inside = [one for one in outcomes if one and period(one.day, span) == each.name]
            assert each.counted == Counted(sum(one.on_time for one in inside), len(inside)) != Counted()


@given(MANY, st.sampled_from(DAYS), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_the_ledger_answers_what_a_plain_reading_answers(
    many: list[Promised], today: date, due: bool, late: bool, proposed: bool, data: st.DataObject
) -> None:
    by = data.draw(st.sampled_from(("", "artist", "ana", "maria", "b", "nobody")))
    partner = data.draw(st.sampled_from(("", "muse", "Artist")))
    found = ledger(many, today, Wanted(due, late, proposed, by, partner))

    def is_wanted(one: Promised) -> bool:
        events = stand(one)
        kind = events[-1].kind if events else None
        days = [event.due for event in events if event.kind == "renegotiated" and event.due]
        day = days[-1] if days else one.due
        until = events[-1].until if kind == "proposed" else None
        is_late = kind in ("agreed", "renegotiated") and day is not None and day < today
        week = [each for each in (day, until) if each and each <= today + timedelta(days=7)]
        is_due = is_late or (kind in ("agreed", "renegotiated", "proposed") and bool(week))
        asked = [is_due] * due + [is_late] * late + [kind == "proposed"] * proposed
        names = " ".join(filter(None, (one.promiser, one.owner))).lower().replace("í", "i")
        whose = not by or by in names.split() or (by == "b" and "bo" in names.split())
        return (
            (not asked or any(asked))
            and whose
            and (not partner or partner.lower() in (one.partner or "").lower())
        )

    assert sorted(map(repr, (one.promised for one in found))) == sorted(
        repr(one) for one in many if is_wanted(one)
    )
    assert [TIMES.index(one.time) for one in found] == sorted(TIMES.index(one.time) for one in found)
    for time in TIMES[:-1]:
        days = [one.day or date.max for one in found if one.time == time]
        assert days == sorted(days)
    settled = [one.event.on for one in found if one.time == "settled" and one.event]
    assert settled == sorted(settled, reverse=True)


@given(MANY, st.sampled_from(("time", "partner", "owner")))
def test_groups_hold_every_row_once_in_its_order(many: list[Promised], way: Any) -> None:
    rows = ledger(many, TODAY)
    groups = grouped(rows, way)
    assert sorted(map(repr, rows)) == sorted(repr(one) for group in groups.values() for one in group)
    for group in groups.values():
        assert group == [one for one in rows if one in group]


# By example: the ledger

AGREED = event("agreed", "2026-05-01")


@pytest.mark.parametrize(
    ("events", "due", "time"),
    [
        ([], "2026-06-01", "said"),
        ([event("agreed")], "2026-06-09", "late"),
        ([event("agreed")], "2026-06-10", "soon"),
        ([event("agreed")], "2026-06-17", "soon"),
        ([event("agreed")], "2026-06-18", "open"),
        ([event("agreed")], None, "open"),
        ([event("proposed")], "2026-06-01", "soon"),
        ([event("proposed", until="2026-06-12")], "2026-09-01", "soon"),
        ([event("proposed", until="2026-07-12")], "2026-09-01", "open"),
        ([event("agreed"), event("kept")], "2026-06-10", "settled"),
        ([event("agreed")], "9999-12-31", "open"),
        ([event("agreed")], "0001-01-01", "late"),
    ],
)
def test_what_a_promise_asks_for_follows_from_its_day(
    events: list[Event], due: str | None, time: str
) -> None:
    assert row(promise(*events, due=due), TODAY).time == time


def test_the_last_day_that_there_is_may_be_today() -> None:
    assert row(promise(event("agreed"), due="9999-12-31"), date.max).time == "soon"


def test_a_row_tells_whose_yes_and_until_when_while_it_waits_and_no_longer() -> None:
    asked = event("proposed", waits_for="the head", until="2026-06-12")
    assert row(promise(asked), TODAY).as_json()["waits_for"] == "the head"
    assert row(promise(asked), TODAY).as_json()["until"] == "2026-06-12"
    agreed: Row = row(promise(asked, event("agreed")), TODAY)
    assert (agreed.waits_for, agreed.until) == (None, None)


@pytest.mark.parametrize("typed", ["city", "LIBRARY", " lib  city", "bucher", "Jose"])
def test_a_name_may_be_typed_by_the_beginnings_of_words(typed: str) -> None:
    one = promise(AGREED, promiser="City Library of  Bücher", owner="José")
    assert ledger([one], TODAY, Wanted(by=typed))


@pytest.mark.parametrize("typed", ["ity", "city jose", "?"])
def test_a_name_is_not_found_in_the_middle_of_a_word_or_across_two(typed: str) -> None:
    assert not ledger([promise(AGREED, promiser="City Library", owner="José")], TODAY, Wanted(by=typed))
    assert not ledger([promise(AGREED, promiser=None, partner=None)], TODAY, Wanted(partner=typed))


def test_groups_by_name_are_one_however_the_name_is_written() -> None:
    rows = [row(promise(partner=name), TODAY) for name in ("The Museum", None, "the  museum", "Artist")]
    assert {name: len(group) for name, group in grouped(rows, "partner").items()} == {
        "Artist": 1,
        "The Museum": 2,
        "": 1,
    }


def test_of_a_copied_file_the_promise_to_which_more_happened_counts() -> None:
    here, copy = promise(event("agreed")), promise(event("agreed"), event("kept"), handle="copy")
    other = promise(session="s2")
    assert once([here, other, copy]) == once([copy, other, here])[:1] + [other] == [copy, other]


# By example: the rate


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], None),
        ([event("proposed")], None),
        ([event("proposed"), event("kept", "2026-05-10")], None),
        ([AGREED], (20, False)),
        ([AGREED, event("kept", "2026-05-20")], (20, True)),
        ([AGREED, event("kept", "2026-05-21")], (20, False)),
        ([AGREED, event("kept", "2026-05-10")], (10, True)),
        ([AGREED, event("missed", "2026-05-10")], (10, False)),
        ([AGREED, event("missed", "2026-05-30")], (20, False)),
        ([AGREED, event("released", "2026-05-30")], None),
        # A new day that was agreed in time saves it, on the very day too; one agreed later does not.
        (
            [AGREED, event("renegotiated", "2026-05-20", due="2026-06-01"), event("kept", "2026-06-01")],
            (32, True),
        ),
        (
            [AGREED, event("renegotiated", "2026-05-21", due="2026-06-01"), event("kept", "2026-05-30")],
            (20, False),
        ),
        ([AGREED, event("renegotiated", "2026-05-02", due="2026-07-01")], None),
        ([AGREED, event("renegotiated", "2026-05-21", due="2026-07-01")], (20, False)),
        # Nor does one after another, each in time for the one before that came too late.
        (
            [
                AGREED,
                event("renegotiated", "2026-05-21", due="2026-06-01"),
                event("renegotiated", "2026-05-22", due="2026-07-01"),
            ],
            (20, False),
        ),
        # Written down later, but it was said in time.
        (
            [AGREED, event("renegotiated", "2026-05-19", due="2026-06-01"), event("kept", "2026-05-25")],
            (25, True),
        ),
        # A day that is over already when it is agreed on is none.
        (
            [AGREED, event("renegotiated", "2026-05-10", due="2026-05-05"), event("kept", "2026-05-15")],
            (15, True),
        ),
        # What was missed and agreed anew in time is no miss.
        (
            [AGREED, event("missed", "2026-05-02"), event("renegotiated", "2026-05-03", due="2026-07-01")],
            None,
        ),
        # Opened again before its day: nobody is bound. After its day it does not help.
        ([AGREED, event("proposed", "2026-05-10")], None),
        ([AGREED, event("proposed", "2026-05-21")], (20, False)),
        # A new day that is only proposed to who had left.
        (
            [AGREED, event("renegotiated", "2026-05-10", due="2026-07-01"), event("proposed", "2026-05-10")],
            (20, False),
        ),
        (
            [
                AGREED,
                event("renegotiated", "2026-05-10", due="2026-07-01"),
                event("proposed", "2026-05-10"),
                event("agreed", "2026-05-12", id="a2"),
            ],
            None,
        ),
        # Agreed to when its day was over: that day counts, unless there is a new one.
        ([event("agreed", "2026-05-25"), event("kept", "2026-05-26")], (20, False)),
        (
            [event("agreed", "2026-05-25"), event("renegotiated", "2026-05-26", due="2026-06-01")],
            (32, False),
        ),
        # Withdrawn is as if it had not been.
        ([AGREED, event("kept", "2026-05-10", id="k"), event("withdrawn", withdraws="k")], (20, False)),
        ([event("agreed", id="a"), event("withdrawn", withdraws="a")], None),
    ],
)
def test_what_came_of_a_promise(events: list[Event], expected: tuple[int, bool] | None) -> None:
    day = expected and (FIRST + timedelta(days=expected[0] - 1), expected[1])
    assert outcome(promise(*events), TODAY) == day
    assert came(promise(*events), TODAY) == day


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([AGREED], None),
        ([AGREED, event("kept", "2026-05-10")], Outcome(date(2026, 5, 10), True)),
        ([AGREED, event("missed", "2026-05-10")], Outcome(date(2026, 5, 10), False)),
    ],
)
def test_without_a_day_it_counts_when_it_is_settled(events: list[Event], expected: Outcome | None) -> None:
    assert outcome(promise(*events, due=None), TODAY) == expected


def test_a_day_before_its_day_nothing_is_due_and_on_its_day_neither() -> None:
    assert outcome(promise(AGREED), date(2026, 5, 20)) is None
    assert outcome(promise(AGREED), date(2026, 5, 21)) == Outcome(date(2026, 5, 20), False)


@pytest.mark.parametrize(
    ("kept", "due", "percent", "bar"),
    [
        (0, 0, None, ""),
        (4, 4, None, "████"),
        (3, 4, None, "███░"),
        (5, 5, 100, "██████████"),
        (0, 5, 0, "░░░░░░░░░░"),
        (4, 6, 67, "██████░░░░"),
        (299, 300, 99, "█████████░"),
        (1, 300, 1, "░░░░░░░░░░"),
        (1, 8, 13, "█░░░░░░░░░"),
    ],
)
def test_a_rate_of_five_or_more_is_a_per_cent_and_of_fewer_counts(
    kept: int, due: int, percent: int | None, bar: str
) -> None:
    assert (Counted(kept, due).percent, Counted(kept, due).bar) == (percent, bar)


def test_a_party_is_known_again_by_its_name_and_ours_by_being_ours() -> None:
    kept = (AGREED, event("kept", "2026-05-10"))
    made = [
        promise(*kept, id="c1", promiser="The Museum"),
        promise(AGREED, id="c2", promiser="the  museum"),
        promise(*kept, id="c3", promiser="City Library", ours=True),
        promise(*kept, id="c4", promiser="Library of the City", ours=True, due="2026-12-01"),
        promise(*kept, id="c5", promiser=None),
    ]
    found = rates(made, TODAY)
    assert [(one.party, one.ours, one.total) for one in found] == [
        ("City Library", True, Counted(2, 2)),
        ("The Museum", False, Counted(1, 2)),
    ]
    assert found[0].periods == (Period("2026 H1", Counted(2, 2)),)


@pytest.mark.parametrize(
    ("day", "half", "quarter"),
    [
        ("2026-01-01", "2026 H1", "2026 Q1"),
        ("2026-06-30", "2026 H1", "2026 Q2"),
        ("2026-07-01", "2026 H2", "2026 Q3"),
        ("2026-12-31", "2026 H2", "2026 Q4"),
        ("0001-01-01", "0001 H1", "0001 Q1"),
    ],
)
def test_periods_have_names_that_sort_as_time_goes(day: str, half: str, quarter: str) -> None:
    assert period(date.fromisoformat(day), "half-year") == half
    assert period(date.fromisoformat(day), "quarter") == quarter
