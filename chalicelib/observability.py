"""The log: one JSON object a line, each with the request's correlation id."""

from functools import lru_cache

from aws_lambda_powertools import Logger


@lru_cache
def logger() -> Logger:
    """Return the logger; POWERTOOLS_LOG_LEVEL sets its level.

    Lambda takes a line for INFO, whatever it says, where its time is not RFC 3339; and drops it
    where only graver ones are wanted.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    return Logger(service="refresh-api", use_rfc3339=True, utc=True)
