"""Why a step failed, in plain words.

The state machine says the same in its own language ("Describe failures" in refresh.asl.yaml); a
test holds the two together.
"""

import json
from typing import Any


def explain(error: str | None, cause: str | None) -> str:
    """Return why a task failed, from the error and cause that Step Functions recorded.

    The cause of a Glue run that failed is its JobRun as JSON; of any other failure it is prose,
    empty (`States.Timeout`) or absent.
    """
    run = _job_run(cause or "")
    if isinstance(run.get("ErrorMessage"), str):
        return str(run["ErrorMessage"])
    if isinstance(run.get("JobRunState"), str):
        return ended_as(run["JobRunState"])
    if cause and not run:
        return f"{cause} ({error})"
    if error == "States.Timeout":
        return f"it did not end within its timeout ({error})"
    return error or "unknown error"


def _job_run(cause: str) -> dict[str, Any]:
    if not cause.startswith("{"):
        return {}
    try:
        return dict(json.loads(cause))
    except ValueError:  # prose, or JSON that was cut off at the limit of 32,768 characters
        return {}


def ended_as(job_run_state: str) -> str:
    """Say that a Glue run ended otherwise than well, e.g. STOPPED."""
    return f"the Glue run ended as {job_run_state}"
