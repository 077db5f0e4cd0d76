"""Documents from lines and from the screen: chosen, read before, made, stopped, never over other files."""

import asyncio
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.commands import exporting
from bpworkshop.documents import converting, files, making
from bpworkshop.errors import Problem
from bpworkshop.session.items import Goal
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.exporting import ExportScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.exporting import ExportLine
from bpworkshop.words import entry, say
from tests.functional.test_line_mode import Stands, stand
from tests.functional.test_workshop_screen import Led, Test, leading, table

__all__ = ["stand"]

OURS = "Never without a contract"
GOALS = (
    Goal(id="g1", statement="Every child has a card", whose="shared"),
    Goal(id="g2", statement=OURS, whose="shared", only_for="library"),
)
EVERYONE, ONLY_US = say("screen.everyone"), say("screen.only_us")
PLACES = ("folder", "link", "no folder", "not writable", "kept")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


def written(path: Path, *, ours: bool = False) -> str:
    return say("cli.export.written_ours" if ours else "cli.export.written", path=str(path))


def in_the_way(folder: Path, what: str) -> tuple[Path, str]:
    """Where nothing can be written, and the sentence that says why."""
    path = folder / "minutes.md"
    if what == "folder":
        path.mkdir()
        return path, "file.folder"
    if what == "link":
        (folder / "letter").write_text("Dear Ana")
        path.symlink_to(folder / "letter")
        return path, "file.link"
    if what == "no folder":
        return folder / "nowhere" / "minutes.md", "file.no_folder"
    if what == "kept":
        return folder / "minutes.toml", "document.inside"
    return path, "file.denied_write"


def refusing(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """A disk that is not writable: whoever runs the tests may be allowed everything."""
    if what == "not writable":
        from bpworkshop.errors import FileProblem

        def refuse(path: Path, *_: object, **__: object) -> None:
            raise FileProblem("file.denied_write", path=path, reason="")

        monkeypatch.setattr(files, "write", refuse)


def why(key: str) -> str:
    """The beginning of a sentence that needs no facts."""
    return str(entry(key)).partition("{")[0]


# Lines


def test_a_whole_line_writes_at_once(stand: Stands, tmp_path: Path) -> None:
    here, path = stand(goals=GOALS), tmp_path / "minutes.md"
    told = here.says(f"/export minutes md {path}", f"/export offer {tmp_path / 'offer.html'}")
    assert told[0] == written(path)
    assert written(tmp_path / "offer.html") in told
    assert "Every child has a card" in path.read_text("utf-8")
    assert OURS not in path.read_text("utf-8")
    assert (tmp_path / "offer.html").read_text("utf-8").startswith("<!doctype html>".upper()[:2])
    assert here.failed == 0


def test_what_is_not_said_is_asked_for(stand: Stands, tmp_path: Path) -> None:
    here = stand(goals=GOALS)
    told = here.says("/export", "agr", "2", "")
    asked = [line for line in told if line.startswith("Which document?")]
    assert "1 Minutes  2 Agreement" in asked[0]
    path = Path.home() / "2026-05-01-reading-agreement.md"
    assert written(path) in told
    assert any(f"~/{path.name}" in line for line in told)
    assert path.exists()
    # Everyone reads this: who may read the document is not asked.
    assert not any(line.startswith("Who may read it?") for line in told)


def test_what_is_only_ours_is_in_it_only_where_our_side_reads_and_says_so(
    stand: Stands, tmp_path: Path
) -> None:
    here, path = stand(goals=GOALS, phase="prepare"), tmp_path / "minutes.md"
    assert here.face.only_us
    here.play(f"/export minutes md {path}")
    assert OURS not in path.read_text("utf-8")
    for lines in ((f"/export minutes md {path} all",), ("/export minutes md", "2", str(path))):
        path.unlink()
        assert written(path, ours=True) in here.says(*lines)
        assert OURS in path.read_text("utf-8")
        assert ONLY_US in path.read_text("utf-8")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    here.play("/export minutes md", "", str(path))
    assert OURS not in path.read_text("utf-8")


def test_where_others_read_nothing_of_ours_is_written(stand: Stands, tmp_path: Path) -> None:
    path = tmp_path / "minutes.md"
    here = stand(goals=GOALS)
    assert here.says(f"/export minutes md {path} all")[0] == say("exporting.others_read")
    # It was asked for while only our side read; then the others came.
    here = stand(goals=GOALS, phase="prepare")
    told = here.says("/export minutes md", "2", "/phase together", str(path), "A goal of all")
    assert say("exporting.others_read") in told
    assert not path.exists()
    assert here.saved.goals[-1].statement == "A goal of all"


def test_a_full_stop_leaves_and_a_vote_is_answered_first(stand: Stands) -> None:
    here = stand(goals=GOALS)
    assert say("exporting.left") in here.says("/export", ".", "Another goal", ".")
    assert here.saved.goals[-1].statement == "Another goal"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("/export letter", "exporting.no_document"),
        ("/export minutes word ~/x", "exporting.no_form"),
        ("/export minutes ~/x.doc", "exporting.no_form"),
    ],
)
def test_what_cannot_be_made_is_said_with_what_can(stand: Stands, typed: str, key: str) -> None:
    here = stand(goals=GOALS)
    told = here.says(typed)
    assert why(key).rpartition(".")[2].strip() in told[0] or "There are:" in told[0]
    assert here.failed == 1
    assert exporting.EXPORTING.listens(here.face) is False


def test_a_file_of_somebody_else_is_overwritten_only_by_a_second_yes(stand: Stands, tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("Dear Ana")
    here, line = stand(goals=GOALS), f"/export minutes md {path}"
    asked = say("exporting.asks.over", choices="", where=str(path))
    for answer in ((), (".",), ("no", "."), ("A new goal", ".")):
        assert asked in here.says(line, *answer)
        assert path.read_text() == "Dear Ana"
    # What was no answer is what it always is.
    assert here.saved.goals[-1].statement == "A new goal"
    other = tmp_path / "other.md"
    assert written(other) in here.says(line, str(other))
    assert path.read_text() == "Dear Ana"
    assert written(path) in here.says(line, "yes")
    # It is a document of ours now: nobody is asked.
    assert asked not in here.says(line)


@pytest.mark.parametrize("what", PLACES)
def test_where_nothing_can_be_written_that_is_said_and_another_place_is_asked_for(
    stand: Stands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path, key = in_the_way(tmp_path, what)
    with monkeypatch.context() as patch:
        refusing(patch, what)
        here = stand(goals=GOALS)
        told = here.says("/export minutes md", str(path))
        assert any(why(key) in line for line in told), told
        assert here.failed == 1
    assert exporting.EXPORTING.listens(here.face)
    assert written(tmp_path / "else.md") in here.says(str(tmp_path / "else.md"))


def test_all_of_them_go_into_a_folder(stand: Stands, tmp_path: Path) -> None:
    here, folder = stand(goals=GOALS), tmp_path / "paper"
    told = here.says(f"/export all md {folder}")
    assert told[: len(making.DOCUMENTS)] == [written(folder / f"{one}.md") for one in making.DOCUMENTS]


def test_a_path_in_quotes_is_the_path_without_them(stand: Stands, tmp_path: Path) -> None:
    path = tmp_path / "our minutes all"
    assert written(path) in stand(goals=GOALS).says(f'/export minutes md "{path}"')


def test_a_converter_that_is_missing_is_said_with_the_command_that_installs_it(
    stand: Stands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    told = stand(goals=GOALS).says(f"/export minutes pdf {tmp_path / 'minutes.pdf'}")
    assert told[0] == say("document.no_converter", form="PDF", command=converting.install())


def test_an_interrupted_converter_writes_nothing(
    stand: Stands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(converting, "pdf", interrupted)
    here = stand(goals=GOALS)
    assert here.says(f"/export minutes pdf {tmp_path / 'minutes.pdf'}")[0] == say("exporting.stopped")
    assert not (tmp_path / "minutes.pdf").exists()


@pytest.mark.parametrize("form", making.BINARY)
def test_a_real_document_is_made_from_a_line(stand: Stands, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"agreement.{form}"
    assert written(path) in stand(goals=GOALS).says(f"/export agreement {form} {path}")
    assert files.is_document(path.read_bytes())


# The screen


def on_screen(size: tuple[int, int] = (80, 24), **values: Any) -> Callable[[Test], Callable[[Path], None]]:
    """Run a test in a session with these values, by default while our side prepares."""

    def turned(test: Test) -> Callable[[Path], None]:
        def run(tmp_path: Path) -> None:
            async def lead() -> None:
                session = table(**{"phase": "prepare", "goals": GOALS, **values})
                async with leading(tmp_path, session, size=size) as led:
                    await test(led)

            asyncio.run(lead())

        run.__name__ = getattr(test, "__name__", "test")
        return run

    return turned


def on(led: Led) -> ExportScreen:
    assert isinstance(led.app.screen, ExportScreen)
    return led.app.screen


async def at(led: Led, move: str) -> None:
    await led.until(lambda: isinstance(led.app.screen, ExportScreen) and led.app.screen.move == move)
    await led.pilot.pause()


async def is_drawn(led: Led) -> None:
    """The document can be read."""
    await led.until(lambda: on(led).paper is not None)
    await led.pilot.pause()


async def into(led: Led, path: Path | str) -> None:
    """Another path in the line, without each of its letters."""
    line = led.app.screen.query_one(ExportLine)
    line.put(str(path))
    line.focus()
    await led.pilot.pause()
    await led.press("enter")


async def is_over(led: Led) -> None:
    await led.until(lambda: isinstance(led.app.screen, WorkshopScreen))
    await led.pilot.pause()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A converter that has begun, and waits until it may go on."""
    begun, goes_on = threading.Event(), threading.Event()

    def pdf(source: str) -> converting.Made:
        begun.set()
        goes_on.wait(20)
        return converting.Made(b"%PDF-")

    monkeypatch.setattr(converting, "pdf", pdf)
    yield begun, goes_on
    goes_on.set()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_each_move_leads_to_a_file_that_was_read_before(tmp_path: Path, size: tuple[int, int]) -> None:
    @on_screen(size)
    async def moves(led: Led) -> None:
        await led.press("tab", "X")
        await led.shows(say("exporting.ask.document"), ONLY_US, "▸ Minutes", "Paper kit")
        await led.press("enter")
        await led.shows(say("exporting.ask.form"), "▸ html")
        await led.press("down", "enter")
        await led.shows(say("exporting.ask.whose"), f"▸ {say('exporting.whose.everyone')}")
        await led.press("enter")
        path = Path.home() / "2026-05-01-reading-minutes.md"
        await led.shows(
            say("exporting.ask.where"), f"~/{path.name}", f"for {say('exporting.whose.everyone')}"
        )
        # It can be read here, and from the line.
        await is_drawn(led)
        read = led.frame
        for _ in range(30):
            if "Set aside" in led.frame:
                break
            await led.press("pagedown")
            read += led.frame
        assert "Every child" in read
        assert OURS not in read
        await led.press("enter")
        await at(led, "document")
        await led.shows("Written to", "for everyone.")
        assert "Every child has a card" in path.read_text("utf-8")
        assert OURS not in path.read_text("utf-8")
        # It is told again where it was begun.
        await led.press("escape")
        await is_over(led)
        await led.shows("Written to", "for everyone.")
        assert led.on_board()

    moves(tmp_path)


@on_screen()
async def test_what_is_only_ours_is_read_and_written_where_it_is_chosen(led: Led) -> None:
    path = led.path.parent / "minutes.md"
    await led.say("/export minutes md")
    await at(led, "whose")
    await led.press("down", "enter")
    await at(led, "where")
    await is_drawn(led)
    await led.shows(f"for {say('exporting.whose.ours')}")
    await led.press("tab", "end")
    await into(led, path)
    await at(led, "document")
    await led.shows("for ONLY US")
    assert OURS in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@on_screen(phase="together")
async def test_where_everyone_reads_nobody_is_asked_and_nothing_of_ours_is_there(led: Led) -> None:
    await led.say("/export minutes md ~/minutes.md all")
    await led.shows(say("exporting.others_read")[:40])
    assert led.line.value == "/export minutes md ~/minutes.md all"
    await led.say("/export minutes md")
    await at(led, "where")
    await is_drawn(led)
    for _ in range(12):
        assert OURS not in led.frame
        assert ONLY_US not in led.frame
        await led.press("pagedown")
    await led.press("escape", "escape")
    await at(led, "document")


@on_screen()
async def test_when_others_come_what_was_ours_is_everyones(led: Led) -> None:
    await led.say("/export minutes md")
    await at(led, "whose")
    await led.press("down", "enter")
    await at(led, "where")
    screen = on(led)
    await is_drawn(led)
    ours = screen.paper
    led.face.only_us = False
    screen.renewed()
    await led.until(lambda: screen.paper not in (None, ours))
    await led.shows(EVERYONE, f"for {say('exporting.whose.everyone')}")
    path = led.path.parent / "minutes.md"
    await into(led, path)
    await at(led, "document")
    assert OURS not in path.read_text("utf-8")


@on_screen()
async def test_nothing_that_was_typed_is_lost_on_the_way_back(led: Led) -> None:
    await led.say("/export agreement pdf")
    await led.press("enter")
    await at(led, "where")
    line = led.app.screen.query_one(ExportLine)
    line.value = "~/paper/our agreement.pdf"
    await led.pilot.pause()
    await led.press("escape")
    await at(led, "whose")
    await led.press("escape")
    await at(led, "form")
    await led.shows("▸ pdf")
    # Another form ends otherwise.
    await led.press("up", "enter", "enter")
    await at(led, "where")
    assert line.value == "~/paper/our agreement.odt"
    await led.press("escape", "escape", "escape", "escape")
    await is_over(led)
    assert led.in_line()


def test_a_whole_line_is_made_at_once_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "minutes.html"

    @on_screen()
    async def writes(led: Led) -> None:
        await led.say(f"/export minutes {path}")
        await led.until(path.exists)
        await is_over(led)
        await led.shows("Written to", "for everyone.")
        assert led.in_line()

    writes(tmp_path)


def test_while_a_converter_runs_one_can_type_and_stop_it(
    tmp_path: Path, held: tuple[threading.Event, threading.Event]
) -> None:
    begun, goes_on = held
    path = tmp_path / "minutes.pdf"

    @on_screen()
    async def stops(led: Led) -> None:
        await led.say("/export minutes pdf")
        await led.press("enter")
        await at(led, "where")
        await into(led, path)
        await led.until(begun.is_set)
        await led.shows("■■□□", say("exporting.doing.converting"), "esc stops it")
        await led.press("x", "enter")
        assert led.app.screen.query_one(ExportLine).value == f"{path}x"
        workers = list(on(led).workers)
        await led.press("escape")
        await led.shows(say("exporting.stopped"))
        goes_on.set()
        await asyncio.gather(*(one.wait() for one in workers), return_exceptions=True)
        await led.pilot.pause()
        assert not path.exists()
        # What was typed is still there, and it can be made again.
        await led.shows(say("exporting.stopped"), say("exporting.ask.where"))
        await into(led, path)
        await at(led, "document")
        assert path.exists()

    stops(tmp_path)


def test_leaving_the_screen_stops_it(tmp_path: Path, held: tuple[threading.Event, threading.Event]) -> None:
    begun, goes_on = held
    path = tmp_path / "minutes.pdf"

    @on_screen()
    async def leaves(led: Led) -> None:
        await led.say(f"/export minutes pdf {path}")
        await led.until(begun.is_set)
        workers = list(on(led).workers)
        led.app.pop_screen()
        await is_over(led)
        goes_on.set()
        await asyncio.gather(*(one.wait() for one in workers), return_exceptions=True)

    leaves(tmp_path)
    assert not path.exists()


@pytest.mark.parametrize("what", PLACES)
def test_on_the_screen_the_error_stays_in_sight_with_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path, key = in_the_way(tmp_path, what)
    refusing(monkeypatch, what)

    @on_screen((60, 20))
    async def tells(led: Led) -> None:
        await led.say("/export minutes md")
        await led.press("enter")
        await at(led, "where")
        await into(led, path)
        await led.shows(why(key)[:50])
        await led.press("pagedown", "tab", "down", "tab")
        await led.shows(why(key)[:50])
        assert on(led).move == "where"
        assert led.app.screen.query_one(ExportLine).value == str(path)

    tells(tmp_path)


def test_on_the_screen_a_file_of_somebody_else_is_overwritten_only_after_a_question(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("Dear Ana")

    @on_screen()
    async def asks(led: Led) -> None:
        await led.say("/export minutes md")
        await led.press("enter")
        await at(led, "where")
        for key in ("enter", "n"):
            if key == "enter":
                await into(led, path)
                await led.until(lambda: isinstance(led.app.screen, AskScreen))
            await led.press(key)
            assert path.read_text() == "Dear Ana"
        await at(led, "where")
        assert led.app.screen.query_one(ExportLine).value == str(path)
        await led.press("enter")
        await led.until(lambda: isinstance(led.app.screen, AskScreen))
        await led.press("y")
        await at(led, "document")
        assert path.read_text() != "Dear Ana"

    asks(tmp_path)


@on_screen()
async def test_a_template_that_is_wrong_is_said_where_the_document_would_stand(led: Led) -> None:
    with pytest.MonkeyPatch.context() as patch:

        def wrong(_: making.Wanted) -> None:
            raise Problem("template.not_found", name="minutes")

        patch.setitem(making.DOCUMENTS, "minutes", wrong)
        await led.say("/export minutes md")
        await led.press("enter")
        await at(led, "where")
        await led.shows(str(Problem("template.not_found", name="minutes"))[:40])


@on_screen()
async def test_all_of_them_are_named_before_they_are_written(led: Led) -> None:
    folder = led.path.parent / "paper"
    await led.say("/export all md")
    await led.press("enter")
    await at(led, "where")
    await led.shows("/minutes.md", "/kit.md")
    await into(led, folder)
    await at(led, "document")
    assert {one.name for one in folder.iterdir()} == {f"{one}.md" for one in making.DOCUMENTS}


@on_screen()
async def test_from_the_review_a_document_is_written_too(led: Led) -> None:
    led.app.push_screen(ReviewScreen(led.face))
    await led.until(lambda: isinstance(led.app.screen, ReviewScreen))
    await led.pilot.pause()
    await led.press("X")
    await at(led, "document")
    await led.press("escape")
    await led.until(lambda: isinstance(led.app.screen, ReviewScreen))


@on_screen()
async def test_from_the_short_ending_too(led: Led) -> None:
    await led.press("f7")
    await led.pilot.pause()
    line: Any = led.app.screen.query_one("#say")
    line.fill("/export minutes md")
    await led.press("enter")
    await at(led, "whose")
    await led.press("escape", "escape", "escape")
    await led.until(lambda: not isinstance(led.app.screen, ExportScreen))
