"""Figures out of a file, as rows: files, libraries, figures, columns, at every width."""

import os
from datetime import date
from pathlib import Path

import pytest

from bpworkshop import text
from bpworkshop.commands import sources
from bpworkshop.commands.sources import Source, Unread
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures.layout import Library
from bpworkshop.tui import files, importing
from bpworkshop.tui.files import Folder
from bpworkshop.tui.importing import LibraryRows
from bpworkshop.tui.rows import Row
from tests import statistics
from tests.statistics import put, survey, system, visits

TODAY = date(2026, 5, 4)
WIDTHS = (60, 80, 120, 200)


def fits(rows: list[Row], width: int) -> bool:
    return all(text.width(row.plain) <= width for row in rows)


def source(path: Path) -> Source:
    found = sources.look_at(path)
    assert isinstance(found, Source)
    return found


# Files


def test_a_folder_shows_its_folders_and_tables_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.CSV", "a.tsv", "notes.pdf", ".hidden.csv"):
        put(tmp_path / name, "x")
    (tmp_path / "older").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    folder = files.look(f"{tmp_path}/")
    assert [one.name for one in files.fitting(folder, "")] == ["..", "older", "a.tsv", "b.CSV"]
    assert [one.name for one in files.fitting(folder, "B")] == ["b.CSV"]
    assert [one.name for one in files.fitting(folder, ".h")] == [".hidden.csv"]
    assert folder.path == str(tmp_path)


@pytest.mark.parametrize("typed", ["/nowhere/at/all/", "~nobody-of-that-name/", "a\0b/"])
def test_a_folder_that_cannot_be_read_says_so(typed: str) -> None:
    folder = files.look(typed)
    assert folder.why
    assert not folder.entries


@pytest.mark.parametrize("width", WIDTHS)
def test_names_of_files_are_safe_and_fit(tmp_path: Path, width: int) -> None:
    put(tmp_path / f"{'long name ' * 12}.csv", "x")
    put(tmp_path / "esc\x1b[31m.csv", "x")
    entries = files.fitting(files.look(f"{tmp_path}/"), "")
    for chosen in (None, "1", "2"):
        rows = files.rows(entries, chosen, width)
        assert fits(rows, width)
        assert "\x1b" not in "".join(row.plain for row in rows)
    # The chosen one is told whole.
    told = " ".join(row.parts[1][0].strip() for row in files.rows(entries, "2", width) if row.item == "2")
    assert "long name " * 11 in told


@pytest.mark.parametrize(
    "typed",
    ["{}", "  {}  ", "'{}'", '"{}"', "{escaped}"],
    ids=["plain", "blanks", "quotes", "double", "shell"],
)
def test_a_path_is_found_as_it_is_typed_pasted_or_dropped(tmp_path: Path, typed: str) -> None:
    path = put(tmp_path / "Visits of 2025.csv", "x")
    assert sources.path_of(typed.format(path, escaped=str(path).replace(" ", "\\ "))) == path


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = put(tmp_path / "it's here.csv", "x")
    assert sources.path_of("~/it's here.csv") == path
    with pytest.raises(Problem, match="nobody of that name"):
        sources.path_of("~nobody-of-that-name/x.csv")


# Libraries


MANY = [Library(f"K{n:05}", f"Library {n}", "Springfield, IL") for n in range(9305)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chosen", [None, "0", "4000", "9304"])
def test_thousands_of_libraries_are_rows_without_being_made(width: int, chosen: str | None) -> None:
    rows = LibraryRows(MANY, width, chosen)
    assert len(rows) == 9305
    assert rows.chosen == (chosen or "0")
    assert rows.items[9304] == "9304"
    for item in ("0", "3999", "4001", "9304"):
        at = rows.rows_of(item)
        assert [rows[one].item for one in at] == [item]
    shown = [rows[at] for at in (0, 1, 4000, 9304)]
    assert fits(shown, width)
    assert all(f"Library {row.item}" in row.plain and f"K{row.item:>05}" in row.plain for row in shown)


def test_the_chosen_library_is_told_whole_and_no_row_is_lost() -> None:
    libraries = [MANY[0], Library("K1", "A very long name " * 6, "Somewhere far away"), *MANY[1:4]]
    rows = LibraryRows(libraries, 60, "1")
    assert len(rows) > 5
    assert list(dict.fromkeys(row.item for row in rows)) == ["0", "1", "2", "3", "4"]
    assert " ".join("".join(rows[at].parts[1][0] for at in rows.rows_of("1")).split()).count("very long") == 6
    assert [one for item in "01234" for one in rows.rows_of(item)] == list(range(len(rows)))
    assert list(rows.rows_of("5")) == []
    with pytest.raises(IndexError):
        rows[len(rows)]


def test_no_libraries_are_no_rows() -> None:
    rows = LibraryRows([], 80, None)
    assert (len(rows), rows.chosen) == (0, None)


def test_a_library_is_found_by_parts_of_name_place_and_key(tmp_path: Path) -> None:
    rows = [
        system("AK0001", "ANCHOR POINT", CITY="ANCHOR POINT"),
        system("IL0001", "SPRINGFIELD", CITY="SPRINGFIELD"),
        system("MA0001", "SPRINGFIELD", CITY="SPRINGFIELD"),
    ]
    file = source(survey(tmp_path / "s.csv", rows))
    assert [one.key for one in sources.fitting(file, "field spring")] == ["IL0001", "MA0001"]
    assert [one.key for one in sources.fitting(file, "springfield, ma")] == ["MA0001"]
    assert sources.library_of(file, "ma0001").key == "MA0001"
    with pytest.raises(FileProblem, match="2 libraries are called springfield"):
        sources.library_of(file, "springfield")
    with pytest.raises(FileProblem, match="Near to it: ANCHOR POINT"):
        sources.library_of(file, "anchr pont")


def test_more_libraries_than_are_kept_are_asked_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_COUNTED", 2)
    file = source(survey(tmp_path / "s.csv", [system(f"AK000{n}", f"NUMBER {n}") for n in range(4)]))
    assert (len(file.libraries), file.more, file.only) == (2, True, None)
    assert sources.library_of(file, "number 3").key == "AK0003"


# Figures


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_have_marks_numbers_and_doubts_and_codes_have_none(tmp_path: Path, width: int) -> None:
    path = survey(tmp_path / "s.csv", [system(VISITS="-1", F_VISITS="", HRS_OPEN="12.5")])
    file = source(path)
    choices = importing.choices(sources.offered(file, file.only), {"counted": "counted"}, TODAY)
    assert [one.number for one in choices] == [1, 0, 2, 3]
    rows = importing.figures(choices, {0, 3}, "0", width)
    told = [row.plain for row in rows]
    assert fits(rows, width)
    assert told[0].startswith("▸[✓]  1  2,059 people, population")
    assert any(line.startswith("  ✗      visits") for line in told)
    assert any("-1 is no number: missing" in line for line in told)
    assert any(line.startswith(" [ ]  2  1,675 attendances") for line in told)
    whole = " ".join(" ".join(told).split())
    # Of the chosen one alone: what the partner will read, and where it stands.
    assert whole.count("The partner reads:") == 1
    assert "POPU_LSA, line 2" in whole
    assert whole.count("line 2") == 1


def test_words_narrow_the_figures_and_numbers_alone_leave_them_all(tmp_path: Path) -> None:
    file = source(visits(tmp_path / "v.csv", "5", "7", "x"))
    choices = importing.choices(sources.offered(file, file.only), {}, TODAY)
    assert [one.at for one in importing.narrowed(choices, "february 2025")] == [1]
    assert [one.at for one in importing.narrowed(choices, "1 2-3")] == [0, 1, 2]
    assert importing.narrowed(choices, "loans") == []


def test_only_so_many_figures_are_offered_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_OFFERED", 2)
    file = source(visits(tmp_path / "v.csv", "5", "7", "9"))
    found = sources.offered(file, file.only)
    assert (len(found.figures), found.more) == (2, True)


@pytest.mark.parametrize("typed", ["0", "4", "1 x", "3-2", "1-", "-1", "1-99999999999"])
def test_numbers_that_are_none_of_the_list_are_told(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        sources.numbers(typed, 3)
    assert raised.value.key == "importing.numbers"


def test_numbers_and_ranges() -> None:
    assert sources.numbers("1, 3 2-3", 3) == [0, 2, 1]


# A file that does not stay as it was


def test_a_file_that_changes_between_two_moves_is_not_read_on(tmp_path: Path) -> None:
    path = visits(tmp_path / "v.csv", "5", "7")
    file = source(path)
    visits(path, "5", "7000")
    with pytest.raises(FileProblem) as raised:
        sources.offered(file, file.only)
    assert raised.value.key == "importing.changed"
    path.unlink()
    with pytest.raises(FileProblem) as raised:
        sources.offered(file, file.only)
    assert raised.value.key == "file.missing"


def test_what_is_read_can_be_stopped_at_every_move(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    stops = False

    def progress(done: int, size: int) -> None:
        if stops:
            raise Enough

    path = visits(tmp_path / "v.csv", "5", "7")
    found = sources.look_at(path, progress=progress)
    assert isinstance(found, Source)
    stops = True
    for read in (lambda: sources.offered(found, None), lambda: sources.look_at(path, progress=progress)):
        with pytest.raises(Enough):
            read()


# Columns


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_show_cells_and_what_they_mean(tmp_path: Path, width: int) -> None:
    path = put(tmp_path / "x.csv", f"Branch,Total,{'Something long ' * 8},Empty", "North,3,a,", "South,4,b,")
    found = sources.look_at(path)
    assert isinstance(found, Unread)
    rows = importing.columns(found, found.guess, "1", width)
    told = " ".join(" ".join(row.plain for row in rows).split())
    assert fits(rows, width)
    assert "North · South" in told
    assert "→ library" in told
    assert told.count("not used") == 3
    assert "nothing in the first rows" in told
    assert rows[[row.item for row in rows].index("1")].plain.startswith("▸  2  Total")


def test_a_folder_may_have_more_than_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 2)
    for name in "abc":
        put(tmp_path / f"{name}.csv", statistics.VISITS)
    assert len(files.look(f"{tmp_path}/").entries) == 3  # with the way out
    assert Folder("x").entries == ()
