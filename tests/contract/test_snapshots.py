"""Tests that the snapshot and its lease in memory and those in a table behave alike."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

import boto3
import pytest

from chalicelib.adapters.aws import snapshots
from chalicelib.adapters.aws.clients import dynamodb_for_records
from chalicelib.adapters.aws.lease import Lease
from chalicelib.domain.snapshot import Head, Kept
from chalicelib.services import ports
from local.aws import REGION
from local.provisioning import create_records_table
from tests.fakes.snapshots import FakeLease, FakeSnapshotStore
from tests.support.events import at

TABLE = "snapshots-of-the-contract"


@dataclass(frozen=True)
class World:
    """A store with nothing in it, and what makes the lease of the keeper."""

    store: ports.SnapshotStore
    another_lease: Callable[[], ports.Lease]


@pytest.fixture
def stored(world: str, request: pytest.FixtureRequest) -> Iterator[World]:
    if world == "fake":
        yield World(FakeSnapshotStore(lambda: datetime.now(timezone.utc)), FakeLease)
        return
    request.getfixturevalue("deployed")
    create_records_table(TABLE)
    client = dynamodb_for_records(REGION)
    yield World(snapshots.SnapshotStore(client, TABLE), lambda: Lease(client, TABLE, "another"))
    boto3.client("dynamodb").delete_table(TableName=TABLE)


@pytest.fixture
def store(stored: World) -> ports.SnapshotStore:
    return stored.store


def head(store: ports.SnapshotStore) -> Head:
    """Return the head without the time of the answer."""
    return replace(store.read_head(), answered_at=None)


def kept(version: str, seconds: float = 0) -> Kept:
    return Kept(version, at(seconds), version.encode())


def test_there_is_nothing_at_first(store: ports.SnapshotStore) -> None:
    assert head(store) == Head()
    assert store.fetch()[1] is None


def test_every_answer_tells_the_time_of_aws_in_whole_seconds(store: ports.SnapshotStore) -> None:
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    told = [store.read_head().answered_at, store.fetch()[0].answered_at]
    after = datetime.now(timezone.utc)
    assert all(moment and before <= moment <= after for moment in told)
    assert {moment and moment.microsecond for moment in told} == {0}


def test_what_was_put_is_given_back_and_the_head_says_as_of_when_it_is_good(
    store: ports.SnapshotStore,
) -> None:
    assert store.lease.take("ann", at(0), at(6))
    store.put(kept("v1"))
    assert store.fetch()[1] == kept("v1")
    assert head(store) == Head(leased_until=at(6))
    store.end_lease("ann", at(2), "v1", at(0.5))
    told = Head(None, at(0.5), "v1", None, at(2))
    assert head(store) == told
    assert replace(store.fetch()[0], answered_at=None) == told


def test_only_a_newer_snapshot_takes_the_place_of_one(store: ports.SnapshotStore) -> None:
    store.put(kept("v1", 5))
    store.put(kept("older", 4.999))
    assert store.fetch()[1] == kept("v1", 5)
    store.put(kept("v2", 5.001))
    assert store.fetch()[1] == kept("v2", 5.001)


def test_a_snapshot_of_any_bytes_and_of_the_greatest_size_is_kept(
    store: ports.SnapshotStore,
) -> None:
    large = Kept("v1", at(0), bytes(range(256)) * 4 * 380)
    store.put(large)
    assert store.fetch()[1] == large


def test_a_mark_stays_until_the_next_one(store: ports.SnapshotStore) -> None:
    store.mark(at(1))
    assert head(store) == Head(marked_at=at(1))
    assert store.lease.take("ann", at(2), at(8))
    store.end_lease("ann", at(4), "v1", at(2))
    assert head(store) == Head(None, at(2), "v1", at(1), at(4))
    store.mark(at(3))
    assert head(store) == Head(None, at(2), "v1", at(3), at(4))


def test_a_lease_is_taken_by_one_until_its_time_is_over(stored: World) -> None:
    lease = stored.store.lease
    assert lease.take("ann", at(0), at(6))
    assert not lease.take("bob", at(0), at(6))
    assert not lease.take("bob", at(5.999), at(12))
    assert lease.take("bob", at(6), at(12))
    assert not lease.take("ann", at(7), at(13))
    assert head(stored.store) == Head(leased_until=at(12))


def test_who_takes_a_lease_and_gets_no_answer_may_ask_again(store: ports.SnapshotStore) -> None:
    assert store.lease.take("ann", at(0), at(6))
    assert store.lease.take("ann", at(0), at(6))
    assert not store.lease.take("ann", at(1), at(7))


def test_who_has_a_lease_ends_it_and_nobody_else(stored: World) -> None:
    lease = stored.store.lease
    assert lease.take("ann", at(0), at(6))
    lease.end("bob", at(1))
    stored.store.end_lease("bob", at(1), "v1", at(0))
    assert head(stored.store) == Head(leased_until=at(6))
    lease.end("ann", at(2))
    assert head(stored.store) == Head(leased_until=at(2))
    assert not lease.take("bob", at(1.999), at(8))
    assert lease.take("bob", at(2), at(9))
    lease.end("ann", at(0))
    assert head(stored.store) == Head(leased_until=at(9))


def test_that_aws_could_not_be_asked_is_told_until_it_could(store: ports.SnapshotStore) -> None:
    assert store.lease.take("ann", at(0), at(6))
    store.give_up_lease("bob", at(9))
    assert head(store) == Head(leased_until=at(6))
    store.give_up_lease("ann", at(10))
    assert head(store) == Head(leased_until=at(10), failing=True)
    assert store.lease.take("ann", at(10), at(16))
    assert head(store) == Head(leased_until=at(16), failing=True)
    store.end_lease("ann", at(12), "v1", at(10))
    assert head(store) == Head(None, at(10), "v1", None, at(12))


def test_of_many_that_take_a_lease_at_once_one_has_it(store: ports.SnapshotStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = [*pool.map(lambda n: store.lease.take(f"c{n}", at(0), at(6)), range(40))]
    assert taken.count(True) == 1


def test_a_lease_of_another_name_is_another_one(stored: World) -> None:
    assert stored.store.lease.take("ann", at(0), at(6))
    other = stored.another_lease()
    assert other.take("bob", at(0), at(300))
    assert not other.take("ann", at(299), at(306))
    other.end("bob", at(100))
    assert other.take("ann", at(101), at(107))
    assert head(stored.store) == Head(leased_until=at(6))
