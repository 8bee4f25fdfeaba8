"""A pipeline of one's own: a few lines, and everything comes with them.

docs/guides/add-a-step.md runs the pipeline of eight steps with a ninth.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import sign_in
from tests.support.client import Api, statuses, step
from tests.support.pipelines import PIPELINES
from tests.support.process import Serving, serving
from tests.support.waiting import awaited

CATALOGUE = PIPELINES / "catalogue.yaml"
STEPS = ("suppliers", "stock", "reviews", "match", "search_index", "web")


@pytest.fixture(scope="module")
def shop() -> Iterator[Serving]:
    """Serve the pipeline of a shop's catalogue."""
    values = CATALOGUE.with_suffix(".tfvars.json")
    with serving("--no-demo", "--pipeline", str(CATALOGUE), "--values", str(values)) as served:
        yield served


@pytest.fixture
def shop_api(shop: Serving) -> Api:
    return shop.api


def stages_of(api: Api) -> list[tuple[str, list[str]]]:
    stages = api.get("/pipeline").json()["stages"]
    return [(stage["name"], [step["key"] for step in stage["steps"]]) for stage in stages]


def test_its_stages_steps_and_settings_are_told(shop_api: Api) -> None:
    assert stages_of(shop_api) == [
        ("Load", ["suppliers", "stock", "reviews"]),
        ("match prices", ["match"]),
        ("publish_it", ["search_index", "web"]),
    ]
    steps = {
        step["key"]: step
        for stage in shop_api.get("/pipeline").json()["stages"]
        for step in stage["steps"]
    }
    assert steps["web"]["title"] == "Web shop (EU & US)"
    assert steps["stock"]["timeout_seconds"] == 600
    assert steps["suppliers"]["defaults"] == {"--SOURCE": "suppliers", "--FULL": "yes"}
    assert shop_api.get("/schedule").json()["expression"] == "rate(1 day)"


def test_the_form_offers_no_snapshot_where_no_step_takes_one(shop: Serving, page: Page) -> None:
    sign_in(page, f"{shop.api.url}/#/start")
    expect(page.get_by_role("group", name="Steps")).to_be_visible()
    expect(page.get_by_role("group", name="Snapshot")).to_have_count(0)


def test_a_failure_costs_only_the_step_that_failed(shop: Serving) -> None:
    api = shop.api
    asked = {"overrides": {"web": {"--SIMULATE": "fail: no space left"}}, "skip": ["reviews"]}
    plan = api.post("/refresh", {**asked, "dry_run": True}).json()
    assert {found["key"] for found in plan["steps"] if found["action"] == "skip"} == {"reviews"}
    failed = api.run(asked)
    assert failed["status"] == "FAILED"
    assert failed["message"] == "web failed: no space left"
    assert len(step(failed, "web")["attempts"]) == 2
    mail = "The database refresh {} in night failed."
    awaited(lambda: mail.format(failed["name"]) in shop.output.read_text())
    again = api.post(
        f"/executions/{failed['name']}/resume", {"overrides": {"web": {"--SIMULATE": "no"}}}
    )
    assert again.status_code == 202, again.text
    resumed = api.ended(again.json()["name"])
    assert statuses(resumed) == {**dict.fromkeys(STEPS, "SKIPPED"), "web": "SUCCEEDED"}
    assert resumed["status"] == "SUCCEEDED"


def test_one_at_a_time_and_it_can_be_stopped(shop_api: Api) -> None:
    name = shop_api.start({"overrides": {"match": {"--SIMULATE": "RUNNING"}}, "start_at": "match"})
    awaited(lambda: statuses(shop_api.execution(name))["match"] == "RUNNING")
    refused = shop_api.post("/refresh", {})
    assert refused.status_code == 409
    assert refused.json()["holder"]["name"] == name
    stopped = shop_api.post(f"/executions/{name}/stop", {"reason": "wrong prices"})
    assert stopped.status_code == 200, stopped.text
    assert shop_api.ended(name)["status"] == "ABORTED"


def test_a_step_that_it_has_not_is_refused(shop_api: Api) -> None:
    refused = shop_api.post("/refresh", {"only": ["job1"]})
    assert refused.status_code == 422
    assert f"the steps are {', '.join(STEPS)}" in refused.text


def test_the_dashboard_shows_its_steps(shop: Serving, page: Page) -> None:
    name = shop.api.run({"only": ["web"]})["name"]
    sign_in(page, f"{shop.api.url}/#/runs/{name}")
    expect(page.locator(".gantt li", has_text="web")).to_contain_text("Web shop (EU & US)")
    page.goto(f"{shop.api.url}/#/start")
    page.get_by_label("All but some").check()
    page.get_by_role("checkbox", name="web").check()
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_role("region", name="Plan")).to_contain_text("Runs 5 steps of 6")
