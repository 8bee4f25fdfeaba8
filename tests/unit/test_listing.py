from chalicelib.services.listing import Filters, Position, list_executions
from chalicelib.services.reader import ExecutionReader
from tests.support.events import at
from tests.support.machine import MemoryMachine


def reader_of(machine: MemoryMachine) -> ExecutionReader:
    return ExecutionReader(machine, live_cache_seconds=0)


def walked(machine: MemoryMachine, limit: int, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    names: list[str] = []
    after: Position | None = None
    while True:
        page = list_executions(reader_of(machine), filters, limit, after)
        names += [execution.facts.name for execution in page.items]
        assert len(page.items) <= limit
        after = page.next
        if after is None:
            return names


def test_pages_hold_every_execution_once_whatever_the_size_of_aws_pages() -> None:
    machine = MemoryMachine(page_size=7)
    for number in range(40):
        machine.put(f"e{number:02}", seconds=number)
    assert walked(machine, 6) == [f"e{number:02}" for number in reversed(range(40))]


def test_executions_that_started_in_the_same_instant_are_neither_lost_nor_repeated() -> None:
    machine = MemoryMachine()
    for number in range(9):
        machine.put(f"same{number}", seconds=1)
    assert walked(machine, 2) == [f"same{number}" for number in range(9)]


def test_since_is_included_and_until_is_not() -> None:
    machine = MemoryMachine(page_size=2)
    for number in range(6):
        machine.put(f"e{number}", seconds=number)
    assert walked(machine, 10, Filters(since=at(2), until=at(4))) == ["e3", "e2"]


def test_an_execution_that_is_listed_but_no_longer_kept_is_left_out() -> None:
    machine = MemoryMachine()
    for number in range(4):
        machine.put(f"e{number}", seconds=number)
    machine.vanished.add("e2")
    assert walked(machine, 10) == ["e3", "e1", "e0"]


def test_no_execution_is_an_empty_page() -> None:
    page = list_executions(reader_of(MemoryMachine()), Filters(), 20, None)
    assert (page.items, page.next) == ((), None)
