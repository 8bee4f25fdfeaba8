"""The gateway's description: the app's own routes, as OpenAPI 3.0.1 that API Gateway imports."""

from typing import Any

from chalicelib.api.openapi import SECURITY_SCHEMES, Document, Routes, describe
from release.gateway_errors import gateway_responses

# Terraform's templatefile fills these in.
TITLE = "${name}"
INVOKE_ARN = "${invoke_arn}"


def gateway_body(routes: Routes) -> Document:
    """Return the body of the REST API that has exactly these routes.

    A route that is not open demands a signed request (SigV4): the gateway has no other way to
    know who calls.
    """
    described = describe(routes, "")
    return {
        # API Gateway does not import 3.1.
        "openapi": "3.0.1",
        "info": {**described["info"], "title": TITLE},
        "paths": {
            path: {method: _operation(operation) for method, operation in methods.items()}
            for path, methods in described["paths"].items()
        },
        "components": {"securitySchemes": SECURITY_SCHEMES},
        "x-amazon-apigateway-gateway-responses": gateway_responses(),
    }


def _operation(described: Document) -> dict[str, Any]:
    return {
        "operationId": described["operationId"],
        "summary": described["summary"],
        # The function reads and checks the query and the body, and answers in its own form.
        "parameters": [given for given in described["parameters"] if given["in"] == "path"],
        "responses": {
            status: {"description": answer["description"]}
            for status, answer in described["responses"].items()
            if status.startswith("2")
        },
        # On the operation: API Gateway does not read the document's own `security`.
        "security": described["security"],
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": INVOKE_ARN,
            "passthroughBehavior": "when_no_match",
        },
    }
