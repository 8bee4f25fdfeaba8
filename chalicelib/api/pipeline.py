"""The pipeline as it is deployed."""

from chalice.app import Blueprint, Response

from chalicelib.api.documents.deployment import PipelineDocument, pipeline_document
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.bootstrap import environment, wiring

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/pipeline",
    Operation("The stages and steps, with their defaults, timeouts and retries", PipelineDocument),
)
def read(_: Call) -> Response:
    """Return the pipeline."""
    return answer(pipeline_document(wiring().reader.pipeline(), environment()))
