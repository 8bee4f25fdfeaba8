"""Example bodies of the OpenAPI description. A test holds each against its model."""

from typing import Any

from pydantic import BaseModel

from chalicelib import VERSION
from chalicelib.api.request_models import ResumeBody, ScheduleRequest, StartRequest, StopRequest
from chalicelib.api.responses.actions import StoppedDocument
from chalicelib.api.responses.executions import ExecutionDocument, ExecutionsDocument
from chalicelib.api.responses.meta import HealthDocument
from chalicelib.api.responses.pipeline import PipelineDocument
from chalicelib.api.responses.refresh import PlanDocument, StartedDocument
from chalicelib.api.responses.schedule import ScheduleDocument
from chalicelib.api.responses.steps import StepsDocument

NAME = "manual-20261123T061500Z-3f9a"
WHO = "oidc:oncall@example.com"
ENVIRONMENT = "dev"

STEP: dict[str, Any] = {
    "key": "job1",
    "title": "Addressable split and part",
    "status": "RETRYING",
    "completed_in": None,
    "stage": "split",
    "job_name": "etl-addressable-split-and-part",
    "job_run_id": "jr_5f0c",
    "arguments": {"--SNAPSHOT_DT": "2026-11-01"},
    "started_at": "2026-11-23T06:15:01Z",
    "stopped_at": None,
    "duration_seconds": 411.2,
    "message": "no snapshot of that day",
    "attempts": [
        {
            "number": 1,
            "status": "FAILED",
            "started_at": "2026-11-23T06:15:01Z",
            "stopped_at": "2026-11-23T06:21:40Z",
            "job_run_id": "jr_5f0c",
            "error": "States.TaskFailed",
            "message": "no snapshot of that day",
        }
    ],
}

AS_OF = "2026-11-23T06:30:00Z"

SUMMARY: dict[str, Any] = {
    "name": NAME,
    "status": "RUNNING",
    "outcome": None,
    "trigger": "api",
    "started_at": "2026-11-23T06:15:00Z",
    "stopped_at": None,
    "duration_seconds": 412.6,
    "requested_by": WHO,
    "reason": "late snapshot",
    "overridden": ["job1"],
    "resumed_from": None,
    "resumed_by": None,
    "superseded_by": None,
    "progress": {"done": 0, "skipped": 0, "total": 1, "running": ["job1"], "failed": []},
    "steps": [{name: STEP[name] for name in ("key", "title", "status", "completed_in")}],
    "error": None,
    "message": None,
}

STARTED: dict[str, Any] = {
    **SUMMARY,
    "left_out": [],
    "warnings": [],
    "duration_seconds": 0.0,
    "progress": {"done": 0, "skipped": 0, "total": 1, "running": [], "failed": []},
    "steps": [{**SUMMARY["steps"][0], "status": "PENDING"}],
}

EXECUTION = {
    **SUMMARY,
    "as_of": AS_OF,
    "environment": ENVIRONMENT,
    "lineage": [],
    "input": {"overrides": {"job1": {"--SNAPSHOT_DT": "2026-11-01"}}, "skip": [], "unreadable": {}},
    "steps": [STEP],
    "waiting_for": [],
    "poll_after_seconds": 5,
}

PIPELINE = {
    "environment": ENVIRONMENT,
    "stages": [
        {
            "name": "split",
            "steps": [
                {
                    "key": "job1",
                    "title": "Addressable split and part",
                    "job_name": "etl-addressable-split-and-part",
                    "defaults": {"--SNAPSHOT_DT": "_NONE_"},
                    "timeout_seconds": 7200,
                    "retries": [
                        {
                            "errors": ["States.ALL"],
                            "max_attempts": 2,
                            "interval_seconds": 60,
                            "backoff_rate": 2,
                        }
                    ],
                }
            ],
        }
    ],
}

STOPPED = {
    **EXECUTION,
    "status": "ABORTED",
    "outcome": "ABORTED",
    "error": "StoppedByOperator",
    "message": f"stopped by {WHO}: wrong snapshot",
    "poll_after_seconds": None,
    "confirmed": True,
    "job_runs": [
        {
            "step": "job1",
            "job_name": "etl-addressable-split-and-part",
            "job_run_id": "jr_5f0c",
            "state": "STOPPED",
            "confirmed": True,
            "message": None,
        }
    ],
}

PLAN = {
    "environment": ENVIRONMENT,
    "startable": True,
    "steps": [
        {
            "key": "job1",
            "stage": "split",
            "job_name": "etl-addressable-split-and-part",
            "action": "run",
            "why": "as asked",
            "arguments": {"--SNAPSHOT_DT": "2026-11-01"},
            "changed": {"--SNAPSHOT_DT": {"from": "_NONE_", "to": "2026-11-01"}},
        }
    ],
    "left_out": [],
    "preflight": [
        {
            "check": "lock_free",
            "step": None,
            "status": "ok",
            "detail": "no other refresh is running",
        }
    ],
    "expected_duration_seconds": None,
    "expected_cost_usd": None,
}

EXAMPLES: dict[type[BaseModel], Any] = {
    StartRequest: {"snapshot_dt": "2026-11-01", "reason": "late snapshot"},
    StopRequest: {"reason": "wrong snapshot"},
    ResumeBody: {"overrides": {"job4": {"--MAX_COLS": "200"}}, "reason": "more columns"},
    ScheduleRequest: {"enabled": False, "reason": "the source is being moved"},
    ScheduleDocument: {
        "environment": ENVIRONMENT,
        "expression": "cron(0 2 1 * ? *)",
        "enabled": True,
        "next_runs": ["2026-12-01T02:00:00Z"],
        "switched": {
            "enabled": True,
            "by": WHO,
            "at": "2026-11-23T06:15:00Z",
            "reason": "the source has moved",
        },
    },
    PlanDocument: PLAN,
    StoppedDocument: STOPPED,
    StartedDocument: STARTED,
    ExecutionDocument: EXECUTION,
    ExecutionsDocument: {
        "as_of": AS_OF,
        "environment": ENVIRONMENT,
        "items": [SUMMARY],
        "next_cursor": None,
        "poll_after_seconds": 5,
    },
    StepsDocument: {"as_of": AS_OF, "items": [STEP], "poll_after_seconds": 5},
    PipelineDocument: PIPELINE,
    HealthDocument: {"status": "ok", "environment": ENVIRONMENT, "version": VERSION},
}
