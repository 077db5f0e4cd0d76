"""No text reaches a terminal as a command, wherever it comes from: bytes are looked at, not widgets."""

import asyncio
import gc
import json
import os
import re
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from bpworkshop import places
from bpworkshop.cli import COMMANDS, main
from bpworkshop.commands import REGISTRY
from bpworkshop.errors import Problem
from bpworkshop.following import Followed
from bpworkshop.method.guide import builtin_text
from bpworkshop.session.boards import STEPS
from bpworkshop.store import codec, rights
from bpworkshop.store.beside import Beside
from bpworkshop.store.following import SessionWatch
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.store.tables import LONGEST_LINE
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.following import FollowApp
from bpworkshop.tui.keymap import PLACES
from bpworkshop.tui.palette import Palette
from bpworkshop.tui.screens.aims import AimsScreen
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.compare import CompareScreen
from bpworkshop.tui.screens.curtain import CurtainScreen
from bpworkshop.tui.screens.find import FindScreen
from bpworkshop.tui.screens.follow import FollowScreen
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.ledger import LedgerScreen
from bpworkshop.tui.screens.mapping import MappingScreen
from bpworkshop.tui.screens.new import NewScreen
from bpworkshop.tui.screens.opening import OpeningScreen
from bpworkshop.tui.screens.page import HelpScreen
from bpworkshop.tui.screens.partner import PartnerScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from tests.faults.hostile import TEXTS, TOGETHER, Hostile, acts, hostile, put
from tests.functional.test_keys_and_help import ROUTES
from tests.screens import frame, until
from tests.strategies import small
from tests.terminal.test_output import OWN, Recording

ALONE = [pytest.param((name,), id=name, marks=pytest.mark.slow) for name in TEXTS]
SAID = [*(pytest.param(names, id=name) for name, names in TOGETHER.items()), *ALONE]
ON_SCREENS = [pytest.param(names, id=name, marks=pytest.mark.slow) for name, names in TOGETHER.items()]
"""All screens take long to go through: with each payload alone the shell alone is tried."""
GROUP = str(os.getegid())
NAMES = {command.name for command in COMMANDS}


@pytest.fixture(params=SAID)
def said(request: pytest.FixtureRequest) -> Hostile:
    return hostile(*request.param)


def guides(said: Hostile) -> Iterator[str]:
    """Guides of one's own: with it in the words as they may be, with it as it is, and where no word is."""
    for words in (json.dumps(said.line), said.toml):
        before, label, after = re.split(r'(?m)^(label = ".*")$', builtin_text(), maxsplit=1)
        assert label
        yield f"{before}label = {words}{after}"
    yield f"{builtin_text()}\n[{said.toml}]\na = 1\n"


def settings(said: Hostile) -> Iterator[str]:
    """Settings in which it stands where something else should, and one in which it may stand."""
    for key in ("theme", "guide", "library", said.toml):
        yield f"{key} = {said.toml}\n"
    yield f"[keys]\n{said.toml} = 'x'\n"
    yield f"[keys]\n'home.open' = {said.toml}\n"
    yield f"library = {json.dumps(said.line[:200])}\nguide = {json.dumps(said.line)}\n"


def is_led(path: Path, said: Hostile) -> Lease:
    """Somebody of such a name, at a machine of such a name, leads the session."""
    name = said.text.replace("\ud800", "")[:LONGEST_LINE]
    lease = Lease(
        Beside(path, "session"),
        lambda: datetime.now().astimezone(),
        replace(Process.mine(), user=name, host=name),
    )
    lease.seize()
    return lease


# The shell


class Shell:
    """Commands in a folder whose name and files mean harm; what they print is looked at as bytes."""

    def __init__(self, base: Path, said: Hostile, capture: pytest.CaptureFixture[bytes]) -> None:
        self.said, self._capture = said, capture
        self.base, self.folder = base, base / f"sessions {said.name}"
        self.path = put(self.folder, said)
        self.handle = self.path.stem
        self.ran: set[str] = set()

    def __call__(self, *arguments: str, seen: bool = True) -> str:
        """Run a command; what it told. All of the text must have arrived where it is to be ``seen``."""
        self._capture.readouterr()
        with suppress(SystemExit):
            main(["--sessions", str(self.folder), *arguments])
        self.ran |= NAMES.intersection(arguments[:1])
        streams = self._capture.readouterr()
        told = (streams.out + streams.err).decode()
        assert told
        assert not acts(told)
        assert not [line for line in told.splitlines() if line.lstrip().startswith("Forged")]
        assert not seen or not [mark for mark in self.said.marks if mark not in told]
        if "--json" in arguments and streams.out:
            json.loads(streams.out)
        return told


@pytest.fixture
def shell(
    said: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Shell]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rights.Group, "members", lambda _: [said.text])
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        yield Shell(tmp_path, said, capsysbinary)
    gc.enable()
    gc.unfreeze()


def test_what_the_shell_prints_is_text(shell: Shell) -> None:
    first = (_looked_at, _compared, _broken_ones, _used_wrong, _followed, _changed)
    for part in (*first, _led, _settled, _guided, _made, _gone_back):
        part(shell)
    assert shell.ran == NAMES


def _looked_at(shell: Shell) -> None:
    """All that reads, and the list of what can't be read."""
    shell()
    for command in ("list", "check", "where", "purge --dry-run"):
        shell(*command.split())
        shell(*command.split(), "--json")
    for more in ((), ("--all",), ("--json",)):
        shell("show", shell.handle, *more)
    for more in ((), ("--json",)):
        shell("aims", *more, seen=False)
    shell("review", shell.handle)
    # What is found is a part of it.
    shell("search", *shell.said.marks[:1], seen=False)
    for more in ((), ("--rate",), ("--json",)):
        shell("commitments", *more, seen=False)
    shell("partner", "x", seen=False)
    shell("show", "2026-04")
    shell("run", shell.handle)
    shell("completion", "bash", seen=False)


def _compared(shell: Shell) -> None:
    """Next to a session that says something else, and to a copy of itself."""
    plain, copy = (shell.path.with_name(f"2026-03-{name}.toml") for name in ("plain", "copy"))
    plain.write_bytes(codec.encode(small(id="another")))
    for both in ((shell.handle, plain.stem), (plain.stem, shell.handle)):
        for more in (("--all",), ("--all", "--json")):
            shell("diff", *both, *more)
    for wrong in (shell.said.word, f"{shell.said.word}@1"):
        shell("diff", shell.handle, wrong)
        shell("separate", wrong)
    copy.write_bytes(shell.path.read_bytes())
    shell("check", str(shell.path), str(copy))
    shell("separate", copy.stem, seen=False)
    plain.unlink()
    copy.unlink()


def _broken_ones(shell: Shell) -> None:
    for path in sorted(shell.folder.glob("2026-04*")):
        shell("check", str(path))
        for command in ("show", "review", "restore", "run"):
            shell(command, path.stem)
        shell("add", path.stem, "goals", "x")
        shell("share", path.stem, GROUP)
        shell("person", path.stem, "ana", "--show")
        shell("new", "--title", "T", "--library", "L", "--partner", "P", "--follows", path.stem)


def _used_wrong(shell: Shell) -> None:
    """What is typed is quoted back."""
    word = shell.said.word
    for command in ("show", "check", "run", "review", "versions", "purge"):
        shell(command, word)
    for words in ([word], ["completion", word], ["show", "x", word]):
        shell(*words)
    shell("list", "--since", word)
    for command in ("list", "search", "figures", "partner"):
        shell(command, word, seen=False)
    shell("import", shell.handle, word, seen=False)
    shell("commitments", "keep", f"x/{word}")
    shell("add", shell.handle, word, "x")
    shell("add", shell.handle, "goals", "x", "--set", f"votes={word}")
    # Here the beginning of it is enough.
    for field in (word, f"{word}=x"):
        shell("add", shell.handle, "goals", "x", "--set", field, seen=False)
    shell("restore", shell.handle, word)
    shell("share", shell.handle, word)
    shell("person", shell.handle, f"nobody {word}", "--show")


def _followed(shell: Shell) -> None:
    """Read along until somebody stops it, after all of it was told once."""

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.nice", lambda by: 0)
        patch.setattr("time.sleep", stop)
        shell("follow", shell.handle, "--plain", "--only-us")
    shell("follow", shell.said.word, "--plain")


def _changed(shell: Shell) -> None:
    word = shell.said.word
    for more in ((), ("--set", f"note={word}"), ("--set", f"by={word}")):
        shell("add", shell.handle, "goals", f"{word} @{word} due:{word}", *more, seen=False)
    shell("show", shell.handle)
    shell("person", shell.handle, "ana", "--show")
    shell("person", shell.handle, "ana", "--show", "--json")
    shell("person", shell.handle, "ana", "--rename", word)
    shell("person", shell.handle, "ana", "--forget")


def _led(shell: Shell) -> None:
    """The line mode: every command, and every board with its questions."""
    word = shell.said.word.replace("\r", "").replace("\n", " ")
    lines = [f"/{name} {word}" for name in REGISTRY if name not in ("quit", "close")]
    lines += [f"/{word}", "!", word, "/show", "/people", "/versions", f"/save copy {word[:40]}"]
    for number in range(1, len(STEPS) + 1):
        lines += [f"/step {number}", word, "1", word, word, "."]
    script = shell.base / "script"
    script.write_text("\n".join(lines), "utf-8", "surrogateescape")
    lease = is_led(shell.path, shell.said)
    with script.open() as given, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", given)
        told = shell("run", shell.handle, "--plain")
    lease.release()
    assert say("plain.saved", path=shell.path, line="").split(".")[0] in told


def _settled(shell: Shell) -> None:
    """Who may read it, and what is passed on."""
    shell("share", shell.handle, GROUP)
    shell("share", "--all", GROUP)
    shell("share", "--all", GROUP, "--json")
    shell("share", "--all", "--private")
    target = Path(f"out {shell.said.name}.toml")
    shell("handout", shell.handle, "-o", str(target))
    shell("handout", shell.handle, "-o", str(target), "--keep")
    assert not acts(target.read_text())
    target.write_text("something else")
    for one in (target, shell.folder / "x.toml", target / "x", Path(f"{shell.said.word}/x")):
        shell("handout", shell.handle, "-o", str(one))
    shell("chart", shell.handle, seen=False)
    for form in ("html", "md"):
        document = Path(f"kit {shell.said.name}.{form}")
        for ours in ((), ("--only-us",)):
            shell("export", shell.handle, "--document", "kit", "--format", form, "-o", str(document), *ours)
            assert not acts(document.read_text("utf-8"))


def _guided(shell: Shell) -> None:
    path = Path(f"guide {shell.said.name}.toml")
    shell("guide", "--write", str(path))
    shell("guide", "--write", str(path))
    shell("guide", "--guide", shell.said.word)
    for words in guides(shell.said):
        path.write_text(words)
        for command in (("guide",), ("show", shell.handle), ("run", shell.handle, "--plain")):
            shell(*command, "--guide", str(path))


def _made(shell: Shell) -> None:
    """New sessions, with settings that are wrong and without."""
    word = shell.said.word
    new = ("new", "--title", word, "--partner", word)
    places.settings().parent.mkdir(parents=True)
    for words in settings(shell.said):
        places.settings().write_text(words)
        shell(*new, seen=False)
        shell("guide", seen=False)
    places.settings().unlink()
    named = (*new, "--library", word)
    shell(*named, "--json", seen=False)
    shell(*named, "--person", f"{word}, {word}, x", seen=False)
    shell(*named, "--delete-after", word)
    shell(*named, "--follows", word)


def _gone_back(shell: Shell) -> None:
    shell("versions", shell.handle, seen=False)
    shell("versions", shell.handle, "--json", seen=False)
    shell("restore", shell.handle, "1")
    shell.path.write_bytes(b"broken")
    shell("restore", shell.handle)
    assert codec.problems(shell.path.read_bytes(), shell.path) == []


# The screens


class Screens:
    """The screens on a terminal that takes everything down; what came since the last look is looked at."""

    def __init__(self, pilot: Pilot[Any], said: Hostile) -> None:
        self.pilot, self.app, self.said = pilot, pilot.app, said
        self._at = 0
        self.drawn: set[type] = set()

    async def look(self, *keys: str, whole: bool = False) -> None:
        """Press keys; what is painted then is text and does nothing when clicked; ``whole``: all is there."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        driver = self.app._driver
        assert isinstance(driver, Recording)
        left = OWN.sub("", driver.written[self._at :])
        self._at = len(driver.written)
        assert not acts(left)
        self.drawn.add(type(self.app.screen))
        for strip in self.app.screen._compositor.render_strips():
            assert not [one for one in strip if one.style and "@click" in one.style.meta]
        shown = frame(self.app)
        assert not whole or not [mark for mark in self.said.marks if mark not in shown], shown

    async def on(self, screen: type[Any], *, whole: bool = False) -> Any:
        await until(self.pilot, lambda: isinstance(self.app.screen, screen) and self.app.screen.is_mounted)
        await self.look(whole=whole)
        return self.app.screen


def led(
    play: Callable[[Screens], Coroutine[Any, Any, None]], said: Hostile, folder: Path, **given: Any
) -> set[type]:
    """Play with the screens; which of them were seen."""
    return played(play, said, WorkshopApp(folder, **given))


def played(
    play: Callable[[Screens], Coroutine[Any, Any, None]], said: Hostile, app: WorkshopApp
) -> set[type]:
    """Play with a program; which of its screens were seen. Only ``play`` ends it."""
    app.driver_class = Recording
    seen: set[type] = set()

    async def auto(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: len(app.screen_stack) > 1 and bool(frame(app).strip()))
        screens = Screens(pilot, said)
        await play(screens)
        seen.update(screens.drawn)
        app.exit()

    asyncio.run(app.run_async(size=(120, 44), auto_pilot=auto))
    driver = app._driver
    assert isinstance(driver, Recording)
    assert not acts(OWN.sub("", driver.written))
    assert seen, "it was not played to its end"
    return seen


@pytest.mark.parametrize("said", ON_SCREENS, indirect=True)
def test_what_the_screens_write_is_text(said: Hostile, tmp_path: Path) -> None:
    path = put(tmp_path / f"sessions {said.name}", said)
    guide = tmp_path / f"guide {said.name}.toml"
    guide.write_text(next(guides(said)))
    seen = led(_home, said, path.parent)
    seen |= led(_across, said, path.parent)
    seen |= led(_new, said, path.parent)
    seen |= led(_review, said, path.parent, review=path, guide=guide)
    is_led(path, said).release()
    seen |= led(_workshop, said, path.parent, open=path, guide=guide)
    line = said.line.replace('"', "").replace(",", "")
    Path("mapped.csv").write_text(f'Branch,"{line}"\nCity,12\n')
    seen |= led(_mapped, said, path.parent, open=path)
    lease = is_led(path, said)
    seen |= led(_commands, said, path.parent, open=path)
    lease.release()
    seen |= played(_follow, said, FollowApp(Followed(SessionWatch(path)), guide=guide))
    # These two need an earlier session, or version.
    drawn = {place.screen for place in PLACES} - {CompareScreen, OpeningScreen}
    assert seen >= drawn | {CurtainScreen, HelpScreen, Palette}


async def _home(screens: Screens) -> None:
    """The list, and what is wrong with each file."""
    app, text = screens.app, screens.said.text
    home = await screens.on(HomeScreen, whole=True)
    for handle in home.shown:
        assert home.chosen == handle
        if home.shown[handle].broken:
            await screens.look("enter", whole=True)
        await screens.pilot.press("down")
    assert isinstance(app, WorkshopApp)
    app.tell(Problem("error.in_file", place=text, what=text))
    app.notify(text, title=text, markup=False)
    app.title = app.sub_title = text
    await screens.look(whole=True)
    await screens.look("f4")
    await screens.on(Palette)
    app.screen.query_one(Input).value = text
    await screens.look(whole=True)


async def _across(screens: Screens) -> None:
    """What is read across sessions: found, promised, by a partner."""
    home = await screens.on(HomeScreen, whole=True)
    for key, kind in (("slash", FindScreen), ("p", LedgerScreen), ("a", AimsScreen)):
        await screens.look(key)
        page = await screens.on(kind)
        await until(screens.pilot, lambda: screens.said.marks[-1] in frame(screens.app))
        await screens.look()
        if kind is LedgerScreen:
            await screens.look("p")
            await screens.on(PartnerScreen)
            await screens.look("escape")
            page = await screens.on(LedgerScreen)
        while screens.app.screen is page:
            await screens.look("escape")
        await until(screens.pilot, lambda: isinstance(screens.app.screen, type(home)))


async def _mapped(screens: Screens) -> None:
    """A file of statistics whose columns are called so."""
    screen = await screens.on(WorkshopScreen, whole=True)
    screen.take("/import mapped.csv")
    await screens.on(MappingScreen)


async def _new(screens: Screens) -> None:
    await screens.look("n")
    await screens.on(NewScreen)
    for _ in range(4):
        assert screens.app.focused
        screens.app.focused.post_message(events.Paste(screens.said.text))
        await screens.look("enter")
    await screens.look("f1")
    await screens.on(HelpScreen)


async def _review(screens: Screens) -> None:
    await screens.on(ReviewScreen, whole=True)
    for _ in range(6):
        await screens.look("pagedown")


async def _follow(screens: Screens) -> None:
    await screens.on(FollowScreen, whole=True)
    await screens.look("pageup")


async def _workshop(screens: Screens) -> None:
    """Every board, and every screen that there is a way to from it."""
    workshop = await screens.on(WorkshopScreen, whole=True)
    ways = [(kind, keys[1]) for kind, led, keys in ROUTES.values() if led and keys[1:] and keys[0] == "tab"]
    ways.append((CurtainScreen, "c"))
    await screens.pilot.press("tab")
    for number in range(len(STEPS), 0, -1):
        await screens.look(str(number), "home", whole=True)
        for kind, key in ways if number == 1 else ways[:1]:
            await screens.pilot.press(key)
            await screens.on(kind)
            await screens.look("escape")
            assert screens.app.screen is workshop, kind


async def _commands(screens: Screens) -> None:
    """Each command as somebody types it while somebody else leads."""
    screen = await screens.on(WorkshopScreen, whole=True)
    for name in REGISTRY:
        if name not in ("quit", "home"):
            screen.take(f"/{name} {screens.said.line}")
            await screens.pilot.pause()
            while screens.app.screen is not screen:
                await screens.look("escape")
    assert screens.app.focused
    screens.app.focused.post_message(events.Paste(screens.said.text))
    await screens.look()
    await screens.look("f10")
    if not isinstance(screens.app.screen, WorkshopScreen):
        screens.drawn.add(AskScreen)
