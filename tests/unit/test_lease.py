"""Who leads: of two that take a dead leader's place one does; who slept through a change is told."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from bpworkshop.errors import FileProblem
from bpworkshop.store import atomic, several
from bpworkshop.store import lease as leases
from bpworkshop.store.beside import Beside
from bpworkshop.store.lease import BEAT_EVERY, Lease
from bpworkshop.store.process import Process
from tests.faults.disk import full, os_with

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SRC = Path(__file__).parents[2] / "src"

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bpworkshop.store.beside import Beside
from bpworkshop.store.lease import Lease
lease = Lease(Beside(Path(sys.argv[1]), "abcd"), lambda: datetime.now(UTC))
for line in sys.stdin:
    answer = getattr(lease, line.strip())()
    print(answer if answer is None or isinstance(answer, bool) else "held", flush=True)
"""


class Other:
    """Another program that does with the lease what it is told."""

    def __init__(self, path: Path) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def tell(self, what: str) -> None:
        assert self.running.stdin
        self.running.stdin.write(f"{what}\n")
        self.running.stdin.flush()

    def hear(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()

    def do(self, what: str) -> str:
        self.tell(what)
        return self.hear()


@pytest.fixture
def other(path: Path) -> Iterator[Other]:
    started = Other(path)
    with started.running:
        yield started
        started.running.kill()


Opener = Callable[..., Lease]


@pytest.fixture
def lease(path: Path) -> Opener:
    """A program's lease; what is changed of its process makes it another program."""

    def made(**changed: Any) -> Lease:
        process = replace(Process.mine(), **changed)
        return Lease(Beside(path, "abcd"), lambda: START, process)

    return made


ALIVE: dict[str, Any] = {"user": "somebody"}
"""Another program that runs on this host: our number, which does run, but not our name."""

ELSEWHERE: dict[str, Any] = {"host": "elsewhere"}
DEAD: dict[str, Any] = {"started": "1"}


def written(lease: Lease) -> str:
    """All that stands in the files of the lease."""
    folder = lease.beside.folder
    found = [*folder.glob("lease/*.toml"), *folder.glob("lease-*.toml")]
    return "".join(one.read_text() for one in found)


# Taking


def test_a_free_lease_is_taken_and_stays_ours(lease: Opener) -> None:
    mine = lease()
    assert mine.look() is None
    assert mine.silent_for() is None
    assert not mine.ours
    assert mine.take() is None
    assert mine.take() is None
    holder = mine.look()
    assert holder is not None
    assert (holder.process, holder.since, holder.token) == (mine.process, START, mine.token)
    assert mine.ours
    assert mine.beat()


@pytest.mark.parametrize("who", [ALIVE, ELSEWHERE], ids=["alive", "elsewhere"])
def test_nobody_takes_it_from_somebody_who_may_be_alive(lease: Opener, who: dict[str, Any]) -> None:
    theirs, mine = lease(**who), lease()
    assert theirs.take() is None
    held = mine.take()
    assert held is not None
    assert held.token == theirs.token
    assert not mine.beat()
    assert theirs.beat()


@pytest.mark.parametrize("gone", [DEAD, {"boot": "another"}], ids=["pid used again", "restarted"])
def test_it_is_taken_from_who_is_gone(lease: Opener, gone: dict[str, Any]) -> None:
    theirs, mine = lease(**gone), lease()
    assert theirs.take() is None
    assert mine.take() is None
    assert mine.beat()
    assert not theirs.beat()


def test_a_session_that_this_program_opened_before_is_not_somebody_else(lease: Opener) -> None:
    before, now = lease(), lease()
    assert before.take() is None
    assert now.take() is None
    assert now.beat()
    assert not before.beat()


def test_it_is_taken_from_a_program_that_was_killed(lease: Opener, other: Other) -> None:
    mine = lease()
    assert other.do("take") == "None"
    held = mine.take()
    assert held is not None
    assert held.process.pid == other.running.pid
    other.running.kill()
    other.running.wait()
    assert mine.take() is None
    assert mine.beat()


def test_a_program_that_slept_while_it_was_taken_over_knows_on_waking(lease: Opener, other: Other) -> None:
    mine = lease()
    assert other.do("take") == "None"
    assert other.do("beat") == "True"
    other.running.send_signal(signal.SIGSTOP)
    other.tell("beat")
    assert mine.take() is not None
    mine.seize()
    before = written(mine)
    other.running.send_signal(signal.SIGCONT)
    assert other.hear() == "False"
    assert other.do("release") == "None"
    assert other.do("take") == "held"
    assert written(mine) == before
    assert mine.beat()


def test_of_many_that_take_a_dead_leaders_place_at_once_one_leads(lease: Opener) -> None:
    for _ in range(10):
        many = [replace(lease(), token=f"token{number}") for number in range(8)]
        for number, one in enumerate(many):
            one.process = replace(one.process, user=f"user{number}")
        dead = lease(**DEAD)
        dead.seize()
        start = Barrier(len(many))
        led: list[Lease] = []

        def take(one: Lease, start: Barrier = start, led: list[Lease] = led) -> None:
            start.wait()
            if one.take() is None:
                led.append(one)

        threads = [Thread(target=take, args=(one,)) for one in many]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(led) == 1
        assert led[0].ours
        assert [one.beat() for one in many].count(True) == 1


def test_one_that_was_slow_to_take_does_not_lead_beside_who_was_faster(
    lease: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number that it saw as the next one was used, and cleared away, while it slept."""
    dead, slow = lease(**DEAD), lease()
    first, second = lease(**ALIVE), lease(**ALIVE)
    dead.seize()
    make = several.make

    def after_a_sleep(*given: Any, **named: Any) -> bool:
        monkeypatch.setattr(several, "make", make)
        assert first.take() is None
        second.seize()
        return make(*given, **named)

    monkeypatch.setattr(several, "make", after_a_sleep)
    held = slow.take()
    assert held is not None
    assert held.token == second.token
    assert second.beat()
    assert not slow.beat()
    assert os.listdir(slow.beside.folder / "lease") == ["00000003.toml"]


# Releasing


def test_after_a_release_it_is_free_and_no_name_is_left(lease: Opener) -> None:
    mine, other = lease(), lease(**ALIVE)
    mine.take()
    other.ask("Ana")
    assert mine.process.host in written(mine)
    mine.release()
    assert written(mine) == ""
    assert mine.look() is None
    assert not mine.beat()
    assert other.take() is None
    assert other.beat()


def test_a_release_of_what_is_not_ours_does_nothing(lease: Opener) -> None:
    mine, other = lease(), lease(**ALIVE)
    mine.release()
    mine.take()
    other.seize()
    mine.release()
    assert other.beat()


def test_numbers_never_begin_again(lease: Opener) -> None:
    """Or one that was slow could take a number in front of them."""
    mine = lease()
    for number in range(1, 6):
        mine.take()
        mine.release()
        assert os.listdir(mine.beside.folder / "lease") == [f"{number:08}.toml"]


# Signs of life


def test_silence_is_counted_by_our_own_clock_from_when_we_saw_the_last_sign(lease: Opener) -> None:
    mine, theirs = lease(), lease(**ELSEWHERE)
    seconds = [1000.0]
    mine.ticks = theirs.ticks = lambda: seconds[0]
    theirs.take()
    file = mine.beside.folder / "lease" / "00000001.toml"
    os.utime(file, (0, 0))  # a clock that is far behind
    assert mine.silent_for() == 0
    seconds[0] += 50
    assert mine.silent_for() == 50
    assert theirs.beat()
    assert mine.silent_for() == 0
    seconds[0] += BEAT_EVERY - 1
    assert theirs.beat()
    assert mine.silent_for() == BEAT_EVERY - 1
    os.utime(file, (2**31 - 1, 2**31 - 1))  # and one that is far ahead
    assert mine.silent_for() == 0
    seconds[0] += 1
    assert theirs.beat()
    assert mine.silent_for() == 0
    seconds[0] += 10_000
    assert mine.silent_for() == 10_000
    held = mine.take()
    assert held is not None
    assert held.token == theirs.token


def test_a_beat_changes_not_a_byte(lease: Opener) -> None:
    mine = lease()
    mine.take()
    before = written(mine)
    assert mine.beat()
    assert written(mine) == before


# Asking and handing over


def test_the_lead_is_asked_for_and_handed_over(lease: Opener) -> None:
    first, second = lease(), lease(**ALIVE)
    first.take()
    assert first.asked() is None
    second.ask("Ana")
    assert first.asked() == "Ana"
    assert second.asked() is None
    assert second.answered() is None
    assert not second.hand_over()
    assert first.hand_over()
    assert second.answered() is True
    assert second.beat()
    assert not first.beat()
    assert first.asked() is None
    holder = first.look()
    assert holder is not None
    assert holder.process == second.process
    first.ask("")  # and back: where no name is given the login name is told
    assert second.asked() == first.process.user
    assert second.hand_over()
    assert first.beat()
    assert not second.beat()


def test_a_request_can_be_declined_and_withdrawn(lease: Opener) -> None:
    first, second = lease(), lease(**ALIVE)
    first.take()
    second.ask("Ana")
    second.decline()
    assert first.asked() == "Ana"
    first.decline()
    assert first.asked() is None
    assert second.answered() is False
    second.ask("Ana")
    first.withdraw()
    assert first.asked() == "Ana"
    second.withdraw()
    assert first.asked() is None
    assert not first.hand_over()
    assert first.beat()


def test_a_request_is_for_one_lead_only(lease: Opener) -> None:
    first, second, third = lease(), lease(**ALIVE), lease(**ALIVE)
    first.take()
    second.ask("Ana")
    third.seize()
    assert first.asked() is None
    assert third.asked() is None
    assert second.answered() is False


def test_nobody_who_is_gone_is_given_the_lead(lease: Opener) -> None:
    first, dead = lease(), lease(**DEAD)
    first.take()
    dead.ask("Ana")
    assert first.asked() is None
    assert not first.hand_over()


def test_where_nobody_leads_nobody_answers(lease: Opener) -> None:
    mine = lease()
    mine.ask("Ana")
    assert mine.answered() is False
    assert mine.take() is None


def test_a_name_that_asks_is_shown_clean_and_short(lease: Opener) -> None:
    first, second = lease(), lease(**ALIVE)
    first.take()
    second.ask("A\x1b]0;x\x07\n" + "n" * 1000)
    asked = first.asked()
    assert asked is not None
    assert asked.isprintable()
    assert len(asked) == 80


# A broken disk and broken files

BROKEN = {
    "empty": b"",
    "no TOML": b"token = ",
    "Latin-1": b'token = "caf\xe9"',
    "nothing in it": b"x = 1",
    "too large": b"#" * 100_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_counts_as_nobody(lease: Opener, name: str) -> None:
    mine, theirs = lease(), lease(**ALIVE)
    theirs.take()
    (mine.beside.folder / "lease" / "00000001.toml").write_bytes(BROKEN[name])
    (mine.beside.folder / "lease-asked.toml").write_bytes(BROKEN[name])
    assert mine.look() is None
    assert mine.asked() is None
    assert mine.silent_for() is None
    assert not theirs.beat()
    assert mine.take() is None
    assert mine.beat()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("+00:00", ""), ("since", "when"), ("token", "no_token"), ("pid = ", "pid = -")],
    ids=["a local time", "since", "token", "pid"],
)
def test_a_file_that_lacks_something_counts_as_nobody(lease: Opener, was: str, becomes: str) -> None:
    mine = lease()
    mine.take()
    file = mine.beside.folder / "lease" / "00000001.toml"
    assert was in file.read_text()
    file.write_text(file.read_text().replace(was, becomes))
    assert mine.look() is None


def test_strange_things_in_the_folder_stop_nobody(lease: Opener, tmp_path: Path) -> None:
    mine, theirs = lease(), lease(**ALIVE)
    theirs.take()
    folder = mine.beside.folder / "lease"
    for name in ("000000009.toml", "9.toml", "x.toml", "00000009.toml.bak", "٠٠٠٠٠٠٠٩.toml"):
        (folder / name).write_bytes(b"x")
    (folder / "00000005.toml").mkdir()
    (folder / "00000006.toml").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "00000007.toml")
    held = mine.take()
    assert held is not None
    assert held.token == theirs.token
    (folder / "00000004.toml").write_bytes(b"")
    with pytest.raises(FileProblem):
        mine.take()
    assert not (tmp_path / "elsewhere").exists()


def test_a_lease_that_was_deleted_is_nobodys(lease: Opener) -> None:
    mine = lease()
    mine.take()
    for one in (mine.beside.folder / "lease").iterdir():
        one.unlink()
    assert not mine.beat()
    mine.release()
    assert mine.take() is None
    assert mine.beat()


@pytest.mark.parametrize("call", ["write", "link", "open"])
def test_a_full_disk_is_told_and_changes_nothing(
    lease: Opener, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    mine, theirs = lease(), lease(**ALIVE)
    theirs.take()

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "os", full(call))
        with pytest.raises(FileProblem):
            mine.seize()
        assert theirs.beat()
        theirs.release()  # needs no room
    assert mine.take() is None


@pytest.mark.parametrize("call", ["scandir", "read"])
def test_a_disk_that_does_not_answer_takes_no_lead_away(
    lease: Opener, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    mine, other = lease(), lease(**ALIVE)
    mine.take()

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "no answer")

    with monkeypatch.context() as patch:
        module = several if call == "scandir" else atomic
        patch.setattr(module, "os", os_with(**{call: fails}))
        assert mine.beat()
        assert mine.look() is None
        assert mine.silent_for() is None
        mine.release()
        with pytest.raises(FileProblem):
            other.take()
    assert mine.beat()


def test_a_beat_that_cannot_be_written_is_tried_again(lease: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, seen = lease(), lease(**ALIVE)
    seen.ticks = mine.ticks = lambda: 7.0
    mine.take()
    file = mine.beside.folder / "lease" / "00000001.toml"
    os.utime(file, (0, 0))

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patch:
        patch.setattr(leases, "os", os_with(utime=fails))
        assert mine.beat()
    assert file.stat().st_mtime == 0
    assert mine.beat()
    assert file.stat().st_mtime > 0


def test_a_disk_without_links_has_a_leader_too(lease: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(atomic, "os", os_with(link=refuse))
    mine, theirs = lease(), lease(**ALIVE)
    assert theirs.take() is None
    assert mine.take() is not None
    mine.seize()
    assert mine.beat()
    assert not theirs.beat()


@pytest.mark.parametrize("mode", [0o600, 0o660], ids=oct)
def test_it_is_as_open_as_the_session(lease: Opener, path: Path, mode: int) -> None:
    path.chmod(mode)
    mine, other = lease(), lease(**ALIVE)
    mine.take()
    other.ask("Ana")
    files = list(mine.beside.folder.rglob("*.toml"))
    assert {one.stat().st_mode & 0o777 for one in files} == {mode}
    assert len(files) == 3


def test_since_is_a_moment_whatever_the_zone(lease: Opener) -> None:
    mine = lease()
    mine.clock = lambda: START.astimezone() + timedelta(microseconds=123)
    mine.take()
    holder = mine.look()
    assert holder is not None
    assert holder.since == START + timedelta(microseconds=123)
