"""The programs that a test runs, and that may be missing."""

import os
import shutil
from collections.abc import Iterable
from typing import NoReturn

import pytest


def missing(programs: Iterable[str]) -> list[str]:
    """Return which of these programs are not on the PATH."""
    return [program for program in programs if not shutil.which(program)]


def skip_without(what: str, programs: Iterable[str]) -> NoReturn:
    """Skip the test, because it needs these programs; in CI, fail it."""
    why = f"{what} needs programs that are not installed: {', '.join(programs)}"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)
