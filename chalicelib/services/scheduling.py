"""Read the schedule, and switch it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.schedule import RATE, Schedule, next_runs
from chalicelib.errors import NotFound
from chalicelib.services.listing import Filters, list_executions
from chalicelib.services.ports import ScheduleRule
from chalicelib.services.reader import ExecutionReader

RUNS_SHOWN = 5
LOOKED_THROUGH = 50
NO_SCHEDULE = "this deployment has no schedule; Terraform's enable_scheduled_execution"


@dataclass(frozen=True)
class ScheduleView:
    """The schedule, and when it next starts a refresh; `None` where only AWS knows."""

    schedule: Schedule
    next_runs: tuple[datetime, ...] | None


def read_schedule(
    rule: ScheduleRule | None, reader: ExecutionReader, now: datetime
) -> ScheduleView:
    """Return the schedule as it is. `now` is in UTC.

    Raises:
        NotFound: this deployment has none.
    """
    return _view(_existing(rule).read(), reader, now)


def switch_schedule(
    rule: ScheduleRule | None, reader: ExecutionReader, now: datetime, *, on: bool
) -> ScheduleView:
    """Enable or disable the schedule, and return it as it then is. `now` is in UTC.

    Raises:
        NotFound: this deployment has none.
    """
    existing = _existing(rule)
    existing.switch(on=on)
    # EventBridge shows a change a moment after it has taken it.
    return _view(Schedule(existing.read().expression, on), reader, now)


def _existing(rule: ScheduleRule | None) -> ScheduleRule:
    if rule is None:
        raise NotFound(NO_SCHEDULE)
    return rule


def _view(schedule: Schedule, reader: ExecutionReader, now: datetime) -> ScheduleView:
    last_run = _last_run(reader) if RATE.fullmatch(schedule.expression) else None
    return ScheduleView(schedule, next_runs(schedule, now, last_run, RUNS_SHOWN))


def _last_run(reader: ExecutionReader) -> datetime | None:
    page = list_executions(reader, Filters(), LOOKED_THROUGH, None)
    started = (e.facts.started_at for e in page.items if e.facts.input.trigger == "schedule")
    return next(started, None)
