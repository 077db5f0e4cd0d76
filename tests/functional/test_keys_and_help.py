"""Help on every screen, keys remapped in the settings, pages that scroll, what the palette offers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from bpworkshop.session.items import Commitment, Goal
from bpworkshop.store.beside import Beside
from bpworkshop.store.versions import Versions
from bpworkshop.tui import keys
from bpworkshop.tui.keymap import PLACES, bindings
from bpworkshop.tui.palette import Palette
from bpworkshop.tui.screens.agreement import AgreementScreen
from bpworkshop.tui.screens.aims import AimsScreen
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.assessing import AssessmentScreen
from bpworkshop.tui.screens.compare import CompareScreen
from bpworkshop.tui.screens.ending import EndingScreen
from bpworkshop.tui.screens.evaluation import EvaluationScreen
from bpworkshop.tui.screens.exporting import ExportScreen
from bpworkshop.tui.screens.find import FindScreen
from bpworkshop.tui.screens.follow import FollowScreen
from bpworkshop.tui.screens.form import ItemForm
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.importing import ImportScreen
from bpworkshop.tui.screens.ledger import LedgerScreen
from bpworkshop.tui.screens.mapping import MappingScreen
from bpworkshop.tui.screens.new import NewScreen
from bpworkshop.tui.screens.offer import OfferScreen
from bpworkshop.tui.screens.opening import OpeningScreen
from bpworkshop.tui.screens.overview import OverviewScreen, PageLine
from bpworkshop.tui.screens.page import HelpScreen, PageScreen
from bpworkshop.tui.screens.partner import PartnerScreen
from bpworkshop.tui.screens.planning import PlanningScreen
from bpworkshop.tui.screens.rehearsal import RehearsalScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.step import StepBoard
from bpworkshop.tui.screens.table import TableScreen
from bpworkshop.tui.screens.timer import TimerScreen
from bpworkshop.tui.screens.tools import ToolsScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.entry import TextEntry
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say
from tests.clock import START
from tests.functional.test_home import P, on, opened, palette, put_settings, run, shows, typed
from tests.screens import frame, until
from tests.shell import on_disk, put

GOALS = (
    Goal(id="g1", statement="More families"),
    Goal(id="g2", statement="Zanzibar", only_for="library"),
)
ROUTES: dict[str, tuple[type[Any], bool, Sequence[str]]] = {
    "home": (HomeScreen, False, ()),
    "find": (FindScreen, False, ("/",)),
    "ledger": (LedgerScreen, False, ("p",)),
    "partner": (PartnerScreen, False, ("p", "p")),
    "aims": (AimsScreen, False, ("a",)),
    "new": (NewScreen, False, ("n",)),
    "workshop": (WorkshopScreen, True, ()),
    "board": (WorkshopScreen, True, ("tab",)),
    "form": (ItemForm, True, ("tab", "enter")),
    "table": (TableScreen, True, ("tab", "t")),
    "importing": (ImportScreen, True, ("tab", "I")),
    "mapping": (MappingScreen, True, (*"/import", "space", *"x.csv", "enter")),
    "rehearsal": (RehearsalScreen, True, ("tab", "x")),
    "opening": (OpeningScreen, True, ("/", *"opening", "enter")),
    "ending": (EndingScreen, True, ("tab", "q")),
    "overview": (OverviewScreen, True, ("tab", "f")),
    "offer": (OfferScreen, True, ("tab", "G")),
    "assessment": (AssessmentScreen, True, ("tab", "K")),
    "agreement": (AgreementScreen, True, ("tab", "D")),
    "exporting": (ExportScreen, True, ("tab", "X")),
    "planning": (PlanningScreen, True, ("tab", "W")),
    "evaluation": (EvaluationScreen, True, ("tab", "E")),
    "tools": (ToolsScreen, True, ("tab", "T")),
    "review": (ReviewScreen, False, ("r",)),
    "compare": (CompareScreen, False, ("r", "c", "down", "enter")),
    "timer": (TimerScreen, True, ("tab", "h")),
    "page": (PageScreen, True, ("tab", "g")),
}
"""How each screen is reached: from a session or from home, and by which keys."""

PROMISED = "Hang the posters"
READ_BY_A_THREAD: dict[type[Any], str] = {
    FindScreen: "School",
    LedgerScreen: PROMISED,
    PartnerScreen: PROMISED,
    AimsScreen: "No session names an aim",
}
"""What stands on a screen once all sessions were read."""


@asynccontextmanager
async def stood(folder: Path, name: str, **values: Any) -> AsyncIterator[tuple[P, Any]]:
    """The app on one of these screens."""
    screen, led, way = ROUTES[name]
    if screen is OpeningScreen:
        values["follows"] = "before1"
        put(folder, "2026-04-01-before", id="before1")
    if screen in READ_BY_A_THREAD:
        values["commitments"] = (Commitment(id="c1", commitment=PROMISED, promiser="library", to="school"),)
    path = put(folder, goals=GOALS, **values)
    if screen is MappingScreen:
        (folder.parent / "x.csv").write_text("Branch,Total\nNorth,3\n")
    if screen is CompareScreen:
        Versions(Beside(path, on_disk(path).id)).keep(path.read_bytes(), START, "step")
    async with opened(folder, open=path if led else None) as pilot:
        for key in way:
            await pilot.press(key)
            await pilot.pause()
            if isinstance(pilot.app.screen, Palette):
                # What it can be compared with is read by a thread.
                await shows(pilot, say("version.step"))
            if isinstance(pilot.app.screen, LedgerScreen):
                await shows(pilot, PROMISED)
        stands = await on(pilot, screen)
        if screen in READ_BY_A_THREAD:
            await shows(pilot, READ_BY_A_THREAD[screen])
        if screen is FindScreen:
            # The newest sessions stand there at once, the same once more when the index has told.
            await until(pilot, lambda: stands._whole)
        if screen is ImportScreen:
            # What stands in the folder is looked up by a thread.
            await shows(pilot, "../")
        if screen is HomeScreen:
            # What is still to say in a session is read by a thread.
            await shows(pilot, say("home.none_ready"))
        yield pilot, stands


async def helped(pilot: P, key: str) -> HelpScreen:
    await pilot.press(key)
    screen: HelpScreen = await on(pilot, HelpScreen)
    return screen


# Help


def test_there_is_a_way_to_every_screen_that_has_keys() -> None:
    found = {place.screen for place in PLACES}
    # Who follows has a program of their own (test_follow).
    assert found == {screen for screen, _, _ in ROUTES.values()} | {AskScreen, FollowScreen}


@pytest.mark.parametrize("name", ROUTES)
def test_help_opens_everywhere_tells_what_works_and_leads_back(folder: Path, name: str) -> None:
    async def test() -> None:
        async with stood(folder, name) as (pilot, screen):
            focused, before = pilot.app.focused, frame(pilot.app)
            typing = isinstance(focused, Input) and focused.value
            opens = ("f1",) if typing else ("f1", "question_mark")
            kinds = [type(one) for one in (focused, screen, pilot.app) if one]
            bound = [one for kind in kinds for one in bindings(kind) if keys.words_of(one)]
            if typing:
                bound = [one for one in bound if one.key != "question_mark"]
            closes = (
                ("escape", "q", "enter", "f1", "question_mark") if name == "workshop" else ("escape", "q")
            )
            for number, close in enumerate(closes):
                help_ = await helped(pilot, opens[number % len(opens)])
                told = " ".join(help_.lines)
                for one in bound:
                    assert keys.words_of(one) in told, one
                    assert keys.shown(one.key) in told, one
                assert say("screen.everyone" if name == "rehearsal" else "screen.only_us") in frame(pilot.app)
                await pilot.press(close)
                await until(pilot, lambda: pilot.app.screen is screen)
                assert pilot.app.focused is focused
                await until(pilot, lambda: frame(pilot.app) == before)

    run(test)


def test_the_question_before_home_has_help_too(folder: Path) -> None:
    put(folder, phase="together")

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("enter")
            await on(pilot, WorkshopScreen)
            await pilot.press("f10")
            asked = await on(pilot, AskScreen)
            help_ = await helped(pilot, "question_mark")
            assert say("key.ask.stop") in " ".join(help_.lines)
            assert say("screen.everyone") in frame(pilot.app)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is asked)

    run(test)


@pytest.mark.parametrize("name", ["workshop", "board", "overview", "form", "page"])
def test_help_before_everyone_says_so_and_tells_nothing_of_ours(folder: Path, name: str) -> None:
    async def test() -> None:
        async with stood(folder, name, phase="together") as (pilot, _):
            help_ = await helped(pilot, "f1")
            assert say("screen.everyone") in frame(pilot.app)
            told = " ".join(help_.lines)
            assert "Zanzibar" not in told
            assert say("command.table.usage") not in told

    run(test)


@pytest.mark.parametrize("line", ["Other families", "Other families due:1/5"])
@pytest.mark.parametrize("key", ["f1", "question_mark"])
def test_what_is_being_asked_stays_asked(folder: Path, line: str, key: str) -> None:
    async def test() -> None:
        async with stood(folder, "workshop") as (pilot, screen):
            screen.take("/step commitments")
            await typed(pilot, line)
            await until(pilot, lambda: screen.dialogue.question is not None)
            question, told = screen.dialogue.question, screen.query_one("#told").plain
            await helped(pilot, key)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert screen.dialogue.question == question
            assert screen.query_one("#told").plain == told

    run(test)


@pytest.mark.parametrize("name", ["workshop", "new"])
def test_a_question_mark_is_a_letter_behind_another_and_f1_loses_none(folder: Path, name: str) -> None:
    async def test() -> None:
        async with stood(folder, name) as (pilot, screen):
            line = pilot.app.focused
            assert isinstance(line, Input)
            await pilot.press("w", "h", "o", "question_mark")
            await until(pilot, lambda: line.value == "who?")
            await pilot.press("home", "question_mark")
            await until(pilot, lambda: line.value == "?who?")
            help_ = await helped(pilot, "f1")
            assert "?, F1" not in " ".join(help_.lines), "where it is a letter it is no key"
            await pilot.press("q")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert line.value == "?who?"
            assert pilot.app.focused is line

    run(test)


def test_a_longer_text_is_asked_about_while_it_is_empty(folder: Path) -> None:
    async def test() -> None:
        async with stood(folder, "form") as (pilot, screen):
            note = screen.query(TextEntry).last()
            note.focus()
            await helped(pilot, "question_mark")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            await pilot.press("o", "question_mark")
            await until(pilot, lambda: note.text == "o?")
            assert pilot.app.screen is screen

    run(test)


def test_the_line_of_a_page_keeps_what_stands_in_it(folder: Path) -> None:
    async def test() -> None:
        async with stood(folder, "overview") as (pilot, screen):
            await pilot.press("i", "x")
            line = screen.query_one(PageLine)
            await until(pilot, lambda: line.value == "/idea x")
            help_ = await helped(pilot, "f1")
            assert say("key.page_line.leave") in " ".join(help_.lines)
            assert say("key.overview.turn") not in " ".join(help_.lines), "tab completes here"
            await pilot.press("q")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert (line.value, pilot.app.focused) == ("/idea x", line)

    run(test)


# Pages that are read


def test_a_page_scrolls_by_every_key_that_people_try(folder: Path) -> None:
    async def test() -> None:
        async with stood(folder, "workshop") as (pilot, _):
            await pilot.press("f1")
            page = (await on(pilot, HelpScreen)).query_one(Page)
            at = [page.scroll_y]
            for key in ("down", "pagedown", "space", "up", "pageup", "end", "home"):
                await pilot.press(key)
                await pilot.pause()
                at.append(page.scroll_y)
            _, down, pagedown, space, up, pageup, end, home = at
            assert 0 < down < pagedown < space
            assert pageup < up < space
            assert end == page.max_scroll_y
            assert home == 0

    run(test)


def test_arrows_walk_through_a_form_that_is_longer_than_the_terminal(folder: Path) -> None:
    async def test() -> None:
        async with opened(folder, (60, 14)) as pilot:
            await pilot.press("n")
            screen = await on(pilot, NewScreen)
            await typed(pilot, "T", "L", "A", "B", "C", "D", "E", "F")
            await until(pilot, lambda: screen.query_one("#form").max_scroll_y > 0)
            await pilot.press("x", "up")
            await until(pilot, lambda: screen.here == "library")
            await pilot.press("down")
            await until(pilot, lambda: screen.here == "partners")

    run(test)


# Other keys


def test_other_keys_work_on_each_screen_and_help_shows_them(folder: Path) -> None:
    put_settings(
        '[keys]\n"home.review" = "v"\n"review.audience" = "F8"\n"screen.help" = "f12"\n'
        '"board.form" = "d"\n"form.save" = "f8"\nworkshop.other = "f11"\n'
    )

    async def home() -> None:
        async with stood(folder, "home") as (pilot, _):
            await pilot.press("r", "f1", "question_mark")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HomeScreen)
            assert f"v – {say('key.home.review')}" in (await helped(pilot, "f12")).lines
            await pilot.press("f12")
            await pilot.pause()
            await pilot.press("v")
            screen = await on(pilot, ReviewScreen)
            await pilot.press("e", "f8")
            await until(pilot, lambda: not screen.face.only_us)

    async def workshop() -> None:
        async with stood(folder, "workshop") as (pilot, screen):
            await pilot.press("question_mark")
            await until(pilot, lambda: screen.query_one(SayLine).value == "?")
            await pilot.press("f11")
            await until(pilot, lambda: pilot.app.focused is screen.query_one(StepBoard))
            await pilot.press("d")
            form = await on(pilot, ItemForm)
            assert f"F8 – {say('key.form.save')}" in (await helped(pilot, "f12")).lines
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is form)
            await pilot.press("end", "x", "f8")
            await shows(pilot, "More familiesx")
            assert pilot.app.screen is screen

    run(home)
    run(workshop)


def test_what_is_wrong_with_keys_is_told_where_the_app_starts_and_the_rest_works(folder: Path) -> None:
    put_settings('[keys]\n"home.new" = "x"\n"home.reveiw" = "v"\n"home.quit" = "x"\n')

    async def test() -> None:
        async with opened(folder, (120, 40)) as pilot:
            told = [one.message.partition("settings.toml:")[2] for one in pilot.app._notifications]
            assert [one[:2] for one in told] == ["3:", "4:"]
            assert "home.review?" in told[0]
            assert "home.new" in told[1]
            await pilot.press("x")
            await on(pilot, NewScreen)

    run(test)


# The palette


@pytest.mark.parametrize(
    ("name", "query", "leads_to"),
    [
        ("home", "read it on one page", ReviewScreen),
        ("home", "begin a new session", NewScreen),
        ("review", say("palette.home"), HomeScreen),
        ("overview", say("key.overview.close"), WorkshopScreen),
        ("workshop", say("key.board.rehearse"), RehearsalScreen),
        ("workshop", say("key.board.last_page"), OverviewScreen),
    ],
)
def test_the_palette_does_what_the_screen_can(
    folder: Path, name: str, query: str, leads_to: type[Any]
) -> None:
    async def test() -> None:
        async with stood(folder, name) as (pilot, _):
            await pilot.press("f4")
            await on(pilot, CommandPalette)
            await shows(pilot, say("palette.search"), "▸")
            pilot.app.screen.query_one(Input).value = query
            await until(pilot, lambda: query in frame(pilot.app).replace("\n", " "))
            await pilot.press("enter")
            await on(pilot, leads_to)

    run(test)


def test_the_palette_shows_a_review_as_everyone_may_see_it(folder: Path) -> None:
    async def test() -> None:
        async with stood(folder, "review") as (pilot, screen):
            await palette(pilot, "see it as everyone")
            await pilot.press("enter")
            await until(pilot, lambda: not screen.face.only_us)
            await shows(pilot, say("screen.everyone"))

    run(test)


def test_ctrl_c_tells_how_to_leave_in_our_words(folder: Path) -> None:
    async def test() -> None:
        async with stood(folder, "home") as (pilot, _):
            await pilot.press("ctrl+c")
            await shows(pilot, "ctrl+c stops nothing here")

    run(test)
