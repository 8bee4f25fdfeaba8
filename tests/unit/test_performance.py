"""The page of figures that `make bench` writes."""

import platform

from bench import page
from bench.beside import HANDLERS
from tools.markdown import replace_generated


def test_the_page_tells_of_each_handler_and_names_no_machine() -> None:
    text = page.PAGE.read_text()
    assert all(f"| {name} |" in text for name in HANDLERS)
    assert platform.node() not in text


def test_a_measurement_goes_between_the_markers_of_the_page() -> None:
    text = page.PAGE.read_text()
    written = replace_generated(text, page.PAGE.name, page.COMMAND, "new figures\n")
    assert "new figures" in written
    assert written.startswith(text.partition("<!--")[0])


def test_the_machine_is_told_by_what_times_depend_on() -> None:
    told = page.machine()
    assert f"Python {platform.python_version()}" in told
    assert " cores of " in told
    assert platform.node() not in told
