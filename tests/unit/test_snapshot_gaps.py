"""What a snapshot lacks is asked for beside it, and is never told to be all there is."""

import pytest

from chalicelib.domain.listing import Filters
from chalicelib.domain.snapshot import MAX_RUNNING
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import UpstreamRejected, UpstreamThrottled
from chalicelib.services.listing import list_executions
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshots import IDLE_FACTOR
from chalicelib.services.table_access import PAUSE_SECONDS
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers, times_asked
from tests.fakes.faults import failing
from tests.fakes.keeper import NotedMachine
from tests.fakes.lists import record_many

IDLE_SECONDS = PACE_SECONDS * IDLE_FACTOR


@pytest.mark.parametrize("error", [UpstreamRejected("no key"), KeyError("x")])
@pytest.mark.parametrize("status", ["FAILED", "RUNNING"])
def test_one_execution_that_cannot_be_read_is_an_error_for_those_who_ask_for_it_alone(
    error: Exception, status: str
) -> None:
    machine = NotedMachine()
    world = Containers.with_three(machine)
    View(world.new())
    machine.put("odd", status, seconds=10)
    machine.broken["odd"] = error
    world.clock.move(IDLE_SECONDS)
    machine.put("live", "RUNNING", seconds=20)
    for reader in (world.new(), world.new()):
        for _ in range(3):
            world.clock.move(PACE_SECONDS)
            view = View(reader)
            assert view.age_seconds == 0
            assert view.snapshot
            assert [item.name for item in view.snapshot.items] == ["live", "odd", "e2", "e1", "e0"]
            assert "live" in {item.name for item in view.snapshot.running}
            assert list_executions(view, Filters(), 1, None).items[0].name == "live"
            with pytest.raises(type(error)):
                view.get("odd")
            with pytest.raises(type(error)):
                list_executions(view, Filters(), 2, None)
    del machine.broken["odd"]
    world.clock.move(PACE_SECONDS)
    snapshot = View(world.new()).snapshot
    assert snapshot
    assert {*snapshot.executions} == {"live", "odd", "e2", "e1", "e0"}


def names_of(reader: ExecutionRepository) -> list[str]:
    """Return the names of all executions, as pages of the list tell them."""
    names, after = [], None
    while True:
        page = list_executions(View(reader), Filters(), 20, after)
        names += [execution.name for execution in page.items]
        if (after := page.next) is None:
            return names


def test_where_the_records_cannot_be_listed_the_snapshot_is_not_told_to_be_whole() -> None:
    world = Containers.with_three()
    record_many(world.records, 30)
    reader, other = world.new(), world.new()
    everything = names_of(reader)
    assert len(everything) == 33
    world.clock.move(IDLE_SECONDS)
    with failing(world.records, "page", UpstreamThrottled("slow")):
        first = View(reader).snapshot
    assert first
    assert not first.whole
    assert names_of(other) == everything
    world.clock.move(PAUSE_SECONDS)
    View(reader)
    view = View(other)
    assert view.snapshot
    assert view.snapshot.whole


def test_while_the_table_throttles_nobody_asks_step_functions_instead() -> None:
    world = Containers.with_three()
    readers = [world.new() for _ in range(5)]
    first = View(readers[0]).snapshot
    assert [View(reader).snapshot for reader in readers] == [first] * 5
    times_asked(world)
    world.store.refuses_reads = UpstreamThrottled("slow")
    world.clock.move(IDLE_SECONDS)
    for _ in range(7):
        world.clock.move(1)
        assert [View(reader).snapshot for reader in readers] == [first] * 5
    assert times_asked(world) == 0
    world.store.refuses_reads = None
    world.clock.move(0.5)
    assert [View(reader).age_seconds for reader in readers] == [0] * 5
    assert times_asked(world) == 1


def test_without_a_snapshot_a_request_waits_while_the_table_throttles() -> None:
    world = Containers.with_three()
    View(world.new())
    times_asked(world)
    pauses = []

    def pause(seconds: float) -> None:
        world.clock.move(seconds)
        pauses.append(seconds)
        if len(pauses) == 4:
            world.store.refuses_reads = None

    world.store.refuses_reads = UpstreamThrottled("slow")
    assert View(world.new(pause=pause)).snapshot
    assert 4 <= len(pauses) <= 6
    assert times_asked(world) == 0


@pytest.mark.parametrize("number", [MAX_RUNNING - 1, MAX_RUNNING, MAX_RUNNING + 10])
def test_all_that_run_are_listed_however_many(number: int) -> None:
    world = Containers()
    for second in range(number):
        world.machine.put(f"live{second}", "RUNNING", seconds=second)
    reader = world.new()
    running = Filters(status=ExecutionStatus.RUNNING)
    page = list_executions(View(reader), running, 100, None)
    assert len(page.items) == number
    assert page.next is None
