"""Promises as a calendar: what a program that reads it finds there, the same bytes each time."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bpworkshop.review.calendar import calendar, is_ours
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.store.promised import Event, Promised, promised
from tests.strategies import sessions

DAY = date(2026, 6, 1)
SAID = datetime(2026, 5, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))


def promise(*kinds: str, due: date | None = DAY, **facts: Any) -> Promised:
    events = tuple(
        Event(
            f"e{at}",
            kind,
            SAID.date(),
            SAID + timedelta(days=at),
            withdraws=f"e{at - 1}" if kind == "withdrawn" else None,
        )
        for at, kind in enumerate(kinds)
    )
    given = {"handle": "2026-05-01-artist", "session": "s1", "title": "Artist", "day": DAY, "id": "c1"}
    return Promised(**{**given, "words": "We come", "due": due, "events": events, **facts})


def read(*promises: Promised) -> list[Any]:
    """The entries of the calendar, as another program reads them."""
    return Calendar.from_ical(calendar(promises)).walk("VEVENT")


@pytest.mark.parametrize(
    ("kinds", "status", "alarms"),
    [
        ("proposed", "TENTATIVE", 2),
        ("agreed", "CONFIRMED", 2),
        ("agreed renegotiated", "CONFIRMED", 2),
        ("agreed kept", "CONFIRMED", 0),
        ("agreed missed", "CONFIRMED", 0),
        ("agreed released", "CANCELLED", 0),
        ("agreed withdrawn", "CANCELLED", 0),
    ],
)
def test_what_is_open_wakes_and_what_is_over_does_not(kinds: str, status: str, alarms: int) -> None:
    (entry,) = read(promise(*kinds.split()))
    assert entry["STATUS"] == status
    assert len(entry.walk("VALARM")) == alarms
    assert entry["TRANSP"] == "TRANSPARENT"
    assert (entry["SUMMARY"] == "We come") == bool(alarms)


def test_it_wakes_at_nine_the_day_before_and_on_the_day() -> None:
    (entry,) = read(promise("agreed"))
    midnight = datetime.combine(DAY, datetime.min.time())
    wakes = [midnight + alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")]
    assert wakes == [datetime(2026, 5, 31, 9, 0), datetime(2026, 6, 1, 9, 0)]
    assert entry["DTSTART"].dt == DAY


def test_a_second_import_brings_the_same_entry_up_to_date() -> None:
    (first,), (then,) = read(promise("agreed")), read(promise("agreed", "kept", handle="renamed"))
    assert first["UID"] == then["UID"]
    assert first["SEQUENCE"] < then["SEQUENCE"]
    assert first["LAST-MODIFIED"].dt < then["LAST-MODIFIED"].dt == then["DTSTAMP"].dt
    assert then["DTSTAMP"].dt == datetime(2026, 5, 2, 8, 0, tzinfo=UTC)


def test_what_nothing_happened_to_and_what_has_no_day_is_not_in_it() -> None:
    assert read(promise(), promise("agreed", due=None)) == []


def test_a_copied_file_makes_no_second_entry() -> None:
    assert len(read(promise("agreed"), promise("agreed", handle="copy"))) == 1
    assert len(read(promise("agreed"), promise("agreed", session="s2"))) == 2


def test_the_day_is_the_last_one_agreed_on() -> None:
    later = date(2026, 7, 1)
    moved = promise("agreed", "renegotiated")
    moved = moved._replace(events=(moved.events[0], moved.events[1]._replace(due=later)))
    assert read(moved)[0]["DTSTART"].dt == later


def test_what_people_said_stays_what_they_said_and_ends_no_line() -> None:
    words = 'A; b, c\\n: "d" END:VEVENT – ' + "ü" * 100
    said = promise("agreed", words=words, evidence="BEGIN:VEVENT", owner="Ana; Bo", promiser="A, B")
    (entry,) = read(said)
    assert entry["SUMMARY"] == f"A, B: {words}"
    assert "Ana; Bo\n" in entry["DESCRIPTION"]
    written = calendar([said])
    assert written.count("\r\nBEGIN:VEVENT\r\n") == written.count("\r\nEND:VEVENT\r\n") == 1
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))


def test_nothing_of_a_hand_made_promise_ends_a_line() -> None:
    said = promise(
        "agreed", words="A\r\nEND:VEVENT\r\nX", session="s\n1", evidence="\x1b[31m\u2028", title="\x00"
    )
    written = calendar([said])
    assert written.count("\r\nEND:VEVENT\r\n") == 1
    assert not set(written.replace("\r\n", "")) & set("\r\x00\x1b\u2028")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(999, 5, 1), date(9999, 12, 31)])
def test_days_far_away_are_written_in_full(day: date) -> None:
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    one = promise("agreed", due=day)
    one = one._replace(events=(one.events[0]._replace(recorded=edge),))
    assert f"DTSTART;VALUE=DATE:{day.isoformat().replace('-', '')}\r\n" in calendar([one])
    assert "DTSTAMP:00010101T000000Z\r\n" in calendar([one])


@given(st.lists(sessions(), max_size=2), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_any_sessions_make_a_calendar_of_ours_with_an_entry_each(found: list[Session], shuffle: Any) -> None:
    promises = [
        one
        for number, session in enumerate(found)
        for one in promised(tomli.loads(codec.encode(session).decode()), f"handle-{number}")
    ]
    written = calendar(promises)
    assert is_ours(written[:200])
    uids = [str(entry["UID"]) for entry in Calendar.from_ical(written).walk("VEVENT")]
    assert len(uids) == len(set(uids))
    shuffle.shuffle(promises)
    if len({one.session for one in promises}) == len({one.handle for one in promises}):
        assert calendar(promises) == written


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\n", "PRODID:-//bpworkshop//"])
def test_what_another_program_wrote_is_not_ours(text: str) -> None:
    assert not is_ours(text)
