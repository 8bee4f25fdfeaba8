"""The time to read a history of 25,000 events, the maximum of Step Functions.

The baseline is `json.loads` of the same events, which every client of AWS needs.
"""

import json
import time
from collections.abc import Callable
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench import Figure
from chalicelib.domain.history import read_steps
from chalicelib.domain.pipeline import read_pipeline

EVENTS = 25_000
ROUNDS = 30
RECORDED = Path(__file__).parent.parent / "tests" / "fixtures" / "histories" / "retried.json"


def measure() -> Figure:
    """Return the ratio of the best rounds; reading and parsing alternate."""
    document = json.loads(RECORDED.read_text())
    pipeline = read_pipeline(document["definition"])
    events = _repeated(document["events"])
    text = json.dumps(events)
    for event in events:
        event["timestamp"] = datetime.fromisoformat(event["timestamp"])
    reading, parsing = [], []
    for _ in range(ROUNDS):
        reading.append(_seconds(lambda: read_steps(pipeline, events)))
        parsing.append(_seconds(lambda: json.loads(text)))
    name = f"{EVENTS} events to steps, as a ratio to json.loads of them"
    return Figure(name, min(reading) / min(parsing), 1)


def _repeated(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Repeat a history; each event refers to the previous event of its own repetition."""
    repeated = []
    for number, event in enumerate(islice(cycle(events), EVENTS)):
        shift = number // len(events) * len(events)
        previous = event["previousEventId"]
        repeated.append(
            {**event, "id": event["id"] + shift, "previousEventId": previous and previous + shift}
        )
    return repeated


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
