"""The agreement on both faces: drafted, decided clause by clause, read as a page, signed."""

import asyncio
from pathlib import Path

import pytest

from bpworkshop import text
from bpworkshop.plain import LineMode
from bpworkshop.session.clauses import completeness, is_in
from bpworkshop.tui.screens.agreement import AgreementScreen
from tests.functional.test_line_mode import Fed
from tests.functional.test_workshop_screen import leading
from tests.unit.test_agreement import ARTIST, SECRET, drafted, named, sample, secretly

SIZES = [(60, 20), (80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drafted_and_read_on_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async def run() -> None:
        async with leading(tmp_path, sample(ARTIST), "clauses", size=size) as led:
            await led.shows("/draft makes it")
            await led.say("/draft")
            await led.shows("11 of 23 clauses are settled")
            await led.press("tab", "home")
            await led.shows(
                "Who", "▸ 1", "✓", "Parties", "Pictures that people want to live with", "comes from:"
            )
            await led.press(*["down"] * 13)
            await led.shows("Money", "○", "Who pays for what")
            assert all(text.width(line) <= size[0] for line in led.frame.split("\n"))
            await led.press("escape")
            await led.say("/out 14 Each pays its own part")
            await led.shows("✗")
            await led.say("/agreement")
            await led.until(lambda: isinstance(led.app.screen, AgreementScreen))
            await led.shows("12 of 23 clauses are settled")
            assert all(text.width(line) <= size[0] for line in led.frame.split("\n"))
            await led.press("escape")
            await led.until(lambda: led.app.screen is led.screen)
            await led.say("/undo", "/undo")
            assert led.saved.clauses == ()

    asyncio.run(run())


def test_the_board_tells_what_changed_and_nothing_of_ours(tmp_path: Path) -> None:
    goal = next(one for one in sample(ARTIST).goals if one.whose == "library")
    session = secretly(sample(ARTIST), frozenset({goal.id}))

    async def run() -> None:
        async with leading(tmp_path, drafted(session), "clauses") as led:
            await led.press("tab", "home", *["down"] * 4)
            await led.shows("▸ 5")
            await led.press("escape")
            await led.say("/idea Another idea")
            await led.shows("what it came from has changed")
            await led.say("/redraft 4")
            await led.until(lambda: named(led.saved, "purpose").text == "Another idea")
            await led.shows("Another idea")
            assert "what it came from has changed" not in led.frame
            assert SECRET not in led.frame

    asyncio.run(run())


def test_what_is_open_is_asked_line_by_line(tmp_path: Path) -> None:
    """Each clause with its own question: an answer puts it in, an empty line goes on, a full stop ends it."""

    async def run() -> None:
        async with leading(tmp_path, drafted(sample(ARTIST)), "clauses") as led:
            told: list[str] = []
            LineMode(
                led.face, Fed(["/ask", "", "", "We share what it costs", "."], [], False), told.append
            ).run()
            assert any("How do we decide, and who has to be there?" in line for line in told)
            assert any("Who pays for what" in line for line in told)
            assert is_in(named(led.workshop.session, "money"))
            assert completeness(led.workshop.session.clauses).inside == 12

    asyncio.run(run())
