"""Why a step failed, in words.

The state machine says the same in its own language (step.asl.yaml and failure.asl.yaml), but for a
cause that is too long for it; a test holds the two together.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.json_text import parse_json

# As in the state machine: a text that is no JSON would end it, so it reads only a text that is sure
# to be a whole JobRun.
OF_A_RUN = "States.TaskFailed"
IN_A_WHOLE_RUN = ('"ExecutionTime":', '"JobRunState":')

BLANKS = " \t\r\n"


def explain(error: str | None, cause: str | None, parsed: Mapping[str, Any]) -> str:
    """Return why a task failed, from the error and cause that Step Functions recorded.

    The cause of a Glue run that failed is its JobRun as JSON, cut off after 32,768 characters; of
    any other failure it is prose, empty (`States.Timeout`) or absent. `parsed` is the object in the
    cause; see `parse_object`.
    """
    run = parsed if _is_whole_run(error, cause or "") else {}
    if message := _text(run.get("ErrorMessage")):
        return message
    if state := _text(run.get("JobRunState")):
        return ended_as(state)
    if not run and (message := _text(cause)):
        return f"{message} ({error})" if error else message
    if error == "States.Timeout":
        return f"it did not end within its timeout ({error})"
    return error or "unknown error"


def parse_object(text: str | None) -> Mapping[str, Any]:
    """Return the JSON object in a text; an empty one where the text holds none."""
    if not text or not text.startswith("{"):
        return {}
    try:
        return dict(parse_json(text))
    except ValueError:
        return {}


def ended_as(job_run_state: str) -> str:
    """Return the words for a Glue run that ended without success, e.g. STOPPED."""
    return f"the Glue run ended as {job_run_state}"


def _is_whole_run(error: str | None, cause: str) -> bool:
    whole = cause.endswith("}") and all(field in cause for field in IN_A_WHOLE_RUN)
    return error == OF_A_RUN and whole


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value.strip(BLANKS) else ""
