"""What home tells above the sessions: late ones of ours first, then theirs, then what is due."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bpworkshop import text
from bpworkshop.session import items
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.store.promised import Promised
from bpworkshop.tui.due import lines, until, urgent
from bpworkshop.words import say
from tests.shell import put
from tests.unit.test_ledger import TODAY, event, promise


def of(id: str, day: date, *, ours: bool = False, **facts: str) -> Promised:
    given = {"promiser": "City Library" if ours else "Artist", "partner": "Artist", **facts}
    return promise(event("agreed"), due=day.isoformat(), id=id, words=f"Promise {id}", ours=ours, **given)


def said(*promises: Promised, width: int = 78, height: int = 24) -> list[str]:
    return "".join(words for words, _ in lines(urgent(promises, TODAY), width, height)).splitlines()


YES = promise(event("proposed", waits_for="the head", until="2026-06-12"), due=None, id="yes", words="A room")
LATE = of("theirs", TODAY - timedelta(days=30), owner="Bo")
OURS = of("ours", TODAY - timedelta(days=1), ours=True)
SOON, FAR = of("soon", TODAY + timedelta(days=7)), of("far", TODAY + timedelta(days=8))


def test_ours_that_are_late_come_first_and_what_is_far_not_at_all() -> None:
    head, *told = said(YES, SOON, FAR, LATE, OURS)
    counts = (say(f"home.due.{name}", n=1) for name in ("ours", "theirs", "soon"))
    assert head == ", ".join((*counts, say("home.due.yes", n=1)))
    assert [line.split("Promise ")[-1].split()[0] for line in told[:3]] == ["ours", "theirs", "soon"]
    assert say("home.due.for", partner="Artist") in told[0]
    assert told[1].endswith("Artist, Bo")
    assert say("home.due.waits", who="the head") in told[3]
    assert len(told) == 4


def test_what_is_late_says_so_in_words() -> None:
    _, *told = said(LATE, SOON)
    assert [say("find.late", day="").strip() in line for line in told] == [True, False]


@pytest.mark.parametrize(("height", "most"), [(20, 2), (24, 4), (40, 8)])
def test_there_are_as_many_as_have_room_and_the_others_are_counted(height: int, most: int) -> None:
    many = [of(f"p{number}", TODAY + timedelta(days=number % 7)) for number in range(11)]
    _, *told, more = said(*many, height=height)
    assert len(told) == most
    assert more.strip() == say("home.due.more", n=11 - most)


@pytest.mark.parametrize("width", [58, 78, 118])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = promise(
        event("agreed"), due="2026-06-01", words="图书馆 everything " * 20, partner="P" * 90, owner="Ö" * 90
    )
    assert max(map(text.width, said(long, YES, OURS, width=width))) <= width


def test_a_copied_file_does_not_tell_them_twice_and_nothing_is_no_section() -> None:
    assert len(said(OURS, OURS._replace(handle="copy"))) == 2
    assert lines(urgent([FAR], TODAY), 78, 24) == []


def test_a_week_ends_where_the_calendar_does() -> None:
    assert until(date.max) == date.max
    assert until(TODAY) == TODAY + timedelta(days=7)


def test_the_next_day_of_a_session_is_the_first_that_somebody_waits_for(tmp_path: Path) -> None:
    days = (date(2026, 7, 1), date(2026, 6, 1), None)
    agreed = items.Event(id="e1", kind="agreed", on=TODAY, recorded=datetime(2026, 6, 10, tzinfo=UTC))
    promises = [
        items.Commitment(id=f"c{at}", commitment="We come", due=day, events=(agreed,))
        for at, day in enumerate(days)
    ]
    put(tmp_path, "2026-05-01-two", commitments=tuple(promises))
    put(tmp_path, "2026-05-02-none", id="other", commitments=tuple(promises[2:]))
    with Index.of(SessionFolder(tmp_path)) as index:
        assert index.next_days() == {"2026-05-01-two": date(2026, 6, 1)}
        assert min(one.due for one in index.open_promises(date.max) if one.due) == date(2026, 6, 1)
