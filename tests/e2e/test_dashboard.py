"""The dashboard as operators and viewers use it, in a real browser."""

import re
import time
from typing import Any

import boto3
from playwright.sync_api import Page, expect

from local.provisioning import Deployed
from tests.support.browser import sign_in
from tests.support.client import Api
from tests.support.executions import wait_for_end
from tests.support.glue import lasting, room_for, runs_of
from tests.support.lock import arn_of, start_directly
from tests.support.waiting import awaited

RUNS = re.compile(r"/executions\?")
FAILS = {"overrides": {"job6": {"--SIMULATE": "fail: no such table: part_x"}}, "only": ["job6"]}


def start_form(page: Page, url: str) -> None:
    sign_in(page, f"{url}/#/start")
    expect(page.get_by_role("heading", name="Start a refresh")).to_be_visible()


def test_a_refresh_is_started_through_the_form_and_watched_to_its_end(
    page: Page, served: Api
) -> None:
    nothing: dict[str, Any] = {"items": [], "next_cursor": None, "poll_after_seconds": 1}
    page.route(RUNS, lambda route: route.fulfill(json=nothing))
    sign_in(page, served.url)
    expect(page.get_by_text("No refresh has run yet")).to_be_visible()
    page.unroute(RUNS)
    page.get_by_role("link", name="Start").click()
    page.get_by_label("All but some").check()
    page.get_by_role("checkbox", name="job7").check()
    page.locator("summary", has_text="job3a").click()
    page.get_by_label("--MAX_COLS").first.fill("200")
    page.get_by_label("Reason").fill("late snapshot")
    expect(page.get_by_role("button", name="Start this refresh")).to_have_count(0)
    page.get_by_role("button", name="See the plan").click()
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("Runs 7 steps of 8")
    expect(plan.get_by_role("listitem").filter(has_text="job3a")).to_contain_text("200")
    jobs = served.job_names()
    with lasting(jobs["job4"]):
        with lasting(jobs["job1"]):
            plan.get_by_role("button", name="Start this refresh").click()
            expect(page.locator(".state .status")).to_contain_text("Running")
            expect(page).to_have_title(re.compile(r"^dev · ▶ \d/7 · manual-"))
            expect(page.locator(".gantt .bar.live").first).to_be_visible()
        expect(page.locator(".unseen[role=status]")).to_contain_text("job4: Running")
    expect(page.locator(".state .status")).to_contain_text("Succeeded")
    expect(page.locator(".state .count")).to_have_text("7 of 7 run, 1 skipped")
    expect(page.locator(".heading")).to_contain_text("Final")
    expect(page.locator(".gantt li", has_text="job7")).to_contain_text("Skipped")
    expect(page).to_have_title(re.compile("^dev · ✓ Succeeded, 1 skipped"))
    (run,) = served.get("/executions?limit=1").json()["items"]
    assert run["reason"] == "late snapshot"
    assert served.execution(run["name"])["input"]["overrides"] == {"job3a": {"--MAX_COLS": "200"}}


def test_a_plan_is_of_the_form_as_it_is_now(page: Page, served: Api) -> None:
    start_form(page, served.url)
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_role("button", name="Start this refresh")).to_be_enabled()
    page.get_by_label("Only some").check()
    expect(page.get_by_role("button", name="Start this refresh")).to_have_count(0)
    expect(page.get_by_text("The form has changed")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field(page: Page, served: Api) -> None:
    start_form(page, served.url)
    page.get_by_label("Of a day").check()
    page.locator("summary", has_text="job2").click()
    other = page.locator("details", has_text="job2")
    other.get_by_label("Another argument").fill("--JOB_NAME")
    other.get_by_role("button", name="Add").click()
    other.get_by_label("--JOB_NAME").fill("x")
    page.get_by_role("button", name="See the plan").click()
    snapshot = page.get_by_role("group", name="Snapshot")
    expect(snapshot.get_by_role("alert")).to_contain_text("2026-11-01")
    page.get_by_label("As configured").check()
    page.get_by_role("button", name="See the plan").click()
    expect(other.get_by_role("alert")).to_be_visible()


def test_a_step_that_failed_says_why_and_the_run_is_resumed_from_the_page(
    page: Page, served: Api
) -> None:
    failed = served.run(FAILS)["name"]
    sign_in(page, served.url)
    row = page.get_by_role("row").filter(has_text=failed)
    expect(row).to_contain_text("Failed")
    expect(row).to_contain_text("no such table: part_x")
    row.get_by_role("link", name=failed).click()
    full = page.locator("tr.full")
    expect(full).to_contain_text("no such table: part_x")
    expect(full.get_by_role("listitem")).to_have_count(2)
    expect(full.locator(".changed")).to_contain_text("--SIMULATE")
    page.get_by_role("link", name="Resume").click()
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("Runs 1 step of 8")
    page.locator("summary", has_text="job6").click()
    page.get_by_label("--SIMULATE").fill("no")
    plan.get_by_role("button", name="Update the plan").or_(
        plan.get_by_role("button", name="See the plan")
    ).click()
    plan.get_by_role("button", name="Resume this refresh").click()
    expect(page.locator(".lineage")).to_contain_text(failed)
    expect(page.locator(".state .status")).to_contain_text("Succeeded")


def test_a_run_is_stopped_from_the_page_and_another_start_names_it(page: Page, served: Api) -> None:
    start_form(page, served.url)
    page.get_by_role("button", name="See the plan").click()
    start = page.get_by_role("button", name="Start this refresh")
    expect(start).to_be_enabled()
    with lasting(served.job_names()["job1"]):
        name = served.start({"reason": "by someone else"})
        start.click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Refresh already running")
        expect(alert).to_contain_text("by someone else")
        alert.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Stop…").click()
        page.get_by_label("Reason (optional").fill("wrong snapshot")
        page.get_by_role("button", name="Stop it").click()
        expect(page.locator(".state .status")).to_contain_text("Stopped")
    expect(page.get_by_text("The run and its Glue runs have stopped")).to_be_visible()
    expect(page.get_by_text("wrong snapshot")).to_be_visible()
    assert served.execution(name)["status"] == "ABORTED"


def test_a_run_that_was_refused_is_no_failure(page: Page, served: Api, deployed: Deployed) -> None:
    name = f"refused-{time.time_ns()}"
    with room_for(served.job_names()["job5"], 0):
        holder = served.start({"only": ["job5"]})
        start_directly(deployed, name, "job5")
        served.ended(name)
    served.ended(holder)
    sign_in(page, served.url)
    row = page.get_by_role("row").filter(has_text=f"because {holder} was running then")
    expect(row.locator(".status.off")).to_contain_text("Refused")
    expect(row.locator(".why.off")).to_be_visible()
    page.get_by_label("Status").select_option("Failed")
    expect(page).to_have_url(re.compile(r"status=FAILED$"))
    expect(row).to_have_count(0)
    page.get_by_label("Status").select_option("Refused")
    row.get_by_role("link", name=name).click()
    expect(page.locator(".state .status.off")).to_contain_text("Refused")
    expect(page.locator(".notice.off")).to_contain_text(f"because {holder} was running then")
    expect(page).to_have_title(f"dev · ⊘ Refused · {name}")
    assert "%2352525b" in str(page.locator("link[rel=icon]").get_attribute("href"))
    expect(page.get_by_role("link", name="Resume")).to_have_count(0)


def test_a_run_that_waits_for_what_an_earlier_one_left_says_so(
    page: Page, served: Api, deployed: Deployed
) -> None:
    job3 = served.job_names()["job3a"]
    before = len(runs_of(job3))
    with lasting(job3):
        dead = served.start({"only": ["job3a"]})
        awaited(lambda: len(runs_of(job3)) > before)
        boto3.client("stepfunctions").stop_execution(executionArn=arn_of(deployed, dead))
        wait_for_end(arn_of(deployed, dead))
        name = f"waits-{time.time_ns()}"
        start_directly(deployed, name, "job3a")
        sign_in(page, f"{served.url}/#/runs/{name}")
        waits = page.locator(".notice.wait")
        expect(waits).to_contain_text("Waiting for Glue runs of an earlier refresh")
        expect(waits).to_contain_text(f"{job3}: {runs_of(job3)[-1].job_run_id} Running")
        expect(page.locator("table.steps")).to_contain_text("Pending")
    expect(page.locator(".state .status")).to_contain_text("Succeeded")
    expect(waits).to_have_count(0)
