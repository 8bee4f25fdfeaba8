"""The environment in the dashboard, a history that is gone, and its words."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.api import environment_of, serve_api
from local.deployment import read_deployment
from local.provisioning import Deployed, provision
from tests.e2e.conftest import new_page
from tests.support.axe import violations
from tests.support.browser import fits, row_of, sign_in
from tests.support.client import Api
from tests.support.deployments import api_of, beside
from tests.support.failing_run import WORDY
from tests.support.glue import lasting
from tests.support.pipelines import REFRESH_URL
from tests.support.process import ROOT
from tests.support.wiring import RenewableWiring

PROD = ROOT / "terraform" / "environments" / "prod" / "terraform.tfvars.json"


@pytest.fixture
def prod(deployed: Deployed) -> Iterator[Api]:
    """Give the API of production, whose runs go on until the test ends."""
    deployment = read_deployment(PROD)
    api = api_of(provision(REFRESH_URL, deployment))
    with ExitStack() as stack:
        for job_name in deployment.values.job_names.values():
            stack.enter_context(lasting(job_name))
        yield api


def test_production_looks_different_and_every_question_names_it(
    page: Page, prod: Api, deployed: Deployed, context: BrowserContext
) -> None:
    page.goto(prod.url)
    expect(page.get_by_role("dialog")).to_contain_text("prod")
    expect(page).to_have_title("prod · Database refresh")
    sign_in(page, prod.url)
    head = page.get_by_role("banner")
    expect(head).to_contain_text("prod")
    expect(head).to_have_class(re.compile("production"))
    look = "getComputedStyle(document.querySelector('.top')).backgroundColor"
    colour = page.evaluate(look)
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("e879f9"))
    page.goto(f"{prod.url}/#/start")
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
    page.goto(f"{prod.url}/#/schedule")
    page.get_by_role("button", name="Switch off…").click()
    expect(page.get_by_role("button", name="Switch it off in prod")).to_be_visible()
    with new_page(context) as other:
        # Not the API of all tests: it is watched, and may not call what production has.
        sign_in(other, api_of(deployed).url)
        expect(other.get_by_role("banner")).to_contain_text("dev")
        assert other.evaluate(look) != colour
        icon = other.locator("link[rel=icon]")
        expect(icon).not_to_have_attribute("href", re.compile("e879f9"))


@pytest.mark.usefixtures("alone")
def test_an_api_that_came_back_with_another_history_is_told(page: Page, deployed: Deployed) -> None:
    wiring = RenewableWiring(environment_of(deployed), monotonic)
    url = serve_api(0, wiring, log_level="INFO")
    name = Api(url).run({"only": ["job7"]})["name"]
    sign_in(page, url)
    expect(row_of(page, name)).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("The API cannot be reached")).to_be_visible()
    wiring.renew(**environment_of(beside("another-history")))
    page.context.set_offline(False)
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


# Of the runs in a list: those of other files may have the words of AWS in their causes.
OF_THIS_RUN = """
(name) => {
  for (const run of document.querySelectorAll(".run")) {
    if (!run.textContent.includes(name)) run.style.display = "none";
  }
  return document.querySelector("main").innerText;
}
"""
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
        found = RAW.findall(page.evaluate(OF_THIS_RUN, failed).replace(WORDY, ""))
        assert not found, place
