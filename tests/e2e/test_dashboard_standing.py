"""What stands over the runs: the last whole one, and what the schedule starts next."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from local.provisioning import Deployed
from tests.support.axe import violations
from tests.support.browser import fits, row_of, sign_in
from tests.support.client import Api
from tests.support.deployments import api_of, beside

OFF = {"enable_scheduled_execution": False}
TAG = "other arguments"
NONE = "There is no schedule: no refresh starts automatically."


@pytest.fixture(scope="module")
def unscheduled(deployed: Deployed) -> Api:
    """Give the API of a deployment that has no schedule."""
    return api_of(beside("unscheduled", OFF))


def standing(page: Page) -> Locator:
    return page.locator("main > .lead")


def is_last_whole(page: Page, name: str) -> None:
    link = standing(page).locator("span", has_text="Last whole run").get_by_role("link")
    expect(link).to_have_attribute("href", f"#/runs/{name}")


def fail_and_resume(api: Api, **more: dict[str, str]) -> tuple[str, str]:
    """Let job7 fail, and a resume do it as configured; return both names."""
    overrides = {"job7": {"--SIMULATE": "fail"}, **more}
    failed = api.run({"overrides": overrides})["name"]
    answer = api.post(f"/executions/{failed}/resume", {"overrides": {"job7": {"--SIMULATE": None}}})
    assert answer.status_code == 202, answer.text
    return failed, api.ended(answer.json()["name"])["name"]


def test_the_last_whole_run_and_what_comes_next_stand_over_the_runs(
    page: Page, served: Api
) -> None:
    whole = served.run()["name"]
    part = served.run({"only": ["job7"]})["name"]
    scratch = served.run({"overrides": {"job1": {"--DATABASE": "scratch"}}})["name"]
    dated = served.run({"snapshot_dt": "2020-01-01"})["name"]
    sign_in(page, served.url)
    is_last_whole(page, whole)
    expect(standing(page)).to_contain_text(re.compile("Next scheduled run: .* in "))
    for name in (scratch, dated):
        expect(row_of(page, name)).to_contain_text(TAG)
        expect(row_of(page, name)).not_to_contain_text("partial")
    for name in (whole, part):
        expect(row_of(page, name)).not_to_contain_text(TAG)
    page.set_viewport_size({"width": 360, "height": 800})
    assert fits(page)
    assert violations(page) == []
    row_of(page, scratch).get_by_role("link", name=scratch).click()
    expect(page.locator(".state")).to_contain_text(TAG)


def test_a_resume_is_whole_unless_a_step_was_done_with_other_arguments_before(
    page: Page, served: Api
) -> None:
    failed, whole = fail_and_resume(served)
    _, rehearsed = fail_and_resume(served, job1={"--DATABASE": "scratch"})
    sign_in(page, served.url)
    expect(row_of(page, failed)).to_contain_text(TAG)
    expect(row_of(page, rehearsed).locator(".status")).to_contain_text("Succeeded")
    expect(row_of(page, rehearsed)).not_to_contain_text(TAG)
    is_last_whole(page, whole)


def test_where_no_run_was_whole_or_is_scheduled_that_is_said(page: Page, unscheduled: Api) -> None:
    name = unscheduled.run({"only": ["job7"]})["name"]
    sign_in(page, unscheduled.url)
    expect(row_of(page, name)).to_be_visible()
    expect(standing(page)).to_contain_text("No whole run among the 1 shown")
    expect(standing(page)).to_contain_text(NONE)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_schedule_view_says_that_there_is_none(page: Page, unscheduled: Api) -> None:
    sign_in(page, f"{unscheduled.url}/#/schedule")
    main = page.get_by_role("main")
    expect(main).to_contain_text(NONE)
    expect(main).not_to_contain_text("Not found")
    expect(main).not_to_contain_text("Request")
    expect(page.get_by_role("button", name=re.compile("^Switch"))).to_have_count(0)
    assert violations(page) == []
