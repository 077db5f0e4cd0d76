"""What columns mean, said line by line, and kept for next year's file."""

from datetime import date
from pathlib import Path

import pytest

from bpworkshop import places
from bpworkshop.commands import mapped, sources
from bpworkshop.commands.sources import Source, Unread
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures import mapping as mappings
from bpworkshop.figures.facts import Fact
from bpworkshop.figures.mapping import Column, Mapping
from bpworkshop.figures.table import Table
from tests.statistics import put

TODAY = date(2026, 5, 4)
HEADER = "Filial;Dato;Antal besøg;Gebyrer"
ROWS = ("Åby;2025-01;12.345;1.200,50", "Viby;2025-01;1.020;120,00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return put(tmp_path / "besøg 2025.csv", HEADER, *ROWS)


def unread(path: Path) -> Unread:
    found = sources.look_at(path)
    assert isinstance(found, Unread)
    return found


def say_(path: Path, *lines: str) -> Mapping:
    found = unread(path)
    made = found.guess
    for line in lines:
        made, _ = mapped.said(made, found.columns, None, line, TODAY)
    return made


def test_columns_are_shown_with_cells_and_a_guess_from_their_names(file: Path) -> None:
    found = unread(file)
    assert [(one.name, one.cells) for one in found.columns][2:] == [
        ("Antal besøg", ("12.345", "1.020")),
        ("Gebyrer", ("1.200,50", "120,00")),
    ]
    assert [mapped.meaning(found.guess, one.name) for one in found.columns] == [
        "library",
        "from",
        "visits",
        "",
    ]


def test_a_file_of_which_nothing_can_be_guessed_is_asked_about_too(tmp_path: Path) -> None:
    found = unread(put(tmp_path / "x.csv", "Branch,Total", "North,3"))
    assert (found.guess.library, found.guess.figures, found.why) == ("Branch", (), "")


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("4 fines, DKK, counted", "fines, DKK, counted"),
        ("4 loans", "loans"),
        ("4 population served", "population served, people"),
        ("4 members, an estimate", "active members, people, an estimate"),
        ("4 key", "key"),
        ("4 city", "place"),
        ("4 -", ""),
    ],
)
def test_a_line_says_what_a_column_is(file: Path, typed: str, means: str) -> None:
    assert mapped.meaning(say_(file, typed), "Gebyrer") == means


def test_what_is_said_again_takes_the_place_of_what_was_said(file: Path) -> None:
    made = say_(file, "4 library", "3 key", "3 loans", "1 place")
    assert (made.library, made.key, made.place) == ("Gebyrer", "", ("Filial",))
    assert [one.metric for one in made.figures] == ["loans"]


def test_what_holds_for_the_whole_file(file: Path) -> None:
    made = say_(file, "period Q1 2025", "decimal ,", "dates dmy")
    assert made.period == (date(2025, 1, 1), date(2025, 3, 31))
    assert (made.decimal, made.dates) == (",", "dmy")
    assert mapped.settings(made) == ["period: Q1 2025", "decimal mark: ,", "dates: dmy"]
    again = say_(file, "period Q1 2025", "decimal ,", "period -", "decimal -")
    assert (again.period, again.decimal) == (None, "")
    # Which column has the period is a better answer than one for all.
    assert say_(file, "period 2025", "2 date").period is None


def test_codes_and_financial_years_are_said_and_told(file: Path) -> None:
    made = say_(file, "year april", "code x = fewer than five", "code .. = closed in that period")
    assert made.codes == (("x", "fewer than five"), ("..", "closed"))
    assert mapped.settings(made)[1:] == [
        "financial years: 2024/25 = 1 April 2024 – 31 March 2025, FY2024 = 1 April 2023 – 31 March 2024",
        "“x” is no number: fewer than five",
        "“..” is no number: closed in that period",
    ]
    again = say_(file, "year 4", "code x = 1", "code x -", "year -")
    assert (again.codes, again.year_begins) == ((), 0)
    assert say_(file, "year 10").year_begins == 10


def test_another_delimiter_makes_other_columns_and_is_used_for_next_years_file(tmp_path: Path) -> None:
    # Two signs part these lines equally well.
    file = put(tmp_path / "x 2025.csv", "Branch,A;Visits", "North,B;3", "South,C;4")
    found = unread(file)
    assert [one.name for one in found.columns] == ["Branch", "A;Visits"]
    made, at = mapped.said(found.guess, found.columns, None, "delimiter ;", TODAY)
    assert at is None
    found, made = sources.parted(found, made._replace(year_begins=4))
    assert [one.name for one in found.columns] == ["Branch,A", "Visits"]
    assert (made.delimiter, made.year_begins, mapped.meaning(made, "Visits")) == (";", 4, "visits")
    assert sources.parted(found, made) == (found, made)
    source = sources.say_what(found, made)
    (north,) = sources.offered(source, source.libraries[0]).figures
    assert (north.library, isinstance(north, Fact)) == ("North,B", True)
    again = sources.look_at(put(tmp_path / "x 2026.csv", "Branch,A;Visits", "North,B;5"))
    assert isinstance(again, Unread)
    assert again.kept == source.mapping


def test_where_financial_years_begin_is_asked(tmp_path: Path) -> None:
    file = put(tmp_path / "x.csv", "Branch,Year,Visits", "North,2023/24,3", "North,2024/25,4")
    found = unread(file)
    assert mapped.lacking(found.guess, found.columns) == "year"
    made = mapped.answered(found.guess, "year", "April", TODAY)
    assert mapped.lacking(made, found.columns) == ""
    assert mapped.answered(made, "year", "", TODAY) == made
    source = sources.say_what(found, made)
    first, _ = sources.offered(source, source.only).figures
    assert (first.first, first.last) == (date(2023, 4, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("9 visits", "mapped.no_column"),
        ("0 visits", "mapped.no_column"),
        ("visits", "mapped.no_column"),
        ("3", "mapped.no_column"),
        ("4 fines", "mapped.unit"),
        ("4 ,", "mapped.unclear"),
        (f"4 {'x' * 300}, DKK", "mapped.unclear"),
        ("period soon", "mapped.unread.period"),
        ("decimal ;", "mapped.unread.decimal"),
        ("dates ymd", "mapped.unread.dates"),
        ("year 13", "mapped.unread.year"),
        ("year soon", "mapped.unread.year"),
        ("delimiter x", "mapped.unread.delimiter"),
        ("code x", "mapped.unread.code"),
        ("code = closed", "mapped.unread.code"),
    ],
)
def test_a_line_that_cannot_be_read_says_how_it_goes(file: Path, typed: str, key: str) -> None:
    with pytest.raises(Problem) as raised:
        say_(file, typed)
    assert raised.value.key == key


def test_what_was_said_is_kept_and_used_for_next_years_file(file: Path, tmp_path: Path) -> None:
    found = unread(file)
    source = sources.say_what(found, say_(file, "4 fines, DKK, counted"))
    assert source.mapping == places.mappings() / "besog.toml"
    next_ = put(tmp_path / "besøg 2026.csv", HEADER, "Åby;2026-01;2.000;3,50")
    again = sources.look_at(next_)
    assert isinstance(again, Source)
    assert again.mapping == source.mapping
    values = [str(one.value) for one in sources.offered(again, again.only).figures if isinstance(one, Fact)]
    assert values == ["2000", "3.50"]


def test_a_period_that_was_said_for_a_file_is_not_taken_for_the_next(tmp_path: Path) -> None:
    file = put(tmp_path / "t 2025.csv", "Branch,Total", "North,3")
    sources.say_what(unread(file), say_(file, "2 visits", "period 2025"))
    again = unread(put(tmp_path / "t 2026.csv", "Branch,Total", "North,4"))
    assert mapped.meaning(again.guess, "Total") == "visits"
    assert mapped.lacking(again.guess, again.columns) == "period"
    # What is said now is kept in the place of what was said then.
    kept = sources.say_what(again, again.guess._replace(period=(date(2026, 1, 1), date(2026, 12, 31))))
    assert [*places.mappings().iterdir()] == [kept.mapping]


def test_the_mapping_that_says_most_is_taken_and_broken_ones_hide_none(file: Path) -> None:
    table = Table(file)
    assert mapped.kept(table) is None
    mapped.keep(Path("a.csv"), Mapping((Column("Antal besøg", "visits", "visits"),)), None)
    both = Mapping((Column("Antal besøg", "visits", "visits"),), library="Filial")
    most = mapped.keep(Path("a.csv"), both, None)
    assert most.name == "a-2.toml"
    mapped.keep(Path("b.csv"), Mapping((Column("Elsewhere", "visits", "visits"),)), None)
    (places.mappings() / "broken.toml").write_text("figures = ")
    found = mapped.kept(table)
    assert found is not None
    assert (found.path, found.mapping) == (most, both)


def test_what_does_not_fit_the_file_is_not_kept(file: Path) -> None:
    with pytest.raises(FileProblem) as raised:
        sources.say_what(unread(file), Mapping((Column("Gone", "visits", "visits"),)))
    assert raised.value.key == "figures.no_column"
    assert not places.mappings().exists()


def test_what_was_said_can_be_said_anew(file: Path) -> None:
    source = sources.say_what(unread(file), say_(file, "4 fines, DKK"))
    found = sources.anew(source)
    assert found.kept == source.mapping
    assert mapped.meaning(found.guess, "Gebyrer") == "fines, DKK"
    made, _ = mapped.said(found.guess, found.columns, 3, "-", TODAY)
    again = sources.say_what(found, made)
    assert again.mapping == source.mapping
    assert mappings.read(source.mapping or file).figures == made.figures
