"""Communication plan and risks as they are worked at: drafted, begun, read by keys and by name, due again."""

from datetime import date
from pathlib import Path

import pytest

from bpworkshop.commands.toolbox import waiting
from bpworkshop.method.guide import builtin_text, load
from bpworkshop.session.items import Commitment, Goal
from bpworkshop.session.tools import Occasion, Risk
from bpworkshop.tui.screens.planning import PlanningScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from tests.functional.test_home import on, opened, run, shows
from tests.functional.test_line_mode import Stand, table
from tests.functional.test_opening import LAST, put
from tests.screens import frame
from tests.shell import put as put_one

OURS = "Never without a contract"
GOALS = (
    Goal(id="g1", statement="Every child has a card", whose="shared"),
    Goal(id="g2", statement=OURS, whose="shared", only_for="library"),
)
PROMISE = Commitment(id="c1", commitment="The wall is painted", promiser="library", to="school", owner="ana")
RISKS = (
    Risk(id="r1", risk="It is slow", likelihood="high", impact="high", review=date(2026, 5, 4)),
    Risk(id="r2", risk="They leave", likelihood="low", impact="high", review=date(2027, 5, 4)),
    Risk(id="r3", risk=OURS, likelihood="high", impact="high", review=date(2026, 5, 1), only_for="library"),
)
ROWS = (
    Occasion(id="o1", occasion="The opening", audience="outside", due=date(2026, 5, 3)),
    Occasion(id="o2", occasion=OURS, audience="owners", due=date(2026, 5, 1), only_for="library"),
)


def stand(folder: Path, *, kept_ours: bool = False, **values: object) -> Stand:
    return Stand(folder, table(**values), kept_ours=kept_ours)


# Drafted


def test_a_draft_is_one_step_that_is_taken_back_whole(tmp_path: Path) -> None:
    here = stand(tmp_path, goals=GOALS, commitments=(PROMISE,))
    told = here.says("/tools occasions", "/announce", "/announce")
    assert say("board.begin.occasions") in told
    assert say("command.announce.done", n=4) in told
    assert say("command.announce.nothing") in told
    assert [one.only_for for one in here.saved.occasions] == [None] * 4
    here.play("/undo")
    assert here.saved.occasions == ()


def test_before_everyone_a_draft_is_made_of_what_is_everyones(tmp_path: Path) -> None:
    for kept_ours in (False, True):
        here = stand(tmp_path, kept_ours=kept_ours, goals=GOALS)
        here.play("/tools occasions", "/announce")
        assert here.saved.occasions
        for one in here.saved.occasions:
            assert OURS not in one.model_dump_json()
            assert "g2" not in one.sources


def test_while_we_prepare_a_draft_is_ours(tmp_path: Path) -> None:
    here = stand(tmp_path, phase="prepare", goals=GOALS)
    here.play("/tools occasions", "/announce")
    assert {one.only_for for one in here.saved.occasions} == {"library"}
    assert any(OURS in one.occasion for one in here.saved.occasions)


def test_each_command_works_on_its_board_alone(tmp_path: Path) -> None:
    here = stand(tmp_path)
    told = here.says("/announce", "/start-risks")
    for name in ("announce", "start-risks"):
        where = say(f"command.{name}.where")
        assert any(where in line for line in told)
    assert here.failed == 2


# Risks to start from


def test_the_four_of_the_tool_box_are_put_on_an_empty_board(tmp_path: Path) -> None:
    here = stand(tmp_path, phase="prepare")
    told = here.says("/tools risks", "/start-risks", "/start-risks", "/undo")
    assert say("board.begin.risks") in told
    assert say("command.start-risks.done", n=4) in told
    assert say("command.start-risks.nothing") in told
    assert [*here.saved.risks] == []
    here.play("/redo")
    assert [one.risk for one in here.saved.risks] == [one.risk for one in load().toolbox.risks.start]
    assert {one.only_for for one in here.saved.risks} == {"library"}
    assert all(one.sign and one.mitigation for one in here.saved.risks)


def test_what_is_there_in_the_same_words_is_not_put_there_again(tmp_path: Path) -> None:
    first = load().toolbox.risks.start[0].risk
    here = stand(tmp_path, risks=(Risk(id="r1", risk=first.upper()),))
    here.play("/tools risks", "/start-risks")
    assert len(here.saved.risks) == 4


def test_a_guide_of_ones_own_may_say_others(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    before, _, after = builtin_text().partition("[[risks.start]]")
    rest = after[after.index("# ----") :]
    path.write_text(f'{before}[[risks.start]]\nrisk = "The boiler"\n{rest}', "utf-8")
    assert [one.risk for one in load(path).toolbox.risks.start] == ["The boiler"]
    path.write_text(f"{before}{rest}", "utf-8")
    assert load(path).toolbox.risks.start == load().toolbox.risks.start


def test_how_a_risk_stands_is_said_like_any_field(tmp_path: Path) -> None:
    here = stand(tmp_path, risks=RISKS[:2])
    here.play("/tools risks", "/state 1 came", "/set 2 state over")
    assert [one.state for one in here.saved.risks] == ["came", "over"]
    told = here.says("/matrix")
    assert say("matrix.came", risks="1 It is slow") in told
    assert say("matrix.over", risks="2 They leave") in told


def test_that_it_was_told_is_a_day_that_has_been(tmp_path: Path) -> None:
    here = stand(tmp_path, occasions=ROWS[:1])
    assert waiting(here.face) == [say("weeks.late", numbers="1")]
    here.play("/tools occasions", "/told 1 3 May")
    assert here.saved.occasions[0].told == date(2026, 5, 3)
    assert waiting(here.face) == []


# Looked at again


def test_what_is_due_is_told_with_what_is_still_to_say(tmp_path: Path) -> None:
    for kept_ours, rows, risks in ((False, "1", "1"), (True, "1, 2", "1, 3")):
        here = stand(tmp_path, kept_ours=kept_ours, risks=RISKS, occasions=ROWS)
        told = here.says("/gaps")
        assert say("weeks.late", numbers=rows) in told
        assert say("matrix.again", numbers=risks) in told


@pytest.mark.parametrize("kept_ours", [False, True])
def test_a_follow_up_looks_again_at_the_risks_of_the_last_time(tmp_path: Path, kept_ours: bool) -> None:
    put(tmp_path, LAST.model_copy(update={"follows": None, "risks": RISKS}))
    given = table(id="third1", follows="second", title="Once more")
    here = Stand(tmp_path, given, kept_ours=kept_ours)
    told = here.play("/opening", *[""] * 12)
    (page,) = [line for line in told if line.endswith(say("opening.page.risks"))]
    there = told[told.index(page) :]
    assert any("It is slow" in line for line in there)
    assert not any("They leave" in line for line in there), "it is not due yet"
    assert any(OURS in line for line in there) == kept_ours


def test_a_risk_is_taken_over_as_it_was_weighed(tmp_path: Path) -> None:
    alone = {"commitments": (), "parked": (), "values": (), "decisions": (), "alternatives": ()}
    put(tmp_path, LAST.model_copy(update={"follows": None, "risks": RISKS, **alone}))
    here = Stand(tmp_path, table(id="third1", follows="second", title="Once more"))
    here.play("/opening", "", "1")
    assert [(one.id, one.likelihood, one.only_for) for one in here.saved.risks] == [("r1", "high", None)]


# On the screen


def planned(folder: Path, *, risks: tuple[Risk, ...] = RISKS) -> Path:
    return put_one(folder, risks=risks, occasions=ROWS, phase="together")


@pytest.mark.parametrize("size", [(60, 20), pytest.param((120, 40), marks=pytest.mark.slow)])
def test_keys_of_the_board_lead_to_both_pages_and_from_one_to_the_other(
    folder: Path, size: tuple[int, int]
) -> None:
    path = planned(folder)

    async def test() -> None:
        async with opened(folder, open=path, size=size) as pilot:
            await on(pilot, WorkshopScreen)
            await pilot.press("tab", "W")
            await on(pilot, PlanningScreen)
            await shows(pilot, "The opening", say("weeks.bar"))
            await pilot.press("M")
            await shows(pilot, "It is slow", say("matrix.likely"), say("matrix.bar"))
            assert OURS not in frame(pilot.app)
            await pilot.press("escape")
            await on(pilot, WorkshopScreen)

    run(test)


def test_the_matrix_stands_over_the_board_where_it_has_room(folder: Path) -> None:
    path = planned(folder, risks=RISKS[:1])

    async def test() -> None:
        async with opened(folder, open=path, size=(80, 40)) as pilot:
            screen = await on(pilot, WorkshopScreen)
            screen.take("/tools risks")
            await shows(pilot, "It is slow", say("matrix.likely"))

    run(test)


def test_it_stands_beside_the_board_on_a_broad_screen(folder: Path) -> None:
    path = planned(folder)

    async def test() -> None:
        async with opened(folder, open=path, size=(120, 30)) as pilot:
            screen = await on(pilot, WorkshopScreen)
            screen.take("/tools risks")
            await shows(pilot, "They leave", say("matrix.likely"))

    run(test)
