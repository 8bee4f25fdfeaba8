"""Histories recorded from the embedded AWS (tools/histories.py)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus

HISTORIES = Path(__file__).parent.parent / "fixtures" / "histories"


def recorded(name: str) -> Execution:
    """Return the execution that a recording tells."""
    document: dict[str, Any] = json.loads((HISTORIES / f"{name}.json").read_text())
    described = document["execution"]
    for event in document["events"]:
        event["timestamp"] = datetime.fromisoformat(event["timestamp"])
    description = ExecutionDescription(
        name=described["name"],
        status=ExecutionStatus(described["status"]),
        started_at=datetime.fromisoformat(described["startDate"]),
        stopped_at=datetime.fromisoformat(described["stopDate"]),
        input=read_input(json.loads(described["input"])),
        error=described.get("error"),
        cause=described.get("cause"),
    )
    return read_execution(read_pipeline(document["definition"]), description, document["events"])
