"""What the API says of itself."""

import json

from chalice.app import Blueprint, Response

from chalicelib import VERSION
from chalicelib.api.documents.deployment import HealthDocument
from chalicelib.api.endpoint import JSON_TYPE, Call, Operation, answer, endpoint
from chalicelib.api.openapi import describe
from chalicelib.bootstrap import environment

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/health",
    Operation("Whether the API is alive", HealthDocument, asks_aws=False, role=None),
)
def health(_: Call) -> Response:
    """Answer without asking AWS for anything."""
    return answer(HealthDocument(status="ok", environment=environment(), version=VERSION))


@endpoint(
    routes,
    "GET",
    "/openapi.json",
    Operation("This description", answer=None, asks_aws=False, role=None),
)
def openapi(call: Call) -> Response:
    """Return the OpenAPI 3.1 description, made from the app's own routes."""
    document = describe(routes.current_app.routes, call.base_path)
    return Response(json.dumps(document), {"Content-Type": JSON_TYPE})
