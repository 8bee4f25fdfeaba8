"""Who gets in by a JWT, and that what belongs to other state machines is out of reach."""

import json
import time

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.client import Api, is_refused
from tests.support.issuer import FakeIssuer


def test_a_jwt_of_the_issuer_lets_its_subject_in_and_names_it(api: Api, issuer: FakeIssuer) -> None:
    ann = api.with_token(issuer.token())
    name = ann.start({"only": ["job7"]})
    assert api.ended(name)["requested_by"] == "oidc:ann@example.com"


@pytest.mark.usefixtures("nothing_is_started")
def test_another_state_machines_executions_do_not_exist_here(api: Api, deployed: Deployed) -> None:
    client = boto3.client("stepfunctions")
    role = client.describe_state_machine(stateMachineArn=deployed.state_machine_arn)["roleArn"]
    other = client.create_state_machine(
        name=f"{deployed.state_machine_arn.rpartition(':')[2]}-other-{time.time_ns()}",
        definition=json.dumps({"StartAt": "w", "States": {"w": {"Type": "Succeed"}}}),
        roleArn=role,
    )["stateMachineArn"]
    arn = client.start_execution(stateMachineArn=other, name="foreign", input="{}")["executionArn"]
    machine = other.rpartition(":")[2]
    for name in (
        "foreign",
        arn,
        arn.replace(":", "%3A"),
        f"../{machine}/foreign",
        f"{machine}:foreign",
    ):
        assert api.get_raw(f"/executions/{name}").status_code == 404
        assert api.get_raw(f"/executions/{name}/steps").status_code == 404
        is_refused(api.post(f"/executions/{name}/stop", {}), 404)
        is_refused(api.post(f"/executions/{name}/resume", {"dry_run": True}), 404)
    assert "foreign" not in api.get("/executions?limit=100").text
