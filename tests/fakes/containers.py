"""Containers of the function: each has a repository of its own, and all have one table."""

from chalicelib.services.ports import Records, StateMachine
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from tests.support.clock import Clock


def container(
    machine: StateMachine,
    records: Records,
    live_cache_seconds: float = 0,
    clock: Clock | None = None,
) -> ExecutionRepository:
    """Return the executions as a new container has them: it knows none yet."""
    recorder = Recorder(records, clock) if clock else Recorder(records)
    return ExecutionRepository(machine, live_cache_seconds, recorder=recorder)
