"""The schedule in the dashboard, and roles that do not suffice."""

import re
from collections.abc import Iterator

import boto3
import pytest
from playwright.sync_api import Page, expect

from chalicelib.domain.access import Role
from local.provisioning import TOKENS, Deployed
from tests.support.axe import violations
from tests.support.browser import fits, sign_in
from tests.support.client import Api
from tests.support.lock import NOTE_KEY


@pytest.fixture(scope="module")
def failed(served: Api) -> str:
    fails = {"overrides": {"job6": {"--SIMULATE": "fail"}}, "only": ["job6"]}
    name: str = served.run(fails)["name"]
    return name


@pytest.fixture
def switched(served: Api, deployed: Deployed) -> Iterator[None]:
    """Leave the schedule on, as if nobody had ever switched it."""
    yield
    served.put("/schedule", {"enabled": True})
    boto3.client("dynamodb").delete_item(TableName=deployed.lock_table_name, Key=NOTE_KEY)


def test_the_schedule_is_switched_with_a_reason_and_every_view_says_that_it_is_off(
    page: Page, served: Api, failed: str, switched: None
) -> None:
    sign_in(page, f"{served.url}/#/schedule")
    expect(page.get_by_role("heading", name="Next runs")).to_be_visible()
    page.get_by_role("button", name="Switch off…").click()
    dialog = page.get_by_role("dialog", name="Switch the schedule off in dev")
    assert violations(page) == []
    dialog.get_by_label("Reason").fill("the source is being moved")
    dialog.get_by_role("button", name="Switch it off in dev").click()
    expect(page.locator(".state .status")).to_contain_text("Off")
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"Switched\s+off by token:local-operator, \d+ "))
    expect(main.locator("q")).to_have_text("the source is being moved")
    assert served.get("/schedule").json()["enabled"] is False
    for place, drawn in {"": ".run", "start": "form", f"runs/{failed}": ".gantt"}.items():
        page.goto(f"{served.url}/#/{place}")
        expect(page.locator(drawn).first).to_be_visible()
        banner = page.locator(".banner")
        expect(banner).to_contain_text("The schedule is off. No refresh starts automatically.")
        expect(banner).to_contain_text("by token:local-operator")
        expect(banner).to_contain_text("the source is being moved")
        assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    banner.get_by_role("link", name="See the schedule").click()
    page.get_by_role("button", name="Switch on…").click()
    page.get_by_role("button", name="Switch it on in dev").click()
    expect(page.locator(".state .status")).to_contain_text("On")
    page.goto(f"{served.url}/#/")
    expect(page.locator(".run").first).to_be_visible()
    expect(page.locator(".banner")).to_have_count(0)
    assert served.get("/schedule").json()["enabled"] is True


@pytest.mark.parametrize(
    ("place", "act"), [("start", "Starting"), ("runs/{name}/resume", "Resuming")]
)
def test_a_viewer_is_told_which_role_a_link_takes(
    page: Page, served: Api, failed: str, place: str, act: str
) -> None:
    sign_in(page, f"{served.url}/#/{place.format(name=failed)}", TOKENS[Role.VIEWER])
    main = page.get_by_role("main")
    expect(main).to_contain_text(
        re.compile(rf"{act} a refresh requires the role\s+operator;\s+you have\s+viewer\.")
    )
    assert violations(page) == []
    main.get_by_role("link").click()
    expect(page.locator(".run, .gantt").first).to_be_visible()


def test_a_role_that_was_taken_away_meanwhile_is_named_by_the_answer(
    page: Page, served: Api
) -> None:
    sign_in(page, f"{served.url}/#/start")
    viewer = {"authorization": f"Bearer {TOKENS[Role.VIEWER]}"}
    page.route(
        "**/refresh", lambda route: route.continue_(headers={**route.request.headers, **viewer})
    )
    page.get_by_role("button", name="See the plan").last.click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("operator")
    expect(alert).to_contain_text("viewer")
