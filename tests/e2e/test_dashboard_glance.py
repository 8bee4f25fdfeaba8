"""What is seen at a glance on the dashboard is true."""

import re
import time

import boto3
from playwright.sync_api import Browser, Locator, Page, expect

from local.provisioning import Deployed
from tests.support.browser import PATIENCE_MS, row_of, sign_in
from tests.support.client import Api
from tests.support.failing_run import FAILS, WORDY
from tests.support.glue import lasting
from tests.support.waiting import awaited


def cells(place: Locator) -> list[tuple[str, str]]:
    links = place.locator(".cells a")
    expect(links.first).to_be_visible()
    return [
        (str(link.get_attribute("class")), str(link.get_attribute("aria-label")))
        for link in links.all()
    ]


def test_a_partial_run_does_not_look_like_a_whole_one(page: Page, served: Api) -> None:
    name = served.run({"only": ["job4"]})["name"]
    sign_in(page, served.url)
    row = row_of(page, name)
    expect(row).to_contain_text("partial")
    expect(row.locator(".count")).to_have_text("1 of 1 run, 7 skipped")
    kinds = [kind for kind, _ in cells(row)]
    assert kinds == [*["skipped"] * 4, "good", *["skipped"] * 3]
    expect(page).to_have_title(re.compile("^dev · ✓ Succeeded, 7 skipped"))
    row.get_by_role("link", name=name).click()
    state = page.locator(".state")
    expect(state).to_contain_text("partial")
    expect(state.locator(".count")).to_have_text("1 of 1 run, 7 skipped")


def test_a_resumed_run_says_where_the_other_steps_were_done(
    page: Page, served: Api, failed: str, resumed: str
) -> None:
    sign_in(page, served.url)
    row = row_of(page, resumed)
    expect(row.locator(".count")).to_have_text(f"1 of 1 run, 1 done in {failed}, 6 skipped")
    assert cells(row)[-1] == ("earlier", "job7 Cleanrooms report: Done earlier")
    row.locator(".count").get_by_role("link", name=failed).click()
    expect(page.get_by_role("heading", name=failed)).to_be_visible()
    page.goto(f"{served.url}/#/runs/{resumed}")
    done = page.locator(".gantt li", has_text="job7")
    expect(done).to_contain_text(f"Done earlier, in {failed}")


def test_a_failure_that_was_dealt_with_says_so_and_does_not_ask_to_be_resumed(
    page: Page, served: Api, failed: str, resumed: str
) -> None:
    sign_in(page, served.url)
    expect(row_of(page, failed)).to_contain_text(f"Completed by {resumed}")
    row_of(page, failed).get_by_role("link", name=failed).click()
    notice = page.locator(".notice.good")
    expect(notice).to_contain_text("A later run completed this.")
    expect(notice).to_contain_text(f"{resumed} completed the remaining steps.")
    expect(notice.get_by_role("link", name=resumed)).to_be_visible()
    expect(page.get_by_role("link", name="Resume…")).not_to_have_class(re.compile("main"))


def test_a_run_whose_steps_a_later_one_did_that_is_no_resume_of_it_says_so(
    page: Page, served: Api
) -> None:
    with lasting(served.job_names()["job7"]):
        stopped = served.start({"only": ["job7"]})
        awaited(lambda: served.execution(stopped)["progress"]["running"])
        assert served.post(f"/executions/{stopped}/stop").ok
    later = served.run({"only": ["job7"]})["name"]
    sign_in(page, f"{served.url}/#/runs/{stopped}")
    notice = page.locator(".notice.good")
    expect(notice).to_contain_text(
        f"A later run, {later}, completed these steps with the same arguments."
    )
    expect(notice.get_by_role("link", name=later)).to_have_attribute("href", f"#/runs/{later}")


def test_a_failure_whose_resume_failed_is_tied_to_it_and_is_still_to_be_resumed(
    page: Page, served: Api
) -> None:
    first = served.run(FAILS)["name"]
    second = served.post(f"/executions/{first}/resume", {}).json()["name"]
    served.ended(second)
    sign_in(page, served.url)
    expect(row_of(page, first)).to_contain_text(f"Resumed by {second}")
    expect(row_of(page, first)).not_to_contain_text("Completed by")
    row_of(page, first).get_by_role("link", name=first).click()
    expect(page.locator(".notice.wait")).to_contain_text(f"Resumed by {second}")
    expect(page.get_by_role("link", name="Resume…")).to_have_class(re.compile("main"))


def test_each_cell_is_its_own_step_and_names_it(page: Page, served: Api) -> None:
    name = served.run({"overrides": {"job1": {"--SIMULATE": "fail"}}})["name"]
    sign_in(page, served.url)
    expect(row_of(page, name).locator(".count")).to_have_text("1 of 8 done, 1 failed")
    found = cells(row_of(page, name))
    assert found[:3] == [
        ("bad", "job1 Addressable split and part: Failed"),
        ("good", "job2 Infobase split and part: Succeeded"),
        ("idle", "job3a Register addressable ids: Not run"),
    ]
    assert [label.split()[0] for _, label in found] == list(served.job_names())
    first = row_of(page, name).locator(".cells a").first
    expect(first).to_have_attribute("title", "job1 Addressable split and part: Failed")
    headers = page.get_by_role("columnheader")
    expect(headers.filter(has_text="Steps")).to_be_visible()
    expect(headers).to_have_text(
        ["Status", "Run", "Steps", "Started", "Duration", "By, reason", "Details"]
    )


def test_the_whole_row_opens_a_run_and_a_step(page: Page, served: Api, failed: str) -> None:
    sign_in(page, served.url)
    # What is under the pointer is the link, which covers the row: hence the force.
    row_of(page, failed).locator(".long").click(force=True)
    expect(page).to_have_url(re.compile(f"#/runs/{failed}$"))
    steps = page.locator("table.steps")
    steps.locator("[data-name=Status]", has_text="Succeeded").click(force=True)
    expect(page).to_have_url(re.compile(r"step=job7$"))
    expect(page.locator("tr.open")).to_contain_text("job7")


def test_a_failed_step_is_open_on_arrival_and_can_be_closed(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}")
    expect(page.locator("tr.full")).to_have_count(1)
    row = page.locator("tr.open")
    expect(row).to_contain_text("job6")
    expect(row.locator("[data-name=Attempts]")).to_have_text("2 of 2")
    row.get_by_role("link", name="job6").click()
    expect(page.locator("tr.full")).to_have_count(0)


def test_what_is_long_is_cut_until_more_is_asked_for(page: Page, served: Api, failed: str) -> None:
    sign_in(page, served.url)
    why = row_of(page, failed).locator(".why")
    expect(why).to_contain_text("…")
    assert len(why.inner_text()) < len(WORDY)
    why.get_by_role("button", name="more").click()
    expect(why).to_contain_text(WORDY.strip())
    expect(page).to_have_url(re.compile("#/?$|/$"))
    why.get_by_role("button", name="less").click()
    expect(why).to_contain_text("…")


def test_the_readers_zone_is_named_and_utc_is_not_said_twice(
    page: Page, served: Api, failed: str, browser: Browser
) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}")
    expect(page.locator(".facts time").first).to_contain_text("GMT-")
    expect(page.locator(".facts time .utc").first).to_be_visible()
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    there = context.new_page()
    sign_in(there, f"{served.url}/#/runs/{failed}")
    expect(there.locator(".facts time").first).to_have_text(re.compile(r"^\s*\d+ \w+, [\d:]+ UTC"))
    expect(there.locator("time .utc")).to_have_count(0)
    context.close()


def test_an_input_that_no_refresh_takes_is_not_offered_to_be_resumed(
    page: Page, served: Api, deployed: Deployed
) -> None:
    name = f"console-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input='{"only": ["job4"]}'
    )
    served.ended(name)
    sign_in(page, f"{served.url}/#/runs/{name}")
    expect(page.get_by_text("RefreshInputInvalid")).to_be_visible()
    expect(page.get_by_role("link", name="Start again…")).to_be_visible()
    expect(page.get_by_role("link", name="Resume…")).to_have_count(0)
