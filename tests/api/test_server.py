"""What the server on this machine makes of a request before the gateway has it."""

import pytest
import requests

from chalicelib.domain.access import Role
from local.api import serve_api
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.client import Api, is_refused
from tests.support.waiting import HANG_SECONDS

pytestmark = pytest.mark.usefixtures("nothing_is_started")


@pytest.fixture(scope="module")
def deployment() -> FakeDeployment:
    return FakeDeployment()


@pytest.fixture(scope="module")
def api(deployment: FakeDeployment) -> Api:
    return Api(serve_api(0, deployment, log_level="INFO"))


@pytest.fixture
def viewer(api: Api) -> Api:
    return api.with_token(TOKENS[Role.VIEWER])


@pytest.fixture
def nobody(api: Api) -> Api:
    return api.with_token(None)


def test_a_token_of_a_megabyte_is_refused(nobody: Api) -> None:
    is_refused(nobody.call("GET", "/executions", {"Authorization": "Bearer " + "x" * 2**20}), 431)
    assert nobody.get("/health").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//refresh",
        "/refresh/",
        "/./refresh",
        "/health/../refresh",
        "/%2e%2e/refresh",
        "/health/%2e%2e/refresh",
        "/refresh%2f",
        "/%72efresh",
        "/REFRESH",
        "/refresh;x=/health",
        "/refresh?/health",
        "/refresh#/health",
        "/executions/..%2f..%2frefresh",
        "/executions/x%2fstop",
        "/health%00/refresh",
        "/api/refresh",
    ],
)
def test_no_way_of_writing_a_path_leads_past_the_authorizer(
    nobody: Api, viewer: Api, path: str
) -> None:
    for caller, refusals in ((nobody, {401, 404, 405}), (viewer, {403, 404, 405})):
        request = requests.Request("POST", caller.url, json={}, headers=caller.headers).prepare()
        request.url = caller.url + path
        with requests.Session() as session:
            answer = session.send(request, timeout=HANG_SECONDS)
        assert answer.status_code in refusals, (answer.status_code, answer.text)


def test_a_body_beyond_what_the_gateway_takes_is_refused_in_its_own_form(api: Api) -> None:
    answer = api.post_raw("/refresh", b" " * (10 * 2**20 + 1), "application/json")
    assert answer.status_code == 413
    assert answer.json() == {"message": "Request Too Long"}


def test_a_body_of_unknown_length_starts_nothing(api: Api) -> None:
    before = api.get("/executions?limit=1").json()["items"]
    answer = api.call("POST", "/refresh", data=iter([b'{"only": ["job6"]}']))
    assert answer.status_code == 411
    assert answer.json()["title"] == "Length Required"
    assert api.get("/executions?limit=1").json()["items"] == before


def test_headers_beyond_what_the_gateway_takes_are_refused(api: Api) -> None:
    is_refused(api.call("GET", "/pipeline", {"X-Filler": "x" * 10_240}), 431)
    many = {f"X-Filler-{number}": "x" for number in range(200)}
    is_refused(api.call("GET", "/pipeline", many), 431)
