"""Corrections of moto's Glue: stopping runs, and the bounds of a timeout."""

from collections.abc import Callable, Mapping
from typing import Any

from moto.core.responses import ActionResult
from moto.glue.exceptions import InvalidInputException, JobRunNotFoundException
from moto.glue.models import FakeJob, FakeJobRun, GlueBackend
from moto.glue.responses import GlueResponse

from local.emulator.declaring import Fix, Replacement
from local.emulator.glue_runs import JOB, LIVE_STATES, RESPONSE

API = "https://docs.aws.amazon.com/glue/latest/webapi"
MAX_TIMEOUT_MINUTES = 10080


def _batch_stop_job_run(_: None) -> Callable[[GlueResponse], ActionResult]:
    def batch_stop_job_run(self: GlueResponse) -> ActionResult:
        name, ids = self._get_param("JobName"), self._get_param("JobRunIds")
        result: dict[str, list[dict[str, Any]]] = {"SuccessfulSubmissions": [], "Errors": []}
        for run_id in ids:
            entry = {"JobName": name, "JobRunId": run_id}
            if error := _stop(self.glue_backend, name, run_id):
                result["Errors"].append({**entry, "ErrorDetail": error})
            else:
                result["SuccessfulSubmissions"].append(entry)
        return ActionResult(result)

    return batch_stop_job_run


def _stop(backend: GlueBackend, job_name: str, run_id: str) -> Mapping[str, str]:
    """Stop a run, and return the error's detail, or nothing if it was stopped."""
    try:
        run = backend.get_job_run(job_name, run_id)
    except JobRunNotFoundException as exc:
        return {"ErrorCode": "EntityNotFoundException", "ErrorMessage": str(exc.message)}
    if run.status in LIVE_STATES:
        run.stopped = True
        return {}
    return {
        "ErrorCode": "JobRunInvalidStateTransitionException",
        "ErrorMessage": f"a run that is {run.status} cannot be stopped",
    }


def _get_job_runs(
    original: Callable[[FakeJob], list[FakeJobRun]],
) -> Callable[[FakeJob], list[FakeJobRun]]:
    return lambda self: list(reversed(original(self)))


GLUE_RUNS_CAN_BE_STOPPED = Fix(
    name="glue_runs_can_be_stopped",
    service="Glue",
    moto="BatchStopJobRun is missing, and GetJobRuns returns the oldest runs first.",
    aws=(
        "BatchStopJobRun stops runs, and lists in `Errors` those that it cannot stop, each with an "
        "`ErrorDetail`. GetJobRuns returns the newest runs first."
    ),
    docs=f"{API}/API_BatchStopJobRun.html",
    replacements=(
        Replacement(RESPONSE, "batch_stop_job_run", _batch_stop_job_run),
        Replacement(JOB, "get_job_runs", _get_job_runs),
    ),
)


def _start_job_run(
    original: Callable[[GlueResponse], ActionResult],
) -> Callable[[GlueResponse], ActionResult]:
    def start_job_run(self: GlueResponse) -> ActionResult:
        minutes = self._get_param("Timeout")
        if minutes is not None and not 1 <= minutes <= MAX_TIMEOUT_MINUTES:
            raise InvalidInputException(
                "StartJobRun", f"Timeout is 1 to {MAX_TIMEOUT_MINUTES} minutes, not {minutes}"
            )
        return original(self)

    return start_job_run


GLUE_TIMEOUTS_HAVE_BOUNDS = Fix(
    name="glue_timeouts_have_bounds",
    service="Glue",
    moto="StartJobRun accepts any `Timeout`.",
    aws="A `Timeout` is from 1 minute to seven days.",
    docs=f"{API}/API_StartJobRun.html",
    replacements=(Replacement(RESPONSE, "start_job_run", _start_job_run),),
)

FIXES = (GLUE_RUNS_CAN_BE_STOPPED, GLUE_TIMEOUTS_HAVE_BOUNDS)
