"""Signing in to the dashboard with an OpenID Connect issuer, by PKCE."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from local.provisioning import Deployed
from tests.support.axe import violations
from tests.support.browser import seen
from tests.support.client import Api
from tests.support.deployments import api_of
from tests.support.issuer import AUDIENCE, CLIENT_ID, FakeIssuer

BUTTON = re.compile("^Sign in at ")


@pytest.fixture(scope="module")
def own() -> FakeIssuer:
    return FakeIssuer()


@pytest.fixture(scope="module")
def served(deployed: Deployed, own: FakeIssuer) -> Api:
    return api_of(deployed, OIDC_ISSUER=own.url, OIDC_AUDIENCE=AUDIENCE, OIDC_CLIENT_ID=CLIENT_ID)


def leave_the_form_half_done(page: Page, served: Api) -> None:
    """Sign in, begin to fill in the form, and let the token expire."""
    page.goto(f"{served.url}/#/start")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_label("Reason").fill("half a sentence")
    page.route("**/refresh", lambda route: route.fulfill(status=401, body="{}"))
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_text("Your token is no longer accepted")).to_be_visible()
    page.unroute("**/refresh")


def begin_again(page: Page) -> Page:
    """Begin to sign in again, and return the window in which that is done."""
    with page.expect_popup() as popup:
        page.get_by_role("button", name=BUTTON).click()
    return popup.value


def leave_for_the_issuer(page: Page, url: str, own: FakeIssuer) -> str:
    """Begin to sign in, and return the state of the flow; the issuer has not answered yet."""
    left: list[str] = []

    def stay(route: Route) -> None:
        left.append(route.request.url)
        route.fulfill(body="<title>The issuer asks who you are</title>", content_type="text/html")

    page.route(f"{own.url}/authorize?*", stay)
    page.goto(url)
    page.get_by_role("button", name=BUTTON).click()
    expect(page).to_have_title("The issuer asks who you are")
    return dict(parse_qsl(urlsplit(left[0]).query))["state"]


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
    leave_the_form_half_done(page, served)
    popup = begin_again(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.get_by_label("Reason").input_value() == "half a sentence"
    assert seen(page, popup.is_closed)


# What a page on the way of sign-in does to the dashboard's tab, and then sends the reader on.
MOVES = """<!doctype html><script>
if (window.opener) opener.location = "/moved";
location = "{way_on}";
</script>"""


def test_no_page_on_the_way_of_sign_in_can_move_the_dashboard(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    def attack(route: Route) -> None:
        way_on = own.authorized(urlsplit(route.request.url).query)
        route.fulfill(body=MOVES.format(way_on=way_on), content_type="text/html")

    leave_the_form_half_done(page, served)
    page.context.route(f"{own.url}/authorize?*", attack)
    popup = begin_again(page)
    assert seen(page, popup.is_closed)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.get_by_label("Reason").input_value() == "half a sentence"


def test_the_sign_in_window_cannot_reach_the_dashboard_from_its_first_moment(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    leave_the_form_half_done(page, served)
    own.answers.clear()
    try:
        popup = begin_again(page)
        # The issuer has not said where to go: here the policy of the page does not cut it.
        assert popup.url == "about:blank"
        assert popup.evaluate("window.opener") is None
    finally:
        own.answers.set()
    assert seen(page, popup.is_closed)


def test_the_page_keeps_no_tie_to_other_windows(served: Api) -> None:
    answer = served.with_token(None).get("/")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_sign_in_that_was_begun_elsewhere_lets_nobody_in(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    page.goto(f"{served.url}/?code=somebody-elses&state=theirs")
    expect(page.get_by_role("alert")).to_contain_text("not started in this tab")
    assert page.evaluate("sessionStorage.length") == 0


def test_what_the_issuer_refuses_is_told_in_our_words(
    page: Page, served: Api, own: FakeIssuer
) -> None:
    state = leave_for_the_issuer(page, f"{served.url}/#/schedule", own)
    page.goto(f"{served.url}/?error=access_denied&error_description=Call+us&state={state}")
    expect(page.get_by_role("alert")).to_have_text("The issuer denied you access.")
    expect(page.get_by_text("Call us")).to_have_count(0)
    expect(page).to_have_url(f"{served.url}/#/schedule")


STRANGERS = [
    "error=access_denied&error_description=Call+us&state=theirs",
    "error=access_denied&error_description=Call+us",
    "error=access_denied&error_description=Call+us&state=again-theirs",
    "code=somebody-elses&state=theirs",
    "code=somebody-elses",
    "state=theirs",
    "error_description=Call+us",
]


@pytest.mark.parametrize("query", STRANGERS)
def test_a_strangers_link_says_nothing_and_leaves_the_address(
    tab: Page, served: Api, query: str
) -> None:
    tab.goto(f"{served.url}/?{query}#/schedule")
    expect(tab.get_by_role("button", name=BUTTON)).to_be_enabled()
    expect(tab).to_have_url(f"{served.url}/#/schedule")
    expect(tab.get_by_text("Call us")).to_have_count(0)
    expect(tab.get_by_text("denied")).to_have_count(0)


@pytest.mark.parametrize("query", STRANGERS)
def test_a_strangers_link_does_not_end_a_sign_in(
    tab: Page, served: Api, own: FakeIssuer, query: str
) -> None:
    state = leave_for_the_issuer(tab, f"{served.url}/#/schedule", own)
    asked = tab.url
    tab.goto(f"{served.url}/?{query}")
    expect(tab.get_by_role("button", name=BUTTON)).to_be_enabled()
    way_back = own.authorized(urlsplit(asked).query)
    assert state in way_back
    tab.goto(way_back)
    expect(tab.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(tab).to_have_url(f"{served.url}/#/schedule")


def test_the_query_leaves_the_address_of_who_is_signed_in(page: Page, served: Api) -> None:
    page.goto(served.url)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.goto(f"{served.url}/?{STRANGERS[0]}#/schedule")
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(page).to_have_url(f"{served.url}/#/schedule")


def test_an_access_token_is_still_good(page: Page, served: Api) -> None:
    page.goto(served.url)
    page.get_by_text("Use an access token").click()
    page.get_by_label("Access token").fill("local-viewer")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("viewer", exact=True)).to_be_visible()


def test_the_page_may_ask_the_issuer_and_nobody_else(served: Api, own: FakeIssuer) -> None:
    policy = served.with_token(None).get("/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {own.url};" in policy
