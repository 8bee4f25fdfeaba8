"""The list of what Step Functions has and of what was recorded: one list, each execution once."""

import random
from dataclasses import replace

import pytest

from chalicelib.domain.execution_input import ExecutionInput, Trigger
from chalicelib.domain.listing import Filters, entry_of, place
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.errors import UpstreamThrottled
from chalicelib.services.listing import list_executions
from tests.fakes.containers import container
from tests.fakes.lists import record, walked
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at

STATUSES = ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")
TRIGGERS = (Trigger.API, Trigger.SCHEDULE, Trigger.RESUME)


@pytest.fixture
def machine() -> FakeStateMachine:
    return FakeStateMachine(page_size=7)


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords(page_size=5)


def put(
    machine: FakeStateMachine, name: str, seconds: float, status: str, given: ExecutionInput
) -> None:
    machine.put(name, status, seconds)
    machine.executions[name] = replace(machine.executions[name], input=given)


def fill(machine: FakeStateMachine, number: int) -> None:
    """Add executions, some of which started together, that differ in all one can filter by."""
    for n in range(number):
        given = ExecutionInput(
            trigger=TRIGGERS[n % 3],
            requested_by=("ann", "bob")[n % 2],
            reason=("Late snapshot", None, "again")[n % 3],
        )
        put(machine, f"e{n:03}", n // 2, STATUSES[n % 4], given)
        if n % 8 == 1:
            machine.executions[f"e{n:03}"] = replace(
                machine.executions[f"e{n:03}"], error="RefreshAlreadyRunning", cause="a:b"
            )


ANY = [
    Filters(),
    Filters(ExecutionStatus.FAILED),
    Filters(outcome=Outcome.REFUSED),
    Filters(outcome=Outcome.FAILED),
    Filters(outcome=Outcome.SUCCEEDED),
    Filters(since=at(4), until=at(15)),
    Filters(requested_by="ann"),
    Filters(requested_by="an"),
    Filters(trigger=Trigger.SCHEDULE),
    Filters(q="SNAPSHOT"),
    Filters(q="E01"),
    Filters(ExecutionStatus.FAILED, since=at(2), requested_by="bob", q="e0"),
]


@pytest.mark.parametrize("filters", ANY, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_missing_in_either_the_list_has_each_execution_once(
    machine: FakeStateMachine, records: FakeRecords, filters: Filters, seed: int
) -> None:
    fill(machine, 40)
    everything = [container(machine, FakeRecords()).get(name) for name in machine.executions]
    expected = [
        execution.name
        for execution in sorted(everything, key=place, reverse=True)
        if (filters.since or at(0)) <= execution.started_at < (filters.until or at(99))
        if filters.match(entry_of(execution))
    ]
    some = random.Random(seed)
    names = [*machine.executions]
    record(machine, records, *some.sample(names, 25))
    for name in some.sample([*records.items], 15):
        del machine.executions[name]
    for limit in (1, 3, 100):
        assert walked(machine, records, limit, filters) == expected


def test_what_is_recorded_is_passed_over_without_reading_it(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    fill(machine, 60)
    record(machine, records, *machine.executions)
    records.asked.clear()
    machine.asked.clear()
    page = list_executions(container(machine, records), Filters(q="e007"), 20, None)
    assert [execution.name for execution in page.items] == ["e007"]
    assert records.asked.count("get") == 1
    assert "describe" not in machine.asked


@pytest.mark.parametrize("filters", [Filters(ExecutionStatus.FAILED), Filters()], ids=str)
def test_what_runs_again_is_listed_as_running_and_nowhere_else(
    machine: FakeStateMachine, records: FakeRecords, filters: Filters
) -> None:
    for number in range(20):
        machine.put(f"e{number:02}", "FAILED", number)
    record(machine, records, *machine.executions)
    machine.put("e03", "RUNNING", 3)
    expected = [f"e{number:02}" for number in reversed(range(20))]
    if filters.status:
        expected.remove("e03")
    assert walked(machine, records, 6, filters) == expected
    assert walked(machine, records, 6, Filters(ExecutionStatus.RUNNING)) == ["e03"]


def test_what_ran_again_and_ended_otherwise_is_listed_as_it_ended(records: FakeRecords) -> None:
    machine = FakeStateMachine()
    for number in range(20):
        machine.put(f"e{number:02}", "FAILED", number)
    record(machine, records, *machine.executions)
    machine.put("e03", "SUCCEEDED", 3)
    machine.executions["e03"] = replace(machine.executions["e03"], stopped_at=at(90))
    assert "e03" not in walked(machine, records, 6, Filters(ExecutionStatus.FAILED))
    assert walked(machine, records, 6, Filters(outcome=Outcome.SUCCEEDED)) == ["e03"]


def test_the_last_page_is_the_same_after_the_list_has_grown_and_step_functions_has_forgotten(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    fill(machine, 30)
    record(machine, records, *machine.executions)
    expected = walked(machine, records, 4)
    newer = iter(range(30, 99))

    def between() -> None:
        put(machine, f"e{next(newer):03}", 99, "SUCCEEDED", ExecutionInput())
        del machine.executions[min(machine.executions)]

    assert walked(machine, records, 4, between=between) == expected


def test_while_the_table_fails_the_list_is_that_of_step_functions(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    fill(machine, 20)
    record(machine, records, *machine.executions)
    del machine.executions["e000"]
    records.refuses_reads = records.refuses_writes = UpstreamThrottled("slow")
    assert walked(machine, records, 6) == [f"e{number:03}" for number in reversed(range(1, 20))]


def test_a_record_of_no_use_of_what_step_functions_has_forgotten_is_left_out(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    fill(machine, 6)
    record(machine, records, *machine.executions)
    records.items["e002"] = replace(records.items["e002"], document=b"garbage")
    del machine.executions["e002"], machine.executions["e003"]
    assert walked(machine, records, 2) == ["e005", "e004", "e003", "e001", "e000"]
