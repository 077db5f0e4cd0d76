"""A session that somebody else leads, as those see it who read along in another terminal.

A face draws it like any other; nothing here writes, leads or asks for the lead.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from bpworkshop.errors import Problem
from bpworkshop.store.beside import Sidecar
from bpworkshop.store.following import Sight, Watch
from bpworkshop.store.worker import Worker
from bpworkshop.workshop import Workshop, now

LOOK_EVERY = 0.15
"""Seconds between two looks: what is saved stands there within half a second."""


class Followed(Workshop):
    """What a ``Watch`` sees as a workshop. ``led``: somebody leads it; ``trouble``: why it is not the newest.

    Raises FileProblem where it can't be read at first.
    """

    def __init__(self, watch: Watch, clock: Callable[[], datetime] = now) -> None:
        sight = watch.first()
        super().__init__(watch.path, sight.session, b"", clock=clock)
        self._watch = watch
        self._looker: Worker[Sight] | None = None
        self._show(sight)

    def _show(self, sight: Sight) -> None:
        self.session, self._beside = sight.session, Sidecar(sight.stage)
        self.led, self.trouble = sight.led, sight.problem

    def work_apart(self, tell: Callable[[], object]) -> None:
        """From now on a thread looks; it calls ``tell`` when there is something to ``fetch``."""
        self._looker = Worker(tell, self._watch.look, LOOK_EVERY)

    def look(self) -> None:
        if sight := self._watch.look():
            self._show(sight)

    def fetch(self) -> bool:
        return bool(self._looker and self._looker.fetch(self._show))

    def end(self) -> None:
        if self._looker:
            self._looker.end()

    def _hand_in(self) -> NoReturn:
        raise Problem("follow.only_read")
