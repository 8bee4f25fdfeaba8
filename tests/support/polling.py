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


def answer(route: Route, document: dict[str, Any], seconds: float) -> None:
    """Answer a request with this document, as of so many seconds from now."""
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    headers = {"Date": format_datetime(moment, usegmt=True), "Content-Type": "application/json"}
    route.fulfill(status=200, headers=headers, body=json.dumps(document))
