"""The REST API's OpenAPI body: the app's routes, as OpenAPI 3.0.1 that API Gateway imports.

Terraform adds the settings of a deployment: the authentication of callers, and the origin that CORS
allows.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from chalicelib.api.openapi import Document, describe
from chalicelib.api.operation import Route
from gateway.answers import gateway_responses, own_headers, problem_document

# Terraform's templatefile fills these in.
TITLE = "${name}"
INVOKE_ARN = "${invoke_arn}"
AUTHENTICATION = "${authentication}"

# Matches every method that a path does not define.
ANY = "x-amazon-apigateway-any-method"
NO_METHOD = "This path does not have this method; the Allow header lists its methods."


def gateway_body(routes: Sequence[Route]) -> Document:
    """Return the OpenAPI body of the REST API with exactly these routes."""
    described = describe(routes, "")
    paths = {path: _with_head(methods) for path, methods in described["paths"].items()}
    return {
        # API Gateway does not import 3.1.
        "openapi": "3.0.1",
        "info": {**described["info"], "title": TITLE},
        "paths": {
            path: {
                **{method: _operation(operation) for method, operation in methods.items()},
                ANY: _no_method(methods),
            }
            for path, methods in paths.items()
        },
        "x-amazon-apigateway-gateway-responses": gateway_responses(),
    }


def _with_head(methods: Document) -> Document:
    """Return the methods with a HEAD beside the GET; the API's own OpenAPI document omits it."""
    if "get" not in methods:
        return methods
    get = methods["get"]
    return {**methods, "head": {**get, "operationId": f"{get['operationId']}Head"}}


def allowed_methods(methods: Document) -> str:
    """Return the Allow header of a path with these methods."""
    return ", ".join(sorted(method.upper() for method in methods))


def _operation(described: Document) -> dict[str, Any]:
    return {
        "operationId": described["operationId"],
        "summary": described["summary"],
        # No query and no body: the function checks both, and answers with problem documents.
        "parameters": _path_parameters(described),
        "responses": {
            status: {"description": answer["description"]}
            for status, answer in described["responses"].items()
            if status.startswith("2")
        },
        # On the operation: API Gateway does not read the document's own `security`.
        "security": [{AUTHENTICATION: []}] if described["security"] else [],
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": INVOKE_ARN,
            "passthroughBehavior": "when_no_match",
        },
    }


def _no_method(methods: Document) -> dict[str, Any]:
    """Return the operation that answers 405 to other methods, without a call of the function."""
    status = HTTPStatus.METHOD_NOT_ALLOWED
    headers = {**own_headers(), "Allow": f"'{allowed_methods(methods)}'"}
    problem = json.dumps(problem_document(status, NO_METHOD))
    return {
        "parameters": _path_parameters(next(iter(methods.values()))),
        "responses": {
            str(status.value): {
                "description": status.phrase,
                "headers": {name: {"schema": {"type": "string"}} for name in headers},
            }
        },
        "security": [],
        "x-amazon-apigateway-integration": {
            "type": "mock",
            # A mock takes its status from the mapped request, which must never be the caller's
            # body. So a body with another Content-Type is not passed through: the answer is 415.
            "passthroughBehavior": "never",
            "requestTemplates": {"application/json": json.dumps({"statusCode": status.value})},
            "responses": {
                "default": {
                    "statusCode": str(status.value),
                    "responseParameters": {
                        f"method.response.header.{name}": value for name, value in headers.items()
                    },
                    "responseTemplates": {"application/json": problem},
                }
            },
        },
    }


def _path_parameters(described: Document) -> list[Document]:
    return [parameter for parameter in described["parameters"] if parameter["in"] == "path"]
