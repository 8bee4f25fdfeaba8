"""Containers of the function: each has a repository of its own, and all have one table."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.ports import Records, StateMachine
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshot_building import share
from chalicelib.services.table_access import TableAccess
from chalicelib.services.views import View
from tests.fakes.records import FakeRecords
from tests.fakes.snapshots import FakeSnapshotStore
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock

PACE_SECONDS = 2
YEAR_2026 = datetime(2026, 1, 1, tzinfo=timezone.utc)


def container(
    machine: StateMachine,
    records: Records,
    live_cache_seconds: float = 0,
    clock: Clock | None = None,
) -> ExecutionRepository:
    """Return the executions as a new container has them: it knows none yet, and shares nothing."""
    recorder = Recorder(records, TableAccess(clock) if clock else None)
    return ExecutionRepository(machine, live_cache_seconds, recorder=recorder)


class Containers:
    """Containers that share a snapshot, and AWS, in one time that a test moves."""

    def __init__(self, machine: FakeStateMachine | None = None) -> None:
        self.machine = machine or FakeStateMachine()
        self.records = FakeRecords()
        self.clock = Clock()
        self.store = FakeSnapshotStore(self.aws_time)

    @classmethod
    def with_three(cls, machine: FakeStateMachine | None = None) -> "Containers":
        """Return containers of a state machine that has run three executions, a second apart."""
        world = cls(machine)
        for number in range(3):
            world.machine.put(f"e{number}", seconds=number)
        return world

    def aws_time(self) -> datetime:
        """Return the time by AWS's clock."""
        return YEAR_2026 + timedelta(seconds=self.clock())

    def new(
        self,
        wall_is_off_by: timedelta = timedelta(),
        pause: Callable[[float], object] | None = None,
    ) -> ExecutionRepository:
        """Return the executions as a new container has them, whose own clock is off by so much.

        What waits moves the time, unless it is told to `pause` otherwise.
        """
        clock = AwsClock(self.clock, lambda: self.aws_time() + wall_is_off_by)
        access = TableAccess(self.clock)
        recorder = Recorder(self.records, access)
        executions = ExecutionRepository(self.machine, PACE_SECONDS, recorder=recorder, clock=clock)
        share(executions, self.store, access, PACE_SECONDS, pause or self.clock.move)
        return executions


def status_of(executions: ExecutionRepository, name: str) -> str:
    """Return the status of an execution, as a request sees it now."""
    return View(executions).get(name).status


def times_asked(world: Containers) -> int:
    """Return how often Step Functions was asked for its list, and forget what it was asked."""
    asked = world.machine.asked.count("page")
    world.machine.asked.clear()
    return asked


def asked_of_the_table(world: Containers) -> list[str]:
    """Return what the table was asked, and forget it."""
    asked = [*world.store.asked, *world.records.asked]
    world.store.asked.clear()
    world.records.asked.clear()
    return asked
