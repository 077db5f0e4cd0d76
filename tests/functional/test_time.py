"""The time of a meeting in both faces: the plan, the clock in the bar and in large letters, its signals."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import places, settings
from bpworkshop.commands import timing
from bpworkshop.errors import Problem
from bpworkshop.method import agenda
from bpworkshop.method.guide import load
from bpworkshop.session.items import Goal, Timebox
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.tui import clock, digits
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.screens.curtain import CurtainScreen
from bpworkshop.tui.screens.page import PageScreen
from bpworkshop.tui.screens.timer import TimerScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_line_mode import NOW, Stand, after, table
from tests.functional.test_workshop_screen import EVERYONE, Led, leading, on_screen
from tests.screens import idle, until

GUIDE = load()
START = GUIDE.agenda("together")
assert START
LABELS = [block.label for block in START.blocks]
SIZES = ((60, 20), (80, 24), (120, 40))
SECRET = "Nobody is to read this"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the power failing."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def stand(tmp_path: Path) -> Callable[..., Stand]:
    return lambda **values: Stand(tmp_path, table(**values))


def later(workshop: Workshop, minutes: float) -> None:
    """So many minutes pass."""
    moment = workshop.clock() + timedelta(minutes=minutes)
    workshop.clock = lambda: moment


def plan(session: Session) -> tuple[Timebox, ...]:
    return agenda.plan(session, session.phase)


def told(left: str, state: str = "runs") -> str:
    return say(f"clock.{state}", left=left)


# The plan


def test_the_plan_is_the_guides_and_told_with_its_times(stand: Callable[..., Stand]) -> None:
    here = stand()
    lines = here.says("/plan")
    assert lines[0] == GUIDE.agenda("together").label  # type: ignore[union-attr]
    assert say("command.plan.would", n=120, at="12:00") in lines
    assert f"3 10:15–10:40 {LABELS[2]}: 25 min" in lines
    assert [one.label for one in here.saved.agenda] == LABELS
    assert here.says("/plan") == lines
    assert here.says("/list agenda") == lines


def test_it_is_changed_by_number_and_the_rest_moves_along(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play(
        "/plan add 5 break after 2",
        "/plan move 4 1",
        "/plan 2 +5",
        "/plan 3 -1",
        "/plan 5 20",
        "/plan drop 10",
    )
    assert not here.failed
    assert [(one.label, one.minutes, one.kind) for one in plan(here.saved)][:5] == [
        (LABELS[2], 25, "talk"),
        (LABELS[0], 15, "check-in"),
        (LABELS[1], 4, "talk"),
        ("break", 5, "break"),
        (LABELS[3], 20, "talk"),
    ]
    assert len(plan(here.saved)) == len(LABELS)
    here.play("/undo", "/undo")
    assert plan(here.saved)[4].minutes == 15
    assert plan(here.saved)[-1].label == LABELS[-1]


def test_a_meeting_is_led_along_its_plan(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan start")
    assert here.workshop.stage.begun == NOW
    assert here.workshop.stage.ends == NOW + timedelta(minutes=120)
    later(here.workshop, 12)
    here.play("/plan next")
    first, second, *_ = plan(here.saved)
    assert (first.began, first.ended, agenda.real(first)) == (NOW, NOW + timedelta(minutes=12), 12)
    assert here.workshop.stage.timebox == second.id
    assert f"1 10:00–10:12 {LABELS[0]}: {say('slot.over', took=12, n=10)}" in here.says("/plan")
    assert timing.behind(here.face) == 2
    here.play("/step 6")
    promises = agenda.running(plan(here.saved))
    assert promises
    assert promises.step == "commitments"
    assert plan(here.saved)[1].ended
    here.play("/plan 4")
    assert here.face.step == "values"
    assert [slot.state for slot in agenda.slots(plan(here.saved), here.workshop.clock())] == [
        *("over", "over", "passed", "runs", "ahead", "ahead", "ahead", "over", "ahead")
    ]
    here.play("/undo")
    assert here.workshop.stage.timebox == promises.id


def test_going_on_within_a_step_or_without_a_meeting_begins_nothing(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan", "/step 2", "/next")
    assert not any(one.began for one in here.saved.agenda)
    here.play("/plan add 5 Goals after 3", "/plan 3", "/next", "/step 1")
    assert [one.label for one in here.saved.agenda if one.began] == [LABELS[2]]


def test_next_step_by_next_begins_its_timebox(stand: Callable[..., Stand]) -> None:
    here = stand()
    last = GUIDE.step("goals").activities_in("together", True)[-1]
    here.play("/plan 3")
    here.at("goals", last.id).play("/next")
    running = agenda.running(plan(here.saved))
    assert running
    assert (here.face.step, running.step) == ("values", "values")


def test_it_is_made_to_end_when_the_room_is_lost(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan start")
    later(here.workshop, 20.5)
    lines = here.says("/plan end 11:30")
    assert say("command.plan.in_time", at="11:30", drift=say("drift.on_time")) in lines
    assert plan(here.saved)[0].minutes == 21
    assert plan(here.saved)[4].minutes == 10
    assert here.workshop.stage.ends == NOW + timedelta(minutes=90)
    before = here.saved
    assert here.says("/plan end 10:22") == [say("command.plan.no_room", at="10:22")]
    assert here.saved == before


def test_when_it_began_can_be_corrected_as_long_as_it_begins(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan start", "/plan start 9:50")
    assert here.workshop.stage.begun == NOW - timedelta(minutes=10)
    assert here.workshop.stage.ends == NOW + timedelta(minutes=110)
    assert plan(here.saved)[0].began == NOW - timedelta(minutes=10)
    here.play("/plan next")
    assert here.says("/plan start 9:45") == [say("command.plan.runs_since", at="09:50")]


def test_a_meeting_of_another_day_is_over_and_a_new_one_begins(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan start")
    later(here.workshop, 3 * 24 * 60)
    assert timing.behind(here.face) is None
    here.play("/step 2")
    assert agenda.running(plan(here.saved)).label == LABELS[0]  # type: ignore[union-attr]
    here.play("/plan next")
    assert plan(here.saved)[0].began == here.workshop.clock() == here.workshop.stage.begun
    assert timing.behind(here.face) == 0


def test_what_has_begun_stays_with_the_time_that_it_took(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan start", "/plan next")
    before = here.saved
    has_begun = [say("command.plan.has_begun", number=1, label=LABELS[0])]
    for line in ("/plan drop 1", "/plan move 1 3", "/plan move 3 1", "/plan 1 20", "/plan 1"):
        assert here.says(line) == has_begun
    later(here.workshop, 4)
    assert here.says("/plan 2 3") == [say("command.plan.too_short", n=4)]
    assert here.says("/plan 3 0") == [say("command.plan.a_minute", n=1)]
    assert here.says("/plan drop 12") == [say("command.no_item", number=12, of=GUIDE.title("agenda"), n=9)]
    assert here.saved == before


def test_after_the_last_part_nothing_runs(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/plan 9")
    later(here.workshop, 5)
    assert say("command.plan.over_all") in here.says("/plan next")
    assert here.workshop.stage.timebox is None
    assert agenda.running(plan(here.saved)) is None
    assert here.says("/plan next") == [say("command.plan.all_over")]


@pytest.mark.parametrize("line", ["/phase after", "/close"])
def test_a_meeting_ends_with_its_phase(stand: Callable[..., Stand], line: str) -> None:
    here = stand()
    here.play("/plan start")
    later(here.workshop, 7)
    here.play(line)
    assert here.saved.agenda[0].ended == here.workshop.clock()
    stage = here.workshop.stage
    assert (stage.timebox, stage.begun, stage.ends) == (None, None, None)


def test_each_phase_has_a_plan_of_its_own(stand: Callable[..., Stand]) -> None:
    here = stand(phase="prepare")
    here.play("/plan add 5 Coffee", "/plan together add 9 Tour after 1")
    assert [one.label for one in agenda.plan(here.saved, "prepare")][-1] == "Coffee"
    assert agenda.plan(here.saved, "together")[1].label == "Tour"
    assert here.says("/plan together next") == [
        say("command.plan.other_phase", phase=GUIDE.phase("together").label)
    ]
    assert say("command.plan.none") in here.says("/plan after")


def test_what_we_plan_alone_is_not_for_everyone(stand: Callable[..., Stand]) -> None:
    here = stand(phase="prepare")
    here.play("/plan add 5 Coffee", "/plan start")
    later(here.workshop, 60)
    assert timing.behind(here.face)
    here.play("/audience everyone")
    assert timing.behind(here.face) is None
    refused = [say("command.not_here", name="plan", where=say("command.plan.where"))]
    for line in ("/plan", "/plan 1 +5", "/plan next", "/plan end 16:00", "/plan prepare"):
        assert here.says(line) == refused
    assert "Coffee" not in "\n".join(here.says("/list agenda"))


def test_what_earlier_meetings_took_is_told_among_us_and_not_taken_over(
    stand: Callable[..., Stand], tmp_path: Path
) -> None:
    ended = NOW + timedelta(minutes=32)
    goals = Timebox(id="t1", phase="together", label="goals", minutes=25, began=NOW, ended=ended)
    earlier = table(agenda=(goals,), id="earlier")
    (tmp_path / "2026-04-01-earlier.toml").write_bytes(codec.encode(earlier))
    (tmp_path / "2026-04-02-broken.toml").write_text("this is none")
    here = stand(phase="prepare")
    took = say("command.plan.took", number=3, label=LABELS[2], n=32)
    assert here.says("/plan together")[-1] == took
    assert agenda.plan(here.saved, "together")[2].minutes == 25
    here.play("/undo", "/audience everyone")
    assert took not in here.says("/plan together")


# The clock, line by line


def test_the_clock_goes_on_where_it_was_when_the_program_starts_again(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/timer 5")
    later(here.workshop, 1)
    again = Workshop.open(here.path, clock=here.workshop.clock)
    assert again.stage.timer
    assert agenda.clock(again.stage.timer, again.clock()).words == told("4:00")


def test_it_takes_the_minutes_of_the_activity_or_of_a_break(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/timer start")
    assert here.workshop.stage.timer
    assert here.workshop.stage.timer.seconds == 60 * here.face.activity.minutes
    here.play("/plan 5")
    assert here.workshop.stage.timer is None
    here.play("/timer start")
    assert here.workshop.stage.timer.seconds == 600


def test_it_stands_goes_on_and_gets_more_or_less(stand: Callable[..., Stand]) -> None:
    here = stand()
    here.play("/timer 5")
    later(here.workshop, 1)
    now = say("command.timer.now", clock=told("4:00", "stands"), whole="5:00")
    assert here.says("/timer pause") == [now]
    later(here.workshop, 9)
    assert here.says("/timer") == [now]
    here.play("/timer toggle", "/timer +5", "/timer -1")
    assert here.says("/timer") == [say("command.timer.now", clock=told("8:00"), whole="9:00")]
    assert here.says("/timer big") == here.says("/timer")
    assert here.says("/timer stop") == [say("command.timer.stopped")]
    for line in ("/timer pause", "/timer stop", "/timer -1"):
        assert here.says(line) == [say("command.timer.none")]
    assert here.says("/timer 500") == [say("command.timer.most", n=agenda.MOST)]
    here.play("/timer 479", "/timer +1")
    assert here.says("/timer +1") == [say("command.timer.most", n=agenda.MOST)]


def test_its_signals_are_told_once_each_before_the_next_line(stand: Callable[..., Stand]) -> None:
    here = stand()
    moments = iter([0.0, 0.0, 4.1, 0.0, 0.8, 0.0, 0.2, 0.0])

    class Passing(list[str]):
        def pop(self, at: Any = 0) -> str:
            later(here.workshop, next(moments))
            return super().pop(at)

    def passing(lines: list[str], *given: Any) -> Any:
        return fed(Passing(lines), *given)

    from tests.functional import test_line_mode

    fed = test_line_mode.Fed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_line_mode, "Fed", passing)
        lines = here.play(
            "/timer 5", "/people", "/title", "/title", "/title A", "/title B", "/title C", "/title D"
        )
    for state in ("soon", "last", "over"):
        assert lines.count(say(f"timer.{state}")) == 1, state
    assert say("timer.soon") in after(lines, "/title")
    assert say("timer.last") in after(lines, "/title A")
    assert say("timer.over") in after(lines, "/title C")


# The clock in the bar


@on_screen("goals", goals=(Goal(id="g1", statement="One"),))
async def test_keys_lead_the_clock_while_something_is_typed(led: Led) -> None:
    minutes = led.face.activity.minutes
    await led.type("half a th")
    await led.press("f5")
    assert told(f"{minutes}:00") in led.painted("#top")
    await led.press("ctrl+o", "ctrl+t")
    assert told(f"{minutes + 6}:00") in led.painted("#top")
    await led.press("f5")
    assert told(f"{minutes + 6}:00", "stands") in led.painted("#top")
    assert led.line.value == "half a th"


@on_screen("goals", goals=(Goal(id="g1", statement="One"),))
async def test_keys_on_the_board_do_the_same(led: Led) -> None:
    minutes = led.face.activity.minutes
    await led.press("tab", "space", "plus", "asterisk", "minus")
    assert told(f"{minutes + 5}:00") in led.painted("#top")
    await led.press("space")
    assert told(f"{minutes + 5}:00", "stands") in led.painted("#top")
    await led.press("h")
    assert isinstance(led.app.screen, TimerScreen)
    await led.press("escape")
    assert led.on_board()


@on_screen("goals", goals=(Goal(id="g1", statement="One"),))
async def test_a_second_paints_the_clock_and_nothing_else(led: Led) -> None:
    await led.say("/timer 5")
    painted: list[str | None] = []
    update = Words.update

    def spy(self: Words, *given: Any, **named: Any) -> None:
        painted.append(self.id)
        assert not named["layout"]
        update(self, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Words, "update", spy)
        later(led.workshop, 1 / 60)
        led.screen.ticking.tick()
        await idle()
        assert told("4:59") in led.painted("#top")
        led.screen.ticking.tick()
        await idle()
    assert painted == ["ticks"]


@on_screen("goals", size=(80, 24))
async def test_nothing_waits_for_a_second_unless_a_clock_runs(led: Led) -> None:
    waits: list[object] = []
    wait = led.app.set_timer

    def spy(*given: Any, **named: Any) -> Any:
        waits.append(given[1])
        return wait(*given, **named)

    led.app.set_timer = spy  # type: ignore[method-assign]
    await led.say("One", ".", "/plan start", "/plan next")
    assert led.screen.ticking.tick not in waits
    await led.press("f5")
    assert led.screen.ticking.tick in waits
    waits.clear()
    await led.press("f5")
    led.screen.draw_top()
    assert led.screen.ticking.tick not in waits


@pytest.mark.parametrize("size", SIZES)
def test_the_signals_are_words_and_colour(tmp_path: Path, size: tuple[int, int]) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(title="A title of some length"), size=size) as led:
            await led.say("/timer 5")
            looks = []
            for minutes, words in (
                (0, told("5:00")),
                (4, told("1:00", "soon")),
                (0.75, told("0:15", "last")),
                (0.25, told("0:00", "up")),
                (0.6, told("0:36", "over")),
            ):
                later(led.workshop, minutes)
                led.screen.ticking.tick()
                await idle()
                assert words in led.painted("#top")
                assert EVERYONE in led.painted("#top")
                part = clock.now(led.face)
                assert part
                looks.append(part[1])
            assert looks == ["known", "mark", "missing", "missing", "missing"]
            assert "A titl" in led.painted("#top")

    asyncio.run(lead())


@on_screen("goals", size=(120, 40))
async def test_how_far_behind_the_meeting_is_stands_in_the_bar(led: Led) -> None:
    await led.say("/plan start")
    assert say("drift.on_time") in led.painted("#top")
    later(led.workshop, 15)
    await led.say("/plan next", "/timer 5")
    assert say("drift.behind", n=5) in led.painted("#top")
    await led.resize(60, 20)
    assert say("drift.behind", n=5) not in led.painted("#top")
    assert told("5:00") in led.painted("#top")


@on_screen("goals", size=(80, 24))
async def test_the_plan_is_a_page(led: Led) -> None:
    await led.say("/plan")
    assert isinstance(led.app.screen, PageScreen)
    assert f"3 10:15–10:40 {LABELS[2]}: 25 min" in led.frame
    await led.press("escape")
    await led.say("/plan 3 30")
    assert f"3 10:15–10:45 {LABELS[2]}: 30 min" in led.painted("#told")


@on_screen("goals", size=(60, 20))
async def test_the_clock_goes_on_before_the_curtain(led: Led) -> None:
    await led.say("/timer 5")
    await led.press("tab", "c")
    curtain = led.app.screen
    assert isinstance(curtain, CurtainScreen)
    assert told("5:00") in led.frame
    later(led.workshop, 1)
    curtain.ticking.tick()
    await idle()
    assert told("4:00") in led.frame
    assert told("5:00") not in led.frame


# Large letters


@pytest.mark.parametrize("size", SIZES)
def test_the_large_clock_fits_and_shows_nothing_that_was_said(tmp_path: Path, size: tuple[int, int]) -> None:
    async def lead() -> None:
        goals = (Goal(id="g1", statement=SECRET),)
        async with leading(tmp_path, table(goals=goals), size=size) as led:
            await led.say("/timer 12", "/timer big")
            assert isinstance(led.app.screen, TimerScreen)
            rows = digits.large("12 min", size[0] - 2, size[1] - 11)
            shown = led.frame.split("\n")
            assert all(any(row.rstrip() in line for line in shown) for row in rows)
            assert len(rows[0]) > size[0] // 2
            for words in (told("12:00"), led.face.question, led.face.activity.label, EVERYONE):
                assert words in led.frame
            assert SECRET not in led.frame
            await led.press("space", "plus", "asterisk", "minus")
            assert told("17:00", "stands") in led.frame
            await led.press("escape")
            assert led.in_line()
            assert told("17:00", "stands") in led.painted("#top")

    asyncio.run(lead())


@on_screen("goals", size=(80, 24))
async def test_the_large_clock_moves_in_steps_of_ten_seconds(led: Led) -> None:
    await led.say("/timer 2", "/timer big")
    screen = led.app.screen
    assert isinstance(screen, TimerScreen)
    for seconds, left, large in ((1, "2:00", "\u20072 min"), (69, "0:50", "50 s"), (41, "0:10", "10 s")):
        later(led.workshop, seconds / 60)
        screen.ticking.tick()
        await idle()
        assert f"{left} " in led.frame
        (row, *_) = digits.large(large, 78, 13)
        assert row.rstrip() in led.frame
    later(led.workshop, 130 / 60)
    screen.ticking.tick()
    await idle()
    assert told("2:00", "over") in led.frame


@on_screen("goals", size=(80, 24))
async def test_while_it_is_large_the_screen_below_is_not_drawn(led: Led) -> None:
    await led.say("/timer 5", "/timer big")
    later(led.workshop, 1)
    led.screen.ticking.tick()
    assert told("5:00") in led.screen.query_one("#ticks", Words).plain
    await led.press("escape")
    assert told("4:00") in led.painted("#top")


@on_screen("goals", size=(60, 20))
async def test_what_the_large_clock_cannot_do_is_told_there(led: Led) -> None:
    await led.say("/timer big")
    assert say("timer.none") in led.frame
    await led.press("minus")
    assert say("command.timer.none") in " ".join(led.frame.split())


# The bell


def test_the_bell_is_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    assert settings.load(path).bell is False
    path.write_text("bell = true\n")
    assert settings.load(path).bell is True
    path.write_text('bell = "loud"\n')
    with pytest.raises(Problem):
        settings.load(path)


@pytest.mark.parametrize("wanted", [True, False])
def test_it_rings_once_when_the_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    places.settings().parent.mkdir(parents=True, exist_ok=True)
    places.settings().write_text(f"bell = {str(wanted).lower()}\n")
    path = tmp_path / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(table()))
    rung: list[datetime] = []
    app = WorkshopApp(tmp_path, open=path)
    monkeypatch.setattr(app, "bell", lambda: rung.append(NOW))

    async def lead() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, WorkshopScreen) and bool(app.screen.focused))
            screen, workshop = app.screen, app.led.workshop
            assert isinstance(screen, WorkshopScreen)
            assert workshop
            workshop.clock = lambda: NOW
            screen.take("/timer 1")
            for minutes in (0.9, 0.1, 0.1, 0.1):
                later(workshop, minutes)
                screen.ticking.tick()
                await pilot.pause()

    asyncio.run(lead())
    assert len(rung) == wanted
