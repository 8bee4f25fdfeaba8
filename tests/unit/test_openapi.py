import json
import re
from typing import Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation import OpenAPIV31SpecValidator
from pydantic import BaseModel

from chalicelib.api.app import ROUTES
from chalicelib.api.examples import EXAMPLES
from chalicelib.api.openapi import describe
from chalicelib.api.problem_examples import PROBLEM_EXAMPLES
from chalicelib.api.problems import PROBLEMS, UNEXPECTED, Problem
from chalicelib.api.responses.problems import ProblemDocument
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.errors import RefreshError

DOCUMENT: dict[str, Any] = describe(ROUTES, "/api")
OPERATIONS_IN_IT = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
# Of these there is no model: the description itself, and files.
NO_DOCUMENTS = ("/openapi.json", "/", "/assets/{digest}/{folder}/{file}")


def test_it_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_it_holds_exactly_the_routes_of_the_app() -> None:
    described = {(path, method.upper()) for path, method, _ in OPERATIONS_IN_IT}
    routed = {(route.path, method) for route in ROUTES for method in route.methods}
    # That a HEAD is answered as its GET, HTTP says.
    routed -= {(path, "HEAD") for path, _ in routed}
    assert described == routed
    assert len(ROUTES) == len(routed)


def test_every_operation_tells_the_unexpected() -> None:
    assert all("500" in operation["responses"] for _, _, operation in OPERATIONS_IN_IT)


def test_generated_clients_get_names_that_say_what_is_done_to_what() -> None:
    """A client in use breaks where one of these changes."""
    named = {
        operation["operationId"]: (*operation["tags"], f"{method.upper()} {path}")
        for path, method, operation in OPERATIONS_IN_IT
    }
    assert len(named) == len(OPERATIONS_IN_IT)
    assert [name for name in named if not re.fullmatch("[a-z]+([A-Z][a-z]+)+", name)] == []
    in_use = {
        "startRefresh": ("executions", "POST /refresh"),
        "listExecutions": ("executions", "GET /executions"),
        "getExecution": ("executions", "GET /executions/{name}"),
        "listSteps": ("executions", "GET /executions/{name}/steps"),
        "stopExecution": ("executions", "POST /executions/{name}/stop"),
        "resumeExecution": ("executions", "POST /executions/{name}/resume"),
        "getPipeline": ("pipeline", "GET /pipeline"),
        "getSchedule": ("schedule", "GET /schedule"),
        "switchSchedule": ("schedule", "PUT /schedule"),
        "getHealth": ("api", "GET /health"),
        "getOpenApi": ("api", "GET /openapi.json"),
        "getDashboard": ("dashboard", "GET /"),
        "getAsset": ("dashboard", "GET /assets/{digest}/{folder}/{file}"),
    }
    assert {name: at for name, at in named.items() if name in in_use} == in_use


def test_every_tag_is_described_and_every_described_tag_is_used() -> None:
    described = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
    assert described == {tag for _, _, operation in OPERATIONS_IN_IT for tag in operation["tags"]}


def test_every_body_has_an_example() -> None:
    for path, method, operation in OPERATIONS_IN_IT:
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [answer for answer in operation["responses"].values() if "content" in answer]
        for body in bodies:
            for content in body["content"].values():
                assert "example" in content or path in NO_DOCUMENTS, (path, method)


def test_the_stage_is_the_server() -> None:
    assert DOCUMENT["servers"] == [{"url": "/api"}]
    assert describe(ROUTES, "")["servers"] == [{"url": "/"}]


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_an_example_is_an_instance_of_its_model(model: type[BaseModel]) -> None:
    model.model_validate_json(json.dumps(EXAMPLES[model]))


@pytest.mark.parametrize("title", PROBLEM_EXAMPLES)
def test_an_example_of_a_problem_is_a_problem(title: str) -> None:
    document = ProblemDocument.model_validate(PROBLEM_EXAMPLES[title])
    assert Problem(document.status, title) in {*PROBLEMS.values(), UNEXPECTED}
    assert document.title == title


@pytest.mark.parametrize("method", ["get", "put"])
def test_the_schedule_that_is_not_found_is_no_execution(method: str) -> None:
    answer = DOCUMENT["paths"]["/schedule"][method]["responses"]["404"]
    example = answer["content"]["application/problem+json"]["example"]
    assert ProblemDocument.model_validate(example).status == 404
    assert "this deployment has no schedule" in example["detail"]


def test_every_error_of_ours_has_a_status() -> None:
    def below(kind: type[RefreshError]) -> set[type[RefreshError]]:
        return {kind}.union(*map(below, kind.__subclasses__()))

    assert set(PROBLEMS) == below(RefreshError) - {RefreshError}


def test_a_list_can_be_filtered_by_every_outcome_and_by_what_step_functions_lists() -> None:
    query = {
        parameter["name"]: parameter["schema"]
        for parameter in DOCUMENT["paths"]["/executions"]["get"]["parameters"]
    }
    words = {name: set(query[name]["anyOf"][0]["enum"]) for name in ("status", "outcome")}
    assert words["outcome"] == {*Outcome}
    assert words["status"] == {*ExecutionStatus} - {ExecutionStatus.PENDING_REDRIVE}


def test_every_field_and_every_parameter_is_described() -> None:
    fields = {
        f"{model}.{name}": field
        for model, schema in DOCUMENT["components"]["schemas"].items()
        for name, field in schema["properties"].items()
    }
    fields |= {
        f"{method} {path} {parameter['name']}": parameter
        for path, method, operation in OPERATIONS_IN_IT
        for parameter in operation["parameters"]
        if parameter["in"] != "path"
    }
    assert not [name for name, field in fields.items() if not field.get("description")]
