"""Executions that were redriven: their records count no more until they have ended again."""

from dataclasses import replace

import pytest

from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.recorder import Recorder
from tests.fakes.containers import container
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at


@pytest.fixture
def machine() -> FakeStateMachine:
    machine = FakeStateMachine()
    machine.put("done", "FAILED")
    return machine


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.mark.parametrize("page_size", [1000, 1])
def test_a_redrive_makes_a_record_live_again_and_its_end_is_recorded_anew(
    records: FakeRecords, page_size: int
) -> None:
    machine = FakeStateMachine(page_size=page_size)
    machine.put("done", "FAILED")
    machine.put("newer", seconds=9)
    knows_it, other = (container(machine, records) for _ in range(2))
    assert knows_it.get("done").status == "FAILED"
    machine.put("done", "RUNNING")
    assert [reader.get("done").status for reader in (knows_it, other)] == ["RUNNING", "RUNNING"]
    machine.executions["done"] = replace(
        machine.executions["done"], status=ExecutionStatus.SUCCEEDED, stopped_at=at(60)
    )
    assert [reader.get("done").status for reader in (knows_it, other)] == ["SUCCEEDED"] * 2
    del machine.executions["done"]
    found = container(machine, records).get("done")
    assert (found.status, found.stopped_at) == ("SUCCEEDED", at(60))


def test_a_redrive_that_has_failed_again_before_anybody_looked_is_read_anew(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    knows_it = container(machine, records)
    knows_it.get("done")
    machine.executions["done"] = replace(machine.executions["done"], stopped_at=at(60))
    for reader in (knows_it, container(machine, records)):
        assert reader.get("done").stopped_at == at(60)
        ((_, listed),) = reader.get_listed(machine.page(None, None).items)
        assert listed.stopped_at == at(60)


def test_what_was_read_before_a_redrive_is_not_recorded_over_what_was_read_after_it(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    before = container(machine, records).get("done")
    machine.executions["done"] = replace(
        machine.executions["done"], status=ExecutionStatus.SUCCEEDED, stopped_at=at(60)
    )
    container(machine, records).get("done")
    Recorder(records).keep(before)
    assert container(machine, records).get("done").status == "SUCCEEDED"
