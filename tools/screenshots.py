"""`python -m tools.screenshots`: the pictures of the dashboard in docs/, in light and dark.

They show real executions on the embedded AWS: a running one, a failed one and the plan to resume
it, the list of runs, and production while its schedule is off.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import chromium, sign_in
from tests.support.client import Api
from tests.support.process import ROOT, serving

DOCS = ROOT / "docs"
PROD = ROOT / "terraform" / "environments" / "prod" / "terraform.tfvars.json"
SIZE: ViewportSize = {"width": 1280, "height": 800}
FAILING = {
    "overrides": {"job4": {"--SIMULATE": "fail: no snapshot of 2026-11-01 in s3://landing"}},
    "reason": "late snapshot",
}
CORRECTED = {"overrides": {"job4": {"--SIMULATE": None}}, "reason": "the snapshot is there"}
RETRYING = {"overrides": {"job1": {"--SIMULATE": "fail-once"}}, "reason": "monthly refresh"}


def main() -> int:
    """Take all pictures and print their names."""
    with chromium() as browser, serving("--no-demo", "--job-seconds", "2") as served:
        api = served.api
        api.put("/schedule", {"enabled": True})
        api.run({"reason": "first of the month"})
        failed = api.run(FAILING)["name"]
        pages = {}
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=SIZE, device_scale_factor=1.5, locale="en-GB")
            pages[scheme] = context.new_page()
            pages[scheme].emulate_media(color_scheme=scheme)
            sign_in(pages[scheme], api.url)
            take_failed(pages[scheme], api, failed, scheme)
        running = api.start(RETRYING)
        for scheme, page in pages.items():
            page.goto(f"{api.url}/#/runs/{running}")
            expect(page.locator(".gantt li", has_text="job3a").locator(".bar")).to_be_visible()
            page.wait_for_timeout(500)
            take(page, f"dashboard-running-{scheme}")
        for scheme, page in pages.items():
            page.goto(f"{api.url}/#/")
            expect(page.locator(".run")).to_have_count(3)
            page.wait_for_timeout(200)
            take(page, f"dashboard-runs-{scheme}")
    with chromium() as browser, serving("--no-demo", "--values", str(PROD)) as served:
        take_production(browser, served.api)
    return 0


def take_production(browser: Browser, api: Api) -> None:
    """Take production's runs: one failed, its resume, one of a single step; the schedule is off."""
    failed = api.run(FAILING)["name"]
    resumed = api.post(f"/executions/{failed}/resume", CORRECTED).json()["name"]
    api.ended(resumed)
    api.run({"only": ["job7"], "reason": "the report once more"})
    api.put("/schedule", {"enabled": False, "reason": "the source is being moved"})
    for scheme in ("light", "dark"):
        page = browser.new_context(
            viewport=SIZE, device_scale_factor=1.5, locale="en-GB"
        ).new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        sign_in(page, api.url)
        expect(page.locator(".run")).to_have_count(3)
        expect(page.locator(".banner")).to_be_visible()
        take(page, f"dashboard-production-{scheme}")


def take_failed(page: Page, api: Api, name: str, scheme: str) -> None:
    """Take the failed run, and its plan to resume."""
    page.goto(f"{api.url}/#/runs/{name}")
    expect(page.locator(".gantt")).to_be_visible()
    take(page, f"dashboard-failed-{scheme}")
    page.get_by_role("link", name="Resume").click()
    expect(page.locator(".planned")).to_be_visible()
    take(page, f"dashboard-resume-{scheme}")


def take(page: Page, name: str) -> None:
    """Write a picture of the window."""
    path: Path = DOCS / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
