"""Start a refresh."""

from datetime import datetime, timezone

from chalice.app import Blueprint, Response

from chalicelib.api.documents import SummaryDocument, summary
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.api.requests import StartRequest
from chalicelib.bootstrap import wiring
from chalicelib.domain.refresh import RefreshRequest
from chalicelib.errors import Conflict
from chalicelib.services.starting import start_refresh

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/refresh",
    Operation(
        "Start a refresh",
        answer=SummaryDocument,
        status=202,
        body=StartRequest,
        problems=(Conflict,),
    ),
)
def start(call: Call) -> Response:
    """Start an execution of the pipeline."""
    body: StartRequest = call.body
    now = datetime.now(timezone.utc)
    execution = start_refresh(
        wiring().reader,
        wiring().state_machine,
        RefreshRequest(
            overrides=body.overrides,
            snapshot_dt=body.snapshot_dt,
            skip=_keys(body.skip),
            only=_keys(body.only),
            start_at=body.start_at,
            reason=body.reason,
        ),
        requested_by=call.principal,
        now=now,
    )
    location = f"{call.base_path}/executions/{execution.facts.name}"
    return answer(summary(execution, now), 202, Location=location)


def _keys(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)
