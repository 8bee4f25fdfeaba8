"""The keeper over what is in memory, whose time a test moves."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.execution import ExecutionDescription
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.keeping import keep_records
from tests.fakes.records import FakeRecords
from tests.fakes.snapshots import FakeLease
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock
from tests.support.events import START
from tests.support.log import log_lines


class FakeKeeper:
    """Runs of the keeper, five minutes apart, which share nothing but what is outside."""

    def __init__(
        self, machine: FakeStateMachine, records: FakeRecords, started: datetime = START
    ) -> None:
        self.machine = machine
        self.records = records
        self.lease = FakeLease()
        self.started = started
        self.clock = Clock()
        self._zero = self.clock.now

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.started + timedelta(seconds=self.clock.now - self._zero)

    def move(self, **time: float) -> None:
        """Let so much time pass."""
        self.clock.move(timedelta(**time).total_seconds())

    def run(self) -> None:
        """Let the keeper run once, after five minutes."""
        self.move(minutes=5)
        clock = AwsClock(self.clock, lambda: self.now)
        keep_records(self.machine, self.records, self.lease, clock)

    def finish(self) -> int:
        """Let it run until a sweep has come to its end, and return how often it ran."""
        for runs in range(1, 1000):
            self.run()
            if self.records.bookmark().sweep is None:
                return runs
        raise AssertionError("no sweep comes to its end")


class NotedMachine(FakeStateMachine):
    """Notes whose descriptions it is asked for; of some of them it cannot tell."""

    def __init__(self, page_size: int = 1000) -> None:
        super().__init__(page_size=page_size)
        self.described: Counter[str] = Counter()
        self.broken: dict[str, Exception] = {}

    def describe(self, name: str) -> ExecutionDescription:
        self.described[name] += 1
        if name in self.broken:
            raise self.broken[name]
        return super().describe(name)


def told(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, object]]:
    """Return the lines of the log with this message."""
    lines = [json.loads(line) for line in log_lines(caplog)]
    return [line for line in lines if line["message"] == message]
