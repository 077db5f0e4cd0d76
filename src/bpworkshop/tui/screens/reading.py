"""A screen that has a file read in a thread, and tells how much of it was read."""

from collections.abc import Callable

from bpworkshop.commands.sources import Offered, Source, Unread
from bpworkshop.errors import Problem
from bpworkshop.tui.screens.waiting import WaitingScreen
from bpworkshop.words import say

Found = Source | Unread | Offered | Problem


class ReadingScreen(WaitingScreen):
    """Has one thing read at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._percent = 0

    def read(self, doing: Callable[[], Found]) -> None:
        """Have it read."""
        self._percent = 0
        self.have(doing, say("importing.begins"))

    def progress(self, done: int, size: int) -> None:
        """Called by the thread that reads. What it raises ends the reading."""
        self.goes_on()
        percent = 100 * done // size if size else 100
        if percent != self._percent:
            self._percent = percent
            self.at(say("importing.progress", percent=percent))

    def stop(self) -> bool:
        stopped = super().stop()
        if stopped:
            self.tell(say("importing.stopped"))
        return stopped
