"""Causes of failures, as Step Functions records them."""

import json
from typing import Any

# https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
JOB_RUN: dict[str, Any] = {
    "AllocatedCapacity": 10,
    "Arguments": {"--SNAPSHOT_DT": "2026-11-01"},
    "Attempt": 0,
    "CompletedOn": 1793498400000,
    "ErrorMessage": "no such table: part_x",
    "ExecutionClass": "STANDARD",
    "ExecutionTime": 85,
    "GlueVersion": "5.0",
    "Id": "jr_1",
    "JobName": "some-job",
    "JobRunState": "FAILED",
    "LastModifiedOn": 1793498400000,
    "LogGroupName": "/aws-glue/jobs",
    "MaxCapacity": 10.0,
    "NumberOfWorkers": 10,
    "PredecessorRuns": [],
    "StartedOn": 1793498300000,
    "Timeout": 2880,
    "WorkerType": "G.1X",
}
# As the API describes a JobRun, which is not the order of the alphabet.
MODEL_ORDER = [
    *("Id", "Attempt", "JobName", "StartedOn", "LastModifiedOn", "CompletedOn", "JobRunState"),
    *("Arguments", "ErrorMessage", "PredecessorRuns", "AllocatedCapacity", "ExecutionTime"),
    *("Timeout", "MaxCapacity", "WorkerType", "NumberOfWorkers", "LogGroupName", "GlueVersion"),
    "ExecutionClass",
]


def job_run(**fields: Any) -> str:
    """Return a failed JobRun as JSON; it has a message only where one is given."""
    return json.dumps({**JOB_RUN, "ErrorMessage": None, **fields})
