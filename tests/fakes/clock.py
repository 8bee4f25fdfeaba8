"""A clock that a second passes on whenever something happens."""

from datetime import datetime, timedelta


class FakeClock:
    """Time in UTC; it moves by itself with each event, and otherwise when a test moves it."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def tick(self) -> datetime:
        """Let a second pass, and return the time after it."""
        return self.move(1)

    def move(self, seconds: float) -> datetime:
        """Let so many seconds pass, and return the time after them."""
        self.now += timedelta(seconds=seconds)
        return self.now
