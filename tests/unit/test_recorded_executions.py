"""Executions that were recorded: who reads them, and what Step Functions is asked for."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from chalicelib.domain import record
from chalicelib.domain.execution import ExecutionListItem, ExecutionListPage
from chalicelib.domain.execution_input import ExecutionInput, input_document
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import NotFound, UpstreamThrottled
from chalicelib.services.table_access import PAUSE_SECONDS
from tests.fakes.containers import container
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock
from tests.support.events import History, at
from tests.support.waiting import HANG_SECONDS

READS = ("describe", "history", "revision_of")


def seen(machine: FakeStateMachine) -> list[str]:
    """Return by which calls the machine was asked for executions, and forget them."""
    asked = [call for call in machine.asked if call in READS]
    machine.asked.clear()
    return asked


@pytest.fixture
def machine() -> FakeStateMachine:
    machine = FakeStateMachine()
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({"--A": "1"}, "jr_1")
    history.succeed("jr_1")
    machine.histories["done"] = list(history.events)
    machine.put("done", "FAILED")
    return machine


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


def test_another_container_reads_what_one_has_recorded(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    first = container(machine, records).get("done")
    assert seen(machine) == ["describe", "revision_of", "history"]
    other = container(machine, records)
    assert [other.get("done") for _ in range(3)] == [first] * 3
    assert seen(machine) == []
    assert records.asked.count("put") == 1
    assert records.asked.count("get") == 2
    assert first.steps[0].attempts[0].job_run_id == "jr_1"
    assert first.revised_at == machine.updated_at


def test_a_list_recalls_all_that_is_recorded_with_one_call(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    for number in range(60):
        machine.put(f"e{number:02}", seconds=number)
    items = machine.page(None, None).items
    first = [*container(machine, records).get_listed(items)]
    records.asked.clear()
    machine.asked.clear()
    assert [*container(machine, records).get_listed(items)] == first
    assert (records.asked, machine.asked) == (["get"], [])
    assert len(first) == 61


def test_what_step_functions_has_forgotten_is_read_from_its_record(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    first = container(machine, records).get("done")
    del machine.executions["done"]
    reader = container(machine, records)
    assert reader.get("done") == reader.current("done") == first
    assert container(machine, records).current("done") == first
    with pytest.raises(NotFound):
        reader.read_anew("done")


def test_what_nobody_has_is_looked_for_once_in_each_place(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    reader = container(machine, records)
    for _ in range(2):
        with pytest.raises(NotFound):
            reader.get("never-was")
        assert (records.asked, machine.asked) == (["get"], ["describe"])
        records.asked.clear()
        machine.asked.clear()
    vanished = [ExecutionListItem("gone", ExecutionStatus.FAILED, at(0), at(1))]
    assert [*reader.get_listed(vanished)] == []
    assert (records.asked, machine.asked) == (["get"], ["describe"])


def test_what_went_on_and_is_gone_is_looked_for_among_the_records(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    machine.put("live", "RUNNING")
    reader = container(machine, records)
    assert reader.get("live").status == "RUNNING"
    machine.put("live", "FAILED")
    container(machine, records).get("live")
    del machine.executions["live"]
    assert reader.get("live").status == "FAILED"


def test_a_running_execution_is_looked_for_in_the_table_once(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    machine.put("live", "RUNNING")
    reader = container(machine, records)
    for _ in range(5):
        assert reader.get("live").status == "RUNNING"
    assert records.asked == ["get"]
    assert records.items == {}


def test_an_execution_that_ends_between_two_reads_is_recorded_as_it_ended(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    machine.put("live", "RUNNING")
    reader = container(machine, records)
    assert reader.get("live").status == "RUNNING"
    machine.put("live", "SUCCEEDED")
    assert reader.get("live").status == "SUCCEEDED"
    del machine.executions["live"]
    assert container(machine, records).get("live").status == "SUCCEEDED"


def test_two_containers_that_record_at_once_make_one_record(machine: FakeStateMachine) -> None:
    together = Barrier(2, timeout=HANG_SECONDS)

    class Meeting(FakeRecords):
        """Nobody writes before the other one is about to."""

        def put(self, *given: object) -> None:
            together.wait()
            super().put(*given)  # type: ignore[arg-type]

    shared = Meeting()
    with ThreadPoolExecutor(2) as pool:
        readers = [container(machine, shared) for _ in range(2)]
        found = [*pool.map(lambda reader: reader.get("done"), readers)]
    assert found[0] == found[1]
    del machine.executions["done"]
    assert container(machine, shared).get("done") == found[0]
    assert len(shared.items) == 1


def test_what_can_change_is_asked_of_step_functions_though_it_is_recorded(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    reader = container(machine, records)
    reader.get("done")
    seen(machine)
    reader.current("done")
    assert seen(machine) == ["describe", "history"]
    reader.read_anew("done")
    assert seen(machine) == ["describe", "history"]
    assert records.asked.count("put") == 1


def test_a_record_is_served_while_step_functions_throttles(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    first = container(machine, records).get("done")

    class Throttling(FakeStateMachine):
        def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
            raise UpstreamThrottled("slow")

    assert container(Throttling(), records).get("done") == first


@pytest.mark.parametrize("document", ["corrupt", "newer"])
def test_a_record_of_no_use_is_as_if_there_were_none(
    machine: FakeStateMachine, records: FakeRecords, document: str
) -> None:
    first = container(machine, records).get("done")
    useless, form = b"no zlib", record.FORM
    if document == "newer":
        form += 1
        useless = zlib.compress(json.dumps({"form": form, "all": "else"}).encode())
    records.items["done"] = replace(records.items["done"], form=form, document=useless)
    seen(machine)
    assert container(machine, records).get("done") == first
    assert seen(machine) == ["describe", "revision_of", "history"]
    # A corrupt one is mended; one of a newer form is left to those who know it.
    mended = records.items["done"].document != useless
    assert mended == (document == "corrupt")
    del machine.executions["done"]
    if not mended:
        with pytest.raises(NotFound):
            container(machine, records).get("done")


def test_without_its_table_everything_is_read_as_before_there_was_one(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    records.refuses_reads = records.refuses_writes = UpstreamThrottled("slow")
    clock = Clock()
    reader = container(machine, records, clock=clock)
    for _ in range(20):
        assert reader.get("done").status == "FAILED"
    assert seen(machine) == ["describe", "revision_of", "history"]
    assert records.asked == ["get", "put"]
    records.refuses_reads = records.refuses_writes = None
    clock.move(PAUSE_SECONDS)
    reader.get("done")
    assert seen(machine) == []
    del machine.executions["done"]
    assert container(machine, records).get("done").status == "FAILED"


def test_a_name_that_was_given_again_is_of_the_newer_execution(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    container(machine, records).get("done")
    machine.put("done", "RUNNING", seconds=86400 * 91)
    assert container(machine, records).get("done").started_at == at(86400 * 91)
    machine.put("done", "SUCCEEDED", seconds=86400 * 91)
    reader = container(machine, records)
    assert reader.get("done").status == "SUCCEEDED"
    del machine.executions["done"]
    assert container(machine, records).get("done").started_at == at(86400 * 91)


def test_what_an_execution_was_asked_is_recorded_whole(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    given = ExecutionInput({"a": {"--A": "1"}}, ("b",), reason="why", requested_by="ann")
    machine.executions["done"] = replace(machine.executions["done"], input=given)
    container(machine, records).get("done")
    del machine.executions["done"]
    found = container(machine, records).get("done").input
    assert input_document(found) == input_document(given)
