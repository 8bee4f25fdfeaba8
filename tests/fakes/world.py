"""Months of executions, at random: they start, end, run again and are forgotten."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.execution_input import ExecutionInput, Trigger
from chalicelib.domain.statuses import ExecutionStatus
from tests.fakes.containers import container
from tests.fakes.keeper import FakeKeeper
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine

ENDS = [ExecutionStatus(s) for s in ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")]
FORGOTTEN_AFTER = timedelta(days=90)
REDRIVABLE = timedelta(days=14)


class World:
    """Step Functions, the records and the keeper, while things happen."""

    def __init__(self, seed: int, page_size: int) -> None:
        self.machine = FakeStateMachine(page_size=page_size)
        self.records = FakeRecords(page_size=9)
        self.keeper = FakeKeeper(self.machine, self.records)
        self.some = random.Random(seed)
        # Those that were redriven and have ended again, and of which nobody else knows.
        self.ended_again: set[str] = set()
        self._number = 0

    def go_on(self, steps: int) -> None:
        happenings: list[tuple[Callable[[], None], int]] = [
            *((self.start, 6), (self.end, 6), (self.redrive, 2), (self.look, 4)),
            *((self.forget, 1), (self.keep, 2), (self.wait, 3)),
        ]
        happens, weights = zip(*happenings, strict=True)
        for happening in self.some.choices(happens, weights, k=steps):
            happening()

    def start(self) -> None:
        name = f"e{self._number:04}"
        self._number += 1
        given = ExecutionInput(
            trigger=self.some.choice([Trigger.API, Trigger.SCHEDULE]),
            requested_by=self.some.choice(["ann", "bob", None]),
            reason=self.some.choice(["Late snapshot", None]),
            resumed_from=self.some.choice([None, *self._names(ExecutionStatus.FAILED)]),
        )
        # Some start together.
        self.keeper.move(seconds=self.some.choice([0, 0.4, 700]))
        self.machine.executions[name] = ExecutionDescription(
            name, ExecutionStatus.RUNNING, self.keeper.now, None, given
        )

    def end(self) -> None:
        if running := self._names(ExecutionStatus.RUNNING):
            self.keeper.move(seconds=self.some.choice([5, 3000]))
            # Most end in their order.
            name = running[0] if self.some.random() < 0.8 else self.some.choice(running)
            self._put(name, self.some.choice(ENDS), self.keeper.now)
            self._refuse(name)
            if name in self.records.items:
                self.ended_again.add(name)

    def redrive(self) -> None:
        possible = [
            found.name
            for found in self.machine.executions.values()
            if found.stopped_at
            and found.status != ExecutionStatus.SUCCEEDED
            and self.keeper.now - found.stopped_at < REDRIVABLE
        ]
        if possible:
            self._put(self.some.choice(possible), ExecutionStatus.RUNNING, None)

    def look(self) -> None:
        if self.machine.executions:
            container(self.machine, self.records).get(self.some.choice([*self.machine.executions]))

    def forget(self) -> None:
        for found in [*self.machine.executions.values()]:
            if found.stopped_at and self.keeper.now - found.stopped_at > FORGOTTEN_AFTER:
                del self.machine.executions[found.name]

    def keep(self) -> None:
        self.keeper.run()

    def wait(self) -> None:
        self.keeper.move(days=self.some.choice([0.1, 1, 6]))

    def _put(self, name: str, status: ExecutionStatus, stopped: datetime | None) -> None:
        self.machine.executions[name] = replace(
            self.machine.executions[name], status=status, stopped_at=stopped, error=None, cause=None
        )

    def _refuse(self, name: str) -> None:
        found = self.machine.executions[name]
        if found.status == ExecutionStatus.FAILED and self.some.random() < 0.3:
            self.machine.executions[name] = replace(
                found, error="RefreshAlreadyRunning", cause="a:b"
            )

    def _names(self, status: ExecutionStatus) -> list[str]:
        return [one.name for one in self.machine.executions.values() if one.status == status]
