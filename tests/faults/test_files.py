"""What can stand in a folder where a session should: one clear error each, and the others are still there."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.cli import main
from bpworkshop.store import atomic, codec
from bpworkshop.store.folder import SessionFolder, listed
from bpworkshop.words import say
from tests.strategies import small

ROOT = os.geteuid() == 0
SECRET = "root:x:0"


def written(path: Path) -> Path:
    path.write_bytes(codec.encode(small()))
    path.chmod(0o600)
    return path


def a_link(path: Path) -> None:
    path.with_suffix(".elsewhere").write_text(SECRET)
    path.symlink_to(path.with_suffix(".elsewhere"))


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def a_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def a_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "inner.toml").write_text(SECRET)


def a_device(path: Path) -> None:
    if not ROOT:
        pytest.skip("only root can make a device")
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        pytest.skip("no devices can be made here")


def too_large(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def a_little_too_large(path: Path) -> None:
    path.write_bytes(b"#" * (atomic.MAX_BYTES + 1))


def empty(path: Path) -> None:
    path.touch()


ODD: list[tuple[Callable[[Path], None], str]] = [
    (a_link, "file.link"),
    (a_link_to_itself, "file.link"),
    (a_dangling_link, "file.link"),
    (a_link_to_a_device, "file.link"),
    (a_pipe, "file.special"),
    (a_folder, "file.folder"),
    (a_device, "file.special"),
    (too_large, "file.too_large"),
    (a_little_too_large, "file.too_large"),
    (empty, "session_file.empty"),
]


def looks(folder: Path) -> dict[str, tuple[int, ...]]:
    """What changes when anything is written, made or removed."""
    found = {path.name: path.lstat() for path in folder.iterdir()}
    return {name: (one.st_ino, one.st_mode, one.st_size, one.st_mtime_ns) for name, one in found.items()}


@pytest.mark.parametrize(("make", "key"), ODD, ids=lambda one: getattr(one, "__name__", None))
def test_it_is_one_clear_error_and_hides_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    key: str,
) -> None:
    odd, good = tmp_path / "2026-05-02-odd.toml", written(tmp_path / "2026-05-01-good.toml")
    make(odd)
    before = looks(tmp_path)
    reason = say(key, limit="2")

    assert main(["--sessions", str(tmp_path), "list"]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0] == f"2026-05-02-odd   {say('cli.list.broken', reason=reason)}"
    assert "2026-05-01-good  Reading after school" in told

    assert main(["--sessions", str(tmp_path), "check"]) == 1
    told = capsys.readouterr().out
    assert told == f"{odd}: {reason}\n"

    for command in (["show", "odd"], ["add", "odd", "goals", "A goal"], ["share", "odd", str(os.getegid())]):
        assert main(["--sessions", str(tmp_path), *command]) == 1, command
        streams = capsys.readouterr()
        assert streams.out == ""
        assert reason in streams.err
        assert SECRET not in streams.err
    assert looks(tmp_path) == before
    assert listed(good).title


def test_an_unreadable_file_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, _ = written(tmp_path / "2026-05-02-odd.toml"), written(tmp_path / "2026-05-01-good.toml")
    odd.chmod(0)
    if os.access(odd, os.R_OK):  # root, whom no mode keeps out
        real = os.open

        def refuse(path: Any, *given: Any, **named: Any) -> int:
            if Path(path).name == odd.name:
                raise PermissionError(13, "no")
            return real(path, *given, **named)

        monkeypatch.setattr(os, "open", refuse)
    assert main(["--sessions", str(tmp_path), "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert say("file.denied") in lines[0]
    assert "Reading after school" in lines[1]
    assert main(["--sessions", str(tmp_path), "check"]) == 1
    assert capsys.readouterr().out == f"{odd}: {say('file.denied')}\n"
    assert stat.S_IMODE(odd.stat().st_mode) == 0


def test_a_folder_that_cannot_be_read_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "file.toml")
    assert main(["--sessions", str(tmp_path / "file.toml"), "list"]) == 1
    assert "This folder can't be read" in capsys.readouterr().err


def test_what_others_leave_in_a_folder_is_no_session(tmp_path: Path) -> None:
    good = written(tmp_path / "good.toml")
    for name in (
        ".good.toml.12ab.tmp",
        ".hidden.toml",
        "good.toml~",
        "good.toml.swp",
        "#good.toml#",
        "notes.txt",
    ):
        (tmp_path / name).write_text("x")
    (tmp_path / ".bpworkshop").mkdir()
    assert SessionFolder(tmp_path).paths() == [good]


# A save keeps what was given


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Any:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("folder_mode", [0o700, 0o2770, 0o777, 0o2755], ids=oct)
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o644, 0o400], ids=oct)
def test_the_mode_and_group_of_a_session_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder_mode: int, mode: int
) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    folder.chmod(folder_mode)
    path = written(folder / "good.toml")
    path.chmod(mode)
    group = path.stat().st_gid
    if ROOT:
        group = 1
        os.chown(path, -1, group)
        path.chmod(mode)
    assert main(["--sessions", str(folder), "add", "good", "goals", "A goal"]) == 0
    assert "A goal" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.stat().st_gid == group
    # What stands beside it is never more open than the session; a revision is the session's own file.
    beside = folder / ".bpworkshop"
    assert {
        stat.S_IMODE(one.stat().st_mode) & 0o777 for one in (beside, *beside.rglob("*")) if one.is_dir()
    } == {0o770 if mode & 0o020 else 0o700}
    capsys.readouterr()
