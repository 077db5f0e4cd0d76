"""Pictures, package, give and get: reached by keys and by name, turned, and told in the line mode."""

from decimal import Decimal
from pathlib import Path

import pytest

from bpworkshop import text
from bpworkshop.commands import REGISTRY, Face, dispatch
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.session.items import Benefit, Goal
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.tui.screens.offer import OfferScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.page import Page
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_home import on, opened, run, shows, typed
from tests.screens import frame, until
from tests.shell import Shell, put
from tests.strategies import small
from tests.unit.test_offering import figure

FIGURES = (
    figure("f1", placement="house", channel="the door"),
    figure("f2", library="West", value=Decimal(20), method="our-estimate"),
    figure("f3", metric="members", name="members", unit="people", library="City"),
    figure("f4", metric="members", name="members", unit="people", library="West", only_for="library"),
)
BENEFITS = (
    Benefit(id="b1", benefit="Souvenirs", giver="library", need="to be seen", cost_or_risk="storage"),
)


def session(**given: object) -> Session:
    return small(figures=FIGURES, benefits=BENEFITS, goals=(Goal(id="g1", statement="Read"),), **given)


def face_of(path: Path, one: Session, *, only_us: bool) -> Face:
    path.write_bytes(codec.encode(one))
    return Face(Workshop.open(path), load(), only_us=only_us, kept_ours=only_us)


def test_keys_of_the_board_lead_to_each_page_and_tab_turns_them(folder: Path) -> None:
    path = put(folder, figures=FIGURES, benefits=BENEFITS)

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            for key, name in (("C", "chart"), ("A", "package"), ("G", "exchange")):
                await on(pilot, WorkshopScreen)
                await pilot.press("tab", key)
                screen = await on(pilot, OfferScreen)
                assert screen.page == name
                await shows(pilot, say(f"offer.bar.{name}"))
                await pilot.press("escape")
                await on(pilot, WorkshopScreen)
                await pilot.press("escape")
            await pilot.press("tab", "C")
            await on(pilot, OfferScreen)
            for name in ("package", "exchange", "chart"):
                await pilot.press("tab")
                await shows(pilot, say(f"offer.bar.{name}"))
            await pilot.press("shift+tab")
            await shows(pilot, say("offer.bar.exchange"), "Souvenirs")

    run(test)


def test_below_the_last_figure_stands_what_follows_from_several(folder: Path) -> None:
    several = (
        *(figure(f"v{at}", library=f"Branch {at}") for at in range(9)),
        figure(
            "f8", metric="population", name="population", unit="people", value=Decimal(50), library="Branch 8"
        ),
    )
    path = put(folder, figures=several)

    async def test() -> None:
        async with opened(folder, open=path, size=(60, 20)) as pilot:
            await pilot.press("tab", "5", "end")
            await shows(pilot, "10  50 people")
            assert "visits a head" not in frame(pilot.app)
            await pilot.press("down")
            await shows(pilot, "2.00 visits a head = 100 visits ÷ 50")

    run(test)


def test_the_pictures_begin_with_the_figure_that_was_chosen(folder: Path) -> None:
    path = put(folder, figures=FIGURES)

    async def test() -> None:
        async with opened(folder, open=path, size=(60, 20)) as pilot:
            await pilot.press("tab", "5", "end", "C")
            screen = await on(pilot, OfferScreen)
            assert screen.item == "f4"
            page = screen.query_one(Page)
            await until(pilot, lambda: page.scroll_y > 0)
            assert "Active members, March 2026" in frame(pilot.app)

    run(test)


def test_typed_commands_open_the_pages_and_a_wrong_number_is_told(folder: Path) -> None:
    path = put(folder, figures=FIGURES)

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            for line, name in (("/chart 3", "chart"), ("/package", "package"), ("/give-and-get", "exchange")):
                await typed(pilot, line)
                screen = await on(pilot, OfferScreen)
                assert (screen.page, screen.item) == (name, "f3" if name == "chart" else None)
                await pilot.press("escape")
                await on(pilot, WorkshopScreen)
            await typed(pilot, "/chart goals.1")
            await shows(pilot, say("command.no_item", number="1", of="Goals", n=0)[:40])

    run(test)


@pytest.mark.parametrize("plain", [True, False])
def test_without_colours_pictures_are_drawn_with_typewriter_signs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    monkeypatch.setenv("TERM", "linux" if plain else "xterm-256color")
    path = put(folder, figures=FIGURES)

    async def test() -> None:
        async with opened(folder, open=path) as pilot:
            await pilot.press("tab", "C")
            await on(pilot, OfferScreen)
            await shows(pilot, "West library")
            assert ("#####" in frame(pilot.app)) == plain
            assert ("█" in frame(pilot.app)) != plain

    run(test)


def test_a_single_picture_is_told_and_written(shell: Shell, folder: Path) -> None:
    put(folder, figures=FIGURES)
    handle, target = "2026-05-01-reading", folder.parent / "chart.svg"
    bars, shares = [line for line in shell("chart", handle).out.splitlines() if line[0] != " "]
    assert (bars[:2], shares[:2]) == ("1 ", "2 ")
    ours = shell("chart", handle, "--only-us").out
    assert "3 " in [line[:2] for line in ours.splitlines()]
    for wrong in ((), ("3",), ("0",)):
        assert "There are 2" in shell("chart", handle, *wrong, "-o", str(target)).err
    written = shell("chart", handle, "2", "-o", str(target))
    assert (written.code, str(target) in written.out) == (0, True)
    assert target.read_text("utf-8").strip() == shell("chart", handle, "2").out.strip()
    assert target.read_text("utf-8").startswith("<svg ")
    # A picture of ours is written anew, anything else is left alone.
    assert shell("chart", handle, "1", "-o", str(target), "--only-us").code == 0
    assert target.stat().st_mode & 0o077 == 0
    target.write_text("<svg/>")
    assert shell("chart", handle, "1", "-o", str(target)).code == 1
    assert shell("chart", handle, "1", "-o", str(target), "--force").code == 0


def test_nothing_is_drawn_where_there_is_nothing(shell: Shell, folder: Path) -> None:
    put(folder)
    assert say("chart.none") in shell("chart", "2026-05-01-reading").err


def test_everything_is_told_in_the_line_mode(tmp_path: Path) -> None:
    face = face_of(tmp_path / "one.toml", session(), only_us=True)
    told = "\n".join(dispatch(face, "/chart").lines)
    assert "City library: 100 visits, counted" in told
    assert "West library: ≈ 20 visits, our own estimate" in told
    assert dispatch(face, "/chart 1").lines[0] == say("chart.kind.bars", title="Visits, March 2026")
    assert "Active members" not in "\n".join(dispatch(face, "/chart 1").lines)
    assert "the door" in "\n".join(dispatch(face, "/package").lines)
    assert "storage" in "\n".join(dispatch(face, "/give-and-get").lines)
    with pytest.raises(Problem, match="no figure"):
        dispatch(face, "/chart goals.1")
    assert all(REGISTRY[name].page for name in ("chart", "package", "give-and-get"))


def test_for_everyone_nothing_of_ours_is_told_drawn_or_counted(tmp_path: Path) -> None:
    face = face_of(tmp_path / "one.toml", session(phase="together"), only_us=False)
    told = "\n".join(
        line for name in ("chart", "package", "give-and-get") for line in dispatch(face, f"/{name}").lines
    )
    assert "storage" not in told
    assert "members" in told
    assert "Active members, March 2026" not in told, (
        "the other one is only ours, so there is nothing beside it"
    )
    with pytest.raises(Problem):
        dispatch(face, "/chart 4")


def test_a_session_without_figures_says_so(tmp_path: Path) -> None:
    face = face_of(tmp_path / "one.toml", small(), only_us=True)
    assert dispatch(face, "/chart").lines == (say("chart.none"),)
    assert text.width(dispatch(face, "/package").lines[0])
