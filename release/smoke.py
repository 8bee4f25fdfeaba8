"""`python -m release.smoke URL`: check a deployed API from outside. It starts nothing.

The access token of an operator is read from the variable REFRESH_TOKEN.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from release import ReleaseError

TOKEN = "REFRESH_TOKEN"  # noqa: S105  # the name of a variable
TIMEOUT_SECONDS = 35  # the gateway waits for 29
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
# Checks of a plan that fail only for as long as another refresh runs.
BUSY = ("lock_free", "no_live_runs")


class SmokeFailed(ReleaseError):
    """A check has failed; `str()` of it is one line with the reason."""


class _NoRedirect(HTTPRedirectHandler):
    """Lets a redirect be an error: the token must not go to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    """An answer of the API, with its document."""

    status: int
    headers: Message
    document: dict[str, Any]


@dataclass(frozen=True)
class DeployedApi:
    """A deployed API, and the token to call it with."""

    url: str
    token: str

    def call(self, path: str, body: dict[str, Any] | None = None, *, signed: bool = True) -> Answer:
        """Return the answer to a GET, or to a POST if there is a body.

        Raises:
            SmokeFailed: there is no answer, or it is no JSON object.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if signed else {}
        data = None if body is None else json.dumps(body).encode()
        if body is not None:
            headers["Content-Type"] = "application/json"
        # The URL was checked: it is one of http.
        request = Request(self.url + path, data, headers)  # noqa: S310
        what = f"{request.get_method()} {path}"
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.headers, _document(answer.read(), what))
        except HTTPError as exc:
            with exc:
                return Answer(exc.code, exc.headers, _document(exc.read(), f"{what}: {exc.code}"))
        except (URLError, HTTPException, OSError) as exc:
            reason = exc.reason if isinstance(exc, URLError) else exc
            raise SmokeFailed(f"{what}: no answer from {self.url}: {reason}") from exc


def _document(body: bytes, what: str) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError as exc:
        raise SmokeFailed(f"{what}: the answer is no JSON; is the URL that of the API?") from exc
    if not isinstance(document, dict):
        raise SmokeFailed(f"{what}: the answer is no JSON object; is the URL that of the API?")
    return document


def smoke(api: DeployedApi) -> Iterator[str]:
    """Check the API, and yield a line for each thing that is as it should be.

    Raises:
        SmokeFailed: the first thing that is not.
    """
    health = _expect(api.call("/health", signed=False), "GET /health")
    if health.get("status") != "ok":
        raise SmokeFailed(f"GET /health: the status is {health.get('status')}, not ok")
    yield f"health    environment {health.get('environment')}, version {health.get('version')}"
    answer = api.call("/pipeline")
    pipeline = _expect(answer, "GET /pipeline")
    role = answer.headers["X-Role"]
    yield f"access    the token has the role {role}" if role else "access    the token is accepted"
    stages = pipeline["stages"]
    steps = [step["key"] for stage in stages for step in stage["steps"]]
    yield f"pipeline  {len(stages)} stages: {', '.join(steps)}"
    yield _planned(_expect(api.call("/refresh", {"dry_run": True}), "a plan (POST /refresh)"))


def _expect(answer: Answer, what: str) -> dict[str, Any]:
    if answer.status == 200:
        return answer.document
    detail = answer.document.get("detail") or answer.document.get("message") or ""
    request_id = answer.headers["X-Request-Id"]
    hint = {
        401: f"; is {TOKEN} in the list of the secret, and not expired?",
        403: "; the smoke test needs the token of an operator",
    }.get(answer.status, f" (request id {request_id})" if request_id else "")
    raise SmokeFailed(f"{what}: {answer.status} {detail}{hint}")


def _planned(plan: dict[str, Any]) -> str:
    failed = [check for check in plan["preflight"] if check["status"] == "failed"]
    lasting = [check for check in failed if check["check"] not in BUSY]
    if lasting:
        reasons = "; ".join(f"{check['check']}: {check['detail']}" for check in lasting)
        raise SmokeFailed(f"a refresh could not start: {reasons}")
    running = sum(step["action"] == "run" for step in plan["steps"])
    would = f"plan      a refresh would run {running} of {len(plan['steps'])} steps"
    return (
        f"{would}, once the one that runs has ended" if failed else f"{would}; nothing was started"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was checked, and return the exit code: 0 good, 1 a check failed, 2 wrong usage."""
    parser = argparse.ArgumentParser("python -m release.smoke", description=__doc__)
    parser.add_argument("url", help="the API's URL: the output api_url, or your domain")
    url = parser.parse_args(arguments).url.rstrip("/")
    token = os.environ.get(TOKEN, "")
    if problem := _usage_problem(url, token):
        print(f"smoke: {problem}", file=sys.stderr)
        return 2
    try:
        for line in smoke(DeployedApi(url, token)):
            print(line, flush=True)
    except SmokeFailed as exc:
        print(f"smoke: {exc}", file=sys.stderr)
        return 1
    return 0


def _usage_problem(url: str, token: str) -> str | None:
    parts = urlsplit(url)
    if not url:
        return "the URL is missing: make smoke URL=https://…"
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return f"{url} is no URL of an API; it begins with https://"
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        return f"{url} would carry the token unencrypted; use https"
    if not token:
        return f"the variable {TOKEN} is missing; set it to the access token of an operator"
    if not token.isascii() or not token.isprintable() or " " in token:
        return f"the variable {TOKEN} is no token; give it without spaces and line breaks"
    return None


if __name__ == "__main__":
    sys.exit(main())
