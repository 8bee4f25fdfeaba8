"""What stands for the work of Glue: runs that last a while, and fail where they are told to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.glue.models import FakeJobRun

from local.emulator.declaring import Fix, Kind, Replacement
from local.emulator.glue_runs import GOES_ON, waits

SIMULATE = "--SIMULATE"
# What a job is given where nobody says how its runs end: they succeed.
AS_USUAL = "off"
FAIL_SAYING = "fail:"
FOR_EVER = timedelta(days=36500)

RUN = "moto.glue.models:FakeJobRun"


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
