"""Whether a program still runs: dead, its number used again, another boot, another host, somebody else's."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bpworkshop.store import process as processes
from bpworkshop.store.process import Process


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A program that does nothing until it is ended."""
    started = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with started:
        yield started
        started.kill()


def of(pid: int) -> Process:
    return replace(Process.mine(), pid=pid, started=processes._told(pid)[1])


def test_the_process_that_asks_is_alive() -> None:
    mine = Process.mine()
    assert mine.pid == os.getpid()
    assert mine.user
    assert mine.host
    assert mine.started
    assert mine.gone is False
    assert mine == Process.mine()


def test_a_killed_process_is_gone_before_and_after_it_is_buried(child: subprocess.Popen[bytes]) -> None:
    other = of(child.pid)
    assert other.gone is False
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert other.gone is True
    child.wait()
    assert other.gone is True


def test_a_stopped_process_is_alive(child: subprocess.Popen[bytes]) -> None:
    other = of(child.pid)
    child.send_signal(signal.SIGSTOP)
    assert other.gone is False


def test_a_number_that_is_used_again_is_somebody_else() -> None:
    assert replace(Process.mine(), started="1").gone is True


def test_where_no_start_is_told_the_number_decides() -> None:
    assert replace(Process.mine(), started="").gone is False


def test_after_a_restart_of_the_machine_all_are_gone() -> None:
    assert replace(Process.mine(), boot="another").gone is True
    assert replace(Process.mine(), boot="").gone is False


def test_of_another_host_nothing_is_known() -> None:
    assert replace(Process.mine(), host="elsewhere").gone is None
    assert replace(Process.mine(), host="elsewhere", boot="another", started="1").gone is None


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError(1, "no")

    mine = Process.mine()
    monkeypatch.setattr(processes, "os", SimpleNamespace(**{**vars(os), "kill": refuse}))
    assert mine.gone is False
    assert replace(mine, started="1").gone is True
    monkeypatch.setattr(processes, "_told", lambda pid: ("", ""))  # hidden from us
    assert mine.gone is False


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(processes, "pwd", SimpleNamespace(getpwuid=nobody))
    assert Process.mine().user == str(os.getuid())


def test_brackets_in_a_name_of_a_program_confuse_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = " ".join(["S", *map(str, range(4, 22)), "987654", "0"])
    for name in ("self", "77"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_text(f"77 (a ) Z 1 (b) {fields}\n")
    monkeypatch.setattr(processes, "_PROC", tmp_path)
    assert processes._told(77) == ("S", "987654")
    assert processes._told(78) == ("", "")


# Where there is no /proc


def test_ps_tells_when_a_process_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def said(*command: str) -> str:
        asked.append(command)
        return "Ss+  Sun Nov 22  09:01:02 2026\n" if command[0] == "ps" else "A-B\n"

    monkeypatch.setattr(processes, "_PROC", tmp_path)
    monkeypatch.setattr(processes, "_said_by", said)
    monkeypatch.setattr(processes, "_boot", processes._boot.__wrapped__)
    mine = Process.mine()
    assert (mine.boot, mine.started) == ("A-B", "Sun Nov 22 09:01:02 2026")
    assert mine.gone is False
    assert asked[0] == ("sysctl", "-n", "kern.bootsessionuuid")


@pytest.mark.skipif(not shutil.which("ps"), reason="there is no ps here")
def test_the_real_ps_tells_living_from_dead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, child: subprocess.Popen[bytes]
) -> None:
    monkeypatch.setattr(processes, "_PROC", tmp_path)
    state, started = processes._told(child.pid)
    assert state[0].isalpha()
    assert len(started.split()) == 5
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert processes._told(child.pid)[0].startswith("Z")
    child.wait()
    assert processes._told(child.pid) == ("", "")


def test_where_there_is_no_tool_nothing_is_told() -> None:
    assert processes._said_by("no-such-tool-anywhere") == ""


# In a file


def test_what_is_written_is_read_again() -> None:
    mine = Process.mine()
    assert Process.from_table(mine.as_table()) == mine


@pytest.mark.parametrize(
    "changed",
    [
        {"pid": 0},
        {"pid": -1},
        {"pid": 2**31},
        {"pid": True},
        {"pid": "12"},
        {"pid": None},
        {"user": ""},
        {"user": 7},
        {"host": ["a"]},
    ],
    ids=str,
)
def test_anything_else_is_no_process(changed: dict[str, object]) -> None:
    assert Process.from_table({**Process.mine().as_table(), **changed}) is None
    assert Process.from_table({}) is None


def test_names_from_a_file_are_clean_and_short() -> None:
    read = Process.from_table({**Process.mine().as_table(), "user": "a\x1b]0;x\x07\nb", "host": "h" * 10_000})
    assert read is not None
    assert read.user.isprintable()
    assert len(read.host) == 255
