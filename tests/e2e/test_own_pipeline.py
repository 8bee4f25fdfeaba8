"""A pipeline of one's own, and a step more: a few lines, and everything comes with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import sign_in
from tests.support.client import Api, statuses, step
from tests.support.pipelines import EIGHT_STEPS, EIGHT_STEPS_VALUES, PIPELINES
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


def with_line(text: str, after: str, line: str) -> str:
    """Return a text with one line more."""
    head, found, tail = text.partition(after)
    assert found, text
    rest, newline, tail = tail.partition("\n")
    return f"{head}{found}{rest}{newline}{line}\n{tail}"


@pytest.fixture(scope="module")
def ninth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve the pipeline of eight steps with a ninth: a line there, and one in the values."""
    folder: Path = tmp_path_factory.mktemp("ninth")
    pipeline, values = folder / "pipeline.yaml", folder / "values.json"
    line = "      - {key: job8, title: Publish the ER table, job: job8}"
    pipeline.write_text(with_line(EIGHT_STEPS.read_text(), "key: job5", line))
    line = '    "job8": "publish-er-table",'
    values.write_text(with_line(EIGHT_STEPS_VALUES.read_text(), '"job_names": {', line))
    with serving("--no-demo", "--pipeline", str(pipeline), "--values", str(values)) as served:
        yield served


def test_a_ninth_step_is_a_line_in_the_pipeline_and_one_in_the_values(ninth: Serving) -> None:
    api = ninth.api
    assert ("er-table", ["job5", "job8"]) in stages_of(api)
    plan: dict[str, Any] = api.post("/refresh", {"dry_run": True}).json()
    assert plan["startable"]
    assert [found["key"] for found in plan["steps"]].index("job8") == 6
    execution = api.run()
    assert execution["status"] == "SUCCEEDED"
    assert execution["progress"]["total"] == 9
    assert step(execution, "job8")["status"] == "SUCCEEDED"
    assert step(execution, "job8")["job_name"] == "publish-er-table"


def test_the_dashboard_shows_the_ninth_step(ninth: Serving, page: Page) -> None:
    name = ninth.api.run({"only": ["job8"]})["name"]
    sign_in(page, f"{ninth.api.url}/#/runs/{name}")
    expect(page.locator(".gantt li", has_text="job8")).to_contain_text("Publish the ER table")
    page.goto(f"{ninth.api.url}/#/start")
    page.get_by_label("All but some").check()
    page.get_by_role("checkbox", name="job8").check()
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_role("region", name="Plan")).to_contain_text("Runs 8 steps of 9")
