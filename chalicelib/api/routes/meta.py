"""What the API says of itself."""

import json

from chalice.app import Response

from chalicelib import VERSION
from chalicelib.api.openapi import describe
from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery
from chalicelib.api.responses.base import JSON_TYPE, json_response
from chalicelib.api.responses.meta import HealthDocument

routes = Routes(Tag.API)


@routes.add(
    "GET",
    "/health",
    Operation("getHealth", "Whether the API is alive", HealthDocument, asks_aws=False, role=None),
)
def health(call: Call[None, NoQuery]) -> Response:
    """Answer without asking AWS for anything."""
    environment = call.wiring.settings.environment
    return json_response(HealthDocument(status="ok", environment=environment, version=VERSION))


@routes.add(
    "GET",
    "/openapi.json",
    Operation("getOpenApi", "This description", answer=None, asks_aws=False, role=None),
)
def openapi(call: Call[None, NoQuery]) -> Response:
    """Return the OpenAPI 3.1 description, made from the app's own routes."""
    document = describe(call.routes, call.base_path)
    return Response(json.dumps(document), {"Content-Type": JSON_TYPE})
