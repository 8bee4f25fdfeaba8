"""The page of the costs: the months, what their bills assume, the bills, and the price of Glue."""

from collections.abc import Iterator, Sequence

from chalicelib.settings import Settings
from local.deployment import read_deployment
from tools.markdown import table
from tools.reference import costs
from tools.reference.costs import MONTHS
from tools.reference.prices import GLUE, PRICED_ON, REGION

# Of Glue: the steps with ten workers each, for an hour.
GLUE_WORKERS, GLUE_HOURS = 10, 1


def generated() -> str:
    """Return the assumptions, the bills with their sums, and the price of Glue."""
    bills = [costs.bill(month) for month in MONTHS]
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
            f"List prices of {REGION} in USD, as of {PRICED_ON}. Each amount is rounded,",
            "and so is the sum of the exact amounts.",
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
    """Yield what leads from the months to the quantities of the sum."""
    transitions, lock_writes = costs.of_a_success()
    poll, pace = (
        f"{Settings.model_fields[name].default:g} seconds"
        for name in ("poll_after_seconds", "live_cache_seconds")
    )
    kb, kb_of_refresh = (
        size // 1000 for size in (costs.LOGGED_BYTES_PER_REQUEST, costs.LOGGED_BYTES_PER_REFRESH)
    )
    milliseconds = f"{costs.REQUEST_SECONDS * 1000:g} ms"
    yield f"- A dashboard sends a request every {poll}."
    yield "- For each dashboard, the gateway calls the authorizer once a minute."
    yield "- The authorizer reads the secret each time."
    yield f"- The function and the authorizer take {milliseconds} for a call."
    yield f"- The keeper runs {costs.KEEPER_RUNS:,} times, and takes {costs.KEEPER_SECONDS} second."
    yield f"- The function has {costs.memory_mb():,} MB of memory."
    yield f"- The authorizer has {costs.AUTHORIZER_MB} MB, and the keeper {costs.KEEPER_MB} MB."
    yield f"- A refresh makes {transitions} state transitions."
    yield f"- A request writes {kb} KB to the logs, and a refresh {kb_of_refresh} KB."
    yield f"- X-Ray samples one request a second, and {costs.SAMPLED:.0%} of the others."
    yield f"- A request reads {costs.READ_UNITS_PER_REQUEST} units of DynamoDB."
    yield f"- A refresh writes the lock {lock_writes} times, with one unit each."
    yield f"- The record of an execution takes {costs.UNITS_PER_RECORD} units to write."
    changes = f"changes {costs.CHANGES_PER_REFRESH} times during a refresh"
    yield f"- A snapshot takes {costs.UNITS_PER_SNAPSHOT} units to write, and {changes}."
    yield f"- Every {pace} of a refresh, {costs.WRITES_OF_A_HEAD} units are written for its head."
    yield f"- A run of the keeper writes {costs.KEEPER_WRITE_UNITS} units."
    yield "- Each address gets one mail of a refresh."
    yield ""


def _lines(bills: Sequence[Sequence[costs.Item]]) -> Iterator[tuple[str, ...]]:
    for items in zip(*bills, strict=True):
        amounts = (f"{_rounded(item.quantity)} {item.what}: ${item.usd:,.2f}" for item in items)
        yield items[0].service, items[0].price.shown, *amounts
    totals = (f"**${sum(item.usd for item in items):,.2f}**" for items in bills)
    yield "**Sum**", "", *totals


def _rounded(quantity: float) -> str:
    return f"{quantity:,.2f}" if quantity < 10 and quantity % 1 else f"{quantity:,.0f}"
