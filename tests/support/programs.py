"""What a test needs and may miss: without it, the test is skipped, but fails in CI."""

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
    skip_or_fail(f"{what} needs programs that are not installed: {', '.join(programs)}")


def skip_or_fail(why: str) -> NoReturn:
    """Skip the test; in CI, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)
