"""Lists where the keeper has been: the same as without it, and Step Functions is hardly asked."""

from datetime import timedelta

import pytest

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import Filters, Position, entry_of, newest_first
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.errors import UpstreamThrottled
from chalicelib.services.listing import list_executions
from chalicelib.services.relations import aftermaths
from chalicelib.services.views import View
from tests.fakes.containers import Containers, container
from tests.fakes.faults import failing
from tests.fakes.keeper import FakeKeeper
from tests.fakes.lists import record_many, walked
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.fakes.world import ENDS, World
from tests.support.events import START, at


def filters_of(world: World) -> list[Filters]:
    begin = world.keeper.now - timedelta(days=40)
    return [
        Filters(),
        *map(Filters, [*ENDS, ExecutionStatus.RUNNING]),
        *(Filters(outcome=outcome) for outcome in Outcome),
        Filters(since=begin, until=begin + timedelta(days=15)),
        Filters(ExecutionStatus.FAILED, since=begin, requested_by="bob"),
        Filters(requested_by="ann"),
        Filters(trigger=Trigger.SCHEDULE, q="SNAPSHOT"),
    ]


def listed(
    machine: FakeStateMachine, records: FakeRecords, filters: Filters, limit: int
) -> list[str]:
    """Return a whole list; nothing that it records stays."""
    return walked(machine, records.copy(), limit, filters)


def without_bookmark(records: FakeRecords) -> FakeRecords:
    without = records.copy()
    without.put_bookmark(Bookmark())
    return without


def everything(world: World) -> list[Execution]:
    """Return what Step Functions tells now, and else the records, the newest first."""
    reader = container(world.machine, FakeRecords())
    told = {name: reader.get(name) for name in world.machine.executions}
    kept = container(FakeStateMachine(), world.records.copy())
    gone = {name: kept.get(name) for name in world.records.items if name not in told}
    return newest_first((told | gone).values())


def matching(world: World, executions: list[Execution], filters: Filters) -> list[str]:
    since, until = filters.since or START, filters.until or world.keeper.now + timedelta(days=1)
    return [
        execution.name
        for execution in executions
        if since <= execution.started_at < until and filters.match(entry_of(execution))
    ]


def newest_page_has_all_that_may_change(world: World) -> bool:
    page, settled = world.machine.page(None, None), world.records.bookmark().settled_before
    return page.next_token is None or bool(settled and page.items[-1].started_at < settled)


@pytest.mark.parametrize("seed", range(8))
def test_where_the_newest_page_has_all_that_may_change_it_alone_is_asked_for(seed: int) -> None:
    world = World(seed, page_size=40)
    alone = 0
    for _ in range(6):
        world.go_on(60)
        world.keeper.finish()
        world.keeper.finish()
        world.go_on(3)
        if not newest_page_has_all_that_may_change(world):
            continue
        alone += 1
        executions = everything(world)
        for filters in filters_of(world):
            limit = world.some.choice([3, 7, 100])
            world.machine.asked.clear()
            names = listed(world.machine, world.records, filters, limit)
            assert names == matching(world, executions, filters)
            assert world.machine.asked.count("page") <= 1 + len(executions) // limit
    assert alone > 1


@pytest.mark.parametrize("page_size", [3, 17])
@pytest.mark.parametrize("seed", range(8))
def test_lists_are_the_same_with_the_bookmark_and_without_it(seed: int, page_size: int) -> None:
    world = World(seed, page_size)
    for _ in range(6):
        world.go_on(40)
        if world.ended_again:
            # Without the bookmark, some lists would know of these only after the keeper.
            world.keeper.finish()
            world.ended_again.clear()
        unmarked = without_bookmark(world.records)
        for filters in filters_of(world):
            limit = world.some.choice([3, 11, 100])
            names = listed(world.machine, world.records, filters, limit)
            assert names == listed(world.machine, unmarked, filters, limit)
            assert len(names) == len({*names})
    assert world.records.bookmark().settled_before


@pytest.mark.parametrize("seed", range(6))
def test_what_became_of_failures_is_the_same_with_the_bookmark_and_without_it(seed: int) -> None:
    world = World(seed, page_size=20)
    for _ in range(6):
        world.go_on(60)
        world.keeper.finish()
        world.keeper.finish()
        told = []
        for records in (world.records, without_bookmark(world.records)):
            reader = container(world.machine, records.copy())
            pages, after = [], None
            while True:
                page = list_executions(reader, Filters(ExecutionStatus.FAILED), 10, after)
                pages.append(aftermaths(reader, page.items))
                after = page.next
                if after is None:
                    break
            told.append(pages)
        assert told[0] == told[1]


def test_the_last_page_is_the_same_after_the_list_has_grown() -> None:
    machine, records = FakeStateMachine(page_size=10), FakeRecords()
    keeper = FakeKeeper(machine, records, at(0) + timedelta(days=30))
    for number in range(40):
        machine.put(f"e{number:03}", seconds=number)
    keeper.finish()
    keeper.finish()
    newer = iter(range(40, 999))

    def between() -> None:
        name = f"e{next(newer):03}"
        machine.put(name, seconds=(keeper.now - START).total_seconds())
        keeper.run()
        del machine.executions[min(machine.executions)]

    names = walked(machine, records, 4, between=between)
    assert names == [f"e{number:03}" for number in reversed(range(40))]


@pytest.fixture(scope="module")
def ten_thousand() -> tuple[FakeStateMachine, FakeRecords]:
    machine, records = FakeStateMachine(), FakeRecords()
    record_many(records, 10_000)
    for number in range(10_000):
        machine.put(f"e{number:05}", seconds=number)
    FakeKeeper(machine, records, at(0) + timedelta(days=30)).finish()
    return machine, records


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(ExecutionStatus.SUCCEEDED), Filters(q="e0")],
    ids=("all", "status", "q"),
)
def test_a_deep_page_of_ten_thousand_records_asks_step_functions_for_the_newest_page_alone(
    ten_thousand: tuple[FakeStateMachine, FakeRecords], filters: Filters
) -> None:
    machine, records = ten_thousand
    for deep in (9_000, 5_000, 101):
        machine.asked.clear()
        after = Position(at(deep), f"e{deep:05}")
        page = list_executions(container(machine, records), filters, 100, after)
        names = [execution.name for execution in page.items]
        assert names == [f"e{n:05}" for n in reversed(range(deep - 100, deep))]
        assert machine.asked == ["page"]


def test_with_a_snapshot_of_all_that_may_change_step_functions_is_not_asked(
    ten_thousand: tuple[FakeStateMachine, FakeRecords],
) -> None:
    machine, records = ten_thousand
    containers = Containers(machine)
    containers.records = records
    executions = containers.new()
    assert View(executions).snapshot
    for filters in (Filters(), Filters(ExecutionStatus.SUCCEEDED), Filters(q="e0")):
        machine.asked.clear()
        page = list_executions(View(executions), filters, 100, Position(at(500), "e00500"))
        assert len(page.items) == 100
        assert machine.asked == []


def test_while_the_bookmark_cannot_be_read_lists_are_as_without_it() -> None:
    machine, records = FakeStateMachine(page_size=3), FakeRecords()
    keeper = FakeKeeper(machine, records, at(0) + timedelta(days=30))
    for number in range(10):
        machine.put(f"e{number}", seconds=number)
    keeper.finish()
    keeper.finish()
    with failing(records, "bookmark", UpstreamThrottled("slow")):
        assert walked(machine, records, 4) == [f"e{number}" for number in reversed(range(10))]
