"""The lock: it is taken, taken over, given back, and taken again by its own execution."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.adapters.aws import lock as adapter
from chalicelib.adapters.aws.clients import dynamodb
from chalicelib.adapters.aws.moments import moment_of, text_of
from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock
from chalicelib.services.ports import Lock
from local.aws import REGION
from local.provisioning import Deployed
from tests.fakes.clock import FakeClock
from tests.fakes.lock import FakeLock
from tests.support.events import START
from tests.support.executions import wait_for_all
from tests.support.glue import lasting
from tests.support.lock import arn_of, delete_lock, lock_item, put_lock, start_directly
from tests.support.pipelines import eight_steps
from tests.support.waiting import until


@dataclass(frozen=True)
class Held:
    """A lock, the clock that it is read by, and what an execution does to it.

    `begin` has an execution of this name take it, and run on; `leave` puts it as one leaves it that
    took it so many seconds ago, or at no known time, and was stopped.
    """

    lock: Lock
    clock: FakeClock
    begin: Callable[[str], object]
    leave: Callable[[str, float | None], None]


@pytest.fixture
def held(world: str, request: pytest.FixtureRequest) -> Iterator[Held]:
    if world == "fake":
        clock = FakeClock(START)
        fake = FakeLock(clock=clock)
        yield Held(fake, clock, fake.acquire, fake.leave)
        return
    deployed: Deployed = request.getfixturevalue("deployed")
    yield from held_on_aws(deployed)


def held_on_aws(deployed: Deployed) -> Iterator[Held]:
    clock = FakeClock(START)
    lock = adapter.Lock(
        dynamodb(REGION),
        deployed.lock_table_name,
        deployed.state_machine_arn,
        clock=lambda: clock.now,
    )

    def begin(name: str) -> None:
        start_directly(deployed, name, "job7")
        until(lambda: "awaited_until" in lock_item(deployed), expected=False)
        # The state machine has a clock of its own.
        clock.now = moment_of(lock_item(deployed)["acquired_at"]["S"]) or clock.now

    def leave(name: str, seconds_ago: float | None) -> None:
        moment = None if seconds_ago is None else clock.now - timedelta(seconds=seconds_ago)
        acquired_at = {"acquired_at": text_of(moment)} if moment else {}
        put_lock(deployed, arn_of(deployed, name), **acquired_at)

    with lasting(eight_steps().values.job_names["job7"]):
        yield Held(lock, clock, begin, leave)
    wait_for_all()
    delete_lock(deployed)


@pytest.fixture
def name() -> str:
    return f"mine-{time.time_ns()}"


def taken(held: Held, name: str, dead: HeldLock | None = None) -> HeldLock:
    lock, was_taken = held.lock.take(name, dead)
    assert was_taken
    assert lock.name == name
    return lock


def refused(held: Held, name: str, dead: HeldLock | None = None) -> HeldLock:
    """See that the lock is not taken, and return it as the one who asked is told of it."""
    lock, was_taken = held.lock.take(name, dead)
    assert not was_taken
    assert lock == held.lock.read()
    return lock


def read(held: Held) -> HeldLock:
    lock = held.lock.read()
    assert lock
    return lock


def test_a_lock_that_nobody_holds_is_taken_and_given_back(held: Held, name: str) -> None:
    assert held.lock.read() is None
    lock = taken(held, name)
    assert held.lock.read() == lock
    assert (lock.awaited_since, lock.left_by) == (held.clock.now, None)
    assert lock.awaited_until
    held.lock.give_back(lock)
    assert held.lock.read() is None


def test_a_lock_that_is_held_is_not_taken_and_its_holder_is_told(held: Held, name: str) -> None:
    lock = taken(held, name)
    held.clock.move(1)
    assert refused(held, "other") == lock


def test_a_second_request_of_the_same_name_does_not_take_it_again(held: Held, name: str) -> None:
    first = taken(held, name)
    held.clock.move(1)
    assert refused(held, name) == first


def test_a_write_whose_answer_got_lost_is_made_again(held: Held, name: str) -> None:
    assert taken(held, name) == taken(held, name)


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, False), (1, False)])
def test_a_lock_is_awaited_for_a_minute(
    held: Held, name: str, seconds: float, *, counts: bool
) -> None:
    lock = taken(held, name)
    held.clock.move(AWAITED_SECONDS + seconds)
    found = read(held)
    assert found.awaited_until == lock.awaited_until
    assert found.awaited_since == (lock.awaited_since if counts else None)


@pytest.mark.parametrize(("ago", "counts"), [(59, True), (61, False), (None, False)])
def test_a_lock_that_an_execution_took_counts_for_a_minute(
    held: Held, name: str, ago: float | None, *, counts: bool
) -> None:
    held.leave(name, ago)
    found = read(held)
    assert (found.name, found.awaited_until, found.left_by) == (name, None, None)
    assert (found.awaited_since is not None) == counts


@pytest.mark.parametrize("ago", [None, 3600])
def test_a_dead_holders_lock_is_taken_over_and_given_back_to_it(
    held: Held, name: str, ago: float | None
) -> None:
    held.leave("dead", ago)
    dead = read(held)
    assert refused(held, name) == dead
    lock = taken(held, name, dead)
    assert lock.left_by == dead.holder
    assert read(held) == lock
    held.lock.give_back(lock)
    assert read(held) == HeldLock(dead.holder)


def test_a_lock_that_was_awaited_in_vain_is_taken_over(held: Held, name: str) -> None:
    taken(held, "never-began")
    held.clock.move(AWAITED_SECONDS)
    dead = read(held)
    lock = taken(held, name, dead)
    assert lock.left_by == dead.holder
    held.lock.give_back(lock)
    assert read(held) == HeldLock(dead.holder)


def test_a_lock_that_changed_hands_meanwhile_is_not_taken_over(held: Held, name: str) -> None:
    held.leave("dead", None)
    dead = read(held)
    other = taken(held, "quicker", dead)
    assert refused(held, name, dead) == other
    held.lock.give_back(other)
    held.clock.move(1)
    assert taken(held, name, dead).left_by == dead.holder


def test_a_lock_that_was_taken_again_by_the_same_holder_is_not_taken_over(
    held: Held, name: str
) -> None:
    taken(held, "late")
    held.clock.move(AWAITED_SECONDS)
    seen = read(held)
    again = taken(held, "late", seen)
    assert refused(held, name, seen) == again


def test_only_what_was_taken_is_given_back(held: Held, name: str) -> None:
    mine = taken(held, name)
    held.clock.move(AWAITED_SECONDS)
    other = taken(held, "other", read(held))
    held.lock.give_back(mine)
    assert read(held) == other


def test_a_lock_that_its_execution_has_taken_stays_its(held: Held, name: str) -> None:
    lock = taken(held, name)
    held.clock.move(AWAITED_SECONDS)
    seen = read(held)
    assert seen.awaited_since is None
    held.begin(name)
    found = read(held)
    assert (found.holder, found.awaited_until) == (lock.holder, None)
    assert found.awaited_since
    held.lock.give_back(lock)
    assert refused(held, "other", seen) == found
    held.clock.move(AWAITED_SECONDS)
    assert read(held).awaited_since is None
    assert refused(held, "other").holder == lock.holder
