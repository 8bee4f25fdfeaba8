"""A pipeline of other stages and keys, through the same code."""

import json
import time
from typing import Any

import boto3
import pytest

from chalicelib.adapters.aws.state_machine import StateMachine
from chalicelib.domain.build_input import build_input
from chalicelib.domain.execution import Execution
from chalicelib.domain.request import NOTHING, RefreshRequest
from chalicelib.errors import Invalid
from chalicelib.services.repository import ExecutionRepository
from local.provisioning import Deployed
from tests.support.waiting import awaited

JOB = f"nightly-loader-{time.time_ns()}"


def step(state: str, **catching: Any) -> dict[str, Any]:
    key = state.partition("-")[0]
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": JOB, "Arguments.$": f"$.defaults.{key}"},
        "ResultPath": None,
        "End": True,
    }
    return {"StartAt": state, "States": {state: {**task, **catching}}}


def definition() -> dict[str, Any]:
    """Return a pipeline of three stages: load, a single check, publish in three branches."""
    publish = ("mailA-customers", "mailB-partners", "web-site")
    return {
        "StartAt": "defaults",
        "States": {
            "defaults": {
                "Type": "Pass",
                "Parameters": {
                    "defaults": {
                        "load": {"--DATE": "today"},
                        "check": {},
                        **{name.partition("-")[0]: {} for name in publish},
                        "web": {"--SIMULATE": "fail"},
                    }
                },
                "Next": "fill",
            },
            "fill": {
                "Type": "Parallel",
                "Branches": [step("load-tables")],
                "Next": "check-rows",
                "ResultPath": None,
            },
            "check-rows": {
                **step("check-rows")["States"]["check-rows"],
                "End": None,
                "Next": "tell",
            },
            "tell": {"Type": "Parallel", "Branches": [step(name) for name in publish], "End": True},
        },
    }


@pytest.fixture(scope="module")
def machine(deployed: Deployed) -> StateMachine:
    boto3.client("glue").create_job(
        Name=JOB, Role="r", Command={}, ExecutionProperty={"MaxConcurrentRuns": 3}
    )
    client = boto3.client("stepfunctions")
    role = client.describe_state_machine(stateMachineArn=deployed.state_machine_arn)["roleArn"]
    document = definition()
    del document["States"]["check-rows"]["End"]
    arn = client.create_state_machine(
        name=f"nightly-{time.time_ns()}", definition=json.dumps(document), roleArn=role
    )["stateMachineArn"]
    return StateMachine(client, arn)


@pytest.fixture(scope="module")
def reader(machine: StateMachine) -> ExecutionRepository:
    return ExecutionRepository(machine, live_cache_seconds=0)


def run(reader: ExecutionRepository, machine: StateMachine, request: RefreshRequest) -> Execution:
    name = f"run-{time.time_ns()}"
    machine.start(name, build_input(reader.pipeline(), request, NOTHING, "ann"))
    return awaited(lambda: reader.get(name), lambda execution: execution.ended)


def test_its_stages_and_steps_are_read_from_its_definition(reader: ExecutionRepository) -> None:
    stages = reader.pipeline().stages
    assert [(stage.name, [step.key for step in stage.steps]) for stage in stages] == [
        ("fill", ["load"]),
        ("check-rows", ["check"]),
        ("tell", ["mailA", "mailB", "web"]),
    ]
    assert reader.pipeline().by_key["load"].defaults == {"--DATE": "today"}


def test_its_executions_are_told_step_by_step(
    reader: ExecutionRepository, machine: StateMachine
) -> None:
    execution = run(reader, machine, RefreshRequest())
    assert execution.status == "FAILED"
    told = {step.key: step for step in execution.steps}
    assert told["load"].status == told["check"].status == "SUCCEEDED"
    assert told["load"].arguments == {"--DATE": "today"}
    assert told["web"].status == "FAILED"
    assert told["web"].message == f"simulated failure of {JOB}"
    # Its branches catch nothing, so the failure ends the siblings too.
    assert {told["mailA"].status, told["mailB"].status} <= {"SUCCEEDED", "CANCELLED"}
    assert execution.progress.total == 5


def test_its_keys_are_the_ones_a_request_may_name(
    reader: ExecutionRepository, machine: StateMachine
) -> None:
    with pytest.raises(Invalid, match="the steps are load, check, mailA, mailB, web"):
        run(reader, machine, RefreshRequest(skip=("job1",)))
