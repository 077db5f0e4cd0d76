"""Files of statistics: every figure is what stands in its cell, and what is no figure never becomes one."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures import facts, imls, lines, scan
from bpworkshop.figures.facts import Fact, Gap, as_json, is_old, sentence
from bpworkshop.figures.layout import Library
from bpworkshop.figures.statistics import Statistics, full_name
from bpworkshop.figures.table import Table
from bpworkshop.session import types
from tests.statistics import EVENTS, SURVEY, VISITS, put, survey, system, visits


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "figures.csv"


def read(path: Path, wanted: str | None = None) -> list[Fact | Gap]:
    file = Statistics(path)
    return list(file.figures(file.find(wanted) if wanted is not None else None))


def by_metric(found: list[Fact | Gap]) -> dict[str, Fact | Gap]:
    return {one.metric: one for one in found}


def refused(path: Path) -> str:
    """Which problem reading the whole file comes to; it names the file."""
    with pytest.raises(FileProblem) as raised:
        read(path)
    assert raised.value.path == path
    assert str(raised.value)
    return raised.value.key


# The survey


def test_a_system_of_the_survey(path: Path) -> None:
    survey(path, [system(), system("AK0002", "ANCHORAGE")])
    found = by_metric(read(path, "ak0001"))
    assert list(found) == ["population", "visits", "attendance", "hours-open"]
    one = found["visits"]
    assert one == Fact(
        metric="visits",
        value=Decimal(5379),
        unit="visits",
        first=date(2024, 7, 1),
        last=date(2025, 6, 30),
        method="counted",
        how="",
        about="",
        library="ANCHOR POINT",
        source="figures.csv",
        column="VISITS",
        row=2,
        key="AK0001",
        keyed=True,
    )
    assert found["population"].method == "not-stated"
    assert isinstance(found["hours-open"], Fact)
    assert found["hours-open"].value == Decimal("2548.5")


def test_columns_may_stand_in_any_order_and_case(path: Path) -> None:
    columns = [name.lower() for name in reversed(SURVEY)]
    survey(path, [list(reversed(system()))], columns)
    found = by_metric(read(path))
    assert isinstance(found["visits"], Fact)
    assert (found["visits"].value, found["visits"].column) == (Decimal(5379), "visits")


@pytest.mark.parametrize(
    ("flag", "report", "method"),
    [
        ("R_24", "CT", "counted"),
        ("R_24", "ES", "estimated"),
        ("R_24", "", "not-stated"),
        ("IM_24", "CT", "imputed"),
        ("I", "", "imputed"),
    ],
)
def test_flags_and_reports_say_how_it_was_counted(path: Path, flag: str, report: str, method: str) -> None:
    survey(path, [system(F_VISITS=flag, VISITRPT=report)])
    one = by_metric(read(path))["visits"]
    assert one.method == method
    assert bool(one.warnings) == (method == "imputed")


@pytest.mark.parametrize(
    ("columns", "flagged"),
    [
        (["POPU_LSA", "F_POPLSA"], True),
        (["POPU_LSA", "F_POPU_LSA"], True),
        (["POPU_LSA", "VISITS", "F_POPU_LSA"], True),
        (["POPU_LSA", "VISITS", "F_VISITS"], False),
        (["F_POPLSA", "VISITS", "F_VISITS", "POPU_LSA"], True),
        (["POPU_LSA", "POPU_UND", "VISITS", "F_POPU"], False),
        (["POPU_LSA", "F_LSA"], False),
        (["POPU_LSA", "F_PUPO"], False),
    ],
)
def test_a_flag_is_known_by_its_name_or_its_place(path: Path, columns: list[str], flagged: bool) -> None:
    cells = {"POPU_LSA": "2059", "VISITS": "5379"}
    row = ["AK0001", "ANCHOR POINT", *(cells.get(name, "IM_24") for name in columns)]
    survey(path, [row], ["FSCSKEY", "LIBNAME", *columns])
    assert (by_metric(read(path))["population"].method == "imputed") is flagged


def test_programs_are_told_by_age(path: Path) -> None:
    columns = (
        "K0_5PRO",
        "K6_11PRO",
        "ADULTPRO",
        "GENPRO",
        "K0_5ATTEN",
        "K6_11ATTEN",
        "ADULTATTEN",
        "GENATTEN",
    )
    row = ["AK0001", "ANCHOR POINT", *map(str, range(8))]
    survey(path, [row], ["FSCSKEY", "LIBNAME", *columns])
    found = read(path)
    assert [(one.column, one.value) for one in found if isinstance(one, Fact)] == list(
        zip(columns, map(Decimal, range(8)), strict=True)
    )
    assert {one.unit for one in found} == {"events", "attendances"}


def test_outlets_share_the_key_of_their_system(path: Path) -> None:
    columns = ["STABR", "FSCSKEY", "FSCS_SEQ", "LIBNAME", "CITY", "HOURS", "F_HOURS"]
    rows = [
        ["AK", "AK0002", "002", "EAGLE RIVER", "EAGLE RIVER", "2000", "I_22"],
        ["AK", "AK0002", "003", "MULDOON", "ANCHORAGE", "-3", "R_22"],
    ]
    survey(path, rows, columns)
    open_, closed = read(path)
    assert isinstance(open_, Fact)
    assert (open_.metric, open_.value, open_.method) == ("hours-open", Decimal(2000), "imputed")
    assert isinstance(closed, Gap)
    assert full_name(Statistics(path).find("muldoon")) == "MULDOON (ANCHORAGE, AK, AK0002, 003)"


def test_states_have_no_library(path: Path) -> None:
    columns = ["STABR", "STNAME", "VISITS", "F_VISITS", "WIFISESS"]
    survey(path, [["AK", "Alaska", "3500000", "I_22", "-1"], ["AL", "Alabama", "-9", "", "5"]], columns)
    library = Statistics(path).find("AK")
    assert library == ("AK", "Alaska", "")
    visits_, sessions = read(path)[:2]
    assert isinstance(visits_, Fact)
    assert (visits_.library, visits_.method) == ("Alaska", "imputed")
    assert isinstance(sessions, Gap)


def test_a_survey_without_keys_has_its_codes_and_flags(path: Path) -> None:
    columns = [name for name in SURVEY if name != "FSCSKEY"]
    row = system(F_VISITS="I_22", TOTATTEN="-9")
    survey(path, [[*row[:1], *row[2:]]], columns)
    found = by_metric(read(path))
    assert found["visits"].method == "imputed"
    assert isinstance(found["attendance"], Gap)


@pytest.mark.parametrize(
    "columns",
    [
        ["PITUSR", "F_PITUSR", "PITUSRPT"],
        ["PITUSRPT", "VISITS", "F_PITUSR", "X", "PITUSR"],
        ["PITUSR", "PITUSRRPT", "F_PITUS"],
        ["PITUSRRPT", "F_PITUSR", "PITUSR"],
    ],
)
def test_how_it_was_counted_stands_behind_the_number(path: Path, columns: list[str]) -> None:
    cells = {"PITUSR": "2059", "F_PITUSR": "R_24", "F_PITUS": "R_24"}
    row = ["AK0001", "ANCHOR POINT", *(cells.get(name, "ES") for name in columns)]
    survey(path, [row], ["FSCSKEY", "LIBNAME", *columns])
    assert by_metric(read(path))["computer-sessions"].method == "estimated"


@pytest.mark.parametrize("code", ["-1", "-3", "-4", "-9", "-2", "-1.0", "M", "", ".", "x"])
def test_a_code_of_the_survey_is_no_number_and_no_zero(path: Path, code: str) -> None:
    survey(path, [system(VISITS=code)])
    one = by_metric(read(path))["visits"]
    assert isinstance(one, Gap)
    assert one.code == code
    assert one.warnings
    row = as_json(one)
    assert row["code"] == code
    assert "value" not in row


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("FSCSKEY,LIBNAME,STARTDAT,VISITS", "AK0001,ANCHOR POINT,07/01/2024,5"),
        ("FSCSKEY,LIBNAME,ENDDATE,VISITS", "AK0001,ANCHOR POINT,06/30/2025,5"),
        ("Local authority,Library name,Count start,Visits", "Leeds,Armley,2024-04-01,5"),
        ("Local authority,Library name,Count end,Visits", "Leeds,Armley,2024-04-30,5"),
        ("Branch,Start,Visits", "Armley,2024-04-01,5"),
        ("Branch,End,Visits", "Armley,2024-04-30,5"),
        ("Branch,Week ending,Visits", "Armley,2024-04-30,5"),
    ],
)
def test_half_a_period_is_none(path: Path, header: str, row: str) -> None:
    put(path, header, row)
    (one,) = read(path)
    assert (one.first, one.last) == (None, None)
    assert "the file does not say for which period" in one.warnings


def test_a_date_that_is_none_leaves_the_period_out(path: Path) -> None:
    survey(path, [system(STARTDAT=".")])
    one = by_metric(read(path))["visits"]
    assert (one.first, one.last) == (None, None)
    assert "STARTDAT" in one.warnings[0]
    assert not {"from", "to"} & set(as_json(one))


def test_a_name_that_several_have_is_told_with_keys_and_places(path: Path) -> None:
    survey(path, [system("AL0019", "OXFORD", CITY="OXFORD"), system("CT0120", "Oxford", CITY="NEW OXFORD")])
    with pytest.raises(FileProblem, match="2 libraries") as raised:
        Statistics(path).find("oxford")
    assert "OXFORD (AL0019, OXFORD, AL); Oxford (CT0120, NEW OXFORD, CT)" in str(raised.value)
    assert Statistics(path).find("CT0120").name == "Oxford"
    assert Statistics(path).find("Oxford,  new oxford, ct").key == "CT0120"


def test_near_names_are_offered(path: Path) -> None:
    survey(
        path, [system("AK0001", "ANCHOR POINT"), system("AK0002", "ANCHORAGE"), system("AK0003", "BETHEL")]
    )
    with pytest.raises(FileProblem) as raised:
        Statistics(path).find("anchorag")
    assert raised.value.key == "figures.no_library_near"
    near = str(raised.value.facts["near"])
    assert near.startswith("ANCHORAGE (AK0002")
    assert "BETHEL" not in near
    with pytest.raises(FileProblem) as raised:
        Statistics(path).find("Bethle")
    assert str(raised.value.facts["near"]) == "BETHEL (AK0003, ANCHOR POINT, AK)"
    with pytest.raises(FileProblem) as raised:
        Statistics(path).find("zzz")
    assert raised.value.key == "figures.no_library"


@pytest.mark.parametrize("wanted", [None, "AK0001", "ANCHOR POINT"])
@pytest.mark.parametrize("name", ["ANCHOR POINT", "Anchor  Point"])
def test_a_library_that_stands_twice_is_refused(path: Path, wanted: str | None, name: str) -> None:
    survey(path, [system(), system("AK0002", "ANCHORAGE"), system("AK0001", name)])
    with pytest.raises(FileProblem) as raised:
        read(path, wanted)
    assert (raised.value.key, raised.value.line) == ("figures.twice", 4)


CELLS = st.one_of(
    st.integers(-9, 10**9).map(str),
    st.decimals(-9, 10**6, places=2).map(str),
    st.sampled_from(["", "M", "x", ".", "-1", "1e5", "NaN", "1,5", "=1", "٣"]),
)


@given(st.lists(st.tuples(CELLS, st.sampled_from(["R_24", "IM_24", ""])), min_size=1, max_size=6))
def test_each_figure_is_what_a_plain_script_finds(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("survey") / "figures.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SURVEY)
        writer.writerows(
            system(f"AK{at:04}", VISITS=cell, F_VISITS=flag) for at, (cell, flag) in enumerate(rows)
        )
    with path.open(encoding="utf-8", newline="") as file:
        plain = dict(enumerate(csv.DictReader(file), 2))
    found = [one for one in read(path) if one.metric == "visits"]
    assert [one.row for one in found] == list(plain)
    for one in found:
        cell = plain[one.row]["VISITS"]
        if isinstance(one, Fact):
            assert one.value == Decimal(cell) >= 0
        else:
            assert one.code == cell.strip()
            assert not cell.isascii() or not cell.isdigit()


# The data schema of the United Kingdom


def test_visits_have_the_way_they_were_counted(path: Path) -> None:
    put(
        path,
        VISITS,
        "Newcastle City Council,City,2019-01-01,2019-01-31,Automatic counter,56660",
        "Newcastle City Council,City,2019-02-01,2019-02-28,Estimated,50000",
        "Newcastle City Council,City,2019-03-01,2019-03-31,By feeling,50000",
        "Newcastle City Council,City,2019-04-01,2019-04-30,,x",
    )
    one, two, three, four = read(path, "City, Newcastle City Council")
    assert isinstance(one, Fact)
    assert sentence(one) == (
        "56,660 visits, January 2019, automatic counter, City library – visits are entries, not people"
    )
    assert [each.method for each in (one, two, three, four)] == [
        "counted",
        "estimated",
        "not-stated",
        "not-stated",
    ]
    assert isinstance(two, Fact)
    assert "an estimate" in sentence(two, "says the head of the branch")
    assert "By feeling" in three.warnings[0]
    assert isinstance(four, Gap)
    assert four.code == "x"
    assert not is_old(one, date(2021, 1, 31))
    assert is_old(one, date(2021, 2, 1))


@pytest.mark.parametrize("how", ["Not counted", "Unknown count", "User survey"])
def test_what_is_not_said_to_be_counted_is_not_stated(path: Path, how: str) -> None:
    put(path, VISITS, f"Leeds,Armley,2019-01-01,2019-01-31,{how},5")
    (one,) = read(path)
    assert one.method == "not-stated"
    assert how in one.warnings[0]


def test_events_come_one_by_one_and_may_be_alike(path: Path) -> None:
    put(
        path,
        EVENTS,
        "Barnet,Hendon,2018-01-12,Rhymes,Resilience,11",
        "Barnet,Hendon,2018-01-12,Rhymes,Resilience,9",
    )
    found = read(path)
    assert [(one.metric, one.unit, one.about, one.method) for one in found] == [
        ("attendance", "attendances", "Rhymes", "not-stated")
    ] * 2
    assert [one.warnings for one in found] == [(), ()]


@pytest.mark.parametrize(
    ("header", "row", "metric", "unit", "first", "last"),
    [
        (
            "Local authority,Library name,Month,Type,Loans",
            "Barnet,Hendon,2019-04,Fiction,9",
            *("loans", "loans", date(2019, 4, 1), date(2019, 4, 30)),
        ),
        (
            "Local authority,Library name,Count start,Count end,Type,Loans",
            "Barnet,Hendon,2019-04-01,2019-06-30,Fiction,9",
            *("loans", "loans", date(2019, 4, 1), date(2019, 6, 30)),
        ),
        (
            "Local authority,Count date,Area code,Members",
            "Bristol,2018-10-23,E01014382,9",
            *("members", "people", date(2018, 10, 23), date(2018, 10, 23)),
        ),
        (
            "Local authority,Count start,Count end,Count type,Virtual visits",
            "Bristol,2018-10-01,2018-10-31,,9",
            *("website-visits", "website visits", date(2018, 10, 1), date(2018, 10, 31)),
        ),
        (
            "Local authority,Website,Count start,Count end,Visits",
            "Bristol,catalogue,2018-10-01,2018-10-31,9",
            *("website-visits", "website visits", date(2018, 10, 1), date(2018, 10, 31)),
        ),
        (
            "Local authority,Library name,Frequency,Year,Quarter,Visits,Methodology",
            "Leeds,Armley,Quarterly,2022,2022 Q1,9,Manual",
            *("visits", "visits", date(2022, 1, 1), date(2022, 3, 31)),
        ),
    ],
)
def test_each_kind_of_the_schema(
    path: Path, header: str, row: str, metric: str, unit: str, first: date, last: date
) -> None:
    put(path, header, row)
    (one,) = read(path)
    assert isinstance(one, Fact)
    assert (one.metric, one.value, one.unit, one.first, one.last) == (metric, Decimal(9), unit, first, last)


def test_a_record_without_a_name_is_found_by_its_place(path: Path) -> None:
    visits(path, "5")
    path.write_text(f"{path.read_text()}Total,,,,,6\n")
    file = Statistics(path)
    assert full_name(file.find("total")) == "Total"
    (one,) = file.figures(file.find("total"))
    assert isinstance(one, Fact)
    assert (one.value, one.library) == (Decimal(6), "")
    assert one.warnings[1] == "“Total” looks like a sum of the other lines, and no library"


def test_one_month_twice_is_told(path: Path) -> None:
    row = "Aarhus,Dokk1,2025-01-01,2025-01-31,Manual,"
    put(path, VISITS, f"{row}5", f"{row}6")
    assert [one.warnings for one in read(path)] == [(), ("the same library and period stand on line 2 too",)]


def test_doubtful_numbers_are_no_figures(path: Path) -> None:
    visits(path, "1.000", '"1.234,5"', "-3", "n/a", "=1+1", "1e309", "1 234", '"1,234"', "12.5")
    found = read(path)
    assert [one.value if isinstance(one, Fact) else one.code for one in found] == [
        *("1.000", "1.234,5", "-3", "n/a", "=1+1", "1e309"),
        *(1234, 1234, Decimal("12.5")),
    ]
    assert [bool(one.warnings) for one in found] == [True] * 6 + [False, False, True]


def test_decimal_commas_of_a_spreadsheet_are_found_out_in_a_known_form(path: Path) -> None:
    row = "AK0001;ANCHOR POINT"
    put(path, "FSCSKEY;LIBNAME;VISITS;HRS_OPEN", f"{row};12.345;2548,5", "AK0002;B;1.234.567;2,548")
    assert [one.value for one in read(path) if isinstance(one, Fact)] == list(
        map(Decimal, ("12345", "2548.5", "1234567", "2.548"))
    )
    assert "decimal comma" in Statistics(path).found


def test_days_and_months_that_change_places_are_refused(path: Path) -> None:
    row = "Aarhus,Dokk1,{},{},Manual,5"
    put(path, VISITS, row.format("01/02/2025", "28/02/2025"), row.format("03/01/2025", "03/31/2025"))
    with pytest.raises(FileProblem) as raised:
        read(path)
    assert (raised.value.key, raised.value.line) == ("figures.two_orders", 3)


def test_one_date_of_a_column_tells_what_all_of_them_begin_with(path: Path) -> None:
    row = "Aarhus,Dokk1,{0},{0},Manual,5"
    put(path, VISITS, row.format("01/02/2025"), row.format("28/02/2025"))
    assert [one.first for one in read(path)] == [date(2025, 2, 1), date(2025, 2, 28)]
    put(path, VISITS, row.format("01/02/2025"), row.format("02/03/2025"))
    found = read(path)
    assert [one.first for one in found] == [None, None]
    assert all(one.warnings for one in found)


# Lines


def test_a_row_is_the_line_on_which_its_record_begins(path: Path) -> None:
    row = 'Aarhus,"Dokk{}\nat the ""harbour""",2025-01-01,2025-01-31,Manual,{}'
    put(path, VISITS, row.format(1, 5), "", row.format(2, 6), "Aarhus,Dokk3,2025-01-01,2025-01-31,Manual,7")
    assert [one.row for one in read(path)] == [2, 5, 7]
    assert [one.row for one in read(path, 'Dokk2 at the "harbour"')] == [5]
    assert [one.row for one in read(path, "dokk3")] == [7]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quotes", ["", '"'])
def test_lines_are_counted_where_whole_blocks_are_passed_over(path: Path, ending: str, quotes: str) -> None:
    few = ["Aarhus,Dokk1,2025-01-01,2025-01-31,Manual,5"] * 3
    many = [f"Aarhus,{quotes}Branch {at}{quotes},2025-01-01,2025-01-31,Manual,{at}" for at in range(900)]
    path.write_bytes(ending.join([VISITS, *many, *few, *many]).encode())
    assert path.stat().st_size > 4 * lines.BLOCK
    assert [one.row for one in read(path, "DOKK1")] == [902, 903, 904]
    assert [one.row for one in read(path, "branch 899")] == [901, 1804]


def test_a_record_that_goes_on_in_another_block_is_counted_from_its_beginning(path: Path) -> None:
    long = "\n".join(["a long name"] * 2 * (lines.BLOCK // len("a long name")))
    row = "2025-01-01,2025-01-31,Manual,5"
    put(path, VISITS, f'A,"{long}",{row}', f"A,Dokk1,{row}")
    assert [one.row for one in read(path, "dokk1")] == [3 + long.count("\n")]
    assert [one.row for one in read(path, f"{long}")] == [2]


def test_a_line_within_a_cell_is_no_record_wherever_its_block_begins(path: Path) -> None:
    row = "2025-01-01,2025-01-31,Manual,5"
    filler = [f"A,B,{row}"] * (2 * lines.BLOCK // len(row))
    inside = f"A,Dokk1,{row}"
    put(path, VISITS, *filler, f'A,"C{row}', *filler, inside, f'",{row}', f"A,Dokk1,{row}")
    assert [one.row for one in read(path, "dokk1")] == [2 * len(filler) + 5]


@pytest.mark.parametrize("name", ["Do\u202ekk1", "Do\u200bkk1", "Do\x1bkk1", "Dokk1\u00a0midt", "Ærø,\tby"])
def test_a_name_can_be_typed_as_it_was_shown(path: Path, name: str) -> None:
    put(path, VISITS, f'Aarhus,"{name}",2025-01-01,2025-01-31,Manual,5')
    (shown,) = Statistics(path).libraries()
    assert Statistics(path).find(shown.name) == shown


def test_what_is_passed_over_is_what_is_not_called_so(path: Path) -> None:
    put(path, VISITS, *(f"A,Straße {at},2025-01-01,2025-01-31,Manual,{at}" for at in range(500)))
    assert [one.row for one in read(path, "STRASSE 499")] == [501]


def test_reading_tells_how_far_it_is_and_can_be_stopped(path: Path) -> None:
    visits(path, "5")
    told: list[tuple[int, int]] = []
    Statistics(path, progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (path.stat().st_size,) * 2

    def stop(done: int, size: int) -> NoReturn:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Statistics(path, progress=stop)


def test_a_file_that_is_written_to_meanwhile_is_told(path: Path) -> None:
    file = Statistics(visits(path, "5"))
    path.write_bytes(path.read_bytes() + b"\xff\n")
    with pytest.raises(FileProblem, match="written to"):
        list(file.figures())


# What a file is


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out_and_told(path: Path, encoding: str, delimiter: str) -> None:
    name = "Bibliothèque’s" if encoding == "cp1252" else "Bibliothèque"
    row = ["Århus", name, "2025-01-01", "2025-01-31", "Manual", "5"]
    put(path, VISITS.replace(",", delimiter), delimiter.join(row), encoding=encoding)
    file = Statistics(path)
    (one,) = file.figures()
    assert one.library == name
    assert scan.look(path).encoding == {"utf-8": "utf-8"}.get(encoding, encoding)
    assert len(file.found) >= 4


def test_a_first_line_that_names_the_delimiter_is_none_of_the_table(path: Path) -> None:
    put(path, "sep=;", VISITS.replace(",", ";"), "A;B;2025-01-01;2025-01-31;Manual;5")
    assert [one.row for one in read(path)] == [3]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "figures.empty"),
        (b"\n \n", "figures.empty"),
        (VISITS.encode(), "figures.no_records"),
        (b"hello\nworld\n", "figures.no_columns"),
        (b"Dear all,\n\nhere are, as promised, the figures.\n", "figures.no_columns"),
        (b"a,b\n1,\x002\n", "figures.nul"),
        (b"a,b\n1,2".decode().encode("utf-16-le"), "figures.nul"),
        (b"\xff\xfea", "figures.not_encoded"),
        (b"\xef\xbb\xbfa,b\n\xff,1\n", "figures.not_encoded"),
        (b"PK\x03\x04...xl/workbook", "figures.kind.spreadsheet"),
        (b"PK\x03\x04...", "figures.kind.archive"),
        (b"\x1f\x8b...", "figures.kind.archive"),
        (b"%PDF-1.7", "figures.kind.pdf"),
        (b"SQLite format 3\x00", "figures.kind.database"),
        (b"<!DOCTYPE html>", "figures.kind.web"),
        (b'{"a": 1}', "figures.kind.json"),
        (b"colour,shape\nred,round\n", "figures.unknown"),
        (b"a,b" + b"x" * (2 * scan.LONGEST_LINE), "figures.long_line"),
    ],
)
def test_what_is_no_table_says_what_to_do(path: Path, content: bytes, key: str) -> None:
    path.write_bytes(content)
    assert refused(path) == key


@pytest.mark.parametrize(
    ("lines", "key", "line"),
    [
        (
            [VISITS.replace("Count type", "visits"), "A,B,2025-01-01,2025-01-31,1,2"],
            "figures.column_twice",
            1,
        ),
        ([VISITS, "A,B,2025-01-01,2025-01-31,Manual,5", VISITS], "figures.header_again", 3),
        ([VISITS, "", "A,B,2025-01-01"], "figures.width", 3),
        ([VISITS, "A,B,2025-01-01,2025-01-31,Manual,5,6"], "figures.width", 2),
        ([VISITS, 'A,"B,2025-01-01,2025-01-31,Manual,5', "and so on"], "figures.open_quote", 2),
        ([VISITS, f'A,"B{"x" * 200_000},2025'], "figures.open_quote", 2),
    ],
)
def test_a_table_that_is_broken_says_where(path: Path, lines: list[str], key: str, line: int) -> None:
    put(path, *lines)
    with pytest.raises(FileProblem) as raised:
        read(path)
    assert (raised.value.key, raised.value.line) == (key, line)


@pytest.mark.parametrize(
    "title", ["Visits of 2025", "Visits of 2025,,,,,", "Visits\n\nof all libraries,,,,,"]
)
def test_a_title_above_the_column_names_is_none_of_them(path: Path, title: str) -> None:
    visits(path, "5")
    path.write_text(f"{title}\n\n{path.read_text()}")
    (one,) = read(path)
    assert (isinstance(one, Fact), one.row) == (True, path.read_text().count("\n"))
    assert f"column names on line {one.row - 1}: 6 of them" in Statistics(path).found


def test_empty_cells_that_a_spreadsheet_left_behind_are_no_harm(path: Path) -> None:
    put(path, VISITS + ",,", "A,B,2025-01-01,2025-01-31,Manual,5", "A,C,2025-01-01,2025-01-31,Manual,5,,,,")
    assert refused(path) == "figures.width"
    put(path, VISITS, "A,B,2025-01-01,2025-01-31,Manual,5,,", ",,,,,")
    assert len(read(path)) == 1


HARM = st.sampled_from(
    [b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"\xc2\x85", b"-1", b"1.234", b"=", b"12/31/2019", b""]
)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9), HARM), max_size=4))
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, harm: list[tuple[int, int, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("harm") / "figures.csv"
    whole = visits(path, "5", "x", '"1,234"', "12.5", "9").read_bytes()
    for at, length, piece in harm:
        whole = whole[:at] + piece + whole[at + length :]
    path.write_bytes(whole)
    told = "read"
    try:
        for one in read(path):
            assert isinstance(one, Gap) or (one.value >= 0 and sentence(one))
            assert as_json(one)["row"] in range(2, whole.count(b"\n") + whole.count(b"\r") + 2)
    except Problem as problem:
        told = str(problem)
    assert told


@pytest.mark.parametrize(
    ("name", "key"), [("", "file.folder"), ("nothing.csv", "file.missing"), ("a\0b", "file.name")]
)
def test_what_is_no_file(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(FileProblem) as raised:
        scan.look(tmp_path / name if name else tmp_path)
    assert raised.value.key == key


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="ordinary file"):
        scan.look(tmp_path / "pipe")


def test_what_comes_out_of_a_file_is_safe_to_show(path: Path) -> None:
    put(path, VISITS, 'A,"\x1b[31mDokk1\u202e",2025-01-01,2025-01-31,Manual,"\x1b[2J"')
    (one,) = read(path)
    assert "\x1b" not in one.library + one.code if isinstance(one, Gap) else False
    assert "\x1b" not in "".join(one.warnings)


def test_names_of_columns_stand_once(path: Path) -> None:
    put(path, "a,b,A", "1,2,3")
    with pytest.raises(Problem, match="twice"):
        Table(path).column("a")
    assert Table(path).column("b") == 1
    assert Table(path).column("c") is None


# Words


def test_every_measure_has_words() -> None:
    for metric, _unit in imls.MEASURES.values():
        assert facts.metric_words(metric) != metric or metric in ("visits", "loans", "events")
    assert facts.metric_words("newsletters.sent") == "newsletters.sent"
    assert facts.unit_words("people") == "people"


def test_the_methods_are_those_of_a_session() -> None:
    assert get_args(facts.Method) == get_args(types.Method)


def test_a_library_is_told_so_that_nobody_takes_it_for_another() -> None:
    assert full_name(Library("AK1", "OXFORD", "OXFORD, AL")) == "OXFORD (AK1, OXFORD, AL)"
    assert full_name(Library("", "City", "Leeds")) == "City (Leeds)"
    assert full_name(Library("", "City", "")) == "City"
    assert facts.library("City") == "City library"
    assert facts.library("Aarhus Bibliotekerne") == "Aarhus Bibliotekerne"
