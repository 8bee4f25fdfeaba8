"""The schedule."""

from datetime import datetime, timezone

from chalice.app import Response

from chalicelib.api.conditional import conditional_response
from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery, ScheduleRequest
from chalicelib.api.responses.base import json_response
from chalicelib.api.responses.schedule import ScheduleDocument, schedule_document
from chalicelib.domain.access import Role
from chalicelib.domain.schedule import Switch
from chalicelib.errors import NotFound
from chalicelib.observability import logger
from chalicelib.services.scheduling import read_schedule, switch_schedule

routes = Routes(Tag.SCHEDULE)


@routes.add(
    "GET",
    "/schedule",
    Operation(
        "getSchedule",
        "The schedule, its next runs and who switched it",
        ScheduleDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read(call: Call[None, NoQuery]) -> Response:
    """Return the schedule."""
    wiring, now = call.wiring, datetime.now(timezone.utc)
    view = read_schedule(wiring.scheduler, wiring.executions, now)
    document = schedule_document(view, wiring.settings.environment)
    return conditional_response(call.request, document)


@routes.add(
    "PUT",
    "/schedule",
    Operation(
        "switchSchedule",
        "Enable or disable the schedule",
        ScheduleDocument,
        body=ScheduleRequest,
        role=Role.OPERATOR,
        problems=(NotFound,),
    ),
)
def switch(call: Call[ScheduleRequest, NoQuery]) -> Response:
    """Enable or disable the schedule."""
    wiring, body = call.wiring, call.body
    # To the second: it is read by people, and kept no finer.
    now = datetime.now(timezone.utc).replace(microsecond=0)
    switched = Switch(body.enabled, call.principal, now, body.reason)
    view = switch_schedule(wiring.scheduler, wiring.executions, switched)
    # The note tells only the last one.
    logger().info("schedule switched", extra={"principal": call.principal, "enabled": body.enabled})
    return json_response(schedule_document(view, wiring.settings.environment))
