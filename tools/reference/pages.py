"""The pages that `python -m tools.reference` writes, and what writes each."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tools.markdown import replace_generated
from tools.reference import api, cost_page, errors, limits, pipeline, settings, state_machine

DOCS = Path(__file__).parent.parent.parent / "docs"
COMMAND = "python -m tools.reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "reference/api.md": api.generated,
    "reference/errors.md": errors.generated,
    "reference/pipeline-file.md": pipeline.generated,
    "reference/settings.md": settings.generated,
    "reference/state-machine.md": state_machine.generated,
    "explanation/cost.md": cost_page.generated,
    "explanation/limits.md": limits.generated,
}


def with_generated(name: str) -> str:
    """Return the text of a page with its generated part made anew.

    Raises:
        MarkerMissing: the page has no markers for the generated part.
    """
    return replace_generated((DOCS / name).read_text(), name, COMMAND, PAGES[name]())
