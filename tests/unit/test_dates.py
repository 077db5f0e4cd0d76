"""Every rule for reading dates and periods, on a fixed day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.session.dates import (
    Ambiguous,
    longest_date,
    read_date,
    read_past_date,
    read_period,
    write_date,
    write_period,
)

TODAY = date(2026, 3, 4)  # a Wednesday
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
PIECES = st.lists(
    st.sampled_from(
        [
            "1",
            "5",
            "12",
            "31",
            "2026",
            "26",
            "/",
            ".",
            "-",
            "..",
            "–",
            "to",
            "Q1",
            "week",
            "W05",
            "May",
            "jan",
        ]
        + ["fri", "st", "of", "+", "2w", ",", "²", "١", "today", "\u00a0", "\n", " ", " ", " "]
    ),
    max_size=9,
).map("".join)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-05-01", "2026-05-01"),
        (" 2026-5-1 ", "2026-05-01"),
        ("+2w", "2026-03-18"),
        ("+10d", "2026-03-14"),
        ("+0d", "2026-03-04"),
        ("+3m", "2026-06-04"),
        ("+1y", "2027-03-04"),
        ("+1Y", "2027-03-04"),
        ("today", "2026-03-04"),
        ("Tomorrow", "2026-03-05"),
        ("wed", "2026-03-11"),
        ("fri", "2026-03-06"),
        ("THURS", "2026-03-05"),
        ("tuesday", "2026-03-10"),
        ("1 May", "2026-05-01"),
        ("1 may 2027", "2027-05-01"),
        ("May 1", "2026-05-01"),
        ("MAY 1, 2026", "2026-05-01"),
        ("May 1 2026", "2026-05-01"),
        ("May 1st, 2026", "2026-05-01"),
        ("1st May", "2026-05-01"),
        ("1st of May 2026", "2026-05-01"),
        ("1\u00a0May", "2026-05-01"),
        ("1. May 2026", "2026-05-01"),
        ("1 May 26", "2026-05-01"),
        ("22nd sept.", "2026-09-22"),
        ("4 Mar", "2026-03-04"),
        ("3 Mar", "2027-03-03"),
        ("29 Feb", "2028-02-29"),
        ("1.5.", "2026-05-01"),
        ("1.5.2026", "2026-05-01"),
        ("01.05.2026", "2026-05-01"),
        ("1.5.26", "2026-05-01"),
        ("25/12", "2026-12-25"),
        ("12/25", "2026-12-25"),
        ("12/25/27", "2027-12-25"),
        ("5/5", "2026-05-05"),
        ("5/5/2026", "2026-05-05"),
        ("1900-01-01", "1900-01-01"),
        ("2999-12-31", "2999-12-31"),
    ],
)
def test_reads_a_date(typed: str, expected: str) -> None:
    assert read_date(typed, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1/5/2026", ("2026-05-01", "2026-01-05")),
        ("5/1/26", ("2026-01-05", "2026-05-01")),
        ("1/5", ("2026-05-01", "2027-01-05")),
    ],
)
def test_does_not_guess_between_day_first_and_month_first(typed: str, readings: tuple[str, ...]) -> None:
    assert read_date(typed, TODAY) == Ambiguous(typed, readings)
    assert read_period(typed, TODAY) == Ambiguous(typed, readings)
    assert [str(read_date(each, TODAY)) for each in readings] == list(readings)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "31 Feb",
        "2026-02-31",
        "2026-13-01",
        "0 May",
        "30/2",
        "31.2.",
        "13/13",
        "1899-12-31",
        "3000-01-01",
    ]
    + [
        "+9999y",
        "+2x",
        "+w",
        "-2w",
        "we",
        "ma 1",
        "1 Ma",
        "1 Mayx",
        "1xx May",
        "May",
        "1",
        "1.5",
        "5 of",
        "J 1",
    ]
    + ["1 May 2026 please", "1st to May", "٢٠٢٦-٠٥-٠١", "²/5", "２026-05-01", "2026-05-01\x00", "1/5/026"],
)
def test_is_no_date(typed: str) -> None:
    assert read_date(typed, TODAY) is None


def test_a_month_too_short_gives_its_last_day() -> None:
    assert read_date("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert read_date("+13m", date(2026, 12, 31)) == date(2028, 1, 31)
    assert read_date("+1y", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("typed", "expected", "rest"),
    [
        ("1 May the rest", "2026-05-01", " the rest"),
        ("1 May 2027 the rest", "2027-05-01", " the rest"),
        ("1st of May 2027 the rest", "2027-05-01", " the rest"),
        ("May 1, 2027, call", "2027-05-01", ", call"),
        ("1 May, call", "2026-05-01", ", call"),
        ("1 May , call", "2026-05-01", " , call"),
        ("1 May 20 copies", "2026-05-01", " 20 copies"),
        ("1.5. call", "2026-05-01", " call"),
        ("2026-05-01.", "2026-05-01", "."),
        ("fri send", "2026-03-06", " send"),
        ("+2w", "2026-03-18", ""),
        ("  today!", "2026-03-04", "!"),
        ("tomorrow\tcall", "2026-03-05", "\tcall"),
    ],
)
def test_longest_date(typed: str, expected: str, rest: str) -> None:
    assert longest_date(typed, TODAY) == (date.fromisoformat(expected), len(typed) - len(rest))


def test_longest_date_that_is_ambiguous_or_none() -> None:
    assert longest_date("1/5/2026 call", TODAY) == (
        Ambiguous("1/5/2026", ("2026-05-01", "2026-01-05")),
        8,
    )
    assert longest_date("call 1 May", TODAY) is None
    assert longest_date("today's list", TODAY) is None
    assert longest_date("", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("Jan 2026", "2026-01-01", "2026-01-31"),
        ("january 2026", "2026-01-01", "2026-01-31"),
        ("Feb. 2028", "2028-02-01", "2028-02-29"),
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2026 q4", "2026-10-01", "2026-12-31"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("Jan-Mar 2026", "2026-01-01", "2026-03-31"),
        ("Jan 2026 – Mar", "2026-01-01", "2026-03-31"),
        ("Jan 2025 - Mar 2026", "2025-01-01", "2026-03-31"),
        ("2025-11/2026-02", "2025-11-01", "2026-02-28"),
        ("week 5 2026", "2026-01-26", "2026-02-01"),
        ("2026-W05", "2026-01-26", "2026-02-01"),
        ("week 1 2026", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("1 May 2026", "2026-05-01", "2026-05-01"),
        ("today", "2026-03-04", "2026-03-04"),
        ("1 May 2026 - 3 June 2026", "2026-05-01", "2026-06-03"),
        ("1 May 2026–3 June 2026", "2026-05-01", "2026-06-03"),
        ("1 May-3 June 2026", "2026-05-01", "2026-06-03"),
        ("2026-05-01..2026-06-03", "2026-05-01", "2026-06-03"),
        ("2026-05-01 .. 2026-06-03", "2026-05-01", "2026-06-03"),
        ("2026-05-01-2026-06-03", "2026-05-01", "2026-06-03"),
        ("2026-05-01/2026-06-03", "2026-05-01", "2026-06-03"),
        ("1 May TO 3 June", "2026-05-01", "2026-06-03"),
        ("1.2. - 3.3.", "2027-02-01", "2027-03-03"),
        ("1.5...3.6.2025", "2025-05-01", "2025-06-03"),
        ("1 Jan 2025 - 3 June", "2025-01-01", "2025-06-03"),
        ("today - +2w", "2026-03-04", "2026-03-18"),
        ("2026-03-01 - 1/5/2026", "2026-03-01", "2026-05-01"),
        ("5/5/2026 to 5/5/2026", "2026-05-05", "2026-05-05"),
    ],
)
def test_reads_a_period(typed: str, first: str, last: str) -> None:
    assert read_period(typed, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1/5/2026 - 3/6/2026", ("2026-05-01/2026-06-03", "2026-01-05/2026-03-06")),
        ("1/5 - 3/6/2026", ("2026-05-01/2026-06-03", "2026-01-05/2026-03-06")),
        ("2026-01-01 to 1/5/2026", ("2026-01-01/2026-05-01", "2026-01-01/2026-01-05")),
        ("1/5/2026..2026-12-31", ("2026-05-01/2026-12-31", "2026-01-05/2026-12-31")),
    ],
)
def test_ambiguous_period(typed: str, readings: tuple[str, ...]) -> None:
    assert read_period(typed, TODAY) == Ambiguous(typed, readings)
    assert all(isinstance(read_period(each, TODAY), tuple) for each in readings)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2025/26",
        "2025-26",
        "2025/2026",
        "Jan",
        "Jan - Mar",
        "Mar-Jan 2026",
        "Mar 2026 - Jan 2026",
        "Q5 2026",
    ]
    + [
        "Q1",
        "2026-13",
        "2026-00",
        "week 54 2026",
        "2027-W53",
        "week 0 2026",
        "2026-W00",
        "0000",
        "1899",
        "3000",
    ]
    + [
        "2026-06-03/2026-05-01",
        "3 June 2026 to 1 May 2026",
        "1 May / 3 June",
        "1 May 2026 -",
        "week 1 2026 - 3",
    ]
    + ["week 1 1899", "2999-W99", "Jan 0000 - Mar 2026", "Jan-Mar 3000", "31 Feb - 3 Mar 2026", "٢٠٢٦"],
)
def test_is_no_period(typed: str) -> None:
    assert read_period(typed, TODAY) is None


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-01-01", "2026-12-31", "2026"),
        ("2026-01-01", "2026-01-31", "January 2026"),
        ("2026-07-01", "2026-09-30", "Q3 2026"),
        ("2026-02-01", "2026-04-30", "1 February 2026 – 30 April 2026"),
        ("2026-05-01", "2026-06-03", "1 May 2026 – 3 June 2026"),
        ("2025-01-01", "2026-12-31", "1 January 2025 – 31 December 2026"),
        ("2026-05-01", "2026-05-01", "1 May 2026"),
    ],
)
def test_writes_a_period(first: str, last: str, expected: str) -> None:
    assert write_period(date.fromisoformat(first), date.fromisoformat(last)) == expected


@given(DAYS, DAYS)
def test_a_written_day_or_period_reads_back(one: date, two: date) -> None:
    first, last = min(one, two), max(one, two)
    assert read_date(write_date(one), TODAY) == one
    assert read_date(one.isoformat(), two) == one
    assert read_period(write_period(first, last), TODAY) == (first, last)
    assert read_period(f"{first}/{last}", TODAY) == (first, last)


@given(st.integers(1900, 2999), st.integers(0, 11), st.sampled_from([1, 3, 12]))
def test_a_written_calendar_period_reads_back(year: int, month: int, length: int) -> None:
    start = month - month % length
    first = date(year, start + 1, 1)
    last = date.fromordinal(
        (date(year, 12, 31) if start + length == 12 else date(year, start + length + 1, 1)).toordinal()
        - (start + length != 12)
    )
    written = write_period(first, last)
    assert "–" not in written
    assert read_period(written, TODAY) == (first, last)


@given(st.text(max_size=250) | PIECES, st.dates())
def test_never_raises_and_says_what_it_took(typed: str, today: date) -> None:
    whole = read_date(typed, today)
    span = read_period(typed, today)
    if isinstance(whole, date):
        assert span is not None
        assert 1900 <= whole.year <= 2999
    if isinstance(span, tuple):
        assert span[0] <= span[1]
    for found in (whole, span):
        if isinstance(found, Ambiguous):
            assert found.typed == typed
            assert len(set(found.readings)) > 1
            assert all(isinstance(read_period(each, today), tuple) for each in found.readings)
    start = longest_date(typed, today)
    if start:
        assert 0 < start[1] <= len(typed)
        taken = read_date(typed[: start[1]], today)
        assert getattr(taken, "readings", taken) == getattr(start[0], "readings", start[0])


def test_a_long_text_is_quickly_none() -> None:
    for typed in ("1 " * 100_000, "-" * 100_000, "May" * 100_000, " " * 100_000):
        assert read_period(typed, TODAY) is None
        assert longest_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 May", "2026-05-01"),
        ("1 July", "2025-07-01"),
        ("11.6.", "2025-06-11"),
        ("10 June", "2026-06-10"),
        ("2026-07-01", "2026-07-01"),
        ("fri", "2026-06-12"),
        ("tomorrow", "2026-06-11"),
        ("+2d", "2026-06-12"),
        ("+1y", "2027-06-10"),
        ("29 Feb", "2028-02-29"),
    ],
)
def test_what_has_happened_was_on_the_last_such_day(typed: str, expected: str) -> None:
    assert read_past_date(typed, date(2026, 6, 10)) == date.fromisoformat(expected)


def test_what_has_happened_may_be_ambiguous_or_no_date_too() -> None:
    assert isinstance(read_past_date("1/5", date(2026, 6, 10)), Ambiguous)
    assert read_past_date("soon", date(2026, 6, 10)) is None
