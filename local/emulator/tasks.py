"""Corrections of moto's Step Functions: the tasks, which call other services."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import (
    StateCredentials,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ResourceRuntimePart,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import (  # noqa: E501
    StateTaskService,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for

from local.emulator.declaring import Fix, Replacement
from local.emulator.loading import TASKS
from local.emulator.running import GUIDE, as_text

GLUE_POLL_SECONDS = 0.1

Call = Callable[
    [StateTaskService, Environment, ResourceRuntimePart, dict[str, Any], StateCredentials], None
]


def _eval_integration_pattern(_: Call) -> Call:
    # moto ends every such wait by a task token, and this service has none. A token does not help:
    # with the token of the first attempt, every retry times out. And if the execution is stopped or
    # the task times out, moto reports a success.
    def wait(
        self: StateTaskService,
        env: Environment,
        resource_runtime_part: ResourceRuntimePart,
        normalised_parameters: dict[str, Any],
        state_credentials: StateCredentials,
    ) -> None:
        ended = self._build_sync_resolver(
            env, resource_runtime_part, normalised_parameters, state_credentials
        )
        job_run = None
        while env.is_running() and not (job_run := ended()):
            time.sleep(GLUE_POLL_SECONDS)
        if not job_run:
            # This environment belongs to the task: the new manager drops the task's later events.
            env.event_manager = EventManager()
        env.stack.append(_with_epoch_times(job_run))

    return wait


def _with_epoch_times(job_run: dict[str, Any] | None) -> dict[str, Any] | None:
    return job_run and {
        name: int(value.timestamp() * 1000) if isinstance(value, datetime) else value
        for name, value in job_run.items()
    }


GLUE_SYNC_WAITS = Fix(
    name="glue_sync_waits",
    service="Step Functions",
    moto=(
        "`glue:startJobRun.sync` fails at once with \"'NoneType' … 'interrupt_all'\", and the "
        "run's times cannot be written as JSON."
    ),
    aws="It waits for the end of the run, and returns times in milliseconds since the epoch.",
    docs=f"{GUIDE}/connect-glue.html",
    replacements=(
        Replacement(
            f"{TASKS}.state_task_service_glue:StateTaskServiceGlue",
            "_eval_integration_pattern",
            _eval_integration_pattern,
        ),
    ),
)


def _eval_service_task(original: Call) -> Call:
    def call(
        self: StateTaskService,
        env: Environment,
        resource_runtime_part: ResourceRuntimePart,
        normalised_parameters: dict[str, Any],
        state_credentials: StateCredentials,
    ) -> None:
        client = boto_client_for(
            service=self._get_boto_service_name(),
            region=resource_runtime_part.region,
            state_credentials=state_credentials,
        )
        operation = client.meta.method_to_api_mapping[self._get_boto_service_action()]
        members = client.meta.service_model.operation_model(operation).input_shape.members
        own_names = {_pascal_case(name): name for name in members}
        parameters = {own_names.get(name, name): v for name, v in normalised_parameters.items()}
        original(self, env, resource_runtime_part, parameters, state_credentials)
        env.stack.append(_in_pascal_case(env.stack.pop()))

    return call


def _in_pascal_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {_pascal_case(name): _in_pascal_case(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_pascal_case(inner) for inner in value]
    return as_text(value) if isinstance(value, datetime) else value


def _pascal_case(name: str) -> str:
    return name[:1].upper() + name[1:]


AWS_SDK_USES_PASCAL_CASE = Fix(
    name="aws_sdk_uses_pascal_case",
    service="Step Functions",
    moto="`aws-sdk:` integrations use boto3's names and times.",
    aws="Parameters and results of all services are in PascalCase, and times are text.",
    docs=f"{GUIDE}/supported-services-awssdk.html",
    upstream=(
        "https://github.com/getmoto/moto/issues/10076",
        "https://github.com/getmoto/moto/pull/10094",
    ),
    replacements=(
        Replacement(
            f"{TASKS}.state_task_service_aws_sdk:StateTaskServiceAwsSdk",
            "_eval_service_task",
            _eval_service_task,
        ),
    ),
)

GLUE_ERRORS_HAVE_ITS_NAME = Fix(
    name="glue_errors_have_its_name",
    service="Step Functions",
    moto="The errors of `aws-sdk:glue` are called `glue.…`.",
    aws="The errors are called `Glue.…`, with the SDK's name of the service.",
    docs=f"{GUIDE}/supported-services-awssdk.html",
    replacements=(
        Replacement(
            f"{TASKS}.state_task_service_aws_sdk:_SERVICE_ERROR_NAMES", "glue", lambda _: "Glue"
        ),
    ),
)

FIXES = (GLUE_SYNC_WAITS, AWS_SDK_USES_PASCAL_CASE, GLUE_ERRORS_HAVE_ITS_NAME)
