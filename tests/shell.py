"""The shell's commands, run in this process, and the files of sessions that they read and write."""

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bpworkshop.cli import main
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from tests.strategies import small


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def json(self) -> Any:
        return json.loads(self.out)


Shell = Callable[..., Ran]


def shell(capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """Runs commands in this process, in the folder that one is in."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code: Any = main(list(arguments))
        except SystemExit as ended:
            code = ended.code
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return Ran(code, told.out, told.err)

    yield run
    # A command is over soon: it collects no garbage.
    gc.enable()
    gc.unfreeze()


def put(folder: Path, handle: str = "2026-05-01-reading", **values: Any) -> Path:
    """The file of a small session with these values."""
    path = folder / f"{handle}.toml"
    path.write_bytes(codec.encode(small(**values)))
    return path


def on_disk(path: Path) -> Session:
    """What the bytes of the file are; raises where they are torn."""
    return codec.decode(path.read_bytes(), path)
