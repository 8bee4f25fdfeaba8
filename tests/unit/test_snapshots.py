"""Containers share a snapshot: who asks AWS, how often, and what the others see meanwhile."""

from datetime import timedelta

import pytest

from chalicelib.errors import UpstreamThrottled, UpstreamUnavailable
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshots import (
    IDLE_FACTOR,
    LATE_SECONDS,
    LEASE_SECONDS,
    PAUSE_SECONDS,
)
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers
from tests.fakes.faults import failing

IDLE_SECONDS = PACE_SECONDS * IDLE_FACTOR
SLOW = UpstreamThrottled("slow")


@pytest.fixture
def world() -> Containers:
    world = Containers()
    for number in range(3):
        world.machine.put(f"e{number}", seconds=number)
    return world


def status_of(executions: ExecutionRepository, name: str) -> str:
    return View(executions).get(name).status


def times_asked(world: Containers) -> int:
    """Return how often Step Functions was asked for its list since this was last called."""
    asked = world.machine.asked.count("page")
    world.machine.asked.clear()
    return asked


def asked_of_the_table(world: Containers) -> list[str]:
    asked = [*world.store.asked, *world.records.asked]
    world.store.asked.clear()
    world.records.asked.clear()
    return asked


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
    assert asked_of_the_table(world) == ["look"]


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
    assert asked_of_the_table(world)[:3] == ["look", "take", "end"]
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
    assert status_of(one, "new") == "RUNNING"
    world.machine.put("new", "ABORTED", seconds=20)
    one.changed()
    # Another container's snapshot may have been asked for just before.
    View(other)
    assert status_of(one, "new") == "ABORTED"
    world.clock.move(PACE_SECONDS)
    assert View(one).snapshot
    assert status_of(one, "new") == "ABORTED"


def test_who_finds_the_lease_taken_serves_what_there_is(world: Containers) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    reader = world.new()
    before = View(reader)
    world.clock.move(3)
    assert world.store.lease.take(
        "another", world.aws_time(), world.aws_time() + timedelta(seconds=6)
    )
    view = View(reader)
    assert view.snapshot == before.snapshot
    assert view.age_seconds == 3
    assert times_asked(world) == 1


class Died(Exception):
    """A container that is gone in the middle of its work."""


def test_where_the_leases_holder_dies_another_takes_over_when_the_lease_ends(
    world: Containers,
) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    holder, other = world.new(), world.new()
    View(holder)
    View(other)
    world.clock.move(PACE_SECONDS)
    with failing(world.machine, "page", Died()), pytest.raises(Died):
        View(holder)
    times_asked(world)
    for _ in range(LEASE_SECONDS):
        assert View(other).snapshot
        world.clock.move(1)
    assert View(other).age_seconds == 0
    assert times_asked(world) == 1


def test_without_a_snapshot_a_request_waits_for_who_makes_it(world: Containers) -> None:
    now = world.aws_time()
    assert world.store.lease.take("another", now, now + timedelta(seconds=6))
    made = world.new()

    def another_writes(seconds: float) -> None:
        world.clock.move(seconds)
        if world.store.kept is None:
            world.store.lease.end("another", world.aws_time())
            View(made)

    view = View(world.new(pause=another_writes))
    assert view.snapshot
    assert times_asked(world) == 1


def test_without_a_snapshot_for_too_long_aws_is_asked_directly(world: Containers) -> None:
    now = world.aws_time()
    assert world.store.lease.take("another", now, now + timedelta(seconds=6))
    view = View(world.new())
    assert view.snapshot is None
    assert view.get("e1").status == "SUCCEEDED"
    assert 2 <= (world.aws_time() - now).total_seconds() < 3


def test_after_an_hour_in_which_nobody_looked_what_is_served_is_new(world: Containers) -> None:
    reader = world.new()
    View(reader)
    world.machine.put("new", seconds=20)
    world.clock.move(3600)
    view = View(reader)
    assert view.age_seconds == 0
    assert view.snapshot
    assert view.snapshot.items[0].name == "new"


@pytest.mark.parametrize("error", [SLOW, UpstreamUnavailable("away")])
def test_while_step_functions_cannot_be_asked_the_last_snapshot_is_served_however_old(
    world: Containers, error: UpstreamThrottled | UpstreamUnavailable
) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    readers = [world.new() for _ in range(5)]
    View(readers[0])
    world.clock.move(PACE_SECONDS)
    tries: list[str] = []

    def refuse(*_: object) -> None:
        tries.append("page")
        raise error

    world.machine.page = refuse  # type: ignore[assignment]
    for second in range(60):
        for reader in [*readers, world.new()]:
            view = View(reader)
            assert view.get("live").status == "RUNNING"
            assert view.age_seconds == PACE_SECONDS + second
        world.clock.move(1)
    assert len(tries) == 60 / PAUSE_SECONDS
    del world.machine.page
    world.clock.move(PAUSE_SECONDS)
    assert View(readers[0]).age_seconds == 0


def test_without_any_snapshot_the_error_of_step_functions_is_told(world: Containers) -> None:
    with failing(world.machine, "page", SLOW), failing(world.machine, "describe", SLOW):
        view = View(world.new())
        with pytest.raises(UpstreamThrottled):
            view.get("e1")


def test_while_the_table_cannot_be_read_aws_is_asked_directly(world: Containers) -> None:
    world.store.refuses_reads = SLOW
    reader = world.new()
    for _ in range(20):
        view = View(reader)
        assert view.snapshot is None
        assert view.get("e1").status == "SUCCEEDED"
        assert [i.name for i in view.page(None, None).items] == ["e2", "e1", "e0"]
    assert asked_of_the_table(world).count("fetch") == 1
    assert times_asked(world) == 1
    world.store.refuses_reads = None
    world.clock.move(PAUSE_SECONDS)
    assert View(reader).snapshot


def test_what_was_read_is_served_for_a_while_though_the_table_fails(world: Containers) -> None:
    reader = world.new()
    View(reader)
    world.store.refuses_reads = SLOW
    world.clock.move(IDLE_SECONDS)
    assert View(reader).age_seconds == IDLE_SECONDS
    world.clock.move(LATE_SECONDS + 0.1)
    assert View(reader).snapshot is None


@pytest.mark.parametrize("part", ["lease", "store"])
def test_while_the_table_cannot_be_written_each_container_asks_aws_by_its_own_pace(
    world: Containers, part: str
) -> None:
    reader = world.new()
    View(reader)
    if part == "lease":
        world.store.lease.refuses = SLOW
    else:
        world.store.refuses_writes = SLOW
    world.machine.put("new", "RUNNING", seconds=20)
    for _ in range(40):
        world.clock.move(1)
        status_of(reader, "e1")
    world.machine.asked.clear()
    assert status_of(reader, "new") == "RUNNING"
    world.store.lease.refuses = world.store.refuses_writes = None
    world.clock.move(PAUSE_SECONDS)
    View(reader)
    world.clock.move(LEASE_SECONDS)
    snapshot = View(reader).snapshot
    assert snapshot
    assert [item.name for item in snapshot.running] == ["new"]
    assert View(world.new()).snapshot == snapshot


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
