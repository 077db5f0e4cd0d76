"""A follow-up is made: from the shell, from home, from a session that is read; and its chain is one story."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bpworkshop.session.items import Commitment, Goal, Value
from bpworkshop.session.session import Session
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.new import NewScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say
from tests.functional.test_home import on, opened, run, shows, typed
from tests.functional.test_line_mode import PEOPLE
from tests.screens import frame, until
from tests.shell import Shell, on_disk, put

FOLLOW = say("new.question_follow", title="Reading after school")
TITLE = "Reading after school – follow-up"


@pytest.fixture
def earlier(folder: Path) -> Path:
    return put(
        folder,
        id="first1",
        people=PEOPLE,
        status="closed",
        created=datetime(2026, 5, 1, 10, tzinfo=UTC),
        goals=(Goal(id="g1", statement="More families", votes=3),),
        values=(Value(id="v1", value="Openness", ratings=(5, 4)),),
        commitments=(Commitment(id="c1", commitment="Open on Sunday", owner="ana", due=date(2026, 6, 1)),),
    )


def only_new(folder: Path, *known: Path) -> Session:
    (path,) = {*folder.glob("*.toml")} - {*known}
    return on_disk(path)


def is_the_same_again(made: Session) -> None:
    assert (made.title, made.follows, made.phase, made.status) == (TITLE, "first1", "prepare", made.status)
    assert [one.id for one in made.parties] == ["library", "school"]
    assert [(one.id, one.handle, one.name) for one in made.people] == [
        ("ana", "ana", "Ana"),
        ("ben", "ben", "Ben"),
    ]
    assert made.commitments == ()


def test_the_shell_needs_nothing_but_what_is_followed(shell: Shell, folder: Path, earlier: Path) -> None:
    ran = shell("new", "--follows", "reading", "--carry", "goals")
    assert ran.code == 0
    made = only_new(folder, earlier)
    is_the_same_again(made)
    assert [(one.id, one.votes, one.only_for) for one in made.goals] == [("g1", None, "library")]
    assert made.values == ()
    again = shell("new", "--follows", ran.out.strip(), "--partner", "Museum", "--person", "Cleo, museum")
    second = on_disk(folder / f"{again.out.strip()}.toml")
    assert second.title == f"{TITLE} 2"
    assert (second.people[0].id, second.people[0].party) == ("ana", "library")
    assert [one.name for one in second.people] == ["Ana", "Cleo"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--follows", "reading", "--carry", "commitments"),
        ("--title", "T", "--partner", "P", "--carry", "goals"),
    ],
)
def test_what_can_not_be_carried_is_told_and_nothing_is_made(
    shell: Shell, folder: Path, earlier: Path, arguments: tuple[str, ...]
) -> None:
    ran = shell("new", "--library", "L", *arguments)
    assert ran.code in (1, 2)
    assert "carried" in ran.err or "--follows" in ran.err
    assert [*folder.glob("*.toml")] == [earlier]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_home_fills_in_the_form_and_leads_what_is_made(
    folder: Path, earlier: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            await shows(pilot, "Reading after school")
            await pilot.press("f")
            screen = await on(pilot, NewScreen)
            await shows(pilot, FOLLOW, TITLE, "City Library", say("screen.only_us"))
            assert screen.draft.partners == ["School"]
            assert screen.draft.people == ["Ana, library", "Ben, school"]
            for _ in range(4):
                await pilot.press("enter")
            await shows(pilot, say("new.label.carry"), say("new.hint.carry")[:20])
            await typed(pilot, "goals, promises")
            await shows(pilot, "can't be carried")
            await pilot.press(*["backspace"] * 10)
            await pilot.press("f5")
            await on(pilot, WorkshopScreen)
            await shows(pilot, "/opening")

    run(test)
    made = only_new(folder, earlier)
    is_the_same_again(made)
    assert [one.id for one in made.goals] == ["g1"]


def test_what_was_begun_of_it_is_there_again_and_apart_from_any_other(folder: Path, earlier: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, "Reading after school")
            await pilot.press("f")
            first = await on(pilot, NewScreen)
            await pilot.press("end", "x", "escape")
            await on(pilot, HomeScreen)
            await pilot.press("n")
            assert (await on(pilot, NewScreen)).draft.title == ""
            await pilot.press("escape")
            await on(pilot, HomeScreen)
            await pilot.press("f")
            second = await on(pilot, NewScreen)
            assert second.draft is first.draft
            assert second.draft.title == f"{TITLE}x"

    run(test)


def test_a_session_that_is_read_can_be_followed_and_tells_the_whole_story(
    shell: Shell, folder: Path, earlier: Path
) -> None:
    shell("new", "--follows", "reading")

    async def test() -> None:
        async with opened(folder) as pilot:
            await shows(pilot, TITLE)
            await pilot.press("r")
            screen = await on(pilot, ReviewScreen)
            told = "\n".join(row.plain for row in screen.query_one(Page).rows)
            assert say("story.title") in told
            assert "Open on Sunday – Ana, by 1 June 2026, said" in told
            await pilot.press("e")
            await until(pilot, lambda: say("screen.everyone") in frame(pilot.app))
            told = "\n".join(row.plain for row in screen.query_one(Page).rows)
            assert say("story.title") not in told, "who was in which room is for us"
            await pilot.press("f")
            await pilot.pause()
            assert pilot.app.screen is screen
            await pilot.press("e", "y")
            await until(pilot, lambda: say("screen.only_us") in frame(pilot.app))
            await pilot.press("f")
            await on(pilot, NewScreen)
            await shows(pilot, f"{TITLE} 2")
            await pilot.press("f5")
            await on(pilot, WorkshopScreen)
            await pilot.press("f10")
            await on(pilot, HomeScreen)

    run(test)
    assert len([*folder.glob("*.toml")]) == 3


def test_show_tells_the_story_to_our_side_alone(shell: Shell, folder: Path, earlier: Path) -> None:
    shell("new", "--follows", "reading")
    told = shell("show", "2026-05-01-reading", "--all").out
    assert told.index(say("story.title")) < told.index(TITLE)
    assert say("story.title") not in shell("show", "2026-05-01-reading").out
