"""Going back: versions that are kept by themselves, in the shell and on the screens, and broken files."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bpworkshop.cli import main
from bpworkshop.commands import Face, dispatch
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.session.edits import Add, Set
from bpworkshop.session.items import Goal
from bpworkshop.store.recovery import last_good, recover
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.page import PageScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.clock import START, Clock
from tests.functional.test_home import opened as home_of
from tests.functional.test_home import run, the_app
from tests.functional.test_saving_screen import SMALLEST, leading, put, said, squeezed
from tests.screens import frame, until


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda opened: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path)


@pytest.fixture
def led(path: Path) -> Workshop:
    """The session, led from the beginning, by a clock that stands."""
    workshop = Workshop.open(path, clock=Clock())
    workshop.start()
    return workshop


def later(workshop: Workshop, **passed: float) -> None:
    assert isinstance(workshop.clock, Clock)
    workshop.clock.now += timedelta(**passed)


def goal(workshop: Workshop, words: str) -> None:
    workshop.apply(Add("goals", Goal(id=workshop.new_id(), statement=words)), "add")


def reasons(workshop: Workshop) -> list[str]:
    return [one.why for one in reversed(workshop.versions())]


def three(workshop: Workshop) -> None:
    """Three goals, and a version after each, the first with none."""
    for words in ("One", "Two", "Three"):
        goal(workshop, words)
        later(workshop, minutes=2)


class Shell:
    """The commands of the shell, as somebody types them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = main(["--sessions", str(self.folder), *words])
        found = self.capsys.readouterr()
        return code, found.out, found.err


@pytest.fixture
def shell(path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(path.parent, capsys)


# What is kept


def test_versions_are_kept_as_it_was_opened_at_each_step_each_minute_and_at_the_end(led: Workshop) -> None:
    goal(led, "One")
    goal(led, "Two")
    assert reasons(led) == ["opened"]
    assert not led.version(led.versions()[0].name).goals
    later(led, seconds=59)
    goal(led, "Three")
    assert reasons(led) == ["opened"]
    later(led, seconds=1)
    goal(led, "Four")
    assert reasons(led) == ["opened", "minute"]
    assert len(led.version(led.versions()[0].name).goals) == 4
    goal(led, "Five")
    led.go("values")
    assert reasons(led) == ["opened", "minute", "step"]
    assert len(led.version(led.versions()[0].name).goals) == 5
    led.apply(Set({"status": "closed"}), "close")
    assert reasons(led) == ["opened", "minute", "step", "closed"]
    assert led.version(led.versions()[0].name).status == "closed"


def test_a_version_is_as_private_as_the_session(led: Workshop) -> None:
    goal(led, "One")
    folder = led.beside.folder / "versions"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}


# In the shell


def test_the_shell_lists_them_and_goes_back_by_number_or_name(
    led: Workshop, shell: Shell, path: Path
) -> None:
    three(led)
    handle = path.stem
    code, out, _ = shell("versions", handle)
    assert code == 0
    lines = out.splitlines()
    assert [re.split(r"  +", line)[0] for line in lines] == ["1", "2", "3"]
    assert lines[-1].endswith(say("version.opened"))
    _, out, _ = shell("versions", "--json", handle)
    listed = json.loads(out)
    assert [one["version"] for one in listed] == [one.name for one in led.versions()]
    assert [one["why"] for one in listed] == ["minute", "minute", "opened"]
    assert datetime.fromisoformat(listed[0]["at"]) == START + timedelta(minutes=4)
    code, out, _ = shell("restore", handle, "2")
    assert code == 0
    assert say("cli.restore.done", at="2026-05-04 10:02:00", path=path) in out
    assert said(path) == ["One", "Two"]
    code, out, _ = shell("restore", handle, listed[-1]["version"])
    assert code == 0
    assert said(path) == []
    # How it was before is there as well.
    _, out, _ = shell("versions", "--json", handle)
    assert [one["why"] for one in json.loads(out)] == ["restored", "minute", "minute", "opened"]
    assert shell("restore", handle, "1")[0] == 0
    assert said(path) == ["One", "Two"]
    assert shell("restore", handle, listed[0]["version"])[0] == 0
    assert said(path) == ["One", "Two", "Three"]


@pytest.mark.parametrize("typed", ["0", "4", "-1", "x", "../../2026-05-01-reading.toml"])
def test_a_version_that_is_not_there_is_a_problem(
    led: Workshop, shell: Shell, path: Path, typed: str
) -> None:
    three(led)
    before = path.read_bytes()
    code, _, err = shell("restore", path.stem, "--", typed)
    assert code == 1
    assert say("cli.restore.unknown", version=typed, n=3) in err
    assert path.read_bytes() == before


def test_without_a_version_a_whole_file_stays_as_it_is(led: Workshop, shell: Shell, path: Path) -> None:
    assert shell("versions", path.stem) == (0, say("command.versions.none") + "\n", "")
    three(led)
    before = path.read_bytes()
    code, _, err = shell("restore", path.stem)
    assert code == 1
    assert say("cli.restore.which", handle=path.stem) in err
    assert path.read_bytes() == before


def test_a_broken_file_is_put_aside_and_brought_back_by_the_shell(
    led: Workshop, shell: Shell, path: Path
) -> None:
    three(led)
    path.write_bytes(b"broken")
    code, _, _ = shell("show", path.stem)
    assert code == 1
    code, out, _ = shell("versions", path.stem)
    assert len(out.splitlines()) == 3
    code, out, _ = shell("restore", path.stem)
    assert code == 0
    assert said(path) == ["One", "Two", "Three"]
    [aside] = path.parent.glob("*.broken-*")
    assert aside.read_bytes() == b"broken"
    assert say("cli.restore.aside", path=aside) in out
    _, out, _ = shell("list", "--json")
    assert [one["handle"] for one in json.loads(out)] == [path.stem]
    assert shell("show", path.stem)[0] == 0


def test_a_file_of_a_newer_program_is_not_broken(led: Workshop, shell: Shell, path: Path) -> None:
    three(led)
    newer = re.sub(rb"format = \d+", b"format = 999", path.read_bytes())
    path.write_bytes(newer)
    code, _, err = shell("restore", path.stem)
    assert code == 1
    assert "999" in err
    assert path.read_bytes() == newer


# On the screens


def test_on_the_screen_they_are_a_page_and_one_is_gone_back_to(led: Workshop, path: Path) -> None:
    three(led)
    led.end()

    async def test() -> None:
        async with leading(path, SMALLEST) as screen:
            await screen.say("Four")
            await screen.settled()
            await screen.say("/versions")
            await screen.until(lambda: isinstance(screen.app.screen, PageScreen))
            await screen.shows("1 ", say("version.opened"), say("command.versions.how"))
            await screen.press("escape")
            names = [one.at for one in screen.workshop.versions()]
            number = next(n for n, at in enumerate(names, 1) if at == START + timedelta(minutes=2))
            await screen.say(f"/restore {number}")
            await screen.settled()
            assert said(path) == ["One", "Two"]
            assert squeezed(say("command.restore.done", at="2026-05-04 10:02:00")) in screen.told
            await screen.press("f2")
            await screen.settled()
            assert said(path) == ["One", "Two", "Three", "Four"]
            await screen.say("/restore 99")
            assert say("command.restore.unknown", number=99, n=len(screen.workshop.versions())) in screen.told
            assert screen.line == "/restore 99"

    run(test)


def test_going_back_shows_everyone_nothing_of_ours(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        phase="prepare",
        goals=(Goal(id="g1", statement="kept secret", only_for="library"), Goal(id="g2", statement="open")),
    )
    workshop = Workshop.open(path)
    workshop.start()
    workshop.apply(Set({"phase": "together"}), "phase")
    face = Face.opened(workshop, load())
    assert not face.only_us
    name = str(len(workshop.versions()))
    told = [*dispatch(face, "/versions").lines, *dispatch(face, f"/restore {name}").lines]
    assert workshop.session.phase == "prepare"
    # It is the phase in which only our side is there; the screen is still everyone's.
    assert not face.only_us
    assert [one.statement for one in face.view.goals] == ["open"]
    assert "secret" not in " ".join(told)


def broken(path: Path) -> bytes:
    path.write_bytes(path.read_bytes().replace(b'title = "', b"title = "))
    return path.read_bytes()


def test_a_broken_file_says_why_and_is_opened_as_it_was_where_somebody_wants_it(
    led: Workshop, path: Path
) -> None:
    three(led)
    led.end()
    bytes_ = broken(path)

    async def test() -> None:
        async with home_of(path.parent, SMALLEST) as pilot:
            app = the_app(pilot)

            def shown() -> str:
                return squeezed(frame(app))

            await until(pilot, lambda: path.stem in shown())
            line = bytes_[: bytes_.index(b"title = ")].count(b"\n") + 1
            await until(pilot, lambda: f"line {line}: " in shown())
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, AskScreen))
            await until(pilot, lambda: say("ask_mend.question") in shown())
            at = led.versions()[0].at.astimezone()
            assert say("ask_mend.explain", at=f"{at:%Y-%m-%d %H:%M}") in shown()
            assert say("screen.only_us") in shown()
            for key in ("n", "escape"):
                await pilot.press(key)
                await until(pilot, lambda: isinstance(app.screen, HomeScreen))
                assert path.read_bytes() == bytes_
                await pilot.press("enter")
                await until(pilot, lambda: isinstance(app.screen, AskScreen))
            await pilot.press("y")
            await until(pilot, lambda: isinstance(app.screen, WorkshopScreen) and "3 Three" in shown())
            [aside] = path.parent.glob("*.broken-*")
            assert aside.read_bytes() == bytes_

    run(test)


def test_a_file_of_a_newer_program_is_told_and_not_offered(led: Workshop, path: Path) -> None:
    three(led)
    led.end()
    path.write_bytes(re.sub(rb"format = \d+", b"format = 999", path.read_bytes()))

    async def test() -> None:
        async with home_of(path.parent) as pilot:
            app = the_app(pilot)
            await until(pilot, lambda: "999" in frame(app))
            await pilot.press("enter")
            await until(pilot, lambda: str(path) in frame(app).replace("\n", "").replace(" ", ""))
            assert isinstance(app.screen, HomeScreen)

    run(test)


def test_the_last_good_one_is_taken_where_the_newest_is_broken_too(led: Workshop, path: Path) -> None:
    three(led)
    led.end()
    newest = led.versions()[0]
    (led.beside.folder / "versions" / newest.name).write_bytes(b"broken")
    path.write_bytes(b"")
    good = last_good(path)
    assert good == led.versions()[1]
    recover(path, good, START)
    assert said(path) == ["One", "Two"]
    with pytest.raises(Problem):
        recover(path, newest, START + timedelta(seconds=1))
    assert said(path) == ["One", "Two"]
