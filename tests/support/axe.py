"""axe-core: what a machine can find that keeps people out of a page."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from playwright.sync_api import Page


@lru_cache
def _source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


# The rules that look at colours; for all others a page is the same in light and in dark.
COLOUR_RULES = ("color-contrast", "link-in-text-block")


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return each violation in a line, of all rules or of some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    options = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
