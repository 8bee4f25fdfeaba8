"""The next starts of a schedule with a rate, which are counted from the last one it made."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.execution_input import ExecutionInput, Trigger
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.scheduling import Scheduler, ScheduleView, read_schedule
from chalicelib.services.snapshots import IDLE_FACTOR
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers
from tests.fakes.schedule import FakeScheduleRule, FakeSwitchNote
from tests.support.events import at

NUMBER = 120
HOUR = 3600


def hourly(scheduled: str) -> Containers:
    """Return containers of hourly executions, of which the schedule started one."""
    world = Containers()
    for number in range(NUMBER):
        world.machine.put(f"e{number:03}", seconds=number * HOUR)
    given = ExecutionInput(trigger=Trigger.SCHEDULE)
    world.machine.executions[scheduled] = replace(world.machine.executions[scheduled], input=given)
    return world


def read(executions: ExecutionRepository) -> ScheduleView:
    scheduler = Scheduler(FakeScheduleRule("rate(1 day)"), FakeSwitchNote(), 0)
    return read_schedule(scheduler, executions, at(NUMBER * HOUR))


def test_however_many_containers_tell_the_next_starts_step_functions_is_not_asked() -> None:
    world = hourly(scheduled="e080")
    # A snapshot reads some of them, and the next ones the others.
    for _ in range(3):
        View(world.new())
        world.clock.move(PACE_SECONDS * IDLE_FACTOR)
    View(world.new())
    world.machine.asked.clear()
    for _ in range(20):
        found = read(world.new()).next_runs
        assert found
        assert found[0] == at(80 * HOUR) + timedelta(days=2)
    assert world.machine.asked == []


def test_a_schedule_that_started_none_of_the_newest_has_no_next_start() -> None:
    world = hourly(scheduled="e020")
    assert read(world.new()).next_runs is None
