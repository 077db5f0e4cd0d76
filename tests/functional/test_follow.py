"""Reading along: what is saved and where the meeting stands, at once, and nothing of ours before everyone."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from textual.app import App
from textual.pilot import Pilot

from bpworkshop import following, tui
from bpworkshop.cli import main
from bpworkshop.cli.telling import Telling
from bpworkshop.commands import Face, dispatch
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.errors import Problem
from bpworkshop.following import Followed
from bpworkshop.method.guide import load
from bpworkshop.session.edits import Add, Change, Remove, Set
from bpworkshop.session.items import Goal, Person
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.stage import Stage, Timer, Turns, Veil
from bpworkshop.store import codec, handout
from bpworkshop.store import following as watching
from bpworkshop.store.beside import Beside
from bpworkshop.store.following import HandoutWatch, SessionWatch
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.store.revisions import Revisions
from bpworkshop.tui import themes
from bpworkshop.tui.following import FollowApp
from bpworkshop.tui.screens.curtain import CurtainScreen
from bpworkshop.tui.screens.follow import FollowBoard
from bpworkshop.tui.screens.page import HelpScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.screens import frame, until
from tests.strategies import sessions, small
from tests.unit.test_shared import TRACES, marked

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SIZES = ((60, 20), (80, 24))
PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="ben", name="Ben", handle="ben", party="school"),
)
OURS = "Ours alone"
EVERYONE, ONLY_US = say("screen.everyone"), say("screen.only_us")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the power failing, and nobody waits for the next look."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setattr(following, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(watching, "LEAD_EVERY", 0.0)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "sessions")


def put(folder: Path, session: Session | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(session or small(phase="together", status="running", people=PEOPLE)))
    return path


@pytest.fixture
def leader(path: Path, clock: Clock) -> Iterator[Workshop]:
    """Somebody who leads the session in the same folder."""
    numbers = count(1)
    workshop = Workshop.open(path, clock=clock, new_id=lambda: f"g{next(numbers):02}")
    workshop.start()
    yield workshop
    workshop.end()


def says(leader: Workshop, words: str, **more: Any) -> str:
    id = leader.new_id()
    leader.apply(Add("goals", Goal(id=id, statement=words, **more)), "item")
    return id


def followed(path: Path, clock: Clock) -> Followed:
    return Followed(SessionWatch(path), clock)


Shown = AsyncIterator[Pilot[Any]]


@asynccontextmanager
async def shown(
    what: Followed, size: tuple[int, int] = (80, 24), *, only_us: bool = False
) -> AsyncIterator[Pilot[Any]]:
    app = FollowApp(what, only_us=only_us)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: len(app.screen_stack) > 1 and "F9" in frame(app))
        yield pilot


def words(pilot: Pilot[Any]) -> str:
    return " ".join(frame(pilot.app).split())


async def sees(pilot: Pilot[Any], *wanted: str) -> None:
    await until(pilot, lambda: all(one in words(pilot) for one in wanted))


async def sees_no(pilot: Pilot[Any], *unwanted: str) -> None:
    await until(pilot, lambda: not any(one in words(pilot) for one in unwanted))


# What is said, and where the meeting stands


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_saved_stands_there_and_what_is_ours_does_not(
    leader: Workshop, path: Path, clock: Clock, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with shown(followed(path, clock), size) as pilot:
            assert EVERYONE in words(pilot)
            assert say("follow.empty") in words(pilot)
            says(leader, OURS, only_for="library")
            id = says(leader, "More families")
            await sees(pilot, "1 More families")
            leader.apply(Change(id, {"statement": "More young families"}), "change")
            await sees(pilot, "1 More young families")
            leader.apply(Set({"title": "Another title"}), "title")
            await sees(pilot, "Another title")
            assert OURS not in words(pilot)
            leader.apply(Remove(id), "remove")
            await sees(pilot, say("follow.empty"))

    asyncio.run(test())


def test_among_us_all_of_it_is_shown(leader: Workshop, path: Path, clock: Clock) -> None:
    async def test() -> None:
        says(leader, OURS, only_for="library")
        async with shown(followed(path, clock), only_us=True) as pilot:
            assert ONLY_US in words(pilot)
            await sees(pilot, OURS)

    asyncio.run(test())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_step_activity_and_turns_are_followed(
    leader: Workshop, path: Path, clock: Clock, size: tuple[int, int]
) -> None:
    guide = load()

    async def test() -> None:
        async with shown(followed(path, clock), size) as pilot:
            leader.go("alternatives")
            step = guide.step("alternatives")
            one = step.activities_in("together", True)[-1]
            await sees(
                pilot,
                step.label,
                step.question_for("together", True, step.activities_in("together", True)[0]),
            )
            leader.go("alternatives", one.id)
            await sees(pilot, f"{one.label}, {one.minutes} min.")
            leader.stand(turns=Turns("round-robin", ("ana", "ben")))
            await sees(pilot, say("voices.now_then", who="Ana", then="Ben"))
            leader.stand(turns=None)
            await sees_no(pilot, "Ana")

    asyncio.run(test())


def test_a_vote_is_told_while_it_runs_and_its_result_until_the_meeting_goes_on(
    leader: Workshop, path: Path, clock: Clock
) -> None:
    face = Face(leader, load(), only_us=False)
    here = followed(path, clock)
    telling = Telling(Face(here, load(), only_us=False), here)

    def told() -> str:
        here.look()
        return "\n".join(telling.news())

    async def test() -> None:
        dispatch(face, "/hands When? Monday / Friday")
        async with shown(followed(path, clock)) as pilot:
            await sees(pilot, "When?", "2 Friday")
            assert "2 Friday" in told()
            Dialogue(face).take("3 5")
            assert "Friday: 5" not in told()
            dispatch(face, "/count")
            await sees(pilot, "Friday", "5")
            assert "Friday" in told()
            says(leader, "More families")
            await sees(pilot, "1 More families")
            assert "Friday" not in words(pilot)
            assert "Friday" not in told()

    asyncio.run(test())


def test_what_is_voted_on_among_us_is_not_for_everyone(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "sessions", small(phase="prepare", status="running"))
    leader = Workshop.open(path, clock=clock)
    face = Face(leader, load(), only_us=True)
    dispatch(face, "/hands Whom to leave out? The school / Nobody")
    Dialogue(face).take("3 5")

    async def test() -> None:
        async with shown(followed(path, clock)) as pilot:
            for step in (lambda: None, lambda: dispatch(face, "/count")):
                step()
                leader.stand(timer=Timer(60, None, 30 + len(leader.session.rounds)))
                await sees(pilot, f"0:{30 + len(leader.session.rounds)}")
                assert "leave out" not in words(pilot)
                assert "vote" not in words(pilot)

    asyncio.run(test())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_hidden_board_shows_nothing_until_it_is_revealed(
    leader: Workshop, path: Path, clock: Clock, size: tuple[int, int]
) -> None:
    async def test() -> None:
        old = says(leader, "Known before")
        async with shown(followed(path, clock), size) as pilot:
            leader.stand(veil=Veil("goals", frozenset((old,))))
            await sees(pilot, "Known before", say("follow.writing"))
            says(leader, "Written in silence")
            await sees(pilot, say("follow.written", n=1))
            assert "Written in silence" not in words(pilot)
            leader.stand(veil=None)
            await sees(pilot, "2 Written in silence")

    asyncio.run(test())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_behind_the_curtain_stand_title_question_and_clock_alone(
    leader: Workshop, path: Path, clock: Clock, size: tuple[int, int]
) -> None:
    question = load().step("goals").questions[0].text

    async def test() -> None:
        says(leader, "More families")
        async with shown(followed(path, clock), size) as pilot:
            await sees(pilot, "More families")
            leader.stand(curtain=True, timer=Timer(300, None, 90))
            await sees_no(pilot, "More families")
            lines = [line.strip() for line in frame(pilot.app).split("\n") if line.strip()]
            assert lines[1:] == [question]
            assert lines[0].startswith(leader.session.title)
            assert lines[0].endswith("1:30 paused")
            says(leader, "Said behind it")
            leader.stand(curtain=False)
            await sees(pilot, "More families", "Said behind it")

    asyncio.run(test())


def test_a_clock_ticks_by_itself_and_paints_nothing_else(leader: Workshop, path: Path, clock: Clock) -> None:
    async def test() -> None:
        async with shown(followed(path, clock)) as pilot:
            leader.stand(timer=Timer(300, NOW + timedelta(seconds=299, milliseconds=20)))
            await sees(pilot, "5:00 left")
            board = pilot.app.screen.query_one(FollowBoard)
            painted: list[int] = []
            board.render_line = painted.append  # type: ignore[method-assign, assignment]
            clock.now += timedelta(milliseconds=30)
            await sees(pilot, "4:59 left")
            assert not painted

    asyncio.run(test())


def test_the_newest_is_scrolled_to_and_scrolling_by_hand_stays(
    leader: Workshop, path: Path, clock: Clock
) -> None:
    async def test() -> None:
        for number in range(30):
            says(leader, f"Goal number {number}")
        async with shown(followed(path, clock), (60, 20)) as pilot:
            await sees(pilot, "Goal number 0")
            says(leader, "The newest")
            await sees(pilot, "31 The newest")
            # With less room it stays in sight.
            leader.stand(turns=Turns("round-robin", ("ana", "ben")))
            await sees(pilot, "Now Ana", "31 The newest", "aim?")
            await pilot.resize_terminal(60, 17)
            await until(pilot, lambda: len(frame(pilot.app).split("\n")) == 17)
            await sees(pilot, "Now Ana", "31 The newest")
            await pilot.press("home")
            await sees(pilot, "Goal number 0")
            leader.stand(turns=Turns("round-robin", ("ben", "ana")))
            await sees(pilot, "Now Ben")
            assert "Goal number 0" in words(pilot)
            await pilot.press("pagedown")
            await sees_no(pilot, "Goal number 0 ")
            says(leader, "One more")
            await sees(pilot, "32 One more")

    asyncio.run(test())


# Who leads


def test_it_is_told_when_the_one_who_leads_has_left(leader: Workshop, path: Path, clock: Clock) -> None:
    told = say("follow.nobody_leads")

    async def test() -> None:
        async with shown(followed(path, clock)) as pilot:
            assert told not in words(pilot)
            leader.end()
            await sees(pilot, told)
            Workshop.open(path, clock=clock).start()
            await sees_no(pilot, told)

    asyncio.run(test())


def test_a_program_that_was_killed_leads_no_more(path: Path, clock: Clock) -> None:
    session = codec.decode(path.read_bytes(), path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        process = replace(Process.mine(), pid=other.pid, started="")
        Lease(Beside(path, session.id), clock, process).take()
        watch = SessionWatch(path)
        assert watch.first().led
        assert watch.look() is None
        other.kill()
        other.wait()
        seen = watch.look()
    assert seen
    assert not seen.led


def test_another_machine_leads_as_long_as_it_gives_signs_of_life(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = codec.decode(path.read_bytes(), path)
    Lease(Beside(path, session.id), clock, Process("kim", "elsewhere", "", 1, "")).take()
    watch = SessionWatch(path)
    assert watch.first().led
    monkeypatch.setattr(Lease, "silent_for", lambda self: 61.0)
    seen = watch.look()
    assert seen
    assert not seen.led


# Files that go wrong


def test_a_broken_file_is_told_and_the_last_good_stays(leader: Workshop, path: Path, clock: Clock) -> None:
    async def test() -> None:
        says(leader, "More families")
        async with shown(followed(path, clock)) as pilot:
            await sees(pilot, "More families")
            good = path.read_bytes()
            path.write_bytes(b"")
            path.write_bytes(b"not = = toml\n")
            await sees(pilot, say("follow.stale", why="").strip(), "More families")
            path.unlink()
            await sees(pilot, say("follow.gone"), "More families")
            path.write_bytes(good.replace(b"More families", b"Fewer queues"))
            await sees(pilot, "Fewer queues")
            assert say("follow.gone") not in words(pilot)

    asyncio.run(test())


def test_a_file_that_is_just_being_written_is_waited_for(path: Path) -> None:
    watch = SessionWatch(path)
    before = watch.first()
    path.write_bytes(b"")
    assert watch.look() is None
    path.write_bytes(codec.encode(before.session.model_copy(update={"title": "Another"})))
    seen = watch.look()
    assert seen
    assert (seen.session.title, seen.problem) == ("Another", None)


def test_another_session_in_its_place_is_never_shown(path: Path) -> None:
    watch = SessionWatch(path)
    watch.first()
    path.write_bytes(codec.encode(small(id="another", title="Another partner's")))
    seen = watch.look()
    assert seen
    assert seen.session.title != "Another partner's"
    assert seen.problem
    assert seen.problem.key == "follow.other"


def test_what_a_writer_began_to_save_counts_and_is_not_healed(leader: Workshop, path: Path) -> None:
    says(leader, "More families")
    watch = SessionWatch(path)
    watch.first()
    beside = Beside(path, leader.session.id)
    truth = Revisions(path, beside).truth()
    newest = beside.folder / "rev"
    (last,) = sorted(newest.iterdir())[-1:]
    begun = codec.encode(leader.session.model_copy(update={"title": "Begun"}))
    inode = path.stat().st_ino
    last.with_name(f"{last.name.partition('-')[0]}-{truth.number + 1:09d}").write_bytes(begun)
    seen = watch.look()
    assert seen
    assert seen.session.title == "Begun"
    assert path.stat().st_ino == inode


def everything(folder: Path) -> dict[str, tuple[int, int, int]]:
    """All that is in a folder, as it changes when somebody writes."""
    found = {str(one): one.lstat() for one in (folder, *folder.rglob("*"))}
    return {name: (one.st_ino, one.st_mtime_ns, one.st_mode) for name, one in found.items()}


def test_reading_along_writes_nothing_anywhere(
    leader: Workshop, path: Path, clock: Clock, tmp_path: Path
) -> None:
    says(leader, "More families")
    leader.stand(timer=Timer(300, None, 300))
    home = Path(os.environ["HOME"])
    before = everything(tmp_path), everything(home)

    async def test() -> None:
        async with shown(followed(path, clock)) as pilot:
            await sees(pilot, "More families")
            theme = pilot.app.theme
            await pilot.press("f9", "f4", "?")
            await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
            assert say("key.follow.close") in words(pilot)
            assert pilot.app.theme != theme

    asyncio.run(test())
    assert (everything(tmp_path), everything(home)) == before


@pytest.mark.parametrize("key", ["q", "escape"])
def test_leaving_by(path: Path, clock: Clock, key: str) -> None:
    async def test() -> None:
        app = FollowApp(followed(path, clock))
        async with app.run_test() as pilot:
            await until(pilot, lambda: "F9" in frame(app))
            await pilot.press(key)
            await until(pilot, lambda: app._exit)

    asyncio.run(test())
    assert not [
        one for one in threading.enumerate() if one.name == "saving" and one.is_alive() and not one.daemon
    ]


def test_what_is_followed_can_not_be_changed(path: Path, clock: Clock) -> None:
    here = followed(path, clock)
    for doing in (
        lambda: here.apply(Set({"title": "Other"}), "title"),
        lambda: here.go("values"),
        lambda: here.stand(curtain=True),
    ):
        with pytest.raises(Problem) as raised:
            doing()
        assert raised.value.key == "follow.only_read"


# The handout


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_handout_is_followed_as_it_is_kept(
    leader: Workshop, tmp_path: Path, clock: Clock, size: tuple[int, int]
) -> None:
    file = tmp_path / "handout.toml"
    leader.keep_handout(file, keep=True)

    async def test() -> None:
        async with shown(Followed(HandoutWatch(file), clock), size) as pilot:
            assert EVERYONE in words(pilot)
            says(leader, OURS, only_for="library")
            says(leader, "More families")
            await sees(pilot, "1 More families")
            leader.stand(timer=Timer(300, None, 90), turns=Turns("round-robin", ("ana", "ben")))
            await sees(pilot, "1:30 paused", "Ana")
            leader.stand(veil=Veil("goals"))
            await sees_no(pilot, "More families")
            assert say("follow.writing") in words(pilot)
            leader.stand(curtain=True)
            await sees_no(pilot, "Ana")
            leader.stand(curtain=False, veil=None)
            await sees(pilot, "More families")
            leader.end()
            await sees(pilot, say("follow.nobody_leads"))
            assert OURS not in file.read_text()
            Workshop.open(leader.path, clock=clock).start()
            await sees_no(pilot, say("follow.nobody_leads"))

    asyncio.run(test())


@given(sessions())
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_handout_reads_as_it_was_written(session: Session) -> None:
    stage = Stage("values", timer=Timer(60, NOW), turns=Turns("check-in", ("a",)), curtain=True, led=False)
    for veil in (None, Veil("goals")):
        now = replace(stage, veil=veil)
        read = handout.decode(handout.encoded(session, now), Path("handout.toml"))
        assert read == (shared(session, veil), now)


def test_a_handout_of_the_preparation_has_nothing_of_our_time_plan() -> None:
    stage = Stage("goals", timebox="t1", begun=NOW, ends=NOW)
    for phase, kept in (("prepare", Stage("goals")), ("together", stage)):
        data = handout.encoded(small(phase=phase), stage)
        assert handout.decode(data, Path("handout.toml"))[1] == kept


def test_who_was_killed_tells_no_handout_but_the_next_who_saves_does(
    leader: Workshop, path: Path, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "handout.toml"
    leader.keep_handout(file, keep=True)
    assert HandoutWatch(file).first().led
    says(Workshop.open(path, clock=clock, new_id=lambda: "b1"), "Added by another")
    assert HandoutWatch(file).first().led
    leader.end()
    says(Workshop.open(path, clock=clock, new_id=lambda: "b2"), "Added afterwards")
    assert not HandoutWatch(file).first().led


def test_a_handout_that_is_asked_for_while_somebody_leads_is_kept(
    leader: Workshop, path: Path, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "handout.toml"
    Workshop.open(path, clock=clock).keep_handout(file, keep=True)
    leader.go("values")
    assert HandoutWatch(file).first().stage.step == "values"
    says(leader, "More families")
    assert [one.said for one in HandoutWatch(file).first().session.goals] == ["More families"]


def test_who_writes_along_leaves_the_handout_where_the_meeting_stands(
    leader: Workshop, path: Path, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "handout.toml"
    leader.keep_handout(file, keep=True)
    other = Workshop.open(path, clock=clock, new_id=lambda: "b1")
    leader.go("values")
    says(other, "Added by another")
    seen = HandoutWatch(file).first()
    assert (seen.stage.step, len(seen.session.goals)) == ("values", 1)


def test_who_leads_keeps_the_handout_that_another_could_not_write(
    leader: Workshop, path: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "handout.toml"
    leader.keep_handout(file, keep=True)
    other = Workshop.open(path, clock=clock, new_id=lambda: "b1")

    def refuse(*_: Any, **__: Any) -> None:
        raise Problem("file.denied_write")

    with monkeypatch.context() as patch:
        patch.setattr(handout, "write", refuse)
        says(other, "Added by another")
    assert other.warnings == []
    assert not HandoutWatch(file).first().session.goals
    leader.look()
    assert HandoutWatch(file).first().session.goals


# Nothing of ours


@given(sessions())
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_nothing_of_ours_is_drawn_or_counted(
    tmp_path_factory: pytest.TempPathFactory, session: Session
) -> None:
    folder = tmp_path_factory.mktemp("everyone")
    secret = marked(session)

    def looked_at(session: Session) -> list[str]:
        path = put(folder, session)
        leader, drawn = Workshop.open(path), []

        async def test() -> None:
            async with shown(followed(path, Clock()), (120, 40)) as pilot:
                for step in ("goals", "values", "alternatives", "benefits", "figures", "commitments"):
                    leader.go(step)
                    label = f"▶ {load().step(step).label}"
                    await sees(pilot, label)
                    drawn.append(words(pilot))

        asyncio.run(test())
        return drawn

    whole = looked_at(secret)
    assert not [trace for trace in (*TRACES, "987,654,321") if trace in " ".join(whole)]
    # Counts leak too: the same is drawn where nothing of ours was ever said.
    assert whole == looked_at(shared(secret))


# Line by line


def test_line_by_line_all_of_it_is_told_once_and_then_what_changed(
    leader: Workshop, path: Path, clock: Clock
) -> None:
    here = followed(path, clock)
    telling = Telling(Face(here, load(), only_us=False), here)

    def news() -> list[str]:
        here.look()
        return telling.news()

    first = news()
    assert first[:2] == [leader.session.title, say("plain.everyone")]
    assert load().step("goals").questions[0].text in first
    assert news() == []
    says(leader, OURS, only_for="library")
    one = says(leader, "More families")
    assert [line.partition(";")[0] for line in news()] == ["1 More families"]
    says(leader, "Fewer queues")
    leader.apply(Remove(one), "remove")
    lines = news()
    assert len(lines) == 2
    assert lines[0].startswith(say("follow.no_more", what="More families"))
    assert lines[1].startswith("1 Fewer queues")
    leader.stand(timer=Timer(300, NOW + timedelta(minutes=5)))
    assert news() == ["5:00 left"]
    clock.now += timedelta(seconds=30)
    assert news() == []
    clock.now += timedelta(minutes=4)
    assert news() == ["0:30 soon over"]
    leader.stand(curtain=True)
    says(leader, "Said behind it")
    told = news()
    assert told[0] == say("follow.curtain")
    assert not any("behind" in line for line in told)
    leader.stand(curtain=False)
    assert any("Said behind it" in line for line in news())
    leader.go("values")
    lines = news()
    assert say("plain.step", number=2, label=load().step("values").label) in lines
    assert not any("families" in line for line in lines)
    leader.end()
    assert news() == [say("follow.nobody_leads")]


# The command


def test_without_a_terminal_it_says_how_it_goes(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sessions", str(path.parent), "follow", "reading"]) == 2
    assert "follow --plain reading" in capsys.readouterr().err


def test_what_can_not_be_followed_is_refused_with_a_sentence(
    leader: Workshop, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, copy = tmp_path / "handout.toml", tmp_path / "copy.toml"
    leader.keep_handout(file, keep=False)
    copy.write_bytes(path.read_bytes())
    broken = tmp_path / "broken.toml"
    broken.write_text("= 1")
    for arguments, code, told in (
        ([str(file), "--only-us"], 2, say("cli.follow.all_there_is", path=str(file))),
        ([str(copy)], 1, say("follow.elsewhere")),
        ([str(tmp_path / "nothing.toml")], 1, say("file.missing")),
        ([str(broken)], 1, str(broken)),
        (["nobody"], 1, "nobody"),
    ):
        assert main(["--sessions", str(path.parent), "follow", "--plain", *arguments]) == code
        assert told in capsys.readouterr().err


def test_the_curtain_is_a_command_too(leader: Workshop) -> None:
    face = Face(leader, load(), only_us=False)
    assert dispatch(face, "/curtain").lines == (say("command.curtain.drawn"),)
    assert leader.stage.curtain
    assert dispatch(face, "/curtain").lines == (say("command.curtain.opened"),)
    assert not leader.stage.curtain


def test_a_curtain_that_was_left_is_open_at_the_next_start(
    leader: Workshop, path: Path, clock: Clock
) -> None:
    leader.stand(curtain=True)
    leader.end()
    second = Workshop.open(path, clock=clock)
    assert second.stage.curtain
    second.start()
    assert not Workshop.open(path, clock=clock).stage.curtain


def curtain_of(workshop: Workshop, path: Path) -> list[bool]:
    """Whether those who read along have a curtain too while one is drawn on a screen, and after a key."""
    found: list[bool] = []

    class Curtained(App[None]):
        CSS_PATH = Path(tui.__file__).parent / "app.tcss"

        def on_mount(self) -> None:
            self.push_screen(CurtainScreen(Face(workshop, load(), only_us=False)))

    async def test() -> None:
        app = Curtained()
        for theme in themes.THEMES:
            app.register_theme(theme)
        async with app.run_test() as pilot:
            await until(pilot, lambda: load().step("goals").questions[0].text in frame(app))
            found.append(SessionWatch(path).first().stage.curtain)
            await pilot.press("x")
            await until(pilot, lambda: not isinstance(app.screen, CurtainScreen))
            found.append(SessionWatch(path).first().stage.curtain)

    asyncio.run(test())
    return found


def test_who_leads_draws_the_curtain_for_those_who_read_along_too(leader: Workshop, path: Path) -> None:
    assert curtain_of(leader, path) == [True, False]


def test_who_does_not_lead_draws_it_alone_and_takes_no_lead(path: Path, clock: Clock) -> None:
    other = Workshop.open(path, clock=clock)
    leads = Lease(other.beside, clock, Process("kim", "elsewhere", "", 1, ""))
    leads.take()
    other.start()
    assert curtain_of(other, path) == [False, False]
    leads.release()
    assert curtain_of(other, path) == [False, False]
    assert not SessionWatch(path).first().led
