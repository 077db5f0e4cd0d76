"""``bpworkshop figures``: what a file of statistics offers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bpworkshop.cli import figuring
from tests.shell import Shell
from tests.shell import put as put_session
from tests.statistics import EVENTS, VISITS, put, survey, system, visits

ROOT = Path(__file__).parents[2]
KEYS = ["metric", "value", "unit", "from", "to", "method", "column", "row", "library", "warnings"]


@pytest.fixture
def year(folder: Path) -> Path:
    rows = [system("AK0001", "ANCHOR POINT"), system("AK0002", "ANCHORAGE", VISITS="-1")]
    return survey(folder.parent / "year.csv", rows)


@pytest.fixture
def session(folder: Path) -> str:
    put_session(folder)
    return "2026-05-01-reading"


def test_a_row_for_a_program_has_exactly_these_keys(shell: Shell, year: Path) -> None:
    ran = shell("figures", str(year), "--library", "AK0001", "--json")
    assert ran.code == 0
    rows = ran.json()
    assert [list(row) for row in rows] == [KEYS] * 4
    assert rows[1] == {
        **{"metric": "visits", "value": "5379", "unit": "visits", "from": "2024-07-01", "to": "2025-06-30"},
        **{"method": "counted", "column": "VISITS", "row": 2, "library": "ANCHOR POINT", "warnings": []},
    }
    assert "Public Libraries Survey" in ran.err


def test_a_code_stands_where_a_value_would(shell: Shell, year: Path) -> None:
    (row,) = [
        row
        for row in shell("figures", str(year), "--library", "anchorage", "--json").json()
        if row["metric"] == "visits"
    ]
    assert row["code"] == "-1"
    assert "value" not in row
    assert row["warnings"] == ["-1 is no number: missing"]


def test_a_program_gets_every_library_when_it_names_none(shell: Shell, year: Path) -> None:
    rows = shell("figures", str(year), "--json").json()
    assert [row["library"] for row in rows] == ["ANCHOR POINT"] * 4 + ["ANCHORAGE"] * 4


def test_people_are_told_which_libraries_there_are(shell: Shell, year: Path) -> None:
    ran = shell("figures", str(year))
    assert ran.code == 0
    assert "2 libraries" in ran.out
    assert "ANCHORAGE (AK0002, ANCHOR POINT, AK)" in ran.out
    assert "--library" in ran.out


def test_people_read_sentences(shell: Shell, year: Path) -> None:
    out = shell("figures", str(year), "--library", "anchor point").out
    assert (
        "5,379 visits, 1 July 2024 – 30 June 2025, counted, ANCHOR POINT library"
        " – visits are entries, not people\n    VISITS, line 2" in out
    )
    out = shell("figures", str(year), "--library", "anchorage").out
    assert "no number: visits, 1 July 2024 – 30 June 2025, ANCHORAGE\n" in out


def test_what_has_no_number_and_no_library_ends_without_a_comma(shell: Shell, folder: Path) -> None:
    path = put(folder.parent / "bare.csv", "År;Besøg", "2025;5", "2026;..")
    assert "no number: visits, 2026\n" in shell("figures", str(path)).out


def test_an_event_is_named_in_its_row(shell: Shell, folder: Path) -> None:
    path = put(folder.parent / "events.csv", EVENTS, "Aarhus,Dokk1,2025-03-01,Story time,Reading,7")
    (row,) = shell("figures", str(path), "--json").json()
    assert [*row] == ["metric", "about", *KEYS[1:]]
    assert row["about"] == "Story time"


@pytest.mark.parametrize("held", [1, 100])
def test_nothing_is_printed_before_the_last_row_could_be_read(
    shell: Shell, folder: Path, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figuring, "MOST_HELD", held)
    path = visits(folder.parent / "visits.csv", "5", "6", "7")
    assert [row["value"] for row in shell("figures", str(path), "--json").json()] == ["5", "6", "7"]
    path.write_text(f"{path.read_text()}Aarhus,Dokk1,2025-04-01\n")
    ran = shell("figures", str(path), "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "visits.csv:5" in ran.err


def test_a_file_of_one_library_needs_no_name(shell: Shell, folder: Path) -> None:
    path = visits(folder.parent / "visits.csv", "5", "x")
    ran = shell("figures", str(path))
    assert "5 visits" in ran.out
    assert "fewer than five" in ran.out


def test_many_libraries_are_not_all_named(shell: Shell, folder: Path) -> None:
    rows = (f"A,Branch {at},2025-01-01,2025-01-31,Manual,5" for at in range(30))
    out = shell("figures", str(put(folder.parent / "many.csv", VISITS, *rows))).out
    assert "30 libraries" in out
    assert "Branch 19" in out
    assert "Branch 20" not in out
    assert "and 10 more" in out


@pytest.mark.parametrize("wanted", ["bethel", "anchora", ""])
def test_who_is_not_there_is_said_with_near_names(shell: Shell, year: Path, wanted: str) -> None:
    ran = shell("figures", str(year), "--library", wanted, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "year.csv: There is no library" in ran.err
    assert ("ANCHORAGE (AK0002" in ran.err) == (wanted == "anchora")


def test_what_can_not_be_read_is_told_with_file_and_line(shell: Shell, folder: Path) -> None:
    path = put(folder.parent / "short.csv", VISITS, "A,B,2025-01-01")
    ran = shell("figures", str(path))
    assert ran.code == 1
    assert "short.csv:2: This record has 3 cells" in ran.err


def test_a_guess_is_written_corrected_and_kept(shell: Shell, folder: Path) -> None:
    path = put(folder.parent / "other.csv", "Filial;År;Besøg", "Dokk1;2025;1.234", "Tilst;2025;12")
    ran = shell("figures", str(path), "--library", "Dokk1")
    assert "guessed" in ran.out
    kept = folder.parent / "mapping.toml"
    assert shell("figures", str(path), "--write", str(kept)).code == 0
    assert shell("figures", str(path), "--write", str(kept)).code == 1
    kept.write_text(f'decimal = ","\n{kept.read_text("utf-8")}'.replace("not-stated", "counted"), "utf-8")
    ran = shell("figures", str(path), "--mapping", str(kept), "--library", "dokk1", "--json")
    (row,) = ran.json()
    assert (row["value"], row["method"], row["warnings"]) == ("1234", "counted", [])


def test_it_pays_for_no_models_and_no_screens(year: Path) -> None:
    code = (
        "import sys; from bpworkshop.cli import main; code = main(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "figures", str(year), "--library", "AK0001", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    found = set(done.stderr.split())
    assert "bpworkshop.figures.statistics" in found
    assert not found & {"pydantic", "pydantic_core", "textual", "rich", "click"}
    assert not found & {"bpworkshop.session.types", "bpworkshop.figures.mapping", "difflib"}


# Into a session


def test_figures_are_put_into_a_session_and_updated_by_next_years_file(
    shell: Shell, session: str, year: Path
) -> None:
    ran = shell("import", session, str(year), "--library", "AK0001", "--json")
    assert ran.code == 0
    assert len(ran.json()["added"]) == 4
    again = shell("import", session, str(year), "--library", "AK0001")
    assert "Nothing is new" in again.out
    later = survey(
        year.with_name("next.csv"), [system(VISITS="6000", STARTDAT="07/01/2025", ENDDATE="06/30/2026")]
    )
    ran = shell("import", session, str(later), "--metric", "VISITS")
    assert ran.out.startswith("updated ")
    assert "6,000 visits, 1 July 2025 – 30 June 2026, counted, ANCHOR POINT library" in ran.out
    shown = shell("show", session, "--all").out
    assert "before: 5,379 visits, 1 July 2024 – 30 June 2025" in shown
    assert "6,000" not in shell("show", session).out
    assert shell("check").code == 0


def test_a_code_is_told_and_is_no_figure(shell: Shell, session: str, year: Path) -> None:
    ran = shell("import", session, str(year), "--library", "AK0002", "--metric", "visits")
    assert ran.code == 0
    assert "-1 is no number: missing" in ran.out
    assert "Nothing is new" in ran.out


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--library", "Nowhere"], "no library Nowhere"),
        (["--library", "AK0001", "--metric", "reach"], "There is no metric “reach”"),
        (["--library", "AK0001", "--giver", "nobody"], "“nobody” is no side"),
        ([], "Several libraries are in this file. Say which one, such as: "),
    ],
)
def test_what_can_not_be_imported_changes_nothing(
    shell: Shell, session: str, year: Path, more: list[str], says: str
) -> None:
    before = shell("show", session, "--all").out
    ran = shell("import", session, str(year), *more)
    assert ran.code == 1
    assert says in ran.err
    assert shell("show", session, "--all").out == before


def test_a_file_that_breaks_off_is_not_imported_halfway(shell: Shell, session: str, folder: Path) -> None:
    path = put(folder.parent / "broken.csv", VISITS, "A,B,2025-01-01,2025-01-31,Manual,5", "A,B,2025-02-01")
    ran = shell("import", session, str(path))
    assert ran.code == 1
    assert "5 visits" not in shell("show", session, "--all").out
