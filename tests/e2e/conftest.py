"""What the tests in a browser share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from local.gateway import Gateway
from tests.support.browser import PATIENCE_MS, chromium
from tests.support.client import Api
from tests.support.failing_run import FAILS, MENDED
from tests.support.glue import lasting
from tests.support.waiting import awaited

TIME_ZONE = "America/New_York"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def served(browser: Browser, api: Api) -> Api:
    """Give the API of this process, and with it the dashboard: tests can hold its Glue runs."""
    return api


@pytest.fixture(scope="session")
def under_way() -> Iterator[list[None]]:
    """Give a list with one entry for each request that this process is answering."""
    requests: list[None] = []
    handle = Gateway.handle_request

    def handle_request(*given: Any, **named: Any) -> Any:
        requests.append(None)
        try:
            return handle(*given, **named)
        finally:
            requests.pop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gateway, "handle_request", handle_request)
        yield requests


@pytest.fixture(autouse=True)
def no_page_is_still_answered(
    request: pytest.FixtureRequest, under_way: list[None]
) -> Iterator[None]:
    """Wait for the answers to what a page asked for before it was closed.

    The API would log them in another test, which may look at the log.
    """
    yield
    if {"browser", "served"} <= {*request.fixturenames}:
        # The server reads this request after those that were sent before.
        request.getfixturevalue("served").get("/health")
        awaited(lambda: not under_way)


@pytest.fixture(scope="module")
def failed(served: Api) -> str:
    """Give a run that failed and was resumed, to be asked for with `resumed`."""
    name: str = served.run(FAILS)["name"]
    return name


@pytest.fixture(scope="module")
def resumed(served: Api, failed: str) -> str:
    answer = served.post(f"/executions/{failed}/resume", MENDED)
    assert answer.status_code == 202, answer.text
    name: str = served.ended(answer.json()["name"])["name"]
    return name


@contextmanager
def new_context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser that knows nothing yet."""
    context = browser.new_context(timezone_id=TIME_ZONE, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def new_page(context: BrowserContext) -> Iterator[Page]:
    """Give a page; whatever it complains of fails the test."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield opened
    finally:
        opened.close()
    assert not complaints


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with new_context(browser) as made:
        # Chromium ends its renderer with the last page. This page keeps it.
        made.new_page()
        yield made


@pytest.fixture
def alone() -> None:
    """Ask for a page that shares its browser with no other.

    So a test may stop the clock, or take the page off the network.
    """


@pytest.fixture
def page(
    request: pytest.FixtureRequest, browser: Browser, context: BrowserContext
) -> Iterator[Page]:
    """Give a new page, of a browser that has the page's files already."""
    if "alone" in request.fixturenames:
        with new_context(browser) as own, new_page(own) as opened:
            yield opened
        return
    try:
        with new_page(context) as opened:
            yield opened
    finally:
        context.unroute_all()


@pytest.fixture(scope="module")
def only_page(context: BrowserContext) -> Iterator[Page]:
    with new_page(context) as opened:
        yield opened


@pytest.fixture
def tab(only_page: Page) -> Iterator[Page]:
    """Give one page to all tests of a file that ask for it, for another takes half a second.

    Each opens an address of its own, and leaves nobody signed in.
    """
    yield only_page
    only_page.unroute_all()
    only_page.evaluate("sessionStorage.clear()")
    only_page.goto("about:blank")


@pytest.fixture
def name(served: Api) -> Iterator[str]:
    """Give a run that goes on until the test ends."""
    with lasting(served.job_names()["job1"]):
        yield served.start({"only": ["job1"]})
