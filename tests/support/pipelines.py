"""The pipelines that the tests know: eight steps, whatever the module's own has by now; or one."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from local.deployment import Deployment, read_deployment
from local.module import MODULE

PIPELINES = Path(__file__).parent.parent / "pipelines"
EIGHT_STEPS = MODULE / "tests" / "pipelines" / "eight-steps.yaml"
EIGHT_STEPS_VALUES = PIPELINES / "eight_steps.tfvars.json"

ONE_STEP: Mapping[str, Any] = {
    "StartAt": "one",
    "States": {
        "one": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "a-first",
                    "States": {
                        "a-first": {
                            "Type": "Task",
                            "Parameters": {"JobName": "j"},
                            "Resource": "arn:aws:states:::glue:startJobRun.sync",
                            "End": True,
                        }
                    },
                }
            ],
            "End": True,
        }
    },
}

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


@cache
def _composed() -> str:
    """Return the definition of the eight steps as text: to compose it takes a tenth of a second."""
    return json.dumps(eight_steps().definition(**USED))


def definition() -> dict[str, Any]:
    """Return the definition of the eight steps, which may be changed."""
    composed: dict[str, Any] = json.loads(_composed())
    return composed
