"""A screen that has something done in a thread: it tells how far that is, and it can be stopped."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual import on
from textual.message import Message
from textual.worker import Worker, get_current_worker

from bpworkshop.commands.registry import Told
from bpworkshop.errors import Problem
from bpworkshop.tui.screens.page import HelpedScreen


class Stopped(Exception):
    """Nobody waits for it any more."""


class WaitingScreen(HelpedScreen[Told | None]):
    """One thing is done at a time; what was begun before and not told by then is of no use any more."""

    class At(Message):
        """How far it is, in words."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Came(Message):
        """What came of it; a problem where it could not be done."""

        def __init__(self, of: Worker[Any], found: object) -> None:
            super().__init__()
            self.of = of
            self.found = found

    def __init__(self) -> None:
        super().__init__()
        self.working: Worker[Any] | None = None

    def came(self, found: Any) -> None:
        """What was done is here, or the problem why it could not be."""
        raise NotImplementedError

    def tell(self, *lines: str, wrong: bool = False) -> None:
        """Say something until the next thing is done."""
        raise NotImplementedError

    def have(self, doing: Callable[[], object], words: str) -> None:
        """Have it done; the words are told until it says how far it is."""
        self.tell(words)
        self.working = self.run_worker(
            partial(self._work, doing), thread=True, group="wait", exclusive=True, exit_on_error=True
        )

    def _work(self, doing: Callable[[], object]) -> None:
        worker = get_current_worker()
        found: object
        try:
            found = doing()
        except Stopped:
            return
        except Problem as problem:
            found = problem
        self.post_message(self.Came(worker, found))

    def goes_on(self) -> None:
        """Called by the thread. Where nobody waits any more, it ends what is done."""
        if get_current_worker().is_cancelled:
            raise Stopped

    def at(self, words: str) -> None:
        """Called by the thread: what it is at."""
        self.goes_on()
        self.post_message(self.At(words))

    @on(At)
    def _is_at(self, event: At) -> None:
        if self.working:
            self.tell(event.words)

    @on(Came)
    def _came(self, event: Came) -> None:
        if event.of is self.working:
            self.working = None
            self.came(event.found)

    def stop(self) -> bool:
        """Nobody waits for it any more; whether there was something."""
        if self.working is None:
            return False
        self.working.cancel()
        self.working = None
        return True
