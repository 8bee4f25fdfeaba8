"""The pipeline that the tests know: eight steps, whatever the module's own has by now."""

from pathlib import Path
from typing import Any

from local.deployment import Deployment, read_deployment
from local.module import MODULE

PIPELINES = Path(__file__).parent.parent / "pipelines"
EIGHT_STEPS = MODULE / "tests" / "pipelines" / "eight-steps.yaml"
EIGHT_STEPS_VALUES = PIPELINES / "eight_steps.tfvars.json"

# Names of what a definition uses, where nothing has to be there.
REFRESH_URL = "http://localhost"
USED = {
    "topic_arn": "arn:aws:sns:us-east-1:123456789012:topic",
    "lock_table_name": "lock",
    "refresh_url": "https://refresh.example.com",
}


def eight_steps() -> Deployment:
    """Return the pipeline of eight steps with its values."""
    return read_deployment(EIGHT_STEPS_VALUES, EIGHT_STEPS)


def definition() -> dict[str, Any]:
    """Return the definition of the eight steps."""
    return eight_steps().definition(**USED)
