"""Figures out of a file in three moves: on the screen at every size, and line by line."""

import asyncio
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import places
from bpworkshop.commands import sources
from bpworkshop.commands.importing import IMPORTING
from bpworkshop.errors import Problem
from bpworkshop.tui.screens.importing import ImportScreen
from bpworkshop.tui.screens.mapping import MappingLine, MappingScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.importing import ImportBoard, ImportLine
from bpworkshop.words import say
from tests.functional.test_line_mode import Stands, after, not_here, stand
from tests.functional.test_workshop_screen import Led, Test, leading, table
from tests.statistics import VISITS, put, survey, system, visits

__all__ = ["stand"]

SIZES = ((60, 20), (80, 24), (120, 40))
OPENED = say("importing.ask.file")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


def on_screen(size: tuple[int, int] = (80, 24), **values: Any) -> Callable[[Test], Callable[[Path], None]]:
    """Run a test at the board of figures, while preparing, in a folder without anything in it."""

    def turned(test: Test) -> Callable[[Path], None]:
        def run(tmp_path: Path) -> None:
            async def lead() -> None:
                session = table(**{"phase": "prepare", **values})
                async with leading(tmp_path, session, "figures", size=size) as led:
                    await test(led)

            asyncio.run(lead())

        run.__name__ = test.__name__
        return run

    return turned


def on(led: Led) -> ImportScreen:
    assert isinstance(led.app.screen, ImportScreen)
    return led.app.screen


async def type_(led: Led, words: str) -> None:
    """Words in the line of the screen in front, without each of their letters."""
    kind = MappingLine if isinstance(led.app.screen, MappingScreen) else ImportLine
    line = led.app.screen.query_one(kind)
    line.value = words
    line.focus()
    await led.pilot.pause()


async def arrives(led: Led, move: str) -> None:
    await led.until(lambda: isinstance(led.app.screen, ImportScreen) and led.app.screen.move == move)
    await led.pilot.pause()


def systems(folder: Path) -> Path:
    rows = [
        system("AK0001", "ANCHOR POINT", CITY="ANCHOR POINT", VISITS="-1"),
        system("IL0001", "SPRINGFIELD", CITY="SPRINGFIELD", TOTATTEN="17"),
        system("MA0001", "SPRINGFIELD", CITY="SPRINGFIELD", TOTATTEN="18"),
    ]
    return survey(folder / "survey of 2025.csv", rows)


# Three moves


@pytest.mark.parametrize("size", SIZES)
def test_three_moves_bring_figures_to_the_board(tmp_path: Path, size: tuple[int, int]) -> None:
    path = systems(tmp_path)

    @on_screen(size)
    async def moves(led: Led) -> None:
        await led.press("tab", "I")
        await led.shows(OPENED, say("screen.only_us"), say("importing.place", n=1))
        await type_(led, f"{tmp_path}/survey")
        await led.shows("survey of 2025.csv")
        await led.press("enter")
        await arrives(led, "library")
        # What was found out is shown, not guessed silently.
        await led.shows("Public Libraries Survey (IMLS)", "columns parted by commas", "3 of 3 libraries")
        await led.type("spring ma")
        await led.shows("1 of 3 libraries", "MA0001")
        await led.press("enter")
        await arrives(led, "figures")
        await led.shows("SPRINGFIELD (MA0001", "0 of 4 marked", "The partner reads:")
        await led.press("down", "down", "space")
        await led.shows("1 of 4 marked", "[✓] 3 18 attendances")
        await led.press("enter")
        await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
        await led.shows(say("importing.new", n=1)[:30], "18 attendances")
        (figure,) = led.saved.figures
        assert (str(figure.value), figure.unit, figure.row, figure.library) == (
            "18",
            "attendances",
            "4",
            "SPRINGFIELD",
        )
        assert figure.only_for == led.saved.ours.id
        await led.press("f2")
        assert led.saved.figures == ()

    moves(tmp_path)
    assert path.exists()


@on_screen()
async def test_everything_is_marked_by_a_or_by_numbers_and_a_code_never(led: Led) -> None:
    path = systems(led.path.parent)
    await led.say(f"/import {path}")
    await arrives(led, "library")
    await led.press("enter")
    await arrives(led, "figures")
    await led.shows("1 code in the place of a number")
    await led.press("down", "space")
    await led.shows(say("importing.no_number"))
    await led.press("enter")
    await led.shows(say("importing.none_marked")[:40])
    await led.press("a")
    await led.shows("3 of 3 marked")
    await led.press("a", "tab", *"1 3", "enter")
    await led.shows("2 of 3 marked")
    await led.press(*"9", "enter")
    await led.shows(say("importing.numbers", typed="9", n=3)[:30])
    await led.press("escape", *"all", "enter")
    await led.shows("3 of 3 marked")
    await led.press(*"hours")
    assert [one.what for one in on(led)._shown] == ["2,548.5 hours, hours open"]
    await led.press("enter")
    assert isinstance(led.app.screen.focused, ImportBoard)
    await led.press("enter")
    await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
    assert [one.unit for one in led.saved.figures] == ["people", "attendances", "hours"]


@on_screen()
async def test_next_years_file_updates_the_same_figures(led: Led) -> None:
    folder = led.path.parent
    for year, cell in (("2025", "5"), ("2026", "7")):
        path = visits(folder / f"{year}.csv", cell)
        path.write_text(path.read_text().replace("2025-", f"{year}-"))
        await led.say(f"/import {path}")
        await arrives(led, "figures")
        await led.press("a", "enter")
        await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
    await led.shows(say("importing.renewed", n=1)[:40])
    (figure,) = led.saved.figures
    assert (str(figure.value), [str(one.value) for one in figure.history]) == ("7", ["5"])
    await led.say(f"/import {path}")
    await arrives(led, "figures")
    await led.press("a", "enter")
    await led.shows(say("importing.same"))


@on_screen()
async def test_folders_are_gone_into_and_esc_goes_back_move_by_move(led: Led) -> None:
    inner = led.path.parent / "with blanks ~"
    inner.mkdir()
    systems(inner)
    await led.press("tab", "I")
    await type_(led, f"{led.path.parent}/with")
    await led.shows("with blanks ~/")
    await led.press("enter")
    await led.shows("survey of 2025.csv")
    await led.press("enter")
    await arrives(led, "library")
    await led.type("springfield")
    await led.press("down", "enter")
    await arrives(led, "figures")
    await led.shows("MA0001")
    await led.press("escape")
    await arrives(led, "library")
    assert on(led).query_one(ImportLine).value == "springfield"
    await led.press("escape")
    await led.shows("3 of 3 libraries")
    await led.press("escape")
    await arrives(led, "file")
    await led.press("escape")
    await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
    assert led.saved.figures == ()


@on_screen()
async def test_a_name_that_is_nowhere_has_near_ones(led: Led) -> None:
    await led.say(f"/import {systems(led.path.parent)}")
    await arrives(led, "library")
    await led.type("springfeld")
    await led.shows(say("importing.near", n=2, of=3), "IL0001")
    await led.press("enter")
    await arrives(led, "figures")
    await led.shows("IL0001")


@on_screen()
async def test_a_file_that_is_dropped_on_the_line_comes_in_quotes(led: Led) -> None:
    path = systems(led.path.parent)
    await led.press("tab", "I")
    await led.paste(f"'{path}'")
    await led.press("enter")
    await arrives(led, "library")


# Who may, and when


@on_screen()
async def test_the_beginning_of_the_command_opens_the_same_screen(led: Led) -> None:
    await led.say(f"/imp {systems(led.path.parent)}")
    await arrives(led, "library")


@on_screen(phase="together")
async def test_nothing_is_imported_where_everyone_reads(led: Led) -> None:
    await led.press("tab", "I")
    await led.shows(not_here("import")[:40])
    assert isinstance(led.app.screen, WorkshopScreen)
    await led.say("/import x.csv")
    assert isinstance(led.app.screen, WorkshopScreen)


@on_screen()
async def test_it_goes_away_when_others_begin_to_read(led: Led) -> None:
    await led.say(f"/import {systems(led.path.parent)}")
    await arrives(led, "library")
    led.face.only_us = False
    on(led).renewed()
    await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
    assert "SPRINGFIELD" not in led.frame


# Bad files


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b")
    return path


def twice(path: Path) -> Path:
    rows = visits(path, "5").read_text()
    path.write_text(rows + rows)
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "zip": (zipped, "figures.kind.archive"),
    "empty": (put, "figures.empty"),
    "twice": (twice, "figures.header_again"),
    "missing": (lambda path: path, "file.missing"),
    "folder": (lambda path: path.parent, "file.folder"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_a_sentence(tmp_path: Path, bad: str, size: tuple[int, int]) -> None:
    make, key = BAD[bad]
    path = make(tmp_path / "a.csv")

    @on_screen(size)
    async def told(led: Led) -> None:
        await led.say(f"/import {path}")
        await led.shows(say(key)[:25])
        assert on(led).move == "file"
        assert on(led).query_one(ImportLine).value == str(path)

    told(tmp_path)


@on_screen()
async def test_a_file_that_changes_or_goes_away_between_two_moves_is_opened_again(led: Led) -> None:
    path = systems(led.path.parent)
    await led.say(f"/import {path}")
    await arrives(led, "library")
    path.write_text(path.read_text("latin-1") + "\n", "latin-1")
    await led.press("enter")
    await arrives(led, "file")
    await led.shows(say("importing.changed")[:30])
    await led.press("enter")
    await arrives(led, "library")
    path.unlink()
    await led.press("enter")
    await arrives(led, "file")
    await led.shows(say("file.missing"))


@pytest.mark.parametrize("late", [False, True], ids=["at the next block", "too late"])
def test_reading_tells_how_far_it_is_and_esc_stops_it(tmp_path: Path, late: bool) -> None:
    path = systems(tmp_path)
    goes_on, ended = threading.Event(), threading.Event()

    def slowly(*_: object, progress: Callable[[int, int], None], **__: object) -> None:
        try:
            progress(40, 100)
            goes_on.wait()
            if late:
                raise Problem("importing.nothing", typed="what nobody waits for")
            progress(41, 100)
        finally:
            ended.set()

    @on_screen()
    async def stops(led: Led) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sources, "look_at", slowly)
            await led.say(f"/import {path}")
            screen = on(led)
            workers = list(screen.workers)
            try:
                await led.shows("Reading: 40 %", "esc stops it")
                await led.press("escape")
                await led.shows(say("importing.stopped"))
            finally:
                goes_on.set()
            await led.until(ended.is_set)
            await asyncio.gather(*(one.wait() for one in workers), return_exceptions=True)
            await led.pilot.pause()
        # What was read before does not come in late, and another file can be opened.
        assert say("importing.stopped") in led.frame
        assert screen.move == "file"
        await led.press("enter")
        await arrives(led, "library")

    stops(tmp_path)


# Columns


@pytest.mark.parametrize("size", SIZES)
def test_what_columns_mean_is_asked_and_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    path = put(tmp_path / "stock.csv", "Branch,Total,Fines", "North,3,4", "South,5,6")

    @on_screen(size)
    async def asked(led: Led) -> None:
        await led.say(f"/import {path}")
        await led.until(lambda: isinstance(led.app.screen, MappingScreen))
        await led.shows(say("importing.ask.mapping"), "North · South", "→ library", say("screen.only_us"))
        await led.press("enter")
        await led.shows(say("mapped.no_figures")[:30])
        await led.press("down", *"visits", "enter")
        await led.shows("= visits")
        await led.press(*"3 fines", "enter")
        await led.shows("In which unit is fines counted?"[:25])
        assert led.app.screen.query_one(MappingLine).value == "3 fines"
        await led.press("escape", *"3 fines, DKK", "enter", "enter")
        await led.shows(say("importing.ask.period")[:30])
        await led.press(*"soon", "enter")
        await led.shows(say("mapped.unread.period", typed="soon")[:20])
        await led.press("escape", *"2025", "enter")
        await arrives(led, "library")
        await led.shows(say("mapped.by", path="").strip(), "South")
        await led.press("enter")
        await arrives(led, "figures")
        await led.press("a", "enter")
        await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
        assert [(str(one.value), one.unit) for one in led.saved.figures] == [("3", "visits"), ("4", "DKK")]

    asked(tmp_path)
    assert (places.mappings() / "stock.toml").exists()


@on_screen()
async def test_another_delimiter_and_where_years_begin_are_said_there_too(led: Led) -> None:
    path = put(led.path.parent / "x.csv", "Branch,A;Year;Visits", "North,B;2023/24;3", "South,C;2024/25;4")
    await led.say(f"/import {path}")
    await led.until(lambda: isinstance(led.app.screen, MappingScreen))
    await led.shows("columns parted by")
    for line in ("delimiter comma", "delimiter ;", "code x = closed"):
        await led.press(*line, "enter")
    await led.shows("Branch,A", "columns parted by semicolons", "“x” is no number: closed")
    await led.press(*"library", "enter", "enter")
    await led.shows(say("importing.ask.year")[:30])
    await led.press(*"april", "enter")
    await arrives(led, "library")
    await led.press("enter")
    await arrives(led, "figures")
    await led.shows("1 April 2023")


@on_screen()
async def test_what_was_said_of_columns_can_be_mended(led: Led) -> None:
    path = put(
        led.path.parent / "a.csv", "Branch,Date,Visits,Also", 'North,2025-01,"1.234,5",2', "North,2025-02,5,3"
    )
    await led.say(f"/import {path}")
    await led.until(lambda: isinstance(led.app.screen, MappingScreen))
    await led.press("escape")
    await arrives(led, "file")
    await led.press("enter")
    await led.until(lambda: isinstance(led.app.screen, MappingScreen))
    await led.press("enter")
    await arrives(led, "figures")
    await led.press("m")
    await led.until(lambda: isinstance(led.app.screen, MappingScreen))
    await led.press(*"4 loans", "enter", "enter")
    await led.until(lambda: isinstance(led.app.screen, ImportScreen) and len(on(led)._choices) == 4)
    assert [one.number for one in on(led)._choices] == [1, 2, 3, 4]


@on_screen()
async def test_of_a_file_of_a_known_kind_something_else_can_be_said_too(led: Led) -> None:
    path = put(led.path.parent / "a.csv", VISITS, "Aarhus,Dokk1,01/02/2025,03/02/2025,Manual,5")
    await led.say(f"/import {path}")
    await arrives(led, "figures")
    await led.shows("period not stated", "can be two dates")
    await led.press("m")
    await led.until(lambda: isinstance(led.app.screen, MappingScreen))
    await led.press(*"dates dmy", "enter", "enter")
    await arrives(led, "figures")
    await led.shows("1 February 2025")


@on_screen()
async def test_columns_that_do_not_fit_are_asked_about_again_with_the_reason(led: Led) -> None:
    path = put(led.path.parent / "a.csv", "Branch,Visits,Visits", "North,2,3")
    await led.say(f"/import {path}")
    await led.shows(say("figures.column_twice", column="Visits", one=2, other=3)[:30])


# Line by line


def prepared(stand: Stands, **values: Any) -> Any:
    return stand("figures", phase="prepare", **values)


def test_the_same_three_moves_line_by_line(stand: Stands, tmp_path: Path) -> None:
    path = systems(tmp_path)
    here = prepared(stand)
    told = here.play("/import", str(path), "springfield", "IL0001", "hours", "1 9", "3", "A thought")
    assert after(told, "/import") == [say("importing.asks.file")]
    assert after(told, str(path))[1] == say("cli.figures.libraries", n=3)
    assert "2 libraries are called springfield" in after(told, "springfield")[0]
    listed = after(told, "IL0001")
    assert [line[:2] for line in listed[:4]] == ["1 ", "2 ", "3 ", "4 "]
    assert after(told, "hours")[0].startswith("4 2,548.5 hours")
    assert after(told, "1 9")[0] == say("importing.numbers", typed="1 9", n=4)
    assert after(told, "3")[:2] == [say("importing.new", n=1), say("importing.undo")]
    first, second = here.saved.figures
    assert (str(first.value), first.row, second.metric) == ("17", "3", "A thought")
    assert here.failed == 2


def test_a_single_library_is_no_question_and_codes_have_no_number(stand: Stands, tmp_path: Path) -> None:
    path = visits(tmp_path / "visits 2025.csv", "5", "x")
    here = prepared(stand)
    told = here.play(f'/import "{path}"', "all", "/undo")
    lines = after(told, f'/import "{path}"')
    assert lines[1].startswith("1 5 visits, 1 January 2025")
    assert lines[2].startswith("– no number: visits")
    assert after(told, "all")[0] == say("importing.new", n=1)
    assert after(told, "/undo")[0].endswith(f"{say('did.import')}.")
    assert here.saved.figures == ()


def test_what_columns_mean_line_by_line(stand: Stands, tmp_path: Path) -> None:
    path = put(tmp_path / "stock.csv", "Branch,Total", "North,3", "South,5")
    here = prepared(stand)
    told = here.play(f"/import {path}", "", "2 visits", "period soon", "", "2025", "South", "1")
    asked = after(told, f"/import {path}")
    assert asked[0] == say("mapped.column", number=1, name="Branch", cells="North · South", means="library")
    assert asked[-1] == say("importing.asks.mapping")
    assert after(told, "2 visits") == [
        say("mapped.now", number=2, name="Total", means="visits"),
        say("importing.asks.mapping_again"),
    ]
    assert say("importing.asks.period") in told
    assert [str(one.value) for one in here.saved.figures] == ["5"]
    assert here.failed == 2


def test_another_delimiter_and_where_years_begin_line_by_line(stand: Stands, tmp_path: Path) -> None:
    path = put(tmp_path / "x.csv", "Branch,A;Year;Visits", "North,B;2023/24;3", "North,B;2024/25;4")
    here = prepared(stand)
    told = here.play(
        f"/import {path}", "delimiter comma", "delimiter ;", "1 library", "", "soon", "april", "all"
    )
    assert "columns parted by semicolons" in after(told, "delimiter ;")[-2]
    assert say("mapped.unread.year", typed="soon") in told
    (figure,) = here.saved.figures
    assert (figure.period and figure.period.start, figure.library) == (date(2024, 4, 1), "North,B")


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_a_sentence_line_by_line(stand: Stands, tmp_path: Path, bad: str) -> None:
    make, key = BAD[bad]
    path = make(tmp_path / "a.csv")
    here = prepared(stand)
    told = after(here.play(f"/import {path}", "."), f"/import {path}")
    assert say(key) in told[0]
    assert told[1] == say("importing.asks.file")
    assert here.failed == 1
    assert not IMPORTING.listens(here.face)


def test_a_file_that_changed_between_two_lines(stand: Stands, tmp_path: Path) -> None:
    path = systems(tmp_path)
    here = prepared(stand)
    here.play(f"/import {path}")
    path.write_bytes(path.read_bytes() + b"\n")
    told = after(here.play("IL0001", str(path), "IL0001", "1"), "IL0001")
    assert say("importing.changed") in told[0]
    assert len(here.saved.figures) == 1


def test_a_long_file_tells_how_far_it_is_and_can_be_stopped(
    stand: Stands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = systems(tmp_path)
    here = prepared(stand)

    def look_at(path: Path, progress: Callable[[int, int], None]) -> None:
        for done in range(0, 60, 5):
            progress(done << 20, 100 << 20)
        raise KeyboardInterrupt

    monkeypatch.setattr(sources, "look_at", look_at)
    told = after(here.play(f"/import {path}", "."), f"/import {path}")
    assert told[:5] == [say("importing.reading", percent=percent) for percent in (10, 20, 30, 40, 50)]
    assert told[5] == say("importing.stopped")
    assert here.saved.figures == ()


@pytest.mark.parametrize("phase", ["together", "after"])
def test_nothing_is_imported_by_a_line_where_everyone_may_read(stand: Stands, phase: str) -> None:
    here = stand("figures", phase=phase)
    assert here.says("/import x.csv") == [not_here("import")]
