"""Viewers over containers, in simulated time: what AWS is asked, and how old the answers are.

The containers run the project's own code of the snapshot and of the list. A refresh runs, and each
time that AWS is asked, it has gone on: the worst case.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, cast

from bench import Figure
from bench.simulated_aws import LARGE_REGIONS, OTHER_REGIONS, Limits, Line, Usage
from bench.simulated_ports import Account, Records, SnapshotStore, StepFunctions
from bench.simulated_time import SimulatedTime
from chalicelib.domain.listing import Filters
from chalicelib.errors import RefreshError
from chalicelib.services import repository
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.listing import list_executions
from chalicelib.services.ports import StateMachine
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshot_building import share
from chalicelib.services.table_access import TableAccess
from chalicelib.services.views import View
from tests.support.events import START
from tools.markdown import table

CROWDS = ((1, 1), (100, 10), (10_000, 100), (100_000, 1000))
# The one that has limits.
EXPECTED = (10_000, 100)
REGIONS = {"large": LARGE_REGIONS, "other": OTHER_REGIONS}

SECONDS = 30.0
POLL_SECONDS = 5.0
PACE_SECONDS = 2.0
MAX_AGE_SECONDS = 3.0
SHOWN = 20
# A container's own clock is off by as much as this, either way.
CLOCK_OFF_SECONDS = 120.0
MONTH_SECONDS = 30 * 24 * 3600
# List prices of us-east-1: of a million units of DynamoDB on demand, and of a million requests to a
# REST API and its function.
DOLLARS = {"reads": 0.125, "writes": 0.625}
DOLLARS_OF_REQUESTS = 3.5 + 0.2
MILLION = 1_000_000


@dataclass
class Seen:
    """What the viewers got."""

    usage: Usage
    answers: int = 0
    refused: int = 0
    oldest_seconds: float = 0

    def take(self, age_seconds: float) -> None:
        """Count an answer."""
        self.answers += 1
        self.oldest_seconds = max(self.oldest_seconds, age_seconds)

    @property
    def throttled(self) -> int:
        """How many attempts AWS has throttled."""
        return self.usage.throttled.total()


@dataclass(frozen=True)
class Result:
    """What a crowd saw in a Region, with or without the snapshot."""

    viewers: int
    containers: int
    region: str
    shares: bool
    seen: Seen


def measure() -> list[Result]:
    """Simulate each crowd, with and without the snapshot, in both classes of Region."""
    return [
        Result(
            viewers,
            containers,
            region,
            shares,
            simulate(viewers, containers, limits, shares=shares),
        )
        for viewers, containers in CROWDS
        for shares in (True, False)
        for region, limits in REGIONS.items()
    ]


def figures(results: Iterable[Result]) -> Iterator[Figure]:
    """Return what has a limit: what the crowd sees that the API is made for."""
    for result in results:
        if (result.viewers, result.containers) == EXPECTED and result.shares:
            crowd = f"{result.viewers:,} viewers, {result.containers} containers, {result.region}"
            yield Figure(f"{crowd}: throttled", result.seen.throttled, 0)
            yield Figure("  refused", result.seen.refused, 0)
            yield Figure(
                "  seconds of the oldest answer", result.seen.oldest_seconds, MAX_AGE_SECONDS
            )


def lines(results: Iterable[Result]) -> Iterator[str]:
    """Return the table."""
    yield from table(
        (
            *("viewers", "containers", "Region", "snapshot", "errors", "throttled"),
            *("oldest answer, s", "calls to Step Functions a second"),
            *("read units a second", "write units a second"),
            *("million requests a month", "$ of DynamoDB", "$ of the gateway and the function"),
        ),
        (_row(result) for result in results),
    )


def _row(result: Result) -> tuple[str, ...]:
    seen, usage = result.seen, result.seen.usage
    step_functions = sum(usage.calls[name] for name in LARGE_REGIONS) / SECONDS
    units = {kind: total / SECONDS for kind, total in usage.units.items()}
    requests = result.viewers / POLL_SECONDS * MONTH_SECONDS / MILLION
    table_dollars = sum(
        units[kind] * MONTH_SECONDS / MILLION * dollars for kind, dollars in DOLLARS.items()
    )
    return (
        *(f"{result.viewers:,}", f"{result.containers:,}", result.region),
        *("yes" if result.shares else "no", f"{seen.refused:,}", f"{seen.throttled:,}"),
        *(f"{seen.oldest_seconds:.1f}", f"{step_functions:.1f}"),
        *(f"{units['reads']:,.0f}", f"{units['writes']:,.0f}", f"{requests:,.1f}"),
        *(f"{table_dollars:,.0f}", f"{requests * DOLLARS_OF_REQUESTS:,.0f}"),
    )


def simulate(
    viewers: int,
    containers: int,
    limits: Mapping[str, tuple[int, int]],
    *,
    shares: bool,
    seconds: float = SECONDS,
) -> Seen:
    """Let viewers poll the list, each at its own time; all containers start cold."""
    random, time, buckets = Random(0), SimulatedTime(), Limits(limits)
    account, seen = Account(time), Seen(buckets.usage)
    for _ in range(containers):
        line = Line(time, buckets, Random(random.random()))
        executions = _executions(account, line, random, shares=shares)
        rate = viewers / containers / POLL_SECONDS
        time.begin(_Container(account, line, executions, rate, seen).run)
    with _quiet():
        time.run(seconds)
    return seen


@dataclass
class _Container:
    """One container: it answers one request after the other."""

    account: Account
    line: Line
    executions: ExecutionRepository
    rate: float
    seen: Seen
    # Without a snapshot: when AWS was asked.
    asked_at: float = -PACE_SECONDS

    def run(self) -> None:
        """Answer requests for as long as the time runs."""
        arrives = self.line.now
        while True:
            arrives += self.line.random.expovariate(self.rate)
            self.line.now = max(arrives, self.line.now)
            # Nobody asks after the end, where the others are not.
            if self.line.now > self.account.time.now + PACE_SECONDS:
                self.account.time.wait_until(self.line.now)
            self._answer()

    def _answer(self) -> None:
        if self.executions.shared:
            view = View(self.executions)
            if view.snapshot:
                self._take((view.snapshot.as_of - START).total_seconds())
                return
        elif self.line.now < self.asked_at + PACE_SECONDS:
            self._take(self.asked_at)
            return
        asked_at = self.line.now
        try:
            list_executions(View(self.executions), Filters(), SHOWN, None)
        except RefreshError:
            self.seen.refused += 1
            return
        self.asked_at = asked_at
        self._take(asked_at)

    def _take(self, asked_at: float) -> None:
        self.seen.take(self.line.now - asked_at)


def _executions(
    account: Account, line: Line, random: Random, *, shares: bool
) -> ExecutionRepository:
    off = timedelta(seconds=random.uniform(-CLOCK_OFF_SECONDS, CLOCK_OFF_SECONDS))
    clock = AwsClock(line, lambda: START + timedelta(seconds=line.now) + off)
    access = TableAccess(line)
    recorder = Recorder(Records(account, line), access)
    machine = cast("StateMachine", StepFunctions(account, line))
    executions = ExecutionRepository(machine, PACE_SECONDS, recorder=recorder, clock=clock)
    if shares:
        share(executions, SnapshotStore(account, line), access, PACE_SECONDS, line.pause)
    return executions


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log silent, which would have a line for each call that is throttled.

    And let a container make one call at a time: threads of its own would not take turns.
    """
    code: Any = repository
    side_by_side = code.in_parallel
    code.in_parallel = lambda ask, items: [ask(item) for item in items]
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        code.in_parallel = side_by_side
