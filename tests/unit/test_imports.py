"""Which rooms a command pays for: what must start fast imports nothing that it does not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bpworkshop.store import codec
from tests.strategies import small

ROOT = Path(__file__).parents[2]


def imported(cwd: Path, *arguments: str) -> set[str]:
    """The modules that the real command imports, told by the interpreter itself."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bpworkshop", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines[1:]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sessions = tmp_path / "sessions"
    sessions.mkdir()
    (sessions / "2026-05-01-reading.toml").write_bytes(codec.encode(small()))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        *[("list",), ("list", "--json"), ("list", "reading", "--partner", "school"), ("search", "reading")],
        *[("aims",), ("commitments", "--json"), ("--help",), ("--version",), ("where",), ()],
    ],
    ids=lambda arguments: " ".join(arguments) or "no command",
)
def test_what_starts_fast_needs_no_models(folder: Path, arguments: tuple[str, ...]) -> None:
    found = imported(folder, *arguments)
    assert "bpworkshop.cli" in found
    rooms = (
        "bpworkshop.session.session",
        "bpworkshop.session.items",
        "bpworkshop.workshop",
        "bpworkshop.method",
        "bpworkshop.commands",
    )
    for name in ("pydantic", "pydantic_core", "textual", "click", "shtab", "jinja2", "markdown_it", *rooms):
        assert name not in found


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "reading", "goals", "More families"),
        ("show", "reading"),
        ("diff", "reading", "reading"),
        ("check",),
        ("export", "reading", "--document", "kit"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_only_prints_never_needs_a_screen(folder: Path, arguments: tuple[str, ...]) -> None:
    found = imported(folder, *arguments)
    assert "bpworkshop.session.session" in found
    assert not {name for name in found if name.partition(".")[0] in ("textual", "rich", "readline")}
    assert "export" in arguments or not found & {"jinja2", "markdown_it"}
    assert "importlib.metadata" not in found, "pydantic looks for plugins again (session/__init__.py)"


def test_the_first_frame_of_a_workshop_needs_no_documents(folder: Path) -> None:
    needs = "import sys, bpworkshop.tui.app, bpworkshop.tui.screens.workshop; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", needs],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    found = ran.stdout.split()
    assert "bpworkshop.tui.screens.over" in found
    unneeded = ("bpworkshop.documents", "bpworkshop.commands.exporting", "bpworkshop.tui.screens.exporting")
    assert not [name for name in found if name.startswith((*unneeded, "jinja2"))]


def test_adding_asks_nothing_and_so_needs_no_guide(folder: Path) -> None:
    found = imported(folder, "add", "reading", "goals", "More families")
    unneeded = {"bpworkshop.method.guide", "bpworkshop.pages", "bpworkshop.plain", "bpworkshop.commands"}
    assert not found & unneeded
