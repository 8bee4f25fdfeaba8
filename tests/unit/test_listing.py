from dataclasses import replace

import pytest

from chalicelib.domain.listing import Filters, Position
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.services.listing import list_executions
from chalicelib.services.repository import ExecutionRepository
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at


def reader_of(machine: FakeStateMachine) -> ExecutionRepository:
    return ExecutionRepository(machine, live_cache_seconds=0)


def walked(machine: FakeStateMachine, limit: int, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    names: list[str] = []
    after: Position | None = None
    while True:
        page = list_executions(reader_of(machine), filters, limit, after)
        names += [execution.name for execution in page.items]
        assert len(page.items) <= limit
        after = page.next
        if after is None:
            return names


def test_pages_hold_every_execution_once_whatever_the_size_of_aws_pages() -> None:
    machine = FakeStateMachine(page_size=7)
    for number in range(40):
        machine.put(f"e{number:02}", seconds=number)
    assert walked(machine, 6) == [f"e{number:02}" for number in reversed(range(40))]


def test_executions_that_started_in_the_same_instant_are_neither_lost_nor_repeated() -> None:
    machine = FakeStateMachine()
    for number in range(9):
        machine.put(f"same{number}", seconds=1)
    assert walked(machine, 2) == [f"same{number}" for number in reversed(range(9))]


def test_since_is_included_and_until_is_not() -> None:
    machine = FakeStateMachine(page_size=2)
    for number in range(6):
        machine.put(f"e{number}", seconds=number)
    assert walked(machine, 10, Filters(since=at(2), until=at(4))) == ["e3", "e2"]


def test_an_execution_that_is_listed_but_no_longer_kept_is_left_out() -> None:
    machine = FakeStateMachine()
    for number in range(4):
        machine.put(f"e{number}", seconds=number)
    machine.vanished.add("e2")
    assert walked(machine, 10) == ["e3", "e1", "e0"]


def test_no_execution_is_an_empty_page() -> None:
    page = list_executions(reader_of(FakeStateMachine()), Filters(), 20, None)
    assert (page.items, page.next) == ((), None)


def outcomes(machine: FakeStateMachine, kinds: str) -> None:
    """Add executions, the oldest first: f that failed, r that was refused, s that succeeded."""
    for number, kind in enumerate(kinds):
        name = f"{kind}{number:03}"
        machine.put(name, "SUCCEEDED" if kind == "s" else "FAILED", number)
        if kind == "r":
            machine.executions[name] = replace(
                machine.executions[name], error="RefreshAlreadyRunning", cause="a:b"
            )


@pytest.mark.parametrize("limit", [1, 2, 3, 9, 100])
@pytest.mark.parametrize(
    ("filters", "kind"),
    [
        (Filters(outcome=Outcome.REFUSED), "r"),
        (Filters(outcome=Outcome.FAILED), "f"),
        (Filters(ExecutionStatus.FAILED, outcome=Outcome.FAILED), "f"),
        (Filters(outcome=Outcome.SUCCEEDED), "s"),
        (Filters(ExecutionStatus.SUCCEEDED, outcome=Outcome.REFUSED), ""),
        (Filters(ExecutionStatus.RUNNING, outcome=Outcome.SUCCEEDED), ""),
    ],
)
def test_pages_of_an_outcome_hold_every_execution_of_it_once(
    filters: Filters, kind: str, limit: int
) -> None:
    machine = FakeStateMachine(page_size=7)
    outcomes(machine, "frssfffrrfsrffffffffffffrs" * 2)
    expected = sorted((n for n in machine.executions if n[0] == kind), key=lambda n: n[1:])
    assert walked(machine, limit, filters) == expected[::-1]


def test_status_and_outcome_are_told_apart() -> None:
    machine = FakeStateMachine()
    outcomes(machine, "frs")
    machine.put("live", "RUNNING")
    told = {n: ExecutionRepository(machine, 0).get(n).outcome for n in machine.executions}
    assert told == {"f000": "FAILED", "r001": "REFUSED", "s002": "SUCCEEDED", "live": None}
    assert walked(machine, 9, Filters(ExecutionStatus.FAILED)) == ["r001", "f000"]


def test_a_page_of_what_is_rare_ends_after_a_hundred_looks_and_can_be_gone_on_with() -> None:
    machine = FakeStateMachine()
    outcomes(machine, "r" + "f" * 250)
    reader = reader_of(machine)
    filters = Filters(outcome=Outcome.REFUSED)
    page = list_executions(reader, filters, 20, None)
    assert (page.items, page.next) == ((), Position(at(151), "f151"))
    assert machine.asked.count("describe") == 100
    assert walked(machine, 20, filters) == ["r000"]
