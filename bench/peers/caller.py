"""Lambda's part of a call, in a process of its own: `caller.py HANDLER POLLS < EVENT`.

It imports the handler, calls it, calls it again and again, and polls it, and prints how long each
took. It imports little itself: what the handler needs counts as the handler's own.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(
    function_name="refresh",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:refresh",
    aws_request_id="an-id",
    get_remaining_time_in_millis=lambda: 29_000,
)


def main(handler: str, polls: int) -> None:
    """Print the figures as JSON, and the first answer."""
    event = json.load(sys.stdin)
    start, cpu = time.perf_counter(), time.process_time()
    module, _, name = handler.rpartition(".")
    handle = getattr(importlib.import_module(module), name)
    imported = time.perf_counter()
    first = handle(event, CONTEXT)
    answered, cpu_answered = time.perf_counter(), time.process_time()
    figures = {
        "cold_ms": (answered - start) * 1000,
        "import_ms": (imported - start) * 1000,
        "cold_cpu_ms": (cpu_answered - cpu) * 1000,
    }
    told = {"figures": figures, "first": first, "modules": sorted(sys.modules)}
    if polls:
        _poll(handle, event, polls, told)
    # After what the handler itself logs.
    print(json.dumps(told))


def _poll(handle: Callable[..., Any], event: Any, polls: int, told: dict[str, Any]) -> None:
    first, figures = told["first"], told["figures"]
    sent = {**first.get("headers", {}), **first.get("multiValueHeaders", {})}
    etag = next(value for key, value in sent.items() if key.lower() == "etag")
    etag = etag if isinstance(etag, str) else etag[0]
    for kind, headers, status in (("warm", {}, 200), ("unchanged", {"if-none-match": etag}, 304)):
        poll = {**event, "headers": {**event["headers"], **headers}}
        poll["multiValueHeaders"] = {key: [value] for key, value in poll["headers"].items()}
        seconds, cpu = [], time.process_time()
        for _ in range(polls):
            start = time.perf_counter()
            answer: dict[str, Any] = handle(poll, CONTEXT)
            seconds.append(time.perf_counter() - start)
            if answer["statusCode"] != status:
                raise SystemExit(f"not {status}: {answer}")
        figures[f"{kind}_cpu_ms"] = (time.process_time() - cpu) / polls * 1000
        figures[f"{kind}_ms"] = sorted(seconds)[polls // 2] * 1000


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
