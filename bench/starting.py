"""The time until a start is answered.

The baseline is its dry run: the same checks, without the lock and the start.
"""

import time
from statistics import median
from typing import Any

from bench import Figure
from tests.support.client import Api
from tests.support.process import serving

ROUNDS = 15
BODY = {"only": ["job7"]}


def measure() -> Figure:
    """Return the ratio of the medians of several rounds; starts and dry runs alternate."""
    planned, started = [], []
    with serving("--no-demo", "--job-seconds", "0.2") as served:
        served.api.run(BODY)
        for _ in range(ROUNDS):
            planned.append(_seconds(served.api, {**BODY, "dry_run": True})[0])
            seconds, document = _seconds(served.api, BODY)
            started.append(seconds)
            served.api.ended(document["name"])
    return Figure("POST /refresh, as a ratio to its dry run", median(started) / median(planned), 2)


def _seconds(api: Api, body: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = api.post("/refresh", body)
    seconds = time.perf_counter() - start
    answer.raise_for_status()
    return seconds, answer.json()
