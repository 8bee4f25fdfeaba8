"""The pipeline as it is deployed."""

from chalice.app import Response

from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery
from chalicelib.api.responses.base import json_response
from chalicelib.api.responses.pipeline import PipelineDocument, pipeline_document

routes = Routes(Tag.PIPELINE)


@routes.add(
    "GET",
    "/pipeline",
    Operation(
        "getPipeline",
        "The stages and steps, with their defaults, timeouts and retries",
        PipelineDocument,
    ),
)
def read(call: Call[None, NoQuery]) -> Response:
    """Return the pipeline."""
    pipeline = call.wiring.executions.pipeline()
    return json_response(pipeline_document(pipeline, call.wiring.settings.environment))
