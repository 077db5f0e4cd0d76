"""A screen that has something read in a thread: it tells how far that is, and it can be stopped."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual import on
from textual.message import Message
from textual.worker import Worker, get_current_worker

from bpworkshop.commands.registry import Told
from bpworkshop.commands.sources import Offered, Source, Unread
from bpworkshop.errors import Problem
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.words import say

Found = Source | Unread | Offered | Problem


class Stopped(Exception):
    """Nobody waits for what is read any more."""


class ReadingScreen(HelpedScreen[Told | None]):
    """One thing is read at a time; what was read before and not told by then is of no use any more."""

    class Read(Message):
        """How far reading is, in per cent."""

        def __init__(self, percent: int) -> None:
            super().__init__()
            self.percent = percent

    class Came(Message):
        """What came of reading; a problem where it could not be read."""

        def __init__(self, of: Worker[Any], found: Found) -> None:
            super().__init__()
            self.of = of
            self.found = found

    def __init__(self) -> None:
        super().__init__()
        self.reading: Worker[Any] | None = None
        self._percent = 0

    def came(self, found: Found) -> None:
        """What was read is here, or the problem why it could not be."""
        raise NotImplementedError

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something until the next thing is done."""
        raise NotImplementedError

    def read(self, doing: Callable[[], Found]) -> None:
        """Have it read; what was read before and not told by now is of no use any more."""
        self._percent = 0
        self.tell(say("importing.begins"))
        self.reading = self.run_worker(
            partial(self._work, doing), thread=True, group="read", exclusive=True, exit_on_error=True
        )

    def _work(self, doing: Callable[[], Found]) -> None:
        worker = get_current_worker()
        found: Found
        try:
            found = doing()
        except Stopped:
            return
        except Problem as problem:
            found = problem
        self.post_message(self.Came(worker, found))

    def progress(self, done: int, size: int) -> None:
        """Called by the thread that reads. What it raises ends the reading."""
        if get_current_worker().is_cancelled:
            raise Stopped
        percent = 100 * done // size if size else 100
        if percent != self._percent:
            self._percent = percent
            self.post_message(self.Read(percent))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        if self.reading:
            self.tell(say("importing.progress", percent=event.percent))

    @on(Came)
    def _came(self, event: Came) -> None:
        if event.of is self.reading:
            self.reading = None
            self.came(event.found)

    def stop(self) -> None:
        """Nobody waits for it any more."""
        if self.reading:
            self.reading.cancel()
            self.reading = None
            self.tell(say("importing.stopped"))
