"""Executions started past the API, with names and texts in their inputs that no caller may send."""

from collections.abc import Callable
from urllib.parse import quote

import boto3
import pytest
from playwright.sync_api import Page, expect

from local.provisioning import Deployed
from tests.support.browser import fits, row_of, sign_in
from tests.support.client import Api
from tests.support.lock import STEPS, start_with
from tests.support.waiting import awaited

# What every object of the page has.
MEMBERS = ("toString", "constructor", "__proto__", "hasOwnProperty")
# It turns round what follows, up to the end of the line.
TURNS = "\u202e"
SEEN = r"\u{202E}"
ONLY_JOB7 = {step: True for step in STEPS if step != "job7"}
LIKE_MEMBERS = {
    "skip": {**ONLY_JOB7, **dict.fromkeys(MEMBERS, True)},
    "overrides": {
        "job7": {**dict.fromkeys(MEMBERS, "mine"), "--A": "mine"},
        **{name: {"--A": "mine"} for name in MEMBERS},
    },
    "resumed_from": "toString",
    "completed_in": dict(zip(STEPS, MEMBERS, strict=False)),
    **dict.fromkeys(MEMBERS, 1),
}
DECEIVING = {
    "skip": ONLY_JOB7,
    "requested_by": f"{TURNS}nna",
    "reason": f"be\u200bcause\u2066 {TURNS}of",
    "overrides": {
        "job7": {
            f"--SIM{TURNS}": "a\u200bb",
            "--SIMULATE": f"fail: first{TURNS}\nSucceeded",
            "--LINES": "one\ntwo",
        }
    },
}

Started = Callable[[str, object], None]


@pytest.fixture
def started(api: Api, deployed: Deployed) -> Started:
    """Give a function that starts an execution past the API, and waits for its end."""

    def start(name: str, document: object) -> None:
        arn = start_with(deployed, name, document)
        describe = boto3.client("stepfunctions").describe_execution
        awaited(lambda: describe(executionArn=arn)["status"] != "RUNNING")

    return start


def open_run(page: Page, api: Api, name: str) -> None:
    sign_in(page, f"{api.url}/#/runs/{name}?step=job7")
    expect(page.get_by_role("heading", name="Input")).to_be_visible()


def shown(page: Page) -> str:
    """Return all text of the page, with its title, tooltips and names for screen readers."""
    text: str = page.evaluate(
        """[document.title, document.body.textContent, ...[...document.querySelectorAll("*")]
            .flatMap((one) => [one.title, one.ariaLabel])].join(" ")"""
    )
    return text


def test_names_that_all_objects_have_are_names_like_others(
    page: Page, api: Api, started: Started
) -> None:
    started("like-members", LIKE_MEMBERS)
    open_run(page, api, "like-members")
    for name in MEMBERS:
        expect(page.locator(".progress")).to_contain_text(f"1 done in {name}")
        expect(page.locator(".full .arguments dt").get_by_text(name)).to_contain_text("override")
    expect(page.locator(".full .arguments dd")).to_have_text(["mine"] * 5)
    page.goto(f"{api.url}/#/start?like=like-members")
    step = page.get_by_role("group").filter(has=page.get_by_text("Cleanrooms report"))
    step.last.locator("summary").click()
    expect(step.last.locator("summary")).to_contain_text("5 kept")
    assert "changed" not in step.last.locator("summary").inner_text()
    for name in MEMBERS:
        assert page.get_by_label(name, exact=True).input_value() == "mine"
    page.get_by_label("toString", exact=True).fill("other")
    expect(step.last.locator("summary")).to_contain_text("4 kept")
    expect(step.last.locator("summary")).to_contain_text("1 changed")


def test_what_turns_text_round_or_cannot_be_seen_is_marked_in_every_view(
    page: Page, api: Api, started: Started
) -> None:
    started("deceiving", DECEIVING)
    open_run(page, api, "deceiving")
    facts = page.locator(".facts").first
    expect(facts).to_contain_text(f"{SEEN}nna")
    expect(facts).to_contain_text(rf"be\u{{200B}}cause\u{{2066}} {SEEN}of")
    expect(page.locator(".full .arguments dt").get_by_text(f"--SIM{SEEN}")).to_be_visible()
    expect(page.locator(".full .arguments dd").get_by_text(r"a\u{200B}b")).to_be_visible()
    expect(page.locator(".notice.bad")).to_contain_text(f"first{SEEN}")
    views = ("", "runs/deceiving", "start?like=deceiving", "runs/deceiving/resume")
    for view in views:
        page.goto(f"{api.url}/#/{view}")
        expect(page.locator("body")).to_contain_text(SEEN)
        assert not {TURNS, "\u200b", "\u2066"} & set(shown(page)), view


def test_line_breaks_of_others_stay_in_their_boxes(page: Page, api: Api, started: Started) -> None:
    started("two-lines", DECEIVING)
    open_run(page, api, "two-lines")
    message = page.locator(".notice.bad .message")
    box, lines = page.locator(".notice.bad").bounding_box(), message.bounding_box()
    assert box
    assert lines
    assert lines["y"] + lines["height"] <= box["y"] + box["height"]
    assert lines["x"] > box["x"]
    assert len(message.inner_text().splitlines()) >= 2
    value = page.locator(".full .arguments dd").get_by_text("one")
    assert value.inner_text() == "one\ntwo"
    assert fits(page)


def test_a_name_in_a_link_cannot_turn_the_page_or_its_tab_round(page: Page, api: Api) -> None:
    sign_in(page, f"{api.url}/#/runs/{quote(TURNS)}won-dedeeccuS")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{SEEN}won-dedeeccuS")
    expect(page).to_have_title(f"dev · {SEEN}won-dedeeccuS · Database refresh")


def test_text_from_right_to_left_leaves_what_is_beside_it_where_it_is(
    page: Page, api: Api, started: Started
) -> None:
    hebrew = "\u05d0\u05d1\u05d2"
    started("from-the-right", {"skip": ONLY_JOB7, "requested_by": hebrew, "reason": hebrew})
    sign_in(page, f"{api.url}/#/")
    by = row_of(page, "from-the-right").locator(".by")
    expect(by.locator("bdi")).to_have_text([hebrew, hebrew])
    isolated = "(all) => all.map((one) => getComputedStyle(one).unicodeBidi)"
    assert by.locator("bdi").evaluate_all(isolated) == ["isolate"] * 2


def test_a_field_says_what_of_its_value_cannot_be_seen(
    page: Page, api: Api, started: Started
) -> None:
    started("in-a-field", DECEIVING)
    sign_in(page, f"{api.url}/#/start?like=in-a-field")
    page.locator("summary").filter(has_text="job7").click()
    field = page.locator(".field").filter(has=page.get_by_label(f"--SIM{SEEN}"))
    expect(field).to_contain_text(r"Not all of it can be seen: a\u{200B}b")
    # What is sent is what was there.
    assert page.get_by_label(f"--SIM{SEEN}").input_value() == "a\u200bb"
    expect(page.get_by_text("Not all of it can be seen")).to_have_count(3)
