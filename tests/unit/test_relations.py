"""Which executions are read to tell what became of others, and how many calls that takes."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.aftermath import Aftermath
from chalicelib.domain.execution_input import read_input
from chalicelib.services.relations import MAX_FOLLOWERS, aftermaths
from chalicelib.services.repository import ExecutionRepository
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import History

LONG = 3600


def succeed_at_a(machine: FakeStateMachine, name: str) -> None:
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    history.succeed("jr_1")
    machine.histories[name] = list(history.events)


def put(machine: FakeStateMachine, name: str, status: str, seconds: float, **given: Any) -> None:
    machine.put(name, status, seconds)
    machine.executions[name] = replace(machine.executions[name], input=read_input(given))
    if status == "SUCCEEDED":
        succeed_at_a(machine, name)


def became(reader: ExecutionRepository, *names: str) -> dict[str, Aftermath]:
    return dict(aftermaths(reader, [reader.get(name) for name in names]))


def test_what_runs_or_has_succeeded_is_not_looked_into() -> None:
    machine = FakeStateMachine()
    machine.put("good")
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, 0)
    assert became(reader, "good", "live") == {"good": Aftermath(), "live": Aftermath()}
    assert "page" not in machine.asked


def test_a_page_that_holds_what_followed_reads_nothing_more() -> None:
    machine = FakeStateMachine()
    put(machine, "bad", "FAILED", 0)
    put(machine, "mend", "SUCCEEDED", 1, resumed_from="bad")
    reader = ExecutionRepository(machine, LONG)
    assert became(reader, "mend", "bad")["bad"] == Aftermath("mend", "mend")
    assert machine.asked.count("describe") == 2
    assert machine.asked.count("page") == 1


def test_one_alone_has_those_read_that_followed_it_once() -> None:
    machine = FakeStateMachine()
    for number in range(5):
        put(machine, f"before{number}", "SUCCEEDED", -number - 1)
    put(machine, "bad", "FAILED", 0)
    put(machine, "mend", "SUCCEEDED", 1, resumed_from="bad")
    put(machine, "live", "RUNNING", 2)
    reader = ExecutionRepository(machine, LONG)
    for _ in range(50):
        assert became(reader, "bad")["bad"] == Aftermath("mend", "mend")
    assert machine.asked.count("describe") == 3
    assert machine.asked.count("page") == 1


@pytest.mark.parametrize("later", [MAX_FOLLOWERS + 1, 300])
def test_of_many_the_nearest_are_read_and_no_more(later: int) -> None:
    machine = FakeStateMachine(page_size=100)
    put(machine, "bad", "FAILED", 0)
    for number in range(1, later + 1):
        put(machine, f"l{number}", "SUCCEEDED", number)
    reader = ExecutionRepository(machine, LONG)
    assert became(reader, "bad")["bad"] == Aftermath(None, "l1")
    assert machine.asked.count("describe") == 1 + MAX_FOLLOWERS


def test_of_a_page_of_failures_all_have_their_nearest_read() -> None:
    machine = FakeStateMachine()
    failed = [f"bad{number}" for number in range(MAX_FOLLOWERS)]
    for number, name in enumerate(failed):
        put(machine, name, "FAILED", 10 * number)
        put(machine, f"mend-{name}", "SUCCEEDED", 10 * number + 1, resumed_from=name)
        for more in range(2, 9):
            put(machine, f"other{number}-{more}", "FAILED", 10 * number + more)
    reader = ExecutionRepository(machine, LONG)
    found = became(reader, *failed)
    assert {name: became.resumed_by for name, became in found.items()} == {
        name: f"mend-{name}" for name in failed
    }
    assert machine.asked.count("describe") == len(failed) + MAX_FOLLOWERS


def test_one_that_is_listed_but_no_longer_kept_is_left_out() -> None:
    machine = FakeStateMachine()
    put(machine, "bad", "FAILED", 0)
    put(machine, "gone", "SUCCEEDED", 1)
    put(machine, "mend", "SUCCEEDED", 2)
    machine.vanished.add("gone")
    assert became(ExecutionRepository(machine, 0), "bad")["bad"] == Aftermath(None, "mend")
