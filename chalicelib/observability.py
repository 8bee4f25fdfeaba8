"""The log: one JSON object a line, each with the request's correlation id.

No line has a value of a caller or of a job, whatever goes wrong.
"""

import logging
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from traceback import walk_tb

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


@lru_cache
def logger() -> Logger:
    """Return the logger; POWERTOOLS_LOG_LEVEL sets its level.

    The timestamp is RFC 3339: Lambda takes a line with any other for INFO, and drops it where the
    function logs warnings only.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    formatter = _WithoutValues(use_rfc3339=True, utc=True)
    return Logger(service="refresh-api", logger_formatter=formatter)


class _WithoutValues(LambdaPowertoolsFormatter):
    """Writes of an exception its type, its stack, and what it says may be logged.

    Its text may quote anything: Pydantic's has the input, a KeyError the key.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = copy(record)
        # What a library puts into its own messages, such as the path of a request.
        line.args = ()
        line.exc_info = line.exc_text = None
        if record.exc_info and (exc := record.exc_info[1]):
            # As the base class names them.
            line.exception_name = type(exc).__name__
            line.exception = "\n".join(_described(exc))
        return super().format(line)


def _described(exc: BaseException) -> Iterator[str]:
    """Give the lines that describe an exception, and after it each of its causes."""
    described: list[BaseException] = []
    cause: BaseException | None = exc
    while cause and cause not in described:
        described.append(cause)
        logged = getattr(cause, "logged", None)
        yield type(cause).__qualname__ + (f": {logged}" if logged else "")
        # Not `extract_tb`: it also reads source code, and the log has none.
        for frame, line_number in walk_tb(cause.__traceback__):
            code = frame.f_code
            yield f'  File "{code.co_filename}", line {line_number}, in {code.co_name}'
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
