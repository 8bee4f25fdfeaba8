"""What people are told."""

import time
from typing import Any

from local.provisioning import take_notifications

DEADLINE_SECONDS = 30
ANOTHER_SECONDS = 0.7


def mails(queue: str, at_least: int = 1) -> list[dict[str, Any]]:
    """Return what was sent, and wait a moment for what should not have been."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    taken: list[dict[str, Any]] = []
    while len(taken) < at_least and time.monotonic() < deadline:
        taken += take_notifications(queue)
        time.sleep(0.1)
    time.sleep(ANOTHER_SECONDS)
    return taken + take_notifications(queue)
