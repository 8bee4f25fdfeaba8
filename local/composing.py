"""The state machine's definition, composed from a pipeline and the module's fragments.

The orchestration module does the same in definition.tf. A test compares the two.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.text import duration
from local.module import fill
from local.pipeline import Pipeline, Step


@dataclass(frozen=True)
class Context:
    """The values of a definition besides its pipeline; `refresh_url` is the API's.

    `wait_seconds` has the waits by name.
    """

    environment: str
    topic_arn: str
    lock_table_name: str
    refresh_url: str
    execution_timeout_seconds: int
    wait_seconds: Mapping[str, int]
    glue_timeout: Mapping[str, int]

    @property
    def placeholders(self) -> dict[str, str]:
        """The values of the fragments' placeholders, by name."""
        waits = {f"{name}_wait_seconds": seconds for name, seconds in self.wait_seconds.items()}
        return {
            "partition": "aws",
            "environment": self.environment,
            "refresh_url": self.refresh_url,
            **_as_json(topic_arn=self.topic_arn, lock_table_name=self.lock_table_name, **waits),
        }


def compose(pipeline: Pipeline, job_names: Mapping[str, str], context: Context) -> dict[str, Any]:
    """Return the definition in the Amazon States Language; `job_names` has Glue's, by job."""
    common = context.placeholders
    steps = pipeline.steps
    names = list(dict.fromkeys(job_names[step.job] for step in steps))
    entries = [f"Keep the lock for {stage.name}" for stage in pipeline.stages]
    values = common | _as_json(
        execution_timeout_seconds=context.execution_timeout_seconds,
        blank_overrides={step.key: {} for step in steps},
        blank_skips=_blank_skips(steps),
        malformed=[*_malformed(steps)],
        step_arguments={step.key: step.arguments for step in steps},
        failure_in_words=fill("failure.asl.yaml", {}),
        first_stage=entries[0],
        job_names=names,
    )
    definition = fill("refresh.asl.yaml", values)
    definition["States"] = fill("input.asl.yaml", values) | definition["States"]
    definition["States"].update(_skipped_states(steps, "Take the lock"))
    for stage, following in zip(pipeline.stages, [*entries[1:], "Notify success"], strict=True):
        branches = [
            fill("step.asl.yaml", common | _of_step(step, job_names[step.job], context))
            for step in stage.steps
        ]
        of_stage = {"stage": stage.name, **_as_json(branches=branches, next=following)}
        definition["States"].update(fill("stage.asl.yaml", common | of_stage))
    return definition


def compose_outcome(pipeline: Pipeline, context: Context) -> dict[str, Any]:
    """Return the definition of the state machine that publishes the outcomes the first cannot."""
    steps = pipeline.steps
    values = {
        "execution_timeout": duration(context.execution_timeout_seconds),
        **_as_json(
            blank_skips=_blank_skips(steps),
            steps=[{"key": step.key, "known_entered_exited.$": _ran(step)} for step in steps],
        ),
    }
    definition = fill("outcome.asl.yaml", context.placeholders | values)
    definition["States"].update(fill("outcome_mail.asl.yaml", context.placeholders | values))
    definition["States"].update(_skipped_states(steps, "Is somebody named?"))
    return definition


def _ran(step: Step) -> str:
    """Return the intrinsic that says of a step whether it was entered and exited.

    outcome.asl.yaml compares its text.
    """
    entered, exited = (
        f"States.ArrayContains($.why.{names}[*].Name, '{step.state}')"
        for names in ("entered", "exited")
    )
    return f"States.Format('{{}} {{}} {{}}', $.why.known, {entered}, {exited})"


def _malformed(steps: Sequence[Step]) -> Iterator[Mapping[str, Any]]:
    objects = [f"$.input{part}" for part in ("", ".overrides", ".skip")]
    for path in [*objects, *(f"$.input.overrides.{step.key}" for step in steps)]:
        yield fill("no_object.asl.yaml", {"path": path})
    for path in (f"$.input.skip.{step.key}" for step in steps):
        is_boolean = {"Variable": path, "IsBoolean": True}
        yield {"And": [{"Variable": path, "IsPresent": True}, {"Not": is_boolean}]}


def _blank_skips(steps: Sequence[Step]) -> dict[str, bool]:
    return {step.key: False for step in steps}


def _skipped_states(steps: Sequence[Step], following: str) -> dict[str, Any]:
    paths = {step.key: f"$.skip.{step.key}" for step in steps}
    values = _as_json(
        skips=[{"Variable": path, "BooleanEquals": True} for path in paths.values()],
        steps=[{"key": key, "skip.$": path} for key, path in paths.items()],
    )
    return fill("skipped.asl.yaml", {**values, "next": following})


def _of_step(step: Step, job_name: str, context: Context) -> dict[str, str]:
    bounds = context.glue_timeout
    whole_minutes = int(step.settings["timeout_seconds"] - bounds["margin_seconds"]) // 60
    minutes = max(1, min(bounds["most_minutes"], whole_minutes))
    values = _as_json(
        title=step.title, job_name=job_name, glue_timeout_minutes=minutes, **step.settings
    )
    return {"key": step.key, "state": step.state, **values}


def _as_json(**values: Any) -> dict[str, str]:
    return {name: json.dumps(value) for name, value in values.items()}
