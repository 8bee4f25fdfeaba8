"""What is deployed: an environment's values, a pipeline, and what both become.

All of it comes from the files that Terraform reads, and is made of them as Terraform makes it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.composing import Surroundings, compose
from local.module import TERRAFORM, fill
from local.pipeline import PIPELINE, Pipeline, Step, read_pipeline_file

ENVIRONMENTS = TERRAFORM / "environments"
VALUES = ENVIRONMENTS / "dev" / "terraform.tfvars.json"

# The module's own default.
NAME_PREFIX = "omc-flywheel"
ARGUMENT_NAME = re.compile(r"--\S*[^\s$-]")
JOB_NAME = re.compile(r"[^*?$\s][^*?$\n]{0,254}")


class ValuesInvalid(Exception):
    """An environment's values are not what the module takes; `str()` says why."""


@dataclass(frozen=True)
class Deployment:
    """An environment of a pipeline: what Terraform is given, and what follows from it."""

    values: Mapping[str, Any]
    pipeline: Pipeline

    @property
    def name(self) -> str:
        """What every name begins with."""
        return f"{self.values.get('name_prefix', NAME_PREFIX)}-{self.values['environment']}"

    @property
    def resources(self) -> dict[str, Any]:
        """What resources.yaml says for this environment."""
        text = json.dumps(self.values.get("schedule_expression", ""))[1:-1]
        given = {"name": self.name, "schedule_expression": text}
        return fill("resources.yaml", given)

    def definition(self, topic_arn: str, lock_table_name: str, refresh_url: str) -> dict[str, Any]:
        """Return the state machine's definition; `refresh_url` is the API's."""
        resources = self.resources
        surroundings = Surroundings(
            environment=self.values["environment"],
            topic_arn=topic_arn,
            lock_table_name=lock_table_name,
            refresh_url=refresh_url,
            execution_timeout_seconds=self.values.get("execution_timeout_seconds")
            or resources["execution_timeout_seconds"],
            wait_seconds=resources["wait_seconds"] | self.values.get("wait_seconds", {}),
        )
        return compose(self.pipeline, self.values["job_names"], surroundings)

    def outcomes(self, state_machine_arn: str, refresh_url: str) -> dict[str, Any]:
        """Return the rules that tell what the state machine cannot, each by its outcome: pattern,
        paths and message.
        """
        given = {
            "environment": self.values["environment"],
            "state_machine_arn": state_machine_arn,
            "refresh_url": refresh_url,
        }
        return fill("outcomes.yaml", given)

    def without_waiting(self) -> "Deployment":
        """Return the same with every wait before a retry cut to a second, the least that Step
        Functions knows, and nothing else changed.
        """
        return read_deployment_of({**self.values, **hurry(self)}, self.pipeline)


def hurry(deployment: Deployment) -> dict[str, Any]:
    """Return the module's inputs that cut every wait before a retry to a second."""
    retries = {
        step.key: {"interval_seconds": 1, "backoff_rate": 1} for step in deployment.pipeline.steps
    }
    waits = dict.fromkeys(deployment.resources["wait_seconds"], 1)
    return {"step_retries": retries, "wait_seconds": waits}


def read_deployment(values: Path = VALUES, pipeline: Path = PIPELINE) -> Deployment:
    """Return what an environment's values make of a pipeline.

    Raises:
        PipelineInvalid: naming every problem of the pipeline.
        ValuesInvalid: naming what is wrong with the values.
    """
    return read_deployment_of(read_values(values), read_pipeline_file(pipeline))


def read_values(path: Path = VALUES) -> dict[str, Any]:
    """Return an environment's values, as Terraform would be given them.

    Raises:
        ValuesInvalid: they cannot be read.
    """
    try:
        document = json.loads(path.read_text())
    except OSError as exc:
        raise ValuesInvalid(f"{path} cannot be read: {exc.strerror}") from exc
    except ValueError as exc:
        raise ValuesInvalid(f"{path} is no JSON: {exc}") from exc
    if not isinstance(document, dict):
        raise ValuesInvalid(f"{path} is no mapping of the module's inputs to their values")
    return document


def read_deployment_of(values: Mapping[str, Any], pipeline: Pipeline) -> Deployment:
    """Return what these values make of this pipeline.

    Raises:
        ValuesInvalid: naming what is wrong with the values.
    """
    _check(values, pipeline)
    stages = tuple(
        replace(stage, steps=tuple(_with_values(step, values) for step in stage.steps))
        for stage in pipeline.stages
    )
    return Deployment(values, replace(pipeline, stages=stages))


def _with_values(step: Step, values: Mapping[str, Any]) -> Step:
    retries = values.get("step_retries", {}).get(step.key, {})
    given = {f"retry_{name}": value for name, value in retries.items() if value is not None}
    if step.key in values.get("step_timeouts", {}):
        given["timeout_seconds"] = values["step_timeouts"][step.key]
    arguments = {**step.arguments, **values.get("job_arguments", {}).get(step.key, {})}
    return replace(step, arguments=arguments, settings={**step.settings, **given})


def _check(values: Mapping[str, Any], pipeline: Pipeline) -> None:
    """See that the values fit the pipeline, as the module's variables do; Terraform checks more."""
    if not isinstance(values.get("environment"), str):
        raise ValuesInvalid('environment is missing: a name as "dev"')
    _check_jobs(values.get("job_names"), pipeline)
    keys = [step.key for step in pipeline.steps]
    for field in ("job_arguments", "step_timeouts", "step_retries"):
        for key in values.get(field, {}):
            if key not in keys:
                raise ValuesInvalid(f"{field}: no step is {key}; the steps are {', '.join(keys)}")
    for key, arguments in values.get("job_arguments", {}).items():
        for name, value in arguments.items():
            if not ARGUMENT_NAME.fullmatch(name) or not isinstance(value, str):
                raise ValuesInvalid(
                    f"job_arguments: {key} {name} is a name that begins with --, and a text"
                )


def _check_jobs(names: Any, pipeline: Pipeline) -> None:
    if not isinstance(names, dict):
        raise ValuesInvalid("job_names is missing: the name of each Glue job")
    jobs = pipeline.jobs
    missing, unused = sorted(set(jobs) - set(names)), sorted(set(names) - set(jobs))
    if missing or unused:
        raise ValuesInvalid(
            "job_names has exactly the jobs that the pipeline's steps name: "
            f"{', '.join(sorted(jobs))}. Missing: {', '.join(missing) or 'none'}; "
            f"too many: {', '.join(unused) or 'none'}."
        )
    for job, name in names.items():
        if not isinstance(name, str) or not JOB_NAME.fullmatch(name):
            raise ValuesInvalid(f"job_names: {job} is a name of 1 to 255 characters, without * ? $")
