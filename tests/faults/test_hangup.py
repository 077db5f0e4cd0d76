"""The terminal goes, or somebody ends the program: it leaves at once, and never runs on unseen."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bpworkshop.tui import guard
from bpworkshop.words import say
from tests.ptys import DEADLINE, PROGRAM, Terminal, environment
from tests.terminal.test_pty import made

SOON = guard.LOOK_EVERY + guard.TIME_TO_SPEAK + guard.TIME_TO_LEAVE
"""Seconds that the slowest way to leave takes."""

SLACK = 3.0
"""Seconds on top for a machine that is busy with other tests."""

CALLS = {"x86_64": ("1 0x2", "202", "232"), "aarch64": ("64 0x2", "98", "22")}
WRITE, FUTEX, EPOLL = CALLS.get(os.uname().machine, ("", "", ""))
"""System calls: writing to stderr, waiting for another thread, waiting for anything to do."""

sees_calls = pytest.mark.skipif(
    not WRITE or not os.access("/proc/self/syscall", os.R_OK), reason="what a thread does can't be seen here"
)

TAKEN_BACK = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l")
"""Other screen left, cursor shown, no bracketed paste, no mouse."""


@pytest.fixture(params=[False, True], ids=["", "nohup"])
def nohup(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with opened(tmp_path) as one:
        yield one


def opened(base: Path, *, nohup: bool = False, first: bool = True) -> Terminal:
    (base / "sessions").mkdir()
    one = Terminal([*PROGRAM], base, nohup=nohup)
    if first:
        one.shows(say("home.empty"))
    return one


def left(terminal: Terminal) -> int:
    """The exit code, after a short time in which the program did hardly anything."""
    before = _seconds(terminal)
    code = terminal.ended(SOON + SLACK)
    assert terminal.seconds - before < 0.5
    return code


def _seconds(terminal: Terminal) -> float:
    """The processor's time of the living program, by the clock of ``clock_getcpuclockid``."""
    return time.clock_gettime((~terminal.program.pid << 3) | 2)


def given_back(terminal: Terminal) -> None:
    for sign in TAKEN_BACK:
        assert sign in terminal.painted, sign
        assert terminal.painted.rindex(sign) > terminal.painted.rindex(b"\x1b[?1049h")
    assert terminal.modes_now == terminal.modes


def stalled(terminal: Terminal) -> None:
    """Let it paint and read nothing, until the thread that writes and the one that draws stand still."""
    threads = Path(f"/proc/{terminal.program.pid}/task")
    late = time.monotonic() + DEADLINE
    looks = 0
    while looks < 50:
        assert time.monotonic() < late, "it never stood still"
        main = threads / str(terminal.program.pid)
        if _does(main, EPOLL):
            # It has done what was pressed before: nothing waits to be done later.
            terminal.press("n\x1b[27u")
        stands = _does(main, FUTEX) and any(_does(one, WRITE) for one in threads.iterdir())
        looks = looks + 1 if stands else 0


def _does(thread: Path, call: str) -> bool:
    with suppress(OSError):  # it may be gone by now
        return (thread / "syscall").read_text().startswith(f"{call} ")
    return False


def test_the_times_keep_the_promise() -> None:
    assert SOON <= 2


def test_a_terminal_that_is_closed(tmp_path: Path, nohup: bool) -> None:
    with opened(tmp_path, nohup=nohup) as terminal:
        terminal.hang_up()
        assert left(terminal) == 128 + signal.SIGHUP


@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back(terminal: Terminal, one: signal.Signals) -> None:
    terminal.program.send_signal(one)
    assert left(terminal) in (0, 128 + one)
    given_back(terminal)


def test_sigterm_twice(terminal: Terminal) -> None:
    terminal.program.send_signal(signal.SIGTERM)
    terminal.program.send_signal(signal.SIGTERM)
    assert left(terminal) in (0, 128 + signal.SIGTERM)
    given_back(terminal)


@sees_calls
def test_a_stalled_terminal_that_is_closed(terminal: Terminal) -> None:
    stalled(terminal)
    terminal.hang_up()
    assert left(terminal) == 128 + signal.SIGHUP


@sees_calls
def test_sigterm_while_the_terminal_stalls(terminal: Terminal) -> None:
    stalled(terminal)
    before = _seconds(terminal)
    terminal.program.send_signal(signal.SIGTERM)
    # Nobody reads: it must not wait for that.
    gone = os.pidfd_open(terminal.program.pid)
    assert select.select((gone,), (), (), SOON + SLACK)[0]
    os.close(gone)
    assert terminal.ended() == 128 + signal.SIGTERM
    assert terminal.seconds - before < 0.5
    assert terminal.modes_now == terminal.modes


def test_sigterm_before_the_first_frame(tmp_path: Path) -> None:
    with opened(tmp_path, first=False) as terminal:
        status = Path(f"/proc/{terminal.program.pid}/status")
        blocked = 1 << (signal.SIGTERM - 1)
        while not int(status.read_text().partition("SigBlk:")[2].split()[0], 16) & blocked:
            terminal.read(0.005)
        terminal.program.send_signal(signal.SIGTERM)
        assert terminal.ended(SOON + SLACK) in (0, 128 + signal.SIGTERM)
        if b"\x1b[?1049h" in terminal.painted:
            given_back(terminal)
        assert terminal.modes_now == terminal.modes


def test_sigterm_while_the_first_frame_is_painted(tmp_path: Path) -> None:
    with opened(tmp_path, first=False) as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.painted)
        terminal.program.send_signal(signal.SIGTERM)
        assert terminal.ended(SOON + SLACK) in (0, 128 + signal.SIGTERM)
        given_back(terminal)


def test_a_stop_and_going_on(terminal: Terminal) -> None:
    terminal.program.send_signal(signal.SIGTSTP)
    terminal.stopped()
    given_back(terminal)
    terminal.program.send_signal(signal.SIGCONT)
    terminal.until(lambda: terminal.painted.rfind(b"\x1b[?1049h") > terminal.painted.rfind(b"\x1b[?1049l"))
    terminal.send("n")
    terminal.shows(say("new.question"))
    terminal.program.send_signal(signal.SIGTERM)
    assert left(terminal) in (0, 128 + signal.SIGTERM)
    given_back(terminal)


def test_a_stopped_program_is_ended(terminal: Terminal) -> None:
    terminal.program.send_signal(signal.SIGTSTP)
    terminal.stopped()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.program.send_signal(signal.SIGCONT)
    assert left(terminal) in (0, 128 + signal.SIGTERM)
    assert terminal.modes_now == terminal.modes


def test_without_a_terminal_to_type_on_it_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    done = subprocess.run(
        [*PROGRAM, "run", made(tmp_path / "sessions")],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 2
    assert "--plain" in done.stderr


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_a_multiplexer_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    # A socket's path is bounded; that of the test's folder may be too long.
    name = f"bpworkshop-test-{os.getpid()}"
    tmux = ["tmux", "-L", name, "-f", "/dev/null"]

    def run(*words: str) -> str:
        return subprocess.run(
            [*tmux, *words],
            cwd=tmp_path,
            env=environment() | {"TERM": "xterm-256color"},
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=DEADLINE,
        ).stdout

    run("new-session", "-d", "-x", "80", "-y", "24", *PROGRAM)
    try:
        pid = int(run("list-panes", "-F", "#{pane_pid}"))
        gone = os.pidfd_open(pid)
        late = time.monotonic() + DEADLINE
        while say("home.empty") not in (shown := run("capture-pane", "-p")):
            assert time.monotonic() < late, shown
    finally:
        run("kill-server")
    assert select.select((gone,), (), (), SOON + SLACK)[0]
    os.close(gone)


# What is said before leaving

SPEAKING = """
import contextlib, signal, sys
from bpworkshop.tui import guard
def speak():
    print("spoken", flush=True)
    {then}
guard.watch(lambda: {leave}, speak)
with contextlib.suppress(OSError):
    # The terminal may be gone as soon as it has shown this, before writing it has ended.
    print("begun", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("then", ["pass", "signal.pause()", "raise SystemExit(3)", "while True: pass"])
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP"])
def test_last_words_are_spoken_once_and_keep_nobody(tmp_path: Path, then: str, end: str) -> None:
    program = SPEAKING.format(then=then, leave="signal.pause()")
    with Terminal([sys.executable, "-c", program], tmp_path) as terminal:
        terminal.shows("begun")
        one = signal.Signals[end]
        terminal.program.send_signal(one)
        assert terminal.ended(SOON + SLACK) == 128 + one
        assert terminal.painted.count(b"spoken") == 1


def test_what_can_not_leave_yet_is_asked_again(tmp_path: Path) -> None:
    """While the screens begin, they can't be asked to end."""
    program = SPEAKING.format(then="pass", leave="next(answers)()").replace(
        "def speak", "import os\nanswers = iter([None, None, lambda: os._exit(7)])\ndef speak"
    )
    with Terminal([sys.executable, "-c", program], tmp_path) as terminal:
        terminal.shows("begun")
        terminal.program.send_signal(signal.SIGTERM)
        assert terminal.ended(SOON + SLACK) == 7


def test_last_words_are_spoken_when_the_terminal_is_gone(tmp_path: Path) -> None:
    spoken = tmp_path / "spoken"
    program = SPEAKING.format(then=f"open({str(spoken)!r}, 'a').write('x')", leave="None")
    program = program.replace('print("spoken", flush=True)', "pass")
    with Terminal([sys.executable, "-c", program], tmp_path, nohup=True) as terminal:
        terminal.shows("begun")
        terminal.hang_up()
        assert terminal.ended(SOON + SLACK) == 128 + signal.SIGHUP
    assert spoken.read_text() == "x"
