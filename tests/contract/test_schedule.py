"""The schedule's rule, and the note of who switched it."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial

import boto3
import pytest

from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.schedule import ScheduleRule as AwsRule
from chalicelib.adapters.aws.switch_note import SwitchNote as AwsNote
from chalicelib.domain.schedule import Schedule, Switch
from chalicelib.services.ports import ScheduleRule, SwitchNote
from local.aws import REGION
from local.provisioning import Deployed
from tests.fakes.schedule import FakeScheduleRule, FakeSwitchNote
from tests.support.lock import NOTE_KEY

EXPRESSION = "rate(3 days)"
AT = datetime(2026, 11, 1, 2, 0, 5, 123456, tzinfo=timezone.utc)


@pytest.fixture
def rule(world: str, request: pytest.FixtureRequest) -> ScheduleRule:
    if world == "fake":
        return FakeScheduleRule(EXPRESSION)
    request.getfixturevalue("deployed")
    name = f"contract-{time.time_ns()}"
    boto3.client("events").put_rule(Name=name, ScheduleExpression=EXPRESSION, State="ENABLED")
    return AwsRule(clients.events(REGION), name)


@pytest.fixture
def note(world: str, request: pytest.FixtureRequest) -> Iterator[SwitchNote]:
    if world == "fake":
        yield FakeSwitchNote()
        return
    deployed: Deployed = request.getfixturevalue("deployed")
    # Other tests of this process may have left a note.
    forget = partial(
        boto3.client("dynamodb").delete_item, TableName=deployed.lock_table_name, Key=NOTE_KEY
    )
    forget()
    yield AwsNote(clients.dynamodb(REGION), deployed.lock_table_name)
    forget()


def test_the_rule_is_read_and_switched(rule: ScheduleRule) -> None:
    assert rule.read() == Schedule(EXPRESSION, enabled=True)
    for on in (False, False, True, True):
        rule.switch(on=on)
        assert rule.read() == Schedule(EXPRESSION, enabled=on)


def test_there_is_no_note_until_one_is_written(note: SwitchNote) -> None:
    assert note.read() is None


@pytest.mark.parametrize("reason", [None, "a holiday"])
def test_the_note_is_read_as_it_was_written_to_the_millisecond(
    note: SwitchNote, reason: str | None
) -> None:
    for enabled, by in ((False, "ann"), (True, "bob")):
        note.write(Switch(enabled, by, AT, reason))
        kept = AT - timedelta(microseconds=456)
        assert note.read() == Switch(enabled, by, kept, reason)


def test_a_note_without_a_reason_takes_the_place_of_one_with_it(note: SwitchNote) -> None:
    note.write(Switch(enabled=False, by="ann", at=AT, reason="a holiday"))
    note.write(Switch(enabled=True, by="ann", at=AT, reason=None))
    found = note.read()
    assert found
    assert found.reason is None
