"""Simulations of what takes AWS minutes or hours: Glue runs, and the waits of a state machine."""

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
from local.emulator.glue_runs import LIVE_STATES, still_queued
from local.simulated import SIMULATE, WAIT_DIVISOR

FAIL_WITH_MESSAGE = "fail:"
FOREVER = timedelta(days=36500)

# It keeps states that poll from using all of the CPU.
MIN_WAIT_SECONDS = 0.05
# For a stop whose event is missed.
MAX_SECONDS_TO_SEE_A_STOP = 1

RUN = "moto.glue.models:FakeJobRun"
ASL = "moto.stepfunctions.parser.asl.component"


def glue_runs_take_time(job_seconds: float) -> Fix:
    """Return the fix with which a Glue run lasts `job_seconds`, and ends as its argument says."""
    simulated = _SimulatedRuns(job_seconds)
    return Fix(
        name="glue_runs_take_time",
        kind=Kind.SIMULATION,
        service="Glue",
        moto="A run succeeds as soon as it is read, with an execution time of 123 s.",
        aws=(
            "A run lasts `--job-seconds`. Its argument `--SIMULATE` says how it ends. `fail`: it "
            "fails. `fail: why`: it fails with this message. `fail-once`: every other run of the "
            "job with the same arguments fails. `for-ever`: it runs until it is stopped, or ends "
            "as TIMEOUT at its `Timeout`. A value in upper case is the state in which it ends."
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
        # moto also sets the status, which has no effect here.
        return property(self._status, lambda run, value: None)

    def as_dict(
        self, original: Callable[[FakeJobRun], dict[str, Any]]
    ) -> Callable[[FakeJobRun], dict[str, Any]]:
        def as_dict(run: FakeJobRun) -> dict[str, Any]:
            document = original(run)
            ended = run.status not in LIVE_STATES
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
        if still_queued(run):
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
        timeout = timedelta(minutes=run.timeout) if run.timeout else FOREVER
        return _begin(run) + min(self._time_of(run), timeout)

    def _time_of(self, run: FakeJobRun) -> timedelta:
        return FOREVER if _simulated(run) == "for-ever" else self._lasts

    def _fails(self, run: FakeJobRun, simulated: str) -> bool:
        if simulated == "fail-once":
            if not hasattr(run, "fails"):
                turn = (run.job_name, str(sorted(run.arguments.items())))
                run.fails = turn not in self._failed_once
                self._failed_once.symmetric_difference_update({turn})
            return bool(run.fails)
        return simulated == "fail" or simulated.startswith(FAIL_WITH_MESSAGE)


def _begin(run: FakeJobRun) -> datetime:
    """Return the time at which a run began, after its wait in the queue."""
    begin: datetime = getattr(run, "dequeued_on", run.started_on)
    return begin


def _simulated(run: FakeJobRun) -> str:
    return str((run.arguments or {}).get(SIMULATE, ""))


def _message(run: FakeJobRun) -> str:
    message = _simulated(run).removeprefix(FAIL_WITH_MESSAGE)
    if message in ("fail", "fail-once", "FAILED"):
        return f"simulated failure of {run.job_name}"
    return message.strip()


def waits_are_short(divisor: float) -> Fix:
    """Return the fix that divides every wait of a state machine.

    So the deployed definition runs here unchanged, even with waits of hours. Timeouts are not
    divided.
    """

    def shortened(seconds: float) -> float:
        return max(seconds / divisor, min(seconds, MIN_WAIT_SECONDS))

    def wait_before_a_retry(original: Any) -> SimpleNamespace:
        return SimpleNamespace(sleep=lambda seconds: original.sleep(shortened(seconds)))

    def wait_interval(__: Any) -> Callable[[WaitFunction, Environment, float], None]:
        def wait(_: WaitFunction, env: Environment, wait_seconds: float) -> None:
            ends = time.monotonic() + shortened(wait_seconds)
            # Other events of the execution set this event, too. A stop between the check and the
            # wait sets it too early, and nobody sets it again.
            while env.is_running() and (left := ends - time.monotonic()) > 0:
                env.program_state_event.wait(min(left, MAX_SECONDS_TO_SEE_A_STOP))

        return wait

    return Fix(
        name="waits_are_short",
        kind=Kind.SIMULATION,
        service="Step Functions",
        moto=(
            "A wait, before a retry or in a Wait state, lasts as long as on AWS: up to minutes. A "
            "Wait state can miss the stop of its execution."
        ),
        aws=f"A wait is {WAIT_DIVISOR} times shorter: a minute is a second. Timeouts are the same.",
        replacements=(
            Replacement(f"{ASL}.common.retry.retrier_decl", "time", wait_before_a_retry),
            Replacement(
                f"{ASL}.state.wait.wait_function.wait_function:WaitFunction",
                "_wait_interval",
                wait_interval,
            ),
        ),
    )
