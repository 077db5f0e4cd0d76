"""A group is let in to exactly what was said, or to nothing; and taken out again."""

import grp
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bpworkshop.errors import Problem
from bpworkshop.store import atomic, codec, rights
from bpworkshop.store.beside import Beside
from bpworkshop.store.folder import HIDDEN, SHARE_NEW, SessionFolder
from bpworkshop.store.rights import Group, Session
from tests.strategies import small

ROOT = os.geteuid() == 0
MINE = Group(os.getegid(), "mine")
OTHERS = [one.gr_gid for one in grp.getgrall()] if ROOT else os.getgroups()
OTHER = next((id for id in OTHERS if id != os.getegid()), None)


@pytest.fixture(params=[0o000, 0o077], ids=oct, autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def group() -> Group:
    """A group that new files do not have by themselves."""
    if OTHER is None:
        pytest.skip("this user is in one group only")
    return Group(OTHER, "team")


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder(tmp_path / "sessions")


def made(folder: SessionFolder, id: str = "aa", **beside: bytes) -> Session:
    session = small(id=id, title=id)
    path = folder.create(session, codec.encode(session))
    if beside:
        for name, data in beside.items():
            under = Beside(path, id).make("versions")
            atomic.write(under / name, data)
    return Session(path, id)


def rights_of(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return stat.S_IMODE(found.st_mode), found.st_gid


def all_rights(folder: SessionFolder) -> dict[str, tuple[int, int]]:
    paths = [folder.path, *sorted(folder.path.rglob("*"))]
    return {str(path.relative_to(folder.path)): rights_of(path) for path in paths}


def modes(folder: SessionFolder) -> dict[str, int]:
    return {name: mode for name, (mode, _) in all_rights(folder).items()}


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    assert str(caught.value)
    return caught.value.key


# Letting in


def test_everything_is_private_at_first(folder: SessionFolder) -> None:
    made(folder, one=b"1")
    assert {mode for name, mode in modes(folder).items() if name.endswith((".toml", "one"))} == {0o600}
    assert {mode & 0o777 for mode in modes(folder).values()} == {0o600, 0o700}


def test_one_session_is_shared_and_no_other(folder: SessionFolder, group: Group) -> None:
    shared, other = made(folder, "aa", one=b"1"), made(folder, "bb", two=b"2")
    before = all_rights(folder)
    rights.share(folder, [shared], group)
    now = all_rights(folder)
    opened = {name for name, found in now.items() if found != before[name]}
    doors = {".", HIDDEN}
    own = {
        shared.path.name,
        *(f"{HIDDEN}/aa{under}" for under in ("", "/name.toml", "/versions", "/versions/one")),
    }
    assert opened == doors | own
    for name in opened:
        mode = 0o660 if name.endswith((".toml", "one")) else 0o2770
        assert now[name] == (mode, group.id), name
    assert {before[name][0] & 0o77 for name in now if "bb" in name} == {0}
    assert other.path.name in now


def test_sharing_twice_is_sharing_once(folder: SessionFolder, group: Group) -> None:
    shared = made(folder, one=b"1")
    rights.share(folder, [shared], group)
    before = all_rights(folder)
    rights.share(folder, [shared], group)
    assert all_rights(folder) == before


def test_what_is_made_beside_a_shared_session_is_the_groups(folder: SessionFolder, group: Group) -> None:
    shared = made(folder)
    rights.share(folder, [shared], group)
    Beside(shared.path, shared.id).write("stage.toml", {"step": "goals"})
    assert rights_of(shared.beside) == (0o2770, group.id)
    assert rights_of(shared.beside / "stage.toml") == (0o660, group.id)


def test_a_save_keeps_what_was_given(folder: SessionFolder, group: Group) -> None:
    shared, own = made(folder, "aa"), made(folder, "bb")
    rights.share(folder, [shared], group)
    for session in (shared, own):
        atomic.write(session.path, b"new", mode=0o600)
    assert rights_of(shared.path) == (0o660, group.id)
    assert rights_of(own.path)[0] == 0o600


def test_a_private_session_in_a_shared_folder_stays_private(folder: SessionFolder, group: Group) -> None:
    rights.share(folder, [made(folder, "aa")], group)
    own = made(folder, "bb", one=b"1")
    assert rights_of(own.path)[0] == 0o600
    assert rights_of(own.beside)[0] & 0o777 == 0o700
    assert rights_of(own.beside / "versions")[0] & 0o777 == 0o700


def test_all_of_them_and_the_new_ones(folder: SessionFolder, group: Group) -> None:
    sessions = [made(folder, "aa"), made(folder, "bb", two=b"2")]
    assert not folder.shares_new
    rights.share(folder, sessions, group, new_ones=True)
    assert folder.shares_new
    new = made(folder, "cc")
    assert {rights_of(one.path) for one in (*sessions, new)} == {(0o660, group.id)}


def test_a_folder_without_sessions_can_be_shared(folder: SessionFolder, group: Group) -> None:
    rights.share(folder, [], group, new_ones=True)
    assert rights_of(made(folder).path) == (0o660, group.id)


def test_links_and_pipes_beside_a_session_are_left_alone(
    folder: SessionFolder, group: Group, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "secret").touch(mode=0o600)
    shared = made(folder, one=b"1")
    (shared.beside / "link").symlink_to(elsewhere)
    (shared.beside / "file").symlink_to(elsewhere / "secret")
    os.mkfifo(shared.beside / "pipe", 0o600)
    rights.share(folder, [shared], group)
    assert rights_of(elsewhere)[0] & 0o77 == 0
    assert rights_of(elsewhere / "secret")[0] & 0o77 == 0
    assert rights_of(shared.beside / "pipe")[0] & 0o77 == 0


# All or nothing


@pytest.mark.parametrize("call", ["fchmod", "fchown"])
def test_a_step_that_fails_leaves_all_as_it_was(
    folder: SessionFolder, group: Group, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    sessions = [made(folder, "aa", one=b"1"), made(folder, "bb")]
    atomic.make_folder(folder.path / HIDDEN)
    before = all_rights(folder)
    failed = 0
    for k in range(1, 40):
        count = iter(range(1, 1000))

        def refuse(*given: Any, k: int = k, count: Iterator[int] = count) -> None:
            if next(count) == k:
                raise PermissionError(1, "no")
            getattr(os, call)(*given)

        with monkeypatch.context() as patch:
            patch.setattr(rights, "os", SimpleNamespace(**{**vars(os), call: refuse}))
            try:
                rights.share(folder, sessions, group, new_ones=True)
            except Problem:
                failed += 1
            else:
                break
        assert all_rights(folder) == before
        assert not folder.shares_new
    assert failed >= 7


def test_while_it_is_shared_nothing_is_open_behind_an_open_door(
    folder: SessionFolder, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder itself is opened last: until then nobody gets to any of it."""
    shared = made(folder, one=b"1")
    seen = []
    real = rights._change

    def change(path: Path, *given: Any) -> None:
        seen.append(path)
        real(path, *given)

    monkeypatch.setattr(rights, "_change", change)
    rights.share(folder, [shared], group)
    assert seen[-1] == folder.path
    assert seen.index(shared.beside) > seen.index(shared.path) > seen.index(shared.beside / "versions")
    seen.clear()
    rights.make_private(folder, [shared], new_ones=True)
    assert seen[0] == folder.path


# Taking it back


def test_one_is_taken_back(folder: SessionFolder, group: Group) -> None:
    sessions = [made(folder, "aa", one=b"1"), made(folder, "bb")]
    rights.share(folder, sessions, group)
    rights.make_private(folder, sessions[:1])
    now = modes(folder)
    assert {mode & 0o77 for name, mode in now.items() if "aa" in name} == {0}
    assert now[sessions[1].path.name] == 0o660
    assert now["."] == 0o2770


def test_all_is_taken_back(folder: SessionFolder, group: Group) -> None:
    sessions = [made(folder, "aa", one=b"1"), made(folder, "bb")]
    rights.share(folder, sessions, group, new_ones=True)
    rights.make_private(folder, sessions, new_ones=True)
    assert not folder.shares_new
    sessions.append(made(folder, "cc", one=b"1"))
    assert {mode & 0o77 for mode in modes(folder).values()} == {0}


# Who may let in whom


def test_a_mark_that_somebody_else_could_have_made_does_not_count(folder: SessionFolder) -> None:
    rights.share(folder, [], MINE, new_ones=True)
    mark = folder.path / HIDDEN / SHARE_NEW
    mark.chmod(0o660)
    assert not folder.shares_new
    mark.chmod(0o640)
    assert folder.shares_new
    folder.path.chmod(0o770)  # without this bit a new file would be another group's
    assert not folder.shares_new
    folder.path.chmod(0o2770)
    mark.unlink()
    mark.symlink_to("/etc/passwd")
    assert not folder.shares_new


@pytest.mark.skipif(not ROOT, reason="only root can give files away")
def test_a_mark_of_another_member_does_not_count(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights.share(folder, [], MINE, new_ones=True)
    os.chown(folder.path, 4242, -1)
    os.chown(folder.path / HIDDEN / SHARE_NEW, 4343, -1)
    assert not folder.shares_new
    os.chown(folder.path / HIDDEN / SHARE_NEW, 4242, -1)
    assert folder.shares_new


def test_a_folder_lets_in_one_group(folder: SessionFolder, group: Group) -> None:
    one, two = made(folder, "aa"), made(folder, "bb")
    rights.share(folder, [one], group)
    before = all_rights(folder)
    assert key_of(lambda: rights.share(folder, [two], MINE)) == "rights.other_group"
    assert all_rights(folder) == before
    rights.share(folder, [one, two], MINE, new_ones=True)
    assert rights_of(one.path) == (0o660, MINE.id)


def test_a_home_or_a_folder_for_everybody_is_not_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, everybody = SessionFolder(tmp_path / "home"), SessionFolder(tmp_path / "tmp")
    monkeypatch.setenv("HOME", str(home.path))
    for folder in (home, everybody):
        session = made(folder)
        if folder is everybody:
            folder.path.chmod(0o1777)
        before = rights_of(folder.path), rights_of(session.path)
        assert key_of(lambda f=folder, s=session: rights.share(f, [s], MINE)) == "rights.not_for_sessions"  # type: ignore[misc]
        assert before == (rights_of(folder.path), rights_of(session.path))


def test_groups_by_name_and_number() -> None:
    known = grp.getgrgid(os.getegid())
    assert rights.find_group(known.gr_name) == (known.gr_gid, known.gr_name)
    assert rights.find_group(str(known.gr_gid)) == (known.gr_gid, known.gr_name)


@pytest.mark.parametrize(
    "typed", ["no-such-group-xyz", "4294967290", "9" * 99, "²", "", "-1", "a\0b", "\ud800"]
)
def test_what_is_no_group_is_a_problem_that_says_which_are(typed: str) -> None:
    with pytest.raises(Problem) as caught:
        rights.find_group(typed)
    assert caught.value.key.startswith("rights.no_group")
    str(caught.value).encode()


def test_a_group_is_found_by_what_is_nearly_its_name() -> None:
    name = max((one.gr_name for one in grp.getgrall()), key=len)
    with pytest.raises(Problem, match=name):
        rights.find_group(f"{name}x")


def test_a_group_that_one_is_not_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    monkeypatch.setattr(os, "getegid", lambda: 1)
    monkeypatch.setattr(os, "getgroups", lambda: [])
    assert key_of(lambda: rights.find_group("root")) == "rights.not_member"


@pytest.mark.skipif(not ROOT, reason="only root can give files away")
def test_what_somebody_else_owns_is_told_with_their_name() -> None:
    assert rights._owner(Path("/")) == "root"


def test_members_are_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    users = [SimpleNamespace(pw_name=name, pw_gid=gid) for name, gid in (("ana", 7), ("bo", 8), ("di", 7))]
    monkeypatch.setattr(pwd, "getpwall", lambda: users)
    monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_mem=["bo", "ana"]))
    assert Group(7, "team").members() == ["ana", "bo", "di"]


# What is told


def test_the_folder_above_that_lets_nobody_through(tmp_path: Path, group: Group) -> None:
    inner = tmp_path / "a" / "b" / "sessions"
    inner.mkdir(parents=True)
    for path in (tmp_path / "a" / "b", tmp_path / "a"):
        path.chmod(0o755)
    (tmp_path / "a").chmod(0o700)
    # Folders of the test run may be closed too; the first of all is named.
    first = rights.closed_above(inner, group)
    assert first
    assert first in (tmp_path / "a").parents or first == tmp_path / "a"
    os.chown(tmp_path / "a", -1, group.id)
    (tmp_path / "a").chmod(0o710)
    assert rights.closed_above(inner, group) != tmp_path / "a"


@pytest.mark.parametrize(
    ("mode", "warned"), [(0o777, True), (0o702, True), (0o1777, False), (0o2770, False), (0o700, False)]
)
def test_a_folder_that_anybody_may_write_is_told(tmp_path: Path, mode: int, warned: bool) -> None:
    tmp_path.chmod(mode)
    assert bool(SessionFolder(tmp_path).exposed()) is warned
    tmp_path.chmod(0o700)


def test_a_folder_that_is_not_there_exposes_nothing(tmp_path: Path) -> None:
    assert not SessionFolder(tmp_path / "none").exposed()


def test_a_file_of_somebody_else_is_told_unless_shared(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(folder).path
    assert rights.foreign(path) is None
    assert rights.foreign(path.with_name("gone")) is None
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert rights.foreign(path)
    path.chmod(0o660)
    assert rights.foreign(path) is None
