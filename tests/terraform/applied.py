"""The environments, as the tests apply them to an embedded AWS."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from local.applying import AppliedDeployment
from local.aws import ENVIRONMENT
from release.package import build_package

ROOT = Path(__file__).parent.parent.parent
REFRESH_URL = "http://localhost"  # as the Python way has it in the tests


@dataclass(frozen=True)
class Applied:
    """Two environments on one AWS, and what each said of itself."""

    environments: Mapping[str, AppliedDeployment]
    outputs: Mapping[str, Mapping[str, Any]]
    aws_url: str

    def client(self, service: str) -> Any:
        return client_at(self.aws_url, service)


def client_at(url: str, service: str) -> Any:
    made: Any = boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=url,
        region_name=ENVIRONMENT["AWS_REGION"],
        aws_access_key_id=ENVIRONMENT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
    )
    return made


def package_without_libraries(target: Path) -> None:
    """Write the project's package, but for the libraries: here nothing runs the zip.

    The libraries are nearly all that a package costs. The tests of `python -m local --terraform`
    apply a whole one.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copy(ROOT / "app.py", project)
        shutil.copytree(ROOT / "chalicelib", project / "chalicelib")
        (project / "requirements.txt").touch()
        build_package(project, target, "x86_64")


def made(client: Callable[[str], Any], prefix: str) -> dict[str, Any]:
    """Return what both ways of provisioning have to make alike, under names with this prefix."""
    machines = [
        client("stepfunctions").describe_state_machine(stateMachineArn=found["stateMachineArn"])
        for found in client("stepfunctions").list_state_machines()["stateMachines"]
        if found["name"].startswith(prefix)
    ]
    events = client("events")
    rules = {}
    for rule in events.list_rules(NamePrefix=prefix)["Rules"]:
        targets = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        rules[rule["Name"]] = {
            "pattern": json.loads(rule.get("EventPattern") or "null"),
            "expression": rule.get("ScheduleExpression"),
            "state": rule["State"],
            "targets": [
                {
                    "arn": target["Arn"],
                    "role": target.get("RoleArn"),
                    "input": json.loads(target.get("Input") or "null"),
                    "transformer": target.get("InputTransformer"),
                }
                for target in targets
            ],
        }
    table = client("dynamodb").describe_table(TableName=f"{prefix}-db-refresh-lock")["Table"]
    records = client("dynamodb").describe_table(TableName=f"{prefix}-api-records")["Table"]
    return {
        "machines": {
            machine["name"]: [json.loads(machine["definition"]), machine["roleArn"]]
            for machine in machines
        },
        "rules": rules,
        "topics": [
            topic["TopicArn"]
            for topic in client("sns").list_topics()["Topics"]
            if f":{prefix}-" in topic["TopicArn"]
        ],
        "table": [table["KeySchema"], table["AttributeDefinitions"]],
        "records": [
            records["KeySchema"],
            sorted(records["AttributeDefinitions"], key=str),
            [
                [
                    *(index["IndexName"], index["KeySchema"]),
                    *(index["Projection"]["ProjectionType"],),
                    sorted(index["Projection"]["NonKeyAttributes"]),
                ]
                for index in records["GlobalSecondaryIndexes"]
            ],
        ],
        "roles": sorted(
            role["RoleName"]
            for role in client("iam").list_roles()["Roles"]
            if role["RoleName"].startswith(prefix) and "api" not in role["RoleName"]
        ),
    }
