"""What a file says, put into a session: whole or not at all, once, and with all that it was before."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.figures.facts import Fact, Gap
from bpworkshop.figures.importing import MOST_NEW, imported
from bpworkshop.figures.statistics import Statistics
from bpworkshop.session import integrity
from bpworkshop.session.edits import Change, Remove, Set, Several, apply
from bpworkshop.session.items import Figure, Past
from bpworkshop.session.merge import merge
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.store import codec
from tests.statistics import survey, system, visits
from tests.strategies import small

PATH = Path("reading.toml")


def fact(
    year: int = 2024, value: object = 5379, metric: str = "visits", unit: str = "visits", **more: Any
) -> Fact:
    known = Fact(
        metric,
        Decimal(str(value)),
        unit,
        date(year, 1, 1),
        date(year, 12, 31),
        "counted",
        "",
        "",
        "City",
        f"year-{year}.csv",
        metric.upper(),
        7,
        key="AK0001",
    )
    return known._replace(**more)


def after(session: Session, found: Sequence[Fact | Gap], giver: str = "library") -> Session:
    used = {figure.id for figure in session.figures}
    ids = (f"n{number}" for number in count() if f"n{number}" not in used)
    edit = imported(session, found, giver=giver, new_id=lambda: next(ids))
    made = apply(session, edit)
    assert integrity.problems(made) == []
    assert codec.decode(codec.encode(made), PATH) == made
    return made


def states(figure: Figure) -> list[Figure | Past]:
    """What a figure was, and is."""
    return [*figure.history, figure]


def numbers(session: Session) -> set[tuple[Decimal | None, str | None]]:
    return {(one.value, one.unit) for figure in session.figures for one in states(figure)}


METRICS = st.sampled_from([("visits", "visits"), ("borrowers", "people"), ("attendance", "attendances")])
FACTS = st.builds(
    lambda year, value, metric, about, row, warning: fact(
        year, value, *metric, about=about, row=row, warnings=(warning,) if warning else ()
    ),
    st.integers(2020, 2024),
    st.decimals(0, 10**15 - 1, places=2, allow_nan=False),
    METRICS,
    st.sampled_from(["", "Story time"]),
    st.integers(2, 4),
    st.sampled_from(["", "in doubt"]),
)
FILES = st.lists(FACTS, max_size=8)


@given(FILES, FILES)
def test_the_same_file_twice_changes_nothing(first: list[Fact], other: list[Fact]) -> None:
    once = after(after(small(), other), first)
    assert after(once, first) == once
    ids = iter(())
    assert imported(once, first, giver="library", new_id=lambda: next(ids)) == Several(())


@given(FILES, FILES)
def test_no_number_is_lost_and_none_is_made_up(first: list[Fact], other: list[Fact]) -> None:
    session = after(after(small(), first), other)
    assert numbers(session) == {(one.value, one.unit) for one in (*first, *other)}
    for figure in session.figures:
        periods = [one.period.end for one in states(figure) if one.period]
        assert periods == sorted(periods)
        assert {one.unit for one in states(figure)} == {figure.unit}


def test_next_years_file_updates_the_figure_and_keeps_what_it_was(tmp_path: Path) -> None:
    files = (
        survey(tmp_path / "fy24.csv", [system(key="AK0002"), system()]),
        survey(tmp_path / "fy25.csv", [system(VISITS="6000", STARTDAT="07/01/2025", ENDDATE="06/30/2026")]),
    )
    session = small()
    for path in files:
        file = Statistics(path)
        session = after(session, list(file.figures(file.find("AK0001"))))
    found = next(one for one in session.figures if one.name == "visits")
    assert (found.value, found.source, found.row, found.column) == (Decimal(6000), "fy25.csv", "2", "VISITS")
    assert [(past.value, past.source, past.row) for past in found.history] == [
        (Decimal(5379), "fy24.csv", "3")
    ]
    assert (found.library, found.key, found.method, found.giver) == (
        "ANCHOR POINT",
        "AK0001",
        "counted",
        "library",
    )
    assert "SALARIES" not in {figure.column for figure in session.figures}


def test_last_years_file_after_this_years_only_adds_to_the_history() -> None:
    assert [
        after(after(small(), [fact(a)]), [fact(b)]).figures[0].period.end.year  # type: ignore[union-attr]
        for a, b in ((2023, 2024), (2024, 2023))
    ] == [2024, 2024]


def test_the_months_of_one_file_are_one_figure_with_a_history(tmp_path: Path) -> None:
    path = visits(tmp_path / "visits.csv", "10", "x", "30")
    file = Statistics(path)
    session = after(small(), list(file.figures(file.find("Dokk1"))))
    (found,) = session.figures
    assert (found.value, [past.value for past in found.history]) == (Decimal(30), [Decimal(10)])
    assert found.how == "Manual"


def test_a_gap_is_no_figure_and_changes_none() -> None:
    missing = Gap(
        "visits", "-1", "visits", None, None, "counted", "", "City", "f.csv", "VISITS", 7, key="AK0001"
    )
    session = after(small(), [fact()])
    assert after(session, [missing]) == session
    assert after(small(), [missing]).figures == ()


def test_libraries_of_one_name_and_other_units_are_other_figures() -> None:
    session = after(small(), [fact(), fact(key="AK0002"), fact(unit="people")])
    assert len(session.figures) == 3


def test_what_does_not_fit_leaves_everything_as_it_was() -> None:
    session = small()
    for found in (
        [fact(), fact(value="1e16", metric="loans", unit="loans")],
        [fact(about=str(number)) for number in range(MOST_NEW + 1)],
    ):
        with pytest.raises(Problem):
            after(session, found)
    with pytest.raises(Problem):
        after(session, [fact()], giver="nobody")
    assert session.figures == ()


def test_a_long_cell_is_cut_and_found_again() -> None:
    session = after(small(), [fact(about="x" * 900)])
    assert after(session, [fact(about="x" * 900)]) == session


def test_in_prepare_what_is_imported_is_ours_until_it_is_brought_to_the_table() -> None:
    session = after(small(), [fact(2023)])
    assert session.figures[0].only_for == "library"
    assert shared(session).figures == ()
    assert "5379" not in codec.encode(shared(session)).decode()
    open_ = apply(session, Change("n0", {"only_for": None}))
    updated = after(open_, [fact(2024)])
    assert updated.figures[0].only_for is None
    together = apply(small(), Set({"phase": "together"}))
    assert after(together, [fact()]).figures[0].only_for is None


def test_what_people_put_to_a_figure_stays_with_next_years() -> None:
    session = after(small(), [fact(2023)])
    session = apply(
        session, Change("n0", {"metric": "Who came in", "added": "without the café", "note": "n"})
    )
    found = after(session, [fact(2024, 1)]).figures[0]
    assert (found.metric, found.added, found.note, found.value) == (
        "Who came in",
        "without the café",
        "n",
        Decimal(1),
    )


# What stands in the file stays so


@pytest.mark.parametrize(
    "values",
    [{"value": Decimal(1)}, {"unit": "people"}, {"period": None}, {"method": "estimated"}, {"row": "9"}],
)
def test_a_figure_of_a_file_can_be_commented_on_and_not_changed(values: dict[str, object]) -> None:
    session = after(small(), [fact()])
    with pytest.raises(Problem, match=r"year-2024\.csv, line 7"):
        apply(session, Change("n0", values))
    assert apply(session, Remove("n0")).figures == ()
    assert apply(session, Change("n0", {"value": Decimal(5379), "added": "all doors"})).figures[0].added


def test_how_a_number_was_counted_is_not_left_out_again() -> None:
    session = small(figures=(Figure(id="f1", metric="m", value=Decimal(1), method="counted"),))
    with pytest.raises(Problem, match="not stated"):
        apply(session, Change("f1", {"method": None}))
    assert apply(session, Change("f1", {"method": "not-stated"})).figures[0].method == "not-stated"


def test_visits_are_not_called_reach_and_press_has_no_price() -> None:
    session = small(figures=(Figure(id="f1", metric="our reach", value=Decimal(1)),))
    with pytest.raises(Problem, match="never reach"):
        apply(session, Change("f1", {"unit": "Visits"}))
    assert apply(session, Change("f1", {"unit": "people"})).figures[0].unit == "people"
    with pytest.raises(Problem, match="press coverage"):
        apply(session, Change("f1", {"placement": "interview", "low": Decimal(9)}))


# Two who import


@given(FILES, FILES, FILES)
def test_what_two_import_comes_together_and_no_fact_is_mixed(
    before: list[Fact], mine: list[Fact], theirs: list[Fact]
) -> None:
    base = after(small(), before)
    one, other = after(base, mine), after(base, theirs)
    for merged in (merge(base, one, other).session, merge(base, other, one).session):
        assert integrity.problems(merged) == []
        known = {(f.value, f.unit, f.period, f.row, f.source) for f in (*one.figures, *other.figures)}
        assert {(f.value, f.unit, f.period, f.row, f.source) for f in merged.figures} <= known
        assert numbers(merged) == numbers(one) | numbers(other)


def test_two_who_import_the_same_file_do_not_conflict() -> None:
    base = after(small(), [fact(2023)])
    merged = merge(base, after(base, [fact(2024)]), after(base, [fact(2024)]))
    assert merged.conflicts == ()
    assert len(merged.session.figures) == 1


def test_another_years_number_never_gets_this_years_source() -> None:
    base = after(small(), [fact(2022)])
    later = merge(base, after(base, [fact(2023, 1)]), after(base, [fact(2024, 1)]))
    assert len(later.session.figures) == 2
    for figure in later.session.figures:
        assert figure.period
        assert figure.source == f"year-{figure.period.end.year}.csv"
    said = apply(base, Change("n0", {"added": "all doors"}))
    (both,) = merge(base, said, after(base, [fact(2024)])).session.figures
    assert (both.added, both.source) == ("all doors", "year-2024.csv")


def test_a_library_with_a_key_is_the_same_under_a_new_name() -> None:
    session = after(small(), [fact(2023, 1, keyed=True)])
    new = fact(2024, 2, keyed=True, library="City Public Library", column="Visits")
    (one,) = after(session, [new]).figures
    assert (one.library, one.value, len(one.history)) == ("City Public Library", Decimal(2), 1)
    assert len(after(session, [new._replace(key="AK0002")]).figures) == 2
    # Last year's file again has nothing new, whatever the library was called then.
    renamed = after(session, [new])
    (again,) = after(renamed, [fact(2023, 1, keyed=True)]).figures
    assert again.history == renamed.figures[0].history


def test_an_older_file_does_not_bring_an_older_name_back() -> None:
    session = after(small(), [fact(2024, 2, keyed=True, library="City Public Library")])
    (one,) = after(session, [fact(2023, 1, keyed=True)]).figures
    assert (one.library, one.value, len(one.history)) == ("City Public Library", Decimal(2), 1)


def test_two_names_with_two_numbers_for_the_same_days_are_two_libraries() -> None:
    session = after(small(), [fact(2024, 1, keyed=True)])
    assert len(after(session, [fact(2024, 2, keyed=True, library="West")]).figures) == 2


def test_libraries_of_one_place_are_not_one_figure() -> None:
    """Where the key is only a place, the name tells them apart."""
    found = [fact(library=name, key="Newcastle", value=n) for n, name in enumerate(("City", "West"), 1)]
    session = after(small(), found)
    assert [(one.library, one.value, one.history) for one in session.figures] == [
        ("City", Decimal(1), ()),
        ("West", Decimal(2), ()),
    ]
