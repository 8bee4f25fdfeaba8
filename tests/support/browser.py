"""A headless Chromium: the system's where there is one, else Playwright's own.

`python -m tests.support.browser` exits with 0 where there is one.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright

from chalicelib.domain.access import Role
from local.provisioning import TOKENS
from tests.support.programs import skip_or_fail
from tests.support.waiting import HANG_SECONDS, awaited

SYSTEM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# As root, in containers, and without a word to anybody.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
    # One process draws all pages. One for each page costs a sixth of the page's CPU time.
    *("--disable-site-isolation-trials", "--renderer-process-limit=1"),
]
Found = TypeVar("Found")
PATIENCE_MS = HANG_SECONDS * 1000


def system_browser() -> str | None:
    """Return the path of the system's browser."""
    return next(filter(None, map(shutil.which, SYSTEM)), None)


def there_is_one() -> bool:
    """Return whether a browser can be launched, the system's or Playwright's own."""
    if system_browser():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; without one, skip, but fail in CI."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=system_browser(), args=FLAGS)
        except Error as exc:
            said = exc.message.splitlines()[0]
            skip_or_fail(f"no Chromium; `make browser` gets one: {said}")
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


def sign_in(page: Page, url: str, token: str = TOKENS[Role.OPERATOR]) -> None:
    """Open a view and sign in."""
    page.goto(url)
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def row_of(page: Page, name: str) -> Locator:
    """Return the row of a run in the list."""
    own = page.locator(f'a.whole[href$="{name}"]')
    return page.get_by_role("row").filter(has=own)


def seen(page: Page, look: Callable[[], Found]) -> Found:
    """Look until there is something; it may be what the page's events tell."""

    def look_again() -> Found:
        page.evaluate("null")  # events are told only while something is asked of the page
        return look()

    return awaited(look_again)


def settle(page: Page) -> None:
    """Wait until all that the page has asked for until now has been noted.

    What it asks for last is answered last.
    """
    page.evaluate("fetch('/health').then((answer) => answer.text())")


def stop_clock(page: Page) -> None:
    """Let the page's time, of which `page.clock` has taken hold, pass only as it is told to."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def fits(page: Page) -> bool:
    """Return whether nothing is to the right of the window."""
    fitting: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return fitting


if __name__ == "__main__":
    sys.exit(0 if there_is_one() else 1)
