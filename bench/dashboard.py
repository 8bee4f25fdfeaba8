"""The dashboard's time to the first run on the screen, and its longest task with 500 runs."""

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Route

from bench import Figure
from tests.support.browser import chromium, sign_in
from tests.support.process import serving

RUNS = 500
ROUNDS = 5

# Browsers report tasks of 50 ms and more as long tasks.
OBSERVE = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""


def measure() -> Iterator[Figure]:
    """Measure in a headless Chromium against an API on this machine."""
    with chromium() as browser, serving("--no-demo", "--job-seconds", "0.2") as served:
        served.api.run({"only": ["job7"]})
        yield Figure(
            "dashboard: seconds until the runs are shown", _shown(browser, served.api.url), 1
        )
        longest = _longest(browser, served.api.url, served.api.get("/executions").json())
        yield Figure(f"  longest task of the page with {RUNS} runs, ms", longest, 100)


def _shown(browser: Browser, url: str) -> float:
    """Return the seconds from the request of the page to a run on the screen, the best round."""
    seconds = []
    for _ in range(ROUNDS):
        page = browser.new_page()
        sign_in(page, url)
        page.wait_for_selector(".run")
        page.add_init_script(
            """new MutationObserver(() => {
              if (document.querySelector(".run")) window.shown ??= performance.now();
            }).observe(document, { childList: true, subtree: true });"""
        )
        page.reload()
        page.wait_for_selector(".run")
        seconds.append(page.evaluate("window.shown") / 1000)
        page.close()
    return float(min(seconds))


def _longest(browser: Browser, url: str, document: dict[str, Any]) -> float:
    """Return the longest task in ms, while the page loads many runs and polls them."""
    page = browser.new_page()
    page.add_init_script(OBSERVE)
    sign_in(page, f"{url}/#/schedule")
    page.route("**/executions?*", lambda route: _answer(route, document))
    page.goto(f"{url}/#/")
    while page.locator(".run").count() < RUNS:
        page.get_by_role("button", name="Older runs").click()
        page.wait_for_timeout(20)
    page.wait_for_timeout(3000)
    return float(page.evaluate("window.longest"))


def _answer(route: Route, document: dict[str, Any]) -> None:
    """Answer with a page of 100 runs, of which the newest is still running."""
    cursor = route.request.url.partition("cursor=")[2] or "0"
    first = int(cursor)
    items = [
        {**document["items"][0], "name": f"run-{number}"} for number in range(first, first + 100)
    ]
    if not first:
        items[0] |= {"status": "RUNNING", "stopped_at": None}
    following = str(first + 100) if first + 100 < RUNS else None
    body = {"items": items, "next_cursor": following, "poll_after_seconds": 1}
    route.fulfill(status=200, content_type="application/json", body=json.dumps(body))
