"""The keeper records what nobody has looked at, a part of it in each run."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.keeping import LISTED_AFTER
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.keeping import MAX_PAGES, MAX_READ
from tests.fakes.containers import container
from tests.fakes.keeper import FakeKeeper, NotedMachine, told
from tests.fakes.lists import record_many
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


@pytest.mark.parametrize("page_size", [7, 100, 1000])
def test_everything_is_recorded_over_several_runs_and_read_once(page_size: int) -> None:
    machine, records = NotedMachine(page_size), FakeRecords(page_size=30)
    keeper = FakeKeeper(machine, records, at(0) + 30 * DAY)
    for number in range(250):
        machine.put(f"e{number:03}", ("SUCCEEDED", "FAILED")[number % 2], number)
    # The first sweep records, the second finds that all is recorded.
    runs = keeper.finish() + keeper.finish()
    assert {*records.items} == {*machine.executions}
    assert machine.described == Counter([*machine.executions])
    assert runs <= 2 * (250 // (page_size * MAX_PAGES) + 250 // MAX_READ + 1)
    settled = records.bookmark().settled_before
    assert settled
    assert at(250) < settled <= keeper.now - LISTED_AFTER


def test_one_run_asks_for_so_many_and_no_more(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    for number in range(3 * MAX_READ):
        machine.put(f"e{number:03}", seconds=number)
    keeper.run()
    assert len(records.items) == MAX_READ
    asked = Counter(machine.asked)
    # All of them ran the same definition, which is asked for once.
    assert asked == {
        "page": 1,
        "revision_of": 1,
        "describe": MAX_READ,
        "history": MAX_READ,
    }


def test_ten_thousand_records_take_few_calls_of_each_run_and_none_is_read() -> None:
    machine, records = NotedMachine(), FakeRecords()
    record_many(records, 10_000)
    for number in range(10_000):
        machine.put(f"e{number:05}", seconds=number)
    keeper = FakeKeeper(machine, records, at(0) + 30 * DAY)
    for done in (False, True):
        machine.asked.clear()
        records.asked.clear()
        keeper.run()
        assert machine.asked == ["page"] * MAX_PAGES
        assert records.asked.count("page") <= 6 * MAX_PAGES
        assert (records.bookmark().sweep is None) is done
    records.asked.clear()
    machine.asked.clear()
    keeper.run()
    assert machine.asked == ["page"]
    assert records.asked == ["bookmark", "put_bookmark"]


def test_what_starts_during_a_sweep_is_recorded_by_the_next_one(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    for number in range(MAX_READ + 1):
        machine.put(f"e{number:03}", seconds=number)
    keeper.run()
    machine.put("newer", seconds=1000)
    keeper.run()
    assert {*machine.executions} - {*records.items} == {"newer"}
    keeper.run()
    assert "newer" in records.items


def test_what_runs_is_recorded_once_it_has_ended(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    machine.put("live", "RUNNING", 5)
    machine.put("done", seconds=9)
    keeper.run()
    keeper.run()
    assert {*records.items} == {"done"}
    assert records.bookmark().settled_before == at(5)
    machine.put("live", "SUCCEEDED", 5)
    keeper.run()
    assert {*records.items} == {"done", "live"}


def test_what_somebody_has_looked_at_is_not_read_again(
    machine: NotedMachine, records: FakeRecords, keeper: FakeKeeper
) -> None:
    machine.put("done")
    container(machine, records).get("done")
    keeper.run()
    assert machine.described == {"done": 1}


@pytest.mark.parametrize("page_size", [1, 1000])
def test_a_redrive_that_has_ended_is_recorded_anew_as_long_as_one_is_possible(
    page_size: int,
) -> None:
    machine, records = NotedMachine(page_size), FakeRecords()
    keeper = FakeKeeper(machine, records, at(0))
    for number in range(4):
        machine.put(f"e{number}", "FAILED", number)
    for _ in range(14):
        keeper.finish()
        keeper.move(days=1, minutes=-10)
    assert records.bookmark().settled_before == at(0)
    machine.put("e1", "RUNNING", 1)
    keeper.finish()
    assert records.items["e1"].entry.status == "FAILED"
    stopped = keeper.now
    machine.executions["e1"] = replace(
        machine.executions["e1"], status=ExecutionStatus.ABORTED, stopped_at=stopped
    )
    keeper.finish()
    assert records.items["e1"].entry.status == "ABORTED"
    assert records.items["e1"].entry.stopped_at == stopped
    assert machine.described["e1"] == 2
    keeper.move(days=2)
    keeper.finish()
    # It may be redriven again.
    assert records.bookmark().settled_before == at(1)
    keeper.move(days=14)
    keeper.finish()
    assert records.bookmark().settled_before == keeper.now - LISTED_AFTER


def test_one_line_tells_what_was_done_and_what_is_left_and_no_name(
    machine: NotedMachine, keeper: FakeKeeper, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(MAX_READ + 30):
        machine.put(f"secret-{number:03}", seconds=number)
    machine.put("secret-live", "RUNNING", 999)
    machine.vanished.add("secret-100")
    keeper.run()
    (line,) = told(caplog, "kept")
    facts = ("recorded", "gone", "unrecordable", "failed", "left", "swept", "settled_before")
    assert {name: line.get(name) for name in facts} == {
        "recorded": MAX_READ - 1,
        "gone": 1,
        "unrecordable": 0,
        "failed": 0,
        "left": 30,
        "swept": False,
        "settled_before": None,
    }
    keeper.run()
    assert told(caplog, "kept")[1]["left"] == 0
    assert not [line for line in log_lines(caplog) if "secret" in line]
