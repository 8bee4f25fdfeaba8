"""The limits of an execution's state, and what fits into them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.execution_input import ExecutionInput, input_document
from chalicelib.domain.pipeline import Pipeline
from chalicelib.errors import FieldProblem, TooLarge, pointer

# Step Functions passes at most 256 KiB between states, as JSON in UTF-8. Two are the fullest.
#
# Where a dead holder's lock is taken over, a state holds Glue's answer: ten runs of one job, each
# with its arguments. Hence the limit of what one step gets: 16 KiB leave 9 for the rest of a run.
#
# Where all steps of a stage fail, a state holds the input, the configured arguments and what is
# kept of each failure. That is 2,048 bytes at most, as many as DynamoDB takes for a key
# (step.asl.yaml); in JSON a byte may take six. A stage has eight steps at most, whose failures then
# fit twice into a state that holds no input, and into the 32,768 characters of a cause.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MAX_STATE_BYTES = 256 * 1024
MAX_ARGUMENTS_BYTES = 16 * 1024  # as pipeline_rules.yaml has it
STATE_OVERHEAD_BYTES = 4 * 1024
FAILURE_BYTES = 13 * 1024


def large_arguments(
    pipeline: Pipeline, overrides: Mapping[str, Mapping[str, str]]
) -> Iterator[FieldProblem]:
    """Find the steps whose arguments are too large, the configured ones included."""
    for key in overrides:
        size = _bytes({**pipeline.by_key[key].defaults, **overrides[key]})
        if size > MAX_ARGUMENTS_BYTES:
            yield FieldProblem(
                pointer("overrides", key),
                f"with the configured ones the arguments of {key} come to {size} bytes as JSON; "
                f"a step gets {MAX_ARGUMENTS_BYTES} at most",
            )


def check_size(pipeline: Pipeline, execution_input: ExecutionInput) -> None:
    """Check that an input fits into the state machine's state, whatever fails.

    Raises:
        TooLarge: it does not.
    """
    defaults = {step.key: dict(step.defaults) for step in pipeline.steps}
    size = _bytes(input_document(execution_input)) + _bytes(defaults)
    at_once = max(
        sum(step.key not in execution_input.skip for step in stage.steps)
        for stage in pipeline.stages
    )
    room = MAX_STATE_BYTES - STATE_OVERHEAD_BYTES - at_once * FAILURE_BYTES
    if size > room:
        raise TooLarge(
            f"the input and the configured arguments come to {size} bytes; Step Functions "
            f"has room for {room}, beside what failures would say"
        )


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
