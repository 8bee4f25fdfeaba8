"""`GET /executions` beside other ways to write it: fresh processes in turn, over the same AWS.

Times of one machine are compared with each other only, so the figures with limits are ratios.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import Figure
from bench.canned import STATE_MACHINE, CannedAws, served

ROOT = Path(__file__).parent.parent
CALLER = ROOT / "bench" / "peers" / "caller.py"
ROUNDS = 15
POLLS = 100

BASELINE = "boto3 alone"
RESOLVER = "Powertools' resolver, Pydantic"
OURS = "this project"
HANDLERS = {
    BASELINE: "bench.peers.bare.handler",
    RESOLVER: "bench.peers.resolver.handler",
    "FastAPI, Mangum": "bench.peers.fast.handler",
    OURS: "app.app",
}

EVENT = {
    "resource": "/executions",
    "path": "/executions",
    "httpMethod": "GET",
    "headers": {"accept": "application/json"},
    "multiValueHeaders": {"accept": ["application/json"]},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "requestContext": {
        "resourcePath": "/executions",
        "path": "/prod/executions",
        "httpMethod": "GET",
        "stage": "prod",
        "authorizer": {"principalId": "token:bench", "role": "viewer"},
        "identity": {"sourceIp": "127.0.0.1"},
        "requestId": "an-id",
    },
    "body": None,
    "isBase64Encoded": False,
}


@dataclass
class Measured:
    """The figures of one handler, a value for each round, and its calls to AWS in the last."""

    values: dict[str, list[float]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    first_calls: Counter[str] = field(default_factory=Counter)

    def median(self, name: str) -> float:
        """Return the median of the rounds."""
        return median(self.values[name])


def measure(rounds: int = ROUNDS) -> dict[str, Measured]:
    """Measure each handler once a round, each time in a fresh process."""
    measured = {name: Measured() for name in HANDLERS}
    aws = CannedAws()
    with served(aws) as url:
        # What has ended is recorded, as it is in a deployment whose list somebody has looked at.
        _run(OURS, url, 1)
        for _ in range(rounds):
            for name, into in measured.items():
                aws.calls.clear()
                told = _run(name, url, POLLS)
                into.calls = aws.calls.copy()
                _check(name, told["first"], aws)
                for figure, value in told["figures"].items():
                    into.values.setdefault(figure, []).append(value)
        for name, into in measured.items():
            aws.calls.clear()
            _run(name, url, 0)
            into.first_calls = aws.calls.copy()
    return measured


def figures(measured: dict[str, Measured]) -> Iterator[Figure]:
    """Return the ratios to the handler with boto3 alone."""
    base, ours = measured[BASELINE], measured[OURS]
    yield Figure(
        "GET /executions, cold, as a ratio to boto3 alone",
        ours.median("cold_ms") / base.median("cold_ms"),
        measured[RESOLVER].median("cold_ms") / base.median("cold_ms"),
    )
    yield Figure("  its calls to AWS", ours.first_calls.total(), 1)


def _run(name: str, url: str, polls: int) -> Any:
    """Return what a fresh process tells of one handler."""
    done = subprocess.run(
        [sys.executable, "-P", CALLER, HANDLERS[name], str(polls)],
        cwd=ROOT,
        env={
            "PYTHONPATH": str(ROOT),
            "AWS_ENDPOINT_URL": url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_EC2_METADATA_DISABLED": "true",
            "STATE_MACHINE_ARN": STATE_MACHINE,
            "LOCK_TABLE_NAME": "lock",
            "RECORDS_TABLE_NAME": "records",
            "ENVIRONMENT": "dev",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "PYDANTIC_DISABLE_PLUGINS": "true",
        },
        input=json.dumps(EVENT),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _check(name: str, answer: Any, aws: CannedAws) -> None:
    """Stop if an answer is not the list of the executions."""
    items = json.loads(answer["body"])["items"]
    told = [(item["name"], item["status"]) for item in items]
    if told != [(execution["name"], execution["status"]) for execution in aws.listed]:
        raise SystemExit(f"{name} tells of other executions: {told}")
