"""Lambda's part of a call: `python -I -S lambda_host.py TASK RUNTIME EVENTS ANSWERS`.

TASK is the folder of the unpacked package, RUNTIME that of Lambda's own libraries; EVENTS and
ANSWERS are files of JSON. No other library is on the path.
"""

import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace


def main(task: str, runtime: str, events: str, answers: str) -> None:
    """Hand each event to the package's handler, and write what it answers."""
    sys.path[:0] = [task, runtime]
    module = importlib.import_module("app")
    context = SimpleNamespace(aws_request_id="from-lambda")
    given = json.loads(Path(events).read_text())
    answered = [module.app(event, context) for event in given]
    found = {
        name: str(getattr(loaded, "__file__", None))
        for name, loaded in sys.modules.items()
        if "." not in name
    }
    Path(answers).write_text(json.dumps({"answers": answered, "modules": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
