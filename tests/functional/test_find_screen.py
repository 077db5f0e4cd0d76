"""The review of all sessions: found as one types, ordered, searched, opened there; and how home begins."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.session.around import Parked
from bpworkshop.session.items import Goal, Person, Value
from bpworkshop.session.session import ITEM_LISTS
from bpworkshop.store import codec
from bpworkshop.store.index import Index
from bpworkshop.tui import finding, reading, reviewing
from bpworkshop.tui.screens import find, home
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.find import FindScreen
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.find import FindLine
from bpworkshop.words import say
from tests.functional.test_home import SAMPLES, P, on, opened, partner, run, shows, the_app
from tests.functional.test_ledger_screen import promise
from tests.screens import frame, until
from tests.shell import Shell, put

SIZES = ((60, 20), *(pytest.param(size, marks=pytest.mark.slow) for size in ((80, 24), (120, 40))))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the pause of somebody who types."""
    monkeypatch.setattr(find, "PAUSE", 0.01)


@pytest.fixture
def three(folder: Path) -> Path:
    """A session with the museum, the newest; one with the school, closed; a broken file."""
    goals = (Goal(id="g1", statement="More families"), Goal(id="g2", statement="Lanterns in the park"))
    values = (
        Value(id="v1", value="Patience with lanterns"),
        *(Value(id=f"v{n}", value="Calm") for n in "2345"),
    )
    put(
        folder,
        "2026-05-03-museum",
        id="museum1",
        title="Night at the museum",
        parties=partner("City Museum"),
        goals=goals,
        values=values,
        parked=(Parked(id="p1", text="Ask about lantern oil"),),
    )
    put(folder, "2026-05-02-school", id="school1", title="After school", status="closed", goals=goals[:1])
    (folder / "2026-05-01-cut.toml").write_text('format = 1\ntitle = "x\n')
    return folder


async def in_find(pilot: P) -> FindScreen:
    """The page, reached as people reach it, with all files read."""
    await on(pilot, HomeScreen)
    await pilot.press("slash")
    return await ready(pilot)


async def ready(pilot: P) -> FindScreen:
    screen: FindScreen = await on(pilot, FindScreen)
    await until(pilot, lambda: screen._whole)
    return screen


async def types(pilot: P, words: str) -> None:
    line = pilot.app.screen.query_one(FindLine)
    line.focus()
    await pilot.press(*({" ": "space", ":": "colon"}.get(one, one) for one in words))
    await until(pilot, lambda: line.value.endswith(words))


def looked_up(screen: FindScreen) -> bool:
    return bool(screen._places)


def titles(screen: FindScreen) -> list[str]:
    return [one.listed.title or one.listed.handle for one in screen.found.sessions]


# Finding


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_all_sessions_stand_there_and_typing_narrows_them(three: Path, size: tuple[int, int]) -> None:
    async def test() -> None:
        async with opened(three, size) as pilot:
            screen = await in_find(pilot)
            await shows(pilot, "Night at the museum", "After school", "2026-05-01-cut", "can't be read")
            await shows(pilot, say("find.title"), say("screen.only_us"), say("find.count", n=3, of=3))
            assert screen.for_us()
            await types(pilot, "mus")
            await until(pilot, lambda: titles(screen) == ["Night at the museum"])
            await shows(pilot, say("find.count", n=1, of=3))
            assert "After school" not in frame(pilot.app)
            await pilot.press(*["backspace"] * 3)
            await until(pilot, lambda: len(titles(screen)) == 3)
            await types(pilot, "status:closed")
            await until(pilot, lambda: titles(screen) == ["After school"])
            await shows(pilot, say("find.hint.status"))
            assert all(len(line) <= size[0] for line in frame(pilot.app).splitlines())

    run(test)


def test_what_means_nothing_is_told_and_help_knows_the_rest(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            await types(pilot, "plce:park")
            await shows(pilot, say("find.unknown", name="plce", known="partner")[:30])
            await pilot.press(*["backspace"] * 9)
            await until(pilot, lambda: not screen.sought.typed)
            await pilot.press("f1")
            await shows(pilot, say("key.find_line.read")[:40])

    run(test)


def test_a_key_turns_the_order(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            assert titles(screen) == ["Night at the museum", "After school", "2026-05-01-cut"]
            await pilot.press("f6")
            await shows(pilot, say("find.by.title"))
            assert titles(screen) == ["2026-05-01-cut", "After school", "Night at the museum"]
            await pilot.press("tab", "t")
            await shows(pilot, say("find.by.partner"))
            for _ in finding.WAYS[2:]:
                await pilot.press("t")
            await shows(pilot, say("find.by.newest"))

    run(test)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_was_said_stands_under_its_session_and_is_read_at_its_place(
    three: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(three, size) as pilot:
            screen = await in_find(pilot)
            await types(pilot, "lant")
            await until(pilot, lambda: looked_up(screen))
            await shows(
                pilot, f"{say('search.place.goals')} 2: Lanterns", f"{say('search.place.values')} 1: "
            )
            assert titles(screen) == ["Night at the museum"], "its row does not show it, what was said does"
            rows = screen.query_one(Board).rows
            items = [*dict.fromkeys(row.item for row in rows if row.item)]
            wanted = next(row.item for row in rows if row.item and "Patience" in row.plain)
            await pilot.press(*["down"] * items.index(wanted))
            await pilot.press("enter")
            review: ReviewScreen = await on(pilot, ReviewScreen)
            await shows(pilot, "Patience with lanterns")
            page = review.query_one(Board)
            lit = next(at for at, row in enumerate(page.rows) if row.item == "v1")
            assert page.chosen == "v1"
            await until(pilot, lambda: page.scroll_y <= lit < page.scroll_y + page.size.height)
            await pilot.press("escape")
            back = await ready(pilot)
            assert back.query_one(FindLine).value == "lant"
            await until(pilot, lambda: looked_up(back))
            await shows(pilot, "Patience with")

    run(test)


@pytest.mark.parametrize("keys", [("f5",), ("tab", "o")])
def test_a_session_is_led_on_from_the_place_that_was_found(three: Path, keys: tuple[str, ...]) -> None:
    async def test() -> None:
        async with opened(three) as pilot:
            screen = await in_find(pilot)
            await types(pilot, "patience")
            await until(pilot, lambda: looked_up(screen))
            await pilot.press("down")
            await until(pilot, lambda: screen.found.at(screen.sought.chosen)[1] is not None)
            await pilot.press(*keys)
            led = await on(pilot, WorkshopScreen)
            assert led.face.step == "values"
            assert led.chosen["values"] == "v1"
            await shows(pilot, "▸  1  Patience")
            await pilot.press("f10")
            assert (await ready(pilot)).sought.typed == "patience"

    run(test)


def test_nothing_found_says_so_and_enter_opens_nothing(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            await types(pilot, "zebra")
            await pilot.press("enter")
            await until(pilot, lambda: looked_up(screen))
            await shows(pilot, "nobody said it")
            await pilot.press("enter", "f5", "down", "pagedown")
            assert pilot.app.screen is screen
            await pilot.press("escape")
            await until(pilot, lambda: len(titles(screen)) == 3)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app._exit)

    run(test)


def test_too_much_to_look_for_is_told(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            screen.query_one(FindLine).value = " ".join(f"w{number}" for number in range(99))
            await shows(pilot, say("search.many", most=30)[:40])

    run(test)


def test_a_broken_file_is_told_and_not_opened(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            await types(pilot, "cut")
            for key in ("enter", "f5"):
                await pilot.press(key)
                await shows(pilot, say("find.broken")[:30])
                assert "2026-05-01-cut.toml:line2" in "".join(frame(pilot.app).split())
                assert pilot.app.screen is screen

    run(test)


def test_an_empty_folder_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    async def test() -> None:
        async with opened(tmp_path / "none", (60, 20), find=True) as pilot:
            await ready(pilot)
            await shows(pilot, say("find.empty"))
            await pilot.press("enter", "down", "f6", "tab", "t", "o")
        file = tmp_path / "file"
        file.write_text("")
        async with opened(file, find=True) as pilot:
            await ready(pilot)
            await shows(pilot, say("find.empty"), "file")

    run(test)


def test_of_the_file_of_somebody_else_only_what_everybody_may_see_is_found(
    three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (three / "2026-05-03-museum.toml").read_text("utf-8")
    ours = whole.replace('statement = "More families"', 'statement = "More families"\nonly_for = "library"')
    (three / "2026-05-03-museum.toml").write_text(ours)
    monkeypatch.setattr(os, "geteuid", lambda: three.stat().st_uid + 1)

    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            await types(pilot, "families")
            await until(pilot, lambda: looked_up(screen))
            assert titles(screen) == ["After school"]
            await pilot.press("escape")
            await types(pilot, "lanterns")
            await until(pilot, lambda: looked_up(screen))
            assert titles(screen) == ["Night at the museum"]

    run(test)


def test_a_session_that_is_gone_meanwhile_is_told_and_the_list_read_anew(three: Path) -> None:
    async def test() -> None:
        async with opened(three, find=True) as pilot:
            screen = await ready(pilot)
            await types(pilot, "lant")
            await until(pilot, lambda: looked_up(screen))
            (three / "2026-05-03-museum.toml").unlink()
            await pilot.press("down", "enter")
            await shows(pilot, "not there any more")
            await until(pilot, lambda: titles(screen) == [])
            assert pilot.app.screen is screen
            put(three, "2026-05-04-new", id="new1", title="Lantern walk")
            await pilot.press("backspace")
            await until(pilot, lambda: titles(screen) == ["Lantern walk"])

    run(test)


def test_while_the_index_is_made_the_newest_stand_there_and_how_far_it_is(
    three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []

    def of(folder: Any, progress: Any = None) -> Any:
        told.append(progress)
        progress(1, 3)
        raise reading.Gone

    monkeypatch.setattr(Index, "of", of)

    async def test() -> None:
        async with opened(three, find=True) as pilot:
            await on(pilot, FindScreen)
            await shows(pilot, say("find.reading", done=1, of=3), "Night at the museum")
            await types(pilot, "school")
            await until(pilot, lambda: "museum" not in frame(pilot.app))

    run(test)
    assert told


def test_who_leaves_while_it_is_read_need_not_wait(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Left:
        is_cancelled = True

    monkeypatch.setattr(reading, "get_current_worker", Left)
    said: list[str] = []
    progress = reading.progress(said.append)
    with pytest.raises(reading.Gone):
        progress(1, 2)
    assert not said


def test_every_item_that_can_be_found_stands_on_the_page_that_is_opened() -> None:
    from bpworkshop.method.guide import load
    from bpworkshop.pages import Reader

    for path in sorted(SAMPLES.glob("*.toml")):
        session = codec.decode(path.read_bytes(), path)
        reader = Reader(session, load(), date(2026, 6, 10), everyone=False)
        for width in (58, 118):
            stand = {row.item for row in reviewing.review(reader, width)} | {
                row.beside for row in reviewing.review(reader, width)
            }
            for name in ("parties", "people", *ITEM_LISTS):
                for item in getattr(session, name):
                    assert reviewing.place(session, item.id) in stand, (path.name, name, item.id)


# From where it is reached, and to whom it is shown


def test_it_is_reached_from_a_session_too_but_never_before_everyone(three: Path) -> None:
    async def test() -> None:
        async with opened(three, open=three / "2026-05-03-museum.toml") as pilot:
            led = await on(pilot, WorkshopScreen)
            led.face.only_us = False
            the_app(pilot).action_find()
            await on(pilot, AskScreen)
            assert "After school" not in frame(pilot.app)
            await pilot.press("y")
            await ready(pilot)
            await shows(pilot, "After school")
            assert not any(isinstance(one, WorkshopScreen) for one in pilot.app.screen_stack)
            await pilot.press("escape")
            await on(pilot, HomeScreen)

    run(test)


def test_without_an_id_review_prints_the_list_where_there_is_no_terminal(three: Path, shell: Shell) -> None:
    assert shell("review").out == shell("list").out
    assert "After school" in shell("review").out
    assert "More families" in shell("review", "school").out


# What home tells first


def test_home_begins_with_what_is_late_and_what_is_due(folder: Path) -> None:
    soon = date.today() + timedelta(days=3)
    put(
        folder,
        parties=partner("School"),
        people=(Person(id="ana", handle="ana", name="Ana", party="library"),),
        commitments=(
            promise("ours1", "Lend forty books", ours=True),
            promise("theirs1", "Bring three classes"),
            promise("soon1", "Paint the hall", soon),
            promise("far1", "Build a boat", date(2999, 1, 1)),
        ),
    )

    async def test() -> None:
        for size, all_told in (((60, 20), False), ((80, 24), True)):
            async with opened(folder, size) as pilot:
                await shows(pilot, say("home.due.ours", n=1), say("home.due.theirs", n=1), "Lend forty books")
                shown = frame(pilot.app)
                assert (
                    shown.index("Lend forty books")
                    < shown.index("Bring three")
                    < shown.index("Reading after")
                )
                assert ("Paint the hall" in shown) == all_told
                assert (say("home.due.more", n=1) in shown) == (not all_told)
                assert "Build a boat" not in shown

    run(test)


def test_home_lists_the_newest_and_says_where_the_others_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST", 2)
    for number in range(5):
        put(folder, f"2026-01-0{number + 1}-one", id=f"s{number}", title=f"Session {number}")

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "Session 4", "Session 3", say("home.more", n=3), say("home.count", n=5))
            assert "Session 2" not in frame(pilot.app)
            the_app(pilot).home("2026-01-01-one")
            await shows(pilot, "▸ Session 0")

    run(test)


def test_copied_files_are_told_on_both_pages(folder: Path) -> None:
    put(folder, "2026-01-01-one")
    put(folder, "2026-01-02-copy")
    told = say("home.twins", handles="2026-01-02-copy, 2026-01-01-one")[:45]

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, told)
            await in_find(pilot)
            await shows(pilot, told)

    run(test)
