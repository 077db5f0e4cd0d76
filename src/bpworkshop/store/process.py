"""Who a running program is, so that another one can tell later whether it still runs.

A process number alone says little: after a crash the same number belongs to
somebody else, after a restart of the machine all of them do. So the time it
started at and the boot that it runs in go with it.
"""

import os
import pwd
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bpworkshop.store import tables
from bpworkshop.store.tables import Table

_PROC = Path("/proc")
_HIGHEST = 2**31 - 1
_DEAD = ("Z", "X")
"""Dead, and not yet buried by the process that started it."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process on a host. ``boot`` and ``started`` are empty where the system does not tell them.

    Two machines of the same name count as one: which of them is meant nobody can tell.
    """

    user: str
    host: str
    boot: str
    pid: int
    started: str

    @classmethod
    def mine(cls) -> "Process":
        """The process that asks."""
        pid = os.getpid()
        return cls(_user(), _host(), _boot(), pid, _told(pid)[1])

    @property
    def gone(self) -> bool | None:
        """Whether it has ended; None for one on another host, of which nothing can be known.

        Where the system hides other people's processes, a living one is alive.
        """
        if self.host != _host():
            return None
        if self.boot != _boot() and self.boot and _boot():
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # somebody else's: it is there
        state, started = _told(self.pid)
        return state.startswith(_DEAD) or bool(started and self.started and started != self.started)

    def as_table(self) -> dict[str, object]:
        """The same for a file."""
        return {
            "user": self.user,
            "host": self.host,
            "boot": self.boot,
            "pid": self.pid,
            "started": self.started,
        }

    @classmethod
    def from_table(cls, table: Table) -> "Process | None":
        """What ``as_table`` made; None for anything else."""
        pid = tables.number(table, "pid")
        user, host = tables.line(table, "user"), tables.line(table, "host")
        if pid is None or not 0 < pid <= _HIGHEST or not user or not host:
            return None
        return cls(user, host, tables.line(table, "boot"), pid, tables.line(table, "started"))


def _user() -> str:
    """The login name; the user's number where it has none."""
    try:
        return tables.one_line(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return str(os.getuid())


def _host() -> str:
    return tables.one_line(os.uname().nodename) or "localhost"


@cache
def _boot() -> str:
    """What differs at each start of the machine."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return _said_by("sysctl", "-n", "kern.bootsessionuuid").strip()


def _told(pid: int) -> tuple[str, str]:
    """What the system tells of a process: its state and when it started; empty where it tells nothing."""
    if (_PROC / "self/stat").exists():
        try:
            stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
        except OSError:
            return "", ""
        # The second field is the program's name, in which brackets and spaces may stand.
        fields = stat.rpartition(")")[2].split()
        return fields[0], fields[19]
    state, _, started = _said_by("ps", "-o", "stat=,lstart=", "-p", str(pid)).strip().partition(" ")
    return state, " ".join(started.split())


def _said_by(*command: str) -> str:
    """What a tool of the system prints; nothing where there is none."""
    import subprocess  # not needed on Linux

    # The same words whatever the language and the zone of whoever asks.
    plainly = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    try:
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            env=plainly,
            timeout=5,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
