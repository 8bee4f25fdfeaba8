"""Every way AWS can say no, as a caller of the API sees it."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.aws.clients import stepfunctions
from tests.support.client import Api
from tests.support.faulty import FaultyAws, closed_port, faulty_aws
from tests.support.wiring import RenewableWiring

READS = ["/executions", "/executions/some", "/executions/some/steps", "/pipeline"]
ENDPOINT = "AWS_ENDPOINT_URL_SFN"


def wire_anew(wiring: RenewableWiring, **variables: str) -> None:
    stepfunctions.cache_clear()
    wiring.renew(**variables)


@pytest.fixture
def aws(api: Api, monkeypatch: pytest.MonkeyPatch, wiring: RenewableWiring) -> Iterator[FaultyAws]:
    """Put an AWS that answers as it is told to behind the API, without records to fall back on."""
    with faulty_aws() as (faulty, url):
        monkeypatch.setenv(ENDPOINT, url)
        wire_anew(wiring, RECORDS_TABLE_NAME="")
        yield faulty
    monkeypatch.undo()
    wire_anew(wiring)


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
    api: Api, aws: FaultyAws, monkeypatch: pytest.MonkeyPatch, wiring: RenewableWiring
) -> None:
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{closed_port()}")
    wire_anew(wiring)
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
