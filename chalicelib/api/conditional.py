"""Answers to conditional requests: an unchanged document is not sent again (RFC 9110, 13)."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from datetime import timezone
from typing import Any

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib.api.responses.base import JSON_HEADERS, json_response
from chalicelib.services.answers import Answer
from chalicelib.services.views import View

# Fields that grow though nothing happens. The tag is weak: answers that differ in these fields
# alone count as the same.
VOLATILE = ("as_of", "duration_seconds")


def conditional_response(request: Request, document: BaseModel) -> Response:
    """Return the document with its ETag, or 304 where the caller already has it."""
    tag = _fingerprint(document)
    return _unchanged(request, tag, {}) or json_response(document, ETag=_weak(tag))


def answer_of(
    request: Request, view: View, question: Hashable, build: Callable[[], BaseModel]
) -> Response:
    """Return the document that answers a question, or 304 where the caller already has it.

    It is built only where this process has not answered the question by a view of this version.
    Every answer says when AWS was asked.
    """
    headers = _freshness_headers(view)
    cached = view.answers.get(question, view.version)
    if cached and (response := _unchanged(request, cached.tag, headers)):
        return response
    if cached and cached.as_of == view.as_of:
        tag, body = cached.tag, cached.body
    else:
        document = build()
        headers = _freshness_headers(view)
        tag, body = _fingerprint(document), document.model_dump_json(by_alias=True)
        if view.version and view.steady:
            view.answers.put(question, Answer(view.version, view.as_of, tag, body))
    unchanged = _unchanged(request, tag, headers)
    return unchanged or Response(body, {**JSON_HEADERS, **headers, "ETag": _weak(tag)}, 200)


def _freshness_headers(view: View) -> Mapping[str, str]:
    as_of = view.as_of.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    return {"Age": str(view.age_seconds), "X-As-Of": as_of}


def _unchanged(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    sent = request.headers.get("if-none-match", "")
    tags = [part.strip().removeprefix("W/").strip('"') for part in sent.split(",")]
    if tag in tags or tags == ["*"]:
        return Response("", {**headers, "ETag": _weak(tag)}, 304)
    return None


def _weak(tag: str) -> str:
    return f'W/"{tag}"'


def _fingerprint(document: BaseModel) -> str:
    steady = _without_volatile(document.model_dump(mode="json"))
    return hashlib.sha256(repr(steady).encode()).hexdigest()[:32]


def _without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_volatile(v) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        return [_without_volatile(item) for item in value]
    return value
