"""What is printed: one table of ratios, below it what they were made from."""

import os
import platform
from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.rows import Result
from benchmarks.world import IN_MEMORY, World


def head(world: World) -> str:
    kind = world.file_system
    warning = " (memory: what is said of saving means nothing here)" if kind in IN_MEMORY else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {os.cpu_count()} cores, {platform.system()}, files on {kind}{warning}\n"


def verdicts(results: Sequence[Result]) -> str:
    lines = [
        (
            one.row.what,
            f"{one.pair.ratio:.2f}" if one.pair else "–",
            f"≤ {one.row.must:g}",
            f"{one.row.aim:g}",
            one.verdict,
        )
        for one in results
    ]
    failures = "".join(f"\nFAILED: {one.row.what}: {one.failure}\n" for one in results if one.failure)
    return _table(("what", "ratio", "must", "aim", "verdict"), lines) + failures


def raw(results: Sequence[Result]) -> str:
    names = ("milliseconds", "ours: min", "median", "other: min", "median", "runs")
    lines = [
        (
            one.row.what,
            *_milliseconds(one.pair.ours),
            *_milliseconds(one.pair.others),
            str(len(one.pair.ours)),
        )
        for one in results
        if one.pair
    ]
    return _table(names, lines)


def _milliseconds(side: Sequence[float]) -> tuple[str, str]:
    return f"{1000 * min(side):.3f}", f"{1000 * median(side):.3f}"


def _table(names: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Markdown, the columns aligned so that it can be read in a terminal too."""
    rows = [list(names), *map(list, lines)]
    broad = [max(len(row[at]) for row in rows) for at in range(len(names))]
    rows.insert(1, ["-" * width for width in broad])
    return "\n".join(f"| {' | '.join(map(str.ljust, row, broad))} |" for row in rows) + "\n"
