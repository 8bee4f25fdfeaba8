"""The environments, applied to an embedded AWS by Terraform itself."""

import json
import os
from functools import partial
from pathlib import Path

import pytest

from chalicelib.api.app import ROUTES
from local.deployment import read_deployment, read_deployment_of
from local.provisioning import provision
from local.terraform import TerraformFailed
from local.values import read_values
from tests.support.deployer_calls import actions
from tests.support.executions import ended
from tests.support.privileges import fixture_of
from tests.support.programs import skip_without
from tests.terraform import deployer
from tests.terraform.applied import REFRESH_URL, Applied, client_at, made
from tests.terraform.guide import Reader, is_as_shown, missing_programs, served_api
from tests.terraform.integrations import CALLS, integrations
from tools.policies import applied_policies

NO_CHANGES = "No changes. Your infrastructure matches the configuration."


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_two_environments_live_side_by_side_and_a_second_plan_is_empty(
    applied: Applied, environment: str
) -> None:
    assert NO_CHANGES in applied.environments[environment].plan()
    machines = applied.client("stepfunctions").list_state_machines()["stateMachines"]
    assert {machine["name"] for machine in machines} == {
        *("omc-flywheel-dev-db-refresh", "omc-flywheel-prod-db-refresh"),
        *("omc-flywheel-dev-db-refresh-outcome", "omc-flywheel-prod-db-refresh-outcome"),
    }


def test_the_values_of_one_environment_are_not_applied_to_the_state_of_another(
    applied: Applied,
) -> None:
    dev = applied.environments["dev"].terraform
    with pytest.raises(TerraformFailed) as failed:
        dev.run("plan", "-refresh=false", "-var-file=prod/terraform.tfvars.json")
    said = " ".join(str(failed.value).split())
    assert "The values are those of the environment prod, but the workspace is dev" in said


@pytest.mark.usefixtures("deployed")  # an embedded AWS in this process
def test_terraform_and_python_make_the_same(applied: Applied) -> None:
    deployment = read_deployment()
    values = {**read_values(), "name_prefix": "by-python"}
    provision(REFRESH_URL, read_deployment_of(values, deployment.pipeline))
    by_python = made(partial(client_at, os.environ["AWS_ENDPOINT_URL"]), "by-python-dev")
    by_python = json.loads(json.dumps(by_python).replace("by-python-dev", "omc-flywheel-dev"))
    by_terraform = made(applied.client, "omc-flywheel-dev")
    assert by_terraform == by_python
    assert len(by_python["rules"]) == 5
    assert len(by_python["machines"]) == 2


def test_a_refresh_started_with_exactly_the_schedules_input_runs(applied: Applied) -> None:
    rule = applied.outputs["dev"]["eventbridge_rule_arn"].rpartition("/")[2]
    (target,) = applied.client("events").list_targets_by_rule(Rule=rule)["Targets"]
    client = applied.client("stepfunctions")
    arn = client.start_execution(
        stateMachineArn=target["Arn"], name="scheduled", input=target["Input"]
    )["executionArn"]
    assert ended(client, arn)["status"] == "SUCCEEDED"
    deployment = read_deployment()
    last = deployment.values.job_names[deployment.pipeline.steps[-1].job]
    runs = applied.client("glue").get_job_runs(JobName=last)["JobRuns"]
    assert {run["JobRunState"] for run in runs} == {"SUCCEEDED"}


@pytest.mark.parametrize(("environment", "protected"), [("dev", False), ("prod", True)])
def test_records_can_be_restored_and_those_of_production_are_protected(
    applied: Applied, environment: str, *, protected: bool
) -> None:
    client = applied.client("dynamodb")
    name = applied.outputs[environment]["records_table_name"]
    assert client.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"] == protected
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    assert recovery == "ENABLED"


def test_the_guide_leads_to_a_first_refresh(applied: Applied, reader: Reader | None) -> None:
    if not reader:
        skip_without("the guide", missing_programs())
    reader.follow("4. Make the first token")
    with served_api(applied, "dev") as url:
        assert is_as_shown(reader.follow("6. Check it", URL=url), "6. Check it")
        assert '"outcome":null' in reader.follow("7. Run a first refresh", URL=url)
        client = applied.client("stepfunctions")
        machine = applied.outputs["dev"]["step_functions_state_machine_arn"]
        newest = client.list_executions(stateMachineArn=machine, maxResults=1)["executions"][0]
        refresh = ended(client, newest["executionArn"])
        assert refresh["status"] == "SUCCEEDED"
        assert json.loads(refresh["input"])["reason"] == "the first refresh"
        assert reader.follow("9. Switch the schedule on", URL=url).split() == ["true"]
    rule = applied.outputs["dev"]["eventbridge_rule_arn"].rpartition("/")[2]
    assert applied.client("events").describe_rule(Name=rule)["State"] == "ENABLED"
    applied.client("events").disable_rule(Name=rule)  # as it is at first


def test_the_secret_of_the_tokens_is_made_without_a_value(applied: Applied) -> None:
    secrets = applied.client("secretsmanager")
    # In dev, the guide makes a first token.
    arn = applied.outputs["prod"]["token_secret_arn"]
    secret = secrets.describe_secret(SecretId=arn)
    assert secret["Name"] == "omc-flywheel-prod-api-tokens"
    assert not secret.get("VersionIdsToStages")
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId=arn)


def test_the_authorizers_role_may_read_the_tokens_and_the_apis_may_not(applied: Applied) -> None:
    iam = applied.client("iam")
    for environment, outputs in applied.outputs.items():
        readable = {
            role: [
                statement["Resource"]
                for statement in iam.get_role_policy(RoleName=role, PolicyName=policy)[
                    "PolicyDocument"
                ]["Statement"]
                if "secretsmanager:" in str(statement["Action"])
            ]
            for role, policy in {
                f"omc-flywheel-{environment}-api": "api",
                f"omc-flywheel-{environment}-api-authorizer": "authorizer",
                f"omc-flywheel-{environment}-api-keeper": "keeper",
            }.items()
        }
        assert readable == {
            f"omc-flywheel-{environment}-api": [],
            f"omc-flywheel-{environment}-api-authorizer": [outputs["token_secret_arn"]],
            f"omc-flywheel-{environment}-api-keeper": [],
        }


def test_a_keeper_that_fails_is_not_called_again_before_its_next_run(applied: Applied) -> None:
    for outputs in applied.outputs.values():
        name = outputs["keeper_rule_name"]
        (target,) = applied.client("events").list_targets_by_rule(Rule=name)["Targets"]
        function = target["Arn"].rpartition(":")[2]
        invoked = applied.client("lambda").get_function_event_invoke_config(FunctionName=function)
        for config in (target["RetryPolicy"], invoked):
            assert config["MaximumRetryAttempts"] == 0


def test_the_integration_tests_hold_the_calls_against_these_policies(applied: Applied) -> None:
    """`python -m tools.policies` writes them anew."""
    job_names = read_deployment().values.job_names.values()
    for role, policy in applied_policies(applied.client("iam"), job_names).items():
        assert policy == fixture_of(role)


def test_what_changes_something_is_throttled_by_itself(applied: Applied) -> None:
    gateway = applied.client("apigateway")
    for api in gateway.get_rest_apis()["items"]:
        (stage,) = gateway.get_stages(restApiId=api["id"])["item"]
        rates = {
            path: (method["throttlingRateLimit"], method["throttlingBurstLimit"])
            for path, method in stage["methodSettings"].items()
        }
        writes = {
            f"{route.path.replace('/', '~1')}/{method}"
            for route in ROUTES
            for method in route.methods
            if method not in ("GET", "HEAD") and not route.path.endswith("/stop")
        }
        assert rates == {"*/*": (50, 100), **dict.fromkeys(writes, (2, 10))}


@pytest.mark.parametrize("which", ["", "-outcome"])
def test_the_role_of_a_state_machine_may_do_what_its_definition_calls_and_no_more(
    applied: Applied, which: str
) -> None:
    arn = applied.outputs["dev"]["step_functions_state_machine_arn"] + which
    machine = applied.client("stepfunctions").describe_state_machine(stateMachineArn=arn)
    called = set(integrations(json.loads(machine["definition"])["States"]))
    needed = set().union(*(CALLS[integration] for integration in called))
    iam = applied.client("iam")
    role = machine["roleArn"].rpartition("/")[2]
    allowed: set[str] = set()
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for statement in policy["Statement"]:
            actions = statement["Action"]
            allowed |= {actions} if isinstance(actions, str) else set(actions)
    of_logs_and_traces = {action for action in allowed if action.startswith(("logs:", "xray:"))}
    assert allowed - of_logs_and_traces == needed


def test_eventbridge_may_start_what_its_rules_start_and_nothing_else(applied: Applied) -> None:
    outputs = applied.outputs["dev"]
    events, iam = applied.client("events"), applied.client("iam")
    for outcome in ("ended", "failed", "refused"):
        rule = f"omc-flywheel-dev-db-refresh-{outcome}"
        (target,) = events.list_targets_by_rule(Rule=rule)["Targets"]
        role = target["RoleArn"].rpartition("/")[2]
        policy = iam.get_role_policy(RoleName=role, PolicyName="start")["PolicyDocument"]
        assert target["Arn"] == outputs["step_functions_state_machine_arn"] + "-outcome"
        (statement,) = policy["Statement"]
        assert (statement["Action"], statement["Resource"]) == (
            *("states:StartExecution", target["Arn"]),
        )


def test_no_service_has_a_right_on_the_topic(applied: Applied) -> None:
    sns = applied.client("sns")
    for outputs in applied.outputs.values():
        topic = sns.get_topic_attributes(TopicArn=outputs["sns_topic_arn"])["Attributes"]
        statements = json.loads(topic["Policy"])["Statement"]
        assert [statement["Effect"] for statement in statements] == ["Deny"]


def test_destroy_leaves_nothing(destroyed: Applied) -> None:
    client = destroyed.client
    assert client("stepfunctions").list_state_machines()["stateMachines"] == []
    assert client("events").list_rules()["Rules"] == []
    assert client("sns").list_topics()["Topics"] == []
    assert client("dynamodb").list_tables()["TableNames"] == []
    assert client("lambda").list_functions()["Functions"] == []
    assert client("apigateway").get_rest_apis()["items"] == []
    assert client("logs").describe_log_groups()["logGroups"] == []
    assert client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert client("iam").list_roles()["Roles"] == []
    assert client("secretsmanager").list_secrets()["SecretList"] == []


def test_a_deployer_may_create_every_resource(applied: Applied) -> None:
    for environment in applied.environments.values():
        found = list(deployer.resources(environment.state()))
        assert {kind for kind, _ in found} == {*deployer.CREATES}
        assert [
            arn for kind, arn in found if not deployer.is_allowed(deployer.CREATES[kind], arn)
        ] == []


def test_a_deployer_may_do_all_that_apply_and_destroy_ask_for_and_little_else(
    destroyed: Applied, deployers_requests: Path, reader: Reader | None
) -> None:
    assert destroyed
    called = actions(deployers_requests) | (set() if reader else deployer.OF_THE_BACKEND)
    assert called - deployer.allowed() == set()
    assert deployer.allowed() - called == set().union(*deployer.NOT_SEEN.values())
