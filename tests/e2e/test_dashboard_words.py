"""The environment in the dashboard, a history that is gone, and its words."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import new_page
from tests.support.axe import violations
from tests.support.browser import fits, row_of, sign_in
from tests.support.client import Api
from tests.support.failing_run import WORDY
from tests.support.process import ROOT, serving

PROD = ROOT / "terraform" / "environments" / "prod" / "terraform.tfvars.json"


def test_production_looks_different_and_every_question_names_it(
    page: Page, served: Api, browser: Browser
) -> None:
    with serving("--no-demo", "--values", str(PROD), "--job-seconds", "60") as prod:
        page.goto(prod.api.url)
        expect(page.get_by_role("dialog")).to_contain_text("prod")
        expect(page).to_have_title("prod · Database refresh")
        sign_in(page, prod.api.url)
        head = page.get_by_role("banner")
        expect(head).to_contain_text("prod")
        expect(head).to_have_class(re.compile("production"))
        look = "getComputedStyle(document.querySelector('.top')).backgroundColor"
        colour = page.evaluate(look)
        expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("e879f9"))
        page.goto(f"{prod.api.url}/#/start")
        page.get_by_role("button", name="See the plan").click()
        expect(page.get_by_role("heading", name="Plan in prod")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Start this refresh in prod").click()
        page.get_by_role("button", name="Stop…").click()
        dialog = page.get_by_role("dialog", name="Stop this run in prod")
        expect(dialog.get_by_role("button", name="Stop it in prod")).to_be_visible()
        assert violations(page) == []
        dialog.get_by_role("button", name="Stop it in prod").click()
        expect(page.locator(".state .status")).to_contain_text("Stopped")
        page.goto(f"{prod.api.url}/#/schedule")
        page.get_by_role("button", name="Switch off…").click()
        expect(page.get_by_role("button", name="Switch it off in prod")).to_be_visible()
    with new_page(browser) as other:
        sign_in(other, served.url)
        expect(other.get_by_role("banner")).to_contain_text("dev")
        assert other.evaluate(look) != colour
        icon = other.locator("link[rel=icon]")
        expect(icon).not_to_have_attribute("href", re.compile("e879f9"))


def test_an_api_that_came_back_with_another_history_is_told(page: Page) -> None:
    with serving("--no-demo") as first:
        name = first.api.run({"only": ["job7"]})["name"]
        port = first.api.url.rpartition(":")[2]
        sign_in(page, first.api.url)
        expect(row_of(page, name)).to_be_visible()
    with serving("--no-demo", "--port", port):
        expect(page.get_by_text("The API came back with another history.")).to_be_visible()
        expect(page.locator(".run")).to_have_count(0)
        assert violations(page) == []


def test_a_run_that_the_api_no_longer_knows_is_told(page: Page, served: Api, failed: str) -> None:
    going = {**served.execution(failed), "stopped_at": None, "poll_after_seconds": 1}
    one = re.compile(f"/executions/{failed}$")
    page.route(one, lambda route: route.fulfill(json=going))
    sign_in(page, f"{served.url}/#/runs/{failed}")
    expect(page.locator(".gantt")).to_be_visible()
    page.unroute(one)
    page.route(one, lambda route: route.continue_(url=f"{served.url}/executions/no-such-run"))
    notice = page.locator(".notice.wait", has_text="another history")
    expect(notice).to_contain_text("It no longer knows this run")
    expect(page.locator(".fresh")).to_contain_text("Out of date")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_fits_with_all_that_it_tells(
    page: Page, served: Api, failed: str, resumed: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, served.url)
    expect(row_of(page, resumed)).to_be_visible()
    row_of(page, failed).locator(".why").get_by_role("button", name="more").click()
    assert fits(page)
    assert violations(page) == []


RAW = re.compile(
    r"NOT_RUN|CANCELLED|TIMED_OUT|\bFAILED\b|to be run|Look again|Looking|Frozen|\bWhy\b|like this"
)


def test_words_are_a_persons(page: Page, served: Api, failed: str) -> None:
    sign_in(page, served.url)
    views = {
        "": ".run",
        "?status=ABORTED&since=2001-01-01&until=2001-01-02": ".empty",
        f"runs/{failed}": ".gantt",
        f"runs/{failed}?step=job1": "tr.full",
        f"runs/{failed}/resume": ".planned",
        f"start?like={failed}": "form details",
        "schedule": ".next-runs",
    }
    for place, drawn in views.items():
        page.goto(f"{served.url}/#/{place}")
        expect(page.locator(drawn).first).to_be_visible()
        found = RAW.findall(page.locator("main").inner_text().replace(WORDY, ""))
        assert not found, place
