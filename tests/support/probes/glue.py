"""Runs of Glue jobs."""

from typing import Any

from botocore.exceptions import ClientError

from local.simulated import SIMULATE
from tests.support.probes.calls import JOB_SECONDS, client, job, seen


def glue_runs_take_time() -> bool:
    name = job()
    run = client("glue").start_job_run(JobName=name, Arguments={SIMULATE: "fail"})["JobRunId"]

    def ended_run() -> dict[str, Any]:
        found = client("glue").get_job_run(JobName=name, RunId=run)["JobRun"]
        return found if found["JobRunState"] != "RUNNING" else {}

    found = seen(ended_run)
    lasted = (found["CompletedOn"] - found["StartedOn"]).total_seconds()
    return bool(found["JobRunState"] == "FAILED" and round(lasted, 1) == JOB_SECONDS)


def glue_runs_can_be_stopped() -> bool:
    name = job()
    first, second = (client("glue").start_job_run(JobName=name)["JobRunId"] for _ in range(2))
    client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])
    (error,) = client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])["Errors"]
    runs = client("glue").get_job_runs(JobName=name)["JobRuns"]
    return (
        [run["Id"] for run in runs] == [second, first]
        and runs[1]["JobRunState"] == "STOPPED"
        and "STOPPED" in error["ErrorDetail"]["ErrorMessage"]
    )


def glue_queues_runs() -> bool:
    name = job(JobRunQueuingEnabled=True, ExecutionProperty={"MaxConcurrentRuns": 1})
    first, second = (client("glue").start_job_run(JobName=name)["JobRunId"] for _ in range(2))

    def state() -> str:
        run = client("glue").get_job_run(JobName=name, RunId=second)["JobRun"]
        return str(run["JobRunState"])

    before = state()
    client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])
    told = client("glue").get_job(JobName=name)["Job"].get("JobRunQueuingEnabled")
    return (told, before, state()) == (True, "WAITING", "RUNNING")


def glue_timeouts_have_bounds() -> bool:
    name = job()
    client("glue").start_job_run(JobName=name, Timeout=10080)
    try:
        client("glue").start_job_run(JobName=name, Timeout=10081)
    except ClientError as exc:
        return exc.response["Error"]["Code"] == "InvalidInputException"
    return False


def glue_retries_failed_runs() -> bool:
    name = job(MaxRetries=1)
    first = client("glue").start_job_run(JobName=name, Arguments={SIMULATE: "fail"})["JobRunId"]

    def retried() -> Any:
        runs = client("glue").get_job_runs(JobName=name)["JobRuns"]
        return [(run.get("PreviousRunId"), run["Attempt"]) for run in runs if run["Id"] != first]

    return bool(seen(retried) == [(first, 1)])
