"""The old file or the new one, whatever fails; and nothing but plain files."""

import errno
import os
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.store import atomic
from tests.faults.disk import REASONS, Faulty, everywhere, leftovers, open_files, os_with

OLD, NEW = b"old\n", b"new and longer\n" * 100


def changed(monkeypatch: pytest.MonkeyPatch, **calls: Callable[..., Any]) -> None:
    """Let the module see an ``os`` with some calls replaced."""
    monkeypatch.setattr(atomic, "os", os_with(**calls))


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    assert "{" not in str(caught.value)
    assert str(caught.value).endswith(".")
    return caught.value.key


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.toml"
    path.write_bytes(OLD)
    return path


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


# Every call fails once


@pytest.mark.parametrize("code", REASONS, ids=errno.errorcode.get)
@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
def test_a_failing_call_leaves_the_old_file_or_the_new(target: Path, code: int, after: bool) -> None:
    files = open_files()
    outcomes = set()
    fault = OSError(code, os.strerror(code))
    for faulty, raised in everywhere(lambda: atomic.write(target, NEW), fault, after=after):
        content = target.read_bytes()
        assert content in (OLD, NEW), faulty.called
        assert content == NEW or raised, faulty.called
        assert not leftovers(target.parent), faulty.called
        assert open_files() == files, faulty.called
        # Once on the file, once on the folder; never again on one that failed.
        assert faulty.called.count("fsync") <= 2
        if raised:
            assert raised.__cause__ is fault
            assert str(raised).endswith(".")
        outcomes.add(content)
        target.write_bytes(OLD)
    assert outcomes == {OLD, NEW}


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
def test_an_interrupt_anywhere_leaves_the_old_file_or_the_new(target: Path, after: bool) -> None:
    act = lambda: atomic.write(target, NEW)  # noqa: E731
    for faulty, _ in everywhere(act, KeyboardInterrupt(), after=after):
        assert target.read_bytes() in (OLD, NEW), faulty.called
        assert not leftovers(target.parent), faulty.called
        target.write_bytes(OLD)


def test_a_disk_that_dies_anywhere_keeps_the_old_file_or_the_new(target: Path) -> None:
    fault = OSError(errno.EIO, "dead")
    for faulty, raised in everywhere(lambda: atomic.write(target, NEW), fault, dead=True):
        content = target.read_bytes()
        assert content in (OLD, NEW), faulty.called
        assert content == NEW or raised


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
def test_a_failing_call_makes_a_new_file_whole_or_not_at_all(tmp_path: Path, after: bool) -> None:
    path = tmp_path / "new.toml"
    act = lambda: atomic.write(path, NEW, exclusive=True)  # noqa: E731
    for faulty, raised in everywhere(act, OSError(errno.EIO, "once"), after=after):
        assert not path.exists() or path.read_bytes() == NEW, faulty.called
        assert path.exists() or raised, faulty.called
        # The one thing that cannot be tidied: the call that would have tidied it failed.
        assert not leftovers(tmp_path) or faulty.failed == ["unlink"], faulty.called
        for entry in tmp_path.iterdir():
            entry.unlink()


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
def test_a_failing_call_while_reading_is_a_problem(target: Path, after: bool) -> None:
    files = open_files()
    got: list[bytes] = []
    act = lambda: got.append(atomic.read(target))  # noqa: E731
    for faulty, raised in everywhere(act, OSError(errno.ESTALE, "stale"), after=after):
        assert got == ([] if raised else [OLD])
        assert open_files() == files, faulty.called
        got.clear()


def test_nothing_is_named_before_it_is_on_the_disk(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Faulty(range(0), OSError())
    monkeypatch.setattr(atomic, "os", watched)
    atomic.write(target, NEW)
    order = [name for name in watched.called if name in ("write", "fchmod", "fsync", "close", "replace")]
    assert order == ["write", "fchmod", "fsync", "close", "replace", "fsync", "close"]


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_cannot_sync_folders_is_good_enough(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fsync(opened: int) -> None:
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(code, "not here")
        os.fsync(opened)

    changed(monkeypatch, fsync=fsync)
    atomic.write(target, NEW)
    assert target.read_bytes() == NEW


def test_short_writes_are_continued(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, write=lambda opened, data: os.write(opened, data[:7]))
    atomic.write(target, NEW)
    assert target.read_bytes() == NEW


def test_a_write_that_writes_nothing_is_an_error(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, write=lambda opened, data: 0)
    assert key_of(lambda: atomic.write(target, NEW)) == "file.device"
    assert target.read_bytes() == OLD


# A new file never takes the place of one that is there


def test_exclusive_leaves_what_is_there(target: Path) -> None:
    assert key_of(lambda: atomic.write(target, NEW, exclusive=True)) == "file.exists"
    assert target.read_bytes() == OLD
    assert not leftovers(target.parent)


def test_exclusive_leaves_what_appears_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new.toml"

    def link(*given: Any, **named: Any) -> None:
        path.write_bytes(OLD)
        os.link(*given, **named)

    changed(monkeypatch, link=link)
    assert key_of(lambda: atomic.write(path, NEW, exclusive=True)) == "file.exists"
    assert path.read_bytes() == OLD
    assert not leftovers(tmp_path)


def test_exclusive_knows_its_own_link_when_the_answer_was_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*given: Any, **named: Any) -> None:
        os.link(*given, **named)
        os.link(*given, **named)

    changed(monkeypatch, link=link)
    atomic.write(tmp_path / "new.toml", NEW, exclusive=True)
    assert (tmp_path / "new.toml").read_bytes() == NEW
    assert not leftovers(tmp_path)


def test_exclusive_says_that_a_disk_has_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*given: Any, **named: Any) -> None:
        raise PermissionError(errno.EPERM, "no links")

    changed(monkeypatch, link=link)
    assert key_of(lambda: atomic.write(tmp_path / "new.toml", NEW, exclusive=True)) == "file.no_links"
    assert not list(tmp_path.iterdir())


# Rights


def test_a_new_file_has_the_mode_asked_for(tmp_path: Path, umask: int) -> None:
    atomic.write(tmp_path / "own", NEW)
    atomic.write(tmp_path / "shared", NEW, mode=0o660, exclusive=True)
    assert mode_of(tmp_path / "own") == 0o600
    assert mode_of(tmp_path / "shared") == 0o660


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_an_old_file_keeps_its_mode(target: Path, umask: int, mode: int) -> None:
    target.chmod(mode)
    atomic.write(target, NEW)
    assert mode_of(target) == mode


def test_an_old_file_keeps_its_group_or_nobody_new_gets_in(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.chmod(0o664)
    asked = []

    def fstat(opened: int) -> SimpleNamespace:
        return SimpleNamespace(st_gid=os.fstat(opened).st_gid + 1)

    def fchown(opened: int, user: int, group: int) -> None:
        asked.append((user, group))

    def refused(*_: int) -> None:
        raise PermissionError(errno.EPERM, "not a member")

    changed(monkeypatch, fstat=fstat, fchown=fchown)
    atomic.write(target, NEW)
    assert asked == [(-1, target.stat().st_gid)]
    assert mode_of(target) == 0o664

    changed(monkeypatch, fstat=fstat, fchown=refused)
    atomic.write(target, NEW)
    assert mode_of(target) == 0o604


def test_new_folders_are_their_owners_alone(tmp_path: Path, umask: int) -> None:
    atomic.make_folder(tmp_path / "a" / "b" / "c")
    assert {mode_of(tmp_path / name) for name in ("a", "a/b", "a/b/c")} == {0o700}


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    (tmp_path / "link").symlink_to(shared)
    atomic.make_folder(shared)
    atomic.make_folder(tmp_path / "link")
    atomic.make_folder(Path("/"))
    atomic.make_folder(shared / "inner")
    assert mode_of(shared) == 0o2770
    assert mode_of(shared / "inner") & 0o777 == 0o700


def test_a_file_where_a_folder_should_be(target: Path) -> None:
    assert key_of(lambda: atomic.make_folder(target)) == "file.not_folder"
    assert key_of(lambda: atomic.make_folder(target / "inner")) == "file.not_folder"
    assert key_of(lambda: atomic.write(target / "inner", NEW)) == "file.not_folder"
    assert target.read_bytes() == OLD


def test_a_failing_call_while_making_folders_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    files = open_files()
    for faulty, raised in everywhere(lambda: atomic.make_folder(path), OSError(errno.EIO, "once")):
        assert path.is_dir() or raised, faulty.called
        assert open_files() == files, faulty.called
        for made in (path, path.parent):
            if made.exists():
                made.rmdir()


# Only plain files of a sane size


def links(folder: Path) -> Path:
    (folder / "elsewhere").write_bytes(OLD)
    (folder / "it").symlink_to("elsewhere")
    return folder / "it"


def dangling(folder: Path) -> Path:
    (folder / "it").symlink_to("nowhere")
    return folder / "it"


def a_folder(folder: Path) -> Path:
    (folder / "it").mkdir()
    return folder / "it"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "it")
    return folder / "it"


def a_socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # a socket's name must be short
        server.bind("it")
    return folder / "it"


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (links, "file.link"),
        (dangling, "file.link"),
        (a_folder, "file.folder"),
        (pipe, "file.special"),
        (a_socket, "file.special"),
    ],
)
def test_what_is_not_a_plain_file_is_refused_and_left(
    tmp_path: Path, make: Callable[[Path], Path], key: str
) -> None:
    path = make(tmp_path)
    before = path.lstat()
    assert key_of(lambda: atomic.read(path)) == key
    assert key_of(lambda: atomic.write(path, NEW)) == key
    assert path.lstat().st_ino == before.st_ino
    assert not leftovers(tmp_path)


def test_devices_are_refused() -> None:
    assert key_of(lambda: atomic.read(Path("/dev/zero"))) == "file.special"
    assert key_of(lambda: atomic.write(Path("/dev/null"), NEW)) == "file.special"


def test_the_size_is_capped_before_and_while_reading(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert atomic.read(target, limit=len(OLD)) == OLD
    assert key_of(lambda: atomic.read(target, limit=len(OLD) - 1)) == "file.too_large"

    def grew(opened: int) -> SimpleNamespace:
        return SimpleNamespace(st_mode=os.fstat(opened).st_mode, st_size=0)

    changed(monkeypatch, fstat=grew)
    assert atomic.read(target, limit=len(OLD)) == OLD
    assert key_of(lambda: atomic.read(target, limit=len(OLD) - 1)) == "file.too_large"


def test_a_huge_file_is_refused_unread(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.truncate(target, 1 << 40)
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(Problem, match="2 MB"):
        atomic.read(target)


@pytest.mark.parametrize("name", ["nul\0", "\ud800", "x" * 300])
def test_names_that_cannot_be_are_problems_that_can_be_shown(tmp_path: Path, name: str) -> None:
    assert key_of(lambda: atomic.read(tmp_path / name)) == "file.name"
    assert key_of(lambda: atomic.write(tmp_path / name, NEW)) == "file.name"
    assert key_of(lambda: atomic.make_folder(tmp_path / name)) == "file.name"
    with pytest.raises(Problem) as caught:
        atomic.read(tmp_path / name)
    assert "\0" not in str(caught.value)
    str(caught.value).encode()


@pytest.mark.parametrize("name", ["-rf", "\x1b[2J", "字" * 85, "y" * 255, ".hidden", "caf\udce9"])
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    atomic.write(tmp_path / name, OLD, exclusive=True)
    atomic.write(tmp_path / name, NEW)
    assert atomic.read(tmp_path / name) == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_what_is_missing(tmp_path: Path) -> None:
    assert key_of(lambda: atomic.read(tmp_path / "none")) == "file.missing"
    assert key_of(lambda: atomic.write(tmp_path / "none" / "x", NEW)) == "file.no_folder"
    assert key_of(lambda: atomic.write(Path(), NEW)) == "file.folder"


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (errno.ENOSPC, "file.full"),
        (errno.EDQUOT, "file.quota"),
        (errno.EROFS, "file.read_only"),
        (errno.EACCES, "file.denied_write"),
        (errno.EIO, "file.device"),
        (errno.ESTALE, "file.io"),
    ],
)
def test_each_reason_has_its_sentence(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int, key: str
) -> None:
    def fsync(_: int) -> None:
        raise OSError(code, os.strerror(code))

    changed(monkeypatch, fsync=fsync)
    assert key_of(lambda: atomic.write(target, NEW)) == key
    assert target.read_bytes() == OLD


def test_reading_without_permission(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, "no")

    changed(monkeypatch, open=denied)
    assert key_of(lambda: atomic.read(target)) == "file.denied"


@given(st.binary(max_size=5000))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    atomic.write(path, data)
    assert atomic.read(path) == data
