"""Writers that take turns at each of their calls to the disk, in an order that a test decides.

Each writer is a thread, but only one ever runs: it goes on when the test says
so, up to its next call to the disk. So every way in which they can get between
each other can be had again, exactly.
"""

import os
from collections.abc import Callable
from threading import Semaphore, Thread, current_thread
from typing import Any

from tests.faults.disk import CALLS


def nothing_fails(name: str, number: int) -> BaseException | None:
    """A disk as it should be."""
    return None


class Writer(Thread):
    """Does ``act``, one call to the disk each time that it is told to ``go_on``.

    ``fault`` may say of each call, by its name and number, which error it
    raises instead of being done.
    """

    def __init__(
        self,
        act: Callable[[], object],
        fault: Callable[[str, int], BaseException | None] = nothing_fails,
    ) -> None:
        super().__init__(daemon=True)
        self._act = act
        self._fault = fault
        self._my_turn, self._yours = Semaphore(0), Semaphore(0)
        self.called: list[str] = []
        self.done = False
        self.raised: BaseException | None = None
        self.start()
        self._yours.acquire()

    def run(self) -> None:
        try:
            self.stop_here()
            self._act()
        except BaseException as error:
            self.raised = error
        finally:
            self.done = True
            self._yours.release()

    def stop_here(self) -> None:
        self._yours.release()
        self._my_turn.acquire()

    def reached(self, name: str) -> None:
        """It is about to do this call."""
        self.called.append(name)
        self.stop_here()
        if error := self._fault(name, len(self.called)):
            raise error

    def go_on(self, calls: int = 1) -> bool:
        """Let it do so many calls; False when it is done."""
        for _ in range(calls):
            if self.done:
                break
            self._my_turn.release()
            self._yours.acquire()
        return not self.done

    def finish(self) -> None:
        """Let it do all the rest."""
        while self.go_on():
            pass


class TakingTurns:
    """``os`` whose calls wait for the turn of the writer that makes them."""

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        writer = current_thread()
        if name not in CALLS or not isinstance(writer, Writer):
            return real
        if name == "close":
            # Whoever fails or waits must not keep files open; it changes nothing on the disk.
            return real

        def call(*given: Any, **named: Any) -> Any:
            writer.reached(name)
            return real(*given, **named)

        return call
