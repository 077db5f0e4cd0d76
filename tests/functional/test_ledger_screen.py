"""The ledger on the screen: what is late, settled by keys in the promise's own file, taken back, found."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.errors import FileProblem
from bpworkshop.review import settling
from bpworkshop.session.items import Commitment, Event
from bpworkshop.session.standing import due, standing
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.ledger import LedgerScreen
from bpworkshop.tui.screens.partner import PartnerScreen
from bpworkshop.tui.screens.rate import RateScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.ledger import LedgerLine
from bpworkshop.words import say
from tests.functional.test_home import P, on, opened, partner, run, shows
from tests.screens import frame, until
from tests.shell import on_disk, put

SIZES = ((60, 20), (80, 24), (120, 40))
AGREED = date(2026, 3, 1)
LATE, FAR = date(2026, 4, 1), date(2999, 1, 1)


def happened(id: str, kind: str, day: date = AGREED, **facts: Any) -> Event:
    recorded = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event.model_validate({"id": id, "kind": kind, "on": day, "recorded": recorded, **facts})


def promise(id: str, words: str, by: date | None = LATE, *more: Event, ours: bool = False) -> Commitment:
    return Commitment(
        id=id,
        commitment=words,
        promiser="library" if ours else "school",
        to="school" if ours else "library",
        due=by,
        events=(happened(f"{id}-said", "agreed"), *more),
    )


@pytest.fixture
def school(folder: Path) -> Path:
    return put(
        folder,
        "2026-03-01-school",
        id="school1",
        title="Reading after school",
        parties=partner("School"),
        commitments=(
            promise("ours1", "Lend forty books", ours=True),
            promise("theirs1", "Bring three classes"),
            promise("later1", "Paint the hall", FAR),
            promise("done1", "Hang a poster", LATE, happened("k1", "kept", LATE)),
        ),
    )


def of(path: Path, id: str) -> Commitment:
    return next(one for one in on_disk(path).commitments if one.id == id)


def kinds(path: Path, id: str) -> list[str]:
    return [one.kind for one in standing(of(path, id))]


async def in_ledger(pilot: P, *words: str) -> LedgerScreen:
    """The ledger, reached as people reach it, with all promises read."""
    await on(pilot, HomeScreen)
    await pilot.press("p")
    screen = await on(pilot, LedgerScreen)
    await shows(pilot, *(words or ("Lend forty books",)))
    await until(pilot, lambda: not screen._reading)
    assert isinstance(screen, LedgerScreen)
    return screen


def chosen(screen: LedgerScreen) -> str:
    assert screen.chosen
    return screen.chosen.row.promised.id


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_late_stands_first_ours_before_theirs(
    folder: Path, school: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            screen = await in_ledger(pilot)
            shown = frame(pilot.app)
            assert say("screen.only_us") in shown
            assert say("ledger.count", n=2) in shown
            order = ("Lend forty books", "Bring three classes")
            assert [shown.index(words) for words in order] == sorted(map(shown.index, order))
            assert shown.index(say("ledger.late.ours")) < shown.index("Lend forty books")
            assert shown.index(say("ledger.late.theirs")) < shown.index("Bring three classes")
            assert chosen(screen) == "ours1"
            assert all(len(line) <= size[0] for line in shown.splitlines())
            assert not any(isinstance(one, HomeScreen) for one in pilot.app.screen_stack)

    run(test)


SETTLED: tuple[tuple[str, str | None, list[str]], ...] = (
    ("d", "photos on the wall", ["agreed", "kept"]),
    ("d", "", ["agreed", "kept"]),
    ("m", "nobody came", ["agreed", "missed"]),
    ("l", "", ["agreed", "released"]),
    ("n", "1 May 2999", ["agreed", "renegotiated"]),
    ("a", None, ["agreed", "agreed"]),
    ("w", None, []),
)


@pytest.mark.parametrize(("key", "typed", "wanted"), SETTLED)
def test_a_key_writes_it_into_the_promises_own_file_and_f2_takes_it_back(
    folder: Path, school: Path, key: str, typed: str | None, wanted: list[str]
) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            await pilot.press(key)
            if typed is not None:
                assert school.read_bytes() == before, "nothing is written before it is answered"
                await pilot.press(*typed, "enter")
            await shows(pilot, say("ledger.saved", words="Lend forty books", status="").split("–")[0])
            assert kinds(school, "ours1") == wanted
            last = standing(of(school, "ours1"))[-1:]
            if typed and key != "n":
                assert [one.evidence for one in last] == [typed]
            if key == "n":
                assert due(of(school, "ours1")) == date(2999, 5, 1)
            await pilot.press("f2")
            await shows(pilot, say("ledger.taken_back", words="Lend forty books", status="late"))
            assert kinds(school, "ours1") == ["agreed"]
            assert chosen(screen) == "ours1", "what was taken back is chosen again"
            await pilot.press("f2")
            await shows(pilot, say("ledger.nothing_done"))
            assert school.read_bytes() != before, "events are cancelled, not removed"

    before = school.read_bytes()
    run(test)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_after_one_is_settled_the_next_one_is_chosen(
    folder: Path, school: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            screen = await in_ledger(pilot)
            await pilot.press("d")
            await shows(pilot, say("ledger.prompt.kept"), say("ledger.keys_asked").split("|")[0])
            await pilot.press("enter")
            await shows(pilot, "Saved:")
            assert chosen(screen) == "theirs1"
            await pilot.press("m", "enter")
            await until(pilot, lambda: kinds(school, "theirs1") == ["agreed", "missed"])
            assert kinds(school, "ours1") == ["agreed", "kept"]
            await pilot.press("f2", "f2")
            await until(pilot, lambda: kinds(school, "ours1") == kinds(school, "theirs1") == ["agreed"])

    run(test)


def test_when_it_happened_can_be_said_and_what_is_no_day_stays_in_the_line(
    folder: Path, school: Path
) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            line = screen.query_one(LedgerLine)
            await pilot.press("d", *"photos on: nothing", "enter")
            await shows(pilot, say("cli.not_a_date", typed="nothing").split(".")[0])
            assert line.value == "photos on: nothing", "nothing typed is lost"
            assert kinds(school, "ours1") == ["agreed"]
            await pilot.press(*["backspace"] * 7, *"31 March 2026", "enter")
            await shows(pilot, "Saved:")
            last = standing(of(school, "ours1"))[-1]
            assert (last.evidence, last.on) == ("photos", date(2026, 3, 31))
            await pilot.press("n", "escape")
            assert kinds(school, "theirs1") == ["agreed"], "a question that is left does nothing"

    run(test)


def test_what_is_settled_stays_so_until_it_is_withdrawn(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            await pilot.press("end")
            await until(pilot, lambda: chosen(screen) == "done1")
            await pilot.press("d")
            await shows(pilot, say("ledger.is_settled"))
            await pilot.press("w")
            await until(pilot, lambda: kinds(school, "done1") == ["agreed"])
            assert chosen(screen) == "done1"
            await pilot.press("f2")
            await until(pilot, lambda: kinds(school, "done1") == ["agreed", "kept"])

    run(test)


def test_what_can_t_be_saved_is_not_told_as_saved(
    folder: Path, school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise FileProblem("file.denied_write", path=school)

    before = school.read_bytes()

    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            with monkeypatch.context() as patch:
                patch.setattr(settling, "record", fails)
                await pilot.press("d", *"photos", "enter")
                await shows(pilot, say("file.denied_write")[:20])
            assert "Saved" not in frame(pilot.app)
            assert screen.query_one(LedgerLine).value == "photos"
            assert school.read_bytes() == before
            await pilot.press("enter")
            await shows(pilot, "Saved:")
            with monkeypatch.context() as patch:
                patch.setattr(settling, "take_back", fails)
                await pilot.press("f2")
                await shows(pilot, say("file.denied_write")[:20])
            await pilot.press("f2")
            await until(pilot, lambda: kinds(school, "ours1") == ["agreed"])

    run(test)


def test_a_file_that_is_gone_is_told(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await in_ledger(pilot)
            os.unlink(school)
            await pilot.press("a")
            await until(pilot, lambda: school.name in "".join(frame(pilot.app).split()))
            assert "Saved" not in frame(pilot.app)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, LedgerScreen)

    run(test)


def test_what_somebody_else_saved_meanwhile_stays(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            settling.record(school, "ours1", "missed", evidence="they said")
            await pilot.press("d", "enter")
            await shows(pilot, "Saved:")
            assert kinds(school, "ours1") == ["agreed", "missed", "kept"]
            await pilot.press("f2")
            await until(pilot, lambda: kinds(school, "ours1") == ["agreed", "missed"])
            await shows(pilot, say("ledger.taken_back", words="Lend forty books", status="missed"))
            assert screen.chosen is not None
            assert screen.chosen.row.status == "missed"

    run(test)


def test_what_was_settled_while_the_others_were_read_stays_settled(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            stale = [*screen.entries]
            await pilot.press("d", "enter")
            await shows(pilot, "Saved:")
            screen.post_message(screen.Read(stale, "", whole=True))
            await pilot.pause()
            (one,) = [each for each in screen.entries if each.ref.endswith("/ours1")]
            assert one.row.time == "settled"
            assert chosen(screen) == "theirs1"

    run(test)


# Finding


def test_it_is_found_as_one_types_and_esc_goes_back_step_by_step(folder: Path, school: Path) -> None:
    put(folder, "2026-04-01-museum", id="museum", title="Night", parties=partner("Museum"))
    put(
        folder,
        "2026-04-02-artist",
        id="artist",
        parties=partner("Åse Artist"),
        commitments=(promise("a1", "Draw a wall"),),
    )

    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot)
            await pilot.press("tab", *"ase")
            await until(pilot, lambda: screen._refs == ["2026-04-02-artist/a1"])
            await shows(pilot, "Draw a wall", say("ledger.keys_find").split("|")[0])
            assert "Lend forty books" not in frame(pilot.app)
            await pilot.press("enter", "d", "enter")
            await shows(pilot, "Saved: Draw a wall")
            await until(pilot, lambda: screen.query_one(LedgerLine).value == "ase")
            await pilot.press("escape")
            await shows(pilot, "Lend forty books")
            await pilot.press("slash", *"xyz")
            await shows(pilot, say("ledger.nothing_fits").split(",")[0])
            await pilot.press("d", "w")
            assert screen.query_one(LedgerLine).value == "xyzdw", "letters are typed there"
            await pilot.press("escape", "escape")
            await until(pilot, lambda: screen.query_one(Board).has_focus)
            await pilot.press("escape")
            await on(pilot, HomeScreen)

    run(test)


def test_only_late_only_proposed_by_partner_and_by_who_does_it(folder: Path, school: Path) -> None:
    put(
        folder,
        "2026-04-02-artist",
        id="artist",
        parties=partner("Artist"),
        commitments=(
            Commitment(
                id="p1",
                commitment="A logo",
                promiser="school",
                events=(happened("e1", "proposed", waits_for="the director", until=FAR),),
            ),
        ),
    )

    async def test() -> None:
        async with opened(folder, (120, 40)) as pilot:
            screen = await in_ledger(pilot)
            await pilot.press("o")
            await shows(pilot, say("ledger.only.late"))
            assert [ref.partition("/")[2] for ref in screen._refs] == ["ours1", "theirs1"]
            await pilot.press("o")
            await shows(pilot, say("ledger.only.proposed"), "the director")
            assert [ref.partition("/")[2] for ref in screen._refs] == ["p1"]
            await pilot.press("o", "t")
            await shows(pilot, say("ledger.way.partner"))
            shown = frame(pilot.app)
            assert shown.index("  Artist  1") < shown.index("A logo") < shown.index("  School  4")
            await pilot.press("t")
            await shows(pilot, say("ledger.way.owner"), say("ledger.nobody"))

    run(test)


# Going on from it


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_enter_reads_its_session_at_the_promise_and_comes_back(
    folder: Path, school: Path, size: tuple[int, int]
) -> None:
    async def test() -> None:
        async with opened(folder, size) as pilot:
            await in_ledger(pilot)
            await pilot.press("tab", *"classes", "enter", "enter")
            screen = await on(pilot, ReviewScreen)
            board = screen.query_one(Board)
            await until(pilot, lambda: "Bring three classes" in frame(pilot.app))
            at = next(at for at, row in enumerate(board.rows) if row.item == "theirs1")
            assert 0 <= at - board.scroll_y < board.size.height, "it is in sight"
            assert not any(isinstance(one, LedgerScreen | HomeScreen) for one in pilot.app.screen_stack)
            await pilot.press("escape")
            ledger = await on(pilot, LedgerScreen)
            await until(pilot, lambda: ledger._refs == ["2026-03-01-school/theirs1"])
            assert ledger.query_one(LedgerLine).value == "classes", "as it was left"
            await pilot.press("escape", "escape")
            home = await on(pilot, HomeScreen)
            assert home.chosen == "2026-03-01-school"

    run(test)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_page_of_a_partner_and_its_sessions_by_number(
    folder: Path, school: Path, size: tuple[int, int]
) -> None:
    put(folder, "2025-03-01-before", id="before", title="Before", parties=partner(" SCHOOL"))

    async def test() -> None:
        async with opened(folder, size) as pilot:
            await in_ledger(pilot)
            await pilot.press("p")
            screen = await on(pilot, PartnerScreen)
            await shows(pilot, say("partner.promised.ours", name="School"), "Lend forty books")
            assert say("screen.only_us") in frame(pilot.app)
            for _ in range(9):
                await pilot.press("down")
            await shows(pilot, say("partner.gave.theirs", name="School"), "Hang a poster")
            await pilot.press("2")
            assert "Before" in (await on(pilot, ReviewScreen)).face.session.title
            assert not any(isinstance(one, PartnerScreen) for one in pilot.app.screen_stack)
            await pilot.press("escape")
            screen = await on(pilot, PartnerScreen)
            await shows(pilot, "Lend forty books")
            await pilot.press("enter")
            assert (await on(pilot, ReviewScreen)).item == "ours1"
            await pilot.press("escape")
            await on(pilot, PartnerScreen)
            await pilot.press("escape")
            assert screen.before is (await on(pilot, LedgerScreen)).state

    run(test)


def test_the_follow_through_is_a_page_for_us(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await in_ledger(pilot)
            await pilot.press("r")
            await on(pilot, RateScreen)
            await shows(pilot, say("ledger.counts", kept=1, due=2), "█░", say("screen.only_us"))
            await pilot.press("escape")
            await on(pilot, LedgerScreen)

    run(test)


def test_a_promise_in_which_nobody_is_named(folder: Path) -> None:
    parties = partner("School")[:1]
    put(
        folder,
        parties=(*parties, *(one.model_copy(update={"id": f"p{one.name}"}) for one in partner("A")[1:])),
    )
    put(
        folder,
        "2026-06-01-three",
        id="three",
        parties=(*partner("School"), partner("Museum")[1].model_copy(update={"id": "mus", "handle": "mus"})),
        commitments=(Commitment(id="n1", commitment="Somebody brings a cake"),),
    )

    async def test() -> None:
        async with opened(folder) as pilot:
            await in_ledger(pilot, "Somebody brings a cake")
            await shows(pilot, say("ledger.no_promiser"), say("ledger.no_owner"), say("ledger.no_day"))
            await pilot.press("p")
            await shows(pilot, say("ledger.no_partner"))

    run(test)


def test_an_empty_folder_and_what_can_t_be_read_are_told(folder: Path) -> None:
    (folder / "2026-01-01-broken.toml").write_text("format = 1\ntitle = ")

    async def test() -> None:
        async with opened(folder) as pilot:
            await in_ledger(pilot, say("ledger.empty"))
            await shows(pilot, say("ledger.unread", n=1).split(".")[0])
            await pilot.press("d", "w", "enter", "p", "down", "f2")
            await shows(pilot, say("ledger.nothing_done"))

    run(test)


def test_thousands_are_drawn_only_as_far_as_one_looks(folder: Path) -> None:
    day = date(2026, 1, 1)
    for at in range(30):
        put(
            folder,
            f"2026-01-{at + 1:02}-many",
            id=f"many{at:02}",
            parties=partner("School"),
            commitments=tuple(
                promise(f"c{at}x{n}", f"Number {at * 30 + n}", day + timedelta(n)) for n in range(30)
            ),
        )

    async def test() -> None:
        async with opened(folder) as pilot:
            screen = await in_ledger(pilot, "Number")
            await until(pilot, lambda: len(screen._refs) == 900)
            board = screen.query_one(Board)
            assert len(board.rows) < 400
            for _ in range(30):
                await pilot.press("pagedown")
            at = screen._refs.index(screen.state.chosen or "")
            assert at == 240
            assert any(row.item == screen.state.chosen for row in board.rows)
            await pilot.press("end")
            await until(pilot, lambda: screen.state.chosen == screen._refs[-1])
            await until(pilot, lambda: board.rows[-1].item == screen._refs[-1])

    run(test)


def test_the_palette_knows_the_ledger(folder: Path, school: Path) -> None:
    async def test() -> None:
        async with opened(folder) as pilot:
            await on(pilot, HomeScreen)
            await pilot.press("f4")
            await shows(pilot, say("key.home.promises"))

    run(test)
