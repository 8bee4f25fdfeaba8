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


class Lines(logging.Handler):
    """What every logger of the process writes, as the API's own or as Lambda writes it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        ours = record.name == logger().name
        formatter = logger().registered_formatter if ours else logging.Formatter()
        self.written.append(formatter.format(record))


def is_clean(written: list[str], capfd: pytest.CaptureFixture[str], mark: str) -> None:
    """See that something was written, and the mark nowhere."""
    assert written
    said = capfd.readouterr()
    assert not [line for line in (*written, said.out, said.err) if mark in line]
