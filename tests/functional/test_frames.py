"""Every screen as a frame of text at three sizes: nothing is cut off, and it says what can be done."""

import asyncio
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import text
from bpworkshop.session.edits import Set, apply
from bpworkshop.store import codec
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.screens.curtain import CurtainScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say
from tests.screens import frame, until

SIZES = ((60, 20), (80, 24), (120, 40))
SAMPLES = Path(__file__).parents[2] / "sessions"
TITLE = "Planetarium × Artist"
OURS, EVERYONE = say("screen.only_us"), say("screen.everyone")

LED: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    ((), TITLE, OURS, "screen.keys_line"),
    (("tab",), TITLE, OURS, "screen.keys_board"),
    (("tab", "enter"), "Goals 1", OURS, "form.keys"),
    (("tab", "t"), say("table.title"), OURS, "table.keys"),
    (("tab", "f"), TITLE, OURS, "overview.keys_opening"),
    (("tab", "l"), TITLE, OURS, "overview.keys_closing"),
    (("tab", "l", "m"), TITLE, OURS, "overview.keys_line"),
    (("tab", "C"), TITLE, OURS, "offer.keys"),
    (("tab", "A"), TITLE, OURS, "offer.keys"),
    (("tab", "G"), TITLE, OURS, "offer.keys"),
    (("tab", "g"), "Gaps", OURS, "screen.keys_page"),
    (("f1",), say("help.title"), OURS, "screen.keys_help"),
    (("tab", "x"), TITLE, EVERYONE, "rehearsal.keys"),
    (("tab", "x", "4"), TITLE, EVERYONE, "rehearsal.keys"),
)
"""From the workshop: the keys that lead to a screen, its title, who can read it, and its footer."""


def rows(app: WorkshopApp) -> list[str]:
    """The screen in front, row by row, each as wide as the terminal and no wider."""
    width, height = app.size
    shown = frame(app).split("\n")
    assert [text.width(row) for row in shown] == [width] * height
    return shown


def bar(row: str, title: str, audience: str) -> None:
    """The title to the left and who can read the screen to the right of it, both whole."""
    assert row.startswith(f" {title} "), row
    assert re.search(rf" {audience} ( |$)", row), row


def footer(row: str, words: str) -> None:
    """Keys of this footer, each whole with what it does; the last, which leads out, always among them."""
    offered = say(words).split("|")
    named = [pair for pair in offered if pair in row]
    assert row.split() == " ".join(named).split(), row
    assert named[-1] == offered[-1], row
    assert len(named) >= min(3, len(offered)), row


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample sessions; that of the artist is being prepared."""
    path = tmp_path / "sessions"
    shutil.copytree(SAMPLES, path)
    file = path / "2019-02-11-planetarium-artist.toml"
    session = codec.decode(file.read_bytes(), file)
    session = apply(apply(session, Set({"status": "running"})), Set({"phase": "prepare"}))
    file.write_bytes(codec.encode(session))
    return path


def shown(app: WorkshopApp, size: tuple[int, int], keys: Sequence[str], words: str) -> list[str]:
    """The rows of the screen that some keys lead to, once these words stand in it."""
    found: list[str] = []

    async def look() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: len(app.screen_stack) > 1 and bool(frame(app).strip()))
            await pilot.press(*keys)
            await until(pilot, lambda: words in " ".join(frame(app).split()))
            found.extend(rows(app))

    asyncio.run(look())
    return found


def artist(folder: Path, **given: Any) -> WorkshopApp:
    return WorkshopApp(folder, open=folder / "2019-02-11-planetarium-artist.toml", **given)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_screens_of_the_workshop(folder: Path, size: tuple[int, int]) -> None:
    app = artist(folder)

    async def look() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: say("screen.line") in frame(app))
            for keys, title, audience, words in LED:
                while not isinstance(app.screen, WorkshopScreen):
                    await pilot.press("escape")
                app.screen.query_one(SayLine).focus()
                await pilot.press(*keys)
                last = say(words).rpartition("|")[2]
                await until(pilot, lambda last=last: last in frame(app))  # type: ignore[misc]
                drawn = rows(app)
                rehearsed = words == "rehearsal.keys"
                if rehearsed:
                    assert drawn[0].strip() == say("rehearsal.bar")
                bar(drawn[rehearsed], title, audience)
                footer(drawn[-1], words)

    asyncio.run(look())


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    ("given", "keys", "title", "question", "words"),
    [
        ("sessions", (), "home.title", "home.question", "home.keys"),
        ("nothing", (), "home.title", "home.empty", "home.keys_empty"),
        ("nothing", ("n",), "new.title", "new.question", "new.keys"),
    ],
    ids=["home", "empty", "new"],
)
def test_home_and_a_new_session(
    folder: Path,
    size: tuple[int, int],
    given: str,
    keys: tuple[str, ...],
    title: str,
    question: str,
    words: str,
) -> None:
    drawn = shown(WorkshopApp(folder.parent / given), size, keys, say(question))
    bar(drawn[0], say(title), OURS)
    assert any(row.strip() == say(question) for row in drawn), "the question stands alone and whole"
    footer(drawn[-1], words)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("only_us", [True, False])
def test_a_review(folder: Path, size: tuple[int, int], only_us: bool) -> None:
    app = WorkshopApp(folder, review=folder / "2019-10-07-planetarium-designer.toml", only_us=only_us)
    drawn = shown(app, size, (), say("sheet.aims"))
    bar(drawn[0], "Planetarium × Designer", OURS if only_us else EVERYONE)
    footer(drawn[-1], "review.keys_ours" if only_us else "review.keys_everyone")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_asked_before_home_is_shown(folder: Path, size: tuple[int, int]) -> None:
    file = folder / "2019-02-11-planetarium-artist.toml"
    session = codec.decode(file.read_bytes(), file)
    file.write_bytes(codec.encode(apply(session, Set({"phase": "together"}))))
    for other in folder.glob("*.toml"):
        if other != file:
            other.unlink()
    app = WorkshopApp(folder)

    async def look() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: TITLE in frame(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, WorkshopScreen))
            await pilot.press("f10")
            await until(pilot, lambda: say("ask_home.question") in frame(app))
            drawn = rows(app)
            bar(drawn[0], TITLE, EVERYONE)
            told = " ".join(" ".join(drawn).split())
            for name in ("question", "explain", "yes", "no", "stop"):
                assert say(f"ask_home.{name}") in told

    asyncio.run(look())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_curtain_shows_title_and_question_and_nothing_else(folder: Path, size: tuple[int, int]) -> None:
    app = artist(folder)

    async def look() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: TITLE in frame(app))
            await pilot.press("tab", "c")
            await until(pilot, lambda: isinstance(app.screen, CurtainScreen))
            await until(pilot, lambda: len([row for row in rows(app) if row.strip()]) == 2)
            assert TITLE in [row.strip() for row in rows(app)]

    asyncio.run(look())


def test_the_question_and_how_it_is_answered_are_whole_at_the_smallest_size(folder: Path) -> None:
    app = artist(folder)

    async def look() -> None:
        async with app.run_test(size=SIZES[0]) as pilot:
            await until(pilot, lambda: say("screen.line") in frame(app))
            await pilot.press("tab")
            screen: Any = app.screen
            for number in range(1, 7):
                await pilot.press(str(number))
                face = screen.face
                for _ in face.guide.step(face.step).activities_in(face.session.phase, everyone=False):
                    told = " ".join(" ".join(rows(app)).split())
                    assert " ".join(face.question.split()) in told
                    one = face.activity
                    assert " ".join(f"{one.label}, {one.minutes} min. {one.how}".split()) in told
                    await pilot.press("n")
                    await pilot.pause()

    asyncio.run(look())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_question_about_an_item_stands_out_whole_with_its_choices(
    folder: Path, size: tuple[int, int]
) -> None:
    app = artist(folder)

    async def look() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: say("screen.line") in frame(app))
            await pilot.press("tab", "6", "escape")
            app.screen.query_one(SayLine).fill("We come @library due: 1 May")
            await pilot.press("enter")
            await until(pilot, lambda: say("screen.answer") in frame(app))
            shown = frame(app)
            assert "Who sees to it?  1 Ana  2 Bo  3 Mira" in shown
            footer(rows(app)[-1], "screen.keys_line")

    asyncio.run(look())


def test_the_cursor_is_seen_in_the_theme_without_colours(folder: Path) -> None:
    app = artist(folder, theme="plain")

    async def look() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: say("screen.line") in frame(app))
            row = app.screen._compositor.render_strips()[-2]
            cursor = [part.style for part in row if part.style and part.style.reverse]
            assert cursor
            assert all(one.color is None or one.color.is_default for one in cursor)

    asyncio.run(look())
