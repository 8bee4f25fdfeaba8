"""Executions as Step Functions tells them, past the API."""

import time
from typing import Any

DEADLINE_SECONDS = 60


def ended(client: Any, execution_arn: str) -> dict[str, Any]:
    """Wait for an execution's end and return what DescribeExecution says of it."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while (found := client.describe_execution(executionArn=execution_arn))["status"] == "RUNNING":
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return dict(found)
