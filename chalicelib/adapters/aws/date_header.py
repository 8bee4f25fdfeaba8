"""The time by AWS's own clock, which every answer has in its `Date` header."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any


def answered_at(answer: Mapping[str, Any]) -> datetime | None:
    """Return when AWS gave an answer, to the second below; `None` where the answer has no time."""
    text = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    with suppress(TypeError, ValueError):
        moment = parsedate_to_datetime(text)
        return moment.astimezone(timezone.utc) if moment.tzinfo else None
    return None
