from dataclasses import replace
from datetime import datetime, timezone

import pytest

from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.request import RefreshRequest
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import (
    AlreadyRunning,
    Conflict,
    Invalid,
    NotFound,
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services.ports import Aws
from chalicelib.services.prefetching import prefetching
from chalicelib.services.preparing import prepare_refresh
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.starting import Started, start_refresh
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import START

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


class LosesItsAnswer(FakeStateMachine):
    """It starts the execution, and then says no: what boto3 tried a second time found the name."""

    def __init__(self, error: type[RefreshError]) -> None:
        super().__init__()
        self._error = error

    def start(self, name: str, execution_input: ExecutionInput) -> datetime:
        super().start(name, execution_input)
        raise self._error("the second try")


class StartsNothing(FakeStateMachine):
    """It starts no execution."""

    def __init__(self, error: type[RefreshError]) -> None:
        super().__init__()
        self._error = error

    def start(self, name: str, execution_input: ExecutionInput) -> datetime:
        raise self._error("cannot start the execution")


def start(machine: FakeStateMachine, lock: FakeLock, key: str | None = None) -> Started:
    aws = Aws(machine, lock, FakeGlue())
    executions = ExecutionRepository(machine, 0)
    with prefetching(aws, executions, key) as prefetched:
        refresh = prepare_refresh(executions, RefreshRequest(), "ann")
        return start_refresh(prefetched, executions, refresh, key, NOW)


def test_the_lock_is_held_in_the_name_of_what_was_started() -> None:
    machine, lock = FakeStateMachine(), FakeLock()
    started = start(machine, lock)
    assert lock.held
    assert [*machine.executions] == [lock.held.name] == [started.execution.name]


@pytest.mark.parametrize("error", [Conflict, UpstreamThrottled, UpstreamUnavailable])
def test_a_start_whose_answer_was_lost_is_known_by_its_name_and_keeps_the_lock(
    error: type[RefreshError],
) -> None:
    machine, lock = LosesItsAnswer(error), FakeLock()
    started = start(machine, lock)
    assert list(machine.executions) == [started.execution.name]
    assert lock.held
    assert lock.held.name == started.execution.name


def test_a_start_that_another_request_of_the_same_key_overtook_leaves_it_the_lock() -> None:
    class Overtaken(FakeStateMachine):
        """Another request of the same key starts something else in the moment of the start."""

        def start(self, name: str, execution_input: ExecutionInput) -> datetime:
            super().start(name, replace(execution_input, reason="another"))
            return super().start(name, execution_input)

    lock = FakeLock()
    with pytest.raises(Invalid, match="started by another request"):
        start(Overtaken(), lock, "k")
    assert lock.held
    assert lock.held.name == "k"


def test_while_it_is_not_known_whether_it_was_started_the_lock_is_kept() -> None:
    lock = FakeLock()
    with pytest.raises(UpstreamUnavailable, match=r"whether manual-\S+ was started is not known"):
        start(StartsNothing(UpstreamUnavailable), lock)
    assert lock.held
    assert lock.given_back == []


@pytest.mark.parametrize("error", [UpstreamThrottled, UpstreamRejected, NotFound, Conflict])
def test_where_nothing_was_started_the_lock_is_given_back(error: type[RefreshError]) -> None:
    lock = FakeLock()
    with pytest.raises(error, match="cannot start the execution"):
        start(StartsNothing(error), lock, "k")
    assert (lock.held, lock.given_back) == (None, ["k"])


def test_a_lock_that_cannot_be_given_back_is_told() -> None:
    class Stuck(FakeLock):
        def give_back(self, taken: HeldLock) -> None:
            raise UpstreamThrottled("cannot give the lock back")

    with pytest.raises(UpstreamUnavailable) as told:
        start(StartsNothing(UpstreamRejected), Stuck(), "k")
    assert str(told.value) == (
        "cannot start the execution; cannot give the lock back; k keeps the lock for 60 s"
    )


def test_after_the_api_died_the_same_key_finds_what_was_started() -> None:
    machine, lock = FakeStateMachine(), FakeLock()
    first = start(machine, lock, "k")
    again = start(machine, lock, "k")
    assert (first.replayed, again.replayed) == (False, True)
    assert list(machine.executions) == ["k"]


def test_after_the_api_died_before_the_start_the_same_key_starts_it() -> None:
    machine = FakeStateMachine()
    assert not start(machine, FakeLock("k", awaited=True), "k").replayed
    assert list(machine.executions) == ["k"]


def test_a_second_request_of_the_same_key_does_not_give_back_the_lock_of_the_first() -> None:
    lock = FakeLock("k", awaited=True)
    with pytest.raises(UpstreamThrottled):
        start(StartsNothing(UpstreamThrottled), lock, "k")
    assert lock.held
    assert lock.given_back == []


def test_a_key_of_another_request_is_refused() -> None:
    machine = FakeStateMachine()
    machine.put("k", "RUNNING")
    with pytest.raises(Invalid, match="started by another request"):
        start(machine, FakeLock("k"), "k")


def test_who_loses_the_race_for_the_lock_is_told_who_won_and_starts_nothing() -> None:
    class Overtaken(FakeLock):
        """Another refresh takes the lock in the moment between the look and the write."""

        def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
            self.acquire("other")
            return super().take(name, dead)

    machine = FakeStateMachine()
    machine.put("other", "RUNNING")
    with pytest.raises(AlreadyRunning) as refused:
        start(machine, Overtaken(), "k")
    assert refused.value.holder.name == "other"
    assert list(machine.executions) == ["other"]
    machine.put("other", "SUCCEEDED")
    assert start(machine, FakeLock("other"), "k").execution.name == "k"


def test_a_holder_that_is_not_known_yet_is_named_with_the_time_of_the_lock() -> None:
    machine = FakeStateMachine()
    with pytest.raises(AlreadyRunning) as refused:
        start(machine, FakeLock("other", awaited=True))
    holder = refused.value.holder
    assert (holder.name, holder.started_at, holder.requested_by) == ("other", START, None)
    assert machine.executions == {}


@pytest.mark.parametrize("status", ["ABORTED", None])
def test_a_holder_that_has_ended_or_is_not_awaited_any_more_holds_nothing(
    status: str | None,
) -> None:
    machine, lock = FakeStateMachine(), FakeLock("dead")
    if status:
        machine.put("dead", status)
    started = start(machine, lock)
    assert lock.held
    assert lock.held.name == started.execution.name


def test_a_lock_that_is_always_someone_elses_who_has_ended_is_not_asked_for_for_ever() -> None:
    class Restless(FakeLock):
        """Always another one was quicker, and has ended by now."""

        def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
            return HeldLock(f"{dead.holder}+" if dead else "quick"), False

    machine = FakeStateMachine()
    with pytest.raises(UpstreamUnavailable, match="changed hands 5 times"):
        start(machine, Restless())
    assert machine.executions == {}


def test_a_key_that_was_refused_by_the_state_machine_says_that_it_is_used_up() -> None:
    machine = FakeStateMachine()
    start(machine, FakeLock(), "k")
    machine.executions["k"] = replace(
        machine.executions["k"],
        status=ExecutionStatus.FAILED,
        error="RefreshAlreadyRunning",
        cause="arn:aws:states:us-east-1:123456789012:execution:m:other",
    )
    with pytest.raises(Conflict, match=r"other was running then; k was refused, .* used up"):
        start(machine, FakeLock(), "k")


def test_the_same_key_twice_at_once_is_a_replay() -> None:
    machine = FakeStateMachine()
    start(machine, FakeLock(), "k")

    class KnowsItLate(FakeStateMachine):
        """It does not know the execution yet when it is asked for the first time."""

        def describe(self, name: str) -> ExecutionDescription:
            if "describe" not in self.asked:
                self.asked.append("describe")
                raise NotFound(name)
            return super().describe(name)

    late = KnowsItLate()
    late.executions = machine.executions
    assert start(late, FakeLock("k"), "k").replayed
