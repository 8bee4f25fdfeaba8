"""The input of an execution, whoever started it.

The API builds inputs that are in their form. The console and other schedulers may give any JSON,
and an execution with such an input has to be shown, and refused where it is resumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.json_text import parse_json
from chalicelib.domain.statuses import OpenStrEnum
from chalicelib.errors import pointer

# The state machine refuses these, because it would ignore them (refresh.asl.yaml).
API_WORDS = ("only", "start_at", "snapshot_dt", "dry_run", "like")
TEXTS = ("trigger", "requested_by", "reason", "resumed_from")


class Trigger(OpenStrEnum):
    """What started an execution."""

    API = "api"
    SCHEDULE = "schedule"
    RESUME = "resume"
    OTHER = "other"


@dataclass(frozen=True)
class ExecutionInput:
    """The input of an execution. Unknown or malformed parts count as absent.

    `overrides` may hold values that are no texts. `completed_in` has, by step, the earlier
    execution in which the step succeeded. `unreadable` has, by its JSON pointer, what is in no
    form that the state machine takes.
    """

    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    trigger: Trigger = Trigger.OTHER
    requested_by: str | None = None
    reason: str | None = None
    resumed_from: str | None = None
    completed_in: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, Any] = field(default_factory=dict)


def input_document(execution_input: ExecutionInput) -> dict[str, Any]:
    """Return the input in the form that the state machine takes; `read_input` reads it."""
    document: dict[str, Any] = {
        "overrides": execution_input.overrides,
        "skip": dict.fromkeys(execution_input.skip, True),
        "trigger": execution_input.trigger,
        "requested_by": execution_input.requested_by,
    }
    if execution_input.resumed_from:
        document["resumed_from"] = execution_input.resumed_from
        document["completed_in"] = execution_input.completed_in
    if execution_input.reason:
        document["reason"] = execution_input.reason
    return document


def parse_input(text: str) -> ExecutionInput:
    """Return the input that a text of Step Functions holds."""
    try:
        return read_input(parse_json(text))
    except ValueError:
        return read_input(text)


def read_input(document: Any) -> ExecutionInput:
    """Return the input that a document holds; see `input_document`."""
    fields = document if isinstance(document, dict) else {}
    resumed_from = _text(fields.get("resumed_from"))
    return ExecutionInput(
        overrides={
            key: arguments
            for key, arguments in _mapping(fields.get("overrides")).items()
            if isinstance(arguments, dict)
        },
        skip=tuple(key for key, on in _mapping(fields.get("skip")).items() if on is True),
        trigger=_trigger(fields.get("trigger"), resumed_from),
        requested_by=_text(fields.get("requested_by")),
        reason=_text(fields.get("reason")),
        resumed_from=resumed_from,
        completed_in={
            key: name
            for key, name in _mapping(fields.get("completed_in")).items()
            if isinstance(name, str)
        },
        unreadable=dict(_unreadable(document)),
    )


def _unreadable(document: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(document, dict):
        yield "", document
        return
    for name in API_WORDS:
        if name in document:
            yield pointer(name), document[name]
    for name, kind in (("overrides", dict), ("skip", bool)):
        value = document.get(name, {})
        if not isinstance(value, dict):
            yield pointer(name), value
        for key, part in _mapping(value).items():
            if not isinstance(part, kind):
                yield pointer(name, key), part
    for name in TEXTS:
        if not isinstance(document.get(name), str | None):
            yield pointer(name), document[name]


def _trigger(value: Any, resumed_from: str | None) -> Trigger:
    return Trigger.RESUME if resumed_from else Trigger(_text(value) or Trigger.OTHER)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
