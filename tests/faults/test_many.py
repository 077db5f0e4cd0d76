"""Real processes that save at once: each thing that was said is there once.

``make soak`` does the same for longer.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.forked import PATIENCE, ROOT, harm
from tests.faults.people import new_session, on_disk, reopened, said

AT_ONCE = 8


def test_eight_who_add_by_the_shell_at_once_lose_nothing(tmp_path: Path) -> None:
    path = new_session(tmp_path / "sessions")
    program = [sys.executable, "-m", "bpworkshop", "--sessions", str(path.parent)]
    running = [
        subprocess.Popen(
            [*program, "add", path.stem, "goals", f"Goal of {number}"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(AT_ONCE)
    ]
    answers = [process.communicate(timeout=PATIENCE) for process in running]
    assert [process.returncode for process in running] == [0] * AT_ONCE, answers
    assert sorted(said(on_disk(path))) == [f"Goal of {number}" for number in range(AT_ONCE)]
    assert sorted(answer.strip() for answer, _ in answers) == sorted(goal.id for goal in on_disk(path).goals)
    assert len(reopened(path)) == AT_ONCE


def test_live_writers_merge_what_the_others_say(tmp_path: Path) -> None:
    figures = harm("writers", 15, tmp_path)
    assert figures.acknowledged == 45
    assert figures.lost == figures.torn == figures.twice == figures.conflicts == figures.left_behind == 0, (
        figures
    )


def test_contributors_who_come_and_go_lose_nothing(tmp_path: Path) -> None:
    figures = harm("contributors", 10, tmp_path)
    assert figures.acknowledged == 40
    assert figures.lost == figures.torn == figures.twice == figures.conflicts == figures.left_behind == 0, (
        figures
    )
