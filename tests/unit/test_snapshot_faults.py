"""Containers that share a snapshot while others die, AWS cannot be asked, or the table fails."""

from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from chalicelib.deadline import LONGEST_ATTEMPT_SECONDS
from chalicelib.domain.execution import ExecutionListPage
from chalicelib.domain.snapshot import Snapshot
from chalicelib.errors import UpstreamThrottled, UpstreamUnavailable
from chalicelib.services.snapshots import (
    IDLE_FACTOR,
    LATE_SECONDS,
    LEASE_SECONDS,
    PAUSE_SECONDS,
)
from chalicelib.services.views import View
from tests.fakes.containers import (
    PACE_SECONDS,
    Containers,
    asked_of_the_table,
    status_of,
    times_asked,
)
from tests.fakes.faults import failing

IDLE_SECONDS = PACE_SECONDS * IDLE_FACTOR
SLOW = UpstreamThrottled("slow")
AWAY = UpstreamUnavailable("away")


@pytest.fixture
def world() -> Containers:
    return Containers.with_three()


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


class Died(BaseException):
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
    world.clock.move(LATE_SECONDS)
    assert View(other).age_seconds == PACE_SECONDS + LATE_SECONDS
    world.clock.move(1)
    late = View(other)
    assert late.snapshot is None
    assert late.get("live").status == "RUNNING"
    assert times_asked(world) == 0
    world.clock.move(LEASE_SECONDS - LATE_SECONDS)
    view = View(other)
    assert view.snapshot
    assert view.age_seconds == 0
    assert times_asked(world) == 1


def test_while_aws_is_slow_one_container_asks_it_at_a_time(world: Containers) -> None:
    world.machine.put("live", "RUNNING", seconds=10)
    readers = [world.new() for _ in range(4)]
    for reader in readers:
        View(reader)
    assert times_asked(world) == 1
    world.clock.move(3)
    list_of, others = world.machine.page, iter(readers[1:])
    seen: list[Snapshot | None] = []

    def slow(*given: Any) -> ExecutionListPage:
        world.clock.move(LONGEST_ATTEMPT_SECONDS + 0.5)
        seen.extend(View(other).snapshot for other in [*islice(others, 1)])
        return list_of(*given)

    world.machine.page = slow  # type: ignore[assignment]
    view = View(readers[0])
    assert times_asked(world) == 1
    assert len(seen) == 1
    assert view.snapshot
    assert world.store.head.as_of == view.snapshot.as_of


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


@pytest.mark.parametrize("error", [SLOW, AWAY])
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


def test_after_an_error_of_ours_the_last_snapshot_is_served_and_the_lease_is_free(
    world: Containers,
) -> None:
    reader, other = world.new(), world.new()
    View(reader)
    world.clock.move(IDLE_SECONDS)
    with failing(world.machine, "page", KeyError("x")):
        assert View(reader).age_seconds == IDLE_SECONDS
    world.clock.move(PAUSE_SECONDS)
    assert View(other).age_seconds == 0


def test_without_any_snapshot_the_error_of_step_functions_is_told(world: Containers) -> None:
    with failing(world.machine, "page", SLOW), failing(world.machine, "describe", SLOW):
        view = View(world.new())
        with pytest.raises(UpstreamThrottled):
            view.get("e1")


def test_while_the_table_cannot_be_read_aws_is_asked_directly(world: Containers) -> None:
    world.store.refuses_reads = AWAY
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
    world.store.refuses_reads = AWAY
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
