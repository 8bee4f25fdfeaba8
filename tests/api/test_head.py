"""A HEAD is answered as the GET, without its body: so monitors ask."""

import pytest

from chalicelib.api.assets import assets
from chalicelib.domain.access import Role
from local.api import serve_api
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.client import Api
from tests.support.in_process import InProcessApi

OPEN = ["/health", "/openapi.json", "/", f"/assets/{assets().digest}/views/app.js"]
CLOSED = ["/executions", "/executions/{name}", "/executions/{name}/steps", "/pipeline", "/schedule"]
# They differ from one answer to the next.
OF_THE_MOMENT = ("Age", "X-As-Of", "Date", "X-Request-Id", "Content-Length")


@pytest.fixture
def name(api: InProcessApi) -> str:
    """Give an execution that has ended."""
    return api.finished({"only": ["job6"]})


@pytest.mark.parametrize("path", [*OPEN, *CLOSED, "/executions/none", "/executions?limit=0"])
def test_a_head_is_answered_as_the_get_without_its_body(
    api: InProcessApi, name: str, path: str
) -> None:
    got = api.get(path.format(name=name))
    asked = api.call("HEAD", path.format(name=name))
    assert asked.status_code == got.status_code
    assert asked.content == b""
    for of_the_moment in OF_THE_MOMENT:
        for answer in (got, asked):
            answer.headers.pop(of_the_moment, None)
    assert dict(asked.headers) == dict(got.headers)


def test_no_head_tells_of_a_length_that_the_get_has_not(deployment: FakeDeployment) -> None:
    served = Api(serve_api(0, deployment, log_level="INFO"), TOKENS[Role.OPERATOR])
    asked = served.call("HEAD", "/health")
    assert (asked.status_code, asked.content) == (200, b"")
    assert "Content-Length" not in asked.headers


@pytest.mark.parametrize("path", OPEN)
def test_the_open_routes_are_open_to_a_head(api: InProcessApi, path: str) -> None:
    assert api.with_token(None).call("HEAD", path).status_code == 200


@pytest.mark.parametrize("path", CLOSED)
def test_a_head_needs_what_the_get_needs(api: InProcessApi, name: str, path: str) -> None:
    refused = api.with_token(None).call("HEAD", path.format(name=name))
    assert (refused.status_code, refused.content) == (401, b"")
    viewer = api.with_token(TOKENS[Role.VIEWER])
    assert viewer.call("HEAD", path.format(name=name)).status_code == 200


@pytest.mark.parametrize("path", CLOSED[:3])
def test_a_head_of_what_is_known_is_304(api: InProcessApi, name: str, path: str) -> None:
    tag = api.get(path.format(name=name)).headers["ETag"]
    asked = api.call("HEAD", path.format(name=name), {"If-None-Match": tag})
    assert (asked.status_code, asked.headers["ETag"]) == (304, tag)


def test_a_path_that_cannot_be_got_has_no_head(api: InProcessApi) -> None:
    asked = api.call("HEAD", "/refresh")
    assert (asked.status_code, asked.content, asked.headers["Allow"]) == (405, b"", "POST")
    assert api.call("DELETE", "/schedule").headers["Allow"] == "GET, HEAD, PUT"
