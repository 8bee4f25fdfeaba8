"""The keeper on this machine: its rule fires, and its function runs in this process."""

import re
import threading
from collections.abc import Callable

import boto3

from chalicelib.observability import logger
from local.simulated import WAIT_DIVISOR

RATE = re.compile(r"rate\((\d+) minutes?\)")


def create_keeper_rule(name: str, *, on: bool) -> str:
    """Create the rule of keeper.tf, whose function has the same name, and return its name."""
    events = boto3.client("events")
    events.put_rule(
        Name=name,
        ScheduleExpression="rate(5 minutes)",
        State="ENABLED" if on else "DISABLED",
    )
    arn = f"arn:aws:lambda:{events.meta.region_name}:123456789012:function:{name}"
    events.put_targets(Rule=name, Targets=[{"Id": "keeper", "Arn": arn}])
    return name


def start_keeper(
    rule_name: str, run: Callable[[], None], divisor: float = WAIT_DIVISOR
) -> threading.Event:
    """Let the keeper run in the background, as often as its rule says, while that is on.

    The time between is divided, as all waits are here. To stop it, set the event that is returned.

    Raises:
        ValueError: the rule has another expression than a rate in minutes.
    """
    events = boto3.client("events")
    stopped = threading.Event()

    expression = events.describe_rule(Name=rule_name)["ScheduleExpression"]
    rate = RATE.fullmatch(expression)
    if rate is None:
        raise ValueError(f"the keeper's rule has no rate in minutes: {expression}")
    seconds = int(rate.group(1)) * 60 / divisor

    def fire() -> None:
        while not stopped.wait(seconds):
            if events.describe_rule(Name=rule_name)["State"] == "ENABLED":
                _run(run)

    threading.Thread(target=fire, daemon=True).start()
    return stopped


def _run(run: Callable[[], None]) -> None:
    """Run it as Lambda does: an error is logged, and the next run comes."""
    try:
        run()
    except Exception:  # noqa: BLE001
        logger().exception("the keeper failed")
