"""Which rule tells of which end; the emulator's own matching of patterns decides."""

import json
from typing import Any

import pytest
from moto.events.models import EventPattern

from tests.support.pipelines import eight_steps

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:some-db-refresh"


def matching(status: str, machine: str = MACHINE, **detail: Any) -> set[str]:
    """Return the rules that match the end of an execution of this state machine."""
    event = {
        "source": "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        "detail": {"stateMachineArn": machine, "status": status, **detail},
    }
    rules = eight_steps().outcomes(MACHINE)
    patterns = {
        name: EventPattern.load(json.dumps(rule["event_pattern"])) for name, rule in rules.items()
    }
    return {name for name, pattern in patterns.items() if pattern.matches_event(event)}


@pytest.mark.parametrize(
    ("status", "error", "rules"),
    [
        ("ABORTED", "Stopped", {"ended"}),
        ("ABORTED", None, {"ended"}),
        ("TIMED_OUT", None, {"ended"}),
        ("FAILED", "RefreshFailed", {"failed"}),
        ("FAILED", "States.Runtime", {"failed"}),
        ("FAILED", None, {"failed"}),
        ("SUCCEEDED", None, set()),
        ("RUNNING", None, set()),
    ],
)
def test_each_end_is_matched_by_one_rule(status: str, error: str | None, rules: set[str]) -> None:
    assert matching(status, error=error) == rules


def test_a_failure_without_the_field_is_one_too() -> None:
    assert matching("FAILED") == {"failed"}


def test_a_refusal_is_not_among_the_failures_that_the_alarm_counts() -> None:
    assert matching("FAILED", error="RefreshAlreadyRunning") == {"refused"}


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT", "FAILED"])
def test_the_end_of_what_tells_of_outcomes_starts_nothing(status: str) -> None:
    assert matching(status, machine=f"{MACHINE}-outcome", error="States.Runtime") == set()
