"""A thread that does for one session what waits for the disk, one thing after another.

The screens hand in a job and go on; what came of it is fetched by them, on
their own thread, when they are told that it is there. The next job begins when
that was fetched: it is made of a session that knows of it.
"""

from collections.abc import Callable
from threading import Condition, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Worker(Generic[T]):
    """``tell`` is called on the thread of the worker whenever something can be fetched or handed in again.

    ``idle`` is the job for when nothing else is to do, every ``every``
    seconds; what it makes is told only when it is something.
    """

    def __init__(self, tell: Callable[[], object], idle: Callable[[], T | None], every: float) -> None:
        self._tell = tell
        self._idle = idle
        self._every = every
        self._changed = Condition()
        self._job: Callable[[], T] | None = None
        self._busy = False
        self._done: T | None = None
        self._fault: Exception | None = None
        self._refused = False
        self._ended = False
        # A disk that never answers must not keep the program from ending.
        self._thread = Thread(target=self._run, daemon=True, name="saving")
        self._thread.start()

    def give(self, job: Callable[[], T]) -> bool:
        """Hand in a job; False while another is running or was not fetched: ``tell`` comes after it."""
        with self._changed:
            if self._job or self._busy or self._done is not None:
                self._refused = True
                return False
            self._job = job
            self._changed.notify_all()
            return True

    def fetch(self, take: Callable[[T], object]) -> bool:
        """Have what came of the job taken in; nothing else begins meanwhile. False: there was nothing.

        What a job raised is raised here: silence would look as if all were saved.
        """
        if fault := self._fault:
            self._fault = None
            raise fault
        done = self._done
        if done is None:
            return False
        take(done)
        with self._changed:
            self._done = None
            self._changed.notify_all()
        return True

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is running; False when it still is."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._job or self._busy), seconds)

    def end(self) -> None:
        """Nothing more is done after what is running."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._job or self._ended, self._every)
                if self._ended and not self._job:
                    return
                if self._done is not None:
                    continue
                todo = self._begin()
            self._finish(todo)

    def _begin(self) -> Callable[[], T | None]:
        todo, self._job, self._busy = self._job or self._idle, None, True
        return todo

    def _finish(self, todo: Callable[[], T | None]) -> None:
        done = fault = None
        try:
            done = todo()
        except Exception as error:
            fault = error
        with self._changed:
            self._busy = False
            self._done, self._fault = done, fault or self._fault
            # Who was refused while nothing but a look was running would wait for an answer for ever.
            told = done is not None or fault or self._refused
            self._refused = False
            self._changed.notify_all()
        if told:
            self._tell()
