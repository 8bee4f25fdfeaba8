"""What stands for hours: Glue runs that last a while and fail where they are told to, and waits."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from moto.core.utils import utcnow
from moto.glue.models import FakeJobRun
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment

from local.emulator.declaring import Fix, Kind, Replacement
from local.emulator.glue_runs import GOES_ON, waits

SIMULATE = "--SIMULATE"
# What a job is given where nobody says how its runs end: they succeed.
AS_USUAL = "off"
FAIL_SAYING = "fail:"
FOR_EVER = timedelta(days=36500)

JOB_SECONDS = 3
# How much longer a wait of a state machine is on AWS, and the least that one lasts here: some ask
# again after each, and would do nothing else.
WAITS_ARE_SHORTER_BY = 60
LEAST_WAIT_SECONDS = 0.05

RUN = "moto.glue.models:FakeJobRun"
ASL = "moto.stepfunctions.parser.asl.component"


def glue_runs_take_time(job_seconds: float) -> Fix:
    """Return the fix that makes every Glue run last `job_seconds`, and end as its argument says."""
    simulated = _SimulatedRuns(job_seconds)
    return Fix(
        name="glue_runs_take_time",
        kind=Kind.SIMULATION,
        service="Glue",
        moto="A run ends as soon as it is looked at, always well, and says that it took 123 s.",
        aws=(
            "A run lasts `--job-seconds`. With the argument `--SIMULATE` it fails: `fail` always, "
            "`fail: why` with these words, `fail-once` every other time that the job is run with "
            "these arguments. With `for-ever` it ends where it is stopped, or as TIMEOUT at its "
            "`Timeout`. Any other value in upper case is the state that it ends in."
        ),
        replacements=(
            Replacement(RUN, "status", simulated.status),
            Replacement(RUN, "as_dict", simulated.as_dict),
        ),
    )


class _SimulatedRuns:
    def __init__(self, job_seconds: float) -> None:
        self._lasts = timedelta(seconds=job_seconds)
        self._failed_once: set[tuple[str, str]] = set()

    def status(self, _: Any) -> property:
        # moto sets it too, to what it thinks.
        return property(self._status, lambda run, value: None)

    def as_dict(
        self, original: Callable[[FakeJobRun], dict[str, Any]]
    ) -> Callable[[FakeJobRun], dict[str, Any]]:
        def as_dict(run: FakeJobRun) -> dict[str, Any]:
            document = original(run)
            ended = run.status not in GOES_ON
            document["Attempt"] = getattr(run, "attempt", 0)
            document["ExecutionTime"] = round(self._lasts.total_seconds()) if ended else 0
            document["CompletedOn"] = self._end(run) if ended else None
            if run.status == "FAILED":
                document["ErrorMessage"] = _message(run)
            return {name: value for name, value in document.items() if value is not None}

        return as_dict

    def _status(self, run: FakeJobRun) -> str:
        if getattr(run, "stopped", False):
            return "STOPPED"
        if waits(run):
            return "WAITING"
        if utcnow() < self._end(run):
            return "RUNNING"
        if self._end(run) < _begin(run) + self._time_of(run):
            return "TIMEOUT"
        simulated = _simulated(run)
        if simulated.isupper():
            return simulated
        return "FAILED" if self._fails(run, simulated) else "SUCCEEDED"

    def _end(self, run: FakeJobRun) -> datetime:
        bound = timedelta(minutes=run.timeout) if run.timeout else FOR_EVER
        return _begin(run) + min(self._time_of(run), bound)

    def _time_of(self, run: FakeJobRun) -> timedelta:
        return FOR_EVER if _simulated(run) == "for-ever" else self._lasts

    def _fails(self, run: FakeJobRun, simulated: str) -> bool:
        if simulated == "fail-once":
            if not hasattr(run, "fails"):
                turn = (run.job_name, str(sorted(run.arguments.items())))
                run.fails = turn not in self._failed_once
                self._failed_once.symmetric_difference_update({turn})
            return bool(run.fails)
        return simulated == "fail" or simulated.startswith(FAIL_SAYING)


def _begin(run: FakeJobRun) -> datetime:
    """Return when it began to run: one that waited, when it got room."""
    begin: datetime = getattr(run, "began_on", run.started_on)
    return begin


def _simulated(run: FakeJobRun) -> str:
    return str((run.arguments or {}).get(SIMULATE, ""))


def _message(run: FakeJobRun) -> str:
    words = _simulated(run).removeprefix(FAIL_SAYING)
    if words in ("fail", "fail-once", "FAILED"):
        return f"simulated failure of {run.job_name}"
    return words.strip()


def waits_are_short(shorter_by: float) -> Fix:
    """Return the fix that makes every wait of a state machine shorter by a factor.

    So what runs here is what is deployed, intervals of hours included. Timeouts stay as they are.
    """

    def shortened(seconds: float) -> float:
        return max(seconds / shorter_by, min(seconds, LEAST_WAIT_SECONDS))

    def wait_before_a_retry(original: Any) -> SimpleNamespace:
        return SimpleNamespace(sleep=lambda seconds: original.sleep(shortened(seconds)))

    def wait_interval(__: Any) -> Callable[[WaitFunction, Environment, float], None]:
        def wait(_: WaitFunction, env: Environment, wait_seconds: float) -> None:
            ends = time.monotonic() + shortened(wait_seconds)
            # What else happens to the execution wakes it, too.
            while env.is_running() and (left := ends - time.monotonic()) > 0:
                env.program_state_event.wait(left)

        return wait

    return Fix(
        name="waits_are_short",
        kind=Kind.SIMULATION,
        service="Step Functions",
        moto="A wait, before a retry or in a Wait state, lasts as long as on AWS: up to minutes.",
        aws=(
            f"It is {WAITS_ARE_SHORTER_BY} times shorter: what is a minute there is a second. "
            "Timeouts stay as they are."
        ),
        replacements=(
            Replacement(f"{ASL}.common.retry.retrier_decl", "time", wait_before_a_retry),
            Replacement(
                f"{ASL}.state.wait.wait_function.wait_function:WaitFunction",
                "_wait_interval",
                wait_interval,
            ),
        ),
    )
