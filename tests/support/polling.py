"""The polls of the dashboard: which it sends, and answers of a test's own."""

import json
import re
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from playwright.sync_api import Page, Request, Route

LIST = re.compile(r"/executions\?")
ONE = re.compile(r"/executions/[^/?]+$")


def asked(page: Page, path: "re.Pattern[str]") -> list[Request]:
    found: list[Request] = []

    def note(request: Request) -> None:
        if path.search(request.url):
            found.append(request)

    page.on("request", note)
    return found


def answer(
    route: Route, document: dict[str, Any], seconds: float, as_of: float | None = None
) -> None:
    """Answer a request with this document, so many seconds from now, as of then or another time."""
    now = datetime.now(timezone.utc)
    moment = now + timedelta(seconds=seconds)
    asked_at = now + timedelta(seconds=seconds if as_of is None else as_of)
    headers = {"Date": format_datetime(moment, usegmt=True), "Content-Type": "application/json"}
    headers["X-As-Of"] = asked_at.isoformat()
    route.fulfill(status=200, headers=headers, body=json.dumps(document))
