"""Home, a new session, and the app around them: what is listed, opened, asked first, kept."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.binding import Binding
from textual.command import CommandPalette
from textual.filter import NoColor
from textual.pilot import Pilot
from textual.widgets import Input

from bpworkshop import places, settings
from bpworkshop.commands import REGISTRY
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.items import Goal, Party
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec
from bpworkshop.store import folder as shelf_folder
from bpworkshop.store.drafts import Drafts
from bpworkshop.store.process import Process
from bpworkshop.tui import themes
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.screens import home
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.new import NAMES, NewScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.small import SmallScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.screens import frame, until
from tests.shell import put
from tests.strategies import small

SIZES = ((60, 20), *(pytest.param(size, marks=pytest.mark.slow) for size in ((80, 24), (120, 40))))
"""The smallest each time; the others where time does not count."""
SAMPLES = Path(__file__).parents[2] / "sessions"
P = Pilot[None]


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def partner(name: str) -> tuple[Party, ...]:
    return (
        Party(id="library", name="City Library", handle="library", ours=True),
        Party(id="school", name=name, handle="school"),
    )


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = (80, 24), **given: Any) -> AsyncIterator[P]:
    app = WorkshopApp(folder, **given)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: len(app.screen_stack) > 1 and bool(frame(app).strip()))
        yield pilot


def the_app(pilot: P) -> WorkshopApp:
    assert isinstance(pilot.app, WorkshopApp)
    return pilot.app


async def on(pilot: P, screen: type[Any]) -> Any:
    """Wait for a screen and for what it draws."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_mounted)
    await pilot.pause()
    return pilot.app.screen


async def typed(pilot: P, *lines: str) -> None:
    """Each line, and enter."""
    for line in lines:
        focused = pilot.app.focused
        assert isinstance(focused, Input)
        for letter in line:
            focused.post_message(events.Key("space" if letter == " " else letter, letter))
        await until(pilot, lambda: focused.value == line)  # noqa: B023
        await pilot.press("enter")
        await pilot.pause()


async def shows(pilot: P, *words: str) -> None:
    await until(pilot, lambda: all(one in frame(pilot.app) for one in words))


# The list


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_session_stands_there_with_all_that_is_known_of_it(folder: Path, size: tuple[int, int]) -> None:
    put(folder)
    (folder / "2019-02-11-artist.toml").write_bytes(
        (SAMPLES / "2019-02-11-planetarium-artist.toml").read_bytes()
    )

    async def test() -> None:
        async with opened(folder, size) as pilot:
            await shows(pilot, "Reading after school", "School", "1 May 2026", "prepare", "running", "○○○○○○")
            await shows(pilot, "Planetarium × Artist", "11 February 2019", "closed", "✓✓✓✓✓✓")
            shown = frame(pilot.app)
            assert say("screen.only_us") in shown
            assert say("home.none_ready") in shown
            assert shown.index("Reading") < shown.index("Planetarium"), "newest first"
            await pilot.press("down")
            await shows(pilot, say("home.all_ready"))
            assert all(len(line) <= size[0] for line in frame(pilot.app).splitlines())

    run(test)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_broken_file_stands_there_with_its_reason_and_hides_nothing(
    folder: Path, size: tuple[int, int]
) -> None:
    put(folder)
    (folder / "2027-01-01-cut.toml").write_text('format = 1\ntitle = "x\n')
    whole = codec.encode(small(goals=(Goal(id="g1", statement="More families"),))).decode()
    (folder / "2026-06-01-key.toml").write_text(whole.replace("statement =", "statment ="))

    async def test() -> None:
        async with opened(folder, size) as pilot:
            await shows(pilot, "2027-01-01-cut", "can't be read", "Reading after school", "○○○○○○")
            await shows(pilot, "2026-06-01-key", "goals[1].statement"[:8], "line ")
            for key in ("enter", "r"):
                await pilot.press(key)
                await until(pilot, lambda: "2027-01-01-cut.toml" in "".join(frame(pilot.app).split()))
                assert isinstance(pilot.app.screen, HomeScreen), "what can't be read is not opened"
            await pilot.press("down", "down", "enter")
            await on(pilot, WorkshopScreen)

    run(test)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_empty_folder_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    async def test() -> None:
        async with opened(tmp_path / "none", size) as pilot:
            await shows(pilot, say("home.empty"), "n new")
            await pilot.press("enter", "r", "down", "pagedown")
            assert isinstance(pilot.app.screen, HomeScreen)
            await pilot.press("n")
            await on(pilot, NewScreen)

    run(test)


def test_a_folder_that_cannot_be_read_is_told(folder: Path) -> None:
    file = folder / "file"
    file.write_text("")

    async def test() -> None:
        async with opened(file) as pilot:
            await shows(pilot, "file", say("home.empty"))

    run(test)


def test_the_first_frame_does_not_wait_for_many_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(120):
        put(folder, f"2026-01-01-{number:03}", title=f"Session {number}")
    read: list[Path] = []
    real = shelf_folder.listed

    def counted(path: Path) -> Any:
        read.append(path)
        return real(path)

    monkeypatch.setattr(home, "listed", counted)
    before: list[int] = []
    mounted = HomeScreen._read_on

    def reading(self: HomeScreen, paths: Any) -> None:
        before.append(len(read))
        mounted(self, paths)

    monkeypatch.setattr(HomeScreen, "_read_on", reading)

    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await on(pilot, HomeScreen)
            await until(pilot, lambda: len(screen.shown) == 120)
            await shows(pilot, "○○○○○○")
            assert before == [home.AT_ONCE]
            assert list(screen.shown) == sorted(screen.shown, reverse=True)
            await until(pilot, lambda: "······" not in frame(pilot.app))
            assert not screen.shown["2026-01-01-000"].ready, "what is out of sight is not read whole"
            await pilot.press("end")
            await shows(pilot, "▸ Session 0 ", "○○○○○○")
            await until(pilot, lambda: "······" not in frame(pilot.app))

    run(test)


def test_text_of_a_file_is_drawn_and_nothing_else(folder: Path) -> None:
    title = "[/] [@click=app.quit]x[/] \\[b] 图书馆 👩‍👩‍👧 ünï"
    put(folder, title=title, parties=partner("[red]Sch[/"))
    (folder / "[b]\x1b]0;x\x07.toml").write_text("format = ")

    async def test() -> None:
        async with opened(folder, (120, 40)) as pilot:
            await shows(pilot, "[/] [@click=app.quit]x[/] \\[b] 图书馆", "[red]Sch[/", "[b]␛]0;x␇")
            assert "\x1b" not in frame(pilot.app)

    run(test)


# Going on, and coming back


def test_what_is_chosen_is_gone_on_with_and_home_comes_back(folder: Path) -> None:
    put(folder, "2026-05-01-one", title="One")
    put(folder, "2026-05-02-two", title="Two", status="draft")

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("enter")
            screen = await on(pilot, WorkshopScreen)
            assert screen.face.session.title == "Two"
            assert screen.face.session.status == "running"
            assert not any(isinstance(one, HomeScreen) for one in pilot.app.screen_stack)
            await pilot.press("f10")
            back = await on(pilot, HomeScreen)
            assert back.chosen == "2026-05-02-two"
            await shows(pilot, "prepare, running")
            await pilot.press("q")
            await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)

    run(test)


def test_a_closed_session_opens_for_reading_and_r_reads_any(folder: Path) -> None:
    put(folder, "2026-05-02-closed", status="closed")
    put(folder, "2026-05-01-open", title="Open")
    data = (folder / "2026-05-02-closed.toml").read_bytes()

    async def test() -> None:
        async with opened(folder) as pilot:
            for keys in (("enter",), ("down", "r")):
                await on(pilot, HomeScreen)
                await pilot.press(*keys)
                await on(pilot, ReviewScreen)
                await pilot.press("escape")
            await on(pilot, HomeScreen)

    run(test)
    assert (folder / "2026-05-02-closed.toml").read_bytes() == data


def test_home_is_not_opened_from_a_screen_for_everyone_before_that_is_answered(folder: Path) -> None:
    put(folder, "2026-05-01-one", title="One", phase="together")
    put(folder, "2026-04-01-two", title="Two", parties=partner("Rival"))

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "Rival")
            await pilot.press("enter")
            await on(pilot, WorkshopScreen)
            seen = watched(pilot)
            await pilot.press("f10")
            await on(pilot, AskScreen)
            await shows(pilot, say("ask_home.question"), say("screen.everyone"), "One")
            await pilot.press("enter")
            await pilot.press("n")
            await on(pilot, WorkshopScreen)
            await pilot.press("f10")
            await on(pilot, AskScreen)
            assert not any("Rival" in one for one in seen)
            await pilot.press("y")
            await on(pilot, HomeScreen)
            await shows(pilot, "Rival")
            await pilot.press("enter")
            await on(pilot, WorkshopScreen)
            await pilot.press("f10")
            await on(pilot, AskScreen)
            await pilot.press("q")
            await until(pilot, lambda: pilot.app._exit)

    def watched(pilot: P) -> list[str]:
        """Every frame that is painted from now on."""
        frames: list[str] = []
        real = pilot.app._display

        def display(screen: Any, renderable: Any) -> None:
            if screen is pilot.app.screen:
                frames.append(frame(pilot.app))
            real(screen, renderable)

        pilot.app._display = display  # type: ignore[method-assign]
        return frames

    run(test)


def test_from_only_us_home_needs_no_question(folder: Path) -> None:
    put(folder, phase="together")

    async def test() -> None:
        async with opened(folder) as pilot:
            the_app(pilot).open_session(folder / "2026-05-01-reading.toml", only_us=True)
            await on(pilot, WorkshopScreen)
            await pilot.press("f10")
            await on(pilot, HomeScreen)

    run(test)


@pytest.mark.parametrize("begin", ["open", "review"])
def test_what_began_with_a_session_ends_with_it(folder: Path, begin: str) -> None:
    path = put(folder, phase="together")

    async def test() -> None:
        given: dict[str, Any] = {begin: path}
        async with opened(folder, **given) as pilot:
            await on(pilot, WorkshopScreen if begin == "open" else ReviewScreen)
            await pilot.press("f10" if begin == "open" else "escape")
            await until(pilot, lambda: pilot.app._exit)
            assert (the_app(pilot).led.workshop is not None) == (begin == "open")

    run(test)


def test_a_session_that_cannot_be_opened_is_a_problem_before_any_screen(folder: Path) -> None:
    path = put(folder)
    path.write_text("format = 99")
    with pytest.raises(FileProblem, match="99"):
        WorkshopApp(folder, open=path)


def test_a_session_that_breaks_while_it_is_listed_is_told(folder: Path) -> None:
    path = put(folder)

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "○○○○○○")
            path.write_text("format = [/]")
            await pilot.press("enter")
            await shows(pilot, "2026-05-01-reading.toml:1")
            assert isinstance(pilot.app.screen, HomeScreen)

    run(test)


def test_leaving_at_once_keeps_what_was_asked_about_and_what_cannot_be_saved_is_rescued(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder)

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            await on(pilot, WorkshopScreen)
            with monkeypatch.context() as inner:
                real = atomic.write

                def refused(where: Path, *rest: Any, **more: Any) -> None:
                    if where == path:
                        raise FileProblem("file.full", path=where)
                    real(where, *rest, **more)

                inner.setattr(atomic, "write", refused)
                await typed(pilot, "More families")
                await pilot.press("ctrl+q")
                await pilot.pause()
                assert not pilot.app._exit
                await pilot.press("ctrl+q")
                await until(pilot, lambda: pilot.app._exit)
            rescued = the_app(pilot).led.rescued
            assert rescued
            assert codec.decode(rescued.read_bytes(), rescued).goals[0].statement == "More families"

    run(test)


# A new session


def only(folder: Path) -> Session:
    (path,) = folder.glob("*.toml")
    return codec.decode(path.read_bytes(), path)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_new_session_is_typed_like_a_list_and_starts_at_once(folder: Path, size: tuple[int, int]) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            await pilot.press("n")
            await on(pilot, NewScreen)
            await typed(pilot, "Library × Artist", "City Library", "Artist", "School", "")
            await shows(pilot, "1   Artist", "2   School", "▸ People")
            await typed(pilot, "Ana, library, lead", "Bo, artist", "school")
            await shows(pilot, "Ana, library, lead", "Bo, artist")
            await typed(pilot, "")
            screen = await on(pilot, WorkshopScreen)
            assert screen.face.only_us
            await shows(pilot, "Library × Artist", say("screen.only_us"))

    run(test)
    session = only(folder)
    assert (session.title, session.status) == ("Library × Artist", "running")
    assert [party.name for party in session.parties] == ["City Library", "Artist", "School"]
    assert [(one.name, one.role) for one in session.people] == [("Ana", "lead"), ("Bo", None), (None, None)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_wrong_stands_beside_its_field_and_is_mended_there(
    folder: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            await pilot.press("n")
            screen = await on(pilot, NewScreen)
            await typed(pilot, "")
            await shows(pilot, "✗ title: expected some text.")
            await typed(pilot, "T", "L", "")
            await shows(pilot, f"✗ {say('new.no_partner')}")
            assert screen.here == "partners"
            await typed(pilot, "Artist", "", "Ana, museum")
            await shows(pilot, "✗ “museum” is no side here.")
            lines = frame(pilot.app).splitlines()
            at = next(number for number, line in enumerate(lines) if "Ana, museum" in line)
            assert "✗" in lines[at + 1]
            await pilot.press(*["backspace"] * len("museum"))
            await until(pilot, lambda: "✗" not in frame(pilot.app))
            assert list(folder.iterdir()) == []
            focused = pilot.app.focused
            assert isinstance(focused, Input)
            focused.value = "Ana, artist"
            await pilot.press("enter", "enter")
            await on(pilot, WorkshopScreen)

    run(test)
    assert [one.party for one in only(folder).people] == ["artist"]


def test_leaving_the_form_loses_nothing(folder: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("n")
            await on(pilot, NewScreen)
            await typed(pilot, "Kept", "L", "Artist")
            await pilot.press("x", "y", "escape")
            await on(pilot, HomeScreen)
            assert list(folder.iterdir()) == []
            await pilot.press("n")
            screen = await on(pilot, NewScreen)
            await shows(pilot, "Kept", "1   Artist", "2   xy")
            screen.part("partners").line.focus()
            await pilot.press("f5")
            await on(pilot, WorkshopScreen)

    run(test)
    assert [party.name for party in only(folder).partners] == ["Artist", "xy"]


def test_a_line_of_a_list_is_taken_back_and_a_pasted_list_is_one(folder: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("n")
            screen = await on(pilot, NewScreen)
            await typed(pilot, "T", "L", "Artist", "Schol")
            await pilot.press("up")
            line = screen.part("partners").line
            assert (line.value, screen.draft.partners) == ("Schol", ["Artist"])
            await pilot.press("backspace", "o", "l", "enter", "enter")
            screen.part("people").line.post_message(
                events.Paste("Ana, artist\r\nBo\x1b[2J, school\n\nCy, nowhere\nDi, artist\n")
            )
            await shows(pilot, "✗ “nowhere”")
            assert screen.draft.people == ["Ana, artist", "Bo␛[2J, school"]
            assert screen.part("people").line.value == "Cy, nowhere"

    run(test)


def test_the_library_of_the_settings_stands_there(folder: Path) -> None:
    put_settings('library = "City Library"\n')

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("n")
            await on(pilot, NewScreen)
            await shows(pilot, "City Library")
            await typed(pilot, "T")
            await pilot.press("enter")
            await typed(pilot, "Artist", "", "")
            await on(pilot, WorkshopScreen)

    run(test)
    assert only(folder).ours.name == "City Library"


def test_a_full_disk_is_told_and_the_form_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, *_: Any, **__: Any) -> None:
        raise FileProblem("file.full", path=path)

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("n")
            screen = await on(pilot, NewScreen)
            await typed(pilot, "T", "L", "Artist")
            monkeypatch.setattr(atomic, "write", refused)
            await pilot.press("f5")
            await shows(pilot, "The disk is full")
            assert screen.draft.partners == ["Artist"]

    run(test)


def test_each_part_of_the_form_has_a_label_and_a_hint() -> None:
    for name in NAMES:
        assert say(f"new.label.{name}")
        assert say(f"new.hint.{name}")


# Themes, keys, settings


def put_settings(words: str) -> Path:
    path = places.settings()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)
    return path


def test_the_themes_of_the_settings_are_those_that_there_are() -> None:
    assert settings.THEMES == themes.NAMES


def test_the_theme_that_is_chosen_is_kept_and_all_else_of_the_settings_too(folder: Path) -> None:
    words = '# ours\nlibrary = "L" # the library\ntheme = "light" # for now\n\n[keys]\n"home.new" = "x"\n'
    path = put_settings(words)

    async def test() -> None:
        async with opened(folder) as pilot:
            assert pilot.app.theme == "light"
            await pilot.press("f9")
            await until(pilot, lambda: pilot.app.theme == "projector")
            await pilot.press("x")
            await on(pilot, NewScreen)

    run(test)
    assert path.read_text() == words.replace('"light"', '"projector"')
    assert settings.load(path).theme == "projector"


def test_every_theme_comes_round_and_without_a_file_one_is_made(folder: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            seen = [pilot.app.theme]
            for _ in themes.NAMES:
                await pilot.press("f9")
                await pilot.pause()
                seen.append(pilot.app.theme)
            assert seen == [*themes.NAMES, themes.NAMES[0]]

    run(test)
    assert settings.load(places.settings()).theme == themes.NAMES[0]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "library = 'x'",
        "[keys]\na = 'b'",
        'guide = """x\\\ntheme = "dark"\\\n"""\n',
        "theme='dark'",
        "'theme' = 'dark'",
    ],
)
def test_a_theme_is_written_into_whatever_stands_there(words: str) -> None:
    path = put_settings(words)
    before = settings.load(path)
    settings.keep_theme(path, "light")
    assert settings.load(path) == before.model_copy(update={"theme": "light"})


@pytest.mark.parametrize("words", ["theme = 'pink'", "keys = 3", "[/", "kays = {}"])
def test_settings_that_are_wrong_are_told_and_left_alone(folder: Path, words: str) -> None:
    path = put_settings(words)
    put(folder)

    async def test() -> None:
        async with opened(folder, (120, 40)) as pilot:
            await shows(pilot, "Reading after school", "settings.toml:1")
            await pilot.press("f9")
            await until(pilot, lambda: pilot.app.theme == themes.NAMES[1])

    run(test)
    assert path.read_text() == words
    with pytest.raises(Problem):
        settings.keep_theme(path, "light")


def test_keys_are_bound_again_by_id_everywhere(folder: Path) -> None:
    put_settings('[keys]\n"workshop.next" = "f12"\n"home.open" = "o"\n"app.theme" = "f8"\n')
    put(folder)

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HomeScreen)
            await pilot.press("f8")
            await until(pilot, lambda: pilot.app.theme == "light")
            await pilot.press("o")
            screen = await on(pilot, WorkshopScreen)
            before = screen.face.activity
            await pilot.press("f12")
            await until(pilot, lambda: screen.face.activity != before)

    run(test)


def test_no_color_means_no_colour(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    put(folder)

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "▸ Reading after school", "○○○○○○")
            assert any(isinstance(one, NoColor) for one in pilot.app.get_line_filters())
            strips = pilot.app.screen._compositor.render_strips()
            colours = {
                colour.name
                for strip in strips
                for segment in strip.apply_filter(NoColor(), pilot.app.screen.background_colors[1])
                if segment.style
                for colour in (segment.style.color, segment.style.bgcolor)
                if colour
            }
            assert colours <= {"default"}

    run(test)


def test_each_key_of_home_and_the_form_has_an_id_and_none_stands_twice() -> None:
    for screen in (HomeScreen, NewScreen, AskScreen, WorkshopApp):
        bound = [one for one in screen.BINDINGS if isinstance(one, Binding)]
        assert all(one.id for one in bound)
        keys = [key for one in bound for key in one.key.split(",")]
        assert len(keys) == len(set(keys))


# A terminal that is too small


@pytest.mark.parametrize("size", [(40, 10), (39, 30), (100, 8), (3, 3), (1, 1)], ids=str)
def test_a_terminal_that_is_too_small_says_so_and_recovers(folder: Path, size: tuple[int, int]) -> None:
    path = put(folder, goals=(Goal(id="g1", statement="More families"),))

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            await shows(pilot, "More families")
            await pilot.press("h", "i")
            await pilot.resize_terminal(*size)
            await on(pilot, SmallScreen)
            assert "families" not in frame(pilot.app)
            await pilot.press("x", "enter", "f10", "f4", "escape")
            await pilot.resize_terminal(80, 24)
            screen = await on(pilot, WorkshopScreen)
            await shows(pilot, "More families")
            assert screen.query_one(SayLine).value == "hi", "no key went to what was not seen"

    run(test)


def test_one_that_begins_too_small_says_so_first(folder: Path) -> None:
    put(folder)

    async def test() -> None:
        async with opened(folder, (40, 10)) as pilot:
            await on(pilot, SmallScreen)
            await until(pilot, lambda: "40×10" in frame(pilot.app))
            await pilot.resize_terminal(60, 20)
            await on(pilot, HomeScreen)
            await shows(pilot, "Reading after school")
            assert not any(isinstance(one, SmallScreen) for one in pilot.app.screen_stack)

    run(test)


# The palette


async def palette(pilot: P, query: str) -> None:
    await pilot.press("f4")
    await on(pilot, CommandPalette)
    field = pilot.app.screen.query_one(Input)
    field.value = query
    await until(pilot, lambda: query in frame(pilot.app) and "–" in frame(pilot.app))


def test_the_palette_offers_every_command_that_applies_and_does_or_begins_it(folder: Path) -> None:
    path = put(folder, goals=(Goal(id="g1", statement="More families"),))

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            screen = await on(pilot, WorkshopScreen)
            before = screen.face.activity
            await palette(pilot, "next activity")
            await shows(pilot, "/next – ")
            await pilot.press("enter")
            await until(pilot, lambda: screen.face.activity != before and pilot.app.screen is screen)
            await palette(pilot, "say an item in other words")
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, lambda: screen.query_one(SayLine).value == "/edit ")

    run(test)


def test_the_palette_knows_every_command(folder: Path) -> None:
    from bpworkshop.tui.palette import Commands

    path = put(folder)

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            screen: WorkshopScreen = await on(pilot, WorkshopScreen)
            found = [hit async for hit in Commands(screen).discover()]
            told = [str(hit.text) for hit in found]
            applying = [one for one in REGISTRY.values() if one.when(screen.face)]
            assert all(f"{one.usage} – {one.help}" in told for one in applying)
            only_keys = ("form", "rehearse", "first_page", "last_page", "votes", "big")
            assert all(any(say(f"key.board.{one}") in line for line in told) for one in only_keys)
            assert len(found) == len(applying) + len(only_keys) + 4
            screen.face.only_us = False
            told = [str(hit.text) async for hit in Commands(screen).discover()]
            assert not any(one.startswith("/table") for one in told)

    run(test)


def test_home_from_the_palette_leaves_the_session_wherever_the_program_began(folder: Path) -> None:
    path = put(folder, phase="together")

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            await on(pilot, WorkshopScreen)
            the_app(pilot).action_home()
            await on(pilot, AskScreen)
            await pilot.press("y")
            await on(pilot, HomeScreen)

    run(test)


def test_home_tells_its_own_keys(folder: Path) -> None:
    put(folder)

    async def test() -> None:
        async with opened(folder) as pilot:
            await pilot.press("question_mark")
            await shows(pilot, "go on with it")
            await pilot.press("escape")
            await on(pilot, HomeScreen)
            assert pilot.app.focused is pilot.app.screen.query_one(Board)

    run(test)


def test_nothing_but_sessions_is_written_beside_them(folder: Path) -> None:
    """Looking at home changes nothing: no lock, no index, no time stamp."""
    put(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "○○○○○○")
            await pilot.press("down", "r")
            await on(pilot, ReviewScreen)

    run(test)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert os.listdir(folder) == ["2026-05-01-reading.toml"]


def test_a_fault_of_ours_shows_no_variables(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(folder)

    def wrong(self: WorkshopScreen) -> None:
        secret = "Zzsecretzz"
        raise RuntimeError(f"not {len(secret)}")

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            await on(pilot, WorkshopScreen)
            monkeypatch.setattr(WorkshopScreen, "action_votes", wrong)
            await pilot.press("a", "b", "tab", "w")
            await until(pilot, lambda: pilot.app._exception is not None)

    with pytest.raises(RuntimeError):
        run(test)
    told = capsys.readouterr()
    assert "Zzsecretzz" not in told.out + told.err
    written = (places.data() / "fault.txt").read_text()
    assert "RuntimeError: not 10" in written
    assert "Zzsecretzz" not in written
    begun = Workshop.open(path)
    assert [one.draft.line for one in Drafts(begun.beside, Process.mine()).everyone()] == ["ab"]
