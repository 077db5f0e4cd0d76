"""No test sees the real home, settings, clock zone or network, or leaves anything in the tree."""

import os
import socket
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests import screens

# Caches of hypothesis go where pytest's own are; examples are not kept at all.
set_hypothesis_home_dir(Path(__file__).parents[1] / ".pytest_cache" / "hypothesis")
settings.register_profile("local", deadline=None, database=None, max_examples=60)
settings.register_profile("ci", deadline=None, database=None, max_examples=60, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_XDG = ("CONFIG", "DATA", "STATE", "CACHE")
_FOREIGN = (
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"),
    *("EDITOR", "VISUAL", "PAGER", "TMUX", "STY", "SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"),
    "XDG_RUNTIME_DIR",
    *("LANGUAGE", "LC_CTYPE", "LC_TIME", "LC_NUMERIC", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES"),
)


@pytest.fixture(autouse=True, scope="session")
def _exact() -> Iterator[None]:
    """Whoever presses keys in a screen waits exactly until they have done what they do.

    It is painted then, and not by a clock: what is seen depends on the keys alone.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.screen.UPDATE_PERIOD", 3600)
        for module in ("app", "pilot"):
            patch.setattr(f"textual.{module}.wait_for_idle", screens.idle)
        yield


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Folders that are not there yet; nothing runs in this tree, not even what several tests share."""
    base = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        yield (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_world(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own to be in (not ``tmp_path``, which a test may list) and a neutral terminal.

    What a test writes without saying where lies in neither this tree nor the next test's way.
    """
    home = next(_homes)
    home.mkdir()
    monkeypatch.chdir(home)
    for name in (*_FOREIGN, *(name for name in os.environ if name.startswith("BPWORKSHOP_"))):
        monkeypatch.delenv(name, raising=False)
    for kind in _XDG:
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    # The zone is read from the environment only when asked to, before and after.
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets of this machine's own file system still work; an event loop needs them."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a test reached for the network")

    def local_only(name: str) -> Any:
        real = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            return real(self, address) if self.family == socket.AF_UNIX else refuse()

        return connect

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, local_only(name))
