"""The parking lot sorted out, and the short ending: line by line, and on the screen."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.session.around import Parked, Said
from bpworkshop.session.items import Commitment, Goal
from bpworkshop.session.session import Meeting, Session
from bpworkshop.store import atomic, codec
from bpworkshop.tui.screens.ending import EndingScreen
from bpworkshop.tui.screens.walk import WalkScreen
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say
from tests.functional.test_line_mode import (
    PEOPLE,
    SLOW,
    Stand,
    Twice,
    after,
    marked,
    same,
    table,
    twice,
)
from tests.functional.test_workshop_screen import EVERYONE, ONLY_US, Led, on_screen
from tests.strategies import sessions

__all__ = ["twice"]

Stands = Callable[..., Stand]

AWAY = (PEOPLE[0], PEOPLE[1].model_copy(update={"present": False}))
PARKED = (
    Parked(id="p1", text="Who pays the bus?"),
    Parked(
        id="p2", text="Read together", step="goals", item=Goal(id="g9", statement="Read together", aim="x")
    ),
    Parked(id="p3", text="A logo", owner="ana", due=date(2026, 6, 1)),
    Parked(id="p4", text="Their pay is late", only_for="library"),
)
PROMISES = (
    Commitment(id="c1", commitment="Open on Sunday", promiser="library", owner="ana", due=date(2026, 6, 1)),
    Commitment(id="c2", commitment="We can do without them", promiser="library", only_for="library"),
    Commitment(id="c3", commitment="Bring three classes", promiser="school", to="library", owner="ben"),
)
MEETING = Meeting(on=date(2026, 6, 1), at="14:00", place="Town hall", invites="ana")


@pytest.fixture
def stand(tmp_path: Path) -> Stands:
    folder = tmp_path / "sessions"
    folder.mkdir()

    def stand_(step: str = "goals", *, kept_ours: bool = False, **values: object) -> Stand:
        made = Stand(folder, table(**values), kept_ours=kept_ours)
        return made.at(step) if step != "goals" else made  # type: ignore[arg-type]

    return stand_


def lot(here: Stand) -> list[tuple[str, str | None, date | None]]:
    return [(one.text, one.owner, one.due) for one in here.saved.parked]


def heading(n: int, of: int, page: str) -> str:
    return f"{say('ending.place', n=n, of=of)}: {say(f'ending.page.{page}')}"


# The parking lot


def test_the_lot_is_told_numbered_with_what_is_still_to_sort_out(stand: Stands) -> None:
    here = stand(parked=PARKED)
    assert here.says("/parked") == [
        "1 Who pays the bus?",
        "2 Read together – from Goals",
        "3 A logo – who: Ana; by when: 1 June 2026",
        say("command.parked.waiting", n=2),
    ]
    assert stand().says("/parked") == [say("command.list.empty", title="Parking lot")]


def test_each_parked_thing_gets_somebody_and_a_day_a_board_or_is_dropped(stand: Stands) -> None:
    here = stand("values", parked=(*PARKED[:3], Parked(id="p5", text="A fair"), Parked(id="p6", text="Snow")))
    told = here.play("/sort-out", "@ana 3 June", "goals", "values", "drop", "A value")
    assert lot(here) == [
        ("Who pays the bus?", "ana", date(2026, 6, 3)),
        ("A logo", "ana", date(2026, 6, 1)),
    ]
    assert [(one.id, one.aim) for one in here.saved.goals] == [("g9", "x")], "it went back whole"
    assert [one.value for one in here.saved.values] == ["A fair", "A value"]
    assert say("parking.dropped", text="Snow") in after(told, "drop")
    assert after(told, "drop")[1] == say("command.parked.sorted")
    here.play("/undo", "/undo")
    assert lot(here)[-1] == ("Snow", None, None)


@pytest.mark.parametrize(
    "lines", [("@ana 3 June",), ("3 June @ana",), ("Ana due:3 June",), ("@an", "3 June"), ("3 June", "ana")]
)
def test_who_and_when_are_said_in_any_order(stand: Stands, lines: tuple[str, ...]) -> None:
    here = stand(parked=PARKED[:1])
    here.play("/sort-out", *lines)
    assert lot(here) == [("Who pays the bus?", "ana", date(2026, 6, 3))]
    assert here.failed == 0


@pytest.mark.parametrize("line", ["@ben 3 June", "ben", "someday", "@nobody fri", "@ana someday", "3 4 June"])
def test_who_is_not_here_and_what_can_not_be_read_change_nothing(stand: Stands, line: str) -> None:
    here = stand(parked=PARKED[:1], people=AWAY)
    told = here.play("/sort-out", line)
    assert here.failed == 1
    assert lot(here) == [("Who pays the bus?", None, None)]
    assert "Who pays the bus?" in told[-1], "it stays asked"
    if line.endswith(("ben", "@ben 3 June")):
        assert say("parking.absent", name="Ben") in told


def test_what_is_left_for_now_is_asked_the_next_time(stand: Stands) -> None:
    here = stand(parked=PARKED[:2])
    told = here.play("/sort-out", "", ".", "A goal")
    assert say("command.parked.waiting", n=2) in told
    assert [one.statement for one in here.saved.goals] == ["A goal"]
    assert "Who pays the bus?" in here.says("/sort-out")[0]


def test_what_is_only_ours_is_asked_only_among_us(stand: Stands) -> None:
    here = stand(parked=PARKED[2:])
    assert here.says("/sort-out") == [say("command.parked.sorted")]
    here.face.only_us = True
    assert "Their pay is late" in here.says("/sort-out")[0]
    here.play("/sort-out", "values")
    assert here.saved.values[0].only_for == "library", "on its board it is ours as before"


# The short ending, line by line


def test_the_whole_ending_is_led_line_by_line(stand: Stands, tmp_path: Path) -> None:
    here = stand(parked=PARKED, commitments=PROMISES)
    target = tmp_path / "taken home.toml"
    told = here.play(
        *("/ending", "1", ""),
        *("1 June 14:00", "Town hall, Ana", ""),
        *("@ana fri", "drop", ""),
        *("Glad", ".", ""),
        *(str(target), "", "", "A goal"),
    )
    assert here.failed == 0
    assert after(told, "/ending")[:5] == [
        heading(1, 6, "promises"),
        say("ending.side", party="City Library"),
        "1 Open on Sunday – Ana, by 1 June 2026, said",
        say("ending.side", party="School"),
        "2 Bring three classes – Ben, by when?, said",
    ]
    for n, page in enumerate(("meeting", "parked", "checkout", "handout", "open"), 2):
        assert heading(n, 6, page) in told
    session = here.saved
    assert [one.kind for one in session.commitments[0].events] == ["agreed"]
    assert session.next_meeting == MEETING
    assert [one.text for one in session.parked] == ["Who pays the bus?", "A logo", "Their pay is late"]
    assert [(one.text, one.by) for one in session.check_out] == [("Glad", "ana")]
    assert [one.statement for one in session.goals] == ["A goal"], "behind it lines are items again"
    written = target.read_text()
    assert "Open on Sunday" in written
    assert "A goal" in written, "it is kept up"
    assert "We can do without them" not in written + "\n".join(told)
    assert "Their pay is late" not in written + "\n".join(told)
    still = next(line for line in told if line.startswith("Still open: "))
    assert say("ending.still.promises", n=1) in still


def test_what_is_there_already_is_not_asked(stand: Stands, tmp_path: Path) -> None:
    promise = PROMISES[0]
    here = stand(commitments=(promise,), next_meeting=MEETING, check_out=(Said(id="s1", text="Glad"),))
    kept = tmp_path / "kept.toml"
    here.workshop.keep_handout(kept, keep=True)
    here.play("/step 6", "/agree 1", "/step 1")
    told = here.play("/ending", *[""] * 5)
    assert after(told, "/ending")[0] == heading(1, 5, "promises"), "an empty lot has no page"
    assert say("ending.kept", path=kept) in told
    assert say("ending.over") in told
    assert here.failed == 0
    assert len(here.saved.check_out) == 1
    assert here.prompts.count(say("ending.prompt")) == 5, "each page takes one enter"


def test_it_can_be_left_and_goes_on_where_it_was(stand: Stands) -> None:
    here = stand(commitments=PROMISES, next_meeting=MEETING)
    told = here.play("/ending", "", ".", "A goal", ".", "/ending")
    assert say("ending.left") in told
    assert [one.statement for one in here.saved.goals] == ["A goal"]
    assert after(told, "/ending")[0] == heading(1, 5, "promises")
    assert told[-2:] == [
        heading(2, 5, "meeting"),
        "next meeting: 1 June 2026, 14:00, Town hall, who invites: Ana",
    ]


def test_what_a_page_does_not_ask_for_is_told_and_changes_nothing(stand: Stands) -> None:
    here = stand(commitments=PROMISES, check_out=(Said(id="s1", text="Glad"),), next_meeting=MEETING)
    before = here.saved
    here.play("/ending", "so be it", "", "", "so be it", "", str(here.path), "", "so be it")
    assert here.failed == 4
    assert here.saved == before
    assert here.workshop.handouts == ()


def test_the_handout_goes_home_by_one_word_and_never_among_the_sessions(stand: Stands) -> None:
    here = stand(check_out=(Said(id="s1", text="Glad"),))
    here.play("/ending", "", "", "", str(here.path.parent / "here.toml"), "yes")
    assert here.failed == 1
    (home,) = here.workshop.handouts
    assert home == Path.home() / "2026-05-01-reading-handout.toml"
    assert "handout = true" in home.read_text()


def test_an_ending_without_anything_says_so(stand: Stands) -> None:
    here = stand()
    told = here.play("/ending", "", "", ".", "", "")
    assert say("ending.no_promises") in told
    assert say("command.meeting.none") in told


def test_promises_of_who_has_left_are_proposed_to_them_here_too(stand: Stands) -> None:
    here = stand(commitments=(PROMISES[2],), people=AWAY)
    told = here.play("/ending", "all")
    assert say("command.agree.left", n=1, parties="School") in told
    assert here.says("/ending")[2] == "1 Bring three classes – Ben, by when?, proposed, waits for School"


def test_the_check_out_is_led_and_a_second_visit_does_not_begin_it_again(stand: Stands) -> None:
    here = stand(next_meeting=MEETING)
    dialogue = Dialogue(here.face)
    for line in ("/ending", "", "", "Glad", "Tired"):
        dialogue.take(line)
    assert [(one.text, one.by) for one in here.saved.check_out] == [("Glad", "ana"), ("Tired", "ben")]
    for line in (".", "/ending"):
        dialogue.take(line)
    assert here.workshop.stage.turns is None
    assert dialogue.prompt == say("ending.prompt")


# On the screen


async def enter(led: Led, *lines: str) -> None:
    """Type on the ending's own line."""
    await enter_on(led, EndingScreen, *lines)


async def enter_on(led: Led, kind: type[WalkScreen], *lines: str) -> None:
    """Type on the line of pages that are gone through."""
    for words in lines:
        screen = led.app.screen
        assert isinstance(screen, kind)
        if words:
            screen.query_one("#say").fill(words)  # type: ignore[attr-defined]
        await led.press("enter")


async def shows(led: Led, *words: str) -> None:
    await led.until(lambda: all(one in " ".join(led.frame.split()) for one in words))


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
def test_the_screens_lead_it_too(tmp_path: Path, size: tuple[int, int]) -> None:
    target = tmp_path / "home.toml"

    @on_screen("goals", size=size, commitments=PROMISES, parked=PARKED)
    async def leads(led: Led) -> None:
        await led.press("tab", "q")
        await shows(led, say("ending.place", n=1, of=6), "Open on Sunday", "by 1 June 2026", EVERYONE)
        assert "We can do without them" not in led.frame
        await enter(led, "all", "", "1 June 14:00, Town hall, Ana", "")
        await shows(led, "Who pays the bus?", say("parking.prompt"))
        assert "Their pay is late" not in led.frame
        await enter(led, "@ana fri", "goals", "")
        await shows(led, "Ana (1 of 2)")
        await enter(led, "Glad", "", "", str(target))
        await shows(led, say("ending.written", path="").partition(":")[0])
        await enter(led, "")
        await shows(led, say("ending.page.open"), "Still open: ")
        await enter(led, "/close")
        await shows(led, say("ending.closed"))
        await enter(led, "")
        await led.until(lambda: not isinstance(led.app.screen, EndingScreen))
        assert led.saved.status == "closed"
        assert led.saved.next_meeting == MEETING
        assert [one.kind for one in led.saved.commitments[0].events] == ["agreed"]
        assert [one.text for one in led.saved.check_out] == ["Glad"]
        assert led.saved.goals[0].id == "g9"
        assert target.exists()

    sessions = tmp_path / "sessions"
    sessions.mkdir()
    leads(sessions)


MANY = tuple(
    Commitment(id=f"c{n}", commitment=f"Promise {n}", promiser="library", owner="ana") for n in range(1, 13)
)


@on_screen("goals", size=(60, 20), commitments=MANY)
async def test_nothing_is_turned_over_unread_and_pages_go_both_ways(led: Led) -> None:
    await led.press("f7")
    seen: set[str] = set()
    while say("ending.place", n=1, of=5) in led.frame:
        seen |= {one.commitment for one in MANY if f"{one.commitment} " in led.frame}
        await led.press("enter")
    assert seen == {one.commitment for one in MANY}, "one enter after the other reads all of it"
    await shows(led, say("ending.place", n=2, of=5))
    await led.press("pageup")
    await shows(led, say("ending.place", n=1, of=5))
    await led.press("down", "down", "up")
    assert led.app.screen.query_one(Page).scroll_y == 1
    await led.press("pageup", "pageup", "pageup")
    await shows(led, say("ending.place", n=1, of=5))


@on_screen("goals", phase="prepare")
async def test_a_file_is_not_read_from_here_because_nothing_else_could_be_done_meanwhile(led: Led) -> None:
    await led.press("f7")
    await led.until(lambda: isinstance(led.app.screen, EndingScreen))
    await enter(led, "/imp a.csv")
    await shows(led, say("importing.leave_first"))
    assert isinstance(led.app.screen, EndingScreen)


@on_screen("goals", commitments=PROMISES)
async def test_esc_leaves_it_and_it_goes_on_where_it_was(led: Led) -> None:
    await led.press("f7", "pagedown")
    await led.type("Town hall")
    await led.press("escape")
    assert isinstance(led.app.screen, EndingScreen), "what is typed goes out of sight first"
    await led.press("escape")
    await led.until(lambda: not isinstance(led.app.screen, EndingScreen))
    await led.say("A goal")
    assert [one.statement for one in led.saved.goals] == ["A goal"]
    await led.say(".", "/ending")
    await shows(led, say("ending.place", n=2, of=5))


@on_screen("goals", commitments=PROMISES, parked=PARKED, kept_ours=True)
async def test_among_us_it_shows_what_is_ours_and_not_any_more_when_everyone_looks(led: Led) -> None:
    await led.press("f7")
    await shows(led, ONLY_US, "We can do without them")
    await enter(led, "/audience everyone")
    await shows(led, EVERYONE, "Open on Sunday")
    assert "We can do without them" not in led.frame
    await led.press("f6")
    await shows(led, "Who pays the bus?")
    assert "Their pay is late" not in led.frame


@on_screen("commitments", commitments=PROMISES)
async def test_what_can_not_be_done_is_told_and_stands_in_the_line_again(led: Led) -> None:
    await led.press("f7")
    await enter(led, "so be it")
    await shows(led, "Here go the numbers of promises")
    assert led.app.screen.query_one("#say").value == "so be it"  # type: ignore[attr-defined]
    await led.press(*["backspace"] * 8, "f2")
    await shows(led, say("undo.nothing"))


@on_screen("commitments", size=(120, 40), commitments=PROMISES)
async def test_what_somebody_else_saves_appears_and_quitting_leaves(led: Led) -> None:
    await led.press("f7")
    other = led.saved.model_copy(update={"commitments": (*PROMISES, MANY[4])})
    atomic.write(led.path, codec.encode(other))
    led.workshop.look()
    led.screen.arrived()
    await shows(led, "Promise 5")
    await enter(led, "/quit")
    await led.until(lambda: led.app.left)


WALK = (
    *("/parked", "/sort-out", "", "", ".", "/propose So be it", "too late", "= Later", "/agree"),
    *("/reconsider 1 it rains", "/agree yes", "/propose", ".", "/ending", "all", "", "1 June, Here", "", ""),
    *("drop", ".", "", ".", ".", "", "", "", "/ending", "", "", ""),
)


@settings(max_examples=15, suppress_health_check=SLOW)
@given(session=sessions().map(marked))
def test_before_everyone_all_of_it_tells_what_it_would_if_nothing_were_hidden(
    twice: Twice, session: Session
) -> None:
    whole, open_ = twice(session)
    same(whole, open_, *WALK)


def test_the_words_of_an_item_are_the_same_on_a_board_of_another_kind(stand: Stands) -> None:
    """What was parked from one board and goes to another keeps its words, its note and who said it."""
    whole = Goal(id="g9", statement="Read together", aim="x")
    shelf = Parked(id="p1", text="Read together", step="goals", item=whole, note="loudly", by="ben")
    here = stand(parked=(shelf,))
    here.play("/sort-out", "promises")
    (made,) = here.saved.commitments
    assert (made.commitment, made.note, made.by) == ("Read together", "loudly", "ben")
