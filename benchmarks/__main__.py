"""``python -m benchmarks [WORD …]``: measure all rows, or those whose name has one of the words."""

import sys

from benchmarks import documents, edits, figures, finding, finding_screen, follow, screens, shell
from benchmarks.rows import ROWS, Result, run
from benchmarks.table import head, raw, verdicts
from benchmarks.world import World

THEMES = (shell, edits, screens, follow, figures, finding, finding_screen, documents)
"""The modules whose rows are measured, in this order; importing them fills ``ROWS``."""


def main(words: list[str]) -> int:
    rows = [one for theme in THEMES for one in ROWS if one.measure.__module__ == theme.__name__]
    chosen = [one for one in rows if not words or any(word in one.what for word in words)]
    results: list[Result] = []
    with World() as world:
        print(head(world), flush=True)
        for one in chosen:
            print(f"measuring: {one.what} …", file=sys.stderr, flush=True)
            results.append(run(one, world))
    print(verdicts(results))
    print(raw(results))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Interrupted; nothing was measured to its end.", file=sys.stderr)
