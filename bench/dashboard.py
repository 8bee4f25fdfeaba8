"""The dashboard's time to the first run on the screen, and its longest task with 500 runs."""

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Route

from bench import Figure
from tests.support.browser import chromium, sign_in
from tests.support.process import serving

RUNS = 500
RUNS_OF_A_PAGE = 100
ROUNDS = 5

# Browsers report tasks of 50 ms and more as long tasks.
OBSERVE = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""


PLAIN = """
(cards) => {
  const began = performance.now();
  const list = document.createElement("ul");
  const lines = "<p><b>a name</b> <span>a value</span></p>".repeat(10);
  list.innerHTML = `<li>${lines}</li>`.repeat(cards);
  document.body.append(list);
  list.getBoundingClientRect();
  list.remove();
  return performance.now() - began;
}
"""


def measure() -> Iterator[Figure]:
    """Measure in a headless Chromium against an API on this machine.

    As many plain cards, which the browser makes and lays out at once, tell how fast it is here.
    """
    with chromium() as browser, serving("--no-demo", "--job-seconds", "0.2") as served:
        served.api.run({"only": ["job7"]})
        yield Figure(
            "dashboard: seconds until the runs are shown", _shown(browser, served.api.url), 1
        )
        plain = _plain(browser)
        longest = _longest(browser, served.api.url, served.api.get("/executions").json())
        name = f"  longest task of the page with {RUNS} runs, as a ratio to {RUNS} plain cards"
        yield Figure(name, longest / plain, 1)


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
    page.locator(".run").nth(RUNS_OF_A_PAGE - 1).wait_for()
    for shown in range(RUNS_OF_A_PAGE, RUNS, RUNS_OF_A_PAGE):
        page.get_by_role("button", name="Older runs").click()
        page.locator(".run").nth(shown + RUNS_OF_A_PAGE - 1).wait_for()
    page.wait_for_timeout(3000)
    longest = page.evaluate("window.longest")
    page.close()
    return float(longest)


def _plain(browser: Browser) -> float:
    """Return the ms in which the browser makes and lays out as many plain cards, the best round."""
    page = browser.new_page()
    took = min(page.evaluate(PLAIN, RUNS) for _ in range(ROUNDS))
    page.close()
    return float(took)


def _answer(route: Route, document: dict[str, Any]) -> None:
    """Answer with a page of runs, of which the newest is still running."""
    cursor = route.request.url.partition("cursor=")[2] or "0"
    first = int(cursor)
    items = [
        {**document["items"][0], "name": f"run-{number}"}
        for number in range(first, first + RUNS_OF_A_PAGE)
    ]
    if not first:
        items[0] |= {"status": "RUNNING", "stopped_at": None}
    after = first + RUNS_OF_A_PAGE
    following = str(after) if after < RUNS else None
    body = {"items": items, "next_cursor": following, "poll_after_seconds": 1}
    route.fulfill(status=200, content_type="application/json", body=json.dumps(body))
