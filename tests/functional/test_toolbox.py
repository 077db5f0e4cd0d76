"""The tool box on the screen: chosen from its list, and worked at as the steps are."""

import asyncio
from pathlib import Path

import pytest

from bpworkshop.method.guide import load
from bpworkshop.session.boards import OURS_BY_NATURE, TOOLS
from bpworkshop.session.session import Session
from bpworkshop.session.tools import Assessment, Risk
from bpworkshop.tui.screens.tools import ToolsScreen
from tests.functional.test_workshop_screen import leading, table

SIZES = [(60, 20), (80, 24), (120, 40)]
RISKS = (
    Risk(id="r1", risk="The dome stays closed", likelihood="high", impact="medium", owner="ana"),
    Risk(id="r2", risk="Nobody answers"),
)


def with_risks(**values: object) -> Session:
    return table(risks=RISKS, **values)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_tool_is_chosen_and_worked_at(tmp_path: Path, size: tuple[int, int]) -> None:
    async def run() -> None:
        async with leading(tmp_path, with_risks(phase="prepare"), size=size) as led:
            await led.press("tab", "T")
            await led.until(lambda: isinstance(led.app.screen, ToolsScreen))
            guide = load()
            assert all(
                f"{n} {guide.step(one).label}" in " ".join(led.frame.split())
                for n, one in enumerate(TOOLS, 1)
            )
            await led.press("4")
            await led.until(lambda: not isinstance(led.app.screen, ToolsScreen))
            assert led.face.step == "risks"
            await led.shows("Risks", "The dome stays closed", "Nobody answers")
            await led.say("The money goes")
            assert [one.risk for one in led.saved.risks][2:] == ["The money goes"]
            await led.press("tab") if not led.on_board() else None
            await led.press("3")
            assert str(led.face.step) == "alternatives"

    asyncio.run(run())


def test_for_everyone_two_of_them_are_not_there(tmp_path: Path) -> None:
    known = Assessment(id="k1", known="They never answer", only_for="library")

    async def run() -> None:
        async with leading(tmp_path, table(assessments=(known,))) as led:
            await led.press("tab", "T")
            await led.until(lambda: isinstance(led.app.screen, ToolsScreen))
            for one in OURS_BY_NATURE:
                assert load().step(one).label not in led.frame
            await led.press("6", "3")
            await led.until(lambda: not isinstance(led.app.screen, ToolsScreen))
            assert led.face.step == "clauses"
            await led.until(led.on_board)
            await led.press("tab")
            await led.say("/tools assessments")
            await led.shows("There is no such tool for everyone.")
            assert led.face.step == "clauses"
            assert "They never answer" not in led.frame

    asyncio.run(run())
