"""Saving apart from the keys: what is told of it, what others do meanwhile, what is typed, who leads."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from textual.pilot import Pilot

from bpworkshop import places, synced
from bpworkshop.cli import main
from bpworkshop.commands import Face
from bpworkshop.errors import FileProblem
from bpworkshop.method.guide import load
from bpworkshop.plain import LineMode
from bpworkshop.session.edits import Add, Change, Remove
from bpworkshop.session.items import Goal, Person
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec, revisions
from bpworkshop.store.drafts import Draft, Drafts
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.tui import drafting
from bpworkshop.tui import saved as saved_module
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.screens.form import ItemForm
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.page import PageScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.screens import frame, until
from tests.strategies import small

P = Pilot[None]
PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="ben", name="Ben", handle="ben", party="school"),
)
SAVED, SAVING, UNSAVED = say("screen.saved", time="").strip(), say("screen.saving"), say("screen.unsaved")
SMALLEST = (60, 20)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are looked for all the time; leaving waits for a disk that hangs, but not for long."""
    monkeypatch.setattr(synced, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(saved_module, "LEAVING", 0.2)
    monkeypatch.setattr(drafting, "BEHIND", 0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path)


def put(base: Path, **values: Any) -> Path:
    folder = base / "sessions"
    folder.mkdir(exist_ok=True)
    path = folder / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(small(**{"people": PEOPLE, "phase": "together", **values})))
    return path


def on_disk(path: Path) -> Session:
    return codec.decode(path.read_bytes(), path)


def said(path: Path) -> list[str]:
    return [one.statement for one in on_disk(path).goals]


def squeezed(words: str) -> str:
    return " ".join(words.split())


class Led:
    """A workshop in the whole program: keys go in, what is painted comes out."""

    def __init__(self, pilot: P, path: Path) -> None:
        self.pilot = pilot
        self.path = path
        self.app = pilot.app
        assert isinstance(self.app, WorkshopApp)
        self.program = self.app
        self.ids = 0

    @property
    def screen(self) -> WorkshopScreen:
        return next(one for one in self.app.screen_stack if isinstance(one, WorkshopScreen))

    @property
    def workshop(self) -> Workshop:
        return self.screen.face.workshop

    @property
    def line(self) -> str:
        return self.screen.query_one(SayLine).value

    @property
    def frame(self) -> str:
        return frame(self.app)

    @property
    def told(self) -> str:
        """What stands above the line, in one line."""
        rows = self.frame.splitlines()
        region = self.screen.query_one("#told").region
        return squeezed(" ".join(rows[region.y : region.bottom]))

    @property
    def notes(self) -> list[str]:
        """What is told over whatever screen lies on top."""
        return [one.message for one in self.app._notifications]

    @property
    def top(self) -> str:
        return self.frame.splitlines()[0]

    async def until(self, condition: Callable[[], bool]) -> None:
        await until(self.pilot, condition)

    async def shows(self, *words: str) -> None:
        await self.until(lambda: all(one in squeezed(self.frame) for one in words))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, words: str) -> None:
        line = self.screen.query_one(SayLine)
        line.insert_text_at_cursor(words)
        await self.pilot.pause()

    async def say(self, words: str) -> None:
        await self.type(words)
        await self.press("enter")

    async def form(self) -> None:
        """The form of the chosen item."""
        await self.press("tab", "enter")
        await self.until(lambda: isinstance(self.app.screen, ItemForm))

    async def looked(self, times: int) -> None:
        """Until it has looked so often what others did."""
        keeper, seen = self.workshop._keeper, []
        looks = keeper._looks

        def look() -> tuple[int, ...]:
            seen.append(looks())
            return seen[-1]

        with patch.object(keeper, "_looks", look):
            await self.until(lambda: len(seen) > times)

    async def settled(self) -> None:
        """Until all is saved, and the screen says so."""
        await self.until(lambda: not self.workshop.unsaved and SAVED in self.top)


@asynccontextmanager
async def leading(path: Path, size: tuple[int, int] = (80, 24), **given: Any) -> AsyncIterator[Led]:
    app = WorkshopApp(path.parent, open=path, **given)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WorkshopScreen) and "▸" in frame(app))
        yield Led(pilot, path)


class Disk:
    """A disk that can be made to hang, for whoever writes to it durably."""

    def __init__(self) -> None:
        self.answers = Event()
        self.answers.set()
        self.waited_for: list[str] = []
        self.hangs_for = ""

    def fsync(self, opened: int) -> None:
        if not self.answers.is_set() and threading.current_thread().name.startswith(self.hangs_for):
            self.waited_for.append(threading.current_thread().name)
            assert self.answers.wait(20)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk()
    monkeypatch.setattr("os.fsync", disk.fsync)
    yield disk
    disk.answers.set()


class Full:
    """A disk that is full for one file – or for all – until there is room again."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.full = False
        self.tried = 0
        self.real = atomic.write

    def __call__(self, path: Path, data: bytes, *how: Any, **more: Any) -> None:
        if self.full and self.path in (path, None):
            self.tried += 1
            raise FileProblem("file.full", path=path)
        self.real(path, data, *how, **more)


@pytest.fixture
def full(path: Path, monkeypatch: pytest.MonkeyPatch) -> Full:
    monkeypatch.setattr("os.fsync", lambda opened: None)
    full = Full(path)
    monkeypatch.setattr(atomic, "write", full)
    return full


@asynccontextmanager
async def unsaved(path: Path, full: Full, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Led]:
    """A workshop in which something was said that a full disk refused."""
    async with leading(path, size) as led:
        full.full = True
        await led.say("One")
        await led.shows(UNSAVED)
        yield led


# A disk that is slow


def test_it_says_saved_when_it_is_on_the_disk_and_typing_waits_for_nothing(path: Path, disk: Disk) -> None:
    async def test() -> None:
        async with leading(path) as led:
            disk.answers.clear()
            await led.say("One")
            await led.until(lambda: bool(disk.waited_for))
            await led.say(".")
            await led.say("Two")
            await led.press("f2", "f3")
            await led.type("half a thought")
            await led.shows("1 One", "2 Two", "half a thought", SAVING)
            await led.say("")
            await led.press("pagedown", "pageup")
            assert SAVED not in led.top
            assert said(path) == []
            assert led.workshop.saved_at is None
            disk.answers.set()
            await led.settled()
            assert said(path) == ["One", "Two", "half a thought"]
            assert "MainThread" not in disk.waited_for

    run(test)


def test_leaving_waits_until_it_is_saved(path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_module, "LEAVING", 20)

    async def test() -> None:
        async with leading(path) as led:
            disk.answers.clear()
            await led.say("One")
            await led.until(lambda: bool(disk.waited_for))
            threading.Timer(0.1, disk.answers.set).start()
            await led.press("f10")
            await led.until(lambda: led.app._exit)
            assert said(path) == ["One"]
            assert led.program.led.rescued is None

    run(test)


def test_a_disk_that_never_answers_holds_nobody(path: Path, disk: Disk) -> None:
    """Leaving asks first; who insists is out, and finds it elsewhere."""

    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            disk.answers.clear()
            await led.say("One")
            await led.press("f10")
            await led.shows(say("screen.insist"))
            assert say("file.slow") in led.told
            assert UNSAVED in led.told
            await led.say("Two")
            disk.answers.set()
            await led.settled()
            # Now there is no reason to insist any more, and it is told.
            await led.shows(say("screen.saved_again"))
            disk.answers.clear()
            await led.say("Three")
            await led.press("f10")
            await led.shows(say("screen.insist"))
            # Where it is put is another disk.
            disk.hangs_for = "saving"
            await led.press("f10")
            await led.until(lambda: led.app._exit)
            assert led.program.led.rescued
            assert said(led.program.led.rescued) == ["One", "Two", "Three"]
            assert said(path) == ["One", "Two"]

    run(test)


def test_a_program_that_ends_by_a_fault_saves_what_was_said(path: Path, disk: Disk) -> None:
    async def test() -> None:
        async with leading(path) as led:
            disk.answers.clear()
            await led.say("One")
            await led.until(lambda: bool(disk.waited_for))
            await led.say("Two")
            disk.answers.set()
            led.app.exit()
        assert said(path) == ["One", "Two"]

    run(test)


# A disk that refuses


def test_what_a_full_disk_refuses_is_told_once_and_stays(path: Path, full: Full) -> None:
    async def test() -> None:
        async with unsaved(path, full, SMALLEST) as led:
            await led.shows(say("file.full"), say("screen.unsaved_ways"))
            await led.say("Two")
            await led.type("half a thought")
            await led.until(lambda: full.tried > 1)
            await led.shows("1 One", "2 Two", "half a thought", UNSAVED)
            assert SAVED not in led.top
            assert said(path) == []
            full.full = False
            await led.say("")
            await led.settled()
            assert said(path) == ["One", "Two", "half a thought"]
            await led.shows(say("screen.saved_again"))

    run(test)


def test_save_tries_again_or_puts_a_copy_elsewhere_and_then_one_can_leave(
    path: Path, full: Full, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()

    async def test() -> None:
        async with unsaved(path, full, SMALLEST) as led:
            await led.shows(say("screen.unsaved_ways"))
            tried = full.tried
            await led.say("/save")
            await led.shows(say("plain.kept"), say("file.full"))
            assert full.tried > tried
            await led.say(f"/save {elsewhere}")
            copy = elsewhere / path.name
            await led.until(copy.exists)
            assert "A copy of everything is in" in led.told
            assert said(copy) == ["One"]
            await led.press("f10")
            await led.shows(say("screen.insist"))
            await led.press("f10")
            await led.until(lambda: led.app._exit)
            # Nothing was said since: it is there already.
            assert led.program.led.rescued == copy
            assert not places.rescued().exists()

    run(test)


def test_a_save_by_hand_that_worked_ends_the_insisting(path: Path, full: Full) -> None:
    async def test() -> None:
        async with unsaved(path, full) as led:
            await led.press("f10")
            await led.shows(say("screen.insist"))
            full.full = False
            await led.say("/save")
            await led.shows(SAVED)
            assert squeezed(say("command.save.done", path=path)).replace(" ", "") in led.told.replace(" ", "")
            full.full = True
            await led.say("Two")
            await led.press("f10")
            await led.shows(say("screen.insist"))
            assert not led.app._exit

    run(test)


def test_what_is_asked_stays_asked_while_it_is_not_saved(path: Path, full: Full) -> None:
    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            await led.say("One")
            await led.settled()
            await led.say("/ask")
            full.full = True
            await led.say("shared")
            await led.shows(UNSAVED, say("screen.unsaved_ways"))
            asked = led.screen.dialogue.question
            assert asked
            assert squeezed(asked) in led.told
            full.full = False
            await led.say("A number")
            await led.settled()
            asked = led.screen.dialogue.question
            assert asked
            assert squeezed(asked) in led.told

    run(test)


def test_it_is_tried_again_by_itself(path: Path, full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.0]
    monkeypatch.setattr(synced, "monotonic", lambda: seconds[0])

    async def test() -> None:
        async with unsaved(path, full) as led:
            full.full = False
            tried = full.tried
            # Looks go by, and none of them tries.
            await led.looked(3)
            assert full.tried == tried
            assert UNSAVED in led.top
            seconds[0] += synced.TRY_AGAIN
            await led.settled()
            await led.shows(say("screen.saved_again"))
            assert said(path) == ["One"]

    run(test)


@pytest.mark.parametrize("key", ["f10", "ctrl+q"])
@pytest.mark.parametrize("on_top", ["", "form", "page"])
def test_leaving_is_refused_once_with_words_and_rescues_the_second_time(
    path: Path, full: Full, key: str, on_top: str
) -> None:
    async def test() -> None:
        async with unsaved(path, full, SMALLEST) as led:
            if on_top:
                await led.press("tab")
                await led.press("enter" if on_top == "form" else "question_mark")
                await led.until(lambda: isinstance(led.app.screen, ItemForm | PageScreen))
            if on_top and key == "f10":
                # It is a key of the workshop: what lies on top is put away first.
                await led.press("f10")
                assert not led.app._exit
                await led.press("escape")
                await led.until(lambda: led.app.screen is led.screen)
            await led.press(key)
            await led.until(lambda: say("screen.insist") in " ".join((led.frame, *led.notes)))
            assert not led.app._exit
            assert not places.rescued().exists()
            await led.press(key)
            await led.until(lambda: led.app._exit)
            assert led.program.led.rescued
            assert led.program.led.rescued.parent == places.rescued()
            assert said(led.program.led.rescued) == ["One"]

    run(test)


@pytest.mark.parametrize("key", ["f10", "ctrl+q"])
def test_where_nothing_takes_it_leaving_says_what_is_left_to_do(
    path: Path, full: Full, key: str, tmp_path: Path
) -> None:
    full.path = None

    async def test() -> None:
        async with unsaved(path, full, SMALLEST) as led:
            await led.press(key, key)
            await led.shows(say("screen.stuck"))
            assert not led.app._exit
            full.path = path
            await led.say(f"/save {tmp_path / 'stick.toml'}")
            await led.until((tmp_path / "stick.toml").exists)
            await led.press(key)
            await led.until(lambda: led.app._exit)
            assert led.program.led.rescued == tmp_path / "stick.toml"

    run(test)


def test_where_it_was_put_is_told_at_home_and_at_the_end(path: Path, full: Full) -> None:
    async def test() -> None:
        app = WorkshopApp(path.parent)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, WorkshopScreen) and "▸" in frame(app))
            led = Led(pilot, path)
            await led.say("/audience only-us yes")
            full.full = True
            await led.say("One")
            await led.press("f10")
            await led.shows(say("screen.insist"))
            await led.press("f10")
            await led.until(lambda: isinstance(app.screen, HomeScreen))
            assert led.notes == [say("plain.rescued", path=str(app.led.rescued))]
            full.full = False
            first = app.led.rescued
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, WorkshopScreen))
            await led.press("ctrl+q")
            await led.until(lambda: app._exit)
            assert app.led.rescued == first

    run(test)


def test_a_line_that_is_wrong_stands_there_again_whatever_the_disk_does(path: Path, full: Full) -> None:
    """It was not said, so nothing keeps it. What was typed unseen stays unseen, and a key leaves no line."""

    async def test() -> None:
        async with unsaved(path, full) as led:
            await led.say("/step lunch")
            assert led.line == "/step lunch"
            assert say("plain.kept") not in led.told
            await led.press("escape")
            full.full = False
            await led.say("/close")
            await led.settled()
            await led.say("!")
            await led.say("a secret")
            await led.until(lambda: bool(led.line))
            assert "a secret" not in led.frame

    run(test)


def test_a_form_that_does_not_fit_stays_open_whatever_the_disk_does(path: Path, full: Full) -> None:
    async def test() -> None:
        async with unsaved(path, full) as led:
            await led.form()
            await led.press("x")
            led.workshop.session = led.workshop.session.model_copy(update={"status": "closed"})
            await led.press("f5")
            await led.shows(say("edit.closed"))
            assert isinstance(led.app.screen, ItemForm)
            assert "Onex" in led.frame

    run(test)


# What others do meanwhile


def other(path: Path, user: str = "bo") -> Workshop:
    """The session as another program has it open, of somebody else on this machine."""
    workshop = Workshop.open(path)
    workshop._keeper._lease = Lease(
        workshop._keeper.beside, workshop.clock, replace(Process.mine(), user=user)
    )
    return workshop


def test_what_others_save_appears_without_a_key(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def test() -> None:
        async with leading(path) as led:
            await led.say("One")
            await led.settled()
            await led.say("/ask")
            await led.type("half a thought")
            asked = led.screen.dialogue.question
            assert asked
            await led.until(lambda: squeezed(asked) in led.told)
            there = other(path)
            there.apply(Add("goals", Goal(id="g9", statement="From the other table")), "add")
            await led.shows("1 One", "2 From the other table", "half a thought")
            assert squeezed(asked) in led.told
            assert main(["--sessions", str(path.parent), "add", path.stem, "goals", "From the shell"]) == 0
            await led.shows("3 From the shell")
            assert led.line == "half a thought"
            # The question goes with its item.
            there.look()
            there.apply(Remove(led.workshop.session.goals[0].id), "remove")
            await led.shows("1 From the other table")
            assert squeezed(asked) not in led.told
            assert led.line == "half a thought"

    run(test)


def test_what_others_save_appears_below_a_page(path: Path) -> None:
    async def test() -> None:
        async with leading(path) as led:
            await led.say("One")
            await led.settled()
            await led.form()
            await led.press("x")
            other(path).apply(Add("goals", Goal(id="g9", statement="From the other table")), "add")
            await led.until(lambda: len(led.workshop.session.goals) == 2)
            await led.press("f5")
            await led.shows("1 Onex", "2 From the other table")
            await led.settled()
            assert said(path) == ["Onex", "From the other table"]

    run(test)


def test_one_item_changed_two_ways_stands_twice_and_is_told(
    path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other one waits for nobody's lock.
    monkeypatch.setattr(revisions, "PATIENCE", 0.0)

    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            await led.say("One")
            await led.say(".")
            await led.settled()
            [one] = on_disk(path).goals
            disk.answers.clear()
            await led.say("/edit 1 Ours")
            await led.until(lambda: bool(disk.waited_for))
            with monkeypatch.context() as theirs:
                theirs.setattr("os.fsync", os.fstat)
                other(path).apply(Change(one.id, {"statement": "Theirs"}), "edit")
            disk.answers.set()
            await led.shows("Ours", "Theirs", say("page.conflict"))
            assert say("plain.conflicts", n=1) in led.told

    run(test)


# Hands in the file


def test_a_file_broken_by_hand_is_told_once_and_work_goes_on(path: Path) -> None:
    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            await led.say("One")
            await led.say(".")
            await led.settled()
            good = path.read_bytes()
            path.write_bytes(good.replace(b'title = "', b"title = "))
            await led.shows(UNSAVED)
            told = led.told
            line = good[: good.index(b"title = ")].count(b"\n") + 1
            assert f"{path.name}:{line}:" in told
            assert squeezed(say("screen.unsaved_ways")) in told
            await led.say("Two")
            await led.until(lambda: led.told != told)
            await led.looked(3)
            assert f"{path.name}:" not in led.told
            await led.shows("2 Two", UNSAVED)
            path.write_bytes(good)
            await led.say("Three")
            await led.settled()
            assert said(path) == ["One", "Two", "Three"]

    run(test)


def test_leaving_while_the_file_is_broken_is_not_told_as_saved(path: Path) -> None:
    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            await led.say("One")
            await led.settled()
            path.write_bytes(b"broken")
            await led.shows(UNSAVED)
            await led.press("f10")
            await led.shows(say("screen.insist"))
            await led.press("f10")
            await led.until(lambda: led.app._exit)
            assert led.program.led.rescued
            assert said(led.program.led.rescued) == ["One"]
            assert path.read_bytes() == b"broken"

    run(test)


@pytest.mark.parametrize("hand", ["deleted", "renamed"])
def test_a_file_that_is_gone_is_written_again(path: Path, hand: str) -> None:
    async def test() -> None:
        async with leading(path) as led:
            await led.say("One")
            await led.settled()
            if hand == "deleted":
                path.unlink()
            else:
                path.rename(path.with_name("elsewhere.toml"))
            await led.shows(say("file.gone"))
            assert not path.exists()
            await led.say("Two")
            await led.until(path.exists)
            await led.settled()
            assert said(path) == ["One", "Two"]

    run(test)


# What is being typed


def drafted(path: Path) -> str:
    """All that stands in the drafts beside a session, once the disk has caught up."""
    found = (path.parent / ".bpworkshop").glob("*/drafts/*.toml")
    return "\n".join(one.read_text(encoding="utf-8") for one in found)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called on, this is another program, and the one before is gone."""
    number = [0]

    def begin() -> None:
        number[0] += 1
        # One that never ran: the process numbers of Linux end before it.
        mine = replace(Process.mine(), pid=2**30 + number[0])
        monkeypatch.setattr("bpworkshop.tui.led.Process.mine", lambda: mine)

    begin()
    return begin


def test_what_was_left_half_typed_stands_there_again(path: Path, later: Callable[[], None]) -> None:
    async def test() -> None:
        async with leading(path) as led:
            await led.say("One")
            await led.say(".")
            await led.type("half a thou")
            await led.until(lambda: "half a thou" in drafted(path))
        later()
        async with leading(path) as led:
            await led.shows("1 One", "half a thou")
            assert led.line == "half a thou"
            assert led.app.screen is led.screen
            assert not led.notes
            await led.say("ght")
            await led.shows("2 half a thought")
            await led.until(lambda: drafted(path) == "")
        later()
        async with leading(path) as led:
            assert led.line == ""

    run(test)


def test_what_was_typed_last_is_kept_however_the_program_is_left(
    path: Path, later: Callable[[], None]
) -> None:
    """Nobody waits for the disk to catch up."""

    async def test() -> None:
        for key, words in (("f10", "one"), ("ctrl+q", "two")):
            async with leading(path) as led:
                await led.type(words)
                await led.type("!")
                await led.press(key)
            assert f"{words}!" in drafted(path)
            later()
            async with leading(path) as led:
                assert led.line == f"{words}!"
                await led.say("")
            assert drafted(path) == ""

    run(test)


@pytest.mark.parametrize("typed", ["begun among us", "! begun before all", "unseen"])
def test_what_is_ours_never_comes_back_before_everyone(
    tmp_path: Path, later: Callable[[], None], typed: str
) -> None:
    path = put(tmp_path, phase="prepare" if typed.startswith("begun") else "together")

    async def test() -> None:
        async with leading(path) as led:
            if typed == "unseen":
                await led.say("!")
            await led.type(typed)
            await led.until(lambda: typed in drafted(path))
        path.write_bytes(codec.encode(on_disk(path).model_copy(update={"phase": "together"})))
        later()
        async with leading(path, SMALLEST) as led:
            assert say("screen.everyone") in led.top
            assert led.line == ""
            assert typed.lstrip("! ") not in led.frame
            await led.say("/audience only-us yes")
            await led.shows(typed)
            assert led.line == typed
            # And it goes again when they do.
            await led.press("home")
            led.screen.query_one(SayLine).value = ""
            await led.say("/audience only-us yes")
        assert typed not in drafted(path)

    run(test)


def test_what_is_ours_is_not_forgotten_by_what_is_typed_before_everyone(
    tmp_path: Path, later: Callable[[], None]
) -> None:
    path = put(tmp_path, phase="prepare")

    async def test() -> None:
        async with leading(path) as led:
            await led.type("begun among us")
            await led.until(lambda: "begun among us" in drafted(path))
        path.write_bytes(codec.encode(on_disk(path).model_copy(update={"phase": "together"})))
        later()
        async with leading(path) as led:
            await led.say("One")
            await led.settled()
        later()
        async with leading(path, only_us=True) as led:
            await led.shows("begun among us")

    run(test)


def test_a_form_half_filled_is_half_filled_again(path: Path, later: Callable[[], None]) -> None:
    async def test() -> None:
        async with leading(path) as led:
            await led.say("One")
            await led.say(".")
            await led.type("a line")
            await led.form()
            await led.press(*", more")
            await led.until(lambda: "One, more" in drafted(path) and "a line" in drafted(path))
        later()
        async with leading(path) as led:
            await led.shows("1 One", "a line")
            await led.press("tab", "enter")
            await led.shows("One, more", say("form.draft"))
            await led.press("f5")
            await led.shows("1 One, more")
            await led.until(lambda: "One, more" not in drafted(path))
            assert "a line" in drafted(path)
            await led.press("enter")
            await led.until(lambda: isinstance(led.app.screen, ItemForm))
            await led.press("x")
            await led.until(lambda: "One, morex" in drafted(path))
            led.app.screen.revert()  # type: ignore[attr-defined]
            await led.until(lambda: "One, morex" not in drafted(path))

    run(test)


def test_of_two_forms_half_filled_the_second_does_not_take_the_first_with_it(
    path: Path, later: Callable[[], None]
) -> None:
    async def test() -> None:
        async with leading(path) as led:
            for words in ("One", "Two"):
                await led.say(words)
                await led.say(".")
            await led.press("tab")
            for key, number in (("home", 1), ("end", 2)):
                await led.press(key, "enter")
                await led.until(lambda: isinstance(led.app.screen, ItemForm))
                await led.press(str(number))
                await led.press("escape" if number == 1 else "f5")
                await led.until(lambda: led.app.screen is led.screen)
            await led.until(lambda: "Two2" in led.frame and "One1" in drafted(path))
        later()
        async with leading(path) as led:
            await led.shows("1 One", "2 Two2")
            await led.press("tab", "home", "enter")
            await led.shows("One1")

    run(test)


def test_a_form_that_was_ours_is_not_filled_before_everyone(
    tmp_path: Path, later: Callable[[], None]
) -> None:
    path = put(tmp_path, phase="prepare", goals=(Goal(id="g1", statement="One"),))

    async def test() -> None:
        async with leading(path) as led:
            await led.shows("1 One")
            await led.form()
            await led.press(*" secret")
            await led.until(lambda: "One secret" in drafted(path))
        path.write_bytes(codec.encode(on_disk(path).model_copy(update={"phase": "together"})))
        later()
        async with leading(path) as led:
            await led.shows("1 One")
            await led.form()
            assert "secret" not in led.frame
            await led.press("escape")
            await led.until(lambda: led.app.screen is led.screen)
            await led.press("escape")
            await led.say("/audience only-us yes")
            await led.press("tab", "enter")
            await led.shows("One secret")

    run(test)


def test_home_and_back_keeps_the_line_and_two_programs_keep_theirs(path: Path, tmp_path: Path) -> None:
    async def test() -> None:
        app = WorkshopApp(path.parent)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            led = Led(pilot, path)
            await led.until(lambda: isinstance(app.screen, HomeScreen))
            await led.press("enter")
            await led.until(lambda: isinstance(app.screen, WorkshopScreen) and "▸" in led.frame)
            await led.say("/audience only-us yes")
            await led.type("half a thought")
            # Another program of the same user, which runs: nothing is taken from it.
            elsewhere = Drafts(led.workshop.beside, replace(Process.mine(), pid=os.getppid(), started=""))
            assert elsewhere.adopt() is None
            assert elsewhere.keep(Draft("goals", "theirs"))
            await led.press("f10")
            await led.until(lambda: isinstance(app.screen, HomeScreen))
            await led.press("enter")
            await led.until(lambda: isinstance(app.screen, WorkshopScreen) and "▸" in led.frame)
            await led.say("/audience only-us yes")
            await led.shows("half a thought")
            assert led.line == "half a thought"
            assert "theirs" in drafted(path)
        assert "half a thought" in drafted(path)

    run(test)


# Who leads


def leads(user: str, workshop: Workshop) -> str:
    since = f"{workshop.clock().astimezone():%H:%M}"
    return say("lead.theirs", who=say("lead.who", user=user, host=Process.mine().host), since=since)


def test_the_second_one_is_told_who_leads_follows_and_adds(path: Path) -> None:
    async def test() -> None:
        first = other(path)
        first.start()
        async with leading(path, SMALLEST) as led:
            await led.until(lambda: led.told == leads("bo", first))
            # What only who leads can do is refused with words, and leaves nothing in the line.
            await led.type("half a thought")
            await led.press("pagedown")
            assert squeezed(say("lead.other", who="bo", host=Process.mine().host)) == led.told
            assert led.line == "half a thought"
            await led.say("")
            await led.settled()
            for line in ("/next", "/close", "/phase after", "/step 2", "/restore 1"):
                await led.say(line)
                assert "chooses the step" in led.told, line
                assert led.line == line
                await led.press("escape")
            first.look()
            assert [one.statement for one in first.session.goals] == ["half a thought"]
            first.go("values")
            await led.shows("2 of 6")
            assert led.workshop.stage.step == "values"
            # Leading is asked for, and given.
            await led.say("/lead")
            assert (
                say("command.lead.asked", who=say("lead.who", user="bo", host=Process.mine().host))
                in led.told
            )
            first.look()
            assert first.lead
            assert first.lead.asked == Process.mine().user
            assert first.answer_lead(give=True)
            await led.until(lambda: led.told == say("lead.ours"))
            await led.say("/step 3")
            await led.shows("3 of 6")
            await led.until(lambda: first._keeper.followed().stage.step == "alternatives")
            first.look()
            assert first.stage.step == "alternatives"

    run(test)


def test_who_leads_is_asked_on_the_screen_and_goes_on_or_gives(path: Path) -> None:
    async def test() -> None:
        async with leading(path, SMALLEST) as led:
            await led.type("half a thought")
            there = other(path)
            there.start()
            there.ask_lead()
            await led.until(lambda: led.told == say("lead.asks", who="bo"))
            assert led.line == "half a thought"
            await led.press("escape")
            await led.say("/lead no")
            await led.until(lambda: led.told == say("command.lead.kept"))
            there.look()
            assert there.lead
            assert there.lead.declined
            there.ask_lead()
            await led.until(lambda: led.told == say("lead.asks", who="bo"))
            await led.say("/lead yes")
            await led.until(lambda: say("command.lead.given") in led.told)
            there.look()
            assert there.lead.ours
            # Gone on its own accord, the lead is free.
            there.end()
            await led.until(lambda: led.told == say("lead.free"))
            await led.press("pagedown")
            assert led.workshop.lead
            assert led.workshop.lead.ours

    run(test)


def test_who_asked_and_then_led_because_nobody_did_any_more_is_told_so(path: Path) -> None:
    async def test() -> None:
        first = other(path)
        first.start()
        async with leading(path) as led:
            await led.say("/lead")
            first.end()
            await led.until(lambda: led.told == say("lead.free"))

    run(test)


def test_one_that_slept_while_the_lead_was_taken_does_not_lead(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        async with leading(path) as led:
            # It sleeps: it looks at nothing.
            monkeypatch.setattr(led.workshop, "_idle", lambda: None)
            monkeypatch.setattr(led.workshop._worker, "_idle", lambda: None)
            there = other(path)
            there.start()
            there.seize_lead()
            there.go("values")
            assert led.workshop.lead
            assert led.workshop.lead.ours
            await led.say("/step 3")
            await led.until(lambda: led.told == leads("bo", there))
            await led.shows("2 of 6")
            assert there._keeper.followed().stage.step == "values"
            await led.press("pagedown")
            assert "chooses the step" in led.told

    run(test)


def test_a_session_whose_leader_died_is_led_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        there = other(path)
        lease = there._keeper._lease
        assert lease
        lease.process = replace(lease.process, pid=2**30)
        there.start()
        there.go("values")
        async with leading(path) as led:
            await led.shows("2 of 6")
            assert not led.told
            await led.say("/step 3")
            await led.shows("3 of 6")

    run(test)


def test_who_leads_is_told_line_by_line_as_well(path: Path) -> None:
    async def test() -> None:
        async with leading(path) as led:
            workshop = other(path)
            workshop.start()
            told: list[str] = []

            class Typed:
                lines = iter(("One", "/next", "/lead", "/quit"))

                def read(self, prompt: str, secret: bool) -> str | None:
                    return next(self.lines, None)

                def waiting(self) -> bool:
                    return False

            LineMode(Face.opened(workshop, load()), Typed(), told.append).run()
            assert leads(Process.mine().user, led.workshop) in told
            assert any("chooses the step" in one for one in told)
            await led.shows("1 One")
            await led.until(lambda: led.told == say("lead.asks", who="bo"))
            workshop.end()

    run(test)
