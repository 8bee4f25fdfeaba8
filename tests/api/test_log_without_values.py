"""No line of the log has a value of a caller or of a job, whatever goes wrong."""

import json
import logging
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NoReturn, cast

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.adapters.oidc.issuer import Claims, Issuer
from chalicelib.api.authorizer import CannotAuthorize, GatewayUnauthorized, authorize_request
from chalicelib.api.problems import PROBLEMS
from chalicelib.domain.access import Role
from chalicelib.domain.execution import ExecutionListPage
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.listing import entry_of
from chalicelib.domain.record import FORM, MAX_DOCUMENT_BYTES
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.observability import logger
from chalicelib.services.ports import Aws
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.scheduling import Scheduler
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.failures import FAILURES, MARK, Broken
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.recorded import recorded

NAME = f"named-{MARK}"
ARN = "arn:aws:execute-api:us-east-1:123456789012:abc123/api/GET/executions"
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


class BrokenLists(FakeStateMachine):
    """Step Functions that can list nothing."""

    fail: Callable[[], NoReturn]

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Fail."""
        self.fail()


class Lines(logging.Handler):
    """What every logger of the process writes, as the API's own or as Lambda writes it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        ours = record.name == logger().name
        formatter = logger().registered_formatter if ours else logging.Formatter()
        self.written.append(formatter.format(record))


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    caplog.set_level(logging.INFO)
    # Made before: it sees to it that no handler of the root logger writes its lines once more.
    caplog.set_level(logging.INFO, logger().name)
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines.written
    logging.getLogger().removeHandler(lines)


def is_clean(written: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert written
    said = capfd.readouterr()
    assert not [line for line in (*written, said.out, said.err) if MARK in line]


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
    is_clean(written, capfd)
    lines = [json.loads(line) for line in written]
    for line in lines:
        if line["message"] == "unexpected error" or line["level"] == "WARNING":
            assert line["exception_name"] in line["exception"]
            assert 'failures.py"' in line["exception"]
    told = {line["status"] for line in lines if line["message"] == "answered"}
    assert told == set(statuses)


OURS = [kind.__name__ for kind in PROBLEMS]
OF_AWS = [kind for kind in FAILURES if kind in ("botocore", "Odd", "ValidationException", *OURS)]
DONE = replace(recorded("failed"), name=NAME)


@pytest.mark.parametrize("kind", OF_AWS)
def test_what_the_table_of_records_fails_with_is_not_logged(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder(cast("Any", Broken(FAILURES[kind])))
    assert recorder.recall([NAME]) == {}
    recorder.keep(DONE)
    is_clean(written, capfd)
    lines = [json.loads(line) for line in written]
    assert [line["level"] for line in lines] == ["WARNING"] * 2
    assert all(kind in line["detail"] or "cannot start" in line["detail"] for line in lines)


@pytest.mark.parametrize("kind", OF_AWS)
def test_what_the_list_fails_with_when_a_record_is_shown_is_not_logged(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder(FakeRecords())
    recorder.keep(DONE)
    machine = BrokenLists()
    machine.fail = FAILURES[kind]
    assert ExecutionRepository(machine, 0, recorder=recorder).get(NAME) == DONE
    is_clean(written, capfd)
    (line,) = map(json.loads, written)
    assert kind in line["detail"] or "cannot start" in line["detail"]


def packed(document: Any) -> bytes:
    return zlib.compress(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (MARK.encode(), "it is corrupt: it cannot be decompressed"),
        (zlib.compress(MARK.encode()), "it is corrupt: JSONDecodeError"),
        (packed({"form": MARK}), "it is of no form, and form 1 is known here"),
        (packed({"form": 1, "execution": {MARK: MARK}}), "it is corrupt: ValueError"),
        (
            packed({"form": 1, "execution": {"name": NAME, "started_at": MARK}}),
            "it is corrupt: ValueError",
        ),
        (packed({"form": 1, "execution": MARK}), "it is corrupt: ValueError"),
    ],
)
def test_what_a_record_of_no_use_holds_is_not_logged(
    document: bytes, why: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    records = FakeRecords()
    records.put(entry_of(DONE), FORM, document)
    assert Recorder(records).recall([NAME]) == {}
    is_clean(written, capfd)
    assert [json.loads(line)["why"] for line in written] == [why]


@pytest.mark.parametrize("cause", [f"{MARK}\ud800", MARK * 200_000])
def test_what_cannot_be_recorded_is_not_logged(
    cause: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    noise = random.Random(1).randbytes(MAX_DOCUMENT_BYTES).hex()
    attempts = DONE.steps[0].attempts[:1]
    steps = (replace(DONE.steps[0], attempts=attempts, message=noise),)
    recorder = Recorder(FakeRecords())
    recorder.keep(replace(DONE, cause=cause, steps=steps))
    is_clean(written, capfd)
    assert [json.loads(line)["message"] for line in written] == ["no record"]


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
    is_clean(written, capfd)


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
    is_clean(written, capfd)


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
    is_clean(written, capfd)


class Secrets:
    """A Secrets Manager whose secret says this."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        """Return the secret."""
        return {"SecretString": self._text}


@pytest.mark.parametrize(
    "secret",
    [
        MARK,
        json.dumps({"tokens": MARK}),
        json.dumps({MARK: []}),
        json.dumps({"tokens": [{"name": "x", "role": MARK, "sha256": MARK, MARK: MARK}]}),
    ],
)
def test_what_a_corrupt_secret_holds_is_not_logged_but_where_it_is_wrong(
    secret: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = FakeDeployment()
    deployment.tokens = cast("Any", TokenSecret(cast("Any", Secrets(secret)), "arn", 60))
    for _ in range(2):
        with pytest.raises(CannotAuthorize) as raised:
            authorize_request(deployment, f"Bearer {MARK}", ARN)
        assert MARK not in str(raised.value)
    is_clean(written, capfd)
    assert "the secret does not list access tokens: " in written[1]


@pytest.mark.parametrize("kind", FAILURES)
def test_what_the_authorizer_fails_with_leaves_no_value_in_its_log_or_in_lambdas(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = FakeDeployment()
    deployment.tokens = cast("Any", Broken(FAILURES[kind]))
    with pytest.raises((CannotAuthorize, GatewayUnauthorized)) as raised:
        authorize_request(deployment, f"Bearer {MARK}", ARN)
    # What Lambda writes of it.
    assert MARK not in str(raised.value)
    if kind != "Unauthorized":
        is_clean(written, capfd)
        assert json.loads(written[0])["message"] == "authentication impossible"


@pytest.mark.parametrize("claims", [{"sub": f"{MARK}\n"}, {"aud": MARK}, {"iss": MARK}, {"exp": 1}])
def test_what_a_refused_jwt_says_is_not_logged(
    claims: Any, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    own = FakeIssuer()
    issuer = Issuer(own.url, AUDIENCE, Claims("sub", "roles", "viewer", "operator"))
    deployment = FakeDeployment(issuer=issuer)
    with pytest.raises(GatewayUnauthorized):
        authorize_request(deployment, f"Bearer {own.token(**claims)}", ARN)
    is_clean(written, capfd)
