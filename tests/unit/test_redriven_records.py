"""Executions that were redriven: their records count no more until they have ended again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.recorder import Recorder
from chalicelib.services.snapshots import IDLE_FACTOR
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers, container, status_of
from tests.fakes.keeper import FakeKeeper
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


def with_many_newer() -> Containers:
    """Return containers of a state machine whose snapshot is without its oldest execution."""
    world = Containers()
    world.machine.put("done", "FAILED")
    for number in range(60):
        world.machine.put(f"newer{number}", seconds=10 + number)
    world.clock.move(1000)
    # One snapshot reads some of them, and the next one the others.
    for _ in range(3):
        View(world.new())
        world.clock.move(PACE_SECONDS * IDLE_FACTOR)
    return world


def end_again(world: Containers) -> None:
    again = replace(
        world.machine.executions["done"], status=ExecutionStatus.SUCCEEDED, stopped_at=at(900)
    )
    world.machine.executions["done"] = again


def test_a_redrive_that_ended_unseen_beyond_the_snapshot_is_noticed_by_every_container() -> None:
    world = with_many_newer()
    readers = [world.new() for _ in range(3)]
    assert {status_of(reader, "done") for reader in readers} == {"FAILED"}
    end_again(world)
    world.clock.move(PACE_SECONDS + 0.1)
    assert View(readers[0]).snapshot
    assert {status_of(reader, "done") for reader in readers} == {"SUCCEEDED"}


def test_what_depends_on_more_than_the_snapshot_is_no_steady_answer() -> None:
    world = with_many_newer()
    reader = world.new()
    status_of(reader, "done")
    view = View(reader)
    view.get("done")
    assert not view.steady


def test_beyond_the_snapshot_what_can_change_no_more_asks_step_functions_for_nothing() -> None:
    world = with_many_newer()
    reader = world.new()
    status_of(reader, "newer0")
    # A redrive of what failed is possible for 14 days.
    world.clock.move((at(0) + timedelta(days=16) - world.aws_time()).total_seconds())
    status_of(reader, "done")
    View(reader)
    world.machine.asked.clear()
    for name in ("newer0", "done"):
        view = View(reader)
        assert view.get(name).ended
        assert view.steady
    assert world.machine.asked == []


def test_a_new_end_that_another_container_has_recorded_is_kept_once_it_is_read() -> None:
    machine, records = FakeStateMachine(page_size=1), FakeRecords()
    machine.put("done", "FAILED")
    machine.put("newer", seconds=9)
    reader = container(machine, records)
    reader.get("done")
    machine.executions["done"] = replace(
        machine.executions["done"], status=ExecutionStatus.SUCCEEDED, stopped_at=at(60)
    )
    FakeKeeper(machine, records, at(0) + timedelta(days=1)).finish()
    machine.asked.clear()
    items = [records.items["done"].entry.item]
    for _ in range(2):
        ((_, listed),) = reader.get_listed(items)
        assert (listed.status, reader.get("done").status) == ("SUCCEEDED", "SUCCEEDED")
    assert "describe" not in machine.asked
