"""What a page of the list costs where there are many records."""

import pytest

from chalicelib.domain.listing import Filters, Position
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.services.listing import MAX_PASSED, list_executions
from tests.fakes.containers import container
from tests.fakes.lists import record, record_many, walked
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at


def test_ten_thousand_records_are_walked_in_pages_with_few_calls_each() -> None:
    machine, records = FakeStateMachine(), FakeRecords()
    number = 10_000
    record_many(records, number)
    names: list[str] = []
    after = None
    while True:
        records.asked.clear()
        page = list_executions(container(machine, records), Filters(), 100, after)
        names += [execution.name for execution in page.items]
        assert records.asked.count("page") <= 2
        assert records.asked.count("get") == 1
        after = page.next
        if after is None:
            break
    assert names == [f"e{n:05}" for n in reversed(range(number))]


@pytest.mark.parametrize(
    "filters", [Filters(q="rare"), Filters(ExecutionStatus.ABORTED)], ids=lambda f: f.q or "status"
)
def test_a_page_of_what_is_rare_passes_over_so_many_records_and_says_where_it_stopped(
    filters: Filters,
) -> None:
    machine, records = FakeStateMachine(), FakeRecords()
    record_many(records, 2 * MAX_PASSED + 500)
    machine.put("rare", "ABORTED", -1)
    record(machine, records, "rare")
    del machine.executions["rare"]
    records.asked.clear()
    page = list_executions(container(machine, records), filters, 20, None)
    assert (page.items, page.next) == ((), Position(at(MAX_PASSED + 500), "e02500"))
    assert records.asked == ["page"] * (MAX_PASSED // 200 + 1)
    assert walked(machine, records, 20, filters) == ["rare"]


def test_what_has_not_ended_is_not_looked_for_among_the_records() -> None:
    machine, records = FakeStateMachine(), FakeRecords()
    record_many(records, MAX_PASSED + 500)
    records.asked.clear()
    for status in (ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE):
        page = list_executions(container(machine, records), Filters(status), 20, None)
        assert (page.items, page.next) == ((), None)
    assert machine.asked == ["page"] * 2
    assert records.asked == []


@pytest.mark.parametrize(
    "filters",
    [Filters(ExecutionStatus.FAILED), Filters(outcome=Outcome.REFUSED)],
    ids=("status", "outcome"),
)
def test_what_was_recorded_and_is_not_wanted_is_passed_over_without_asking_step_functions(
    filters: Filters,
) -> None:
    machine, records = FakeStateMachine(), FakeRecords()
    record_many(records, MAX_PASSED + 500)
    page = list_executions(container(machine, records), filters, 20, None)
    assert page.items == ()
    assert machine.asked == ["page"]


@pytest.mark.parametrize("page_size", [1, 1000])
def test_what_runs_again_is_asked_for_once_for_all_that_was_recorded(page_size: int) -> None:
    machine, records = FakeStateMachine(page_size=page_size), FakeRecords()
    for number in range(30):
        machine.put(f"e{number:02}", "FAILED", number)
    record(machine, records, *machine.executions)
    machine.executions.clear()
    for number in range(30, 32):
        machine.put(f"e{number:02}", "SUCCEEDED", number)
    machine.asked.clear()
    filters = Filters(ExecutionStatus.FAILED)
    page = list_executions(container(machine, records), filters, 100, None)
    assert len(page.items) == 30
    # The newest; those that failed and those that run, where the newest are not all.
    assert machine.asked == ["page"] * (3 if page_size == 1 else 1)


def test_few_failures_among_many_records_cost_few_calls() -> None:
    machine, records = FakeStateMachine(page_size=1), FakeRecords()
    record_many(records, MAX_PASSED + 500)
    for number in (MAX_PASSED + 600, MAX_PASSED, MAX_PASSED - 100):
        machine.put(f"f{number}", "FAILED", number)
    record(machine, records, *machine.executions)
    del machine.executions[f"f{MAX_PASSED}"]
    records.asked.clear()
    machine.asked.clear()
    reader = container(machine, records)
    page = list_executions(reader, Filters(ExecutionStatus.FAILED), 20, None)
    assert [execution.name for execution in page.items] == ["f2600", "f2000", "f1900"]
    # Two pages of those that failed, the newest, and those that run.
    assert machine.asked == ["page"] * 4
    assert records.asked.count("page") <= MAX_PASSED // 200 + 1
