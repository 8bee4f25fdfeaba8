"""Lists while the records cannot be read: they have all that Step Functions has."""

from dataclasses import replace

import pytest

from chalicelib.domain.aftermath import Aftermath
from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import Filters, Position
from chalicelib.errors import UpstreamThrottled, UpstreamUnavailable
from chalicelib.services.listing import list_executions
from chalicelib.services.relations import aftermaths
from chalicelib.services.views import View
from tests.fakes.containers import Containers
from tests.fakes.faults import failing
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine

NUMBER = 80
NAMES = [f"e{number:02}" for number in reversed(range(NUMBER))]
SLOW = UpstreamThrottled("slow")


def settled_world(page_size: int = 1000) -> Containers:
    """Return containers whose executions are all recorded; all but the newest are settled."""
    world = Containers(FakeStateMachine(page_size=page_size))
    world.records = FakeRecords(page_size=30)
    for number in range(NUMBER):
        world.machine.put(f"e{number:02}", seconds=number)
    world.machine.put("e00", "FAILED", seconds=0)
    again = replace(world.machine.executions["e01"], input=read_input({"resumed_from": "e00"}))
    world.machine.executions["e01"] = again
    reader = world.new()
    for name in NAMES:
        reader.get(name)
    settled = world.machine.executions[NAMES[4]].started_at
    world.records.put_bookmark(Bookmark(settled))
    world.clock.move(1000)
    return world


def walk(world: Containers) -> list[str]:
    """Return the names on all pages, which one container lists."""
    reader = world.new()
    names: list[str] = []
    after: Position | None = None
    while True:
        page = list_executions(View(reader), Filters(), 20, after)
        names += [execution.name for execution in page.items]
        after = page.next
        if after is None:
            return names


@pytest.mark.parametrize("page_size", [1000, 50])
def test_where_the_index_alone_cannot_be_read_lists_are_whole(page_size: int) -> None:
    world = settled_world(page_size)
    assert walk(world) == NAMES
    with failing(world.records, "page", SLOW):
        for _ in range(3):
            world.clock.move(4)
            assert walk(world) == NAMES


@pytest.mark.parametrize("page_size", [1000, 50])
@pytest.mark.parametrize("seconds", [0, 4, 9, 40])
def test_where_the_table_is_away_lists_are_whole(page_size: int, seconds: float) -> None:
    world = settled_world(page_size)
    reader = world.new()
    assert list_executions(View(reader), Filters(), 60, None).items
    world.records.refuses_reads = world.store.refuses_reads = UpstreamUnavailable("gone")
    for _ in range(3):
        world.clock.move(seconds)
        page = list_executions(View(reader), Filters(), 100, None)
        assert ([found.name for found in page.items], page.next) == (NAMES, None)


def test_a_table_that_is_back_while_step_functions_answers_does_not_shorten_a_list() -> None:
    world = settled_world(page_size=50)
    reader = world.new()
    original = world.machine.page

    def slow(*given: object) -> object:
        world.clock.move(10)
        return original(*given)  # type: ignore[arg-type]

    with failing(world.records, "page", SLOW):
        world.machine.page = slow  # type: ignore[assignment,method-assign]
        page = list_executions(reader, Filters(), 100, None)
    assert [found.name for found in page.items] == NAMES


def test_where_a_later_page_of_the_records_cannot_be_read_no_list_ends_there() -> None:
    world = settled_world()
    reader = world.new()
    assert View(reader).snapshot
    world.clock.move(3)
    original = world.records.page

    def first_page(span: object, token: str | None) -> object:
        if token:
            raise SLOW
        return original(span, token)  # type: ignore[arg-type]

    world.records.page = first_page  # type: ignore[assignment,method-assign]
    with pytest.raises(UpstreamThrottled):
        list_executions(View(reader), Filters(), 70, None)
    world.clock.move(3)
    page = list_executions(View(reader), Filters(), 70, None)
    assert [found.name for found in page.items] == NAMES[:70]


def test_what_became_of_a_failure_is_told_without_the_records() -> None:
    world = settled_world()
    reader = world.new()

    def became(failed: Execution) -> Aftermath:
        return aftermaths(View(reader), [failed])[failed.name]

    failed = View(reader).get("e00")
    list_executions(View(reader), Filters(), 60, None)
    world.clock.move(3)
    with failing(world.records, "page", SLOW):
        found = became(failed)
    assert found.resumed_by == "e01"
    world.clock.move(20)
    assert became(failed) == found
