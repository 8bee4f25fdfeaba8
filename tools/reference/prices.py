"""List prices of AWS in USD."""

from collections.abc import Mapping
from dataclasses import dataclass

PRICED_ON = "June 2026"
REGION = "US East (N. Virginia)"
MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """A list price in USD per `per` units."""

    usd: float
    per: int
    unit: str
    source: str

    @property
    def shown(self) -> str:
        """The price as AWS writes it, with a link to where."""
        amount = f"{self.usd:.10f}".rstrip("0")
        whole, _, cents = amount.partition(".")
        per = {1: "", MILLION: "million "}.get(self.per, f"{self.per:,} ")
        return f"[${whole}.{cents.ljust(2, '0')} per {per}{self.unit}]({self.source})"


PRICING = "https://aws.amazon.com/{}/pricing/"
PRICES: Mapping[str, Price] = {
    "transition": Price(0.025, 1000, "state transitions", PRICING.format("step-functions")),
    "gateway": Price(3.50, MILLION, "requests", PRICING.format("api-gateway")),
    "invocation": Price(0.20, MILLION, "requests", PRICING.format("lambda")),
    "compute": Price(0.0000166667, 1, "GB-second", PRICING.format("lambda")),
    "write": Price(0.625, MILLION, "write units", PRICING.format("dynamodb/on-demand")),
    "read": Price(0.125, MILLION, "read units", PRICING.format("dynamodb/on-demand")),
    "log": Price(0.50, 1, "GB written", PRICING.format("cloudwatch")),
    "alarm": Price(0.10, 1, "alarm", PRICING.format("cloudwatch")),
    "trace": Price(5.00, MILLION, "traces", PRICING.format("xray")),
    "mail": Price(2.00, 100_000, "mails", PRICING.format("sns")),
    "key": Price(1.00, 1, "key", PRICING.format("kms")),
    "secret": Price(0.40, 1, "secret", PRICING.format("secrets-manager")),
    "secret-read": Price(0.05, 10_000, "requests", PRICING.format("secrets-manager")),
}
GLUE = Price(0.44, 1, "DPU-hour", PRICING.format("glue"))
