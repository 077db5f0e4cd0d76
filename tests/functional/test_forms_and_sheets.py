"""Item form, table, rehearsal, curtain, first and last page, review: led by keys, at three sizes."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

import bpworkshop.tui
from bpworkshop import text
from bpworkshop.commands import Face, Told
from bpworkshop.method.guide import load
from bpworkshop.session.around import Note, Option
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import Set
from bpworkshop.session.items import Goal, Value
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.shared import shared
from bpworkshop.store import codec
from bpworkshop.tui import themes
from bpworkshop.tui.drafting import drafting
from bpworkshop.tui.screens.curtain import CurtainScreen
from bpworkshop.tui.screens.form import FieldRow, ItemForm
from bpworkshop.tui.screens.offer import PAGES, OfferScreen
from bpworkshop.tui.screens.overview import OverviewScreen, PageLine
from bpworkshop.tui.screens.rehearsal import Rehearsal, RehearsalScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.table import TableScreen
from bpworkshop.tui.widgets.entry import Act, ChoiceEntry, TextEntry
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.screens import frame, until
from tests.strategies import evidence, sessions, small
from tests.unit.test_shared import TRACES, marked

SIZES = ((60, 20), *(pytest.param(size, marks=pytest.mark.slow) for size in ((80, 24), (120, 40))))
"""The smallest each time; the others where time does not count."""
SAMPLE = Path(__file__).parents[2] / "sessions" / "2019-02-11-planetarium-artist.toml"
Play = Callable[[Pilot[Any]], Awaitable[None]]


class Stage(App[None]):
    """An app with nothing but the screen that is pushed, and what it was dismissed with."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = Path(bpworkshop.tui.__file__).with_name("app.tcss")

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT
        self.first = screen
        self.left = False
        self.told: Told | None = None

    def on_mount(self) -> None:
        self.push_screen(self.first, self._left)

    def _left(self, told: Told | None) -> None:
        self.left, self.told = True, told


def lead(screen: Screen[Any], play: Play, size: tuple[int, int] = (80, 24)) -> Stage:
    """Push a screen, wait until it is drawn, and play on it."""
    app = Stage(screen)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.left or (app.screen is screen and bool(frame(app).strip())))
            await play(pilot)

    asyncio.run(run())
    return app


async def type_(pilot: Pilot[Any], words: str) -> None:
    names = {" ": "space", "/": "slash", "@": "at", ":": "colon", "!": "exclamation_mark", "-": "minus"}
    await pilot.press(*(names.get(letter, letter) for letter in words))


async def emptied(pilot: Pilot[Any]) -> None:
    await pilot.press("end", "ctrl+u")


def opened(tmp_path: Path, session: Session, *, only_us: bool = True) -> Face:
    path = tmp_path / "one.toml"
    path.write_bytes(codec.encode(session))
    return Face(Workshop.open(path), load(), only_us=only_us, kept_ours=only_us)


def goals(**given: Any) -> Session:
    one = Goal.model_validate({"id": "g1", "statement": "More families", **given})
    return small(goals=(one, Goal(id="g2", statement="Second", only_for="library")))


def saved(face: Face) -> Session:
    return codec.decode(face.workshop.path.read_bytes(), face.workshop.path)


def row(app: App[Any], key: str) -> FieldRow:
    return next(one for one in app.screen.query(FieldRow) if one.asked.key == key)


# The form


@pytest.mark.parametrize("size", SIZES)
def test_every_field_can_be_reached_by_enter_and_save_stands_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    screen = ItemForm(opened(tmp_path, goals()), "goals", "g1")

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert "Save" in frame(app)
        assert "F5 save" in frame(app)
        assert "ONLY US" in frame(app)
        for each in app.screen.query(FieldRow):
            await until(pilot, lambda each=each: app.focused is each.entry)  # type: ignore[misc]
            await until(pilot, lambda each=each: each.asked.label in frame(app))  # type: ignore[misc]
            await pilot.press("tab" if isinstance(each.entry, TextEntry) else "enter")
        await until(pilot, lambda: isinstance(app.focused, Act))
        assert "[ Save ]" in frame(app)

    lead(screen, play, size)


def test_what_was_changed_is_one_edit_and_stands_in_the_file(tmp_path: Path) -> None:
    face = opened(tmp_path, goals(aim="old", target="200", votes=3))
    before = face.session

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await type_(pilot, "school")
        row(pilot.app, "target").entry.focus()
        await emptied(pilot)
        row(pilot.app, "due").entry.focus()
        await type_(pilot, "1 May 2027")
        await until(pilot, lambda: "not saved yet" in frame(pilot.app))
        await pilot.press("f5")
        await until(pilot, lambda: bool(getattr(pilot.app, "left", False)))

    app = lead(ItemForm(face, "goals", "g1"), play)
    goal = saved(face).goals[0]
    given = (goal.whose, goal.certainty, goal.target, goal.aim, goal.votes)
    assert given == ("school", "assumed", None, "old", 3)
    assert str(goal.due) == "2027-05-01"
    assert app.told == Told(("3 fields were changed.",))
    assert face.workshop.undo() == ("field", True)
    assert face.session == before


def test_saving_without_a_change_does_nothing(tmp_path: Path) -> None:
    face = opened(tmp_path, goals())
    was = face.workshop.path.read_bytes()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("f5")

    app = lead(ItemForm(face, "goals", "g1"), play)
    assert (app.left, app.told) == (True, None)
    assert face.workshop.path.read_bytes() == was


@pytest.mark.parametrize("size", SIZES)
def test_an_error_stands_beside_its_field_and_nothing_is_saved(tmp_path: Path, size: tuple[int, int]) -> None:
    face = opened(tmp_path, goals())

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        row(app, "due").entry.focus()
        await type_(pilot, "someday")
        assert "✗" not in frame(app)
        await pilot.press("enter")
        await until(pilot, lambda: "✗ by when" in frame(app))
        lines = frame(app).splitlines()
        at = next(at for at, line in enumerate(lines) if "✗" in line)
        assert "someday" in lines[at - 1]
        await pilot.press("f5")
        await until(pilot, lambda: "1 field can't be read yet." in frame(app))
        await until(pilot, lambda: app.focused is row(app, "due").entry)
        assert face.session.goals[0].due is None
        await emptied(pilot)
        await type_(pilot, "1 May 2027")
        await until(pilot, lambda: "✗" not in frame(app))
        await pilot.press("f5")

    assert lead(ItemForm(face, "goals", "g1"), play, size).left
    assert str(face.session.goals[0].due) == "2027-05-01"


def test_how_something_is_read_is_told_while_it_is_typed(tmp_path: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        row(pilot.app, "due").entry.focus()
        await type_(pilot, "2027-05-01")
        await until(pilot, lambda: "= 1 May 2027" in frame(pilot.app))

    lead(ItemForm(opened(tmp_path, goals()), "goals", "g1"), play)


def test_esc_keeps_a_draft_that_opening_again_shows(tmp_path: Path) -> None:
    face = opened(tmp_path, goals())

    async def leave(pilot: Pilot[Any]) -> None:
        await type_(pilot, " at home")
        await pilot.press("escape")

    app = lead(ItemForm(face, "goals", "g1"), leave)
    assert app.told
    assert "kept" in app.told.lines[0]
    assert face.session.goals[0].statement == "More families"

    async def again(pilot: Pilot[Any]) -> None:
        assert "More families at home" in frame(pilot.app)
        assert "not saved yet" in frame(pilot.app)
        await pilot.press("f5")

    lead(ItemForm(face, "goals", "g1"), again)
    assert face.session.goals[0].statement == "More families at home"
    assert drafting(face).forms == {}


def test_a_draft_can_be_put_back(tmp_path: Path) -> None:
    face = opened(tmp_path, goals())

    async def play(pilot: Pilot[Any]) -> None:
        await type_(pilot, " at home")
        await until(pilot, lambda: "Put back" in frame(pilot.app))
        pilot.app.screen.query_one("#revert").focus()
        await pilot.press("enter")
        await until(pilot, lambda: "at home" not in frame(pilot.app))
        await until(pilot, lambda: "Put back" not in frame(pilot.app))
        await pilot.press("escape")

    assert lead(ItemForm(face, "goals", "g1"), play).told is None
    assert drafting(face).forms == {}


def test_a_draft_of_only_us_never_opens_for_everyone(tmp_path: Path) -> None:
    face = opened(tmp_path, goals())

    async def leave(pilot: Pilot[Any]) -> None:
        await type_(pilot, " secretly")
        await pilot.press("escape")

    lead(ItemForm(face, "goals", "g1"), leave)
    face.only_us = False

    async def look(pilot: Pilot[Any]) -> None:
        assert "EVERYONE" in frame(pilot.app)
        assert "secretly" not in frame(pilot.app)

    lead(ItemForm(face, "goals", "g1"), look)
    face.only_us = True

    async def again(pilot: Pilot[Any]) -> None:
        assert "secretly" in frame(pilot.app)

    lead(ItemForm(face, "goals", "g1"), again)


def test_what_everyone_may_not_see_has_no_form(tmp_path: Path) -> None:
    async def nothing(pilot: Pilot[Any]) -> None:
        pass

    app = lead(ItemForm(opened(tmp_path, goals(), only_us=False), "goals", "g2"), nothing)
    assert app.told
    assert "not here" in app.told.lines[0]


def test_saving_for_everyone_leaves_what_is_ours_as_it_was(tmp_path: Path) -> None:
    known = evidence("school", "a sign").model_copy(update={"reliability": "low"})
    value = Value(id="v1", value="Open", red_line="never on Sundays", evidence=(known,))
    face = opened(tmp_path, small(values=(value,)), only_us=False)

    async def play(pilot: Pilot[Any]) -> None:
        assert "Sundays" not in frame(pilot.app)
        assert "only us" not in frame(pilot.app)
        row(pilot.app, "evidence.school.0").entry.focus()
        await type_(pilot, " at the door")
        await pilot.press("f5")

    lead(ItemForm(face, "values", "v1"), play)
    after = saved(face).values[0]
    assert after.red_line == "never on Sundays"
    assert [(one.text, one.reliability) for one in after.evidence] == [("a sign at the door", "low")]


def test_a_choice_is_made_by_number_and_arrows_and_taken_back(tmp_path: Path) -> None:
    face = opened(tmp_path, small(values=(Value(id="v1", value="Open"),)))

    async def play(pilot: Pilot[Any]) -> None:
        entry = row(pilot.app, "fit").entry
        entry.focus()
        assert isinstance(entry, ChoiceEntry)
        await pilot.press("4")
        await until(pilot, lambda: "4 ● conflict" in frame(pilot.app))
        await pilot.press("left")
        await until(pilot, lambda: "3 ● tension" in frame(pilot.app))
        await pilot.press("9")
        assert entry.typed == "3"
        await pilot.press("backspace")
        assert entry.typed == ""
        await pilot.press("right", "enter")
        await until(pilot, lambda: pilot.app.focused is row(pilot.app, "red_line").entry)
        await pilot.press("ctrl+s")

    lead(ItemForm(face, "values", "v1"), play)
    assert face.session.values[0].fit == "aligned"


def test_arrows_walk_from_field_to_field_and_through_a_text(tmp_path: Path) -> None:
    face = opened(tmp_path, goals(note="one\ntwo"))

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        row(app, "votes").entry.focus()
        await pilot.press("down")
        await until(pilot, lambda: app.focused is row(app, "note").entry)
        await pilot.press("down")
        assert app.focused is row(app, "note").entry
        await pilot.press("down")
        await until(pilot, lambda: app.focused is row(app, "by").entry)
        await pilot.press("up")
        await until(pilot, lambda: app.focused is row(app, "note").entry)

    lead(ItemForm(face, "goals", "g1"), play)


def test_a_paste_is_text_and_never_keys(tmp_path: Path) -> None:
    face = opened(tmp_path, goals())

    async def play(pilot: Pilot[Any]) -> None:
        for key in ("aim", "note"):
            entry = row(pilot.app, key).entry
            entry.focus()
            await until(pilot, lambda entry=entry: pilot.app.focused is entry)  # type: ignore[misc]
            entry.post_message(events.Paste("a\x1b]0;x\x07b\r\nc"))
            await until(pilot, lambda entry=entry: "c" in entry.typed)  # type: ignore[misc]
            assert "\x1b" not in entry.typed
        await pilot.press("f5")

    lead(ItemForm(face, "goals", "g1"), play)
    goal = face.session.goals[0]
    assert (goal.aim, goal.note) == ("a␛]0;x␇b c", "a␛]0;x␇b\nc")


def test_a_closed_session_is_told_and_what_was_typed_stays(tmp_path: Path) -> None:
    face = opened(tmp_path, goals().model_copy(update={"status": "closed"}))

    async def play(pilot: Pilot[Any]) -> None:
        await type_(pilot, "!")
        await pilot.press("f5")
        await until(pilot, lambda: "closed" in frame(pilot.app))
        assert "More families!" in frame(pilot.app)

    assert not lead(ItemForm(face, "goals", "g1"), play).left


@pytest.mark.parametrize("most", [1, pytest.param(None, marks=pytest.mark.slow)])
def test_every_record_of_a_whole_session_opens_and_closes(tmp_path: Path, most: int | None) -> None:
    shutil.copy(SAMPLE, tmp_path / "one.toml")
    workshop = Workshop.open(tmp_path / "one.toml")
    face = Face(workshop, load(), only_us=True, kept_ours=True)
    first = ItemForm(face, "goals", face.session.goals[0].id)

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        for record in LISTS:
            for one in getattr(face.session, record)[:most]:
                screen = ItemForm(face, record, one.id)
                app.push_screen(screen)
                await until(pilot, lambda screen=screen: app.screen is screen and bool(frame(app).strip()))  # type: ignore[misc]
                assert face.guide.title(record) in frame(app)
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is first)

    lead(first, play)


# The table


@pytest.mark.parametrize("size", SIZES)
def test_marked_items_are_brought_to_the_table(tmp_path: Path, size: tuple[int, int]) -> None:
    note = Note(id="n1", text="Ask for the key", only_for="library")
    one = Goal(id="g3", statement="Third", only_for="library", note="said on Monday")
    session = goals()
    session = session.model_copy(update={"goals": (*session.goals, one), "notes": (note,)})
    face = opened(tmp_path, session)

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert "ONLY US" in frame(app)
        assert "More families" not in frame(app)
        assert "its note goes along: said on Monday" in frame(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing is marked yet" in frame(app))
        await pilot.press("down", "space")
        await until(pilot, lambda: "1 of 3 marked" in frame(app))
        await until(pilot, lambda: "▸[✓]  3  Third" in frame(app))
        await pilot.press("enter")

    app = lead(TableScreen(face), play, size)
    assert [item.only_for for item in face.session.goals] == [None, "library", None]
    assert app.told
    assert app.told.lines == ("1 item is for everyone now.",)


def test_all_can_be_marked_at_once_and_taken_back_as_one(tmp_path: Path) -> None:
    face = opened(tmp_path, goals().model_copy(update={"options": (Option(id="o1", text="x"),)}))
    session = face.session

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("a")
        await until(pilot, lambda: "1 of 1 marked" in frame(pilot.app))
        await pilot.press("a")
        await until(pilot, lambda: "0 of 1 marked" in frame(pilot.app))
        await pilot.press("a", "enter")

    lead(TableScreen(face), play)
    assert all(item.only_for is None for _, item in face.session.items())
    face.workshop.undo()
    assert face.session == session


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert "nothing of ours that could be brought" in frame(pilot.app)
        await pilot.press("space", "a", "enter", "escape")

    assert lead(TableScreen(opened(tmp_path, small())), play).told is None


def test_on_a_screen_for_everyone_there_is_no_table(tmp_path: Path) -> None:
    async def nothing(pilot: Pilot[Any]) -> None:
        pass

    app = lead(TableScreen(opened(tmp_path, goals(), only_us=False)), nothing)
    assert app.told
    assert "ONLY US" in app.told.lines[0]


# The rehearsal


@pytest.mark.parametrize("size", SIZES)
def test_the_rehearsal_shows_all_pages_and_moves_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    session = goals().model_copy(update={"phase": "prepare", "ranking": ("g1", "g2")})
    face = opened(tmp_path, session)
    stage, was = face.workshop.stage, face.workshop.path.read_bytes()

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        for page in range(7):
            await until(pilot, lambda page=page: app.screen.page == page)  # type: ignore[misc, attr-defined]
            shown = frame(app)
            assert shown.startswith(" REHEARSAL")
            assert "EVERYONE" in shown
            assert "Second" not in shown
            if page:
                assert f"{page} of 6" in shown
                assert face.guide.step(STEPS[page - 1]).label in shown
            await pilot.press("pagedown")
        await pilot.press("pagedown")
        assert app.screen.page == 6  # type: ignore[attr-defined]
        await pilot.press("pageup", "1")
        await until(pilot, lambda: "1  More families" in frame(app))
        await pilot.press("down", "r", "e", "p", "s", "v", "u", "!", "x", "enter", "f2", "escape")

    assert lead(RehearsalScreen(face), play, size).left
    assert (face.workshop.stage, face.workshop.path.read_bytes()) == (stage, was)
    assert face.session == session
    assert face.only_us


def test_a_rehearsal_is_what_the_phase_together_will_be(tmp_path: Path) -> None:
    session = goals().model_copy(update={"phase": "prepare", "ranking": ("g1", "g2")})
    face = opened(tmp_path, session)
    rehearsed = Rehearsal(face)
    coming = session.model_copy(update={"phase": "together", "ranking": ()})
    assert rehearsed.view == shared(coming)
    assert not rehearsed.only_us
    for step in STEPS:
        rehearsed.go(step)
        asked = face.guide.step(step).question_for("together", True, rehearsed.activity)
        assert rehearsed.question == asked
    face.workshop.apply(Set({"idea": "Under the stars"}), "idea")
    assert rehearsed.view.idea == "Under the stars"


# The curtain


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["x", "escape", "enter", "pagedown", "tab", "f2"])
def test_any_key_lifts_the_curtain_and_does_nothing_else(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    face = opened(tmp_path, goals().model_copy(update={"phase": "prepare"}))
    face.workshop.go("alternatives")
    session = face.session

    async def play(pilot: Pilot[Any]) -> None:
        shown = frame(pilot.app).split()
        question = face.guide.step("alternatives").questions_in("prepare", everyone=True)[0].text
        assert " ".join(shown) == f"Reading after school {question}"
        await pilot.press(key)

    assert lead(CurtainScreen(face), play, size).left
    assert (face.session, face.step) == (session, "alternatives")


# First page and last page


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_is_typed_on_and_turned(tmp_path: Path, size: tuple[int, int]) -> None:
    face = opened(tmp_path, small())

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert "first page" in frame(app)
        assert "What can only we together make?" in frame(app)
        await pilot.press("i")
        await type_(pilot, "Under the stars")
        await pilot.press("enter")
        await until(pilot, lambda: "    Under the stars" in frame(app))
        await pilot.press("tab")
        await until(pilot, lambda: "What is agreed" in frame(app))
        assert "last page" in frame(app)
        await pilot.press("m")
        await type_(pilot, "1 May 2027")
        await pilot.press("enter", "end")
        await until(pilot, lambda: "    1 May 2027" in frame(app))
        await pilot.press("escape")

    assert lead(OverviewScreen(face), play, size).left
    assert face.session.idea == "Under the stars"
    assert face.session.next_meeting
    assert str(face.session.next_meeting.on) == "2027-05-01"


def test_what_was_typed_on_a_page_stays_after_esc(tmp_path: Path) -> None:
    face = opened(tmp_path, small())

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("i")
        await type_(pilot, "Half")
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.query_one("#bottom").display)
        await pilot.press("slash")
        line = pilot.app.screen.query_one(PageLine)
        await until(pilot, lambda: line.value == "/idea Half" and pilot.app.focused is line)

    assert not lead(OverviewScreen(face), play).left
    assert face.session.idea is None


@pytest.mark.parametrize("typed", ["! ours alone", "a thought", "/quit", "/audience only-us yes"])
def test_only_what_belongs_to_these_pages_goes(tmp_path: Path, typed: str) -> None:
    face = opened(tmp_path, small(), only_us=False)
    session = face.session

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "backspace")
        await type_(pilot, typed)
        await pilot.press("enter")
        await until(pilot, lambda: "Here go:" in frame(pilot.app))

    assert not lead(OverviewScreen(face), play).left
    assert face.session == session
    assert not face.only_us


# Review


@pytest.mark.parametrize("size", SIZES)
def test_a_review_is_read_and_starts_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    session = goals(aim="The plan").model_copy(update={"status": "draft", "phase": "together"})
    path = tmp_path / "one.toml"
    path.write_bytes(codec.encode(session))
    was = path.read_bytes()

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert "ONLY US" in frame(app)
        assert "What it serves" in frame(app)
        seen = frame(app)
        for _ in range(40):
            await pilot.press("pagedown")
            seen += frame(app)
        assert "Second" in seen
        await pilot.press("e", "home")
        await until(pilot, lambda: "EVERYONE" in frame(app))
        seen = frame(app)
        for _ in range(40):
            await pilot.press("pagedown")
            seen += frame(app)
        assert "More families" in seen
        assert "Second" not in seen
        await pilot.press("home", "down")
        assert app.screen.query_one(Page).scroll_y <= 1
        for answer, badge in (("escape", "EVERYONE"), ("n", "EVERYONE"), ("y", "ONLY US")):
            await pilot.press("e")
            await until(pilot, lambda: say("ask_ours.question") in frame(app))
            assert "Second" not in frame(app)
            await pilot.press("q", "enter")
            assert say("ask_ours.question") in frame(app)
            await pilot.press(answer)
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            await shows(pilot, badge)
        await pilot.press("escape")

    face = Face(Workshop.open(path), load(), only_us=True)
    assert lead(ReviewScreen(face), play, size).left
    assert path.read_bytes() == was
    assert [one.name for one in tmp_path.iterdir()] == ["one.toml"]


async def shows(pilot: Pilot[Any], words: str) -> None:
    await until(pilot, lambda: words in frame(pilot.app))


def test_a_review_that_is_kept_for_us_asks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_bytes(codec.encode(goals()))

    async def play(pilot: Pilot[Any]) -> None:
        for badge in ("EVERYONE", "ONLY US"):
            await pilot.press("e")
            await shows(pilot, badge)
        await pilot.press("escape")

    face = Face(Workshop.open(path), load(), only_us=True, kept_ours=True)
    assert lead(ReviewScreen(face), play, (80, 24)).left


# Whatever people say, and whoever looks

NASTY = (
    *("[/]", "[@click=app.quit]x[/]", "[red]", "$error", "\\[", "{n}", "a" * 300, "图书馆" * 40),
    *("👩\u200d🏫 e\u0301", "\u202eabc", "مكتبة"),
)


def _every_screen(face: Face) -> Iterator[Screen[Any]]:
    yield TableScreen(face)
    yield RehearsalScreen(face)
    yield CurtainScreen(face)
    yield OverviewScreen(face)
    yield OverviewScreen(face, closing=True)
    yield ReviewScreen(face)
    yield from (OfferScreen(face, page) for page in PAGES)
    for record in LISTS:
        for one in getattr(face.view, record)[:1]:
            yield ItemForm(face, record, one.id)


@dataclass
class Seen:
    """What each screen drew, all its pages one behind the other."""

    frames: list[str] = field(default_factory=list)


async def _look(pilot: Pilot[Any], screen: Screen[Any], seen: Seen) -> None:
    app = pilot.app
    if isinstance(screen, TableScreen) and not screen.face.only_us:
        return
    app.push_screen(screen)
    await until(pilot, lambda: app.screen is screen and bool(frame(app).strip()))
    await pilot.pause()
    seen.frames.append(frame(app))
    if isinstance(screen, RehearsalScreen | ReviewScreen | OfferScreen):
        for _ in range(6):
            await pilot.press("pagedown")
            seen.frames.append(frame(app))
    app.pop_screen()
    await until(pilot, lambda: app.screen is not screen)


def looked_at(face: Face, size: tuple[int, int]) -> str:
    seen = Seen()

    async def play(pilot: Pilot[Any]) -> None:
        for screen in _every_screen(face):
            await _look(pilot, screen, seen)

    lead(CurtainScreen(face), play, size)
    return "\n".join(seen.frames)


@pytest.mark.parametrize("size", SIZES)
def test_nasty_words_are_drawn_as_words(tmp_path: Path, size: tuple[int, int]) -> None:
    words = tuple(text.clean(word) for word in NASTY)
    session = small(
        title=words[1],
        idea=words[0],
        goals=tuple(
            Goal(id=f"g{at}", statement=word, aim=word, note=f"{word}\n{word}", only_for="library")
            for at, word in enumerate(words)
        ),
        options=tuple(Option(id=f"o{at}", text=word) for at, word in enumerate(words)),
    )
    parties = (
        session.parties[0].model_copy(update={"name": words[1], "mission": words[0]}),
        session.parties[1],
    )
    session = session.model_copy(update={"parties": parties})
    told = looked_at(opened(tmp_path, session), size)
    assert "[@click=app.quit]x[/]" in told
    assert "[red]" in told


@given(sessions(), st.sampled_from(((60, 20), (80, 24), (120, 40))))
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_nothing_of_ours_is_drawn_or_counted_for_everyone(
    tmp_path_factory: pytest.TempPathFactory, session: Session, size: tuple[int, int]
) -> None:
    secret = marked(session)
    folder = tmp_path_factory.mktemp("everyone")
    whole = looked_at(opened(folder, secret, only_us=False), size)
    assert not [trace for trace in (*TRACES, "987,654,321") if trace in whole]
    # Counts and places leak too: the same is drawn where nothing of ours was ever said.
    bare = looked_at(opened(folder, shared(secret), only_us=False), size)
    assert whole == bare
