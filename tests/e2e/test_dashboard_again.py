"""What is asked again through the dashboard, what is taken back, and who may and did."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.axe import violations
from tests.support.browser import sign_in
from tests.support.client import Api
from tests.support.glue import lasting

ASKED: dict[str, Any] = {
    "overrides": {
        "job6": {"--SIMULATE": "fail: no room", "--EMPTY": ""},
        "job7": {"--SIMULATE": "no"},
    },
    "only": ["job6", "job7"],
    "reason": "the first time",
}


@pytest.fixture(scope="module")
def failed(served: Api) -> str:
    name: str = served.run(ASKED)["name"]
    return name


def arguments(page: Page, key: str) -> Locator:
    """Open the arguments of a step and give them."""
    found = page.locator(".overrides details", has=page.locator("summary b", has_text=key))
    found.locator("summary").click()
    return found


def seen_plan(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("(See|Update) the plan")).last.click()
    plan = page.get_by_role("region", name="Plan")
    expect(plan.locator(".planned")).to_be_visible()
    return plan


def test_a_run_is_started_again_with_what_it_was_asked(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}")
    page.get_by_role("link", name="Start again…").click()
    expect(page.get_by_label("All but some")).to_be_checked()
    expect(page.get_by_role("checkbox", name="job5")).to_be_checked()
    expect(page.get_by_role("checkbox", name="job6")).not_to_be_checked()
    job6 = arguments(page, "job6")
    expect(job6.get_by_label("--SIMULATE")).to_have_value("fail: no room")
    assert violations(page) == []
    job6.get_by_label("--SIMULATE").fill("no")
    assert page.get_by_label("Reason").input_value() == ""
    plan = seen_plan(page)
    expect(plan).to_contain_text("Runs 2 steps of 8")
    plan.get_by_role("button", name="Start this refresh").click()
    expect(page.locator(".state .status")).to_contain_text("Succeeded")
    again = served.get("/executions?limit=1").json()["items"][0]
    overrides = served.execution(again["name"])["input"]["overrides"]
    assert again["reason"] is None
    assert overrides["job6"] == {"--SIMULATE": "no", "--EMPTY": ""}
    assert overrides["job7"] == {"--SIMULATE": "no"}


def test_for_a_part_of_its_steps_what_is_left_out_is_named(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, f"{served.url}/#/start?like={failed}")
    page.get_by_label("Only some").check()
    for key in ("job1", "job2", "job3a", "job3b", "job4", "job5"):
        page.get_by_role("checkbox", name=key).uncheck()
    page.get_by_role("checkbox", name="job7").check()
    plan = seen_plan(page)
    left_out = plan.locator(".notice.off")
    expect(left_out).to_contain_text("job6 --SIMULATE, --EMPTY")
    expect(plan.get_by_role("button", name="Start this refresh")).to_be_enabled()
    assert violations(page) == []


def test_the_snapshot_of_the_run_is_left_out_while_the_form_asks_for_another(
    page: Page, served: Api
) -> None:
    name = served.run({"only": ["job1"], "snapshot_dt": "2020-01-01"})["name"]
    sign_in(page, f"{served.url}/#/start?like={name}")
    job1 = arguments(page, "job1")
    snapshot = job1.get_by_label("--SNAPSHOT_DT")
    expect(snapshot).to_have_value("2020-01-01")
    expect(job1.locator("summary")).to_contain_text("1 kept")
    page.get_by_label("The newest").check()
    expect(snapshot).to_have_count(0)
    expect(job1.locator("summary")).not_to_contain_text("kept")
    changed = seen_plan(page).get_by_role("listitem").filter(has_text="job1")
    expect(changed).not_to_contain_text("2020-01-01")
    page.get_by_label("Of a day").check()
    expect(snapshot).to_have_count(0)
    page.get_by_label("As in that run").check()
    expect(snapshot).to_have_value("2020-01-01")
    snapshot.fill("2021-01-01")
    page.get_by_label("The newest").check()
    page.get_by_role("button", name=re.compile("(See|Update) the plan")).last.click()
    expect(job1.get_by_role("alert")).to_contain_text("give one of the two")
    job1.get_by_role("button", name="Undo --SNAPSHOT_DT").click()
    expect(snapshot).to_have_count(0)
    expect(seen_plan(page)).to_contain_text("Runs 1 step of 8")


def test_every_step_can_be_asked_for_where_the_run_had_skipped_some(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, f"{served.url}/#/start?like={failed}")
    page.get_by_label("Every step").check()
    expect(seen_plan(page)).to_contain_text("Runs 8 steps of 8")


def test_an_inherited_argument_is_taken_back_in_a_resume(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}/resume")
    job6 = arguments(page, "job6")
    job6.get_by_role("button", name="Remove --SIMULATE").click()
    expect(job6).to_contain_text("fail: no room removed")
    job6.get_by_role("button", name="Keep --SIMULATE").click()
    expect(job6.get_by_label("--SIMULATE")).to_have_value("fail: no room")
    job6.get_by_role("button", name="Remove --SIMULATE").click()
    expect(page.locator("summary", has_text="job7")).to_have_count(0)
    plan = seen_plan(page)
    will_run = plan.locator(".will-run")
    expect(will_run).to_contain_text("job6")
    expect(will_run).to_contain_text("--EMPTY")
    expect(will_run).not_to_contain_text("--SIMULATE")
    assert violations(page) == []
    plan.get_by_role("button", name="Resume this refresh").click()
    expect(page.locator(".state .status")).to_contain_text("Succeeded")
    again = served.get("/executions?limit=1").json()["items"][0]
    assert served.execution(again["name"])["input"]["overrides"] == {"job6": {"--EMPTY": ""}}


def test_an_added_argument_can_be_removed_and_an_empty_value_stays_empty(
    page: Page, served: Api
) -> None:
    sign_in(page, f"{served.url}/#/start")
    sent: list[Any] = []
    page.on("request", lambda asked: sent.append(asked.post_data_json) if asked.post_data else None)
    job4 = arguments(page, "job4")
    for name in ("--GONE", "EMPTY"):
        job4.get_by_label("Another argument").fill(name)
        job4.get_by_role("button", name="Add").click()
    expect(job4.get_by_label("--EMPTY")).to_be_focused()
    job4.get_by_role("button", name="Remove --GONE").click()
    expect(job4.get_by_label("--GONE")).to_have_count(0)
    job3a = arguments(page, "job3a")
    job3a.get_by_label("--MAX_COLS").fill("200")
    job3a.get_by_label("--MAX_COLS").fill("")
    job3a.get_by_label("--DATABASE").fill("other")
    job3a.get_by_role("button", name="Undo --DATABASE").click()
    plan = seen_plan(page)
    expect(plan.get_by_role("listitem").filter(has_text="job3a")).to_contain_text("(empty)")
    empty = {"job4": {"--EMPTY": ""}, "job3a": {"--MAX_COLS": ""}}
    assert sent[-1] == {"overrides": empty, "dry_run": True}


def test_the_checks_of_a_plan_can_be_opened(page: Page, served: Api) -> None:
    sign_in(page, f"{served.url}/#/start")
    plan = seen_plan(page)
    passed = plan.locator("details", has_text="checks passed")
    expect(passed.get_by_text("no other refresh is running")).to_be_hidden()
    passed.locator("summary").click()
    expect(passed.get_by_text("no other refresh is running")).to_be_visible()
    assert violations(page) == []


def test_the_run_that_stands_in_the_way_is_a_link(page: Page, served: Api) -> None:
    sign_in(page, f"{served.url}/#/start")
    start = seen_plan(page).get_by_role("button", name="Start this refresh")
    with lasting(served.job_names()["job7"]):
        name = served.start({"only": ["job7"]})
        start.click()
        alert = page.get_by_role("alert")
        expect(alert.get_by_role("link", name=name)).to_have_attribute("href", f"#/runs/{name}")
        plan = seen_plan(page)
        expect(plan.locator(".checks .bad").get_by_role("link", name=name)).to_be_visible()
        expect(start).to_be_disabled()
