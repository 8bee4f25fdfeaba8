"""Wires the settings, AWS and the use cases together, at the first request."""

import os
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.aws.clients import dynamodb, events, glue, stepfunctions
from chalicelib.aws.glue import Glue
from chalicelib.aws.lock import Lock
from chalicelib.aws.schedule import ScheduleRule
from chalicelib.aws.state_machine import StateMachine
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader
from chalicelib.settings import Settings, read_settings


@dataclass(frozen=True)
class Wiring:
    """What the views hand to the use cases."""

    settings: Settings
    aws: Aws
    schedule: ScheduleRule | None
    reader: ExecutionReader


@lru_cache
def wiring() -> Wiring:
    """Return this process's wiring.

    Raises:
        SettingsError: the deployment is not configured.
    """
    settings = read_settings(os.environ)
    region = settings.state_machine_arn.split(":")[3]
    rule = settings.schedule_rule_name
    state_machine = StateMachine(stepfunctions(region), settings.state_machine_arn)
    return Wiring(
        settings=settings,
        aws=Aws(
            state_machine, Lock(dynamodb(region), settings.lock_table_name), Glue(glue(region))
        ),
        schedule=ScheduleRule(events(region), rule) if rule else None,
        reader=ExecutionReader(state_machine, settings.live_cache_seconds),
    )
