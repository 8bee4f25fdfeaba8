"""Read the schedule, and switch it."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from threading import Condition

from cachetools import TTLCache, cachedmethod

from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.listing import Filters
from chalicelib.domain.schedule import RATE, Schedule, Switch, next_runs
from chalicelib.errors import NotFound, RefreshError, UpstreamUnavailable
from chalicelib.services.listing import list_executions
from chalicelib.services.ports import ScheduleRule, SwitchNote
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshot_building import LISTED
from chalicelib.services.views import Executions, View

NEXT_RUNS = 5
# One less than the snapshot has, which then tells all of it: Step Functions is not asked.
MAX_SEARCHED = LISTED - 1
NO_SCHEDULE = "this deployment has no schedule; Terraform's enable_scheduled_execution"


@dataclass(frozen=True)
class KnownSchedule:
    """The schedule, and who switched it; `None` where nobody did through this API."""

    schedule: Schedule
    switched: Switch | None


class Scheduler:
    """The rule and its note. Their answers are cached for `keep_seconds`."""

    def __init__(self, rule: ScheduleRule, note: SwitchNote, keep_seconds: float) -> None:
        self._rule = rule
        self._note = note
        self._kept: TTLCache[object, KnownSchedule] = TTLCache(1, keep_seconds)
        self._condition = Condition()
        # The cache's key, so that an answer from before a switch is not used after it.
        self._generation = 0

    @cachedmethod(
        attrgetter("_kept"),
        key=lambda self: self._generation,
        condition=attrgetter("_condition"),
    )
    def read(self) -> KnownSchedule:
        """Return the schedule.

        Somebody else, such as Terraform, may have switched it since. Then `switched` is `None`.
        """
        schedule, switched = self._rule.read(), self._note.read()
        if switched and switched.enabled != schedule.enabled:
            switched = None
        return KnownSchedule(schedule, switched)

    def switch(self, switch: Switch) -> KnownSchedule:
        """Switch the schedule, write the note, and return the schedule.

        Where nothing changes and no reason is given, the earlier note stays.

        Raises:
            UpstreamUnavailable: the schedule was switched, but the note could not be written.
        """
        before = self._rule.read()
        try:
            self._rule.switch(on=switch.enabled)
            try:
                noted = self._noted(before, switch)
            except RefreshError as exc:
                state = "on" if switch.enabled else "off"
                raise UpstreamUnavailable(
                    f"the schedule is {state} now, but not who switched it and why: {exc}; "
                    "ask for it once more"
                ) from exc
        finally:
            with self._condition:
                self._generation += 1
        # EventBridge shows a change a moment after it has taken it.
        return KnownSchedule(Schedule(before.expression, switch.enabled), noted)

    def _noted(self, before: Schedule, switch: Switch) -> Switch:
        if before.enabled == switch.enabled and switch.reason is None:
            noted = self._note.read()
            # A note of the other state is of an earlier switch.
            if noted and noted.enabled == switch.enabled:
                return noted
        self._note.write(switch)
        return switch


@dataclass(frozen=True)
class ScheduleView:
    """The schedule, and its next starts; `None` where they are not known."""

    known: KnownSchedule
    next_runs: tuple[datetime, ...] | None


def read_schedule(
    scheduler: Scheduler | None, executions: ExecutionRepository, now: datetime
) -> ScheduleView:
    """Return the schedule. `now` is in UTC.

    Raises:
        NotFound: the deployment has no schedule.
    """
    return _view(_existing(scheduler).read(), executions, now)


def switch_schedule(
    scheduler: Scheduler | None, executions: ExecutionRepository, switch: Switch
) -> ScheduleView:
    """Enable or disable the schedule, and return it.

    Raises:
        NotFound: the deployment has no schedule.
    """
    return _view(_existing(scheduler).switch(switch), executions, switch.at)


def _existing(scheduler: Scheduler | None) -> Scheduler:
    if scheduler is None:
        raise NotFound(NO_SCHEDULE)
    return scheduler


def _view(known: KnownSchedule, executions: ExecutionRepository, now: datetime) -> ScheduleView:
    schedule = known.schedule
    last_run = _last_run(View(executions)) if RATE.fullmatch(schedule.expression) else None
    return ScheduleView(known, next_runs(schedule, now, last_run, NEXT_RUNS))


def _last_run(executions: Executions) -> datetime | None:
    page = list_executions(executions, Filters(), MAX_SEARCHED, None)
    started = (e.started_at for e in page.items if e.input.trigger == Trigger.SCHEDULE)
    return next(started, None)
