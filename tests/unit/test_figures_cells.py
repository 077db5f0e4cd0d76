"""A cell is a number or a day only where it says so without doubt."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.figures import cells
from bpworkshop.figures.cells import Marks, Odd, Order
from bpworkshop.session import dates, numbers


@pytest.mark.parametrize(
    ("cell", "marks", "value"),
    [
        ("56660", Marks.UNKNOWN, "56660"),
        (" 007 ", Marks.UNKNOWN, "7"),
        (".68", Marks.POINT, "0.68"),
        ("-1", Marks.POINT, "-1"),
        ("1.234,5", Marks.UNKNOWN, "1234.5"),
        ("1,234.5", Marks.UNKNOWN, "1234.5"),
        ("1 234", Marks.UNKNOWN, "1234"),
        ("1\u00a0234,5", Marks.COMMA, "1234.5"),
        ("1.234", Marks.COMMA, "1234"),
        ("1.234", Marks.POINT, "1.234"),
        ("1,234", Marks.POINT, "1234"),
        ("1,234", Marks.COMMA, "1.234"),
        ("1.234.567", Marks.UNKNOWN, "1234567"),
        ("0.125", Marks.UNKNOWN, "0.125"),
        ("12,5", Marks.UNKNOWN, "12.5"),
    ],
)
def test_a_number_is_read_as_it_was_written(cell: str, marks: Marks, value: str) -> None:
    assert cells.number(cell, marks) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "marks", "why"),
    [
        ("", Marks.POINT, Odd.EMPTY),
        ("  ", Marks.POINT, Odd.EMPTY),
        ("1.234", Marks.UNKNOWN, Odd.AMBIGUOUS),
        ("1,234", Marks.UNKNOWN, Odd.AMBIGUOUS),
        ("-1.234", Marks.UNKNOWN, Odd.AMBIGUOUS),
        ("12,5", Marks.POINT, Odd.OTHER_MARK),
        ("1.234,5", Marks.POINT, Odd.OTHER_MARK),
        ("12.5", Marks.COMMA, Odd.OTHER_MARK),
        ("=1+1", Marks.POINT, Odd.FORMULA),
        ("@sum", Marks.POINT, Odd.FORMULA),
        ("1e309", Marks.POINT, Odd.EXPONENT),
        ("1.2E+05", Marks.POINT, Odd.EXPONENT),
        ("9" * 16, Marks.POINT, Odd.LONG),
        ("9" * 5000, Marks.POINT, Odd.LONG),
        ("x", Marks.POINT, Odd.NO_NUMBER),
        ("n/a", Marks.POINT, Odd.NO_NUMBER),
        ("NaN", Marks.POINT, Odd.NO_NUMBER),
        ("inf", Marks.POINT, Odd.NO_NUMBER),
        ("５", Marks.POINT, Odd.NO_NUMBER),
        ("12 %", Marks.POINT, Odd.NO_NUMBER),
        ("1.2.3", Marks.POINT, Odd.NO_NUMBER),
        ("12,34,567", Marks.POINT, Odd.NO_NUMBER),
    ],
)
def test_what_is_no_number_says_why(cell: str, marks: Marks, why: Odd) -> None:
    assert cells.number(cell, marks) is why


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from([Marks.POINT, Marks.COMMA]))
def test_a_number_that_is_written_with_known_marks_comes_back(value: Decimal, marks: Marks) -> None:
    grouped = format(value, ",f")
    if marks is Marks.COMMA:
        grouped = grouped.translate(str.maketrans(".,", ",."))
    assert cells.number(grouped, marks) == value
    assert cells.number(grouped, Marks.UNKNOWN) in (value, Odd.AMBIGUOUS)


@given(st.text(max_size=20), st.sampled_from(Marks))
def test_no_cell_breaks_the_reading(cell: str, marks: Marks) -> None:
    found = cells.number(cell, marks)
    assert isinstance(found, Odd) or (found.is_finite() and any(each.isdigit() for each in cell))
    assert isinstance(cells.days(cell, Order.UNKNOWN), Odd | tuple)


@pytest.mark.parametrize(
    ("several", "found"),
    [
        (["1", "2 345", ""], Marks.UNKNOWN),
        (["1.234", "12,5"], Marks.COMMA),
        (["1,234", "1,234.5"], Marks.POINT),
        (["1.234.567"], Marks.COMMA),
        (["1234.567"], Marks.POINT),
        (["31.12.2025"], Marks.UNKNOWN),
        (["1.5", "2,5"], None),
    ],
)
def test_the_decimal_mark_is_what_some_number_shows(several: list[str], found: Marks | None) -> None:
    assert cells.marks(several) == found


@pytest.mark.parametrize(
    ("cell", "order", "first", "last"),
    [
        ("2025-01-31", Order.UNKNOWN, date(2025, 1, 31), None),
        ("2025-01-31T00:00:00", Order.UNKNOWN, date(2025, 1, 31), None),
        ("20250131", Order.UNKNOWN, date(2025, 1, 31), None),
        ("07/01/2024", Order.MONTH, date(2024, 7, 1), None),
        ("07/01/2024", Order.DAY, date(2024, 1, 7), None),
        ("07/07/2024", Order.UNKNOWN, date(2024, 7, 7), None),
        ("07.01.2024", Order.MONTH, date(2024, 1, 7), None),
        ("2025-02", Order.UNKNOWN, date(2025, 2, 1), date(2025, 2, 28)),
        ("2025", Order.UNKNOWN, date(2025, 1, 1), date(2025, 12, 31)),
        ("January 2025", Order.UNKNOWN, date(2025, 1, 1), date(2025, 1, 31)),
        ("Q2 2025", Order.UNKNOWN, date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-W05", Order.UNKNOWN, date(2025, 1, 27), date(2025, 2, 2)),
        ("2025-01-31 10:30", Order.UNKNOWN, date(2025, 1, 31), None),
        ("2025-01-31T10:30:00.5+02:00", Order.UNKNOWN, date(2025, 1, 31), None),
        ("1/31/2025 12:00:00 AM", Order.MONTH, date(2025, 1, 31), None),
        ("31 January 2025 9:05", Order.UNKNOWN, date(2025, 1, 31), None),
        ("2025-01-31 to 2025-02-03", Order.UNKNOWN, date(2025, 1, 31), date(2025, 2, 3)),
        ("2011-11", Order.UNKNOWN, date(2011, 11, 1), date(2011, 11, 30)),
    ],
)
def test_a_day_or_period_is_read(cell: str, order: Order, first: date, last: date | None) -> None:
    assert cells.days(cell, order) == (first, last or first)


@pytest.mark.parametrize(
    ("cell", "order", "why"),
    [
        ("", Order.DAY, Odd.EMPTY),
        (".", Order.MONTH, Odd.NO_DATE),
        ("07/01/2024", Order.UNKNOWN, Odd.ORDER),
        ("13/01/2024", Order.UNKNOWN, Odd.ORDER),
        ("13/01/2024", Order.MONTH, Odd.NO_DATE),
        ("2025-02-30", Order.UNKNOWN, Odd.NO_DATE),
        ("43831", Order.UNKNOWN, Odd.NO_DATE),
        ("tomorrow", Order.UNKNOWN, Odd.NO_DATE),
        ("2025-01-31 and later", Order.UNKNOWN, Odd.NO_DATE),
        ("12:30", Order.UNKNOWN, Odd.NO_DATE),
        ("2024/25", Order.UNKNOWN, Odd.FINANCIAL),
        ("2024\u20132025", Order.UNKNOWN, Odd.FINANCIAL),
        ("FY2024", Order.UNKNOWN, Odd.FINANCIAL),
        ("2024/26", Order.UNKNOWN, Odd.NO_DATE),
        ("2011-12", Order.UNKNOWN, Odd.MONTH_OR_YEAR),
    ],
)
def test_what_is_no_day_says_why(cell: str, order: Order, why: Odd) -> None:
    assert cells.days(cell, order) is why


@pytest.mark.parametrize(
    ("cell", "begins", "first", "last"),
    [
        ("2024/25", 4, date(2024, 4, 1), date(2025, 3, 31)),
        ("2023-24", 3, date(2023, 3, 1), date(2024, 2, 29)),
        ("1999-00", 7, date(1999, 7, 1), date(2000, 6, 30)),
        ("FY 2024/2025", 7, date(2024, 7, 1), date(2025, 6, 30)),
        ("FY2024", 10, date(2023, 10, 1), date(2024, 9, 30)),
        ("fy24", 1, date(2024, 1, 1), date(2024, 12, 31)),
        ("2011-12", 7, date(2011, 7, 1), date(2012, 6, 30)),
    ],
)
def test_a_financial_year_is_read_when_it_is_known_where_it_begins(
    cell: str, begins: int, first: date, last: date
) -> None:
    assert cells.is_financial(cell)
    assert cells.days(cell, Order.UNKNOWN, begins) == (first, last)


def test_a_year_that_goes_over_two_does_not_begin_in_january() -> None:
    assert cells.days("2024/25", Order.UNKNOWN, 1) is Odd.NO_DATE


def test_the_limits_are_those_of_what_people_type() -> None:
    assert (cells.FIRST_YEAR, cells.LAST_YEAR) == (dates.FIRST_YEAR, dates.LAST_YEAR)
    assert (cells.MOST_BEFORE, cells.MOST_AFTER) == (numbers.MOST_BEFORE, numbers.MOST_AFTER)
