"""How a follow-up opens: what was kept, late promises, what was left; line by line, and on the screen."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.commands.opening import OPENING
from bpworkshop.errors import FileProblem
from bpworkshop.review import settling
from bpworkshop.session.around import Decision, Parked
from bpworkshop.session.items import Alternative, Commitment, Event, Party, Value
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.standing import due, standing, status
from bpworkshop.session.types import Phase
from bpworkshop.store import codec
from bpworkshop.tui.screens.opening import OpeningScreen
from bpworkshop.words import say
from tests.functional.test_ending import enter_on
from tests.functional.test_line_mode import MARK, MARK_NUMBER, PEOPLE, SLOW, Stand, after, marked, same, table
from tests.functional.test_workshop_screen import EVERYONE, ONLY_US, Led, leading
from tests.strategies import sessions, small

TODAY = date(2026, 5, 4)


def happened(id: str, kind: str, day: date) -> Event:
    recorded = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event.model_validate({"id": id, "kind": kind, "on": day, "recorded": recorded})


def promise(id: str, said: str, who: str, by: date, *more: Event, ours: bool = False) -> Commitment:
    return Commitment(
        id=id,
        commitment=said,
        promiser={"ana": "library", "ben": "school"}[who],
        to="school" if who == "ana" else "library",
        owner=who,
        due=by,
        only_for="library" if ours else None,
        events=(happened(f"{id}-said", "agreed", date(2026, 3, 10)), *more),
    )


FIRST = small(
    id="first1",
    title="Reading",
    people=PEOPLE,
    status="closed",
    created=datetime(2026, 1, 10, 9, tzinfo=UTC),
    commitments=(
        promise("r1", "Lend forty books", "ana", date(2026, 3, 1)),
        promise(
            "r2", "Bring three classes", "ben", date(2026, 2, 1), happened("k2", "kept", date(2026, 3, 12))
        ),
        promise("r3", "Hang a poster", "ben", date(2026, 2, 1), happened("k3", "kept", date(2026, 2, 1))),
    ),
)
LAST = small(
    id="second",
    title="Reading again",
    follows="first1",
    people=PEOPLE,
    phase="after",
    status="closed",
    created=datetime(2026, 3, 10, 9, tzinfo=UTC),
    commitments=(
        promise("s1", "Open on Sunday", "ana", date(2026, 5, 1)),
        promise("s2", "Write in the school paper", "ben", date(2026, 4, 20)),
        promise(
            "s3", "A shelf in the hall", "ana", date(2026, 4, 1), happened("k1", "kept", date(2026, 3, 30))
        ),
        promise("s4", "Look for another school", "ana", date(2026, 4, 1), ours=True),
        promise("s5", "Send a class list", "ben", date(2026, 9, 1)),
    ),
    parked=(
        Parked(id="p1", text="Who pays the bus?", owner="ben"),
        Parked(id="p2", text="Their head leaves", only_for="library"),
    ),
    values=(Value(id="v1", value="Openness", ratings=(5, 2), question="What about Sundays?", owner="ben"),),
    decisions=(Decision(id="d1", text="A joint logo", on=date(2026, 3, 10), standing="proposed"),),
    alternatives=(
        Alternative(id="a1", option="Ask the music school", trigger_on=date(2026, 5, 1), only_for="library"),
        Alternative(id="a2", option="Meet in the library", trigger_on=date(2026, 4, 30)),
        Alternative(id="a3", option="Wait a year", trigger_on=date(2027, 4, 30)),
    ),
)

Stands = Callable[..., Stand]


def put(folder: Path, *several: Session) -> None:
    for one in several:
        (folder / f"{one.created.date()}-{one.id}.toml").write_bytes(codec.encode(one))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sessions"
    made.mkdir()
    return made


@pytest.fixture
def stand(folder: Path) -> Stands:
    def stand_(*before: Session, kept_ours: bool = False, **values: object) -> Stand:
        put(folder, *(before or (FIRST, LAST)))
        given = {"id": "third1", "follows": "second", "title": "Reading once more", **values}
        return Stand(folder, table(**given), kept_ours=kept_ours)

    return stand_


def read(here: Stand, earlier: Session = LAST) -> Session:
    path = here.path.with_name(f"{earlier.created.date()}-{earlier.id}.toml")
    return codec.decode(path.read_bytes(), path)


def of(session: Session, id: str) -> Commitment:
    return next(one for one in session.commitments if one.id == id)


def heading(n: int, of: int, words: str) -> str:
    return f"{say('opening.place', n=n, of=of)}: {words}"


def side(party: str) -> str:
    return say("opening.side", parties=party)


# Line by line


def test_the_whole_opening_is_led_line_by_line(stand: Stands) -> None:
    here = stand()
    told = here.play(
        *("/opening", "", "kept @ana it runs", "10 June", ""),
        *("missed", "4 let go", ""),
        *("1", "", "all", "", "all", "", "A goal"),
    )
    assert here.failed == 0
    assert after(told, "/opening") == [
        heading(1, 6, say("opening.page.kept")),
        say("opening.follows", title="Reading again", day="10 March 2026"),
        say("opening.before", n=1),
        say("opening.kept_by", party="City Library"),
        "A shelf in the hall – Ana, by 1 April 2026, kept, promised on 10 March 2026",
        say("opening.kept_by", party="School"),
        "Bring three classes – Ben, by 1 February 2026, kept, late, promised on 10 January 2026",
        say("opening.so_far"),
        "City Library: 1 kept, 2 late",
        "School: 1 kept, 1 late, 1 still to come",
    ]
    for n, words in enumerate(
        (
            say("opening.page.kept"),
            side("City Library"),
            side("School"),
            *(say(f"opening.page.{page}") for page in ("parked", "questions", "alternatives")),
        ),
        1,
    ):
        assert heading(n, 6, words) in told
    assert told.index(
        "1 Lend forty books – Ana, by 1 March 2026, late, promised on 10 January 2026"
    ) < told.index("2 Open on Sunday – Ana, by 1 May 2026, late, promised on 10 March 2026")
    lent = of(read(here, FIRST), "r1")
    assert status(lent, TODAY) == "kept-late"
    assert (standing(lent)[-1].by, standing(lent)[-1].evidence) == ("ana", "it runs")
    session = read(here)
    assert due(of(session, "s1")) == date(2026, 6, 10)
    assert [status(of(session, id), TODAY) for id in ("s1", "s2", "s5")] == [
        "renegotiated",
        "missed",
        "released",
    ]
    mine = here.saved
    assert [(one.id, one.text, one.owner) for one in mine.parked] == [
        ("p1", "Who pays the bus?", "ben"),
        ("d1", "A joint logo", None),
    ]
    assert [(one.id, one.question, one.ratings) for one in mine.values] == [("v1", "What about Sundays?", ())]
    assert [(one.id, one.only_for) for one in mine.alternatives] == [("a2", None)]
    assert [one.statement for one in mine.goals] == ["A goal"], "behind it lines are items again"
    assert mine.commitments == (), "promises stay where they were made"


def test_everyone_is_shown_nothing_of_ours_and_our_side_all_of_it(stand: Stands) -> None:
    here = stand(kept_ours=True)
    hidden = ("Look for another school", "Their head leaves", "Ask the music school")
    told = "\n".join(here.play("/opening", *[""] * 9, "/opening", *[""] * 9))
    assert all(words in told for words in hidden)
    open_ = stand()
    told = "\n".join(open_.play("/opening", *[""] * 9))
    assert "Meet in the library" in told
    assert not any(words in told for words in hidden)


def test_numbers_are_counted_anew_when_everyone_comes_to_look(stand: Stands) -> None:
    here = stand(kept_ours=True)
    told = here.play("/opening", "", "/audience everyone", "2 kept")
    assert any(line.startswith("2 Look for another school") for line in told)
    assert "2 Open on Sunday: kept, late – saved" in after(told, "2 kept")


def test_it_is_offered_once_in_each_phase_where_there_is_something_to_show(stand: Stands) -> None:
    offer = say("opening.offer", title="Reading again", day="10 March 2026")
    for phase in ("prepare", "together"):
        here = stand(phase=phase)
        told = here.play("A goal", ".", "Another", ".")
        assert told.count(offer) == 1, phase
    here = stand(phase="prepare")
    assert here.play("/phase together").count(offer) == 2
    other = (LAST.parties[0], Party(id="museum", name="Museum", handle="museum"))
    here = stand(parties=other, people=PEOPLE[:1])
    told = here.play("/opening")
    assert offer not in told
    assert say("opening.nothing") in told, "who was not there sees nothing of it"
    assert here.failed == 1


def test_among_us_it_says_what_the_others_at_the_table_may_not_see(stand: Stands) -> None:
    parties = (*LAST.parties, Party(id="museum", name="Museum", handle="museum"))
    here = stand(parties=parties, kept_ours=True)
    assert say("opening.not_there", title="Reading again") in here.says("/opening")


def test_a_session_that_follows_none_has_no_opening(stand: Stands) -> None:
    here = stand(follows=None)
    assert here.says("/opening") == [
        say("command.not_here", name="opening", where=say("command.opening.where"))
    ]


def test_what_is_wrong_with_the_chain_is_told_to_our_side_alone(stand: Stands) -> None:
    here = stand(LAST, kept_ours=True)
    assert say("chain.gone", id="first1") in here.says("/opening")
    assert say("chain.gone", id="first1") not in stand(LAST).says("/opening")


@pytest.mark.parametrize("line", ["so be it", "9 kept", "2 someday", "kept @nobody so", "0 missed", "2"])
def test_what_can_not_be_read_changes_nothing_and_stays_asked(stand: Stands, line: str) -> None:
    here = stand()
    told = here.play("/opening", "", line)
    assert here.failed == 1
    assert (read(here), read(here, FIRST)) == (LAST, FIRST)
    assert told[-1].startswith(say("plain.about", number=1, said="Lend forty books"))


@pytest.mark.parametrize(
    ("line", "id", "stands"),
    [
        ("2 kept", "s1", "kept-late"),
        ("2 DONE the doors are open", "s1", "kept-late"),
        ("2, not kept", "s1", "missed"),
        ("2 let go they moved", "s1", "released"),
        ("2 3 June", "s1", "renegotiated"),
        ("4 missed", "s5", "missed"),
    ],
)
def test_each_is_called_by_its_number_too(stand: Stands, line: str, id: str, stands: str) -> None:
    here = stand()
    here.play("/opening", "", line)
    assert here.failed == 0
    assert status(of(read(here), id), TODAY) == stands


def test_several_are_settled_at_once_and_each_is_taken_back_by_one_undo(stand: Stands) -> None:
    here = stand()
    here.play("/opening", "", "1 2 kept", "/undo")
    assert status(of(read(here, FIRST), "r1"), TODAY) == "kept-late"
    back = of(read(here), "s1")
    assert status(back, TODAY) == "late"
    assert [one.kind for one in back.events] == ["agreed", "kept", "withdrawn"], "nothing is removed"
    here.play("/undo", "/undo")
    assert here.failed == 1, "nothing is left to undo"
    assert status(of(read(here, FIRST), "r1"), TODAY) == "late"


def test_undo_goes_back_through_this_session_and_the_other_in_the_order_of_what_was_done(
    stand: Stands,
) -> None:
    here = stand()
    here.play("/opening", "", "2 kept", ".", ".", "A goal", ".", "/undo")
    assert here.saved.goals == ()
    assert status(of(read(here), "s1"), TODAY) == "kept-late"
    here.play("/undo")
    assert status(of(read(here), "s1"), TODAY) == "late"
    here.play("/withdraw 1")
    assert here.failed == 1, "it is no promise of this session"


def test_a_wrong_word_is_withdrawn_by_its_number(stand: Stands) -> None:
    here = stand()
    told = here.play("/opening", "", "2 missed", "2 wrong")
    assert "2 Open on Sunday: late – saved" in told
    assert len(of(read(here), "s1").events) == 3


@pytest.mark.parametrize("phase", ["prepare", "together"])
def test_a_new_day_waits_for_who_is_not_in_the_room(stand: Stands, phase: Phase) -> None:
    away = tuple(one.model_copy(update={"present": False}) for one in PEOPLE)
    here = stand(FIRST, LAST.model_copy(update={"phase": "together", "people": away}), phase=phase)
    told = (
        here.play("/opening", "", "", "", "10 June")
        if phase == "prepare"
        else here.play("/opening", "", "", "10 June")
    )
    session = read(here)
    assert due(of(session, "s1")) == date(2026, 6, 10) or due(of(session, "s4")) == date(2026, 6, 10)
    changed = next(one for one in session.commitments if due(one) == date(2026, 6, 10))
    asked = phase == "prepare" and changed.id == "s1"
    assert (status(changed, TODAY) == "proposed") is asked, "that they left the last time says nothing"
    assert (say("command.agree.left", n=1, parties="School") in told) is asked


def test_what_is_taken_over_before_the_table_is_ours_and_whole(stand: Stands) -> None:
    here = stand(phase="prepare")
    here.play("/opening", "", ".", "", ".", "", "2")
    (taken,) = here.saved.parked
    assert (taken.id, taken.only_for) == ("p2", "library")
    told = here.play("/opening")
    assert f"2 Their head leaves – only us ({say('opening.is_here')})" in told
    here.play("2", "7", "x")
    assert here.failed == 2
    assert len(here.saved.parked) == 1


def test_what_our_side_took_for_itself_is_not_betrayed_to_everyone(stand: Stands) -> None:
    ours = (Parked(id="p1", text="Who pays the bus? They never do.", only_for="library"),)
    here = stand(parked=ours)
    told = here.play("/opening", "", ".", "", ".", "", "1", "1")
    assert "1 Who pays the bus? – who: Ben" in told
    assert say("opening.is_here") not in after(told, "")[0]
    assert [one.only_for for one in here.saved.parked] == ["library", None]
    assert "never" not in "\n".join(told)


def test_a_file_that_can_not_be_written_is_told_and_nothing_is_lost(
    stand: Stands, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = stand()

    def refuse(*_: object, **__: object) -> None:
        raise FileProblem("file.denied", path=Path("second.toml"))

    monkeypatch.setattr(settling, "record", refuse)
    told = here.play("/opening", "", "kept", "", "", "A goal")
    assert here.failed == 2, "and behind the pages of promises nothing else was asked"
    assert "second.toml" in after(told, "kept")[0]
    assert read(here) == LAST
    assert here.workshop.session == here.saved


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_may_only_be_read_is_told_too(stand: Stands) -> None:
    here = stand()
    here.path.parent.chmod(0o500)
    try:
        here.play("/opening", "", "kept")
        assert here.failed == 1
    finally:
        here.path.parent.chmod(0o700)


def test_what_others_wrote_meanwhile_is_there_when_it_is_told_again(stand: Stands) -> None:
    here = stand()
    here.play("/opening", "", ".")
    path = here.path.with_name(f"{LAST.created.date()}-second.toml")
    settling.record(path, "s1", "kept", clock=here.workshop.clock)
    told = here.play("/opening")
    assert any(line.startswith("2 Open on Sunday – Ana, by 1 May 2026, kept, late") for line in told)


def test_it_can_be_left_and_goes_on_where_it_was_and_the_ending_leaves_it(stand: Stands) -> None:
    here = stand()
    told = here.play("/opening", "", ".", ".", "A goal", ".", "/opening")
    assert say("opening.left") in told
    assert heading(2, 6, side("City Library")) in told[-4:] or heading(2, 6, side("City Library")) in told
    here.play("/ending", "so be it")
    assert here.saved.goals[0].statement == "A goal"
    assert len(here.saved.goals) == 1
    assert here.failed == 1


WALK = (
    *(
        "/opening",
        "",
        "kept @ana so",
        "/undo",
        "1 missed",
        "10 June",
        "2 let go",
        ".",
        "",
        "kept",
        "5 6 agreed",
    ),
    *(
        ".",
        "",
        "1",
        "all",
        "",
        "all",
        "",
        "1 2",
        "",
        "/list parked",
        "/list values",
        "/list alternatives",
        "/opening",
    ),
)


@pytest.fixture(scope="module")
def follow_ups(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Session], tuple[Stand, Stand]]]:
    """A session that follows another, twice: on that as it is, and on what everybody may see of it."""
    base = tmp_path_factory.mktemp("follow-ups")
    numbers = count(1)

    def stands(earlier: Session) -> tuple[Stand, Stand]:
        made = []
        for one in (earlier, shared(earlier)):
            folder = base / str(next(numbers))
            folder.mkdir()
            (folder / "before.toml").write_bytes(codec.encode(one))
            given = {"id": "third1", "follows": one.id, "parties": one.parties, "people": one.people}
            made.append(Stand(folder, table(**given)))
        return made[0], made[1]

    with patch("os.fsync"):
        yield stands


def pages(here: Stand) -> list[str]:
    """Each page as a screen draws it, narrow and broad."""
    screen = OpeningScreen(here.face, Dialogue(here.face))
    OPENING.begin(here.face)
    there = OPENING.shown(here.face)
    drawn = [row.plain for page in there for width in (58, 110) for row in screen.page_rows(page, width)]
    return [*(OPENING.heading(here.face, page) for page in there), *drawn]


@settings(max_examples=15, suppress_health_check=SLOW)
@given(earlier=sessions().map(marked))
def test_before_everyone_it_tells_what_it_would_if_nothing_had_been_hidden(
    follow_ups: Callable[[Session], tuple[Stand, Stand]], earlier: Session
) -> None:
    whole, open_ = follow_ups(earlier)
    drawn = [pages(whole), pages(open_)]
    assert drawn[0] == drawn[1]
    told = "\n".join((*drawn[0], *same(whole, open_, *WALK), *pages(whole)))
    assert MARK not in told
    assert str(MARK_NUMBER) not in told
    assert whole.face.only_us is False


# On the screen

SIZES = ((60, 20), (80, 24), (120, 40))


def screen(folder: Path, test: Callable[[Led], Awaitable[None]], *before: Session, **how: object) -> None:
    """Run a test on the screen of a session that follows these."""
    put(folder, *(before or (FIRST, LAST)))
    values = {"id": "third1", "follows": "second", "title": "Reading once more"}
    phase = how.pop("phase", "together")

    async def lead() -> None:
        async with leading(folder, table(**values, phase=phase), **how) as led:  # type: ignore[arg-type]
            await test(led)

    asyncio.run(lead())


def saved(led: Led, earlier: Session = LAST) -> Session:
    path = led.path.with_name(f"{earlier.created.date()}-{earlier.id}.toml")
    return codec.decode(path.read_bytes(), path)


@pytest.mark.parametrize("size", SIZES)
def test_the_screens_lead_it_to_the_same_files(folder: Path, size: tuple[int, int]) -> None:
    async def leads(led: Led) -> None:
        await led.shows(say("opening.offer", title="Reading again", day="10 March 2026"))
        await led.say("/opening")
        await led.until(lambda: isinstance(led.app.screen, OpeningScreen))
        await led.shows(EVERYONE, say("opening.place", n=1, of=6), say("opening.page.kept"))
        while say("opening.place", n=1, of=6) in led.frame:
            await led.press("enter")
        await led.shows("Lend forty books", "late")
        assert "Look for another school" not in led.frame
        await enter_on(led, OpeningScreen, "kept @ana it runs", "10 June")
        await led.shows("agreed anew")
        while side("School") not in " ".join(led.frame.split()):
            await led.press("enter")
        await enter_on(led, OpeningScreen, "missed")
        await led.shows("Write in the school paper: missed")
        await led.press("f2")
        await led.until(lambda: status(of(saved(led), "s2"), TODAY) == "late")
        await enter_on(led, OpeningScreen, "missed", "4 let go")
        while say("opening.page.parked") not in led.frame:
            await led.press("enter")
        await enter_on(led, OpeningScreen, "1", "")
        await led.shows(say("opening.page.questions"))
        await enter_on(led, OpeningScreen, "all", "")
        await led.shows(say("opening.page.alternatives"))
        await enter_on(led, OpeningScreen, "all")
        await led.shows("✓ 1 Meet in the library", say("opening.is_here"))
        await led.press("enter")
        await led.until(lambda: not isinstance(led.app.screen, OpeningScreen))
        session = saved(led)
        assert status(of(saved(led, FIRST), "r1"), TODAY) == "kept-late"
        assert [status(of(session, id), TODAY) for id in ("s1", "s2", "s5")] == [
            "renegotiated",
            "missed",
            "released",
        ]
        assert [one.id for one in led.saved.parked] == ["p1", "d1"]
        assert [one.id for one in led.saved.values] == ["v1"]
        assert [one.id for one in led.saved.alternatives] == ["a2"]

    screen(folder, leads, size=size)


def test_while_preparing_among_us_all_of_it_stands_there(folder: Path) -> None:
    async def leads(led: Led) -> None:
        await led.say("/opening")
        await led.press("pagedown")
        await led.shows(ONLY_US, side("City Library"), "Look for another school")

    screen(folder, leads, phase="prepare")


def test_esc_leaves_it_and_pages_go_both_ways(folder: Path) -> None:
    async def leads(led: Led) -> None:
        await led.say("/opening")
        while side("City Library") not in " ".join(led.frame.split()):
            await led.press("pagedown")
        await led.press("pageup")
        await led.shows(say("opening.page.kept"))
        await led.press("escape")
        await led.until(lambda: not isinstance(led.app.screen, OpeningScreen))
        await led.say("A goal")
        assert [one.statement for one in led.saved.goals] == ["A goal"]

    screen(folder, leads, size=(60, 20))


def test_where_nothing_may_be_shown_no_screen_opens(folder: Path) -> None:
    async def leads(led: Led) -> None:
        await led.say("/opening")
        await led.shows(say("opening.nothing"))
        assert not isinstance(led.app.screen, OpeningScreen)

    parties = (LAST.parties[0], Party(id="museum", name="Museum", handle="museum"))
    screen(folder, leads, LAST.model_copy(update={"parties": parties, "people": (), "commitments": ()}))


def test_what_can_not_be_written_stands_in_the_line_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise FileProblem("file.denied", path=Path("second.toml"))

    async def leads(led: Led) -> None:
        await led.say("/opening")
        await led.press("pagedown")
        monkeypatch.setattr(settling, "record", refuse)
        await enter_on(led, OpeningScreen, "kept @ana it runs")
        await led.shows("second.toml")
        assert led.app.screen.query_one("#say").value == "kept @ana it runs"  # type: ignore[attr-defined]

    screen(folder, leads)
