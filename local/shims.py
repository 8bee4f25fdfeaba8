"""Where the emulator is not like AWS. Each shim has its reason, and a test in
tests/integration/test_shims.py that fails when the emulator no longer needs it.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moto.apigateway.models import APIGatewayBackend, Integration
from moto.awslambda.models import LambdaFunction
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.glue.models import FakeJob, FakeJobRun
from moto.glue.responses import GlueResponse
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.component.state import state
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branch_worker import (
    BranchWorker,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import (
    StateCredentials,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ResourceRuntimePart,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (  # noqa: E501
    _SERVICE_ERROR_NAMES,
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_glue import (  # noqa: E501
    StateTaskServiceGlue,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import ExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
)
from moto.stepfunctions.responses import StepFunctionResponse

from local.events import tell_end

SIMULATE = "--SIMULATE"
FAIL_SAYING = "fail:"
GLUE_POLL_SECONDS = 0.2


def glue_sync_waits(_: float) -> None:
    """`glue:startJobRun.sync` fails at once with "'NoneType' … 'interrupt_all'".

    moto ends every such wait by way of a task token, which this service has none of. Giving it one
    is no way out: the token of the first attempt lets every retry time out. And where the wait
    ends because the execution was stopped or the task timed out, moto tells of a success. The
    run's times are no JSON either; AWS gives them in milliseconds since the epoch.
    """

    def wait(
        self: StateTaskServiceGlue,
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
            # This environment is the task's own: what the task still has to say goes nowhere.
            env.event_manager = EventManager()
        env.stack.append(_with_epoch_times(job_run))

    StateTaskServiceGlue._eval_integration_pattern = wait


def _with_epoch_times(job_run: dict[str, Any] | None) -> dict[str, Any] | None:
    return job_run and {
        name: int(value.timestamp() * 1000) if isinstance(value, datetime) else value
        for name, value in job_run.items()
    }


def glue_runs_take_time(job_seconds: float) -> None:
    """A Glue run ends as soon as it is looked at, always well, and says that it took 123 s.

    Here it lasts `job_seconds`. With the argument `--SIMULATE` it fails: `fail` always, `fail: why`
    with these words, `fail-once` every other time that the job is run with these arguments. Any
    other value in upper case is the state that it ends in.
    """

    def status(run: FakeJobRun) -> str:
        if getattr(run, "stopped", False):
            return "STOPPED"
        if utcnow() < _end(run):
            return "RUNNING"
        simulated = str((run.arguments or {}).get(SIMULATE, ""))
        if simulated.isupper():
            return simulated
        return "FAILED" if _fails(run) else "SUCCEEDED"

    def as_dict(run: FakeJobRun) -> dict[str, Any]:
        document = _as_dict(run)
        ended = run.status != "RUNNING"
        document["ExecutionTime"] = round(job_seconds) if ended else 0
        document["CompletedOn"] = _end(run) if ended else None
        if run.status == "FAILED":
            words = str((run.arguments or {}).get(SIMULATE, "")).removeprefix(FAIL_SAYING)
            simulated = words in ("fail", "fail-once", "FAILED")
            document["ErrorMessage"] = (
                f"simulated failure of {run.job_name}" if simulated else words.strip()
            )
        return {name: value for name, value in document.items() if value is not None}

    def _end(run: FakeJobRun) -> datetime:
        end: datetime = run.started_on + timedelta(seconds=job_seconds)
        return end

    FakeJobRun.status = property(status, lambda run, value: None)
    FakeJobRun.as_dict = as_dict


_as_dict: Callable[[FakeJobRun], dict[str, Any]] = FakeJobRun.as_dict
_failed_once: set[tuple[str, str]] = set()


def _fails(run: FakeJobRun) -> bool:
    simulated = (run.arguments or {}).get(SIMULATE)
    if simulated == "fail-once":
        if not hasattr(run, "fails"):
            turn = (run.job_name, str(sorted(run.arguments.items())))
            run.fails = turn not in _failed_once
            _failed_once.symmetric_difference_update({turn})
        return bool(run.fails)
    return simulated == "fail" or str(simulated).startswith(FAIL_SAYING)


def glue_runs_can_be_stopped(_: float) -> None:
    """BatchStopJobRun is missing, and GetJobRuns gives the oldest runs first; Glue, the newest."""

    def batch_stop_job_run(self: GlueResponse) -> ActionResult:
        name, ids = self._get_param("JobName"), self._get_param("JobRunIds")
        told: dict[str, list[dict[str, Any]]] = {"SuccessfulSubmissions": [], "Errors": []}
        for run_id in ids:
            run = self.glue_backend.get_job_run(name, run_id)
            if run.status == "RUNNING":
                run.stopped = True
                told["SuccessfulSubmissions"].append({"JobName": name, "JobRunId": run_id})
            else:
                told["Errors"].append({"JobName": name, "JobRunId": run_id})
        return ActionResult(told)

    def newest_first(self: FakeJob) -> list[FakeJobRun]:
        return list(reversed(_job_runs(self)))

    GlueResponse.batch_stop_job_run = batch_stop_job_run
    FakeJob.get_job_runs = newest_first


_job_runs = FakeJob.get_job_runs


def stop_keeps_error_and_cause(_: float) -> None:
    """StopExecution drops its `error` and `cause`; AWS keeps them with the execution."""

    def stop_execution(self: StepFunctionResponse) -> ActionResult:
        arn = self._get_param("executionArn")
        execution = self.stepfunction_backend.describe_execution(arn)
        now = utcnow()
        execution.stop(
            stop_date=now, error=self._get_param("error"), cause=self._get_param("cause")
        )
        return ActionResult({"stopDate": now})

    def reflect(self: BaseExecutionWorkerCommunication) -> None:
        _reflect(self)
        state = self.execution.exec_worker.env.program_state()
        if isinstance(state, ProgramStopped):
            self.execution.error = state.error
            self.execution.cause = state.cause

    StepFunctionResponse.stop_execution = stop_execution
    BaseExecutionWorkerCommunication._reflect_execution_status = reflect


_reflect = BaseExecutionWorkerCommunication._reflect_execution_status


def stop_reaches_starting_branches(_: float) -> None:
    """A stop while a Parallel state starts its branches kills a thread, and nothing ever ends."""

    def routine(self: BranchWorker) -> None:
        try:
            self._program.eval(self.env)
        except RuntimeError:
            if self.env.is_running():
                raise
        self._branch_worker_comm.on_terminated(env=self.env)

    BranchWorker._thread_routine = routine


def what_was_stopped_does_not_fail(_: float) -> None:
    """A task that fails while the execution is stopped makes it FAILED; on AWS it stays ABORTED."""

    def set_error(self: Environment, error: Any) -> None:
        with self._state_mutex:
            if self.is_running():
                _set_error(self, error)

    Environment.set_error = set_error


_set_error = Environment.set_error


def timed_out_has_a_stop_date(_: float) -> None:
    """DescribeExecution leaves out `stopDate` where the execution timed out."""

    def describe_execution(self: StepFunctionResponse) -> ActionResult:
        answer = _describe(self)
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        if execution.status == ExecutionStatus.TIMED_OUT:
            answer._result["stopDate"] = execution.stop_date
        return answer

    StepFunctionResponse.describe_execution = describe_execution


_describe = StepFunctionResponse.describe_execution


def executions_tell_their_end(_: float) -> None:
    """An execution emits no event, and a rule's events reach no topic."""

    def terminated(self: BaseExecutionWorkerCommunication) -> None:
        _terminated(self)
        tell_end(self.execution)

    BaseExecutionWorkerCommunication.terminated = terminated


_terminated = BaseExecutionWorkerCommunication.terminated


def what_the_provider_asks_is_answered(_: float) -> None:
    """ValidateStateMachineDefinition and ListStateMachineVersions are missing.

    Terraform's AWS provider calls both, the first again and again until it is answered.
    """
    StepFunctionResponse.validate_state_machine_definition = lambda self: ActionResult(
        {"result": "OK", "diagnostics": []}
    )
    StepFunctionResponse.list_state_machine_versions = lambda self: ActionResult(
        {"stateMachineVersions": []}
    )


def execution_keeps_its_definition(_: float) -> None:
    """DescribeStateMachineForExecution tells the current definition, and no `updateDate`.

    AWS tells the one that the execution runs, and since when that was the state machine's.
    """

    def describe(self: StepFunctionResponse) -> ActionResult:
        execution: Execution = self.stepfunction_backend.describe_execution(
            self._get_param("executionArn")
        )
        machine: StateMachine = execution.state_machine
        return ActionResult(
            {
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "definition": machine.definition,
                "roleArn": machine.roleArn,
                "updateDate": machine.update_date,
            }
        )

    StepFunctionResponse.describe_state_machine_for_execution = describe


def context_is_json(_: float) -> None:
    """`$$.Execution.StartTime` is no text, so a state that uses it fails with States.Runtime."""

    def details(self: Execution) -> ExecutionDetails:
        found = _execution_details(self)
        found.start_time = _as_text(self.start_date)
        return found

    Execution.get_start_execution_details = details


_execution_details = Execution.get_start_execution_details


def _as_text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def entered_time_is_like_start_time(_: float) -> None:
    """`$$.State.EnteredTime` has microseconds and `+00:00`; AWS writes both as `….123Z`.

    https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
    """

    def entered(EnteredTime: str, Name: str) -> dict[str, str]:  # noqa: N803 - as moto calls it
        return {"EnteredTime": _as_text(datetime.fromisoformat(EnteredTime)), "Name": Name}

    state.StateData = entered


def functions_keep_their_logging(_: float) -> None:
    """A Lambda function forgets its LoggingConfig, and so every plan of Terraform sets it again."""

    def init(self: LambdaFunction, *args: Any, spec: dict[str, Any], **more: Any) -> None:
        self.logging = spec.get("LoggingConfig", {})
        _init_function(self, *args, spec=spec, **more)

    def update(self: LambdaFunction, updates: dict[str, Any]) -> dict[str, Any]:
        self.logging = updates.get("LoggingConfig", self.logging)
        updated: dict[str, Any] = _update_function(self, updates)
        return updated

    def configuration(self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:  # noqa: FBT002
        default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        return {**_configuration(self, on_create), "LoggingConfig": {**default, **self.logging}}

    LambdaFunction.__init__ = init
    LambdaFunction.update_configuration = update
    LambdaFunction.get_configuration = configuration


_init_function = LambdaFunction.__init__
_update_function = LambdaFunction.update_configuration
_configuration = LambdaFunction.get_configuration


def mocks_call_nothing(_: float) -> None:
    """A body is not imported where an integration names nothing to call, as a mock does."""

    def put_integration(
        self: APIGatewayBackend,
        *args: Any,
        uri: str = "",
        integration_method: str = "",
        **more: Any,
    ) -> Integration:
        return _put_integration(self, *args, uri=uri, integration_method=integration_method, **more)

    APIGatewayBackend.put_integration = put_integration


_put_integration = APIGatewayBackend.put_integration


def aws_sdk_speaks_pascal_case(_: float) -> None:
    """`aws-sdk:` integrations take and give boto3's names and times.

    On AWS the parameters and results of all services are in PascalCase, and times are text.
    https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    """

    def call(
        self: StateTaskServiceAwsSdk,
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
        given = {own_names.get(name, name): v for name, v in normalised_parameters.items()}
        _aws_sdk_call(self, env, resource_runtime_part, given, state_credentials)
        env.stack.append(_in_pascal_case(env.stack.pop()))

    StateTaskServiceAwsSdk._eval_service_task = call


_aws_sdk_call = StateTaskServiceAwsSdk._eval_service_task


def glue_errors_have_its_name(_: float) -> None:
    """The errors of `aws-sdk:glue` are called `glue.…`.

    On AWS they are `Glue.…`, after the SDK's own name of the service.
    https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    """
    _SERVICE_ERROR_NAMES["glue"] = "Glue"


def _in_pascal_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {_pascal_case(name): _in_pascal_case(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_pascal_case(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _pascal_case(name: str) -> str:
    return name[:1].upper() + name[1:]


# Each is handed how many seconds a Glue run lasts.
SHIMS: tuple[Callable[[float], None], ...] = (
    glue_sync_waits,
    glue_runs_take_time,
    glue_runs_can_be_stopped,
    context_is_json,
    entered_time_is_like_start_time,
    aws_sdk_speaks_pascal_case,
    glue_errors_have_its_name,
    stop_keeps_error_and_cause,
    stop_reaches_starting_branches,
    what_was_stopped_does_not_fail,
    timed_out_has_a_stop_date,
    execution_keeps_its_definition,
    executions_tell_their_end,
    what_the_provider_asks_is_answered,
    functions_keep_their_logging,
    mocks_call_nothing,
)


def install(job_seconds: float) -> None:
    """Close every gap; `job_seconds` is how long a Glue run lasts."""
    for shim in SHIMS:
        shim(job_seconds)
