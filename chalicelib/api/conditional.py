"""Answers to conditional requests: an unchanged document is not sent again (RFC 9110, 13)."""

import hashlib
from typing import Any

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib.api.responses.base import json_response

# The field that grows while an execution runs. The tag is weak: answers that differ in this field
# alone count as the same.
VOLATILE = "duration_seconds"


def conditional_response(request: Request, document: BaseModel) -> Response:
    """Return the document with its ETag, or 304 where the caller already has it."""
    fingerprint = _fingerprint(document)
    tag = f'W/"{fingerprint}"'
    sent = request.headers.get("if-none-match", "")
    known = [part.strip().removeprefix("W/").strip('"') for part in sent.split(",")]
    if fingerprint in known or known == ["*"]:
        return Response("", {"ETag": tag}, 304)
    return json_response(document, ETag=tag)


def _fingerprint(document: BaseModel) -> str:
    steady = _without_volatile(document.model_dump(mode="json"))
    return hashlib.sha256(repr(steady).encode()).hexdigest()[:32]


def _without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_volatile(v) for k, v in value.items() if k != VOLATILE}
    if isinstance(value, list):
        return [_without_volatile(item) for item in value]
    return value
