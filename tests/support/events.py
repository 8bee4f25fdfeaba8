"""Histories written by hand, from the event types that AWS documents.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

START = datetime(2026, 11, 1, 2, 0, tzinfo=timezone.utc)


def at(seconds: float) -> datetime:
    """Return a time, in seconds after the start."""
    return START + timedelta(seconds=seconds)


class History:
    """Events in the order in which they are added: a second apart, or at the times of `clock`."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self._clock = clock or (lambda: at(len(self.events)))
        self.add("ExecutionStarted", previous=0)

    def add(self, kind: str, previous: int | None = None, **details: Any) -> int:
        """Add an event after `previous` (the latest one by default) and return its id."""
        number = len(self.events) + 1
        event = {
            "id": number,
            "previousEventId": number - 1 if previous is None else previous,
            "type": kind,
            "timestamp": self._clock(),
        }
        if details:
            name = "stateEntered" if kind.endswith("StateEntered") else kind[0].lower() + kind[1:]
            event[f"{name}EventDetails"] = details
        self.events.append(event)
        return number

    def enter(self, state: str, kind: str = "Task", previous: int | None = None) -> int:
        """Enter a state."""
        return self.add(f"{kind}StateEntered", previous, name=state)

    def begin(self, arguments: Mapping[str, Any], run_id: str, previous: int | None = None) -> int:
        """Schedule and start a Glue run."""
        parameters = json.dumps({"JobName": "any", "Arguments": arguments})
        self.add("TaskScheduled", previous, resourceType="glue", parameters=parameters)
        self.add("TaskStarted", resourceType="glue", resource="startJobRun.sync")
        return self.add("TaskSubmitted", output=json.dumps({"JobRunId": run_id}))

    def succeed(self, run_id: str, state: str = "SUCCEEDED", previous: int | None = None) -> int:
        """End a Glue run's task without an error, and leave its state."""
        output = json.dumps({"Id": run_id, "JobRunState": state, "ExecutionTime": 3})
        self.add("TaskSucceeded", previous, output=output)
        return self.add("TaskStateExited")
