"""Signing in to the dashboard with an OpenID Connect issuer, by PKCE."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.axe import violations
from tests.support.browser import seen
from tests.support.client import Api
from tests.support.issuer import AUDIENCE, CLIENT_ID, FakeIssuer
from tests.support.process import serving

BUTTON = re.compile("^Sign in at ")


@pytest.fixture(scope="module")
def own() -> FakeIssuer:
    return FakeIssuer()


@pytest.fixture(scope="module")
def served(browser: Browser, own: FakeIssuer) -> Iterator[Api]:
    with serving(
        "--no-demo", OIDC_ISSUER=own.url, OIDC_AUDIENCE=AUDIENCE, OIDC_CLIENT_ID=CLIENT_ID
    ) as found:
        yield found.api


def test_who_the_issuer_knows_is_let_in_and_led_to_where_they_were(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    page.goto(f"{served.url}/#/schedule")
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(page.get_by_text("operator", exact=True)).to_be_visible()
    # Neither the code nor the state is left where a link would carry it.
    expect(page).to_have_url(f"{served.url}/#/schedule")
    assert "code_challenge_method=S256" in next(path for path in own.asked if "authorize" in path)
    assert page.evaluate("Object.keys(sessionStorage)") == ["refresh.session"]


def test_who_has_to_sign_in_again_loses_nothing(page: Page, served: Api) -> None:
    page.goto(f"{served.url}/#/start")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_label("Reason").fill("half a sentence")
    page.route("**/refresh", lambda route: route.fulfill(status=401, body="{}"))
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_text("Your token is no longer accepted")).to_be_visible()
    page.unroute("**/refresh")
    with page.expect_popup() as popup:
        page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.get_by_label("Reason").input_value() == "half a sentence"
    assert seen(page, popup.value.is_closed)


def test_a_sign_in_that_was_begun_elsewhere_lets_nobody_in(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    page.goto(f"{served.url}/?code=somebody-elses&state=theirs")
    expect(page.get_by_role("alert")).to_contain_text("not started in this tab")
    assert page.evaluate("sessionStorage.length") == 0


def test_what_the_issuer_refuses_is_told(page: Page, served: Api) -> None:
    page.goto(f"{served.url}/?error=access_denied&error_description=<b>No</b>&state=x")
    expect(page.get_by_role("alert")).to_have_text("<b>No</b>")


def test_an_access_token_is_still_good(page: Page, served: Api) -> None:
    page.goto(served.url)
    page.get_by_text("Use an access token").click()
    page.get_by_label("Access token").fill("local-viewer")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("viewer", exact=True)).to_be_visible()


def test_the_page_may_ask_the_issuer_and_nobody_else(served: Api, own: FakeIssuer) -> None:
    policy = served.with_token(None).get("/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {own.url};" in policy
