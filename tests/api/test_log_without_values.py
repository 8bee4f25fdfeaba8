"""No line of the log has a value of a caller or of a job, whatever goes wrong."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, NoReturn, cast

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws.errors import translated
from chalicelib.domain.access import Role
from chalicelib.domain.execution_input import read_input
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.scheduling import Scheduler
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.failures import FAILURES, MARK, Broken
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.log import is_clean

NAME = f"named-{MARK}"
ARGUMENTS = {"--SECRET": MARK, f"--{MARK}": "x"}


class BrokenDeployment(FakeDeployment):
    """A deployment whose AWS fails, at its end or all of it."""

    fail: Callable[[], NoReturn]
    at_the_start_only = False

    @cached_property
    def aws(self) -> Aws:
        """What a refresh is run with."""
        broken = cast("Any", Broken(self.fail))
        if self.at_the_start_only:
            return Aws(self.machine, broken, self.glue)
        return Aws(broken, broken, broken)

    @cached_property
    def executions(self) -> ExecutionRepository:
        """The executions of the state machine."""
        machine = self.machine if self.at_the_start_only else self.aws.state_machine
        return ExecutionRepository(machine, 0, self.glue)

    @cached_property
    def scheduler(self) -> Scheduler | None:
        """The schedule."""
        broken = cast("Any", Broken(self.fail))
        return Scheduler(broken, broken, 0)


@pytest.mark.parametrize("part", ["all", "lock"])
@pytest.mark.parametrize("kind", FAILURES)
def test_what_a_view_raises_leaves_its_type_and_stack_in_the_log_and_no_value(
    kind: str, part: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = BrokenDeployment()
    deployment.fail = FAILURES[kind]
    deployment.at_the_start_only = part == "lock"
    api = InProcessApi(gateway_of(deployment), TOKENS[Role.OPERATOR])
    body = {"overrides": {"job1": ARGUMENTS}, "reason": MARK}
    statuses = [
        api.post("/refresh", body, **{"Idempotency-Key": MARK}).status_code,
        api.put("/schedule", {"enabled": True, "reason": MARK}).status_code,
    ]
    if part == "all":
        some = f"/executions/{MARK}"
        statuses += [api.get(at).status_code for at in ("/executions", some, f"{some}/steps")]
        statuses += [api.post(f"{some}/{act}", {}).status_code for act in ("stop", "resume")]
    assert min(statuses) >= 400
    is_clean(written, capfd, MARK)
    lines = [json.loads(line) for line in written]
    for line in lines:
        if line["message"] == "unexpected error" or line["level"] == "WARNING":
            assert line["exception_name"] in line["exception"]
            assert 'failures.py"' in line["exception"]
    told = {line["status"] for line in lines if line["message"] == "answered"}
    assert told == set(statuses)


@pytest.mark.parametrize("code", ["AccessDeniedException", "StateMachineDoesNotExist"])
def test_what_aws_says_of_a_permission_or_a_resource_is_logged_so_that_it_can_be_mended(
    code: str, written: list[str]
) -> None:
    said = f"User: arn:x is not authorized to perform: states:StartExecution on resource: {code}"

    def refuse() -> NoReturn:
        with translated("start the execution"):
            raise ClientError({"Error": {"Code": code, "Message": said}}, "StartExecution")
        raise AssertionError

    deployment = BrokenDeployment()
    deployment.fail = refuse
    answer = InProcessApi(gateway_of(deployment), TOKENS[Role.OPERATOR]).get("/executions")
    assert answer.status_code == 502
    (line,) = [line for line in map(json.loads, written) if line["message"] == "refused"]
    assert f"UpstreamRejected: cannot start the execution: {code}: {said}" in line["exception"]


WRONG: dict[str, tuple[str, str, Any]] = {
    "a step": ("POST", "/refresh", {"overrides": {MARK: {}}}),
    "an argument": ("POST", "/refresh", {"overrides": {"job1": {MARK: "x"}}}),
    "a value": ("POST", "/refresh", {"overrides": {"job1": {"--A": {MARK: 1}}}}),
    "a field": ("POST", "/refresh", {MARK: MARK}),
    "a snapshot": ("POST", "/refresh", {"snapshot_dt": MARK}),
    "a selection": ("POST", "/refresh", {"only": [MARK], "skip": MARK}),
    "a like": ("POST", "/refresh", {"like": MARK}),
    "a reason": ("POST", "/refresh", {"reason": f"{MARK}\n"}),
    "a type": ("POST", "/refresh", {"dry_run": MARK}),
    "a path": ("GET", f"/executions/{MARK}", None),
    "a route": ("GET", f"/{MARK}", None),
    "a query": ("GET", f"/executions?{MARK}={MARK}", None),
    "a cursor": ("GET", f"/executions?cursor={MARK}", None),
    "a status": ("GET", f"/executions?status={MARK}", None),
    "a stop": ("POST", f"/executions/{MARK}/stop", {"reason": 1}),
    "a resume": ("POST", f"/executions/{MARK}/resume", {"overrides": {"job1": ARGUMENTS}}),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_a_caller_sends_amiss_is_not_logged(
    api: InProcessApi, kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    method, path, body = WRONG[kind]
    api.get("/health")
    answer = api.call(method, path, **({} if body is None else {"json": body}))
    assert 400 <= answer.status_code < 500
    is_clean(written, capfd, MARK)


@pytest.mark.parametrize("headers", [{"Idempotency-Key": f"{MARK} "}, {"Content-Type": MARK}])
@pytest.mark.parametrize("body", [f'{{"{MARK}', f'"{MARK}"', f'{{"overrides": "{MARK}"}}'])
def test_what_is_no_body_is_not_logged(
    api: InProcessApi,
    headers: dict[str, str],
    body: str,
    written: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    answer = api.call(
        "POST", "/refresh", {"Content-Type": "application/json", **headers}, data=body
    )
    assert 400 <= answer.status_code < 500
    is_clean(written, capfd, MARK)


def test_what_jobs_and_other_starters_write_is_not_logged(
    deployment: FakeDeployment,
    api: InProcessApi,
    written: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    document = {"overrides": {"job1": {**ARGUMENTS, "--A": {MARK: 1}}, MARK: 5}, "reason": [MARK]}
    deployment.machine.start(NAME, read_input(document))
    deployment.machine.finish(NAME)
    failed = api.run({"overrides": {"job4": {"--SIMULATE": "fail", "--SECRET": MARK}}})["name"]
    stopped = api.start({"overrides": {"job1": {"--SECRET": MARK}}, "reason": MARK})
    api.post(f"/executions/{stopped}/stop", {"reason": MARK})
    for name in (NAME, failed, stopped):
        for path in (f"/executions/{name}", f"/executions/{name}/steps"):
            assert MARK in api.get(path).text
        api.post(f"/executions/{name}/resume", {"dry_run": True, "reason": MARK})
        api.post("/refresh", {"like": name, "dry_run": True})
    assert api.get("/executions").status_code == 200
    is_clean(written, capfd, MARK)
