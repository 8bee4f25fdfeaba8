"""A deployment: an environment's values and a pipeline, and what is composed from both.

All of it comes from the files that Terraform reads, and equals what Terraform composes.
"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.composing import Context, compose, compose_outcome
from local.module import fill
from local.pipeline import PIPELINE, Pipeline, Step, read_pipeline_file
from local.pipeline_problems import RULES, as_terraform
from local.values import (
    ENVIRONMENTS,
    VALUES,
    Values,
    ValuesInvalid,
    checked_values,
    read_values,
)

STEP_INPUTS = ("job_arguments", "step_timeouts", "step_retries")


@dataclass(frozen=True)
class Deployment:
    """An environment's values and its pipeline, whose steps have the values applied."""

    values: Values
    pipeline: Pipeline

    @property
    def name(self) -> str:
        """The prefix of every resource's name."""
        return f"{self.values.name_prefix}-{self.values.environment}"

    @property
    def resources(self) -> dict[str, Any]:
        """The content of resources.yaml for this environment."""
        text = json.dumps(self.values.schedule_expression)[1:-1]
        return fill("resources.yaml", {"name": self.name, "schedule_expression": text})

    def definition(self, topic_arn: str, lock_table_name: str, refresh_url: str) -> dict[str, Any]:
        """Return the state machine's definition; `refresh_url` is the API's."""
        context = self._context(topic_arn, refresh_url, lock_table_name)
        return compose(self.pipeline, self.values.job_names, context)

    def outcome_definition(self, topic_arn: str, refresh_url: str) -> dict[str, Any]:
        """Return the definition of the state machine that publishes the outcomes the first cannot.

        `refresh_url` is the API's.
        """
        return compose_outcome(self.pipeline, self._context(topic_arn, refresh_url))

    def outcomes(self, state_machine_arn: str) -> dict[str, Any]:
        """Return the rules that start the outcome state machine, by outcome.

        Each has its `event_pattern`.
        """
        return fill("outcomes.yaml", {"state_machine_arn": state_machine_arn})

    def _context(self, topic_arn: str, refresh_url: str, lock_table_name: str = "") -> Context:
        resources = self.resources
        return Context(
            environment=self.values.environment,
            topic_arn=topic_arn,
            lock_table_name=lock_table_name,
            refresh_url=refresh_url.removesuffix("/"),
            execution_timeout_seconds=self.values.execution_timeout_seconds
            or resources["execution_timeout_seconds"],
            wait_seconds=resources["wait_seconds"]
            | self.values.wait_seconds.model_dump(exclude_none=True),
            glue_timeout=resources["glue_timeout"],
        )


def add_options(parser: ArgumentParser) -> None:
    """Add the options `--pipeline` and `--values`, the arguments of `read_deployment`."""
    parser.add_argument("--pipeline", type=Path, metavar="FILE", help="a file with a pipeline")
    parser.add_argument(
        "--values",
        type=Path,
        default=VALUES,
        metavar="FILE",
        help="a JSON file with an environment's values (default: dev's)",
    )


def read_deployment(values: Path = VALUES, pipeline: Path | None = None) -> Deployment:
    """Return the deployment of a file of values.

    The pipeline is the one in the file `pipeline`, or else in the values' own file, or else the
    module's.

    Raises:
        PipelineInvalid: naming every problem of the pipeline.
        ValuesInvalid: naming every problem of the values.
    """
    document = read_values(values)
    named = document.get("pipeline_file")
    path = pipeline or (ENVIRONMENTS / str(named) if named else PIPELINE)
    return read_deployment_of(document, read_pipeline_file(path))


def read_deployment_of(document: Mapping[str, Any], pipeline: Pipeline) -> Deployment:
    """Return the deployment of these values and this pipeline.

    Raises:
        ValuesInvalid: naming every problem of the values.
    """
    values = checked_values(document)
    if problems := _misfits(values, pipeline):
        raise ValuesInvalid("\n".join(["the values do not fit the pipeline:", *problems]))
    stages = tuple(
        replace(stage, steps=tuple(_with_values(step, values) for step in stage.steps))
        for stage in pipeline.stages
    )
    complete = replace(pipeline, stages=stages)
    _check_sizes(complete)
    return Deployment(values, complete)


def _with_values(step: Step, values: Values) -> Step:
    retry = values.step_retries.get(step.key)
    retries = retry.model_dump(exclude_none=True) if retry else {}
    settings: dict[str, float] = {f"retry_{name}": value for name, value in retries.items()}
    if step.key in values.step_timeouts:
        settings["timeout_seconds"] = values.step_timeouts[step.key]
    arguments = {**step.arguments, **values.job_arguments.get(step.key, {})}
    return replace(step, arguments=arguments, settings={**step.settings, **settings})


def _check_sizes(pipeline: Pipeline) -> None:
    most = RULES["arguments"]["most_bytes"]
    sizes = {step.key: len(as_terraform(step.arguments).encode()) for step in pipeline.steps}
    if too_large := [f"{key} {size}" for key, size in sorted(sizes.items()) if size > most]:
        raise ValuesInvalid(
            "The arguments of a step, those of the pipeline and of job_arguments together, must be "
            f"at most {most} bytes as JSON; these steps have more: {', '.join(too_large)}."
        )


def _misfits(values: Values, pipeline: Pipeline) -> list[str]:
    jobs, names = set(pipeline.jobs), set(values.job_names)
    found = []
    if jobs != names:
        found.append(
            "job_names must have exactly the jobs that the pipeline's steps use: "
            f"{', '.join(sorted(jobs))}. Missing: {', '.join(sorted(jobs - names)) or 'none'}; "
            f"unknown: {', '.join(sorted(names - jobs)) or 'none'}."
        )
    keys = [step.key for step in pipeline.steps]
    for field in STEP_INPUTS:
        unknown = set(getattr(values, field)) - set(keys)
        found += [
            f"{field}: unknown step {key}; the steps are {', '.join(keys)}"
            for key in sorted(unknown)
        ]
    return found
