"""Disks that fail, lie or die when they are told to: shared by the tests of all that saves."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

import pytest

from bpworkshop.errors import Problem

CALLS = frozenset(
    [
        "open",
        "write",
        "read",
        "fstat",
        "stat",
        "lstat",
        "scandir",
        "fchmod",
        "fchown",
        "fsync",
        "close",
        "replace",
        "link",
        "unlink",
        "rmdir",
        "mkdir",
        "chmod",
        "utime",
    ]
)
"""The calls of ``os`` that reach the disk."""

REASONS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ESTALE)

MOST_CALLS = 500


class Died(BaseException):
    """The process was killed: nothing that it would still have done is done."""


def store_modules() -> list[ModuleType]:
    """Every module of the store that speaks to the disk by ``os``."""
    named = [module for name, module in sys.modules.items() if name.startswith("bpworkshop.store.")]
    return [module for module in named if hasattr(module, "os")]


@contextmanager
def in_place_of_os(stand_in: Any) -> Iterator[None]:
    """Let the store, and nothing else, see another ``os``."""
    with pytest.MonkeyPatch.context() as patch:
        for module in store_modules():
            patch.setattr(module, "os", stand_in)
        yield


def os_with(**calls: Callable[..., Any]) -> SimpleNamespace:
    """``os`` with some of its calls replaced."""
    return SimpleNamespace(**{**vars(os), **calls})


def full(name: str) -> SimpleNamespace:
    """``os`` on a disk on which this call finds no room; what is there can be opened."""

    def call(*given: Any, **named: Any) -> Any:
        if name == "open" and not given[1] & os.O_CREAT:
            return os.open(*given, **named)
        raise OSError(errno.ENOSPC, "full")

    return os_with(**{name: call})


def dies(*_: object, **__: object) -> NoReturn:
    """In place of a call: the process is killed when it gets here."""
    raise Died


class Faulty:
    """``os`` whose k-th call fails: before it does anything or, with ``after``, having done it.

    The power stays on, so nothing is really synced: that would take longer than all the rest.
    """

    def __init__(self, failing: range, fault: BaseException, after: bool = False) -> None:
        self.failing = failing
        self.fault = fault
        self.after = after
        self.called: list[str] = []
        self.failed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real
        if name == "fsync":
            real = os.fstat

        def call(*given: Any, **named: Any) -> Any:
            self.called.append(name)
            if len(self.called) not in self.failing:
                return real(*given, **named)
            self.failed.append(name)
            if self.after or name == "close":  # a close frees the number also when it reports an error
                done = real(*given, **named)
                if name == "open":
                    os.close(done)
                elif name == "scandir":
                    done.close()
            raise self.fault

        return call


def everywhere(
    act: Callable[[], object],
    fault: BaseException,
    *,
    after: bool = False,
    dead: bool = False,
) -> Iterator[tuple[Faulty, BaseException | None]]:
    """Do ``act`` with the first call failing, then the second, until none is left to fail.

    With ``dead`` all calls after it fail as well.
    """
    for k in range(1, MOST_CALLS):
        faulty = Faulty(range(k, 10 * MOST_CALLS if dead else k + 1), fault, after)
        raised: BaseException | None = None
        with in_place_of_os(faulty):
            try:
                act()
            except (Problem, KeyboardInterrupt, Died) as error:
                raised = error
        yield faulty, raised
        if not faulty.failed:
            assert raised is None
            assert k > 5
            return
    pytest.fail("it never ended")


def leftovers(folder: Path) -> list[str]:
    """Temporary files that were not taken away, in a folder and all below it."""
    return [entry.name for entry in folder.rglob("*.tmp")]


def open_files() -> int:
    """How many files this process holds open."""
    return len(os.listdir("/dev/fd"))


class Chancy:
    """``os`` whose calls fail now and then, by chance: ``injected`` says how often they did."""

    def __init__(self, chance: Random, often: float) -> None:
        self._chance = chance
        self._often = often
        self.injected = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS or name == "close":
            return real

        def call(*given: Any, **named: Any) -> Any:
            if self._chance.random() < self._often:
                self.injected += 1
                code = self._chance.choice(REASONS)
                raise OSError(code, os.strerror(code))
            return real(*given, **named)

        return call


class Mortal:
    """``os`` with so many ``lives``: instead of that call to the disk the process is really killed."""

    def __init__(self, base: Any, lives: int) -> None:
        self._base = base
        self._lives = lives

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._base, name)
        if name not in CALLS:
            return real

        def call(*given: Any, **named: Any) -> Any:
            self._lives -= 1
            if not self._lives:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call
