"""An environment's values: Terraform's inputs, checked as the modules check them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from chalicelib.domain.json_text import repeated_keys
from local.module import MODULE, TERRAFORM, load, plain_number
from local.pipeline_problems import RULES
from local.schedule_problems import schedule_problem

ENVIRONMENTS = TERRAFORM / "environments"
VALUES = ENVIRONMENTS / "dev" / "terraform.tfvars.json"

DECLARED = re.compile(r'^variable "(\w+)"', re.MULTILINE)
NAME_RULES: Mapping[str, str] = load((MODULE / "name_rules.yaml").read_text())


class ValuesInvalid(Exception):
    """The modules do not accept the values; `str()` of it names every problem, one per line."""


def _numbered(name: str) -> Any:
    rule = RULES["numbers"][name]
    limits = Field(ge=rule["least"], le=rule["most"])
    return (
        Annotated[int, limits]
        if rule["whole"]
        else Annotated[float, limits, AfterValidator(plain_number)]
    )


Seconds = Annotated[int, Field(ge=1, le=RULES["numbers"]["timeout_seconds"]["most"])]
ArgumentName = Annotated[str, Field(pattern=RULES["arguments"]["name"]["pattern"])]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Retry(_Strict):
    """The retries of a step; for `None`, the pipeline's value applies."""

    attempts: _numbered("retry_attempts") | None = None  # type: ignore[valid-type]
    interval_seconds: _numbered("retry_interval_seconds") | None = None  # type: ignore[valid-type]
    backoff_rate: _numbered("retry_backoff_rate") | None = None  # type: ignore[valid-type]


class WaitSeconds(_Strict):
    """The waits that belong to no step; for `None`, the value in resources.yaml applies."""

    concurrency: Seconds | None = None
    lock: Seconds | None = None
    notification: Seconds | None = None


class Values(BaseModel):
    """The inputs that the embedded AWS uses, with the modules' defaults, and all other inputs."""

    model_config = ConfigDict(extra="allow", frozen=True)

    environment: Annotated[str, Field(pattern=NAME_RULES["environment"])]
    name_prefix: Annotated[str, Field(pattern=NAME_RULES["name_prefix"])] = "omc-flywheel"
    region: str = "us-east-1"
    pipeline_file: str | None = None
    job_names: dict[str, Annotated[str, Field(pattern=NAME_RULES["job"])]]
    job_arguments: dict[str, dict[ArgumentName, str]] = {}
    step_timeouts: dict[str, Seconds] = {}
    step_retries: dict[str, Retry] = {}
    execution_timeout_seconds: Seconds | None = None
    wait_seconds: WaitSeconds = WaitSeconds()
    enable_scheduled_execution: bool = False
    schedule_initially_enabled: bool = True
    schedule_expression: str = "cron(0 2 1 * ? *)"
    refresh_url: str | None = None
    keeper_enabled: bool = True


def read_values(path: Path = VALUES) -> dict[str, Any]:
    """Return the content of a file of values.

    Raises:
        ValuesInvalid: the file cannot be read, is no JSON object or has a key twice.
    """
    try:
        text = path.read_text()
        document = json.loads(text)
    except OSError as exc:
        raise ValuesInvalid(f"{path} cannot be read: {exc.strerror}") from exc
    except ValueError as exc:
        raise ValuesInvalid(f"{path} is no JSON: {exc}") from exc
    if not isinstance(document, dict):
        raise ValuesInvalid(f"{path} is no mapping of the module's inputs to their values")
    if repeated := [_place(place) for place in repeated_keys(text)]:
        raise ValuesInvalid(f"{path} has keys that are given more than once: {', '.join(repeated)}")
    return document


def checked_values(document: Mapping[str, Any]) -> Values:
    """Return the values; null means a module's default.

    Raises:
        ValuesInvalid: naming every invalid value.
    """
    inputs = {name: value for name, value in document.items() if value is not None}
    declared = {
        name for file in ENVIRONMENTS.glob("*.tf") for name in DECLARED.findall(file.read_text())
    }
    problems = [f"{name} is no input of the modules" for name in sorted(set(inputs) - declared)]
    try:
        values = Values.model_validate(inputs, strict=True)
    except ValidationError as exc:
        problems += [f"{_place(error['loc'])}: {error['msg']}" for error in exc.errors()]
    expression = inputs.get("schedule_expression")
    if isinstance(expression, str) and (problem := schedule_problem(expression)):
        problems.append(problem)
    if problems:
        separator = "\n" if len(problems) > 1 else " "
        raise ValuesInvalid(separator.join(["the values are wrong:", *problems]))
    return values


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location if part != "[key]")
