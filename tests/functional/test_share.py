"""``share``: what it says is what is so, and what it did not say stays closed."""

import asyncio
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from bpworkshop.store import rights
from bpworkshop.store.folder import SessionFolder
from bpworkshop.tui.app import WorkshopApp
from tests.screens import frame, until
from tests.shell import Shell, put

GROUP = str(os.getegid())
NEW = ("new", "--title", "Library × Artist", "--library", "City Library", "--partner", "Artist")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def members(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who is in the group, whoever is on this machine."""
    names = ["ana", "bo"]
    monkeypatch.setattr(rights.Group, "members", lambda _: names)
    return names


def test_it_says_who_can_read_what_now(shell: Shell, folder: Path) -> None:
    path, other = put(folder), put(folder, "2026-05-02-other", id="other")
    other.chmod(0o600)
    ran = shell("share", "reading", GROUP)
    assert ran.code == 0
    assert mode_of(path) == 0o660
    assert mode_of(other) == 0o600
    assert mode_of(folder) == mode_of(folder / ".bpworkshop") == 0o2770
    for told in (
        "2026-05-01-reading is shared",
        "ana, bo",
        "what is only ours",
        "earlier version",
        "handout",
    ):
        assert told in ran.out
    assert "Other sessions in this folder stay closed" in ran.out


def test_many_members_are_counted(shell: Shell, folder: Path, members: list[str]) -> None:
    put(folder)
    members[:] = [f"user{n:03}" for n in range(100)]
    assert "user023 and 76 more" in shell("share", "reading", GROUP).out
    members.clear()
    assert "Nobody is in this group yet" in shell("share", "reading", GROUP).out


def test_all_of_them_and_what_comes(shell: Shell, folder: Path) -> None:
    put(folder)
    ran = shell("share", "--all", GROUP)
    assert ran.code == 0
    assert "from now on" in ran.out
    new = shell(*NEW)
    assert mode_of(folder / f"{new.out.strip()}.toml") == 0o660
    assert "shared with the group" in new.err
    assert shell("list").out.count("\n") == 2


def test_taking_it_back(shell: Shell, folder: Path) -> None:
    one, two = put(folder), put(folder, "2026-05-02-other", id="other")
    shell("share", "--all", GROUP)
    assert "is private again" in shell("share", "reading", "--private").out
    assert (mode_of(one), mode_of(two)) == (0o600, 0o660)
    assert "2 sessions are private again" in shell("share", "--all", "--private").out
    assert (mode_of(two), mode_of(folder)) == (0o600, 0o700)
    new = shell(*NEW)
    assert mode_of(folder / f"{new.out.strip()}.toml") == 0o600
    assert "shared" not in new.err


def test_a_session_that_was_shared_is_saved_shared(shell: Shell, folder: Path) -> None:
    path = put(folder)
    shell("share", "reading", GROUP)
    assert shell("add", "reading", "goals", "More readers").code == 0
    assert mode_of(path) == 0o660
    beside = folder / ".bpworkshop" / "session"
    for found in (beside, *beside.rglob("*")):
        assert mode_of(found) == (0o2770 if found.is_dir() else 0o660), found


def test_for_a_program(shell: Shell, folder: Path) -> None:
    put(folder)
    told = shell("share", "reading", GROUP, "--json").json()
    assert told["sessions"] == ["2026-05-01-reading"]
    assert told["members"] == ["ana", "bo"]
    assert told["new_sessions"] is False
    assert shell("share", "reading", "--private", "--json").json()["group"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("reading",),
        ("--all",),
        ("--all", "reading", GROUP),
        ("--private",),
        ("reading", GROUP, "--private"),
    ],
)
def test_wrong_use_changes_nothing(shell: Shell, folder: Path, arguments: tuple[str, ...]) -> None:
    path = put(folder)
    before = mode_of(path), mode_of(folder)
    ran = shell("share", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "share --all GROUP" in ran.err
    assert (mode_of(path), mode_of(folder)) == before


def test_no_such_group_or_session(shell: Shell, folder: Path) -> None:
    path = put(folder)
    before = mode_of(path), mode_of(folder)
    assert "There is no group" in shell("share", "reading", "no-such-group").err
    assert "There is no session" in shell("share", "nothing", GROUP).err
    assert (mode_of(path), mode_of(folder)) == before


def test_what_is_broken_is_left_out_and_told(shell: Shell, folder: Path) -> None:
    path, broken = put(folder), folder / "broken.toml"
    broken.write_text("format = 1\nid = '../../x'\n")
    broken.chmod(0o600)
    assert shell("share", "broken", GROUP).code == 1
    assert mode_of(folder) != 0o2770
    ran = shell("share", "--all", GROUP)
    assert ran.code == 1
    assert "Left as it was" in ran.err
    assert "broken.toml" in ran.err
    assert (mode_of(path), mode_of(broken)) == (0o660, 0o600)


def test_what_somebody_else_owns_is_named_and_nothing_is_opened(
    shell: Shell,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = put(folder)
    path.chmod(0o600)

    def refused(*_: object) -> None:
        raise PermissionError(1, "no")

    monkeypatch.setattr(rights, "os", SimpleNamespace(**{**vars(os), "fchmod": refused, "fchown": refused}))
    ran = shell("share", "reading", GROUP)
    assert ran.code == 1
    assert "This belongs to" in ran.err
    assert str(path.name) in ran.err
    assert mode_of(path) == 0o600


def test_a_folder_above_that_is_closed_is_told(
    shell: Shell,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(folder)
    monkeypatch.setattr(rights, "closed_above", lambda *_: folder.parent)
    ran = shell("share", "reading", GROUP)
    assert ran.code == 0
    assert f"{folder.parent} does not let them through" in ran.err


# A folder that anybody may write, and files of others


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--json"),
        ("check",),
        ("check", "--json"),
        (),
        ("add", "reading", "goals", "A goal"),
    ],
)
def test_a_folder_that_anybody_may_write_is_told_once(
    shell: Shell,
    folder: Path,
    command: tuple[str, ...],
) -> None:
    put(folder)
    quiet = shell(*command)
    folder.chmod(0o777)
    ran = shell(*command)
    assert ran.code == quiet.code == 0
    assert ran.err.count("chmod o-w") == 1
    assert "chmod" not in ran.out + quiet.out + quiet.err
    if "--json" in command:
        assert ran.json() == quiet.json()


def test_home_tells_of_a_folder_that_anybody_may_write(folder: Path) -> None:
    put(folder)
    folder.chmod(0o777)

    async def look() -> None:
        app = WorkshopApp(folder)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Anybody on this machine" in frame(app))

    asyncio.run(look())


def test_a_file_of_somebody_else_is_told_by_check(
    shell: Shell,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = put(folder)
    path.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    ran = shell("check")
    assert (ran.code, ran.out) == (0, "1 file, no problem.\n")
    assert str(path.name) in ran.err
    assert "belongs to" in ran.err
    path.chmod(0o660)
    assert shell("check").err == ""


def test_the_folder_of_a_session_that_is_made_is_private(shell: Shell, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ran = shell("--sessions", str(tmp_path / "own"), *NEW)
    finally:
        os.umask(before)
    assert ran.code == 0
    folder = SessionFolder(tmp_path / "own")
    assert mode_of(folder.path) == 0o700
    assert mode_of(folder.paths()[0]) == 0o600
