"""``kill -9`` while processes save: what they acknowledged is there, and nothing is torn.

``make soak`` does the same for longer.
"""

from pathlib import Path

from tests.faults.forked import harm


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    figures = harm("kills", 10, tmp_path)
    assert figures.kills == 20
    assert figures.acknowledged > 50
    assert figures.lost == figures.torn == figures.twice == figures.conflicts == 0, figures
    # A killed process cleans nothing up, but no more than one file of it can be in the making.
    assert figures.left_behind <= 2 * figures.kills
