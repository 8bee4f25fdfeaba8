"""Glue jobs and their runs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.aws.errors import translated
from chalicelib.domain.glue import Job, JobRun

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

# Newest first, so a live run is among them.
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
            return Job(name, job.get("ExecutionProperty", {}).get("MaxConcurrentRuns", 1))

    def live_runs(self, job_name: str) -> list[JobRun]:
        """Return the runs of a job that still go on."""
        with translated("read the runs of the Glue job", f'there is no Glue job "{job_name}"'):
            answer = self.client.get_job_runs(JobName=job_name, MaxResults=RECENT)
            runs = [_run(document) for document in answer["JobRuns"]]
        return [run for run in runs if run.live]

    def run(self, job_name: str, run_id: str) -> JobRun:
        """Return one run of a job.

        Raises:
            NotFound: there is no such run.
        """
        with translated("read the Glue run", f"there is no run {run_id} of {job_name}"):
            return _run(self.client.get_job_run(JobName=job_name, RunId=run_id)["JobRun"])

    def stop(self, job_name: str, run_ids: Sequence[str]) -> None:
        """Ask Glue to stop these runs; those that have ended stay as they are."""
        with translated("stop the Glue runs"):
            self.client.batch_stop_job_run(JobName=job_name, JobRunIds=list(run_ids))


def _run(document: Mapping[str, Any]) -> JobRun:
    return JobRun(
        document["JobName"],
        document["Id"],
        document["JobRunState"],
        document.get("Arguments", {}),
    )
