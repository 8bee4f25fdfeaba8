"""Who gets in by an access token, and who does not; whatever is refused leaves no trace."""

import json

import pytest
from chalice.app import Chalice

from chalicelib.api.app import ROUTES as REGISTERED
from chalicelib.domain.access import Role, digest_of
from tests.support.client import Api, is_refused
from tests.support.log import log_lines

ROUTES = [
    (method, route.path, route.operation.role)
    for route in sorted(REGISTERED, key=lambda route: (route.path, route.method))
    for method in route.methods
]
OVERRIDE = "X-HTTP-Method-Override"
READING = {"GET", "HEAD"}
CLOSED = [(method, path) for method, path, role in ROUTES if role]
CHANGING = [(method, path) for method, path, role in ROUTES if role is Role.OPERATOR]


pytestmark = pytest.mark.usefixtures("nothing_is_started")


def test_every_route_has_a_role_and_an_authorizer_except_the_open_ones(app: Chalice) -> None:
    opened = {(method, path) for method, path, role in ROUTES if role is None}
    open_paths = ("/health", "/openapi.json", "/", "/assets/{digest}/{folder}/{file}")
    assert opened == {(method, path) for path in open_paths for method in READING}
    for path, methods in app.routes.items():
        for method, route in methods.items():
            assert (route.authorizer is None) == ((method, path) in opened), (method, path)
    assert {method for method, _, role in ROUTES if role is Role.VIEWER} == READING
    assert not [at for at in CHANGING if at[0] in READING]


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_gets_in_without_a_token(nobody: Api, method: str, path: str) -> None:
    is_refused(nobody.call(method, path.format(name="x")), 401)


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer wrong",
        "Bearer local-operato",
        "Bearer local-operatorr",
        "Bearer LOCAL-OPERATOR",
        "Bearer local-operator local-operator",
        "Bearer local-operator,",
        "Bearer",
        "Bearer ",
        "local-operator",
        "Basic bG9jYWwtb3BlcmF0b3I6",
        "Bearer " + digest_of("local-operator"),
        "Bearer a.b.c",
        "Bearer " + "x" * 8193,
        "Bearer \xfcber",
        "Bearer \u0660".encode().decode("latin-1"),
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_a_token_that_is_not_known_is_refused_and_not_logged(
    nobody: Api, authorization: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = nobody.call("GET", "/executions", {"Authorization": authorization.encode("latin-1")})
    is_refused(answer, 401)
    token = authorization.partition(" ")[2].strip()
    assert len(token) < 4 or token not in "".join(log_lines(caplog))


def test_the_scheme_is_known_in_any_case(nobody: Api) -> None:
    answer = nobody.call("GET", "/pipeline", {"Authorization": "bEARER  local-viewer"})
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_a_viewer_changes_nothing_even_after_a_get_that_was_let_in(
    viewer: Api, method: str, path: str
) -> None:
    assert viewer.get("/executions").status_code == 200
    answer = viewer.call(method, path.format(name="x"), json={"dry_run": True})
    is_refused(answer, 403)
    problem = answer.json()
    assert (problem["role"], problem["required_role"]) == ("viewer", "operator")
    assert "you have the role viewer; it takes operator" in problem["detail"]
    assert viewer.get("/executions").status_code == 200


def test_the_operator_is_not_locked_out_by_what_was_kept_of_a_get(api: Api) -> None:
    assert api.get("/executions").status_code == 200
    assert api.post("/refresh", {"dry_run": True}).status_code == 200


@pytest.mark.parametrize("name", ["X-HTTP-Method", "X-Method-Override", "X-Original-URL"])
def test_a_header_does_not_change_the_method_or_the_path(viewer: Api, name: str) -> None:
    for value in ("POST", "/refresh"):
        assert viewer.call("GET", "/pipeline", {name: value}).status_code == 200
        is_refused(viewer.call("POST", "/refresh", {name: "GET"}, json={}), 403)


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize("sent", ["GET", "HEAD", "POST", "PUT", "DELETE", "BREW"])
def test_no_method_that_is_overridden_lets_a_viewer_change_anything(
    viewer: Api, nobody: Api, sent: str, method: str, path: str
) -> None:
    override = {OVERRIDE: method}
    at = path.format(name="x")
    assert viewer.call(sent, at, override, json={}).status_code == 403
    assert nobody.call(sent, at, override, json={}).status_code == 401


def test_the_gateway_follows_a_method_that_is_overridden(api: Api, viewer: Api) -> None:
    planned = api.call("GET", "/refresh", {OVERRIDE: "POST"}, json={"dry_run": True})
    assert (planned.status_code, "steps" in planned.json()) == (200, True)
    is_refused(api.call("POST", "/refresh", {OVERRIDE: "GET"}, json={"dry_run": True}), 405)
    assert viewer.call("GET", "/pipeline", {OVERRIDE: "HEAD"}).text == ""


def test_a_token_in_the_url_opens_nothing_and_is_not_logged(
    api: Api, nobody: Api, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/executions?access_token=local-operator", "/executions?local-operator=1"):
        is_refused(nobody.get(path), 401)
        is_refused(api.with_token("local-viewer").get(path), 422)
    assert "local-operator" not in "".join(log_lines(caplog))


def test_who_did_it_is_in_the_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.post("/refresh", {"dry_run": True})
    lines = [json.loads(line) for line in log_lines(caplog)]
    (answered,) = [line for line in lines if line["message"] == "answered"]
    assert (answered["principal"], answered["route"]) == ("token:local-operator", "/refresh")


@pytest.mark.parametrize(
    "reason", ["a\nb", "\x1b[2J\x1b[31mred", "a\r\nINFO forged", "\x00", "\x9b31m", "a\tb"]
)
def test_control_characters_are_refused_and_never_break_a_line_of_the_log(
    api: Api, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    is_refused(api.post("/refresh", {"reason": reason, "dry_run": True}), 422)
    is_refused(api.call("POST", "/refresh", json={reason: 1}), 422)
    is_refused(api.get_raw("/executions/%1b%5b2J%0aforged"), 404)
    for line in log_lines(caplog):
        assert "\n" not in line
        assert "\x1b" not in line
        json.loads(line)


def test_markup_is_data_that_no_browser_runs(api: Api) -> None:
    answer = api.post("/refresh", {"skip": ["<script>alert(1)</script>"]})
    is_refused(answer, 422)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_every_answer_carries_the_security_headers(api: Api, nobody: Api) -> None:
    answers = [
        api.get("/executions"),
        api.get("/health"),
        api.get("/openapi.json"),
        api.get("/executions/none"),
        api.get("/no/such/route"),
        api.call("DELETE", "/refresh"),
        nobody.get("/executions"),
    ]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_a_body_that_is_nested_deeply_is_refused(api: Api, depth: int) -> None:
    body = b'{"overrides":' * depth + b"{}" + b"}" * depth
    answer = api.post_raw("/refresh", body, "application/json")
    assert answer.status_code in (400, 413), answer.text
