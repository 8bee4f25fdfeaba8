"""The API's log, as it is written."""

import logging

import pytest

from chalicelib.observability import logger


def log_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines that the API logged in this test."""
    formatter = logger().registered_formatter
    return [
        formatter.format(logging.makeLogRecord(record.__dict__))
        for record in caplog.records
        if record.name == "refresh-api"
    ]
