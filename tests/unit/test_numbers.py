"""Every rule for reading numbers and money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.numbers import (
    leading_number,
    read_money,
    read_number,
    read_whole,
    write_number,
)

NUMBERS = st.decimals(-(10**15) + 1, 10**15 - 1, places=6) | st.decimals(-9999, 9999, places=2)
PIECES = st.lists(
    st.sampled_from(
        ["1", "20", "300", "000", ",", ".", " ", "'", "-", "€", "kr", "EUR", "%", "x", "²", "١", "\u00a0"]
    ),
    max_size=9,
).map("".join)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1200", "1200"),
        (" 1200 ", "1200"),
        ("007", "7"),
        ("0", "0"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u2009200", "1200"),
        ("1\u202f200\u202f300", "1200300"),
        ("1'200", "1200"),
        ("1\u2019200", "1200"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1 200,50", "1200.50"),
        ("1 200.500", "1200.500"),
        ("1'200.5", "1200.5"),
        ("1,200,000", "1200000"),
        ("1.200.000", "1200000"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1,200,000.5", "1200000.5"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("56,660", "56660"),
        ("-56,660", "-56660"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1,2345", "1.2345"),
        ("999999999999999.999999", "999999999999999.999999"),
        ("-0", "0"),
    ],
)
def test_reads_a_number(typed: str, expected: str) -> None:
    found = read_number(typed)
    assert found == Decimal(expected)
    assert str(found) != "-0"


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.200", ("1200", "1.2")),
        ("-1.200", ("-1200", "-1.2")),
        ("1.234", ("1234", "1.2340")),
        ("100.000", ("100000", "100")),
        ("1234,567", ("1234567", "1234.5670")),
    ],
)
def test_does_not_guess_what_one_mark_means(typed: str, readings: tuple[str, ...]) -> None:
    assert read_number(typed) == Ambiguous(typed, readings)
    assert [read_number(each) for each in readings] == [Decimal(each) for each in readings]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        "35%",
        "1e3",
        "1E3",
        "NaN",
        "inf",
        "-Infinity",
        "1_000",
        "²",
        "١٢",
        "１２",
        "1.2.3",
        "1,20,000",
    ]
    + [
        "12 3",
        "1 20",
        "1  200",
        "1 200'300",
        "1,200,00",
        "1.200.00",
        "1,200,000,5",
        "5.",
        ".5",
        "+3",
        "--3",
        "- 3",
    ]
    + ["012,345", "0,125,000", "0 125", "1" * 16, "1.1234567", "1,200 300", "1200 EUR", "x", "1\n200"],
)
def test_is_no_number(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected", "rest"),
    [
        ("1 200 visits", "1200", " visits"),
        ("1200 visits", "1200", " visits"),
        ("12 3 visits", "12", " 3 visits"),
        ("1 200 40 visits", "1", " 200 40 visits"),
        ("12 345 678 items", "12345678", " items"),
        ("1,200 300 visits", "1200", " 300 visits"),
        ("12.5 hours", "12.5", " hours"),
        ("12, then", "12", ", then"),
        ("12. Then", "12", ". Then"),
        ("  -3 degrees", "-3", " degrees"),
        ("7", "7", ""),
        ("12 2026-05-01", "12", " 2026-05-01"),
    ],
)
def test_leading_number(typed: str, expected: str, rest: str) -> None:
    assert leading_number(typed) == (Decimal(expected), len(typed) - len(rest))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "visits",
        "1st",
        "12kg",
        "1 200kg",
        "35%",
        "35 % of",
        "1 200 %",
        "2026-05-01",
        "1/2",
        "12:30",
        "0.5.2",
    ]
    + ["1,200,40 x", "² 5", "1" * 16, "1.5e3"],
)
def test_no_leading_number(typed: str) -> None:
    assert leading_number(typed) is None


def test_leading_number_that_is_ambiguous() -> None:
    assert leading_number("1.200 visits") == (Ambiguous("1.200", ("1200", "1.2")), 5)


@pytest.mark.parametrize(
    ("typed", "amount", "code"),
    [
        ("1200 EUR", "1200", "EUR"),
        ("EUR 1,200.50", "1200.50", "EUR"),
        ("eur 5", "5", "EUR"),
        ("5eur", "5", "EUR"),
        ("€1200", "1200", "EUR"),
        ("1200 €", "1200", "EUR"),
        ("1200\u00a0€", "1200", "EUR"),
        ("$5", "5", "USD"),
        ("£5", "5", "GBP"),
        ("-5 EUR", "-5", "EUR"),
        ("1 200,50 chf", "1200.50", "CHF"),
        ("0.1234 EUR", "0.1234", "EUR"),
    ],
)
def test_reads_money(typed: str, amount: str, code: str) -> None:
    assert read_money(typed) == (Decimal(amount), code)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1200 kr", ("1200 DKK", "1200 SEK", "1200 NOK")),
        ("kr. 12,5", ("12.5 DKK", "12.5 SEK", "12.5 NOK")),
        ("1.200 EUR", ("1200 EUR", "1.2 EUR")),
        ("€1.234", ("1234 EUR", "1.2340 EUR")),
        ("1.200 kr", ("1200 DKK", "1200 SEK", "1200 NOK", "1.2 DKK", "1.2 SEK", "1.2 NOK")),
        ("0.125 kr", ("0.1250 DKK", "0.1250 SEK", "0.1250 NOK")),
    ],
)
def test_ambiguous_money(typed: str, readings: tuple[str, ...]) -> None:
    assert read_money(typed) == Ambiguous(typed, readings)
    assert all(isinstance(read_money(each), tuple) for each in readings)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1200",
        "EUR",
        "€",
        "€5 EUR",
        "EU 5",
        "EURO 5",
        "5 EÜR",
        "5 E1R",
        "0.12345 EUR",
        "5 ¥",
        "5% EUR",
        "€ x",
    ]
    + ["EUR 1 2", "€٥", "1" * 16 + " EUR"],
)
def test_is_no_money(typed: str) -> None:
    assert read_money(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("0", 0), (" 12 ", 12), ("007", 7), ("999999999", 999_999_999), ("1000000000", None), ("-1", None)]
    + [("+1", None), ("1.0", None), ("1,000", None), ("1 000", None), ("²", None), ("١", None), ("", None)],
)
def test_reads_a_whole_number(typed: str, expected: int | None) -> None:
    assert read_whole(typed) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("56660", "56,660"),
        ("12.5", "12.5"),
        ("-1234567.5", "-1,234,567.5"),
        ("1E+6", "1,000,000"),
        ("-0", "0"),
    ]
    + [("1E-6", "0.000001"), ("999", "999"), ("1200.50", "1,200.50")],
)
def test_writes_a_number(number: str, expected: str) -> None:
    assert write_number(Decimal(number)) == expected


@given(NUMBERS)
def test_a_written_number_reads_back(number: Decimal) -> None:
    written = write_number(number)
    assert read_number(written) == number
    assert leading_number(f"{written} visits") == (number, len(written))
    assert read_number(format(number, "f")) == number


@given(st.decimals(-999, 999, places=3))
def test_three_places_read_back_or_are_asked_about(number: Decimal) -> None:
    found = read_number(write_number(number))
    if isinstance(found, Ambiguous):
        assert number in [read_number(each) for each in found.readings]
    else:
        assert found == number


@given(st.decimals(-(10**12), 10**12, places=2), st.from_regex("[A-Z]{3}", fullmatch=True))
def test_written_money_reads_back(amount: Decimal, code: str) -> None:
    assert read_money(f"{write_number(amount)} {code}") == (amount, code)
    assert read_money(f"{code.lower()} {write_number(amount)}") == (amount, code)


@given(st.text(max_size=120) | PIECES)
def test_never_raises_and_says_what_it_took(typed: str) -> None:
    for found in (read_number(typed), read_money(typed)):
        if isinstance(found, Ambiguous):
            assert found.typed == typed
            assert len(set(found.readings)) > 1
    read_whole(typed)
    start = leading_number(typed)
    if start:
        assert 0 < start[1] <= len(typed)
        taken = read_number(typed[: start[1]])
        assert getattr(taken, "readings", taken) == getattr(start[0], "readings", start[0])


def test_a_long_text_is_quickly_none() -> None:
    for typed in ("1" * 100_000, "1 " * 100_000 + "x", "1" + " " * 100_000 + "x", "1,000" * 50_000):
        assert read_number(typed) is None
        assert read_money(typed) is None
        leading_number(typed)
