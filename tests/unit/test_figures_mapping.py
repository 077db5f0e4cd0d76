"""What somebody said of a file's columns: kept, checked, and guessed where nobody said anything yet."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import FileProblem
from bpworkshop.figures import guessing, mapping
from bpworkshop.figures.cells import Marks, Order
from bpworkshop.figures.facts import Fact, Gap
from bpworkshop.figures.mapping import Column, Mapping
from bpworkshop.figures.statistics import Statistics
from bpworkshop.figures.table import Table
from tests.statistics import put

LINES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(
        tmp_path / "besøg.csv",
        "Filial;By;Måned;Besøg;Udlån",
        "Dokk1;Aarhus;2025-01;1.234;12",
        "Dokk1;Aarhus;2025-02;1.234.567;..",
        "Tilst;Aarhus;2025-01;900;",
        encoding="latin-1",
    )


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "mapping.toml"


@given(
    st.builds(
        Mapping,
        st.lists(
            st.builds(
                Column, LINES, LINES, LINES, st.sampled_from(["counted", "not-stated", "our-estimate"])
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
        library=st.just("") | LINES,
        key=st.just("") | LINES,
        place=st.lists(LINES, max_size=2).map(tuple),
        first=st.just("") | LINES,
        last=st.just("") | LINES,
        period=st.none() | st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days))),
        how=st.just("") | LINES,
        about=st.just("") | LINES,
        delimiter=st.sampled_from(["", ";", "\t"]),
        decimal=st.sampled_from(Marks),
        dates=st.sampled_from(Order),
        year_begins=st.integers(0, 12),
        codes=st.dictionaries(LINES, LINES, max_size=3).map(lambda codes: tuple(codes.items())),
    )
)
def test_a_mapping_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, made: Mapping
) -> None:
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    path.write_text(mapping.written(made), "utf-8")
    assert mapping.read(path) == made


WHOLE = """format = 1
library = "Filial"
place = ["By"]
from = "Måned"
decimal = ","

[codes]
".." = "missing"

[[figures]]
column = "Besøg"
metric = "visits"
unit = "visits"
method = "counted"

[[figures]]
column = "Udlån"
metric = "loans"
unit = "loans"
"""


def test_a_file_is_read_by_its_mapping(path: Path, kept: Path) -> None:
    kept.write_text(WHOLE, "utf-8")
    file = Statistics(path, kept)
    one, two, three, four = file.figures(file.find("Dokk1, Aarhus"))
    assert isinstance(one, Fact)
    assert (one.value, one.method, one.first, one.last) == (
        Decimal(1234),
        "counted",
        date(2025, 1, 1),
        date(2025, 1, 31),
    )
    assert isinstance(two, Fact)
    assert (two.value, two.method, two.warnings) == (Decimal(12), "not-stated", ())
    assert isinstance(three, Fact)
    assert three.value == 1234567
    assert isinstance(four, Gap)
    assert (four.code, four.warnings) == ("..", (".. is no number: missing",))


def test_a_period_may_be_said_for_the_whole_file(path: Path, kept: Path) -> None:
    kept.write_text(
        WHOLE.replace('from = "Måned"', "period = { from = 2025-01-01, to = 2025-12-31 }"), "utf-8"
    )
    file = Statistics(path, kept)
    with pytest.raises(FileProblem, match="second time"):  # two records of a library, and one period
        list(file.figures())
    assert next(file.figures()).first == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("format = 1", "format = 2", 1, "format = 1"),
        ('library = "Filial"', 'libary = "Filial"', 2, "Did you mean library"),
        ('library = "Filial"', "library = 3", 2, "expected text"),
        ('place = ["By"]', 'place = "By"', 3, "list of column names"),
        ('decimal = ","', 'decimal = "x"', 5, "expected one of"),
        ('decimal = ","', 'dates = "ymd"', 5, "dmy, mdy"),
        ('decimal = ","', 'delimiter = "x"', 5, "semicolon"),
        ('decimal = ","', "year_begins = 13", 5, "from 1 to 12"),
        ('decimal = ","', "year_begins = true", 5, "from 1 to 12"),
        ('decimal = ","', "period = { from = 2025-02-01, to = 2025-01-01 }", 5, "two days"),
        ('decimal = ","', "period = 2025", 5, "two days"),
        ('".." = "missing"', '".." = 1', 8, "expected text"),
        ('metric = "visits"', "", 10, "metric"),
        ('unit = "visits"', 'unit = ""', 13, "expected text"),
        ('method = "counted"', 'method = "guessed"', 14, "counted, estimated"),
        ('method = "counted"', 'methode = "counted"', 14, "Did you mean method"),
        ('library = "Filial"', "library = ", 2, "TOML"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    kept: Path, was: str, becomes: str, line: int, says: str
) -> None:
    assert was in WHOLE
    kept.write_text(WHOLE.replace(was, becomes, 1), "utf-8")
    with pytest.raises(FileProblem, match=says) as raised:
        mapping.read(kept)
    assert raised.value.line == line


def test_a_mapping_without_figures_or_of_another_kind_is_refused(kept: Path) -> None:
    kept.write_text("format = 1\n", "utf-8")
    with pytest.raises(FileProblem, match="figures"):
        mapping.read(kept)
    kept.write_bytes(b"#" * (mapping.LARGEST + 1))
    with pytest.raises(FileProblem, match="larger"):
        mapping.read(kept)


def test_a_column_that_the_file_lacks_is_named_with_those_that_are_there(path: Path, kept: Path) -> None:
    kept.write_text(WHOLE.replace('"Udlån"', '"Lån"'), "utf-8")
    with pytest.raises(FileProblem, match=r"no column Lån here.*Filial, By, Måned, Besøg, Udlån"):
        Statistics(path, kept)


def test_numbers_with_two_decimal_marks_want_to_be_told_which(path: Path, kept: Path) -> None:
    put(path, "Filial;By;Måned;Besøg;Udlån", "A;B;2025;1.5;1", "A;B;2024;1,5;1")
    kept.write_text(WHOLE.replace('decimal = ","', ""), "utf-8")
    with pytest.raises(FileProblem, match="decimal comma and some a decimal point"):
        Statistics(path, kept)


@pytest.mark.parametrize(
    ("header", "row", "guessed"),
    [
        ("Filial,Måned,Besøg", "A,2025-01,5", ("Filial", "Måned", "Besøg", "visits")),
        ("Branch,Year,Website visits", "A,2025,5", ("Branch", "Year", "Website visits", "website-visits")),
        ("Zweigstelle,Jahr,Entleihungen", "A,2025,5", ("Zweigstelle", "Jahr", "Entleihungen", "loans")),
        ("Branch,Year,Month,Visits", "A,2025,April,5", ("Branch", "Month", "Visits", "visits")),
        ("Branch,Year,From,To,Visits", "A,2025,1/4/2025,30/4/2025,5", ("Branch", "From", "Visits", "visits")),
        ("Library,Number of visits", "A,1.234", ("Library", "", "Number of visits", "visits")),
    ],
)
def test_a_guess_is_made_from_names_and_says_so(
    path: Path, header: str, row: str, guessed: tuple[str, str, str, str]
) -> None:
    put(path, header, row)
    made = guessing.guess(Table(path))
    library, first, column, metric = guessed
    assert (made.library, made.first) == (library, first)
    assert [(one.column, one.metric, one.method) for one in made.figures] == [(column, metric, "not-stated")]
    (one,) = Statistics(path).figures()
    assert any("guessed" in each for each in one.warnings)


@pytest.mark.parametrize(
    "name", ["Visits per hour", "Average visits", "Besøg pr. indbygger", "Besuche je Tag"]
)
def test_a_rate_is_no_count(path: Path, name: str) -> None:
    put(path, f"Branch,{name},Loans", "Armley,5,6")
    assert [one.column for one in guessing.guess(Table(path)).figures] == ["Loans"]


@pytest.mark.parametrize(
    "header", ["Start date,End date", "Period start,Period end", "From,To", "Date from,Date to"]
)
def test_both_ends_of_a_period_are_guessed(path: Path, header: str) -> None:
    put(path, f"Branch,{header},Visits", "Armley,2024-04-01,2024-04-30,5")
    (one,) = Statistics(path).figures()
    assert (one.first, one.last) == (date(2024, 4, 1), date(2024, 4, 30))


def test_a_guess_needs_numbers_under_the_name(path: Path) -> None:
    put(path, "Filial,Besøg,Udlån", "A,ingen,5")
    assert [one.column for one in guessing.guess(Table(path)).figures] == ["Udlån"]


def test_columns_are_shown_with_what_stands_in_them(path: Path) -> None:
    found = guessing.columns(Table(path))
    assert found[0] == ("Filial", ["Dokk1", "Tilst"])
    assert found[4] == ("Udlån", ["12", ".."])


def test_a_delimiter_that_was_said_leaves_out_the_line_that_says_it_too(path: Path, kept: Path) -> None:
    put(path, "sep=;", "Filial;By;Måned;Besøg;Udlån", "A;B;2025;1;1")
    kept.write_text(f'delimiter = ";"\n{WHOLE}', "utf-8")
    assert [one.row for one in Statistics(path, kept).figures()] == [3, 3]


def test_decimal_text_is_exact(path: Path) -> None:
    put(path, "Branch;Year;Visits", "A;2025;0,10", "B;2025;1234567890123,123456")
    found = [one.value for one in Statistics(path).figures() if isinstance(one, Fact)]
    assert found == [Decimal("0.10"), Decimal("1234567890123.123456")]


def money(path: Path, kept: Path, unit: str, *cells: str) -> list[Fact | Gap]:
    put(path, "Filial;År;Beløb", *(f"Dokk1;2025;{cell}" for cell in cells))
    made = Mapping((Column("Beløb", "fines", unit),), library="Filial", first="År")
    kept.write_text(mapping.written(made), "utf-8")
    return [*Statistics(path, kept).figures()]


@pytest.mark.parametrize("unit", ["DKK", "€", "kr.", "%", "visits per head", "loans/head", "hours"])
def test_money_and_rates_have_parts(path: Path, kept: Path, unit: str) -> None:
    (one,) = money(path, kept, unit, "12,50")
    assert isinstance(one, Fact)
    assert (one.value, one.warnings) == (Decimal("12.50"), ())


def test_what_is_counted_has_none(path: Path, kept: Path) -> None:
    (one,) = money(path, kept, "besøg", "12,50")
    assert one.warnings == ("12,50 is no whole number of what is counted",)
    # And no money has thousandths: the point may be none of a fraction.
    assert isinstance(money(path, kept, "DKK", "1.234", "12.5")[0], Gap)


@pytest.mark.parametrize(
    ("cells", "begins", "first"),
    [
        (("2023/24", "2024/25"), 4, date(2023, 4, 1)),
        (("2023/24", "2024/25"), 0, None),
        (("2011-12", "2012-01"), 0, date(2011, 12, 1)),
        (("2010-11", "2011-12"), 0, None),
        (("2010-11", "2011-12"), 7, date(2010, 7, 1)),
    ],
)
def test_years_of_the_service_are_periods_when_it_is_said_when_they_begin(
    path: Path, kept: Path, cells: tuple[str, ...], begins: int, first: date | None
) -> None:
    put(path, "Filial;År;Besøg", *(f"Dokk1;{cell};5" for cell in cells))
    made = Mapping((Column("Besøg", "visits", "visits"),), library="Filial", first="År", year_begins=begins)
    kept.write_text(mapping.written(made), "utf-8")
    one = next(Statistics(path, kept).figures())
    assert one.first == first
    assert any("year_begins" in warning for warning in one.warnings) == (first is None)
