import pytest

from chalicelib.domain.execution_input import read_input
from chalicelib.domain.listing import ListPage
from chalicelib.domain.plan import Check
from chalicelib.errors import Throttled
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.superseded import LOOKED_AT, superseded
from tests.support.events import History
from tests.support.machine import MemoryMachine

RESUME = read_input({"resumed_from": "failed"})


def machine_with(later: int) -> MemoryMachine:
    """Return one with a failure and so many later successes, which ran no step."""
    machine = MemoryMachine()
    machine.put("failed", "FAILED")
    for number in range(later):
        machine.put(f"later{number}", seconds=number + 1)
    return machine


def check(machine: MemoryMachine) -> Check:
    (found,) = superseded(ExecutionReader(machine, 0), RESUME, ["a"])
    return found


def test_a_start_is_not_looked_at() -> None:
    machine = machine_with(3)
    assert superseded(ExecutionReader(machine, 0), read_input({}), ["a"]) == ()
    assert machine.asked == []


def test_the_newest_of_those_that_ran_the_same_step_is_named() -> None:
    machine = machine_with(3)
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    history.succeed("jr_1")
    for name in ("later0", "later1"):
        machine.histories[name] = list(history.events)
    found = check(machine)
    assert found.status == "warning"
    assert "later1 started after failed, at 2026-11-01T02:00:02Z" in found.detail


@pytest.mark.parametrize("later", [LOOKED_AT + 1, 300])
def test_what_is_asked_does_not_grow_with_the_executions(later: int) -> None:
    machine = machine_with(later)
    found = check(machine)
    assert (found.status, "the rest is not known" in found.detail) == ("warning", True)
    assert machine.asked.count("page") == 1
    assert machine.asked.count("describe") == 1 + LOOKED_AT


def test_a_list_that_cannot_be_read_does_not_stand_in_the_way() -> None:
    class Throttles(MemoryMachine):
        """It throttles the list."""

        def page(self, status: str | None, token: str | None) -> ListPage:
            raise Throttled("slow")

    machine = Throttles()
    machine.put("failed", "FAILED")
    assert check(machine) == Check("superseded", None, "warning", "could not be checked: slow")
