"""Times as the items of the tables hold them."""

from contextlib import suppress
from datetime import datetime


def text_of(moment: datetime) -> str:
    """Return a time in UTC as Step Functions writes it, for the state machine compares them."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str | None) -> datetime | None:
    """Return the time in a text, or `None` where it holds no time."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(text or "")
        return moment if moment.tzinfo else None
    return None
