"""A folder of sessions, and the shell above it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shell as shells
from tests.shell import Shell


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``sessions``, empty, in the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "sessions"
    path.mkdir()
    return path


@pytest.fixture
def shell(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """Runs a command in this process, above ``sessions``."""
    yield from shells.shell(capsys)
