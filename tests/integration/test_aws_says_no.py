"""Every way AWS can say no, as a caller of the API sees it."""

from collections.abc import Iterator

import pytest

from chalicelib.aws.clients import stepfunctions
from chalicelib.bootstrap import wiring
from tests.support.client import Api
from tests.support.faulty import FaultyAws, closed_port, faulty_aws

READS = ["/executions", "/executions/some", "/executions/some/steps", "/pipeline"]
ENDPOINT = "AWS_ENDPOINT_URL_SFN"


def wire_anew() -> None:
    stepfunctions.cache_clear()
    wiring.cache_clear()


@pytest.fixture
def aws(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyAws]:
    """Put an AWS that answers as it is told to behind the API."""
    with faulty_aws() as (faulty, url):
        monkeypatch.setenv(ENDPOINT, url)
        wire_anew()
        yield faulty
    monkeypatch.undo()
    wire_anew()


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "StateMachineDoesNotExist", "NeverHeardOf"]
)
def test_a_refusal_of_aws_is_a_502_that_names_it(
    api: Api, aws: FaultyAws, path: str, code: str
) -> None:
    aws.refuse(code)
    problem = api.get(path).json()
    assert (problem["status"], problem["title"]) == (502, "AWS said no")
    assert code in problem["detail"]


@pytest.mark.parametrize("path", READS)
def test_throttling_is_a_429_that_says_when_to_come_back(
    api: Api, aws: FaultyAws, path: str
) -> None:
    aws.refuse("ThrottlingException")
    answer = api.get(path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", READS)
def test_an_answer_of_aws_that_cannot_be_read_is_a_502(api: Api, aws: FaultyAws, path: str) -> None:
    aws.body = b"<html>proxy error</html>"
    assert api.get(path).status_code == 502


def test_an_unreachable_aws_is_a_503(
    api: Api, aws: FaultyAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{closed_port()}")
    wire_anew()
    answer = api.get("/pipeline")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "could not be reached" in answer.json()["detail"]


def test_a_refusal_to_start_is_told_and_nothing_is_said_to_run(api: Api, aws: FaultyAws) -> None:
    definition = (
        '{"StartAt":"a-one","States":{"a-one":{"Type":"Task","End":true,'
        '"Resource":"arn:aws:states:::glue:startJobRun.sync"}}}'
    )
    aws.script = [{"definition": definition}]
    aws.refuse("AccessDeniedException")
    answer = api.post("/refresh", {})
    assert answer.status_code == 502
    assert "cannot start the execution: AccessDeniedException" in answer.json()["detail"]


def test_a_deployment_without_settings_is_a_500_without_internals(
    api: Api, aws: FaultyAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATE_MACHINE_ARN")
    wire_anew()
    answer = api.get("/pipeline")
    assert answer.status_code == 500
    assert answer.json()["title"] == "Internal error"
    assert "STATE_MACHINE_ARN" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_deployment_without_a_schedule_says_so(
    api: Api, aws: FaultyAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEDULE_RULE_NAME", "")
    wire_anew()
    answer = api.get("/schedule")
    assert answer.status_code == 404
    assert "this deployment has no schedule" in answer.json()["detail"]
