"""The log: one JSON object a line, each with the request's correlation id."""

from functools import lru_cache

from aws_lambda_powertools import Logger


@lru_cache
def logger() -> Logger:
    """Return the logger; POWERTOOLS_LOG_LEVEL sets its level."""
    return Logger(service="refresh-api")
