"""What a start needs of AWS is asked for at once, and the answers come in their order."""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from chalicelib.adapters.aws import clients
from chalicelib.domain.glue import Job
from chalicelib.domain.request import RefreshRequest
from chalicelib.errors import (
    AlreadyRunning,
    Invalid,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.deployed import BUSY_SECONDS
from chalicelib.services.ports import Aws
from chalicelib.services.prefetching import MAX_AT_ONCE, prefetching
from chalicelib.services.preparing import prepare_refresh
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.starting import Started, start_refresh
from tests.fakes.faults import failing
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock
from tests.support.events import START
from tests.support.pipelines import ONE_STEP, definition
from tests.support.waiting import HANG_SECONDS


@pytest.fixture
def machine() -> FakeStateMachine:
    return FakeStateMachine()


@pytest.fixture
def executions(machine: FakeStateMachine) -> ExecutionRepository:
    """Give the executions of a container that has read the pipeline before."""
    found = ExecutionRepository(machine, 0)
    found.pipeline()
    return found


def test_a_start_makes_as_many_calls_at_once_as_a_client_has_connections() -> None:
    assert vars(clients.CONFIG)["max_pool_connections"] == MAX_AT_ONCE


def start(aws: Aws, executions: ExecutionRepository, **request: Any) -> Started:
    with prefetching(aws, executions, "k") as prefetched:
        refresh = prepare_refresh(executions, RefreshRequest(**request), "ann")
        return start_refresh(prefetched, executions, refresh, "k", START)


@contextmanager
def meeting(*methods: tuple[object, str]) -> Iterator[None]:
    """Have the first call of each of these methods wait until all of them have been called."""
    barrier = threading.Barrier(len(methods))

    def met(original: Callable[..., Any]) -> Callable[..., Any]:
        calls = iter([barrier])

        def meet(*given: Any) -> Any:
            for first in calls:
                first.wait(HANG_SECONDS)
            return original(*given)

        return meet

    with ExitStack() as undo:
        for fake, method in methods:
            setattr(fake, method, met(getattr(fake, method)))
            undo.callback(delattr, fake, method)
        yield


def unread(started: Started) -> dict[str | None, str]:
    """Return why a job could not be read, by the step."""
    return {w.step: w.detail for w in started.warnings if w.check == "job_exists"}


def test_what_does_not_depend_on_each_other_is_asked_for_at_once(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    lock, glue = FakeLock(), FakeGlue()
    with meeting(
        (machine, "definition"),
        (machine, "describe"),
        (lock, "read"),
        (glue, "jobs"),
        (glue, "recent_runs"),
    ):
        started = start(Aws(machine, lock, glue), executions)
    assert started.execution.name == "k"


def test_other_containers_are_told_of_a_start_while_it_is_made(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    with meeting((machine, "start"), (executions, "mark")):
        started = start(Aws(machine, FakeLock(), FakeGlue()), executions)
    assert list(machine.executions) == [started.execution.name]


def test_the_jobs_of_a_pipeline_that_was_deployed_since_are_looked_at(
    machine: FakeStateMachine, executions: ExecutionRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = json.loads(json.dumps(ONE_STEP).replace('"j"', '"new"'))
    monkeypatch.setattr(machine, "definition", lambda: changed)
    with pytest.raises(Invalid, match='there is no Glue job "new"'):
        start(Aws(machine, FakeLock(), FakeGlue(jobs={})), executions)
    assert machine.executions == {}


def test_a_role_that_may_not_read_several_jobs_in_one_call_reads_each(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    glue = FakeGlue()
    with failing(glue, "jobs", UpstreamRejected("AccessDeniedException")):
        started = start(Aws(machine, FakeLock(), glue), executions)
    assert started.warnings == ()


def test_a_job_that_may_not_be_read_is_a_warning_and_the_others_are_read() -> None:
    machine = FakeStateMachine(definition())
    executions = ExecutionRepository(machine, 0)
    steps = {step.key: str(step.job_name) for step in executions.pipeline().steps}
    others = {name: Job(name, 2) for name in steps.values() if name != steps["job4"]}
    glue = FakeGlue(jobs=others)
    with failing(glue, "job", UpstreamRejected("AccessDeniedException")):
        started = start(Aws(machine, FakeLock(), glue), executions)
    assert unread(started) == {"job4": "could not be checked: AccessDeniedException"}


def test_where_glue_does_not_answer_for_several_jobs_no_job_is_asked_for_again(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    glue = FakeGlue()
    with (
        failing(glue, "jobs", UpstreamUnavailable("no answer")),
        failing(glue, "job", AssertionError("asked again")),
    ):
        started = start(Aws(machine, FakeLock(), glue), executions)
    assert unread(started) == {"a": "could not be checked: no answer"}


def test_a_request_that_is_wrong_is_told_so_whatever_else_could_not_be_read(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    lock, glue = FakeLock(), FakeGlue()
    with (
        failing(lock, "read", UpstreamUnavailable("no lock")),
        failing(glue, "jobs", UpstreamThrottled("no job")),
        pytest.raises(Invalid, match="no step has this key"),
    ):
        start(Aws(machine, lock, glue), executions, only=("nobody",))


def test_starts_that_are_refused_again_and_again_ask_glue_once(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    class Counting(FakeGlue):
        asked = 0

        def jobs(self, names: Collection[str]) -> Mapping[str, Job]:
            self.asked += 1
            return super().jobs(names)

    machine.put("other", "RUNNING")
    lock, glue = FakeLock("other"), Counting()
    asked = []
    for _ in range(20):
        with pytest.raises(AlreadyRunning):
            start(Aws(machine, lock, glue), executions)
        asked.append(glue.asked)
    assert asked[-1] == asked[0]
    lock.release("other")
    assert start(Aws(machine, lock, glue), executions).execution.name == "k"


def test_after_a_refresh_has_ended_all_is_asked_for_at_once_again(
    machine: FakeStateMachine,
) -> None:
    clock, lock, glue = Clock(), FakeLock("other"), FakeGlue()
    executions = ExecutionRepository(machine, 0, clock=AwsClock(clock))
    executions.pipeline()
    machine.put("other", "RUNNING")
    with pytest.raises(AlreadyRunning):
        start(Aws(machine, lock, glue), executions)
    lock.release("other")
    clock.move(BUSY_SECONDS)
    with meeting((lock, "read"), (glue, "jobs"), (glue, "recent_runs")):
        started = start(Aws(machine, lock, glue), executions)
    assert started.execution.name == "k"


def test_a_lock_that_cannot_be_read_starts_nothing(
    machine: FakeStateMachine, executions: ExecutionRepository
) -> None:
    lock = FakeLock()
    with (
        failing(lock, "read", UpstreamUnavailable("no lock")),
        pytest.raises(UpstreamUnavailable, match="no lock"),
    ):
        start(Aws(machine, lock, FakeGlue()), executions)
    assert machine.executions == {}
