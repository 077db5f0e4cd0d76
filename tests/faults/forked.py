"""Runs ``harm`` in a process of its own: this one has threads, and must not fork."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.faults.harm import Figures

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def harm(what: str, amount: int, folder: Path) -> Figures:
    """The figures of one kind of harm."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.harm", what, str(amount), str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return Figures(**json.loads(ran.stdout))
