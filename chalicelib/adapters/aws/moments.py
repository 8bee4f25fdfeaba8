"""Times as they stand in items of the lock's table."""

from contextlib import suppress
from datetime import datetime


def text_of(moment: datetime) -> str:
    """Return a time in UTC as Step Functions writes it: the state machine compares them."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str | None) -> datetime | None:
    """Read a time; anything else, which somebody must have written by hand, is none."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(text or "")
        return moment if moment.tzinfo else None
    return None
