"""The dashboard while the API fails or turns it away."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import settle, sign_in, stop_clock
from tests.support.client import Api
from tests.support.polling import LIST, ONE, answer, asked

A_MINUTE_MS = 60_000


@pytest.mark.usefixtures("alone")
def test_it_backs_off_to_five_minutes_while_the_api_fails(page: Page, served: Api) -> None:
    # The schedule is looked at from every view; here, only once.
    schedule = {**served.get("/schedule").json(), "poll_after_seconds": None}
    page.route("**/schedule", lambda route: answer(route, schedule, 0))
    page.clock.install()
    sign_in(page, f"{served.url}/#/schedule")
    expect(page.get_by_text("cron(").first).to_be_visible()
    settle(page)
    page.route(LIST, lambda route: route.fulfill(status=503, body="{}"))
    requests = asked(page, LIST)
    stop_clock(page)
    page.evaluate(
        """() => {
          window.pauses = [];
          const wait = setTimeout;
          window.setTimeout = (then, ms) => {
            if (ms >= 1000) pauses.push(ms / 1000), (window.over = Date.now() + ms);
            return wait(then, ms);
          };
        }"""
    )
    page.evaluate("location.hash = '#/'")
    for number in range(1, 10):
        while len(requests) < number:
            page.clock.run_for(100)
        # The answer has come, and the pause has begun.
        page.wait_for_function("(number) => pauses.length >= number", arg=number)
        # Some of it may be over: a request is heard of a moment after it was sent.
        page.clock.run_for(page.evaluate("over - Date.now()") - 100)
        settle(page)
        assert len(requests) == number, "nothing is asked in a pause"
    pauses = page.evaluate("pauses")
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_a_token_that_is_no_longer_taken_is_asked_for_again_and_nothing_is_lost(
    page: Page, served: Api
) -> None:
    sign_in(page, f"{served.url}/#/start")
    page.get_by_label("Reason").fill("half a sentence")
    page.locator("summary", has_text="job3a").click()
    page.get_by_label("--MAX_COLS").first.fill("200")
    refuse = {"status": 401, "content_type": "application/problem+json"}
    problem = json.dumps({"title": "Unauthorized", "status": 401, "detail": "", "errors": []})
    page.route("**/refresh", lambda route: route.fulfill(**refuse, body=problem))
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_text("Your token is no longer accepted")).to_be_visible()
    page.unroute("**/refresh")
    page.get_by_label("Access token").fill("local-operator")
    page.get_by_role("dialog").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.get_by_label("Reason").input_value() == "half a sentence"
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_role("region", name="Plan")).to_contain_text("200")


@pytest.mark.usefixtures("alone")
def test_a_poll_that_is_turned_away_asks_for_a_token_and_goes_on_where_it_was(
    page: Page, served: Api, name: str
) -> None:
    page.clock.install()
    sign_in(page, f"{served.url}/#/runs/{name}?step=job1")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.route(ONE, lambda route: route.fulfill(status=401, body="{}"))
    expect(page.get_by_text("Your token is no longer accepted")).to_be_visible()
    requests = asked(page, ONE)
    page.clock.run_for(A_MINUTE_MS)
    settle(page)
    page.get_by_label("Access token").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Access token")).to_be_visible()
    assert not requests, "nobody is asked with a token that is no longer taken"
    page.unroute(ONE)
    page.get_by_label("Access token").fill("local-viewer")
    page.get_by_role("dialog").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    with page.expect_response(lambda answer: bool(ONE.search(answer.url)) and answer.status != 401):
        pass
    assert page.url.endswith(f"#/runs/{name}?step=job1")
