"""What is deployed: the values of an environment and the pipeline's definition.

Both come from the files that Terraform reads, and are rendered as Terraform renders them.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TERRAFORM = Path(__file__).parent.parent / "terraform"
DEFINITION = TERRAFORM / "modules" / "orchestration" / "refresh.asl.yaml"
OUTCOMES = DEFINITION.parent / "outcomes.yaml"
VALUES = TERRAFORM / "environments" / "dev" / "terraform.tfvars.json"

# How the settings that say how long to wait before a retry are named.
WAITS = ("retry_interval_seconds", "wait_seconds", "backoff_rate")

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
PLAIN_WORDS = ("partition", "environment", "refresh_url")


def read_values(path: Path = VALUES) -> dict[str, Any]:
    """Return an environment's values, as Terraform would be given them."""
    return dict(json.loads(path.read_text()))


def render_definition(
    values: Mapping[str, Any],
    resources: Mapping[str, str],
    settings: Mapping[str, float] | None = None,
    path: Path = DEFINITION,
) -> dict[str, Any]:
    """Return the state machine's definition for these values.

    `resources` says what the pipeline uses: `topic_arn`, `lock_table_name` and `refresh_url`, the
    API's. `settings` replaces the file's defaults. Both by the names of the placeholders.

    Raises:
        KeyError: naming a placeholder that has no value.
    """
    text = path.read_text()
    given = {
        "partition": "aws",
        "environment": values["environment"],
        **resources,
        **{f"{job}_name": name for job, name in values["job_names"].items()},
        **_arguments(text, values["job_arguments"]),
        **default_settings(path),
        **(settings or {}),
    }

    def fill(match: re.Match[str]) -> str:
        value = given[match[1]]
        return str(value) if match[1] in PLAIN_WORDS else json.dumps(value)

    document = yaml.safe_load(PLACEHOLDER.sub(fill, text))
    return {name: part for name, part in document.items() if not name.startswith("x-")}


def render_outcomes(environment: str, state_machine_arn: str, refresh_url: str) -> dict[str, Any]:
    """Return the rules that tell what the state machine cannot, each by its outcome: pattern, paths
    and message.
    """
    given = {
        "environment": environment,
        "state_machine_arn": state_machine_arn,
        "refresh_url": refresh_url,
    }
    text = PLACEHOLDER.sub(lambda match: given[match[1]], OUTCOMES.read_text())
    return dict(yaml.safe_load(text))


def default_settings(path: Path = DEFINITION) -> dict[str, float]:
    """Return what the definition's settings are where the deployment does not say otherwise."""
    document = yaml.safe_load(path.read_text())
    of_steps = {
        f"{step}_{name}": value
        for step, settings in document.get("x-steps", {}).items()
        for name, value in settings.items()
    }
    return {**document.get("x-settings", {}), **of_steps}


def without_waiting(settings: Mapping[str, float]) -> dict[str, float]:
    """Return the settings with every wait before a retry cut to a second, the least that Step
    Functions knows, and nothing else changed.
    """
    return {name: 1 if name.endswith(WAITS) else value for name, value in settings.items()}


def _arguments(text: str, configured: Mapping[str, Any]) -> dict[str, Any]:
    steps = [name.removesuffix("_arguments") for name in PLACEHOLDER.findall(text)]
    return {f"{step}_arguments": configured.get(step, {}) for step in steps}
