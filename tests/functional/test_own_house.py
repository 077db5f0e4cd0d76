"""Assets and aims beyond one session: remembered, taken over, offered; told by the shell and at home."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.cli.telling import Telling
from bpworkshop.commands import Face, dispatch
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.errors import Problem
from bpworkshop.following import Followed
from bpworkshop.method.guide import load
from bpworkshop.session.items import Benefit, Goal, Person
from bpworkshop.session.tools import Aim, Assessment, Asset
from bpworkshop.store import assets
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.following import SessionWatch
from bpworkshop.tui.screens.aims import AimsScreen
from bpworkshop.tui.screens.assessing import AssessmentScreen
from bpworkshop.tui.screens.home import HomeScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_home import on, opened, run, shows, typed
from tests.screens import frame
from tests.shell import Shell, on_disk, put
from tests.strategies import small

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
PEOPLE = (Person(id="ana", handle="ana", name="Ana Berg", party="library"),)
HOUSE = (
    Asset(id="h1", asset="Reading room", team="Children", offers="A quiet room", owner="ana", checked=MAY),
    Asset(id="h2", asset="Ana Berg", topic="leads-network", owner="ana"),
    Asset(id="h3", asset="Ana Berg", topic="leads-partnership", owner="ana"),
)


def face_of(path: Path, board: str = "assets") -> Face:
    face = Face(Workshop.open(path), load(), only_us=True, kept_ours=True)
    dispatch(face, f"/tools {board}")
    return face


def test_what_one_session_remembers_another_takes_over_with_its_date(folder: Path) -> None:
    one = face_of(put(folder, people=PEOPLE, assets=HOUSE))
    told = dispatch(one, "/remember all").lines
    assert told == (say("command.remember.done", n=2, of=2),), (
        "who leads this partnership is of use here alone"
    )
    assert [item.kept for item in one.session.assets] == ["h1", "h2", None]
    with pytest.raises(Problem, match="of use here alone"):
        dispatch(one, "/remember 3")

    two = face_of(put(folder, "2026-05-02-other", id="other", people=PEOPLE))
    lines = dispatch(two, "/recall").lines
    assert any("Reading room" in line and "1 May 2026" in line and "Ana Berg" in line for line in lines)
    number = next(line.split()[0] for line in lines if "Reading room" in line)
    dispatch(two, f"/recall {number}")
    (taken,) = two.session.assets
    assert (taken.team, taken.offers, taken.owner, taken.checked) == ("Children", "A quiet room", "ana", MAY)
    assert (taken.kept, taken.only_for) == ("h1", "library")
    assert "Reading room" not in "\n".join(dispatch(two, "/recall").lines)


def test_the_later_date_wins_in_both_directions(folder: Path) -> None:
    one = face_of(put(folder, people=PEOPLE, assets=HOUSE[:1]))
    dispatch(one, "/remember 1")
    two = face_of(put(folder, "2026-05-02-other", id="other", people=PEOPLE))
    dispatch(two, "/recall all")
    dispatch(two, "/set 1 checked 2026-06-01")
    dispatch(two, "/set 1 offers A large room")
    dispatch(two, "/remember 1")
    assert assets.read(SessionFolder(folder)).assets[0].checked == JUNE

    assert say("command.remember.newer", number="1", day="1 June 2026") in dispatch(one, "/remember 1").lines
    assert any(say("command.recall.newer", number="1") in line for line in dispatch(one, "/recall").lines)
    dispatch(one, "/recall 1")
    (now,) = one.session.assets
    assert (now.id, now.checked, now.offers) == ("h1", JUNE, "A large room")
    assert dispatch(one, "/recall").lines == (say("command.recall.none"),)
    assert dispatch(one, "/undo").lines[0] == say("command.undo.done", what=say("did.recall"))
    assert one.session.assets[0].checked == MAY


def test_who_knows_and_is_not_here_is_kept_in_words(folder: Path) -> None:
    dispatch(face_of(put(folder, people=PEOPLE, assets=HOUSE[:1])), "/remember 1")
    other = face_of(put(folder, "2026-05-02-other", id="other"))
    dispatch(other, "/recall all")
    (taken,) = other.session.assets
    assert (taken.owner, taken.note) == (None, "Who knows about it: Ana Berg")


@pytest.mark.parametrize(
    "line", ["/recall 2", "/recall x", "/recall 0", "/remember 9", "/remember", "/remember x"]
)
def test_what_can_t_be_read_changes_nothing(folder: Path, line: str) -> None:
    face = face_of(put(folder, people=PEOPLE, assets=HOUSE[:1]))
    dispatch(face, "/remember all")
    other = face_of(put(folder, "2026-05-02-other", id="other"))
    before = assets.read(SessionFolder(folder))
    with pytest.raises(Problem):
        dispatch(other, line)
    assert (other.session.assets, assets.read(SessionFolder(folder))) == ((), before)


def test_aims_are_remembered_and_recalled_by_their_words(folder: Path) -> None:
    aims = (Aim(id="a1", aim="All read", source="Strategy 2030", serves="Clubs"),)
    dispatch(face_of(put(folder, aims=aims), "aims"), "/remember 1")
    other = face_of(put(folder, "2026-05-02-other", id="other", aims=(Aim(id="a9", aim="A house"),)), "aims")
    assert dispatch(other, "/recall").lines[1] == "1 All read – Strategy 2030"
    dispatch(other, "/recall all")
    assert [(one.aim, one.source, one.serves) for one in other.session.aims][1:] == [
        ("All read", "Strategy 2030", None)
    ]


def test_goals_are_linked_to_an_aim_and_aims_that_goals_name_are_taken(folder: Path) -> None:
    goals = (
        Goal(id="g1", statement="Read", aim="All read"),
        Goal(id="g2", statement="Sing", only_for="library"),
    )
    face = face_of(put(folder, phase="together", goals=goals, aims=(Aim(id="a1", aim="A house"),)), "aims")
    assert "by goals 1, 2" in dispatch(face, "/link 1 1 goals.2").lines[0]
    face.only_us = False
    assert "by goal 1" in dispatch(face, "/link 1 1").lines[0]
    assert face.session.aims[0].sources == ("g2", "g1"), "what this screen does not show stays linked"
    assert dispatch(face, "/strategy take").lines == (say("command.strategy.taken", n=1),)
    assert (face.session.aims[1].aim, face.session.aims[1].sources) == ("All read", ("g1",))
    assert dispatch(face, "/strategy take").lines == (say("command.strategy.nothing"),)
    for line in ("/link", "/link 1 aims.1", "/link 1 9", "/strategy x"):
        with pytest.raises(Problem):
            dispatch(face, line)


def test_an_asset_is_offered_once(folder: Path) -> None:
    face = face_of(put(folder, people=PEOPLE, assets=HOUSE))
    dispatch(face, "/offer 1")
    (made,) = face.session.benefits
    assert made == Benefit(
        id=made.id,
        benefit="A quiet room",
        giver="library",
        receiver="school",
        asset="Reading room",
        only_for="library",
    )
    assert dispatch(face, "/offer 1").lines[0].startswith("It stands on Give & get already")
    with pytest.raises(Problem, match="Only what a team can contribute"):
        dispatch(face, "/offer 2")


def test_a_broken_list_is_told_and_everything_else_works(folder: Path, shell: Shell) -> None:
    path = put(folder, people=PEOPLE, assets=HOUSE, aims=(Aim(id="a1", aim="All read"),))
    kept = assets.path_of(SessionFolder(folder))
    kept.parent.mkdir(exist_ok=True)
    kept.write_text('format = 1\n\n[[assets]]\nid = "a1"\nasset = 3\n\n[[aims]]\nid = "a2"\naim = 4\n')
    face = face_of(path)
    for line in ("/remember 1", "/recall"):
        with pytest.raises(Problem, match=r"assets\.toml:5"):
            dispatch(face, line)
    Dialogue(face).take("A van")
    assert face.session.assets[-1].asset == "A van"
    ran = shell("check")
    assert ran.code == 1
    assert "assets.toml:5" in ran.out
    ran = shell("aims")
    assert ran.code == 1
    assert "assets.toml:5" in ran.err
    assert "All read: 1 partnership" in ran.out


# The shell


def test_aims_in_all_sessions_and_those_without_any(folder: Path, shell: Shell) -> None:
    assert shell("aims").lines == [say("aims.none")]
    put(folder, aims=(Aim(id="a1", aim="All read"),))
    put(
        folder,
        "2026-05-02-other",
        id="other",
        follows="session",
        goals=(
            Goal(id="g1", statement="X", aim="ALL read"),
            Goal(id="g2", statement="Y", whose="school", aim="An aim of theirs"),
        ),
    )
    put(
        folder,
        "2026-05-03-third",
        id="third",
        aims=(Aim(id="a1", aim="all read"), Aim(id="a2", aim="A house")),
    )
    dispatch(
        face_of(put(folder, "2026-05-04-last", id="last", aims=(Aim(id="a1", aim="Nobody yet"),)), "aims"),
        "/remember 1",
    )
    os.unlink(folder / "2026-05-04-last.toml")
    ran = shell("aims")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [
        "all read: 2 partnerships",
        "  2026-05-03-third  Reading after school – School",
        "  2026-05-02-other  Reading after school – School",
        "A house: 1 partnership",
        "  2026-05-03-third  Reading after school – School",
        f"Nobody yet: {say('aims.nobody')}",
    ]
    told = shell("aims", "--json").json()
    assert [(one["aim"], len(one["partnerships"]), one["in_our_list"]) for one in told] == [
        ("all read", 2, False),
        ("A house", 1, False),
        ("Nobody yet", 0, True),
    ]


def test_forgetting_and_renaming_somebody_reaches_the_list(folder: Path, shell: Shell) -> None:
    path = put(folder, people=(*PEOPLE, *small().people[1:]), assets=HOUSE[:1])
    dispatch(face_of(path), "/remember 1")
    (folder / "2026-05-01-reading.toml").touch()
    assert shell("person", "reading", "ana", "--show", "--json").json()["our_list"] == ["Reading room"]
    ran = shell("person", "reading", "ana", "--rename", "Ana Weber")
    assert say("cli.person.assets", n=1) in ran.out
    assert assets.read(SessionFolder(folder)).assets[0].owner == "Ana Weber"
    ran = shell("person", "reading", "ana", "--forget")
    assert ran.code == 0
    assert assets.read(SessionFolder(folder)).assets[0].owner is None
    assert b"Ana" not in assets.path_of(SessionFolder(folder)).read_bytes()


def test_purging_takes_out_whom_no_session_names_any_more(folder: Path, shell: Shell) -> None:
    bo = Person(id="bo", handle="bo", name="Bo Lind", party="library")
    house = (*HOUSE[:1], Asset(id="h9", asset="A van", owner="bo"))
    path = put(folder, people=(*PEOPLE, bo), assets=house, delete_after=date(2020, 1, 1))
    dispatch(face_of(path), "/remember all")
    put(folder, "2026-05-02-other", id="other", people=(bo,))
    assert shell("purge", "--dry-run").code == 0
    assert {one.owner for one in assets.read(SessionFolder(folder)).assets} == {"Ana Berg", "Bo Lind"}
    ran = shell("purge", "--yes")
    assert ran.code == 0
    assert say("cli.purge.assets", n=1) in ran.err
    assert {one.owner for one in assets.read(SessionFolder(folder)).assets} == {None, "Bo Lind"}


def test_only_ours_is_refused_to_be_for_everyone_by_the_shell(folder: Path, shell: Shell) -> None:
    path = put(folder)
    ran = shell("add", "reading", "assessments", "finances: broke", "--set", "only_for=")
    assert ran.code == 1
    assert "stays ours" in ran.err
    assert shell("add", "reading", "assessments", "finances: broke").code == 0
    (made,) = on_disk(path).assessments
    assert (made.criterion, made.party, made.only_for) == ("finances", "school", "library")


# The screens


@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=str)
def test_the_assessment_is_a_page_of_our_screen_alone(folder: Path, size: tuple[int, int]) -> None:
    known = Assessment(
        id="k1", known="Broke", party="school", criterion="finances", strength="low", only_for="library"
    )
    path = put(folder, assessments=(known,))

    async def test() -> None:
        async with opened(folder, open=path, size=size) as pilot:
            await on(pilot, WorkshopScreen)
            await pilot.press("tab", "K")
            screen = await on(pilot, AssessmentScreen)
            await shows(pilot, "1 of 9 criteria", "weak, sure: ? (1)", "staying power")
            await pilot.press("escape")
            await on(pilot, WorkshopScreen)
            await pilot.press("escape")
            await typed(pilot, "/assessment")
            screen = await on(pilot, AssessmentScreen)
            # Somebody else begins the meeting: both sides read this screen now.
            screen.face.kept_ours = False
            screen.face.only_us = False
            screen.renewed()
            await on(pilot, WorkshopScreen)
            await typed(pilot, "/assessment")
            await shows(pilot, "does not apply here")
            assert "Broke" not in frame(pilot.app)

    run(test)


def test_home_has_a_page_of_aims(folder: Path) -> None:
    put(folder, aims=(Aim(id="a1", aim="All read"),))
    kept = assets.path_of(SessionFolder(folder))
    kept.parent.mkdir()
    kept.write_text('format = 1\n\n[[aims]]\nid = "a1"\naim = "Nobody yet"\n')

    async def test() -> None:
        async with opened(folder) as pilot:
            await on(pilot, HomeScreen)
            await pilot.press("a")
            screen = await on(pilot, AimsScreen)
            await shows(
                pilot,
                "All read",
                "Reading after school – School",
                "Nobody yet",
                say("aims.nobody"),
                "ONLY US",
            )
            assert screen.for_us()
            await pilot.press("escape")
            await on(pilot, HomeScreen)

    run(test)


# For everyone: documents, boards as tables, who reads along


OURS: dict[str, Any] = {
    "assets": (Asset(id="h1", asset="SECRET van", only_for="library"),),
    "assessments": (Assessment(id="k1", known="SECRET debts", party="school"),),
    "goals": (Goal(id="g1", statement="Read together"),),
}


def test_no_document_and_no_table_for_everyone_has_any_of_it(folder: Path, shell: Shell) -> None:
    put(folder, phase="together", **OURS)
    for form in ("md", "html"):
        assert (
            shell(
                "export", "reading", "--document", "all", "--format", form, "-o", str(folder.parent / form)
            ).code
            == 0
        )
        made = [path.read_text("utf-8") for path in sorted((folder.parent / form).iterdir())]
        assert "Read together" in "".join(made), "documents were made"
        assert "SECRET" not in "".join(made)
    for board in ("assets", "assessments", "goals"):
        for form in ("csv", "json"):
            ran = shell("export", "reading", "--board", board, "--format", form)
            assert "SECRET" not in ran.out
            assert (
                "SECRET" in shell("export", "reading", "--board", board, "--format", form, "--all").out
            ) == (board != "goals")
    for arguments in (("show", "reading"), ("show", "reading", "--json")):
        assert "SECRET" not in shell(*arguments).out
        assert "SECRET" in shell(*arguments, "--all").out


def test_who_reads_along_sees_a_curtain_while_we_work_there(folder: Path) -> None:
    path = put(folder, phase="together", **OURS)
    leads = face_of(path)
    dispatch(leads, "/turns")
    leads.workshop.settle()
    face = Face(Followed(SessionWatch(path)), load(), only_us=False)
    told = "\n".join(Telling(face, face.workshop).news())  # type: ignore[arg-type]
    assert "SECRET" not in told
    assert leads.question not in told
    assert "ana" not in told.casefold(), "whose turn it is among us"
    assert face.stage.curtain
