"""The limits of Step Functions and DynamoDB in simulated time, and the way there."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from bench.simulated_time import SimulatedTime
from chalicelib.errors import UpstreamThrottled

# Bucket and refill a second of each operation of Step Functions: in us-east-1, us-west-2 and
# eu-west-1, and elsewhere.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
LARGE_REGIONS = {
    "ListExecutions": (200, 5),
    "DescribeExecution": (300, 15),
    "GetExecutionHistory": (400, 20),
    "DescribeStateMachineForExecution": (200, 1),
}
OTHER_REGIONS = {**LARGE_REGIONS, "ListExecutions": (100, 2), "DescribeExecution": (250, 10)}

# Of one partition of a table, a second.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
PARTITION = {"reads": 3000, "writes": 1000}
# The median answer, and how far answers are spread.
TABLE_SECONDS, STEP_FUNCTIONS_SECONDS, SPREAD = 0.005, 0.04, 0.6

Answer = TypeVar("Answer")


class Bucket:
    """Tokens that refill with time, up to a number."""

    def __init__(self, size: float, refill: float) -> None:
        self._size = self._tokens = size
        self._refill = refill
        self._at = 0.0

    def take(self, tokens: float, now: float) -> bool:
        """Take so many, if there are."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._refill)
        self._at = now
        if self._tokens < tokens:
            return False
        self._tokens -= tokens
        return True


@dataclass
class Usage:
    """What AWS was asked for: calls and throttled ones by operation, and units of DynamoDB."""

    calls: Counter[str] = field(default_factory=Counter)
    throttled: Counter[str] = field(default_factory=Counter)
    units: dict[str, float] = field(default_factory=lambda: {"reads": 0, "writes": 0})


class Limits:
    """All buckets of one account, and what was taken of them."""

    def __init__(self, step_functions: Mapping[str, tuple[int, int]]) -> None:
        self.usage = Usage()
        self._buckets = {name: Bucket(*limits) for name, limits in step_functions.items()}
        for where in ("table", "index"):
            for kind, units in PARTITION.items():
                self._buckets[f"{where} {kind}"] = Bucket(units, units)

    def take(self, name: str, units: float, now: float) -> bool:
        """Make one attempt of a call, and tell whether it is answered."""
        self.usage.calls[name] += 1
        if not self._buckets[name].take(units, now):
            self.usage.throttled[name] += 1
            return False
        if kind := name.partition(" ")[2]:
            self.usage.units[kind] += units
        return True


class Line:
    """The way of one container to AWS: its calls take time, and are tried again as boto3 does.

    The container's own time may be ahead of the others' while it asks nobody.
    """

    def __init__(self, time: SimulatedTime, limits: Limits, random: Random) -> None:
        self.now = time.now
        self.random = random
        self._time = time
        self._limits = limits

    def __call__(self) -> float:
        """Return the container's own time."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Let time pass here."""
        self.now += seconds

    def call(
        self,
        name: str,
        answer: Callable[[], Answer],
        *,
        units: float = 1,
    ) -> Answer:
        """Return AWS's answer.

        Raises:
            UpstreamThrottled: every attempt was throttled.
        """
        of_table = " " in name
        seconds = TABLE_SECONDS if of_table else STEP_FUNCTIONS_SECONDS
        # As in adapters/aws/clients.py.
        for attempt in range(2 if of_table else 3):
            way = self.random.lognormvariate(math.log(seconds / 2), SPREAD)
            self._time.wait_until(self.now + way)
            taken = self._limits.take(name, units, self._time.now)
            self.now = self._time.now + way
            if taken:
                return answer()
            # https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
            self.pause(self.random.random() * 2**attempt)
        raise UpstreamThrottled(f"{name}: too many calls")
