"""Who gets in by an access token, and who does not; whatever is refused leaves no trace."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
import requests

from app import app
from chalicelib.api.endpoint import OPERATIONS
from chalicelib.aws.clients import secretsmanager
from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.api import TOKEN_CACHE_SECONDS
from local.aws import REGION
from local.gateway import AUTHORIZER_TTL_SECONDS
from local.provisioning import TOKENS, Deployed, put_tokens
from tests.support.client import Api
from tests.support.log import log_lines

BURST = 10_000
ROUTES = [
    (method, path, OPERATIONS[entry.view_function].role)
    for path, methods in sorted(app.routes.items())
    for method, entry in sorted(methods.items())
]
CLOSED = [(method, path) for method, path, role in ROUTES if role]
CHANGING = [(method, path) for method, path, role in ROUTES if role is Role.OPERATOR]


@pytest.fixture
def viewer(api: Api) -> Api:
    return api.with_token(TOKENS[Role.VIEWER])


@pytest.fixture
def nobody(api: Api) -> Api:
    return api.with_token(None)


@pytest.fixture(autouse=True)
def nothing_is_started(deployed: Deployed) -> Iterator[None]:
    client = boto3.client("stepfunctions")

    def count() -> int:
        return len(client.list_executions(stateMachineArn=deployed.state_machine_arn)["executions"])

    before = count()
    yield
    assert count() == before


@pytest.fixture
def secret(deployed: Deployed) -> Iterator[Callable[[str], None]]:
    """Give a function that changes the secret's text; put it right again at the end."""
    client = boto3.client("secretsmanager")

    def put(text: str) -> None:
        client.put_secret_value(SecretId=deployed.token_secret_arn, SecretString=text)

    yield put
    put_tokens(deployed.token_secret_arn)
    forget()


def forget() -> None:
    """Wait until what is kept of tokens and of the secret is too old."""
    time.sleep(TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS + 0.1)


def entries(*tokens: TokenEntry) -> str:
    local = [TokenEntry(name=t, role=role, sha256=digest_of(t)) for role, t in TOKENS.items()]
    return TokenList(tokens=(*local, *tokens)).model_dump_json()


def entry(token: str, **parts: Any) -> TokenEntry:
    return TokenEntry(**{"name": "ci", "role": Role.OPERATOR, "sha256": digest_of(token), **parts})


def is_refused(answer: requests.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_route_has_a_role_and_an_authorizer_except_the_open_ones() -> None:
    opened = {(method, path) for method, path, role in ROUTES if role is None}
    assert opened == {("GET", path) for path in ("/health", "/openapi.json", "/", "/assets/{file}")}
    for path, methods in app.routes.items():
        for method, route in methods.items():
            assert (route.authorizer is None) == ((method, path) in opened), (method, path)
    assert {method for method, _, role in ROUTES if role is Role.VIEWER} == {"GET"}
    assert not [at for at in CHANGING if at[0] == "GET"]


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


def test_a_token_of_a_megabyte_is_refused(nobody: Api) -> None:
    is_refused(nobody.call("GET", "/executions", {"Authorization": "Bearer " + "x" * 2**20}), 431)
    assert nobody.get("/health").status_code == 200


def test_the_scheme_is_known_in_any_case(nobody: Api) -> None:
    answer = nobody.call("GET", "/pipeline", {"Authorization": "bEARER  local-viewer"})
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_a_viewer_changes_nothing_even_after_a_get_that_was_let_in(
    viewer: Api, method: str, path: str
) -> None:
    assert viewer.get("/executions").status_code == 200
    is_refused(viewer.call(method, path.format(name="x"), json={"dry_run": True}), 403)
    assert viewer.get("/executions").status_code == 200


def test_the_operator_is_not_locked_out_by_what_was_kept_of_a_get(api: Api) -> None:
    assert api.get("/executions").status_code == 200
    assert api.post("/refresh", {"dry_run": True}).status_code == 200


@pytest.mark.parametrize(
    "name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-URL"]
)
def test_a_header_does_not_change_the_method_or_the_path(viewer: Api, name: str) -> None:
    for value in ("POST", "/refresh"):
        assert viewer.call("GET", "/pipeline", {name: value}).status_code == 200
        is_refused(viewer.call("POST", "/refresh", {name: "GET"}, json={}), 403)


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
            answer = session.send(request, timeout=30)
        assert answer.status_code in refusals, (answer.status_code, answer.text)


def test_another_state_machines_executions_do_not_exist_here(api: Api, deployed: Deployed) -> None:
    client = boto3.client("stepfunctions")
    role = client.describe_state_machine(stateMachineArn=deployed.state_machine_arn)["roleArn"]
    other = client.create_state_machine(
        name=f"{deployed.state_machine_arn.rpartition(':')[2]}-other-{time.time_ns()}",
        definition=json.dumps({"StartAt": "w", "States": {"w": {"Type": "Succeed"}}}),
        roleArn=role,
    )["stateMachineArn"]
    arn = client.start_execution(stateMachineArn=other, name="foreign", input="{}")["executionArn"]
    machine = other.rpartition(":")[2]
    for name in (
        "foreign",
        arn,
        arn.replace(":", "%3A"),
        f"../{machine}/foreign",
        f"{machine}:foreign",
    ):
        assert api.get_raw(f"/executions/{name}").status_code == 404
        assert api.get_raw(f"/executions/{name}/steps").status_code == 404
        is_refused(api.post(f"/executions/{name}/stop", {}), 404)
        is_refused(api.post(f"/executions/{name}/resume", {"dry_run": True}), 404)
    assert "foreign" not in api.get("/executions?limit=100").text


def test_a_token_of_another_environment_is_unknown_here(nobody: Api) -> None:
    text = entries(entry("token-of-prod"))
    boto3.client("secretsmanager").create_secret(
        Name=f"omc-flywheel-prod-api-tokens-{time.time_ns()}", SecretString=text
    )
    is_refused(nobody.with_token("token-of-prod").get("/executions"), 401)


def test_a_token_is_good_until_it_expires(nobody: Api, secret: Callable[[str], None]) -> None:
    now = datetime.now(timezone.utc)
    past = entry("expired", expires_at=now - timedelta(seconds=1))
    future = entry("good", expires_at=now + timedelta(hours=1))
    secret(entries(past, future))
    forget()
    is_refused(nobody.with_token("expired").get("/pipeline"), 401)
    assert nobody.with_token("good").get("/pipeline").status_code == 200


def test_a_new_token_works_and_a_revoked_one_ends_within_both_caches(
    nobody: Api, secret: Callable[[str], None]
) -> None:
    rotated = nobody.with_token("rotated-token")
    is_refused(rotated.get("/pipeline"), 401)
    secret(entries(entry("rotated-token")))
    forget()
    assert rotated.get("/pipeline").status_code == 200
    secret(entries())
    revoked = time.monotonic()
    while rotated.get("/pipeline").status_code == 200:
        assert time.monotonic() - revoked < TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS + 5
        time.sleep(0.05)
    is_refused(rotated.get("/pipeline"), 401)


def test_rotation_is_no_outage(nobody: Api, secret: Callable[[str], None]) -> None:
    """Old and new are both listed for a while, and someone calls all the time."""
    old, new = (nobody.with_token(token) for token in ("old-token", "new-token"))
    secret(entries(entry("old-token")))
    forget()
    secret(entries(entry("old-token"), entry("new-token")))
    statuses = set()
    until = time.monotonic() + TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS
    while time.monotonic() < until:
        statuses.add(old.get("/pipeline").status_code)
    assert statuses == {200}
    assert new.get("/pipeline").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "{}",
        '{"tokens": [{"name": "x", "role": "admin", "sha256": "hunter2"}]}',
        '{"tokens": [], "more": 1}',
        json.dumps({"tokens": [{"name": "a\nb", "role": "viewer", "sha256": "0" * 64}]}),
    ],
)
def test_with_a_corrupt_secret_nobody_gets_in_and_the_log_does_not_tell_it(
    api: Api, secret: Callable[[str], None], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret(text or " ")
    forget()
    is_refused(api.get("/executions"), 503)
    logged = "".join(log_lines(caplog))
    assert "cannot tell who calls" in logged
    assert "hunter2" not in logged


def test_with_a_deleted_secret_nobody_gets_in_until_it_is_restored(
    api: Api, deployed: Deployed
) -> None:
    client = boto3.client("secretsmanager")
    client.delete_secret(SecretId=deployed.token_secret_arn)
    forget()
    try:
        is_refused(api.get("/executions"), 503)
    finally:
        client.restore_secret(SecretId=deployed.token_secret_arn)
    forget()
    assert api.get("/executions").status_code == 200


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
    assert (answered["principal"], answered["route"]) == ("local-operator", "/refresh")


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


def test_headers_beyond_what_the_gateway_takes_are_refused(api: Api) -> None:
    is_refused(api.call("GET", "/pipeline", {"X-Filler": "x" * 10_240}), 431)
    many = {f"X-Filler-{number}": "x" for number in range(200)}
    is_refused(api.call("GET", "/pipeline", many), 431)


def test_a_burst_of_ten_thousand_is_answered_and_asks_for_the_secret_rarely(
    api: Api, nobody: Api
) -> None:
    reads: list[float] = []

    def record(**_: Any) -> None:
        reads.append(time.monotonic())

    client = secretsmanager(REGION)
    client.meta.events.register("before-call.secrets-manager.GetSecretValue", record)

    def some(worker: int) -> dict[int, int]:
        statuses: dict[int, int] = {}
        with requests.Session() as session:
            for number in range(BURST // 20):
                token = f"guess-{worker}-{number}"
                headers = {"Authorization": f"Bearer {token}"}
                answer = session.get(f"{api.url}/executions", headers=headers, timeout=60)
                statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        return statuses

    began = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(some, range(20)))
    took = time.monotonic() - began
    client.meta.events.unregister("before-call.secrets-manager.GetSecretValue", record)
    assert all(set(statuses) == {401} for statuses in found)
    assert sum(statuses[401] for statuses in found) == BURST
    # As often as what is kept gets old, however many ask.
    assert 0 < len(reads) <= took / TOKEN_CACHE_SECONDS + 1
    assert api.get("/executions").status_code == 200
