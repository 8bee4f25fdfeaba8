"""How the dashboard keeps up: no more often than asked, and never with something older."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import seen, settle, sign_in, stop_clock
from tests.support.client import Api
from tests.support.polling import LIST, ONE, answer, asked

A_MINUTE_MS = 60_000


def hide(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_it_asks_with_the_tag_that_it_has_and_is_told_that_nothing_changed(
    page: Page, served: Api, name: str
) -> None:
    requests = asked(page, ONE)
    sign_in(page, f"{served.url}/#/runs/{name}")
    with page.expect_response(lambda answer: bool(ONE.search(answer.url)) and answer.status == 304):
        pass
    assert requests[-1].headers["if-none-match"].startswith('W/"')


@pytest.mark.usefixtures("alone")
def test_nothing_is_asked_while_the_tab_is_hidden_and_at_once_on_return(
    page: Page, served: Api
) -> None:
    page.clock.install()
    requests = asked(page, LIST)
    sign_in(page, served.url)
    expect(page.locator(".fresh")).to_be_visible()
    stop_clock(page)
    hide(page, hidden=True)
    settle(page)
    before = len(requests)
    page.clock.run_for(A_MINUTE_MS)
    settle(page)
    assert len(requests) == before
    hide(page, hidden=False)
    settle(page)
    assert len(requests) == before + 1


@pytest.mark.usefixtures("alone")
def test_offline_it_stands_still_says_so_and_goes_on_at_once_when_it_is_back(
    page: Page, served: Api, name: str
) -> None:
    page.clock.install()
    sign_in(page, f"{served.url}/#/runs/{name}")
    expect(page.locator(".gantt")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("The API cannot be reached")).to_be_visible()
    expect(page.locator(".fresh")).to_contain_text("Out of date")
    expect(page.locator(".gantt.frozen")).to_be_visible()
    bar = "getComputedStyle(document.querySelector('.bar.live')).width"
    width = page.evaluate(bar)
    stop_clock(page)
    page.clock.run_for(A_MINUTE_MS)
    assert page.evaluate(bar) == width
    # The clock stands still: it is not the time that makes it ask.
    page.context.set_offline(False)
    expect(page.locator(".gantt.frozen")).to_have_count(0)
    expect(page.locator(".fresh")).not_to_contain_text("Out of date")


def test_a_running_bar_grows(page: Page, served: Api, name: str) -> None:
    sign_in(page, f"{served.url}/#/runs/{name}")
    duration = page.locator(".facts dd").nth(1)
    before = duration.inner_text()
    expect(duration).not_to_have_text(before)


def watch_for(page: Page, text: str) -> str:
    """Note whether a text is ever shown; return the expression that tells."""
    page.evaluate(
        """(text) => {
          window.shown = false;
          const look = () => { window.shown ||= document.body.textContent.includes(text) };
          const everything = { childList: true, subtree: true, characterData: true };
          new MutationObserver(look).observe(document, everything);
        }""",
        text,
    )
    return "window.shown"


def test_an_answer_that_was_made_earlier_overwrites_nothing(
    page: Page, served: Api, name: str
) -> None:
    document = served.execution(name)
    newer = {**document, "reason": "made later"}
    older = {**document, "reason": "made earlier"}
    answers = iter([(newer, 0.0), (older, -20.0), (older, -10.0)])
    done: list[str] = []

    def next_one(route: Route) -> None:
        given, seconds = next(answers, (newer, 0.0))
        answer(route, given, seconds)
        done.append(given["reason"])

    sign_in(page, served.url)
    shown = watch_for(page, older["reason"])
    page.route(ONE, next_one)
    page.goto(f"{served.url}/#/runs/{name}")
    expect(page.get_by_text(newer["reason"], exact=True)).to_be_visible()
    seen(page, lambda: len(done) > 4)
    expect(page.get_by_text(newer["reason"], exact=True)).to_be_visible()
    assert not page.evaluate(shown)


def test_of_two_answers_the_one_counts_for_which_aws_was_asked_last(
    page: Page, served: Api, name: str
) -> None:
    document = served.execution(name)
    newer = {**document, "reason": "asked later"}
    older = {**document, "reason": "asked earlier"}
    done: list[str] = []

    def next_one(route: Route) -> None:
        """Answer with what AWS was asked for before, though the answer itself is newer."""
        given = older if done else newer
        answer(route, given, 0.0, as_of=-9.0 if done else -5.0)
        done.append(given["reason"])

    sign_in(page, served.url)
    shown = watch_for(page, older["reason"])
    page.route(ONE, next_one)
    page.goto(f"{served.url}/#/runs/{name}")
    seen(page, lambda: len(done) > 1)
    expect(page.get_by_text(newer["reason"], exact=True)).to_be_visible()
    assert not page.evaluate(shown)


def test_what_is_old_because_aws_cannot_be_asked_says_so_until_it_can(
    page: Page, served: Api, name: str
) -> None:
    document = served.execution(name)
    as_of = [-600.0]

    def aged(route: Route) -> None:
        answer(route, document, 0.0, as_of=as_of[0])

    line = page.get_by_text("AWS cannot be asked at the moment")
    sign_in(page, served.url)
    page.route(ONE, aged)
    page.goto(f"{served.url}/#/runs/{name}")
    expect(line).to_be_visible()
    expect(page.locator(".fresh")).to_contain_text("Out of date: updated 10 minutes ago")
    as_of[0] = 0.0
    expect(line).to_be_hidden()


@pytest.mark.usefixtures("alone")
def test_one_request_is_under_way_at_a_time(page: Page, served: Api, name: str) -> None:
    at_once: list[int] = []
    open_now: list[Route] = []

    def slow(route: Route) -> None:
        open_now.append(route)
        at_once.append(len(open_now))

    page.clock.install()
    sign_in(page, served.url)
    page.route(ONE, slow)
    page.goto(f"{served.url}/#/runs/{name}")
    seen(page, lambda: open_now)
    for _ in range(5):
        page.clock.run_for(1000)
        hide(page, hidden=False)
        page.evaluate("dispatchEvent(new Event('online'))")
        settle(page)
    assert at_once == [1]
    # What comes when the view has gone is not shown in another.
    page.goto(f"{served.url}/#/schedule")
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    shown = watch_for(page, "too late")
    answer(open_now[0], {**served.execution(name), "reason": "too late"}, 0)
    settle(page)
    page.clock.run_for(1000)
    assert not page.evaluate(shown)
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()


def test_a_run_that_is_no_longer_what_is_looked_for_goes(
    page: Page, served: Api, name: str
) -> None:
    running = served.get("/executions?status=RUNNING").json()["items"]
    assert [run["name"] for run in running] == [name]
    answers: Iterator[list[dict[str, Any]]] = iter([running])

    def next_one(route: Route) -> None:
        document = {"items": next(answers, []), "next_cursor": None, "poll_after_seconds": 1}
        answer(route, document, 0)

    sign_in(page, f"{served.url}/#/schedule")
    page.route(LIST, next_one)
    page.goto(f"{served.url}/#/?status=RUNNING")
    expect(page.locator(".run")).to_have_count(1)
    expect(page.get_by_text("No runs match these filters")).to_be_visible()
    expect(page.locator(".run")).to_have_count(0)


@pytest.mark.usefixtures("alone")
def test_durations_are_by_the_servers_clock(page: Page, served: Api, name: str) -> None:
    page.clock.set_system_time(datetime.now(timezone.utc) + timedelta(hours=5))
    sign_in(page, f"{served.url}/#/runs/{name}")
    expect(page.locator(".facts dd").nth(1)).to_have_text(re.compile(r"^[\d.]+ s$|^\d+ m"))


def test_older_runs_come_on_demand(page: Page, served: Api, name: str) -> None:
    items = served.get("/executions").json()["items"]
    first, second = ({**items[0], "name": f"run-{part}"} for part in ("one", "two"))

    def pages(route: Route) -> None:
        last = "cursor=next" in route.request.url
        document = {
            "items": [second if last else first],
            "next_cursor": None if last else "next",
            "poll_after_seconds": 1,
        }
        answer(route, document, 0)

    sign_in(page, f"{served.url}/#/schedule")
    requests = asked(page, LIST)
    page.route(LIST, pages)
    page.goto(f"{served.url}/#/")
    page.get_by_role("button", name="Older runs").click()
    expect(page.locator(".run")).to_have_count(2)
    expect(page.get_by_role("button", name="Older runs")).to_have_count(0)
    later = len(requests) + 2
    seen(page, lambda: len(requests) >= later)
    expect(page.locator(".run")).to_have_count(2)
