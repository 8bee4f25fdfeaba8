"""The schedule."""

from datetime import datetime, timezone

from chalice.app import Blueprint, Response

from chalicelib.api.documents.deployment import ScheduleDocument, schedule_document
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.api.requests import ScheduleRequest
from chalicelib.bootstrap import environment, wiring
from chalicelib.domain.access import Role
from chalicelib.errors import NotFound
from chalicelib.observability import logger
from chalicelib.services.scheduling import read_schedule, switch_schedule

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/schedule",
    Operation("The schedule and its next runs", ScheduleDocument, problems=(NotFound,)),
)
def read(_: Call) -> Response:
    """Return the schedule."""
    view = read_schedule(wiring().schedule, wiring().reader, datetime.now(timezone.utc))
    return answer(schedule_document(view, environment()))


@endpoint(
    routes,
    "PUT",
    "/schedule",
    Operation(
        "Enable or disable the schedule",
        ScheduleDocument,
        body=ScheduleRequest,
        role=Role.OPERATOR,
        problems=(NotFound,),
    ),
)
def switch(call: Call) -> Response:
    """Enable or disable the schedule."""
    body: ScheduleRequest = call.body
    now = datetime.now(timezone.utc)
    view = switch_schedule(wiring().schedule, wiring().reader, now, on=body.enabled)
    # No execution tells who did it.
    logger().info("schedule switched", extra={"principal": call.principal, "enabled": body.enabled})
    return answer(schedule_document(view, environment()))
