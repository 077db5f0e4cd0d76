"""Time, for tests that must not depend on it."""

from datetime import UTC, datetime

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
