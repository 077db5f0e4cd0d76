"""What is printed: one table of what is judged, below it what that was made from."""

import os
import platform
from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.rows import Pair, Result, Unit
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
            _value(one.pair) if one.pair else "–",
            f"≤ {one.row.must:g}",
            f"{one.row.aim:g}",
            one.verdict,
        )
        for one in results
    ]
    notes = "".join(f"\n{one.verdict}: {one.row.what}: {one.failure}\n" for one in results if one.failure)
    return _table(("what", "measured", "must", "aim", "verdict"), lines) + notes


def raw(results: Sequence[Result]) -> str:
    names = ("what", "ours: min", "median", "other: min", "median", "unit", "runs")
    lines = [
        (
            one.row.what,
            *_shown(one.pair.ours, one.pair.unit),
            *_shown(one.pair.others, one.pair.unit),
            one.pair.unit.name,
            str(len(one.pair.ours)),
        )
        for one in results
        if one.pair
    ]
    return _table(names, lines)


def _value(pair: Pair) -> str:
    """A ratio has no unit; what is ours alone has one."""
    return f"{pair.value:.2f}" if pair.others else f"{pair.unit.scale * pair.value:g} {pair.unit.name}"


def _shown(side: Sequence[float], unit: Unit) -> tuple[str, str]:
    if not side:
        return "–", "–"
    return f"{unit.scale * min(side):.3f}", f"{unit.scale * median(side):.3f}"


def _table(names: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Markdown, the columns aligned so that it can be read in a terminal too."""
    rows = [list(names), *map(list, lines)]
    broad = [max(len(row[at]) for row in rows) for at in range(len(names))]
    rows.insert(1, ["-" * width for width in broad])
    return "\n".join(f"| {' | '.join(map(str.ljust, row, broad))} |" for row in rows) + "\n"
