"""What fits into the state of an execution."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.execution_input import ExecutionInput, input_document
from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.errors import FieldProblem, TooLarge, pointer

# Step Functions passes at most 256 KiB between states, as JSON in UTF-8. Two are the fullest.
#
# Where a dead holder's lock is taken over, a state holds Glue's answer: ten runs of one job, each
# with its arguments. Hence the limit of what one step gets: 16 KiB leave 9 for the rest of a run.
#
# Where all steps of a stage fail, a state holds the input and the configured arguments. For each
# step it also holds the run that failed, as a text in JSON with its arguments, and what is told of
# it. Of the 10 KiB beside the arguments, Glue's message may have 4, twice. A stage has eight steps
# at most, whose messages then fit into a cause's 32,768 characters as well.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MAX_STATE_BYTES = 256 * 1024
MAX_ARGUMENTS_BYTES = 16 * 1024  # as pipeline_rules.yaml has it
STATE_OVERHEAD_BYTES = 4 * 1024
FAILURE_BYTES = 10 * 1024


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
    room = MAX_STATE_BYTES - STATE_OVERHEAD_BYTES - _failures_bytes(pipeline, execution_input)
    if size > room:
        raise TooLarge(
            f"the input and the configured arguments come to {size} bytes; Step Functions "
            f"has room for {room}, beside what failures would say"
        )


def _failures_bytes(pipeline: Pipeline, execution_input: ExecutionInput) -> int:
    """Return how many bytes the failures of a stage take, in the stage where they take most."""

    def of_step(step: Step) -> int:
        arguments = {**step.defaults, **execution_input.overrides.get(step.key, {})}
        return _bytes(_json(arguments)) + FAILURE_BYTES

    return max(
        sum(of_step(step) for step in stage.steps if step.key not in execution_input.skip)
        for stage in pipeline.stages
    )


def _bytes(value: Any) -> int:
    return len(_json(value).encode())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
