"""Glue jobs and their runs."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.errors import translated
from chalicelib.domain.glue import Job, JobRun, JobRunState

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

# The list is newest first, so it holds every live run.
# https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html
RECENT = 50


class Glue:
    """Glue jobs. Every method raises `RefreshError`s."""

    def __init__(self, client: "GlueClient") -> None:
        self.client = client

    def job(self, name: str) -> Job:
        """Return a job.

        Raises:
            NotFound: there is none of this name.
        """
        with translated("read the Glue job", f'there is no Glue job "{name}"'):
            job = self.client.get_job(JobName=name)["Job"]
            return _job(name, job)

    def jobs(self, names: Collection[str]) -> dict[str, Job]:
        """Read jobs in one call, and return them by name.

        A job that does not exist is left out. AWS does not document the answer for a job that the
        role may not read.
        """
        with translated("read the Glue job"):
            answer = self.client.batch_get_jobs(JobNames=list(names))
            return {job["Name"]: _job(job["Name"], job) for job in answer["Jobs"]}

    def recent_runs(self, job_name: str) -> list[JobRun]:
        """Return the newest runs of a job, with all that still go on."""
        with translated("read the runs of the Glue job", f'there is no Glue job "{job_name}"'):
            answer = self.client.get_job_runs(JobName=job_name, MaxResults=RECENT)
            return [_run(document) for document in answer["JobRuns"]]

    def run(self, job_name: str, run_id: str) -> JobRun:
        """Return one run of a job.

        Raises:
            NotFound: there is no such run.
        """
        with translated("read the Glue run", f"there is no run {run_id} of {job_name}"):
            return _run(self.client.get_job_run(JobName=job_name, RunId=run_id)["JobRun"])

    def stop(self, job_name: str, run_ids: Sequence[str]) -> dict[str, str]:
        """Ask Glue to stop these runs, and return its errors by the run's id.

        Runs that have ended do not change.
        """
        with translated("stop the Glue runs"):
            answer = self.client.batch_stop_job_run(JobName=job_name, JobRunIds=list(run_ids))
            # The call succeeds even where Glue stops no run.
            return {error["JobRunId"]: _words(error) for error in answer.get("Errors", ())}


def _words(error: Mapping[str, Any]) -> str:
    detail = error.get("ErrorDetail", {})
    code, message = detail.get("ErrorCode"), detail.get("ErrorMessage")
    return ": ".join(filter(None, [code, message])) or "Glue does not say why it cannot stop it"


def _job(name: str, document: Mapping[str, Any]) -> Job:
    return Job(
        name,
        max_concurrent_runs=document.get("ExecutionProperty", {}).get("MaxConcurrentRuns", 1),
        max_retries=document.get("MaxRetries") or 0,
        # A run of a flexible job always waits for capacity.
        queues=bool(document.get("JobRunQueuingEnabled"))
        or document.get("ExecutionClass") == "FLEX",
        default_arguments=document.get("DefaultArguments") or {},
        fixed_arguments=document.get("NonOverridableArguments") or {},
    )


def _run(document: Mapping[str, Any]) -> JobRun:
    return JobRun(
        document["JobName"],
        document["Id"],
        JobRunState(document["JobRunState"]),
        document.get("Arguments", {}),
        document.get("StartedOn"),
        document.get("PreviousRunId"),
    )
