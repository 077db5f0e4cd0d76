"""Reading all sessions beside a screen: it is told how far that is, and nobody goes on when it is gone."""

from collections.abc import Callable, Sequence

from textual.worker import get_current_worker

from bpworkshop.store.folder import Listed, twins
from bpworkshop.words import say

MOST_COPIED = 2
"""Copied files that are told at once: more would hide the screen."""


class Gone(Exception):
    """Nobody waits for an answer any more."""


def progress(tell: Callable[[str], object]) -> Callable[[int, int], None]:
    """What an index tells how far it is, in words for ``tell``; raises Gone once the worker is given up."""
    worker = get_current_worker()

    def told(done: int, of: int) -> None:
        if worker.is_cancelled:
            raise Gone
        tell(say("find.reading", done=done, of=of))

    return told


def wrong(warning: str, files: Sequence[Listed]) -> str:
    """What is to be told of files: why reading them is slow, and which are copies of each other."""
    copied = [", ".join(one.handle for one in group) for group in twins(files)]
    told = [warning, *(say("home.twins", handles=handles) for handles in copied[:MOST_COPIED])]
    return "\n".join(filter(None, told))
