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
from tools.markdown import table
from tools.readme_tables import parsed
from tools.reference.prices import GLUE, PRICED_ON, PRICES, REGION, Price

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
        """The requests that X-Ray samples: one a second, and a twentieth of the others."""
        seconds = self.refreshes * self.refresh_hours * SECONDS_PER_HOUR
        first = min(self.requests, seconds)
        return first + (self.requests - first) * 0.05

    @property
    def snapshot_units(self) -> float:
        """The units of writing the snapshots, and the records of what has ended."""
        pace: float = Settings.model_fields["live_cache_seconds"].default
        heads = 2 * self.refresh_hours * SECONDS_PER_HOUR / pace
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
# Of Glue: the steps with ten workers each, for an hour.
GLUE_WORKERS, GLUE_HOURS = 10, 1


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
    definition = read_deployment().definition("arn:topic", "lock", "https://refresh.example.com")
    path = [*states_of_a_success(definition)]
    # One more for the API, which takes the lock first.
    lock_writes = sum("dynamodb" in state.get("Resource", "") for state in path) + 1
    memory = parsed(API / "variables_function.tf")["variable"]
    (megabytes,) = (block[MEMORY]["default"] for block in memory if MEMORY in block)
    # The gateway caches the answer of the authorizer for a minute.
    authorizations = month.viewer_hours * 60
    gb_seconds = (month.requests * megabytes + authorizations * AUTHORIZER_MB) / 1024
    invocations = month.requests + authorizations + KEEPER_RUNS
    logged = month.requests * LOGGED_BYTES_PER_REQUEST + month.refreshes * LOGGED_BYTES_PER_REFRESH
    quantities: Sequence[tuple[str, str, str, float]] = (
        ("Step Functions", "state transitions", "transition", month.refreshes * (len(path) + 1)),
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


def generated() -> str:
    """Return the assumptions, the bills with their sums, and the price of Glue."""
    bills = [bill(month) for month in MONTHS]
    names = [month.name for month in MONTHS]
    steps = len(read_deployment().pipeline.steps)
    hours = steps * GLUE_WORKERS * GLUE_HOURS
    return "\n".join(
        [
            *("## The months", ""),
            *table(
                ("", *names),
                [
                    ("refreshes", *(str(month.refreshes) for month in MONTHS)),
                    ("hours of a refresh", *(f"{month.refresh_hours:g}" for month in MONTHS)),
                    ("dashboards open meanwhile", *(str(month.viewers) for month in MONTHS)),
                    ("mail addresses", *(str(month.addresses) for month in MONTHS)),
                    ("requests of dashboards", *(f"{month.requests:,.0f}" for month in MONTHS)),
                ],
            ),
            *("## What the sum assumes", "", *_assumptions()),
            *("## The sum", ""),
            f"List prices of {REGION} in USD, as of {PRICED_ON}.",
            "",
            *table(("Service", "Price", *names), _lines(bills)),
            *("## Glue", ""),
            f"A DPU-hour costs {GLUE.shown.replace(' per DPU-hour', '')}. A worker of type G.1X is",
            f"one DPU. For example, {steps} runs of {GLUE_WORKERS} such workers for one hour are",
            f"{hours} DPU-hours: ${hours * GLUE.usd:,.2f} a refresh.",
            "",
        ]
    )


def _assumptions() -> Iterator[str]:
    kb, kb_of_refresh = LOGGED_BYTES_PER_REQUEST // 1000, LOGGED_BYTES_PER_REFRESH // 1000
    yield f"- The function takes {REQUEST_SECONDS * 1000:g} ms for a request."
    yield f"- The keeper runs {KEEPER_RUNS:,} times, and takes {KEEPER_SECONDS} second each time."
    yield f"- A request writes {kb} KB to the logs, and a refresh {kb_of_refresh} KB."
    yield f"- A request reads {READ_UNITS_PER_REQUEST} units of DynamoDB."
    yield f"- The record of an execution takes {UNITS_PER_RECORD} units to write."
    changes = f"changes {CHANGES_PER_REFRESH} times during a refresh"
    yield f"- A snapshot takes {UNITS_PER_SNAPSHOT} units to write, and {changes}."
    yield ""


def _lines(bills: Sequence[Sequence[Item]]) -> Iterator[tuple[str, ...]]:
    for items in zip(*bills, strict=True):
        amounts = (f"{_rounded(item.quantity)} {item.what}: ${item.usd:,.2f}" for item in items)
        yield items[0].service, items[0].price.shown, *amounts
    totals = (f"**${sum(item.usd for item in items):,.2f}**" for items in bills)
    yield "**Sum**", "", *totals


def _rounded(quantity: float) -> str:
    return f"{quantity:,.0f}" if quantity >= 1 else f"{quantity:.2f}"
