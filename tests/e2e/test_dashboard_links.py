"""Who sees what of the dashboard, its links, and its use by keyboard."""

import re

from playwright.sync_api import Page, expect

from chalicelib.domain.access import Role
from local.provisioning import TOKENS
from tests.support.browser import row_of, sign_in
from tests.support.client import Api
from tests.support.glue import lasting

FAILS = {"overrides": {"job6": {"--SIMULATE": "fail: no such table: part_x"}}, "only": ["job6"]}


def test_a_viewer_is_shown_nothing_that_they_may_not_do(page: Page, served: Api) -> None:
    name = served.run(FAILS)["name"]
    with lasting(served.job_names()["job1"]):
        live = served.start({"only": ["job1"]})
        sign_in(page, served.url, TOKENS[Role.VIEWER])
        expect(page.get_by_text("viewer", exact=True)).to_be_visible()
        drawn = {
            "": ".run",
            "schedule": ".next-runs",
            f"runs/{name}": ".gantt",
            f"runs/{live}": ".gantt",
            f"runs/{name}/resume": "h1",
            "start": "h1",
        }
        for place, seen in drawn.items():
            page.goto("about:blank")
            page.goto(f"{served.url}/#/{place}")
            expect(page.locator(seen).first).to_be_visible()
            acts = page.get_by_text(re.compile("^(Start|Stop|Resume|Switch|See the plan)"))
            expect(acts.and_(page.locator("button, a"))).to_have_count(0)


def test_a_link_with_filters_that_there_are_not_shows_all_runs(page: Page, served: Api) -> None:
    name = served.run({"only": ["job7"]})["name"]
    sign_in(page, f"{served.url}/#/?status=toString&since=soon&until=2001-02-31&other=1")
    expect(row_of(page, name)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Status")).to_have_value("")
    expect(page.get_by_role("link", name="Clear")).to_have_count(0)
    page.get_by_label("Status").select_option("Succeeded")
    expect(page).to_have_url(re.compile(r"#/\?status=SUCCEEDED$"))


def test_links_lead_to_what_they_show_and_back_leads_back(page: Page, served: Api) -> None:
    name = served.run({"only": ["job7"]})["name"]
    sign_in(page, f"{served.url}/#/runs/{name}?step=job7")
    expect(page.locator("tr.full")).to_contain_text("Glue run")
    page.get_by_role("link", name="Runs").first.click()
    page.get_by_label("Status").select_option("ABORTED")
    expect(page).to_have_url(re.compile(r"#/\?status=ABORTED$"))
    expect(row_of(page, name)).to_have_count(0)
    page.go_back()
    expect(row_of(page, name)).to_be_visible()
    page.go_back()
    expect(page.locator("tr.full")).to_contain_text("Glue run")
    page.reload()
    expect(page.locator("tr.full")).to_contain_text("Glue run")
    page.goto(f"{served.url}/#/runs/no-such-run")
    expect(page.get_by_role("alert")).to_contain_text("no-such-run")


def test_it_can_be_used_by_keyboard_alone(page: Page, served: Api) -> None:
    served.run({"only": ["job7"]})
    sign_in(page, served.url)
    expect(page.locator(".run").first).to_be_visible()
    page.get_by_label("From").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    page.locator(":focus").blur()
    page.keyboard.press("?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    assert "schedule" not in page.url
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Start a refresh")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".gantt")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()


def test_a_wrong_token_is_told_and_a_right_one_is_forgotten_at_the_end(
    page: Page, served: Api
) -> None:
    page.goto(served.url)
    page.get_by_label("Access token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Invalid token.")
    page.get_by_label("Access token").fill(TOKENS[Role.OPERATOR])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    assert TOKENS[Role.OPERATOR] in page.evaluate("JSON.stringify(sessionStorage)")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Access token")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
