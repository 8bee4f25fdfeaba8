"""Where moto's Glue is not like AWS's."""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.glue.models import FakeJob, FakeJobRun
from moto.glue.responses import GlueResponse

from local.emulator.declaring import Fix, Replacement


def _batch_stop_job_run(_: None) -> Callable[[GlueResponse], ActionResult]:
    def batch_stop_job_run(self: GlueResponse) -> ActionResult:
        name, ids = self._get_param("JobName"), self._get_param("JobRunIds")
        told: dict[str, list[dict[str, Any]]] = {"SuccessfulSubmissions": [], "Errors": []}
        for run_id in ids:
            run = self.glue_backend.get_job_run(name, run_id)
            if run.status == "RUNNING":
                run.stopped = True
                told["SuccessfulSubmissions"].append({"JobName": name, "JobRunId": run_id})
            else:
                told["Errors"].append({"JobName": name, "JobRunId": run_id})
        return ActionResult(told)

    return batch_stop_job_run


def _get_job_runs(
    original: Callable[[FakeJob], list[FakeJobRun]],
) -> Callable[[FakeJob], list[FakeJobRun]]:
    return lambda self: list(reversed(original(self)))


GLUE_RUNS_CAN_BE_STOPPED = Fix(
    name="glue_runs_can_be_stopped",
    service="Glue",
    moto="BatchStopJobRun is missing, and GetJobRuns gives the oldest runs first.",
    aws="Runs can be stopped, and GetJobRuns gives the newest first.",
    docs="https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html",
    replacements=(
        Replacement("moto.glue.responses:GlueResponse", "batch_stop_job_run", _batch_stop_job_run),
        Replacement("moto.glue.models:FakeJob", "get_job_runs", _get_job_runs),
    ),
)

FIXES = (GLUE_RUNS_CAN_BE_STOPPED,)
