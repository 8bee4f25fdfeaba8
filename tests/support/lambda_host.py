"""Lambda's part of a call: `python -I -S lambda_host.py TASK RUNTIME HANDLER EVENTS ANSWERS`.

TASK is the folder of the unpacked package, RUNTIME that of Lambda's own libraries; EVENTS and
ANSWERS are files of JSON. No other library is on the path.
"""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(aws_request_id="from-lambda", get_remaining_time_in_millis=lambda: 29_000)


def main(task: str, runtime: str, handler: str, events: str, answers: str) -> None:
    """Hand each event to this handler of the package, and write what it answers."""
    sys.path[:0] = [task, runtime]
    module, _, name = handler.rpartition(".")
    handle = getattr(importlib.import_module(module), name)
    given = json.loads(Path(events).read_text())
    answered = [_answer(handle, event) for event in given]
    found = {
        name: str(getattr(loaded, "__file__", None))
        for name, loaded in sys.modules.items()
        if "." not in name
    }
    Path(answers).write_text(json.dumps({"answers": answered, "modules": found}))


def _answer(handle: Callable[[Any, Any], Any], event: Any) -> Any:
    """Return what Lambda answers; an error in its form, as API Gateway reads it."""
    try:
        return handle(event, CONTEXT)
    except Exception as exc:  # noqa: BLE001  # Lambda answers each
        return {"errorMessage": str(exc), "errorType": type(exc).__name__}


if __name__ == "__main__":
    main(*sys.argv[1:])
