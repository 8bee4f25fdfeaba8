"""Containers share a snapshot: who asks AWS, how often, and what the others see meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.snapshots import IDLE_FACTOR
from chalicelib.services.views import View
from tests.fakes.containers import (
    PACE_SECONDS,
    Containers,
    asked_of_the_table,
    status_of,
    times_asked,
)
from tests.support.waiting import awaited

IDLE_SECONDS = PACE_SECONDS * IDLE_FACTOR


@pytest.fixture
def world() -> Containers:
    return Containers.with_three()


def test_one_container_asks_and_a_cold_one_makes_one_call_to_the_table(world: Containers) -> None:
    first = View(world.new())
    assert first.snapshot
    assert [item.name for item in first.snapshot.items] == ["e2", "e1", "e0"]
    assert times_asked(world) == 1
    asked_of_the_table(world)
    for _ in range(5):
        view = View(world.new())
        assert view.snapshot == first.snapshot
        assert view.get("e1").status == "SUCCEEDED"
        assert asked_of_the_table(world) == ["fetch"]
    assert world.machine.asked == []


def test_within_a_second_a_process_makes_no_call_and_then_reads_the_head(world: Containers) -> None:
    world.new()
    View(world.new())
    reader = world.new()
    View(reader)
    asked_of_the_table(world)
    for _ in range(9):
        world.clock.move(0.1)
        View(reader)
    assert asked_of_the_table(world) == []
    world.clock.move(0.2)
    View(reader)
    assert asked_of_the_table(world) == ["read_head"]


@pytest.mark.parametrize(("status", "pace"), [("RUNNING", PACE_SECONDS), ("FAILED", IDLE_SECONDS)])
def test_step_functions_is_asked_once_in_the_pace_by_however_many_containers(
    world: Containers, status: str, pace: float
) -> None:
    world.machine.put("live", status, seconds=10)
    readers = [world.new(wall_is_off_by=timedelta(minutes=m)) for m in (0, -7, 7, 0, 60)]
    for _ in range(200):
        ages = [View(reader).age_seconds for reader in readers]
        assert max(ages) <= pace + 1
        world.clock.move(0.3)
    assert 60 / (pace + 1) - 1 <= times_asked(world) <= 60 / pace + 1


def test_while_nothing_changes_the_head_alone_is_written(world: Containers) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    reader = world.new()
    before = View(reader)
    asked_of_the_table(world)
    world.clock.move(PACE_SECONDS)
    after = View(reader)
    assert asked_of_the_table(world)[:3] == ["read_head", "take", "end"]
    assert (after.version, after.as_of - before.as_of) == (before.version, timedelta(seconds=2))
    world.machine.put("live", "FAILED", seconds=10)
    world.clock.move(PACE_SECONDS)
    assert View(reader).version != before.version
    assert "put" in world.store.asked


def test_a_start_elsewhere_is_seen_within_the_pace(world: Containers) -> None:
    one, other = world.new(), world.new()
    View(one)
    View(other)
    world.clock.move(3)
    View(other)
    world.machine.put("new", "RUNNING", seconds=20)
    one.changed()
    one.mark()
    world.clock.move(1)
    snapshot = View(other).snapshot
    assert snapshot
    assert [item.name for item in snapshot.running] == ["new"]


def test_after_a_mark_the_pace_is_kept_for_a_while_for_aws_may_list_a_start_late(
    world: Containers,
) -> None:
    one, other = world.new(), world.new()
    View(other)
    one.changed()
    one.mark()
    world.clock.move(PACE_SECONDS)
    View(other)
    times_asked(world)
    for _ in range(30):
        world.clock.move(1)
        View(other)
    assert times_asked(world) == 2 + 2


def test_who_starts_or_stops_something_sees_it_at_once(world: Containers) -> None:
    one, other = world.new(), world.new()
    View(one)
    world.machine.put("new", "RUNNING", seconds=20)
    one.changed()
    one.mark()
    assert status_of(one, "new") == "RUNNING"
    world.machine.put("new", "ABORTED", seconds=20)
    one.changed()
    one.mark()
    # Another container's snapshot may have been asked for just before.
    View(other)
    assert status_of(one, "new") == "ABORTED"
    world.clock.move(PACE_SECONDS)
    assert View(one).snapshot
    assert status_of(one, "new") == "ABORTED"


def test_an_execution_that_ends_between_two_snapshots_is_recorded_and_stays(
    world: Containers,
) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    reader = world.new()
    assert status_of(reader, "live") == "RUNNING"
    world.machine.put("live", "FAILED", seconds=10)
    world.clock.move(PACE_SECONDS)
    assert status_of(reader, "live") == "FAILED"
    assert "live" in world.records.items
    for name in ("live", "e2"):
        del world.machine.executions[name]
    for _ in range(2):
        world.clock.move(IDLE_SECONDS)
        snapshot = View(world.new()).snapshot
        assert snapshot
        assert [item.name for item in snapshot.items] == ["live", "e2", "e1", "e0"]


def test_what_was_recorded_and_is_redriven_is_shown_live_again(world: Containers) -> None:
    for number in range(60):
        world.machine.put(f"later{number}", seconds=100 + number)
    for _ in range(3):
        View(world.new())
        world.clock.move(IDLE_SECONDS)
    assert status_of(world.new(), "e0") == "SUCCEEDED"
    world.machine.put("e0", "RUNNING", seconds=0)
    world.clock.move(IDLE_SECONDS)
    for reader in (world.new(), world.new()):
        assert status_of(reader, "e0") == "RUNNING"
    world.machine.put("e0", "FAILED", seconds=0)
    world.clock.move(PACE_SECONDS)
    View(world.new())
    assert status_of(world.new(), "e0") in ("SUCCEEDED", "FAILED")


def test_no_more_than_a_few_executions_are_read_for_one_snapshot(world: Containers) -> None:
    for number in range(60):
        world.machine.put(f"later{number:02}", seconds=100 + number)
    lengths = []
    for _ in range(4):
        world.machine.asked.clear()
        snapshot = View(world.new()).snapshot
        assert snapshot
        assert not snapshot.whole
        assert world.machine.asked.count("describe") <= 20
        lengths.append(len(snapshot.items))
        world.clock.move(IDLE_SECONDS)
    assert lengths == [20, 40, 50, 50]


def test_what_is_asked_beside_the_snapshot_may_be_older_and_the_view_says_so(
    world: Containers,
) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    reader, other = world.new(), world.new()
    View(reader)
    world.clock.move(1)
    asked_at = world.aws_time()
    View(reader).page(ExecutionStatus.FAILED, None)
    world.clock.move(1)
    assert View(other).as_of == world.aws_time()
    view = View(reader)
    assert view.as_of == world.aws_time()
    view.page(ExecutionStatus.FAILED, None)
    assert view.as_of <= asked_at


def test_threads_of_one_process_that_ask_at_once_share_one_look(world: Containers) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    reader = world.new()
    world.machine.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        seen = [pool.submit(lambda: View(reader).version) for _ in range(20)]
        awaited(lambda: "describe" in world.machine.asked)
        world.machine.gate.set()
        versions = {asked.result() for asked in seen}
    assert len(versions) == 1
    assert None not in versions
    assert times_asked(world) == 1
    assert world.store.asked == ["fetch", "take", "put", "end"]
