"""The workshop's screen: typing, questions, the board's keys, who can read it, at every size."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from bpworkshop import text, tui
from bpworkshop.commands import Face
from bpworkshop.errors import FileProblem
from bpworkshop.method.guide import load
from bpworkshop.session.around import Parked
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import (
    Alternative,
    Benefit,
    Commitment,
    Entry,
    Figure,
    Goal,
    Person,
    StepItem,
    Value,
)
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Step
from bpworkshop.store import atomic, codec
from bpworkshop.tui import boards, themes
from bpworkshop.tui import frame as parts
from bpworkshop.tui.rows import Part
from bpworkshop.tui.screens.page import PageScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_line_mode import MARK, MARK_NUMBER, marked
from tests.screens import frame, idle, until
from tests.strategies import sessions, small

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
PEOPLE = (
    Person(id="ana", name="Ana", handle="ana", party="library"),
    Person(id="ben", name="Ben", handle="ben", party="school"),
)
SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))
KINDS: dict[Step, type[StepItem]] = {
    "goals": Goal,
    "values": Value,
    "alternatives": Alternative,
    "benefits": Benefit,
    "figures": Figure,
    "commitments": Commitment,
}
EVERYONE, ONLY_US = say("screen.everyone"), say("screen.only_us")


def table(**values: Any) -> Session:
    return small(**{"people": PEOPLE, "phase": "together", **values})


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the power failing."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


class Bare(App[None]):
    """Nothing but what one workshop needs."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = Path(tui.__file__).parent / "app.tcss"

    def __init__(self, face: Face) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT
        self.face = face
        self.left = False

    def on_mount(self) -> None:
        def leave(_: None) -> None:
            self.left = True

        self.push_screen(WorkshopScreen(self.face), leave)


class Led:
    """A workshop on a screen: keys go in, and what is painted and saved comes out."""

    def __init__(self, app: Bare, pilot: Pilot[None], path: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.path = path
        self.face = app.face
        self.workshop = app.face.workshop

    @property
    def screen(self) -> WorkshopScreen:
        return next(one for one in self.app.screen_stack if isinstance(one, WorkshopScreen))

    @property
    def line(self) -> SayLine:
        return self.screen.query_one(SayLine)

    @property
    def board(self) -> Board:
        return self.screen.query_one(Board)

    @property
    def frame(self) -> str:
        return frame(self.app)

    @property
    def saved(self) -> Session:
        return codec.decode(self.path.read_bytes(), self.path)

    @property
    def page(self) -> bool:
        return isinstance(self.app.screen, PageScreen)

    def in_line(self) -> bool:
        return self.screen.focused is self.line

    def on_board(self) -> bool:
        return self.screen.focused is self.board

    def painted(self, id: str) -> str:
        """What stands where a widget is, one space between words."""
        region = self.screen.query_one(id).region
        rows = self.frame.split("\n")[region.y : region.bottom]
        return " ".join(" ".join(rows).split())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await idle()

    async def type(self, words: str) -> None:
        await self.press(*words)

    async def say(self, *lines: str) -> None:
        """Lines, each followed by enter, without each of their letters."""
        for words in lines:
            self.line.fill(words)
            await self.press("enter")

    async def paste(self, words: str) -> None:
        self.app.post_message(events.Paste(words))
        await self.pilot.pause()
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.lengths == [width] * height)
        await self.pilot.pause()

    @property
    def lengths(self) -> list[int]:
        """How many cells each painted row has."""
        return [strip.cell_length for strip in self.app.screen._compositor.render_strips()]

    async def until(self, condition: Callable[[], bool]) -> None:
        await until(self.pilot, condition)

    async def shows(self, *words: str) -> None:
        await self.until(lambda: all(one in " ".join(self.frame.split()) for one in words))


@asynccontextmanager
async def leading(
    folder: Path,
    session: Session,
    step: Step = "goals",
    *,
    size: tuple[int, int] = (80, 24),
    kept_ours: bool = False,
    activity: str | None = None,
) -> AsyncIterator[Led]:
    path = folder / "2026-05-01-reading.toml"
    data = codec.encode(session)
    path.write_bytes(data)
    numbers = count(1)
    workshop = Workshop(path, session, data, clock=lambda: NOW, new_id=lambda: f"n{next(numbers):04}")
    workshop.go(step, activity)
    app = Bare(Face.opened(workshop, load(), kept_ours=kept_ours))
    async with app.run_test(size=size) as pilot:
        led = Led(app, pilot, path)
        await led.until(lambda: isinstance(app.screen, WorkshopScreen) and app.screen.focused is not None)
        await pilot.pause()
        yield led


Test = Callable[[Led], Awaitable[None]]


def on_screen(
    step: Step = "goals",
    *,
    size: tuple[int, int] = (80, 24),
    kept_ours: bool = False,
    activity: str | None = None,
    **values: Any,
) -> Callable[[Test], Callable[[Path], None]]:
    """Run a test on the screen of a session that has these values."""

    def turned(test: Test) -> Callable[[Path], None]:
        def run(tmp_path: Path) -> None:
            async def lead() -> None:
                session = table(**values)
                how: dict[str, Any] = {"size": size, "kept_ours": kept_ours, "activity": activity}
                async with leading(tmp_path, session, step, **how) as led:
                    await test(led)

            asyncio.run(lead())

        run.__name__ = getattr(test, "__name__", "test")
        return run

    return turned


GOALS = tuple(
    Goal(id=f"g{n}", statement=said, whose="shared", measure="counted", aim="the plan")
    for n, said in enumerate(("Read together", "Be seen", "Earn trust"), 1)
)


# The line


@on_screen("goals", phase="prepare")
async def test_a_typed_line_is_an_item_saved_and_painted(led: Led) -> None:
    await led.type("Be seen by families")
    assert "Be seen by families" in led.painted("#bottom")
    assert not led.saved.goals
    await led.press("enter")
    assert [one.statement for one in led.saved.goals] == ["Be seen by families"]
    assert "1 Be seen by families" in led.painted("#board")
    assert led.line.value == ""
    assert say("screen.saved", time="10:00") in led.painted("#top")


@on_screen("commitments", size=(120, 40))
async def test_what_is_missing_is_asked_and_the_answer_understood(led: Led) -> None:
    await led.say("Open on Sunday")
    assert "Who sees to it? 1 Ana 2 Ben" in led.painted("#told")
    guide = load()
    assert guide.label("commitments", "owner") in led.painted("#prompt")
    await led.say("2")
    assert "who: Ben" in led.painted("#told")
    assert "By when?" in led.painted("#told")
    await led.say("1 May", "a photo", "4")
    (item,) = led.saved.commitments
    assert (item.owner, item.due, item.evidence, item.fist) == ("ben", date(2027, 5, 1), "a photo", 4)
    assert f"{guide.label('commitments', 'owner')} ▸" not in led.painted("#prompt")
    for words in ("Ben", "2027"):
        assert words in led.painted("#board")


@on_screen("commitments")
async def test_enter_skips_one_question_and_a_full_stop_all(led: Led) -> None:
    await led.say("One", "", "1 May", ".", "Two")
    assert [(one.commitment, one.owner, one.evidence) for one in led.saved.commitments] == [
        ("One", None, None),
        ("Two", None, None),
    ]
    assert led.saved.commitments[0].due == date(2027, 5, 1)


@on_screen("commitments", size=(120, 40))
async def test_what_is_no_answer_is_the_next_line_and_is_said_to_be_so(led: Led) -> None:
    await led.say("Open on Sunday", "We print posters @ana", ".")
    assert [one.commitment for one in led.saved.commitments] == ["Open on Sunday", "We print posters"]
    await led.say("Open again", "Nothing of this kind")
    assert say("plain.next_item", typed="Nothing of this kind") in led.painted("#told")


@on_screen("commitments", size=(120, 40))
async def test_what_has_two_readings_is_asked_back(led: Led) -> None:
    await led.say("Meet due:1/5")
    assert "due:1/5 can be read in more than one way" in led.painted("#told")
    assert say("plain.which_prompt") in led.painted("#prompt")
    assert not led.saved.commitments
    await led.say("2")
    (item,) = led.saved.commitments
    assert item.commitment == "Meet"
    assert item.due in (date(2027, 1, 5), date(2027, 5, 1), date(2026, 5, 1))


@on_screen("alternatives")
async def test_shorthand_is_read_while_it_is_typed(led: Led) -> None:
    label = load().label
    assert "Still to say" in led.painted("#still")
    await led.type("Ask the school @an")
    assert f"{label('alternatives', 'owner')}: Ana" not in led.painted("#still") or "@an" in led.line.value
    await led.type("a due:2027-05-01")
    assert f"{label('alternatives', 'owner')}: Ana" in led.painted("#still")
    assert f"{label('alternatives', 'trigger_on')}: " in led.painted("#still")
    assert not led.saved.alternatives
    await led.press(*["backspace"] * 60)
    assert "Still to say" in led.painted("#still")


@on_screen("commitments")
async def test_two_readings_are_told_while_they_are_typed(led: Led) -> None:
    await led.type("Meet due:1/5")
    assert "due:1/5 can be read in more than one way" in led.painted("#still")


@on_screen("goals", goals=GOALS)
async def test_commands_are_completed_and_how_they_go_is_told(led: Led) -> None:
    await led.type("/ne")
    assert "/next" in led.painted("#bottom")
    assert "/next" in led.painted("#still")
    await led.press("right")
    assert led.line.value == "/next"
    await led.press(*["backspace"] * 5)
    await led.type("/vote ")
    assert say("command.vote.usage") in led.painted("#still")


@on_screen("goals")
async def test_names_are_completed(led: Led) -> None:
    await led.type("Ask @be")
    assert "Ask @ben" in led.painted("#bottom")
    await led.press("right")
    assert led.line.value == "Ask @ben"
    await led.type(" and @sch")
    await led.press("right")
    assert led.line.value == "Ask @ben and @school"


@on_screen("goals", goals=GOALS)
async def test_up_on_the_empty_line_takes_the_newest_item_for_correcting(led: Led) -> None:
    await led.press("up")
    assert led.line.value == "/edit 3 Earn trust"
    await led.type("!")
    await led.press("enter")
    assert [one.statement for one in led.saved.goals] == ["Read together", "Be seen", "Earn trust!"]
    await led.type("x")
    await led.press("up")
    assert led.line.value == "x"


@on_screen("goals")
async def test_up_without_items_does_nothing(led: Led) -> None:
    await led.press("up")
    assert led.line.value == ""


@on_screen("goals")
async def test_esc_puts_the_line_away_and_brings_it_back(led: Led) -> None:
    await led.type("Half a thou")
    await led.press("escape")
    assert led.line.value == ""
    assert "Half a thou" not in led.frame
    await led.press("escape")
    assert led.line.value == "Half a thou"
    await led.type("ght")
    await led.press("enter")
    assert [one.statement for one in led.saved.goals] == ["Half a thought"]


@on_screen("goals")
async def test_esc_keeps_the_older_line_while_another_is_typed(led: Led) -> None:
    await led.type("One")
    await led.press("escape")
    await led.type("Two")
    await led.press("enter", "escape")
    assert led.line.value == "One"


@on_screen("goals")
async def test_letters_that_are_board_keys_are_letters_in_the_line(led: Led) -> None:
    await led.type("evmrposiwuynbgjk? 123/")
    assert led.line.value == "evmrposiwuynbgjk? 123/"
    await led.press("enter")
    assert [one.statement for one in led.saved.goals] == ["evmrposiwuynbgjk? 123/"]


@on_screen("goals", activity="writing")
async def test_keys_that_come_all_at_once_are_lost_nowhere(led: Led) -> None:
    """A slow connection delivers several lines in one piece."""
    for key in "one\rtwo\rthree\rfour":
        made = events.Key("enter" if key == "\r" else key, key)
        made.set_sender(led.app)
        led.app.post_message(made)
    await led.until(lambda: len(led.workshop.session.goals) >= 3 and led.line.value != "")
    for _ in range(5):
        await led.pilot.pause()
    assert [one.statement for one in led.saved.goals] == ["one", "two", "three"]
    assert led.line.value == "four"


# Only ours


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is ever painted of the line, between two frames too."""
    painted: list[str] = []
    real = SayLine.render_line

    def render_line(self: SayLine, y: int) -> Strip:
        strip = real(self, y)
        painted.append(strip.text)
        return strip

    monkeypatch.setattr(SayLine, "render_line", render_line)
    return painted


async def _type(led: Led, words: str) -> None:
    await led.type(words)


async def _paste(led: Led, words: str) -> None:
    await led.paste(words)


@pytest.mark.parametrize("typed", ["!zebra plan", "!  zebra", " !zebra", "   ! zebra plan"])
@pytest.mark.parametrize("way", [_type, _paste])
def test_what_is_only_ours_is_dots_while_it_is_typed_and_nothing_of_it_is_told(
    tmp_path: Path, lines: list[str], typed: str, way: Callable[[Led, str], Awaitable[None]]
) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(goals=GOALS)) as led:
            before = led.painted("#still")
            await way(led, typed)
            assert "•" in led.painted("#bottom")
            assert "zebra" not in led.frame
            assert led.painted("#still") == before
            await led.press("escape")
            assert led.line.value == ""
            await led.press("escape")
            assert "•" in led.painted("#bottom")
            await led.press("enter")
            assert led.painted("#told") == say("plain.noted")
            assert [(one.statement.split()[0], one.only_for) for one in led.saved.goals[3:]] == [
                ("zebra", "library")
            ]
            assert "zebra" not in led.frame
            assert not led.line.password
            await led.press("up")
            assert led.line.value == "/edit 3 Earn trust"
            assert [one for one in lines if re.search("zeb|bra", one)] == []

    asyncio.run(lead())


@pytest.mark.parametrize("typed", ["!zebra", " !zebra"])
def test_what_is_only_ours_is_never_in_sight_not_even_for_one_frame(tmp_path: Path, typed: str) -> None:
    """A paste or a line that is brought back may be painted before anybody was told that it changed."""

    async def lead() -> None:
        async with leading(tmp_path, table()) as led:
            led.line.insert_text_at_cursor(typed)
            assert "zebra" not in led.line.render_line(0).text

    asyncio.run(lead())


@on_screen("goals")
async def test_the_sign_alone_adds_nothing_and_the_next_line_is_unseen(led: Led) -> None:
    """As /help says: ! alone reads a line unseen."""
    await led.say("!")
    assert not led.saved.goals
    await led.type("zebra")
    assert "zebra" not in led.frame
    await led.press("enter")
    assert "zebra" not in led.frame
    assert [(one.statement, one.only_for) for one in led.saved.goals] == [("zebra", "library")]


@on_screen("commitments")
async def test_a_name_in_a_line_for_us_is_not_completed_before_everyone(led: Led) -> None:
    await led.type("!fire @be")
    assert set(led.painted("#bottom").partition("▸")[2].strip()) <= {"•"}


@on_screen("commitments", size=(120, 40))
async def test_a_line_for_us_as_an_answer_is_dots_too(led: Led) -> None:
    await led.say("Open on Sunday")
    await led.type("!zebra due:1/5")
    assert "zebra" not in led.frame
    await led.press("enter")
    assert "zebra" not in led.frame
    assert [one.only_for for one in led.saved.commitments] == [None, "library"]


@on_screen("goals", kept_ours=True)
async def test_among_us_a_line_for_us_is_read_as_it_is_typed(led: Led) -> None:
    await led.type("!zebra")
    assert "!zebra" in led.painted("#bottom")
    await led.press("enter")
    assert "1 zebra" in led.painted("#board")


@on_screen("goals", kept_ours=True, goals=GOALS)
async def test_a_draft_from_among_us_is_not_brought_back_before_everyone(led: Led) -> None:
    await led.type("zebra plan")
    await led.press("escape")
    await led.say("/audience everyone")
    assert EVERYONE in led.painted("#top")
    await led.press("escape")
    assert "zebra" not in led.frame, "a draft that was typed among us is told to everyone"


@on_screen("goals", phase="prepare")
async def test_a_draft_in_the_line_is_not_shown_when_the_room_changes(led: Led) -> None:
    await led.say("/phase together", "/phase prepare", "/audience only-us")
    await led.type("zebra plan")
    assert ONLY_US in led.painted("#top")
    await led.press("f2")
    assert EVERYONE in led.painted("#top")
    assert "zebra" not in led.frame, "what was being typed among us is told to everyone"


@pytest.mark.parametrize("command", ["/phase together", "/audience everyone"])
def test_what_was_asked_back_among_us_is_not_told_when_everyone_comes(tmp_path: Path, command: str) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(phase="prepare"), "commitments", size=(120, 40)) as led:
            await led.say("Zebra due:1/5")
            assert ONLY_US in led.painted("#top")
            await led.say(command)
            assert EVERYONE in led.painted("#top")
            assert [one.only_for for one in led.saved.commitments] == ["library"]
            assert "Zebra" not in led.frame

    asyncio.run(lead())


@pytest.mark.parametrize("command", ["/phase together", "/audience everyone"])
def test_nothing_told_among_us_stays_when_everyone_comes(tmp_path: Path, command: str) -> None:
    async def lead() -> None:
        session = table(phase="prepare")
        for step in STEPS:
            async with leading(tmp_path, session, step, size=(120, 40)) as led:
                await led.say("Zebra plan", "/ask")
                assert "Zebra" in led.frame
                await led.say(command)
                await led.say(f"/step {step}")
                assert EVERYONE in led.painted("#top")
                assert "Zebra" not in led.frame
                assert "1" not in led.painted("#told")
                await led.press("tab", "down", "i", "e")
                assert "Zebra" not in led.frame

    asyncio.run(lead())


# Between the line and the board


@on_screen("goals", goals=GOALS)
async def test_tab_goes_to_the_board_and_esc_back(led: Led) -> None:
    assert led.in_line()
    await led.press("tab")
    assert led.on_board()
    assert led.board.chosen == "g1"
    assert "▸ 1" in led.painted("#board")
    await led.press("escape")
    assert led.in_line()
    await led.press("tab")
    assert led.on_board()
    await led.press("tab")
    assert led.in_line()


@on_screen("goals", goals=tuple(Goal(id=f"g{n}", statement=f"Goal {n}", whose="shared") for n in range(60)))
async def test_the_heading_over_the_first_item_is_seen_again(led: Led) -> None:
    heading = say("page.shared").capitalize()
    assert led.painted("#board").startswith(heading)
    await led.press("tab", "end", "home")
    assert led.painted("#board").startswith(heading)


@pytest.mark.parametrize("phase", ["prepare", "together", "after"])
def test_what_was_parked_is_in_sight_at_the_side(tmp_path: Path, phase: str) -> None:
    async def lead() -> None:
        hidden = []
        parked = (Parked(id="p1", text="Who takes the photographs?"),)
        async with leading(tmp_path, table(phase=phase, parked=parked), size=(120, 40)) as led:
            for number, step in enumerate(STEPS, 1):
                await led.say(f"/step {number}")
                if "1 Who takes" not in led.painted("#middle"):
                    hidden.append(step)
        assert hidden == []

    asyncio.run(lead())


@on_screen("goals", goals=GOALS, size=(120, 40))
async def test_each_thing_that_is_parked_is_in_sight_at_once(led: Led) -> None:
    for n, said in enumerate(("First for later", "Second for later", "Third for later"), 1):
        await led.say(f"/park {said}")
        assert f"{n} {said}" in led.painted("#middle")


@on_screen("goals", goals=GOALS)
async def test_what_was_typed_stays_while_the_board_is_used(led: Led) -> None:
    await led.type("Half a thought")
    await led.press("tab", "down", "w", "escape")
    assert led.line.value == "Half a thought"


@on_screen("goals", goals=GOALS)
async def test_the_arrows_choose_and_stop_at_both_ends(led: Led) -> None:
    await led.press("tab")
    for key, chosen in (
        *(("down", "g2"), ("down", "g3"), ("down", "g3"), ("up", "g2"), ("home", "g1"), ("up", "g1")),
        *(("end", "g3"), ("k", "g2"), ("j", "g3")),
    ):
        await led.press(key)
        assert led.board.chosen == chosen, key
    assert f"▸ {3}" in " ".join(led.painted("#board").split())


@on_screen("goals")
async def test_a_board_without_items_does_nothing_wrong(led: Led) -> None:
    await led.press("tab", "down", "up", "home", "end")
    for key in "evmrposi":
        await led.press(key)
        assert say("screen.choose_first") in led.painted("#told"), key
        assert led.on_board()
    assert led.saved == led.workshop.session


async def chosen(led: Led, *keys: str) -> None:
    """The second of three goals chosen, then these keys."""
    await led.press("tab", "home", "down", *keys)


@pytest.mark.parametrize(("key", "filled"), [("e", "/edit 2 Be seen"), ("v", "/vote 2 "), ("m", "/move 2 ")])
def test_a_key_begins_a_command_on_the_chosen_item(tmp_path: Path, key: str, filled: str) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(goals=GOALS)) as led:
            await chosen(led, key)
            assert led.line.value == filled
            assert led.in_line()
            await led.type("1")
            await led.press("enter")
            goals = led.saved.goals
            done = {"e": goals[1].statement == "Be seen1", "v": goals[1].votes == 1, "m": goals[0].id == "g2"}
            assert done[key]

    asyncio.run(lead())


@on_screen("goals", goals=GOALS)
async def test_r_takes_the_chosen_item_away_u_brings_it_back_y_takes_it_again(led: Led) -> None:
    await chosen(led, "r")
    assert [one.id for one in led.saved.goals] == ["g1", "g3"]
    assert "Be seen" not in led.frame
    await led.press("u")
    assert [one.id for one in led.saved.goals] == ["g1", "g2", "g3"]
    assert led.painted("#told") == say("command.undo.done", what=say("did.remove"))
    await led.press("y")
    assert [one.id for one in led.saved.goals] == ["g1", "g3"]


@on_screen("goals", goals=GOALS)
async def test_after_taking_away_one_another_is_chosen_with_the_arrows(led: Led) -> None:
    await chosen(led, "r", "down")
    assert led.board.chosen in ("g1", "g3")
    await led.press("r")
    assert len(led.saved.goals) == 1


@on_screen("goals", goals=GOALS)
async def test_tab_chooses_again_when_the_chosen_item_is_gone(led: Led) -> None:
    await chosen(led, "r", "escape", "tab")
    assert led.board.chosen is not None


@on_screen("goals", goals=GOALS, size=(120, 40))
async def test_p_parks_the_chosen_item(led: Led) -> None:
    await chosen(led, "p")
    assert [one.id for one in led.saved.goals] == ["g1", "g3"]
    assert [one.said for one in led.saved.parked] == ["Be seen"]
    assert load().title("parked") in led.painted("#middle")
    assert "1 Be seen" in led.painted("#middle")


@on_screen("goals", goals=GOALS)
async def test_o_makes_it_ours_and_it_is_gone_for_everyone(led: Led) -> None:
    await chosen(led, "o")
    assert [one.only_for for one in led.saved.goals] == [None, "library", None]
    assert "Be seen" not in led.frame


@on_screen(
    "goals", goals=tuple(goal.model_copy(update={"only_for": "library"}) for goal in GOALS), phase="prepare"
)
async def test_s_brings_the_chosen_item_to_the_table(led: Led) -> None:
    await chosen(led, "s")
    assert [one.only_for for one in led.saved.goals] == ["library", None, "library"]
    assert say("page.for_everyone") in led.painted("#board")


@on_screen(
    "goals", goals=(*GOALS[:2], Goal(id="g3", statement="Earn", note="A long story", beneficiaries="All"))
)
async def test_i_shows_all_of_the_chosen_item(led: Led) -> None:
    await led.press("tab", "end", "i")
    await led.until(lambda: led.page)
    for words in ("Earn", "A long story", "All"):
        assert words in led.frame
    await led.press("escape")
    assert not led.page
    assert led.on_board()


@on_screen("goals", goals=tuple(goal.model_copy(update={"votes": n}) for n, goal in enumerate(GOALS)))
async def test_w_counts_votes_and_puts_the_most_first(led: Led) -> None:
    await led.press("tab", "w")
    found = led.painted("#board")
    assert found.index("Earn trust") < found.index("Be seen") < found.index("Read together")
    await led.press("w")
    found = led.painted("#board")
    assert found.index("Read together") < found.index("Be seen") < found.index("Earn trust")


@on_screen("goals", goals=GOALS)
async def test_n_and_b_and_pgdn_and_pgup_go_forward_and_back(led: Led) -> None:
    first = led.painted("#activity")
    for focus, forward, back in (("escape", "pagedown", "pageup"), ("tab", "n", "b")):
        await led.press(focus, forward)
        assert led.painted("#activity") != first
        await led.press(back)
        assert led.painted("#activity") == first
    await led.press("b")
    assert led.painted("#told") == say("command.back.end")


@on_screen("goals", goals=GOALS)
async def test_pgdn_and_pgup_go_forward_and_back_from_the_board_too(led: Led) -> None:
    first = led.painted("#activity")
    await led.press("tab", "pagedown")
    assert led.painted("#activity") != first
    await led.press("pageup")
    assert led.painted("#activity") == first


@on_screen("goals", goals=GOALS)
async def test_a_number_goes_to_its_step(led: Led) -> None:
    await led.press("tab")
    for number in (2, 3, 4, 5, 6, 1):
        await led.press(str(number))
        assert led.face.step == STEPS[number - 1]
        assert say("screen.step_of", number=number) in led.painted("#top")
        assert led.on_board()


@on_screen("goals", goals=GOALS)
async def test_g_tells_what_is_still_to_say_and_question_mark_helps(led: Led) -> None:
    await led.press("tab", "g")
    assert led.page
    assert f"{load().step('goals').label}: " in led.frame
    await led.press("escape")
    await led.press("question_mark")
    assert isinstance(led.app.screen, PageScreen)
    assert any(say("command.next.usage") in line for line in led.app.screen.lines)
    await led.press("q")
    assert not led.page
    await led.press("slash")
    assert led.line.value == "/"
    assert led.in_line()


@on_screen("goals")
async def test_help_opens_scrolls_and_closes_from_the_line(led: Led) -> None:
    for keys, close in ((("f1",), "escape"), (("?",), "q"), (("/", *"help", "enter"), "enter")):
        await led.press(*keys)
        assert led.page
        top = led.frame
        await led.press("pagedown")
        await led.until(lambda top=top: led.frame != top)  # type: ignore[misc]
        await led.press("pageup", "down", "up")
        await led.until(lambda top=top: led.frame == top)  # type: ignore[misc]
        await led.press(close)
        assert not led.page
        assert led.in_line()


@on_screen("goals", goals=GOALS, kept_ours=True)
async def test_a_page_says_who_can_read_it(led: Led) -> None:
    await led.say("/show")
    assert led.page
    assert ONLY_US in led.frame


@on_screen("goals", goals=GOALS)
async def test_a_shortened_command_opens_its_page_too(led: Led) -> None:
    told = []
    for typed in ("/hel", "/HELP", "/gap", "/peo", "/sho"):
        await led.say(typed)
        if led.page:
            await led.press("escape")
        else:
            told.append(typed)
    assert told == []


@on_screen("goals", goals=GOALS)
async def test_f2_takes_back_and_f3_does_again(led: Led) -> None:
    await led.say("Zebra", ".")
    await led.type("half")
    await led.press("f2")
    assert len(led.saved.goals) == 3
    assert "Zebra" not in led.frame
    await led.press("f3")
    assert len(led.saved.goals) == 4
    assert led.line.value == "half"
    await led.press("f2", "f2")
    assert led.painted("#told") == say("undo.nothing")


@on_screen(
    "benefits",
    size=(120, 40),
    benefits=(
        Benefit(id="b1", giver="library", receiver="school", benefit="Rooms", need="space"),
        Benefit(id="b2", giver="school", receiver="library", benefit="Readers", need="visits"),
    ),
)
async def test_a_click_chooses_what_stands_there(led: Led) -> None:
    rows = led.frame.split("\n")
    for words, id in (("Readers", "b2"), ("Rooms", "b1"), ("Readers", "b2")):
        y = next(at for at, row in enumerate(rows) if words in row)
        await led.pilot.click(offset=(rows[y].index(words), y))
        await led.pilot.pause()
        assert led.board.chosen == id, words


@on_screen(
    "benefits",
    size=(80, 24),
    benefits=(
        Benefit(id="b1", benefit="Nobody yet"),
        Benefit(id="b2", giver="library", benefit="Rooms"),
        Benefit(id="b3", giver="school", benefit="Readers"),
    ),
)
async def test_the_arrows_walk_as_the_eye_does(led: Led) -> None:
    walked = []
    await led.press("tab", "home")
    for _ in range(3):
        walked.append(led.board.chosen)
        await led.press("down")
    assert walked == ["b2", "b3", "b1"]


# Audience and phase


@on_screen("goals", goals=(*GOALS[:2], Goal(id="g3", statement="Zebra", whose="shared", only_for="library")))
async def test_going_to_only_us_while_together_asks_first(led: Led) -> None:
    assert EVERYONE in led.painted("#top")
    assert "Zebra" not in led.frame
    await led.say("/audience only-us")
    assert led.painted("#told") == say("command.audience.sure")
    assert EVERYONE in led.painted("#top")
    assert "Zebra" not in led.frame
    await led.say("/audience only-us yes")
    assert ONLY_US in led.painted("#top")
    assert "3 Zebra" in led.painted("#board")
    await led.say("/audience everyone")
    assert EVERYONE in led.painted("#top")
    assert "Zebra" not in led.frame


@on_screen("values", phase="prepare")
async def test_a_phase_changes_the_audience_and_begins_at_the_first_step(led: Led) -> None:
    assert ONLY_US in led.painted("#top")
    await led.say("Openness", ".", "/phase together")
    assert EVERYONE in led.painted("#top")
    assert led.face.step == "goals"
    assert led.saved.phase == "together"
    await led.say("/phase prepare")
    assert led.painted("#told") == say("command.phase.still_everyone")
    assert EVERYONE in led.painted("#top")


@on_screen("goals", phase="prepare", goals=(Goal(id="g1", statement="Zebra", only_for="library"),))
async def test_taking_back_a_phase_never_shows_ours_to_everyone(led: Led) -> None:
    await led.say("/phase together")
    await led.press("f2")
    assert led.face.session.phase == "prepare"
    assert EVERYONE in led.painted("#top")
    assert "Zebra" not in led.frame


# What goes wrong


PROBLEMS = (
    *("/vote 99 3", "/vote 1 many", "/nothing of this kind", "/set 1 measure", "/person @x, nobody of us"),
    *("x" * 600, "/title " + "x" * 300, "/step 9", "/share"),
)


@on_screen("goals", goals=GOALS, size=(120, 40))
async def test_what_cannot_be_done_is_told_in_words_and_changes_nothing(led: Led) -> None:
    before = led.workshop.session
    for typed in PROBLEMS:
        await led.say(typed)
        assert led.painted("#told"), typed
        assert not re.search(r"Traceback|Error\b|Exception", led.frame), typed
        assert led.workshop.session == led.saved == before, typed
        led.line.value = ""
        await led.say("")
        assert not led.painted("#told")


@on_screen("goals", goals=GOALS, size=(120, 40))
async def test_what_was_typed_and_cannot_be_done_stands_there_again_or_is_had_back_with_esc(led: Led) -> None:
    lost = []
    for typed in PROBLEMS:
        await led.say(typed)
        if led.line.value != typed:
            await led.press("escape")
        if led.line.value != typed:
            lost.append(typed[:30])
        led.line.value = ""
        await led.pilot.pause()
    assert lost == []


class Full:
    """A disk that refuses, until it is emptied."""

    def __init__(self) -> None:
        self.full = True
        self.real = atomic.write

    def __call__(self, path: Path, data: bytes, *how: Any, **more: Any) -> None:
        if self.full:
            raise FileProblem("file.full", path=path)
        self.real(path, data, *how, **more)


def test_a_disk_that_fails_says_not_saved_and_keeps_the_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(phase="prepare"), size=(120, 40)) as led:
            full = Full()
            monkeypatch.setattr(atomic, "write", full)
            await led.say("One")
            assert say("screen.unsaved") in led.painted("#top")
            assert say("screen.saved", time="10:00") not in led.frame
            assert "1 One" in led.painted("#board")
            assert say("file.full") in led.painted("#told")
            assert say("plain.kept") in led.painted("#told")
            assert not led.saved.goals
            await led.say("/next")
            assert say("screen.unsaved") in led.painted("#top")
            await led.say("/quit")
            assert not led.app.left
            assert "NOT SAVED" in led.painted("#told")
            full.full = False
            await led.say("Two")
            assert say("screen.unsaved") not in led.frame
            assert say("screen.saved", time="10:00") in led.painted("#top")
            assert [one.statement for one in led.saved.goals] == ["One", "Two"]

    asyncio.run(lead())


@pytest.mark.parametrize("size", SIZES)
def test_not_saved_is_seen_at_every_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async def lead() -> None:
        session = table(title="A title that is quite long " * 5)
        async with leading(tmp_path, session, size=size) as led:
            monkeypatch.setattr(atomic, "write", Full())
            await led.say("One")
            for words in (say("screen.unsaved"), EVERYONE, say("screen.step_of", number=1)):
                assert words in led.painted("#top")
            assert say("plain.kept") in led.painted("#told")

    asyncio.run(lead())


@on_screen("goals", goals=GOALS, status="closed")
async def test_a_closed_session_changes_nothing_and_loses_nothing(led: Led) -> None:
    before = led.path.read_bytes()
    await led.say("One more")
    assert say("edit.closed") in led.painted("#told")
    assert led.path.read_bytes() == before
    await led.press("tab", "home", "r")
    assert say("edit.closed") in led.painted("#told")
    assert led.path.read_bytes() == before
    await led.press("2", "1", "g", "escape", "escape")
    await led.say("/reopen")
    await led.say("One more")
    assert len(led.saved.goals) == 4


@on_screen("goals", goals=GOALS)
async def test_leaving_keeps_what_was_being_asked_about(led: Led) -> None:
    await led.say("/step promises", "Meet due:1/5", "/quit")
    await led.until(lambda: led.app.left)
    assert [one.commitment for one in led.saved.commitments] == ["Meet due:1/5"]


@on_screen("goals", goals=GOALS)
async def test_f10_leaves_and_everything_is_saved(led: Led) -> None:
    await led.say("One")
    await led.press("f10")
    await led.until(lambda: led.app.left)
    assert len(led.saved.goals) == 4


# A paste is text


PASTES = (
    "r\nr\nr\n",
    "one\x1b[Br\x1b[Ar",
    "\x1b",
    "\x1bq",
    "a\x1b[201~q\rr",
    "\x1b]0;owned\x07title",
    "\x9b31mred",
    "\x00\x08\x7f\x03\x11",
    "tab\there\r\nq",
    "\x1b[200~again",
    "x" * 5000,
    "!zebra\nzebra",
    "/remove 1\n/remove 1\n",
)


@pytest.mark.parametrize("focus", ["line", "board"])
def test_a_paste_never_presses_keys(tmp_path: Path, focus: str) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(goals=GOALS)) as led:
            before = led.workshop.session
            if focus == "board":
                await led.press("tab", "home")
            for paste in PASTES:
                await led.paste(paste)
                assert led.workshop.session == before, paste
                assert led.app.screen is led.screen, paste
                assert led.on_board() if focus == "board" else led.in_line(), paste
                assert "zebra" not in led.frame
                assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", led.frame), paste
                if focus == "line":
                    assert text.is_clean(led.line.value)
                    assert "\n" not in led.line.value
                    led.line.value = ""
                    await led.pilot.pause()

    asyncio.run(lead())


# Sizes


LONG = (
    "Read together",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 8,
    "图书馆和学校一起读书" * 12,
    "👩‍🏫 teaches 👨‍👩‍👧‍👦 reading 🏳️‍🌈" * 5,
    "A sentence of many words that is about everything and goes on " * 6,
    "مكتبة المدينة والمدرسة",
)


def filled(n: int, **values: Any) -> Session:
    """A session with so many items in each step, some of them awkward."""
    lists: dict[str, tuple[Entry, ...]] = {}
    for step in STEPS:
        made, kind = [], KINDS[step]
        for at in range(n):
            awkward = n < 100 or at % 20 == 0
            said = text.line(LONG[at % len(LONG)] if awkward else "Read together")[:490] + f" {at}"
            given: dict[str, Any] = {"id": f"{step[0]}{step[1]}{at}", kind.SAID: said}
            if at % 3 == 0:
                given |= {"votes": at % 9} if step in ("goals", "alternatives") else {}
                given |= {"owner": "ana"} if step in ("alternatives", "commitments") else {}
                given |= {"whose": "school"} if step == "goals" else {}
                given |= {"giver": "school"} if step == "benefits" else {}
            made.append(kind.model_validate(given))
        lists[step] = tuple(made)
    return table(**lists, **values)


async def always(led: Led, n: int) -> None:
    """What is in sight in each step, whatever the size."""
    width, height = led.app.size
    for number, step in enumerate(STEPS, 1):
        await led.press(str(number))
        top = led.painted("#top")
        for words in (
            EVERYONE,
            say("screen.step_of", number=number),
            say("screen.saved", time="10:00"),
        ):
            assert words in top, (step, top)
        assert " ".join(led.face.question.split()) in led.painted("#question"), step
        assert led.face.activity.label in led.painted("#activity"), step
        assert load().step(step).label in led.painted("#steps"), step
        still, _ = parts.still(led.face.reader, step, width - 2)
        assert led.painted("#still") == " ".join(still.split()), step
        assert "▸" in led.painted("#bottom"), step
        shown = led.painted("#board")
        assert shown, step
        if n:
            assert LONG[0] in shown or led.board.chosen != f"{step[:2]}0"
        assert led.lengths == [width] * height


@pytest.mark.parametrize("n", [0, 3, 30, pytest.param(500, marks=pytest.mark.slow)])
def test_what_the_facilitator_always_sees(tmp_path: Path, n: int) -> None:
    async def lead() -> None:
        session = filled(n, title="A title that is quite long for a projected terminal " * 2)
        async with leading(tmp_path, session, size=SIZES[0]) as led:
            await led.say("/title 图书馆 × 学校 " + "x" * 60)
            await led.press("tab")
            for size in SIZES:
                await led.resize(*size)
                await always(led, n)

    asyncio.run(lead())


@pytest.mark.parametrize("phase", ["prepare", "together", "after"])
def test_no_question_is_cut_at_the_smallest_size(tmp_path: Path, phase: str) -> None:
    async def lead() -> None:
        cut = []
        async with leading(tmp_path, table(phase=phase), size=(60, 20)) as led:
            guide, everyone = load(), not led.face.only_us
            for step in STEPS:
                for activity in guide.step(step).activities_in(led.face.session.phase, everyone):
                    led.workshop.go(step, activity.id)
                    led.screen.draw()
                    await led.pilot.pause()
                    if " ".join(led.face.question.split()) not in led.painted("#question"):
                        cut.append((step, activity.id, led.painted("#question")))
        assert cut == []

    asyncio.run(lead())


@pytest.mark.parametrize("size", SIZES)
def test_the_footer_has_seven_keys_at_most(tmp_path: Path, size: tuple[int, int]) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(goals=GOALS), size=size) as led:
            for _ in range(2):
                row = led.frame.split("\n")[-1]
                pairs = [pair for pair in re.split(r"\s{2,}", row.strip()) if pair]
                assert 3 <= len(pairs) <= 7, pairs
                offered = {
                    tuple(pair.split(" ", 1))
                    for name in ("keys_line", "keys_board")
                    for pair in say(f"screen.{name}").split("|")
                }
                assert {tuple(pair.split(" ", 1)) for pair in pairs} <= offered, "a key is cut in two"
                await led.press("tab")

    asyncio.run(lead())


RESIZES = (
    (60, 20),
    (1, 1),
    (80, 24),
    (2, 1),
    (1, 50),
    (300, 1),
    (5, 5),
    (39, 9),
    (40, 10),
    (120, 40),
    (10, 3),
)


FRAME = ("#top", "#steps", "#question", "#activity", "#still", "#bottom", "#keys")


@pytest.mark.slow
@pytest.mark.parametrize("n", [0, 7])
def test_it_survives_every_size_and_comes_back(tmp_path: Path, n: int) -> None:
    async def lead() -> None:
        async with leading(tmp_path, filled(n, phase="prepare"), size=(80, 24)) as led:
            await led.press("tab")
            for number in range(1, 7):
                await led.press(str(number), "home")
                before = {id: led.painted(id) for id in FRAME}
                for size in RESIZES:
                    await led.resize(*size)
                    await led.press("down", "w", "w", "up")
                    assert led.screen.is_running
                await led.resize(80, 24)
                await led.press("home")
                await led.until(
                    lambda before=before: {id: led.painted(id) for id in FRAME} == before  # type: ignore[misc]
                )
                assert not n or "▸" in led.painted("#board"), (
                    f"in {led.face.step} the chosen item is out of sight"
                )
            await led.press("escape")
            await led.resize(1, 1)
            await led.say("Said in the dark", ".")
            await led.resize(80, 24)
            assert led.saved.commitments[-1].commitment == "Said in the dark"

    asyncio.run(lead())


@on_screen("goals", goals=tuple(Goal(id=f"g{n}", statement=f"Goal {n} " + "word " * 30) for n in range(300)))
async def test_the_chosen_item_stays_in_sight_whatever_the_size(led: Led) -> None:
    await led.press("tab", "end")
    assert "Goal 299" in led.painted("#board")
    for size in ((60, 20), (200, 60), (80, 24)):
        await led.resize(*size)
        await led.pilot.pause()
        assert "Goal 299" in led.painted("#board"), size
    await led.press(*["up"] * 5)
    assert "Goal 294" in led.painted("#board")


@on_screen(
    "goals",
    activity="writing",
    phase="prepare",
    goals=tuple(Goal(id=f"g{n}", statement=f"Goal {n}", only_for="library") for n in range(500)),
)
async def test_a_new_item_below_five_hundred_is_in_sight(led: Led) -> None:
    await led.say("The newest of all")
    await led.shows("501 The newest of all")
    await led.say("Newer still")
    await led.shows("502 Newer still")


@on_screen("goals", size=(120, 40), activity="writing")
async def test_items_get_air_while_there_is_room(led: Led) -> None:
    await led.say("One @library", "Two @library", "Three @library")
    rows = led.frame.split("\n")
    at = [next(n for n, row in enumerate(rows) if f"  {one}" in row) for one in ("One", "Two", "Three")]
    assert at[1] - at[0] > 1


# Nasty strings


NASTY = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[@click=screen.leave]leave[/]",
    "[red]not red[/red]",
    "[bold",
    "\\[x]",
    "]]][[[",
    "{title} %s {0} $primary",
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;b3duZWQ=\x07clip",
    "\x1b]0;owned\x07",
    "\x9b2Jclear",
    "a\x07\x08\x7fb",
    "right \u202eto left\u202c",
    "\u2066isolated\u2069 \u200bzero\ufeff",
    "👩‍🏫👨‍👩‍👧‍👦🏳️‍🌈 e\u0301o\u0308",
    "z" + "\u0300" * 400,
    "w" * 480,
    "图" * 240,
    "שלום עולם مرحبا",
    "\ud800 lone",
)
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


async def safe(led: Led) -> None:
    """Nothing that a terminal obeys is painted, each row has its width, and nobody was thrown out."""
    assert not UNSAFE.search(led.frame), repr(UNSAFE.search(led.frame))
    width, height = led.app.size
    assert led.lengths == [width] * height
    assert led.app.is_running
    assert not led.app.left


def test_nasty_strings_are_only_text_wherever_they_stand(tmp_path: Path) -> None:
    """Several in one line, as many as it takes."""
    some = (slice(0, 8), slice(8, 15), slice(15, 17), slice(17, 18), slice(18, 19), slice(19, None))
    _nasty(tmp_path, *(" ".join(NASTY[which]) for which in some))


@pytest.mark.slow
def test_each_nasty_string_alone_is_only_text_wherever_it_stands(tmp_path: Path) -> None:
    _nasty(tmp_path, *NASTY)


def _nasty(tmp_path: Path, *strings: str) -> None:
    async def lead() -> None:
        async with leading(tmp_path, table(phase="prepare"), "alternatives", size=(120, 36)) as led:
            for nasty in strings:
                await nastily(led, nasty)

    asyncio.run(lead())


async def nastily(led: Led, nasty: str) -> None:
    """Typed, on the board, told, in the prompt, on a page, at the side and in a problem's words."""
    clean = text.line(nasty)
    start = clean.split()[0][:8]
    led.line.value = ""
    await led.paste(nasty)
    assert led.line.value == clean
    await safe(led)
    await led.press("enter")
    assert [one.option for one in led.saved.alternatives] == [clean]
    await safe(led)
    assert start in led.painted("#board")
    assert start in led.painted("#told")
    await led.say(".", f"/title {clean[:190]}", f"/trigger 1 {clean}", f"/note 1 {clean}")
    await safe(led)
    assert start[:5] in led.painted("#top")
    for y, row in enumerate(led.frame.split("\n")):
        for found in ("x[/]", "leave", start[:2]):
            if found in row:
                await led.pilot.click(offset=(text.width(row[: row.index(found)]), y))
                await led.pilot.pause()
    await safe(led)
    led.board.focus()
    await led.press("home", "i")
    assert led.page
    await safe(led)
    await led.press("escape", "e")
    await safe(led)
    assert led.line.value == f"/edit 1 {clean}"
    led.line.value = ""
    led.board.focus()
    await led.press("home", "p")
    width, height = led.app.size
    await led.resize(width ^ 1, height)
    await safe(led)
    assert start in led.painted("#middle")
    await led.say("/show")
    await safe(led)
    await led.press("escape")
    for line in (f"/{nasty}", f"/person {nasty}, library", f"/vote {nasty} 1", "/remove parked.1"):
        await led.say(line)
        await safe(led)


@on_screen(
    "goals",
    size=(80, 24),
    parties=(
        small().parties[0].model_copy(update={"name": "[/] [@click=app.quit]us[/]"}),
        small().parties[1].model_copy(update={"name": "[red]" + "學" * 60}),
    ),
    people=(Person(id="ana", name="[/] [bold]Ana", handle="ana", party="library"),),
    phase="prepare",
)
async def test_nasty_names_are_only_text_too(led: Led) -> None:
    for size in SIZES:
        await led.resize(*size)
        await led.press("escape")
        led.screen.query_one(SayLine).focus()
        for number, step in enumerate(STEPS, 1):
            await led.say(f"/step {number}", f"Something @library @school @ana {step}")
            await safe(led)
            await led.say(".")
            await safe(led)
    await led.say("/people")
    await safe(led)


# What EVERYONE never sees


WIDTHS = (60, 80, 120)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Session], Face]]:
    base, numbers = tmp_path_factory.mktemp("faces"), count(1)

    def face(session: Session) -> Face:
        path = base / f"{next(numbers)}.toml"
        made = Face.opened(Workshop(path, session, b"", clock=lambda: NOW), load())
        made.only_us = False
        return made

    with patch("os.fsync"):
        yield face


def words(drawn: tuple[Part, ...]) -> str:
    return "".join(part for part, _ in drawn)


def everything_drawn(face: Face, width: int) -> list[str]:
    """All that the screen draws of a session, step by step, without drawing it."""
    drawn = []
    for step in STEPS:
        face.workshop.go(step)
        drawn += [words(parts.top(face, width)), words(parts.steps(face, width))]
        drawn += [parts.activity(face, width), parts.still(face.reader, step, width)[0]]
        drawn += [words(parts.side(face)), parts.matching("/", face), parts.matching("/m", face)]
        drawn += [face.question, face.reader.still_to_say(step)]
        items = [item.id for item in face.view.board(step)]
        for votes in (False, True):
            for chosen in (None, *items):
                board = boards.Drawn(face.reader, width, chosen, votes)
                drawn += [row.plain for row in boards.rows(step, board)]
        drawn.append(" ".join(parts.in_order(boards.rows(step, boards.Drawn(face.reader, width)))))
    return drawn


def unmarked(drawn: str) -> None:
    for mark in (MARK, str(MARK_NUMBER), f"{MARK_NUMBER:,}", "ZZZ"):
        assert mark not in drawn.replace("\n", "")
        assert mark not in re.sub(r"\s", "", drawn)


@settings(max_examples=12, suppress_health_check=SLOW)
@given(session=sessions().map(marked))
def test_nothing_only_ours_is_drawn_or_counted_before_everyone(
    faces: Callable[[Session], Face], session: Session
) -> None:
    whole, open_ = faces(session), faces(shared(session))
    for width in WIDTHS:
        drawn = everything_drawn(whole, width)
        assert drawn == everything_drawn(open_, width)
        unmarked("\n".join(drawn))


def rich() -> Session:
    """Something for everyone and something that is only ours in every step and around them."""
    given: dict[str, Any] = {"only_for": "library"}
    session = filled(3)
    ours: dict[str, tuple[Entry, ...]] = {}
    for step in STEPS:
        more: dict[str, Any] = {}
        if step in ("alternatives", "commitments", "values"):
            more["owner"] = "ben"
        made = tuple(
            KINDS[step].model_validate({"id": f"{step[:3]}s{n}", KINDS[step].SAID: MARK, **given, **more})
            for n in range(4)
        )
        ours[step] = (made[0], *session.board(step), *made[1:])
    parked = (
        Parked(id="p1", text=MARK, only_for="library"),
        Parked(id="p2", text="For later"),
        Parked(id="p3", text=MARK, step="goals", item=Goal(id="p4", statement=MARK, only_for="library")),
    )
    return marked(session.model_copy(update={**ours, "parked": parked}))


def test_a_screen_before_everyone_is_that_of_a_session_without_ours(tmp_path: Path) -> None:
    async def lead(folder: Path, session: Session) -> list[str]:
        seen: list[str] = []
        folder.mkdir()
        async with leading(folder, session, size=(80, 30)) as led:

            async def look(*keys: str) -> None:
                for key in keys:
                    await led.press(key)
                    seen.append(led.frame)

            async def tell(*told: str) -> None:
                for line in told:
                    await led.say(line)
                    seen.append(led.frame)
                    if led.page:
                        await led.press("pagedown", "escape")

            for number in range(1, 7):
                await tell(f"/step {number}", "/ask", ".")
                await look("tab", "home", "down", "end", "w", "n", "escape")
                await tell("Something new", ".", "!Zzsecretzz", "/list votes")
                await look("up", "escape", "f2", "f2", "f3")
            await tell(
                "/park 1", "/unpark 1", "/remove 2", "/share 1", "/people", "/list parked", "/show", "/gaps"
            )
        unmarked("\n".join(re.sub(r"\n\s*", "", one) for one in seen))
        return seen

    session = rich()
    whole = asyncio.run(lead(tmp_path / "whole", session))
    open_ = asyncio.run(lead(tmp_path / "open", shared(session)))
    assert len(whole) == len(open_)
    for at, (one, other) in enumerate(zip(whole, open_, strict=True)):
        assert one == other, at


def test_the_rich_session_has_something_to_hide() -> None:
    session = rich()
    assert sum(item.only_for == "library" for _, item in session.items()) >= 25
    for step in STEPS:
        assert len(shared(session).board(step)) == 3
