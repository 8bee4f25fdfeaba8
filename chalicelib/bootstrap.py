"""Wires the settings, AWS and the use cases together, at the first request."""

import os
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.aws.clients import stepfunctions
from chalicelib.aws.state_machine import StateMachine
from chalicelib.services.reader import ExecutionReader
from chalicelib.settings import Settings, read_settings


@dataclass(frozen=True)
class Wiring:
    """What the views hand to the use cases."""

    settings: Settings
    state_machine: StateMachine
    reader: ExecutionReader


@lru_cache
def wiring() -> Wiring:
    """Return this process's wiring.

    Raises:
        SettingsError: the deployment is not configured.
    """
    settings = read_settings(os.environ)
    region = settings.state_machine_arn.split(":")[3]
    state_machine = StateMachine(stepfunctions(region), settings.state_machine_arn)
    return Wiring(
        settings, state_machine, ExecutionReader(state_machine, settings.live_cache_seconds)
    )
