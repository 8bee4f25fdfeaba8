"""`GET /executions` beside other ways to write it: fresh processes in turn, over the same AWS.

Times of one machine are compared with each other only, so the figures with limits are ratios.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import Figure
from bench.canned import STATE_MACHINE, CannedAws, served
from tools.markdown import table

ROOT = Path(__file__).parent.parent
CALLER = ROOT / "bench" / "peers" / "caller.py"
ROUNDS = 15
POLLS = 100
COLD_CALLS = 1
NOISE = 1.1

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


# What is told of each, and in which unit.
ROWS = {
    "cold_ms": "cold: import to the first answer, ms",
    "import_ms": "import alone, ms",
    "cold_cpu_ms": "CPU of a cold answer, ms",
    "first_calls": "calls to AWS for it",
    "warm_ms": "warm answer, ms",
    "warm_cpu_ms": "CPU of a warm answer, ms",
    "unchanged_ms": "poll of what is unchanged (304), ms",
    "unchanged_cpu_ms": "CPU of such a poll, ms",
    "poll_calls": f"calls to AWS for {POLLS} answers and {POLLS} polls at once",
}
CALLS = ("first_calls", "poll_calls")

# The values of each figure, one a round.
Measured = dict[str, list[float]]


def measure(rounds: int = ROUNDS) -> dict[str, Measured]:
    """Measure each handler once a round, each time in a fresh process."""
    measured: dict[str, Measured] = {name: {} for name in HANDLERS}
    aws = CannedAws()
    with served(aws) as url:
        # Python keeps its byte code. And what has ended is recorded, as it is in a deployment whose
        # list somebody has looked at.
        for name in HANDLERS:
            called(name, url)
        for _ in range(rounds):
            for name, values in measured.items():
                for figure, value in _round(aws, url, name).items():
                    values.setdefault(figure, []).append(value)
    return measured


def _round(aws: CannedAws, url: str, name: str) -> dict[str, float]:
    """Return the figures of a fresh process of one handler."""
    if name == OURS:
        # Another container has just shared the snapshot, as it has while anybody looks.
        called(name, url)
    aws.calls.clear()
    cold = called(name, url)
    _check(name, cold["first"], aws)
    first_calls = aws.calls.total()
    aws.calls.clear()
    polled = called(name, url, POLLS)
    return {
        **polled["figures"],
        **cold["figures"],
        "first_calls": first_calls,
        "poll_calls": aws.calls.total() - first_calls,
    }


def ratio(measured: dict[str, Measured], name: str, figure: str) -> float:
    """Return the median of a handler's ratios to boto3 alone, each within a round."""
    pairs = zip(measured[name][figure], measured[BASELINE][figure], strict=True)
    return median(value / base for value, base in pairs)


def figures(measured: dict[str, Measured]) -> Iterator[Figure]:
    """Return what has a limit."""
    yield Figure(
        "GET /executions, cold, as a ratio to boto3 alone",
        ratio(measured, OURS, "cold_ms"),
        # What another framework takes, with room for the noise of a machine.
        ratio(measured, RESOLVER, "cold_ms") * NOISE,
    )
    yield Figure("  its calls to AWS", median(measured[OURS]["first_calls"]), COLD_CALLS)


def lines(measured: dict[str, Measured]) -> Iterator[str]:
    """Return the table, each figure with its ratio to boto3 alone."""

    def cell(name: str, figure: str) -> str:
        value = median(measured[name][figure])
        if figure in CALLS:
            return f"{value:.0f}"
        return f"{value:.{0 if value >= 100 else 1}f} (x{ratio(measured, name, figure):.2f})"

    yield from table(
        ("", *HANDLERS),
        ((text, *(cell(name, row) for name in HANDLERS)) for row, text in ROWS.items()),
    )


def called(name: str, url: str, polls: int = 0) -> Any:
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
