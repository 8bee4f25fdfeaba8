"""The log: one JSON object a line, each with the request's correlation id."""

from functools import lru_cache

from aws_lambda_powertools import Logger


@lru_cache
def logger() -> Logger:
    """Return the logger; POWERTOOLS_LOG_LEVEL sets its level.

    The timestamp is RFC 3339: Lambda takes a line with any other for INFO, and drops it where the
    function logs warnings only.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    return Logger(service="refresh-api", use_rfc3339=True, utc=True)
