"""An unknown field: a problem names it and lists the valid ones, as the OpenAPI document says."""

from typing import Any

import pytest

from chalicelib.api.app import ROUTES
from chalicelib.api.openapi import describe
from tests.support.client import Api

pytestmark = pytest.mark.usefixtures("nothing_is_started")


def test_a_date_given_as_an_unknown_field_is_named(api: Api) -> None:
    (problem,) = api.post("/refresh", {"date": "2026-11-01"}).json()["errors"]
    assert problem["pointer"] == "/date"
    fields = "overrides, like, snapshot_dt, skip, only, start_at, reason, dry_run"
    assert problem["message"] == f"unknown field; the fields are {fields}"
    two = api.post("/refresh", {"date": "2026-11-01", "day": "1"}).json()
    assert two["detail"] == f"/date: unknown field; the fields are {fields} (and 1 more)"


@pytest.mark.parametrize(
    ("method", "path", "body", "template"),
    [
        ("GET", "/executions?page=2", None, "/executions"),
        ("GET", "/pipeline?page=2", None, "/pipeline"),
        ("POST", "/executions/some-name/stop", {"skip": []}, "/executions/{name}/stop"),
        ("POST", "/executions/some-name/resume", {"skip": []}, "/executions/{name}/resume"),
        ("PUT", "/schedule", {"skip": [], "enabled": True}, "/schedule"),
    ],
)
def test_the_example_of_an_unknown_field_is_what_the_api_answers(
    api: Api, method: str, path: str, body: Any, template: str
) -> None:
    described = describe(ROUTES, "")["paths"][template][method.lower()]["responses"]["422"]
    example = described["content"]["application/problem+json"]["example"]
    answer = api.call(method, path, json=body)
    assert answer.status_code == 422
    assert {**answer.json(), "request_id": ""} == {**example, "request_id": ""}
