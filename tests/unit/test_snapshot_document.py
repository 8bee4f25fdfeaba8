"""The document of a snapshot: what is kept is read as it was, and never as anything else."""

import hashlib
import random
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.history import Attempt
from chalicelib.domain.record import Unreadable
from chalicelib.domain.snapshot import Kept, Snapshot
from chalicelib.domain.snapshot_document import MAX_DOCUMENT_BYTES, parse, serialize
from chalicelib.domain.statuses import ExecutionStatus
from tests.support.events import at
from tests.support.recorded import HISTORIES, recorded

RECORDED = sorted(path.stem for path in HISTORIES.glob("*.json"))


def item_of(execution: Execution) -> ExecutionListItem:
    return ExecutionListItem(
        execution.name, execution.status, execution.started_at, execution.stopped_at
    )


def snapshot_of(*executions: Execution, running: tuple[Execution, ...] = ()) -> Snapshot:
    items = tuple(map(item_of, executions))
    by_name = {e.name: e for e in (*executions, *running)}
    return Snapshot(at(0), "", items, tuple(map(item_of, running)), whole=True, executions=by_name)


def named(name: str, noise_bytes: int = 0) -> Execution:
    noise = random.Random(name).randbytes(noise_bytes).hex()
    return replace(recorded("failed"), name=name, cause=noise)


def kept(snapshot: Snapshot) -> Kept:
    _, found = serialize(snapshot)
    assert found
    return found


def test_what_is_kept_is_read_as_it_was() -> None:
    executions = [replace(recorded(name), name=name) for name in RECORDED]
    running = replace(recorded("aborted"), name="live", status=ExecutionStatus.RUNNING)
    told, written = serialize(snapshot_of(*executions, running=(running,)))
    assert written
    found = parse(written)
    assert (found.items, found.running, found.whole) == (told.items, told.running, told.whole)
    assert (found.version, found.as_of) == (told.version, told.as_of)
    assert dict(found.executions) == dict(told.executions)
    assert found.execution("live") == running
    assert found.execution("none") is None
    assert {*found.by_name} == {*RECORDED, "live"}


def test_one_that_tells_the_same_is_of_the_same_version_and_is_not_kept_again() -> None:
    told, written = serialize(snapshot_of(named("a"), named("b")))
    assert written
    later = replace(snapshot_of(named("a"), named("b")), as_of=at(9))
    again, nothing = serialize(later, told, told.version)
    assert nothing is None
    assert (again.version, again.as_of) == (told.version, at(9))
    other, more = serialize(snapshot_of(named("a"), named("c")), told, told.version)
    assert more
    assert other.version != told.version


def test_what_a_snapshot_lacks_is_as_it_was_before_and_is_not_read_twice() -> None:
    before = parse(kept(snapshot_of(named("a"), named("b"))))
    known = before.execution("a")
    next_one = replace(
        snapshot_of(named("c"), named("a"), named("b")), executions={"c": named("c")}
    )
    told, written = serialize(next_one, before)
    assert written
    assert dict(told.executions) == {name: named(name) for name in "cab"}
    found = parse(written, before)
    assert found.execution("a") is known
    assert dict(found.executions) == dict(told.executions)


@pytest.mark.parametrize("at_byte", [0, 1, 20, 200, -1])
def test_of_a_document_that_was_changed_nothing_is_read(at_byte: int) -> None:
    good = kept(snapshot_of(named("a"), named("b")))
    changed = bytearray(good.document)
    changed[at_byte] ^= 1
    with pytest.raises(Unreadable):
        parse(replace(good, document=bytes(changed)))
    with pytest.raises(Unreadable):
        parse(replace(good, document=good.document[:at_byte]))
    with pytest.raises(Unreadable):
        parse(replace(good, document=zlib.compress(b"{}"), version="v"))


def test_an_execution_that_a_newer_release_wrote_otherwise_is_as_if_it_were_not_there() -> None:
    good = kept(snapshot_of(named("a"), named("b")))
    first, _, *others = zlib.decompress(good.document).split(b"\n")
    text = b"\n".join([first, b'{"started_at": "some day"}', *others])
    version = hashlib.sha256(text).hexdigest()[:32]
    found = parse(replace(good, document=zlib.compress(text), version=version))
    assert [item.name for item in found.items] == ["a", "b"]
    assert (found.execution("a"), found.execution("b")) == (None, named("b"))


def test_where_it_would_be_too_large_the_oldest_are_left_out() -> None:
    many = [named(f"e{number}", 20_000) for number in range(50)]
    told, written = serialize(snapshot_of(*many))
    assert written
    assert len(written.document) <= MAX_DOCUMENT_BYTES
    assert [item.name for item in told.items] == [f"e{number}" for number in range(12)]
    assert not told.whole
    assert dict(parse(written).executions) == dict(told.executions)


def test_after_one_that_was_too_large_the_next_one_is_kept_and_read() -> None:
    many = [named(f"e{number}", 20_000) for number in range(50)]
    told, _ = serialize(snapshot_of(*many))
    assert {*told.executions} == {item.name for item in told.items}
    again, nothing = serialize(snapshot_of(*many), told, told.version)
    assert nothing is None
    assert dict(again.executions) == dict(told.executions)
    small = [named(f"e{number}") for number in range(50)]
    assert dict(parse(kept(snapshot_of(*small)), told).executions) == {e.name: e for e in small}


def with_attempts(name: str, attempts: int, status: ExecutionStatus) -> Execution:
    noise = random.Random(1)
    tries = tuple(
        Attempt(
            number,
            recorded("failed").steps[0].status,
            at(number),
            at(number + 1),
            f"jr_{number}",
            "E",
            noise.randbytes(900).hex(),
        )
        for number in range(attempts)
    )
    first, *others = recorded("failed").steps
    steps = (replace(first, attempts=tries), *others)
    return replace(recorded("failed"), name=name, status=status, steps=steps)


def test_what_runs_stays_though_it_alone_is_too_large_without_its_oldest_attempts() -> None:
    large = with_attempts("live", 600, ExecutionStatus.RUNNING)
    told, written = serialize(snapshot_of(large, named("a"), running=(large,)))
    assert written
    assert len(written.document) <= MAX_DOCUMENT_BYTES
    (step, *_) = told.executions["live"].steps
    assert step.attempts_left_out > 0
    assert step.attempts[-1].job_run_id == "jr_599"
    assert [item.name for item in told.running] == ["live"]


def test_an_execution_that_cannot_be_kept_is_told_by_its_item_alone_for_good() -> None:
    before, _ = serialize(snapshot_of(named("a"), named("b")))
    execution = replace(named("odd"), cause="half of a pair: \ud800")
    asked = replace(snapshot_of(execution, named("a"), named("b")), executions={"odd": execution})
    for _ in range(3):
        told, written = serialize(asked, before, before.version)
        assert [item.name for item in told.items] == ["odd", "a", "b"]
        assert dict(told.executions) == {"a": named("a"), "b": named("b")}
        assert told.execution("odd") is None
        assert not told.has_as_is(told.items[0])
        if written:
            assert dict(parse(written).executions) == dict(told.executions)
        before = told


def test_what_is_not_read_and_not_as_it_was_before_is_told_by_its_item_alone() -> None:
    live = replace(named("live"), status=ExecutionStatus.RUNNING, stopped_at=None)
    before, _ = serialize(snapshot_of(live, named("a"), running=(live,)))
    for status in ExecutionStatus.FAILED, ExecutionStatus.RUNNING:
        now = replace(snapshot_of(replace(live, status=status), named("a")), executions={})
        told, _ = serialize(now, before)
        assert dict(told.executions) == {"a": named("a")}


def test_what_runs_and_cannot_be_made_small_is_told_by_its_item_alone() -> None:
    large, small = (
        replace(named(name, size), status=ExecutionStatus.RUNNING)
        for name, size in (("large", 400_000), ("small", 9))
    )
    told, written = serialize(snapshot_of(large, small, running=(large, small)))
    assert written
    assert [item.name for item in parse(written).running] == ["large", "small"]
    assert dict(told.executions) == {"small": small}


def test_it_covers_the_time_after_its_oldest_item() -> None:
    executions = [
        replace(named(name), started_at=at(second)) for name, second in (("b", 9), ("a", 5))
    ]
    part = replace(snapshot_of(*executions), whole=False)
    assert part.covers(at(5) + timedelta.resolution)
    assert not part.covers(at(5))
    assert replace(part, whole=True).covers(at(0))
    assert not replace(snapshot_of(), whole=False).covers(at(9))
