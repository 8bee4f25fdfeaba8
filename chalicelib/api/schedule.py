"""The schedule."""

from datetime import datetime, timezone

from chalice.app import Blueprint, Response

from chalicelib.api.conditional import answer_unless_known
from chalicelib.api.documents.deployment import ScheduleDocument, schedule_document
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.api.requests import ScheduleRequest
from chalicelib.bootstrap import environment, wiring
from chalicelib.domain.access import Role
from chalicelib.domain.schedule import Switch
from chalicelib.errors import NotFound
from chalicelib.observability import logger
from chalicelib.services.scheduling import read_schedule, switch_schedule

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/schedule",
    Operation(
        "The schedule, its next runs and who switched it",
        ScheduleDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read(call: Call) -> Response:
    """Return the schedule."""
    view = read_schedule(wiring().schedule, wiring().reader, datetime.now(timezone.utc))
    return answer_unless_known(call.request, schedule_document(view, environment()))


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
    # To the second: it is read by people, and kept no finer.
    now = datetime.now(timezone.utc).replace(microsecond=0)
    asked = Switch(body.enabled, call.principal, now, body.reason)
    view = switch_schedule(wiring().schedule, wiring().reader, asked)
    # The note tells only the last one.
    logger().info("schedule switched", extra={"principal": call.principal, "enabled": body.enabled})
    return answer(schedule_document(view, environment()))
