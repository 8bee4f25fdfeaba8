"""A deployed state machine that differs from the composed one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from local.provisioning import Deployed


@contextmanager
def changed(deployed: Deployed, **parts: Any) -> Iterator[None]:
    """Have the deployed definition differ in some of its parts."""
    client = boto3.client("stepfunctions")
    arn = deployed.state_machine_arn
    before = client.describe_state_machine(stateMachineArn=arn)["definition"]
    after = json.dumps({**json.loads(before), **parts})
    client.update_state_machine(stateMachineArn=arn, definition=after)
    try:
        yield
    finally:
        client.update_state_machine(stateMachineArn=arn, definition=before)
