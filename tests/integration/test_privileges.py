"""The API does nothing that its role does not allow, and its role allows nothing else.

That all other integration tests keep within the roles too is seen to in tests/conftest.py.
"""

import boto3
import pytest
from moto.stepfunctions.responses import StepFunctionResponse

from chalicelib.bootstrap import Environment
from local.api import environment_of
from local.provisioning import Deployed, create_records_table
from tests.support.client import Api, step
from tests.support.glue import lasting
from tests.support.privileges import ROLES, Watch, allows, policy_of
from tests.support.refusing import refusing
from tests.support.waiting import awaited
from tests.support.wiring import RenewableWiring

ACCOUNT = "arn:aws:{}:us-east-1:123456789012:{}"
CALLED = {
    "api": {
        *("states:DescribeStateMachine", "states:ListExecutions", "states:StartExecution"),
        *("states:DescribeExecution", "states:DescribeStateMachineForExecution"),
        *("states:GetExecutionHistory", "states:StopExecution"),
        *("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"),
        *("dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"),
        *("glue:BatchGetJobs", "glue:GetJob", "glue:GetJobRun", "glue:GetJobRuns"),
        "glue:BatchStopJobRun",
        *("events:DescribeRule", "events:EnableRule", "events:DisableRule"),
    },
    "authorizer": {"secretsmanager:GetSecretValue"},
    "keeper": {
        *("states:ListExecutions", "states:DescribeExecution", "states:GetExecutionHistory"),
        "states:DescribeStateMachineForExecution",
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"),
    },
}
# What a role has that is not for calls of ours.
OF_LAMBDA = ("logs:", "xray:", "kms:")


def actions_of(role: str) -> set[str]:
    given = {
        action
        for statement in policy_of(role)["Statement"]
        for action in (
            [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        )
    }
    return {action for action in given if not action.startswith(OF_LAMBDA)}


def test_every_action_of_the_roles_is_called_and_none_is_refused(api: Api, watch: Watch) -> None:
    with refusing(StepFunctionResponse, "start_execution", "ThrottlingException"):
        assert api.post("/refresh", {}).status_code == 429
    with lasting(api.job_names()["job5"]):
        name = api.start({"only": ["job5", "job6"]})
        awaited(lambda: step(api.execution(name), "job5")["job_run_id"])
        assert api.post(f"/executions/{name}/stop", {}).status_code == 200
    api.post(f"/executions/{name}/resume", {"dry_run": True})
    enabled = api.get("/schedule").json()["enabled"]
    for on in (not enabled, enabled):
        assert api.put("/schedule", {"enabled": on}).status_code == 200
    assert api.get("/executions").status_code == 200
    assert api.get(f"/executions/{name}").status_code == 200
    assert not watch.refused
    called = {action for action, _ in watch.made}
    assert called == actions_of("api") | actions_of("authorizer")


def test_every_action_of_the_keepers_role_is_called_and_none_is_refused(
    api: Api, deployed: Deployed, wiring: RenewableWiring, watch: Watch
) -> None:
    api.run({"only": ["job7"]})
    boto3.client("dynamodb").delete_table(TableName=deployed.records_table_name)
    create_records_table(deployed.records_table_name)
    watch.attach()
    with watch.of_keeper() as made:
        Environment(environment_of(deployed)).keep_records()
    wiring.renew()
    assert not watch.refused
    assert {action for action, _ in made} == actions_of("keeper") == CALLED["keeper"]


def every_action() -> list[str]:
    session = boto3.session.Session()
    clients = {"sns": "sns", "iam": "iam", "lambda": "lambda", "s3": "s3", "sqs": "sqs"}
    services = {"secretsmanager": "secretsmanager", "dynamodb": "dynamodb", "glue": "glue"}
    services |= {"events": "events", "stepfunctions": "states", **clients}
    return [
        f"{prefix}:{operation}"
        for service, prefix in services.items()
        for operation in session.client(
            service,  # type: ignore[call-overload]
            region_name="us-east-1",
        ).meta.service_model.operation_names
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_other_action_is_denied_on_the_deployments_own_resources(
    role: str, api: Api, deployed: Deployed
) -> None:
    machine = deployed.state_machine_arn
    resources = [
        machine,
        machine.replace(":stateMachine:", ":execution:") + ":some",
        ACCOUNT.format("dynamodb", f"table/{deployed.lock_table_name}"),
        ACCOUNT.format("dynamodb", f"table/{deployed.records_table_name}"),
        ACCOUNT.format("dynamodb", f"table/{deployed.records_table_name}/index/by_start"),
        ACCOUNT.format("events", f"rule/{deployed.schedule_rule_name}"),
        deployed.topic_arn,
        deployed.token_secret_arn,
        ACCOUNT.format("glue", f"job/{api.job_names()['job1']}"),
    ]
    policy = policy_of(role)
    others = set(every_action()) - CALLED[role]
    assert len(others) > 500
    granted = [(a, r) for a in others for r in resources if allows(policy, a, r)]
    assert not granted


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (
            "states:StartExecution",
            ACCOUNT.format("states", "stateMachine:omc-flywheel-prod-db-refresh"),
        ),
        (
            "states:StartExecution",
            ACCOUNT.format("states", "stateMachine:omc-flywheel-dev-db-refresh2"),
        ),
        (
            "states:StopExecution",
            ACCOUNT.format("states", "execution:omc-flywheel-prod-db-refresh:some"),
        ),
        *(
            (action, ACCOUNT.format("dynamodb", "table/omc-flywheel-prod-db-refresh-lock"))
            for action in ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem")
        ),
        *(
            (action, ACCOUNT.format("dynamodb", "table/omc-flywheel-prod-api-records"))
            for action in (
                *("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"),
                "dynamodb:UpdateItem",
            )
        ),
        ("dynamodb:DeleteItem", ACCOUNT.format("dynamodb", "table/omc-flywheel-dev-api-records")),
        ("dynamodb:Query", ACCOUNT.format("dynamodb", "table/omc-flywheel-dev-api-records")),
        ("glue:BatchStopJobRun", ACCOUNT.format("glue", "job/somebody-elses")),
        (
            "events:DisableRule",
            ACCOUNT.format("events", "rule/omc-flywheel-dev-db-refresh-ended"),
        ),
        (
            "secretsmanager:GetSecretValue",
            ACCOUNT.format("secretsmanager", "secret:omc-flywheel-prod-api-tokens-AbCdEf"),
        ),
    ],
)
def test_what_belongs_to_others_is_out_of_reach(action: str, resource: str) -> None:
    assert action in actions_of("api") | actions_of("authorizer")
    for role in ROLES:
        assert not allows(policy_of(role), action, resource)


def test_only_the_authorizer_reads_the_tokens(deployed: Deployed) -> None:
    read = ("secretsmanager:GetSecretValue", deployed.token_secret_arn)
    assert [role for role in ROLES if allows(policy_of(role), *read)] == ["authorizer"]
