"""The list of Step Functions and the records tell the same executions, not always alike."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.execution import ExecutionListItem, ExecutionListPage
from chalicelib.domain.listing import Filters
from chalicelib.domain.statuses import ExecutionStatus
from tests.fakes.containers import container
from tests.fakes.lists import walked
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at

Items = Iterable[ExecutionListItem]


def cut(items: Items) -> Items:
    return [replace(item, started_at=item.started_at.replace(microsecond=0)) for item in items]


def late(items: Items) -> Items:
    return [replace(item, started_at=item.started_at + timedelta(seconds=0.9)) for item in items]


def astray(items: Items) -> Items:
    """Give each another difference, which stays."""
    return [
        replace(
            item,
            started_at=item.started_at
            + timedelta(seconds=random.Random(item.name).uniform(-0.99, 0.99)),
        )
        for item in items
    ]


class OtherTimes(FakeStateMachine):
    """Step Functions whose list tells the starts otherwise, and is sorted by what it tells."""

    def __init__(self, told: Callable[[Items], Items], page_size: int = 1000) -> None:
        super().__init__()
        self._told = told
        self._size = page_size

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        items = list(self._told(super().page(status, None).items))
        items.sort(key=lambda item: item.started_at, reverse=True)
        begin = int(token or 0)
        end = begin + self._size
        return ExecutionListPage(tuple(items[begin:end]), str(end) if end < len(items) else None)


class LastOnTop(FakeStateMachine):
    """Step Functions that has the oldest of a page on its top."""

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        page = super().page(status, token)
        return replace(page, items=page.items[-1:] + page.items[:-1])


@pytest.mark.parametrize("filters", [Filters(), Filters(ExecutionStatus.FAILED)], ids=str)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_page_of_step_functions_in_another_order_lists_each_execution_once(
    filters: Filters, limit: int
) -> None:
    machine, records = LastOnTop(), FakeRecords()
    for number, name in enumerate("abc"):
        machine.put(name, "FAILED", number)
        container(machine, records).get(name)
    assert walked(machine, records, limit, filters) == ["c", "b", "a"]


@pytest.mark.parametrize("filters", [Filters(), Filters(ExecutionStatus.FAILED)], ids=str)
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("told", [cut, late, astray])
@pytest.mark.parametrize("page_size", [4, 1000])
def test_starts_that_the_list_tells_otherwise_list_each_execution_once(
    told: Callable[[Items], Items], limit: int, page_size: int, filters: Filters
) -> None:
    machine, records = OtherTimes(told, page_size), FakeRecords(page_size=5)
    for number in range(24):
        machine.put(f"e{number:02}", "FAILED", number * 0.35)
        if number % 3:
            container(machine, records).get(f"e{number:02}")
    machine.put("live", "RUNNING", 3.2)
    in_list = machine.page(None, None).items
    tokens = range(page_size, 25, page_size)
    in_list += tuple(item for t in tokens for item in machine.page(None, str(t)).items)
    in_list = tuple(sorted(in_list, key=lambda i: (i.started_at, i.name), reverse=True))
    expected = [item.name for item in in_list if filters.status in (None, item.status)]
    assert walked(machine, records, limit, filters) == expected


@pytest.mark.parametrize("told", [cut, late, astray])
@pytest.mark.parametrize("limit", [1, 3])
def test_what_step_functions_has_forgotten_is_listed_once_beside_starts_told_otherwise(
    told: Callable[[Items], Items], limit: int
) -> None:
    machine, records = OtherTimes(told), FakeRecords()
    for number in range(24):
        machine.put(f"e{number:02}", "FAILED", number * 0.35)
        container(machine, records).get(f"e{number:02}")
    names = sorted(machine.executions)
    for name in names[::2]:
        del machine.executions[name]
    assert sorted(walked(machine, records, limit, Filters())) == names


def test_what_runs_again_is_no_failure_though_its_start_is_told_otherwise() -> None:
    machine, records = OtherTimes(cut), FakeRecords()
    for number in range(4):
        machine.put(f"e{number}", "FAILED", number + 0.7)
        container(machine, records).get(f"e{number}")
    machine.put("e2", "RUNNING", 2.7)
    assert walked(machine, records, 3, Filters(ExecutionStatus.FAILED)) == ["e3", "e1", "e0"]
    assert walked(machine, records, 3, Filters(ExecutionStatus.RUNNING)) == ["e2"]


def test_the_first_and_the_last_time_there_are_bound_a_list() -> None:
    machine, records = FakeStateMachine(), FakeRecords()
    machine.put("done")
    container(machine, records).get("done")
    zone = at(0).tzinfo
    ever = Filters(since=datetime.min.replace(tzinfo=zone), until=datetime.max.replace(tzinfo=zone))
    assert walked(machine, records, 1, ever) == ["done"]
