"""Corrections of moto's Step Functions: the lists of executions and of events."""

from collections.abc import Mapping
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.exceptions import ValidationException
from moto.stepfunctions.responses import StepFunctionResponse

from local.emulator.declaring import Fix, Replacement
from local.emulator.stepfunctions import REFERENCE, RESPONSES, Action


def _list_executions(original: Action) -> Action:
    def list_executions(self: StepFunctionResponse) -> ActionResult:
        if self._get_param("stateMachineArn") and self._get_param("statusFilter") == REDRIVABLE:
            raise ValidationException(f"{REDRIVABLE} is a filter for the executions of a map run")
        return original(self)

    return list_executions


REDRIVABLE = "PENDING_REDRIVE"

LISTS_REFUSE_INVALID_FILTERS = Fix(
    name="lists_refuse_invalid_filters",
    service="Step Functions",
    moto=f"ListExecutions of a state machine accepts the filter {REDRIVABLE}, and lists nothing.",
    aws="It is a `ValidationException`: the filter is for the executions of a map run.",
    docs=f"{REFERENCE}/API_ListExecutions.html",
    replacements=(Replacement(RESPONSES, "list_executions", _list_executions),),
)


def _get_execution_history(original: Action) -> Action:
    def get_execution_history(self: StepFunctionResponse) -> ActionResult:
        events = list(original(self)._result["events"])
        if self._get_param("reverseOrder"):
            events.reverse()
        if self._get_param("includeExecutionData") is False:
            events = [_without_data(event) for event in events]
        first = int(self._get_param("nextToken") or 0)
        last = first + (self._get_param("maxResults") or len(events))
        more = {"nextToken": str(last)} if last < len(events) else {}
        return ActionResult({"events": events[first:last], **more})

    return get_execution_history


def _without_data(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {inner: value[inner] for inner in value if inner not in ("input", "output")}
        if isinstance(value, dict)
        else value
        for name, value in event.items()
    }


HISTORIES_HAVE_PAGES = Fix(
    name="histories_have_pages",
    service="Step Functions",
    moto="GetExecutionHistory ignores its parameters: it returns all events, the oldest first.",
    aws=(
        "It returns `maxResults` events and a token for the next page. With `reverseOrder` the "
        "newest event is first. If `includeExecutionData` is false, the events have no input and "
        "output."
    ),
    docs=f"{REFERENCE}/API_GetExecutionHistory.html",
    replacements=(Replacement(RESPONSES, "get_execution_history", _get_execution_history),),
)

FIXES = (LISTS_REFUSE_INVALID_FILTERS, HISTORIES_HAVE_PAGES)
