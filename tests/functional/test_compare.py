"""Two sessions side by side, in the shell and on the screen; and a copied file that gets an id of its own."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from bpworkshop import places, text
from bpworkshop.cli import main
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.review.compare import compare
from bpworkshop.review.contrast import Sides, sections
from bpworkshop.review.separating import separate
from bpworkshop.session.edits import Add, Change, Remove, Set
from bpworkshop.session.items import Goal, Party
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec
from bpworkshop.store.belonging import folder_of, folders_of
from bpworkshop.store.beside import Beside
from bpworkshop.store.drafts import Draft, Drafts
from bpworkshop.store.folder import SessionFolder, twins
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Versions
from bpworkshop.tui import comparing
from bpworkshop.tui.palette import Palette
from bpworkshop.tui.screens.compare import CompareScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.functional.test_home import P, on, opened, run, shows
from tests.screens import frame, until
from tests.shell import Shell, on_disk, put
from tests.strategies import small

AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
GOALS = (
    Goal(id="g1", statement="More families", measure="100 families"),
    Goal(id="g2", statement="A quiet room"),
    Goal(id="g3", statement="Zanzibar", only_for="library"),
)
COPY = "2026-05-01-reading (copy)"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda opened: None)


@pytest.fixture
def changed(folder: Path) -> Path:
    """A session of which a version is kept, and what was said since."""
    path = put(folder, goals=GOALS)
    workshop = Workshop.open(path)
    workshop._keeper.keep_version("step", AT)
    workshop.apply(Change("g1", {"measure": "200 families"}), "change")
    workshop.apply(Remove("g2"), "remove")
    workshop.apply(Add("goals", Goal(id="g4", statement="A reading dog")), "add")
    workshop.apply(Set({"idea": "Read to the dog"}), "idea")
    return path


# In the shell


def test_a_version_and_now(shell: Shell, changed: Path) -> None:
    newest = len(Versions(Beside(changed, small().id)).listed())
    ran = shell("diff", f"reading@{newest}", "reading")
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in ran.lines]
    for line in (
        "~ idea – → Read to the dog",
        "~ changed 1 More families",
        "measure: 100 families → 200 families",
        "- gone 2 A quiet room",
        "+ new 2 A reading dog",
    ):
        assert line in lines, ran.out
    assert "Zanzibar" not in ran.out
    assert say("cli.show.hint") in ran.out


def test_without_another_it_is_compared_with_how_it_was(shell: Shell, changed: Path) -> None:
    newest = len(Versions(Beside(changed, small().id)).listed())
    assert "A reading dog" in shell("diff", "reading").out
    assert shell("diff", f"reading@{newest}").out == shell("diff", f"reading@{newest}", "reading").out


def test_what_is_ours_is_compared_when_it_is_asked_for(shell: Shell, changed: Path) -> None:
    Workshop.open(changed).apply(Change("g3", {"statement": "Madagascar"}), "change")
    newest = len(Versions(Beside(changed, small().id)).listed())
    for more in ((), ("--json",)):
        assert "Madagascar" not in shell("diff", f"reading@{newest}", "reading", *more).out
        assert "Madagascar" in shell("diff", f"reading@{newest}", "reading", "--all", *more).out


def test_json_has_both_sides(shell: Shell, changed: Path) -> None:
    newest = len(Versions(Beside(changed, small().id)).listed())
    found = shell("diff", f"reading@{newest}", "reading", "--json").json()
    assert found["a"]["handle"] == f"{changed.stem}@{newest}"
    assert found["b"] == {"handle": changed.stem, "id": "session", "title": "Reading after school"}
    assert found["single"] == {"idea": {"a": None, "b": "Read to the dog"}}
    goals = found["lists"]["goals"]
    assert [one["id"] for one in goals["new"]] == ["g4"]
    assert [one["id"] for one in goals["gone"]] == ["g2"]
    assert goals["changed"] == {"g1": {"measure": {"a": "100 families", "b": "200 families"}}}
    assert found["ready"]["goals"] == {"a": False, "b": False}
    assert set(found) == {"a", "b", "single", "lists", "ready", "balance", "votes", "promises"}


def test_two_sessions_that_say_the_same(shell: Shell, folder: Path) -> None:
    put(folder)
    put(folder, "2026-06-01-other", id="other")
    ran = shell("diff", "reading", "other")
    assert (ran.code, say("compare.same") in ran.out) == (0, True)


@pytest.mark.parametrize("typed", ["reading@9", "reading@0", "nothing", "@1", "reading@", "reading"])
def test_what_is_not_there_is_told(shell: Shell, folder: Path, typed: str) -> None:
    put(folder)
    ran = shell("diff", typed)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err


def test_a_handle_may_look_like_a_version(shell: Shell, folder: Path) -> None:
    put(folder, "2026-05-01-reading@2", title="Told apart", id="other")
    put(folder)
    assert "Told apart" in shell("diff", "2026-05-01-reading", "2026-05-01-reading@2").out


# As rows


def drawn(a: Session, b: Session, width: int, *, everyone: bool = False) -> list[str]:
    guide, today = load(), AT.date()
    found = compare(a, b, today, everyone=everyone)
    readers = (Reader(one, guide, today, everyone=everyone) for one in (a, b))
    made = comparing.rows(("one", "other"), sections(found, Sides(*readers)), width, apart=width >= 100)
    return [row.plain for row in made]


@pytest.mark.parametrize("width", [30, 58, 79, 100, 119, 200])
@pytest.mark.parametrize("words", ["w" * 400, "many words " * 40, "图书馆" * 60])
def test_nothing_is_cut_off_whatever_the_width(width: int, words: str) -> None:
    words = words.strip()
    before = small(goals=(Goal(id="g1", statement=words, measure="x"), Goal(id="g2", statement=words)))
    after = small(goals=(Goal(id="g1", statement=words, measure=words), Goal(id="g3", statement=words)))
    for rows in (drawn(before, after, width), drawn(after, before, width)):
        assert all(text.width(row) <= max(width, 40) for row in rows)
        letters = "".join("".join(rows).split()).replace("│", "")
        # Once for each goal that is on either side, and once for the measure; A and B share rows when apart.
        assert sum(letters.count(one) for one in words[:1]) >= 4 * sum(one == words[0] for one in words)


@pytest.mark.parametrize("width", [60, 120])
def test_each_kind_is_a_sign_and_a_word(width: int) -> None:
    rows = drawn(
        small(goals=GOALS[:2]), small(goals=(GOALS[0].model_copy(update={"measure": "x"}), GOALS[2])), width
    )
    whole = "\n".join(rows)
    for sign in ("+ new", "- gone", "~ changed"):
        assert f"{sign} " in whole


# On the screen


async def compared(pilot: P, query: str = "") -> Any:
    """From the review to what is compared with: what is typed, and the first that it finds."""
    await on(pilot, ReviewScreen)
    await pilot.press("c")
    await on(pilot, Palette)
    if query:
        pilot.app.screen.query_one(Input).value = query
    await until(pilot, lambda: query in frame(pilot.app) and "  " in frame(pilot.app))
    await until(pilot, lambda: bool(pilot.app.screen.query_one("CommandList").option_count))  # type: ignore[attr-defined]
    await until(pilot, lambda: not query or query in frame(pilot.app).split("\n", 4)[-1])
    await pilot.press("down", "enter")
    return await on(pilot, CompareScreen)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
def test_a_review_is_compared_with_a_version(changed: Path, size: tuple[int, int]) -> None:
    async def test() -> None:
        async with opened(changed.parent, size, review=changed, only_us=True) as pilot:
            await compared(pilot, say("version.step"))
            seen = frame(pilot.app)
            for _ in range(12):
                await pilot.press("pagedown")
                seen += frame(pilot.app)
            for words in (say("screen.only_us"), "+ new", "- gone", "~ changed", "A reading dog"):
                assert words in seen
            assert ("│" in seen) is (size[0] >= 100)
            await pilot.press("escape")
            await on(pilot, ReviewScreen)

    run(test)


def test_before_everyone_there_are_versions_only_and_nothing_that_is_ours(changed: Path) -> None:
    Workshop.open(changed).apply(Change("g3", {"statement": "Madagascar"}), "change")
    museum = Party(id="museum", name="Museum", handle="museum")
    put(
        changed.parent,
        "2026-06-01-museum",
        id="other",
        title="Tanzania",
        parties=(small().parties[0], museum),
    )

    async def test() -> None:
        async with opened(changed.parent, review=changed) as pilot:
            await on(pilot, ReviewScreen)
            await pilot.press("c")
            await on(pilot, Palette)
            await shows(pilot, say("version.step"))
            assert "Tanzania" not in frame(pilot.app)
            await pilot.press("escape")
            await compared(pilot, say("version.step"))
            seen = frame(pilot.app)
            for _ in range(12):
                await pilot.press("pagedown")
                seen += frame(pilot.app)
            assert say("screen.everyone") in seen
            assert "A reading dog" in seen
            assert "Zanzibar" not in seen
            assert "Madagascar" not in seen

    run(test)


def test_the_older_of_two_sessions_stands_first(changed: Path) -> None:
    later = on_disk(changed).created + timedelta(days=40)
    put(changed.parent, "2026-06-10-again", id="later", follows="session", created=later, title="Once more")

    async def test() -> None:
        for path, query in ((changed, "after it"), (changed.with_name("2026-06-10-again.toml"), "before it")):
            async with opened(changed.parent, review=path, only_us=True) as pilot:
                screen = await compared(pilot, query)
                names = [say("compare.now", handle=one) for one in (changed.stem, "2026-06-10-again")]
                assert list(screen.names) == names

    run(test)


def test_that_there_is_nothing_to_compare_with_is_told(folder: Path) -> None:
    async def test() -> None:
        async with opened(folder, review=put(folder)) as pilot:
            await on(pilot, ReviewScreen)
            await pilot.press("c")
            await shows(pilot, say("compare.none"))
            await pilot.press("down", "enter")
            await on(pilot, ReviewScreen)

    run(test)


# Copied files


@pytest.fixture
def copy(changed: Path) -> Path:
    return Path(shutil.copy(changed, changed.with_name(f"{COPY}.toml")))


def test_files_with_one_id_are_told_with_the_line_that_tells_them_apart(shell: Shell, copy: Path) -> None:
    ran = shell("check")
    assert ran.code == 1
    assert ran.out.startswith(f"sessions/{COPY}.toml: ")
    for words in ("2026-05-01-reading.toml", f"separate '{COPY}'"):
        assert words in ran.out
    assert [one["file"] for one in shell("check", "--json").json()] == [f"sessions/{COPY}.toml"]
    assert shell("separate", COPY).code == 0
    assert shell("check").code == 0
    assert on_disk(copy).id != small().id


def test_twins_are_found_among_what_is_listed(copy: Path) -> None:
    put(copy.parent, "2026-06-01-other", id="other")
    (copy.parent / "broken.toml").write_bytes(b"x")
    (copy.parent / "empty.toml").write_bytes(b"")
    (group,) = twins(SessionFolder(copy.parent).listed())
    assert {one.path for one in group} == {copy, copy.with_name("2026-05-01-reading.toml")}


def test_a_copy_takes_along_what_is_its_own_and_nothing_else(changed: Path, copy: Path) -> None:
    workshop = Workshop.open(copy)
    workshop.apply(Add("goals", Goal(id="only", statement="Only here")), "add")
    workshop._keeper.keep_version("step", AT)
    Drafts(workshop.beside, Process("u", "elsewhere", "", 7, "")).keep(Draft("goals", "half typed"))
    atomic.make_folder(places.rescued())
    rescued = places.rescued() / f"{copy.stem}-101500.toml"
    rescued.write_bytes(copy.read_bytes())
    own, theirs = folder_of(copy, small().id), folder_of(changed, small().id)
    before = {one: one.read_bytes() for one in theirs.rglob("*") if one.is_file()}
    before = {
        one: data for one, data in before.items() if one not in Revisions(copy, workshop.beside).paths()
    }
    said = on_disk(copy)
    new = separate(copy, places.rescued())
    assert on_disk(copy) == said.model_copy(update={"id": new})
    assert {one: one.read_bytes() for one in theirs.rglob("*") if one.is_file()} == before
    assert {one.name for one in own.parent.iterdir()} == {small().id, new}
    assert Revisions(copy, Beside(copy, small().id)).paths() == []
    assert codec.decode(rescued.read_bytes(), rescued).id == new
    again = Workshop.open(copy)
    assert "half typed" in [kept.draft.line for kept in Drafts(again.beside, Process.mine()).everyone()]
    kept = again.versions()
    assert {again.version(one.name).id for one in kept} == {new}
    again.restore(again.version(kept[-1].name))
    assert on_disk(copy).id == new


def test_a_version_from_before_brings_no_old_id_back(changed: Path) -> None:
    workshop = Workshop.open(changed)
    old = workshop.version(workshop.versions()[-1].name)
    workshop.apply(Set({"id": "another"}), "separate")
    workshop.restore(old)
    assert on_disk(changed).id == "another"


def test_a_closed_copy_gets_an_id_of_its_own_too(changed: Path) -> None:
    Workshop.open(changed).apply(Set({"status": "closed"}), "close")
    copy = Path(shutil.copy(changed, changed.with_name("copy.toml")))
    assert on_disk(copy).id != separate(copy, places.rescued()) == on_disk(copy).id


def test_a_copy_that_somebody_leads_is_refused_and_the_original_may_be_led(
    shell: Shell, changed: Path, copy: Path
) -> None:
    mine = Process.mine()
    other = Process("kim", mine.host, mine.boot, 1, "")
    lease = Lease(Beside(copy, small().id), lambda: AT, other)
    lease.take()
    ran = shell("separate", COPY)
    assert (ran.code, "kim" in ran.err) == (1, True)
    assert on_disk(copy).id == small().id
    lease.release()
    Lease(Beside(changed, small().id), lambda: AT, other).take()
    assert shell("separate", COPY, "--json").json()["id"] == on_disk(copy).id


def test_what_somebody_adds_meanwhile_is_there_afterwards(changed: Path, copy: Path) -> None:
    other = Workshop.open(copy)
    other.apply(Add("goals", Goal(id="before", statement="Before")), "add")
    new = separate(copy, places.rescued())
    other.apply(Add("goals", Goal(id="after", statement="After")), "add")
    assert other.session.id == on_disk(copy).id == new
    assert {"before", "after"} <= {goal.id for goal in on_disk(copy).goals}
    assert {"before", "after"}.isdisjoint(goal.id for goal in on_disk(changed).goals)
    assert [*folders_of(copy.parent, new)] == [folder_of(copy, new)]


def test_where_the_disk_refuses_everything_is_as_it_was(
    changed: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Workshop.open(copy).apply(Set({"idea": "Another"}), "idea")
    own, before = folder_of(copy, small().id), copy.read_bytes()
    kept = sorted(one.name for one in (own / "versions").iterdir())

    def refuse(*_: object) -> None:
        raise FileProblem("file.full", path=copy)

    monkeypatch.setattr("bpworkshop.store.revisions.Revisions.commit", refuse)
    with pytest.raises(FileProblem):
        separate(copy, places.rescued())
    assert (copy.read_bytes(), folder_of(copy, small().id)) == (before, own)
    assert set(kept) <= {one.name for one in (own / "versions").iterdir()}
    assert Lease(Beside(copy, small().id), lambda: AT).look() is None


def test_one_that_is_no_copy_keeps_its_id(changed: Path) -> None:
    with pytest.raises(Problem, match=changed.stem):
        separate(changed, places.rescued())
    assert on_disk(changed).id == small().id


def test_both_commands_tell_how_they_go(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("diff", "separate"):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert say(f"cli.{name}.help")[:30] in capsys.readouterr().out
