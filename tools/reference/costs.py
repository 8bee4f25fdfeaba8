"""What the control plane costs a month: prices, quantities, and the sum of their products.

A quantity comes from the code where the code decides it: the states of a refresh, the alarms, the
memory of a function. The rest is a month that somebody might have: `MONTHS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.settings import Settings
from local.deployment import read_deployment
from local.module import MODULE, TERRAFORM
from tools.readme_tables import parsed
from tools.reference.prices import PRICES, Price

SECONDS_PER_HOUR = 3600

API = TERRAFORM / "modules" / "api"
# Assumed: a request of a dashboard is answered in less, mostly from the cache.
REQUEST_SECONDS = 0.1
# Assumed: what one request writes to the logs of the gateway and of the function.
LOGGED_BYTES_PER_REQUEST = 2_000
# Assumed: what one refresh writes to the log of the state machine, with its inputs and outputs.
LOGGED_BYTES_PER_REFRESH = 500_000
# Assumed: the units that a request reads, and those of writing the record of an execution.
READ_UNITS_PER_REQUEST = 2
UNITS_PER_RECORD = 8
# Assumed: the units of writing a snapshot, and how often one changes during a refresh. While a
# dashboard is open, its head is written twice whenever a snapshot is due.
UNITS_PER_SNAPSHOT = 50
CHANGES_PER_REFRESH = 100
WRITES_OF_A_HEAD = 2
# What X-Ray samples by default: one request a second, and so many of the others.
SAMPLED = 0.05
# The gateway caches the answer of the authorizer for a minute.
AUTHORIZATIONS_PER_HOUR = 60
BYTES_PER_GB = 1_000_000_000
AUTHORIZER_MB = 512
# The keeper runs every five minutes of 30 days. Assumed: most runs find nothing to do. Each takes
# and gives back the lease, and writes its bookmark.
KEEPER_RUNS, KEEPER_SECONDS, KEEPER_MB = 30 * 24 * 12, 1, 512
KEEPER_WRITE_UNITS = 3
# The parser keeps the quotes of a label.
MEMORY = '"memory_size"'


@dataclass(frozen=True)
class Month:
    """What happens in a month. While a refresh runs, so many viewers have a dashboard open."""

    name: str
    refreshes: int
    refresh_hours: float
    viewers: int
    addresses: int

    @property
    def viewer_hours(self) -> float:
        """The hours that dashboards are open, all together."""
        return self.refreshes * self.refresh_hours * self.viewers

    @property
    def traces(self) -> float:
        """The requests that X-Ray samples."""
        seconds = self.refreshes * self.refresh_hours * SECONDS_PER_HOUR
        first = min(self.requests, seconds)
        return first + (self.requests - first) * SAMPLED

    @property
    def snapshot_units(self) -> float:
        """The units of writing the snapshots, and the records of what has ended."""
        pace: float = Settings.model_fields["live_cache_seconds"].default
        heads = WRITES_OF_A_HEAD * self.refresh_hours * SECONDS_PER_HOUR / pace
        documents = CHANGES_PER_REFRESH * UNITS_PER_SNAPSHOT
        return self.refreshes * (heads + documents + UNITS_PER_RECORD)

    @property
    def requests(self) -> float:
        """The requests that open dashboards send."""
        interval: float = Settings.model_fields["poll_after_seconds"].default
        return self.viewer_hours * SECONDS_PER_HOUR / interval


MONTHS = (
    Month("a calm month", refreshes=4, refresh_hours=6, viewers=3, addresses=3),
    Month("a busy month", refreshes=60, refresh_hours=6, viewers=10, addresses=10),
)


@dataclass(frozen=True)
class Item:
    """One line of a bill."""

    service: str
    what: str
    price: Price
    quantity: float

    @property
    def usd(self) -> float:
        """What it costs."""
        return self.quantity * self.price.usd / self.price.per


def bill(month: Month) -> list[Item]:
    """Return the bill of a month, without Glue and without free tiers."""
    transitions, lock_writes = of_a_success()
    authorizations = month.viewer_hours * AUTHORIZATIONS_PER_HOUR
    gb_seconds = (month.requests * memory_mb() + authorizations * AUTHORIZER_MB) / 1024
    invocations = month.requests + authorizations + KEEPER_RUNS
    logged = month.requests * LOGGED_BYTES_PER_REQUEST + month.refreshes * LOGGED_BYTES_PER_REFRESH
    quantities: Sequence[tuple[str, str, str, float]] = (
        ("Step Functions", "state transitions", "transition", month.refreshes * transitions),
        ("API Gateway", "requests", "gateway", month.requests),
        ("Lambda", "requests", "invocation", invocations),
        (
            *("Lambda", "GB-seconds", "compute"),
            gb_seconds * REQUEST_SECONDS + KEEPER_RUNS * KEEPER_SECONDS * KEEPER_MB / 1024,
        ),
        (
            "DynamoDB",
            "write units",
            "write",
            month.refreshes * lock_writes + month.snapshot_units + KEEPER_RUNS * KEEPER_WRITE_UNITS,
        ),
        ("DynamoDB", "read units", "read", month.requests * READ_UNITS_PER_REQUEST),
        ("CloudWatch", "GB of logs", "log", logged / BYTES_PER_GB),
        ("CloudWatch", "alarms", "alarm", count_alarms()),
        ("X-Ray", "traces", "trace", month.traces),
        ("SNS", "mails", "mail", month.refreshes * month.addresses),
        ("KMS", "key", "key", 1),
        ("Secrets Manager", "secret", "secret", 1),
        ("Secrets Manager", "requests", "secret-read", authorizations),
    )
    return [
        Item(service, what, PRICES[price], quantity)
        for service, what, price, quantity in quantities
    ]


def of_a_success() -> tuple[int, int]:
    """Return the state transitions of a success, and how often it writes the lock."""
    definition = read_deployment().definition("arn:topic", "lock", "https://refresh.example.com")
    path = [*states_of_a_success(definition)]
    # One more for the API, which takes the lock first.
    return len(path) + 1, sum("dynamodb" in state.get("Resource", "") for state in path) + 1


def memory_mb() -> int:
    """Return the memory of the API's function."""
    variables = parsed(API / "variables_function.tf")["variable"]
    (megabytes,) = (block[MEMORY]["default"] for block in variables if MEMORY in block)
    return int(megabytes)


def states_of_a_success(machine: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the states that a full refresh enters which succeeds at the first attempt."""
    name = machine["StartAt"]
    while name:
        state = machine["States"][name]
        yield state
        for branch in state.get("Branches", ()):
            yield from states_of_a_success(branch)
        name = state.get("Next") or state.get("Default")


def count_alarms() -> int:
    """Return how many alarms both modules create, with a schedule."""
    kinds = parsed(MODULE / "alarms.tf")["locals"]
    (ours,) = [block for block in kinds if "watched" in block]
    named = [name for part in ("watched", "not_delivered") for name in ours[part]]
    own = [name for name in named if not name.startswith("__")]
    of_api = parsed(API / "alarms.tf")["resource"]
    # The alarm of failures counts the matches of a rule, so it is not among those that are watched.
    return len(own) + 1 + len(of_api)
