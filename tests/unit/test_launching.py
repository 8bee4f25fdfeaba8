from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from chalicelib.domain.execution import ExecutionFacts
from chalicelib.domain.refresh import RefreshRequest
from chalicelib.errors import (
    AlreadyRunning,
    Conflict,
    Invalid,
    NotFound,
    Refused,
    Throttled,
)
from chalicelib.services.launching import Caller, Started
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.starting import start_refresh
from tests.support.machine import MemoryGlue, MemoryLock, MemoryMachine

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


class LosesItsAnswer(MemoryMachine):
    """It starts the execution, and the second try that boto3 then makes finds the name taken."""

    def start(self, name: str, document: Mapping[str, Any]) -> datetime:
        super().start(name, document)
        raise Conflict(name)


class RefusesAfterTheStart(MemoryMachine):
    """Another refresh takes the lock in the moment between the look and the start."""

    def start(self, name: str, document: Mapping[str, Any]) -> datetime:
        started_at = super().start(name, document)
        cause = "arn:aws:states:us-east-1:123456789012:execution:m:other"
        self.executions[name] = replace(
            self.executions[name], status="FAILED", error="RefreshAlreadyRunning", cause=cause
        )
        return started_at


class FailsAtItsStart(MemoryMachine):
    """It cannot write the lock."""

    def start(self, name: str, document: Mapping[str, Any]) -> datetime:
        started_at = super().start(name, document)
        self.executions[name] = replace(
            self.executions[name], status="FAILED", error="DynamoDB.AmazonDynamoDBException"
        )
        return started_at


class HeldByTheNewest(MemoryLock):
    """Held by whatever was started last."""

    def __init__(self, machine: MemoryMachine) -> None:
        super().__init__()
        self._machine = machine

    def holder(self) -> str | None:
        return next(reversed(self._machine.executions), None)


def start(machine: MemoryMachine, lock: MemoryLock, key: str | None = None) -> Started:
    aws = Aws(machine, lock, MemoryGlue())
    reader = ExecutionReader(machine, 0)
    return start_refresh(aws, reader, RefreshRequest(), Caller("ann", key), NOW)


def test_a_start_whose_answer_was_lost_is_known_by_its_name() -> None:
    machine = LosesItsAnswer()
    started = start(machine, HeldByTheNewest(machine))
    assert list(machine.executions) == [started.execution.facts.name]


def test_after_the_api_died_the_same_key_finds_what_was_started() -> None:
    machine = MemoryMachine()
    first = start(machine, HeldByTheNewest(machine), "k")
    again = start(machine, HeldByTheNewest(machine), "k")
    assert (first.replayed, again.replayed) == (False, True)
    assert list(machine.executions) == ["k"]


def test_a_key_of_another_request_is_refused() -> None:
    machine = MemoryMachine()
    machine.put("k", "RUNNING")
    with pytest.raises(Invalid, match="started by another request"):
        start(machine, HeldByTheNewest(machine), "k")


def test_who_loses_the_race_for_the_lock_is_told_who_won() -> None:
    machine = RefusesAfterTheStart()
    machine.put("other", "RUNNING")
    with pytest.raises(AlreadyRunning) as refused:
        start(machine, MemoryLock())
    assert refused.value.holder.facts.name == "other"
    assert "used up: give a new one" in str(refused.value)


def test_a_key_that_was_refused_before_says_so_once_the_holder_has_ended() -> None:
    machine = RefusesAfterTheStart()
    machine.put("other", "SUCCEEDED")
    with pytest.raises(Conflict, match=r"other was running then; .* was refused, .* used up"):
        start(machine, MemoryLock(), "k")


def test_the_same_key_twice_at_once_is_a_replay() -> None:
    machine = MemoryMachine()
    start(machine, HeldByTheNewest(machine), "k")

    class KnowsItLate(MemoryMachine):
        """It does not know the execution yet when it is asked for the first time."""

        def describe(self, name: str) -> ExecutionFacts:
            if "describe" not in self.asked:
                self.asked.append("describe")
                raise NotFound(name)
            return super().describe(name)

    late = KnowsItLate()
    late.executions = machine.executions
    assert start(late, MemoryLock("k"), "k").replayed


def test_what_was_started_is_not_denied_because_aws_throttles() -> None:
    class Throttles(MemoryMachine):
        """It throttles the first look at an execution that was started."""

        def describe(self, name: str) -> ExecutionFacts:
            if "describe" not in self.asked:
                self.asked.append("describe")
                raise Throttled(name)
            return super().describe(name)

    class TakenLate(HeldByTheNewest):
        """It is taken a moment after the start."""

        def holder(self) -> str | None:
            return super().holder() if "describe" in machine.asked else None

    machine = Throttles()
    assert start(machine, TakenLate(machine)).execution.facts.status == "RUNNING"


def test_an_execution_that_cannot_take_the_lock_is_no_success() -> None:
    with pytest.raises(Refused, match="failed before its first step"):
        start(FailsAtItsStart(), MemoryLock())


def test_a_holder_that_has_ended_holds_nothing() -> None:
    machine = MemoryMachine()
    machine.put("dead", "ABORTED")
    lock = MemoryLock("dead")

    class TakesOver(MemoryMachine):
        def start(self, name: str, document: Mapping[str, Any]) -> datetime:
            lock.name = name
            return super().start(name, document)

    taking = TakesOver()
    taking.put("dead", "ABORTED")
    assert start(taking, lock).execution.facts.status == "RUNNING"
