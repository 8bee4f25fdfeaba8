"""docs/performance.md, whose figures `make bench` writes."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from tools.markdown import replace_generated

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
COMMAND = "make bench"
CPU = Path("/proc/cpuinfo")


def machine() -> str:
    """Return what the figures depend on: the cores, the model of the CPU, and Python."""
    model = platform.machine()
    if CPU.exists():
        lines = (line.partition(":") for line in CPU.read_text().splitlines())
        model = next((value for name, _, value in lines if name.strip() == "model name"), model)
    return f"{os.cpu_count()} cores of {model.strip()}, Python {platform.python_version()}"


def write(lines: Iterable[str]) -> None:
    """Write the generated part of the page.

    Raises:
        MarkerMissing: the page has no markers for it.
    """
    text = "\n".join(lines).rstrip("\n")
    PAGE.write_text(replace_generated(PAGE.read_text(), PAGE.name, COMMAND, f"{text}\n"))
