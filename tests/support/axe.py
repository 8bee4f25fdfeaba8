"""axe-core: what a machine can find that keeps people out of a page."""

from functools import lru_cache
from importlib.resources import files

from playwright.sync_api import Page


@lru_cache
def _source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return each violation in a line."""
    page.evaluate(_source())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
