import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, validate

from chalicelib.api.app import ROUTES
from chalicelib.api.authorizer import context_of
from chalicelib.api.openapi import describe
from chalicelib.api.response_headers import SECURITY_HEADERS, preflight_headers
from chalicelib.api.responses.problems import ProblemDocument
from chalicelib.domain.access import Role
from gateway.answers import filled
from gateway.body import ANY, AUTHENTICATION, INVOKE_ARN, TITLE, gateway_body

METHODS = {
    path: {method for route in ROUTES if route.path == path for method in route.methods}
    for path in {route.path for route in ROUTES}
}
ROOT = Path(__file__).parent.parent.parent
BODY: dict[str, Any] = gateway_body(ROUTES)
RESPONSES: dict[str, Any] = BODY["x-amazon-apigateway-gateway-responses"]
OPERATIONS_IN_IT = {
    (path, method.upper()): operation
    for path, methods in BODY["paths"].items()
    for method, operation in methods.items()
    if method != ANY
}
OPEN = {
    (path, method)
    for path in ("/health", "/openapi.json", "/", "/assets/{digest}/{folder}/{file}")
    for method in ("GET", "HEAD")
}


OF_ANY_STATUS = ("DEFAULT_4XX", "DEFAULT_5XX")


def _filled(kind: str, authorizer: dict[str, str] | None = None) -> str:
    """Return what a caller is told, with API Gateway's variables filled in as it does."""
    template: str = RESPONSES[kind]["responseTemplates"]["application/json"]
    variables = {
        "error.messageString": '"said by the gateway"',
        "error.message": "said by the gateway",
        "requestId": "an-id",
        **{f"authorizer.{name}": value for name, value in (authorizer or {}).items()},
    }
    # What nobody has set is put in as nothing.
    return re.sub(r"\$context\.([\w.]+\w)", lambda found: variables.get(found[1], ""), template)


def _problem(kind: str) -> ProblemDocument:
    return ProblemDocument.model_validate_json(_filled(kind))


def test_it_is_openapi_3_0() -> None:
    assert BODY["openapi"] == "3.0.1"
    validate(BODY, cls=OpenAPIV30SpecValidator)


def test_it_holds_exactly_the_routes_of_the_app() -> None:
    routed = {(route.path, method) for route in ROUTES for method in route.methods}
    assert set(OPERATIONS_IN_IT) == routed


def test_every_route_demands_what_the_deployment_chose_unless_it_is_open() -> None:
    unasked = {at for at, operation in OPERATIONS_IN_IT.items() if operation["security"] == []}
    assert unasked == OPEN
    for at in set(OPERATIONS_IN_IT) - OPEN:
        assert OPERATIONS_IN_IT[at]["security"] == [{AUTHENTICATION: []}], at


def test_the_apis_own_description_closes_the_same_routes() -> None:
    described = describe(ROUTES, "/api")["paths"]
    for (path, method), operation in OPERATIONS_IN_IT.items():
        of = described[path]["get" if method == "HEAD" else method.lower()]
        assert bool(of["security"]) == bool(operation["security"])


def test_a_head_is_handed_to_the_function_wherever_a_get_is() -> None:
    for path, methods in BODY["paths"].items():
        assert ("head" in methods) == ("get" in methods), path
        if "head" in methods:
            names = {methods[method].pop("operationId") for method in ("get", "head")}
            assert len(names) == 2
            assert methods["head"] == methods["get"]


def test_a_method_that_a_path_does_not_have_is_405_and_nothing_is_called() -> None:
    for path, methods in BODY["paths"].items():
        answer = methods[ANY]["x-amazon-apigateway-integration"]
        assert answer["type"] == "mock"
        (response,) = answer["responses"].values()
        assert response["statusCode"] == "405"
        allowed = response["responseParameters"]["method.response.header.Allow"]
        assert allowed == f"'{', '.join(sorted(METHODS[path]))}'"
        ProblemDocument.model_validate_json(response["responseTemplates"]["application/json"])


def test_every_answer_of_the_gateway_itself_is_as_guarded_as_the_apps() -> None:
    for kind, response in RESPONSES.items():
        headers = response["responseParameters"]
        for name in SECURITY_HEADERS:
            assert f"gatewayresponse.header.{name}" in headers, kind


def test_every_route_is_handed_to_the_function() -> None:
    for operation in OPERATIONS_IN_IT.values():
        integration = operation["x-amazon-apigateway-integration"]
        assert integration["type"] == "aws_proxy"
        # Whatever the route's own method: Lambda is invoked by POST.
        assert integration["httpMethod"] == "POST"
        assert integration["uri"] == INVOKE_ARN


def test_terraform_has_three_things_to_fill_in_and_no_more() -> None:
    assert set(re.findall(r"[$%]{\w*}?", json.dumps(BODY))) == {TITLE, INVOKE_ARN, AUTHENTICATION}


def test_the_gateways_own_errors_are_problems() -> None:
    for kind, response in RESPONSES.items():
        if kind not in OF_ANY_STATUS:
            assert _problem(kind).status == response["statusCode"], kind
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"


@pytest.mark.parametrize(
    ("role", "required", "words"),
    [
        (Role.VIEWER, "operator", "you have the role viewer; it takes operator"),
        (None, "viewer", "you have no role; it takes viewer to read, operator to change"),
    ],
)
def test_who_is_denied_is_told_the_role_that_they_have_and_the_one_that_it_takes(
    role: Role | None, required: str, words: str
) -> None:
    told = context_of(role)
    problem = ProblemDocument.model_validate_json(_filled("ACCESS_DENIED", told))
    assert (problem.role, problem.required_role) == (role or "none", required)
    assert problem.detail == f"said by the gateway ({words})"
    assert filled("ACCESS_DENIED", {f"authorizer.{k}": v for k, v in told.items()})["role"] == (
        role or "none"
    )
    # It is put into a JSON text as it is.
    assert not re.search(r'["\\\x00-\x1f]', "".join(told.values()))


def test_who_is_denied_before_anybody_asked_who_they_are_gets_a_problem_too() -> None:
    problem = _problem("ACCESS_DENIED")
    assert (problem.role, problem.required_role) == ("", "")
    assert problem.detail.strip() == "said by the gateway"


def test_an_unknown_path_is_not_found() -> None:
    problem = _problem("MISSING_AUTHENTICATION_TOKEN")
    assert (problem.status, problem.title) == (404, "Not found")


def test_who_is_throttled_is_told_when_to_come_back() -> None:
    for kind in ("THROTTLED", "QUOTA_EXCEEDED"):
        assert RESPONSES[kind]["statusCode"] == 429
        assert RESPONSES[kind]["responseParameters"]["gatewayresponse.header.Retry-After"] == "'1'"


def test_denied_and_late_keep_their_statuses() -> None:
    assert RESPONSES["ACCESS_DENIED"]["statusCode"] == 403
    assert RESPONSES["INTEGRATION_TIMEOUT"]["statusCode"] == 504


@pytest.mark.parametrize("kind", OF_ANY_STATUS)
def test_what_stands_for_any_status_sets_none(kind: str) -> None:
    """Where a default has one, it is the status of every type that has no answer of its own."""
    assert "statusCode" not in RESPONSES[kind]
    problem = json.loads(_filled(kind))
    assert set(problem) == set(ProblemDocument.model_fields) - {"status"}
    assert problem["request_id"] == "an-id"


def test_nothing_is_promised_of_what_the_gateway_lets_nobody_word() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"""
    assert "REQUEST_TOO_LARGE" not in RESPONSES


def test_terraform_and_the_api_let_the_same_headers_through() -> None:
    cors = (ROOT / "terraform" / "modules" / "api" / "cors.tf").read_text()
    preflight = preflight_headers("https://ops.example.com", "POST")
    assert f"'{preflight['Access-Control-Allow-Headers']}'" in cors
    assert f"'{preflight['Access-Control-Max-Age']}'" in cors
