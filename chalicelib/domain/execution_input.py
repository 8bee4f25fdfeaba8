"""What an execution was asked to do, whoever started it.

The API builds inputs that are in their form. The console and other schedulers may give any JSON,
and an execution with such an input has to be shown, and refused where it is resumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.given import parse_given
from chalicelib.errors import pointer

# What the state machine refuses, because it would ignore it (refresh.asl.yaml).
API_WORDS = ("only", "start_at", "snapshot_dt", "dry_run", "like")
TEXTS = ("trigger", "requested_by", "reason", "resumed_from")


@dataclass(frozen=True)
class ExecutionInput:
    """What an execution was asked to do. Unknown or malformed parts are as if absent.

    `overrides` may hold values that are no texts. `unreadable` is what is in no form that the
    state machine takes, by its JSON pointer.
    """

    overrides: Mapping[str, Mapping[str, Any]]
    skip: tuple[str, ...]
    trigger: str
    requested_by: str | None
    reason: str | None
    resumed_from: str | None
    completed_in: Mapping[str, str]  # by step, the earlier execution in which it succeeded
    unreadable: Mapping[str, Any] = field(default_factory=dict)


def parse_input(text: str) -> ExecutionInput:
    """Return what an execution's input, as Step Functions has it, asks for."""
    try:
        return read_input(parse_given(text))
    except ValueError:
        return read_input(text)


def read_input(document: Any) -> ExecutionInput:
    """Return what an execution's input asks for."""
    given = document if isinstance(document, dict) else {}
    resumed_from = _text(given.get("resumed_from"))
    return ExecutionInput(
        overrides={
            key: arguments
            for key, arguments in _mapping(given.get("overrides")).items()
            if isinstance(arguments, dict)
        },
        skip=tuple(key for key, on in _mapping(given.get("skip")).items() if on is True),
        trigger="resume" if resumed_from else _text(given.get("trigger")) or "other",
        requested_by=_text(given.get("requested_by")),
        reason=_text(given.get("reason")),
        resumed_from=resumed_from,
        completed_in={
            key: name
            for key, name in _mapping(given.get("completed_in")).items()
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


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
