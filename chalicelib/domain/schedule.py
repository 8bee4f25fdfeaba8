"""The schedule, and when it starts the next refreshes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
# A 29th of February can be eight years away.
LOOK_AHEAD = timedelta(days=9 * 366)
ANY_MONTH = timedelta(days=32)
A_MINUTE = timedelta(minutes=1)
CRON = re.compile(r"cron\((.+)\)")


@dataclass(frozen=True)
class Schedule:
    """An EventBridge expression, `cron(…)` or `rate(…)`, and whether it is enabled."""

    expression: str
    enabled: bool


@dataclass(frozen=True)
class Switch:
    """Who switched the schedule on or off, when (UTC), and why if they gave a reason."""

    enabled: bool
    by: str
    at: datetime
    reason: str | None


def next_runs(
    schedule: Schedule, now: datetime, last_run: datetime | None, count: int
) -> tuple[datetime, ...] | None:
    """Return the next `count` starts in UTC; none where the schedule is disabled.

    AWS does not tell from which moment it counts a rate, so `last_run` counts, the last refresh
    that the schedule started. `None` where that is not known, or where the library cannot read the
    expression.
    """
    if not schedule.enabled:
        return ()
    rate = RATE.fullmatch(schedule.expression)
    if rate:
        if last_run is None:
            return None
        period = timedelta(**{f"{rate[2]}s": int(rate[1])})
        first = last_run + ((now - last_run) // period + 1) * period
        return tuple(first + number * period for number in range(count))
    cron = CRON.fullmatch(schedule.expression)
    try:
        return tuple(islice(_occurrences(cron[1], now), count)) if cron else None
    except Exception:  # noqa: BLE001  # the library raises it for rare forms of AWS, such as LW
        return None


def _occurrences(cron: str, after: datetime) -> Iterator[datetime]:
    # Only where it is asked for: a cold start need not wait for it.
    from pyawscron import AWSCron  # noqa: PLC0415

    parsed = AWSCron(cron)
    horizon = after + LOOK_AHEAD
    while after < horizon:
        try:
            following = parsed.occurrence(after).next()
        except ValueError:
            # The library fails on a day that the month does not have, such as November 31. It
            # searches from a minute after the given moment, so the next month begins there.
            tried = (after + A_MINUTE).replace(day=1, hour=0, minute=0)
            after = (tried + ANY_MONTH).replace(day=1) - A_MINUTE
            continue
        if following is None:
            return
        yield following
        after = following
