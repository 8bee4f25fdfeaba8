"""The keeper where something fails: it fails too, and all else is recorded."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import deadline
from chalicelib.domain.execution import ExecutionDescription, ExecutionListPage
from chalicelib.domain.keeping import LISTED_AFTER
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import UpstreamRejected, UpstreamThrottled, UpstreamUnavailable
from chalicelib.services import keeping
from chalicelib.services.keeping import LEASE, MAX_READ, Unkept
from tests.fakes.faults import failing
from tests.fakes.keeper import FakeKeeper, NotedMachine, told
from tests.fakes.records import FakeRecords
from tests.support.events import at
from tests.support.log import log_lines

DAY = timedelta(days=1)


@pytest.fixture
def machine() -> NotedMachine:
    return NotedMachine()


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def keeper(machine: NotedMachine, records: FakeRecords) -> FakeKeeper:
    return FakeKeeper(machine, records, at(0) + 30 * DAY)


def test_one_that_is_gone_meanwhile_does_not_stop_the_rest(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    for number in range(5):
        machine.put(f"e{number}", seconds=number)
    machine.vanished.add("e3")
    keeper.run()
    assert {*records.items} == {"e0", "e1", "e2", "e4"}
    del machine.executions["e3"]
    keeper.finish()
    assert records.bookmark().settled_before == keeper.now - LISTED_AFTER


BAD = [UpstreamRejected("KmsAccessDenied"), KeyError("secret value"), ValueError("secret value")]


@pytest.mark.parametrize("error", BAD, ids=lambda error: type(error).__name__)
def test_those_that_cannot_be_read_stop_no_other_and_make_the_run_fail(
    machine: NotedMachine,
    keeper: FakeKeeper,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = keeper.records
    monkeypatch.setattr(keeping, "MAX_READ", 3)
    for n in range(9):
        machine.put(f"e{n}", seconds=n)
    # So many that one run gets no further.
    machine.broken = {f"e{n}": error for n in (3, 4, 5)}
    failed = 0
    for _ in range(3):
        try:
            keeper.run()
        except Unkept as exc:
            failed += int(str(exc).split()[0])
    assert failed == 3
    assert {*machine.executions} - {*records.items} == {*machine.broken}
    assert len(told(caplog, "an execution cannot be read")) == 3
    assert not [line for line in log_lines(caplog) if "secret" in line]
    # What it could not record is not taken for settled: it is tried again, and lists ask for it.
    assert records.bookmark().settled_before == at(0)
    with pytest.raises(Unkept):
        keeper.finish()
    settled = records.bookmark().settled_before
    assert settled
    assert settled <= at(3)
    machine.broken.clear()
    keeper.finish()
    assert {*records.items} == {*machine.executions}


def test_what_cannot_be_recorded_is_told_and_makes_no_run_fail(
    machine: NotedMachine,
    records: FakeRecords,
    keeper: FakeKeeper,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(3):
        machine.put(f"e{number}", seconds=number)
    machine.executions["e1"] = replace(machine.executions["e1"], cause="\ud800")
    keeper.run()
    keeper.run()
    assert {*records.items} == {"e0", "e2"}
    assert told(caplog, "no record")[0]["why"] == "it has text that is not Unicode"
    assert told(caplog, "kept")[0]["unrecordable"] == 1
    assert records.bookmark().settled_before == at(1)


@pytest.mark.parametrize("error", [UpstreamThrottled("slow"), UpstreamUnavailable("gone")])
def test_a_run_ends_where_aws_has_no_time_for_it_and_the_next_one_goes_on(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper, error: Exception
) -> None:
    for number in range(5):
        machine.put(f"e{number}", seconds=number)
    machine.broken["e3"] = error
    with pytest.raises(type(error)):
        keeper.run()
    assert machine.described == {"e4": 1, "e3": 1}
    keeper.run()
    assert {*records.items} == {"e4", "e2", "e1", "e0"}
    machine.broken.clear()
    keeper.run()
    assert {*records.items} == {*machine.executions}


def test_a_table_that_cannot_be_written_ends_the_run_after_one_execution(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    for number in range(5):
        machine.put(f"e{number}", seconds=number)
    records.refuses_writes = UpstreamRejected("no")
    with pytest.raises(UpstreamRejected):
        keeper.run()
    assert sum(machine.described.values()) == 1
    records.refuses_writes = None
    keeper.run()
    assert {*records.items} == {*machine.executions}


@pytest.mark.parametrize("method", ["page", "bookmark"])
def test_a_table_or_a_list_that_cannot_be_read_makes_the_run_fail_and_leaves_the_bookmark(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper, method: str
) -> None:
    for number in range(MAX_READ + 5):
        machine.put(f"e{number:03}", seconds=number)
    keeper.run()
    before = records.bookmark()
    with failing(records, method, UpstreamThrottled("slow")), pytest.raises(UpstreamThrottled):
        keeper.run()
    with (
        failing(machine, "page", UpstreamUnavailable("gone")),
        pytest.raises(UpstreamUnavailable),
    ):
        keeper.run()
    assert records.bookmark() == before
    keeper.run()
    assert {*records.items} == {*machine.executions}


class OldTokens(NotedMachine):
    """Step Functions whose tokens are of no use any more when a test says so."""

    expired = False

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        if token and self.expired:
            raise UpstreamRejected("cannot list the executions: InvalidToken")
        return super().page(status, token)


def test_a_sweep_whose_token_is_too_old_begins_anew() -> None:
    machine, records = OldTokens(page_size=10), FakeRecords()
    keeper = FakeKeeper(machine, records, at(0) + 30 * DAY)
    for number in range(90):
        machine.put(f"e{number:02}", seconds=number)
    keeper.run()
    assert records.bookmark().sweep
    machine.expired = True
    # It begins with the newest again, where tokens are still of no use.
    with pytest.raises(UpstreamRejected):
        keeper.run()
    machine.expired = False
    keeper.finish()
    keeper.finish()
    assert {*records.items} == {*machine.executions}
    assert machine.described == Counter([*machine.executions])


def test_a_run_that_is_out_of_time_leaves_the_rest_to_the_next_one(
    machine: NotedMachine,
    records: FakeRecords,
    keeper: FakeKeeper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(12):
        machine.put(f"e{number:02}", seconds=number)
    monkeypatch.setattr(deadline, "time", keeper.clock)
    describe = machine.describe

    def slowly(name: str) -> ExecutionDescription:
        keeper.clock.move(5)
        return describe(name)

    monkeypatch.setattr(machine, "describe", slowly)
    keeper.run()
    assert len(records.items) == 6
    assert keeper.finish() == 1
    assert {*records.items} == {*machine.executions}
    assert machine.described == Counter([*machine.executions])


def test_only_one_keeper_works_at_a_time_and_the_lease_of_a_dead_one_ends(
    machine: NotedMachine,
    records: FakeRecords,
    keeper: FakeKeeper,
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine.put("done")
    start = keeper.now
    keeper.lease.take("other", start, start + timedelta(minutes=5) + LEASE / 2)
    keeper.run()
    assert records.items == {}
    assert machine.asked == []
    assert told(caplog, "another keeper is at work")
    keeper.run()
    assert {*records.items} == {"done"}


def test_a_run_gives_the_lease_back_even_if_it_fails(
    machine: NotedMachine, keeper: FakeKeeper
) -> None:
    machine.put("done")
    machine.broken["done"] = UpstreamThrottled("slow")
    with pytest.raises(UpstreamThrottled):
        keeper.run()
    assert keeper.lease.take("other", keeper.now, keeper.now)
