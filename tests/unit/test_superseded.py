from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.execution import ExecutionListPage
from chalicelib.domain.execution_input import ExecutionInput, read_input
from chalicelib.domain.pipeline import Revision, read_pipeline
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import UpstreamThrottled
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.superseded import MAX_LATER, check_superseded
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import History

TASK = {
    "Type": "Task",
    "Parameters": {"JobName": "j"},
    "Resource": "arn:aws:states:::glue:startJobRun.sync",
}
KEYS = ("a", "b", "c", "d")
DEFINITION: Mapping[str, Any] = {
    "StartAt": KEYS[0],
    "States": {
        key: {**TASK, **({"Next": following} if following else {"End": True})}
        for key, following in zip(KEYS, (*KEYS[1:], None), strict=True)
    },
}
PIPELINE = read_pipeline(DEFINITION)
RESUME = read_input({"resumed_from": "failed"})


class FourSteps(FakeStateMachine):
    """One of steps a to d."""

    def revision_of(self, name: str) -> Revision:
        self.asked.append("revision_of")
        return Revision(DEFINITION, self.updated_at)


def machine_with(later: int) -> FakeStateMachine:
    """Return one with a failure and so many later successes, which ran no step."""
    machine = FourSteps()
    machine.put("failed", "FAILED")
    for number in range(later):
        machine.put(f"later{number}", seconds=number + 1)
    return machine


def run(machine: FakeStateMachine, name: str, *keys: str) -> None:
    history = History()
    for key in keys:
        history.enter(key)
        history.begin({}, f"jr_{key}")
        history.succeed(f"jr_{key}")
    machine.histories[name] = list(history.events)


def check(machine: FakeStateMachine, given: ExecutionInput = RESUME) -> Check:
    executions = ExecutionRepository(machine, 0)
    refresh = PreparedRefresh(PIPELINE, given, resumes=executions.get("failed"))
    (found,) = check_superseded(executions, refresh)
    return found


def test_a_start_is_not_looked_at() -> None:
    machine = machine_with(3)
    assert (
        check_superseded(
            ExecutionRepository(machine, 0), PreparedRefresh(PIPELINE, ExecutionInput())
        )
        == ()
    )
    assert machine.asked == []


def test_the_newest_of_those_that_ran_the_same_step_is_named() -> None:
    machine = machine_with(3)
    for name in ("later0", "later1"):
        run(machine, name, "a")
    found = check(machine)
    assert found.status == "warning"
    assert "later1 started after failed, at 2026-11-01T02:00:02Z" in found.detail


GOES_ON = read_input(
    {
        "resumed_from": "failed",
        "skip": {"a": True, "b": True, "c": True},
        "completed_in": {"b": "failed", "a": "before"},
    }
)


@pytest.mark.parametrize(
    ("ran", "newest", "again", "skipped"),
    [
        ({"later2": "d", "later0": "a"}, "later2", "d", "a"),
        ({"later1": "d", "later0": "abcd"}, "later1", "d", "a, b"),
        ({"later1": "a", "later0": "ab"}, "later1", "", "a, b"),
        ({"later0": "d"}, "later0", "d", ""),
    ],
)
def test_all_that_later_ones_ran_is_told_of_what_would_run_again_or_be_skipped_as_done(
    ran: dict[str, str], newest: str, again: str, skipped: str
) -> None:
    machine = machine_with(3)
    for name, keys in ran.items():
        run(machine, name, *keys)
    found = check(machine, GOES_ON)
    assert found.status == "warning"
    assert found.detail.startswith(f"{newest} started after failed")
    parts = [part.rpartition(": ") for part in found.detail.split("; ")[1:]]
    assert {part[0].rpartition("would ")[2]: part[2] for part in parts} == {
        **({"run again": again} if again else {}),
        **({"be skipped": skipped} if skipped else {}),
    }


def test_what_was_left_out_as_asked_does_not_count() -> None:
    machine = machine_with(2)
    run(machine, "later0", "c")
    assert check(machine, GOES_ON).status == "ok"


def test_what_one_ran_that_failed_then_counts() -> None:
    machine = machine_with(0)
    machine.put("later", "FAILED", seconds=1)
    run(machine, "later", "a")
    assert "later started after failed" in check(machine, GOES_ON).detail


def test_where_not_all_were_looked_at_that_is_told_too() -> None:
    machine = machine_with(MAX_LATER)
    run(machine, f"later{MAX_LATER - 1}", "d")
    assert "were looked at" not in check(machine, GOES_ON).detail
    machine.put("first", seconds=0.5)
    assert f"only the newest {MAX_LATER} were looked at" in check(machine, GOES_ON).detail


@pytest.mark.parametrize("later", [MAX_LATER + 1, 300])
def test_what_is_asked_does_not_grow_with_the_executions(later: int) -> None:
    machine = machine_with(later)
    found = check(machine)
    assert (found.status, "the rest is not known" in found.detail) == ("warning", True)
    assert machine.asked.count("page") == 1
    assert machine.asked.count("describe") == 1 + MAX_LATER


def test_a_list_that_cannot_be_read_does_not_stand_in_the_way() -> None:
    class Throttles(FakeStateMachine):
        """It throttles the list."""

        def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
            raise UpstreamThrottled("slow")

    machine = Throttles()
    machine.put("failed", "FAILED")
    assert check(machine) == Check(
        "superseded", None, CheckStatus.WARNING, "could not be checked: slow"
    )
