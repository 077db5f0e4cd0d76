"""What ``make soak`` runs: the harm that the tests do, for minutes, on the real disk, with its figures.

Ends with an error when anything was lost, torn or kept twice.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from tests.faults.harm import Figures, contributors, kills, without_locks, writers

KILLS = 100
"""Times that two who save are killed, one after the other."""

ACKNOWLEDGED_AT_LEAST = 2000

PARTS: dict[str, Callable[[Path], Figures]] = {
    "killed, some with a failing disk": lambda folder: kills(folder / "1", KILLS, seed=int(time.time())),
    "3 writers × 50": lambda folder: writers(folder, 50),
    "4 contributors × 100": lambda folder: contributors(folder, 100),
    "killed, without locks": lambda folder: kills(folder / "2", KILLS, seed=int(time.time())),
    "3 writers × 50, without locks": lambda folder: writers(folder, 50),
    "4 contributors × 100, without locks": lambda folder: contributors(folder, 100),
}


def main() -> int:
    total = Figures()
    names = [field.name for field in fields(Figures)]
    print("  ".join(name.replace("_", " ").rjust(12) for name in names))
    with tempfile.TemporaryDirectory() as folder:
        for title, part in PARTS.items():
            began = time.monotonic()
            if "without locks" in title:
                without_locks()
            figures = part(Path(folder))
            total += figures
            row = "  ".join(str(getattr(figures, name)).rjust(12) for name in names)
            print(f"{row}  {title}, {time.monotonic() - began:.0f} s", flush=True)
    harmed = total.lost or total.torn or total.twice or total.conflicts
    enough = total.acknowledged >= ACKNOWLEDGED_AT_LEAST
    print("something was harmed" if harmed else "nothing was harmed" if enough else "too little was tried")
    return 0 if enough and not harmed else 1


if __name__ == "__main__":
    sys.exit(main())
