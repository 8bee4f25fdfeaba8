"""The log as Lambda takes it, which drops what is not as grave as it is told to keep."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
# https://www.rfc-editor.org/rfc/rfc3339#section-5.6
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
GRAVITY = {"DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40}
SCRIPT = """
from chalicelib.observability import logger
for level in ("debug", "info", "warning", "error"):
    getattr(logger(), level)(level)
try:
    1 / 0
except ZeroDivisionError:
    logger().exception("exception")
"""


def written(level: str) -> list[dict[str, Any]]:
    """Return the lines of a process whose clock shows another time than UTC."""
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TZ": "Asia/Kolkata", "POWERTOOLS_LOG_LEVEL": level},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def kept(lines: list[dict[str, Any]], level: str) -> list[str]:
    """Return what Lambda keeps: a line without a time that it can read is INFO to it."""
    taken_for = {
        line["message"]: line["level"] if RFC_3339.fullmatch(line["timestamp"]) else "INFO"
        for line in lines
    }
    return [text for text, said in taken_for.items() if GRAVITY[said] >= GRAVITY[level]]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("INFO", ["info", "warning", "error", "exception"]),
        ("WARN", ["warning", "error", "exception"]),
        ("ERROR", ["error", "exception"]),
    ],
)
def test_lambda_keeps_the_lines_of_the_level_it_is_told(level: str, expected: list[str]) -> None:
    assert kept(written(level), level) == expected


def test_times_are_utc() -> None:
    for line in written("INFO"):
        moment = datetime.fromisoformat(line["timestamp"])
        assert moment.utcoffset() == timedelta(0)
