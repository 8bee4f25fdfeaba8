"""Wires the settings, what is outside and the use cases together, at the first request."""

import os
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.aws.clients import dynamodb, events, glue, secretsmanager, stepfunctions
from chalicelib.aws.glue import Glue
from chalicelib.aws.lock import Lock
from chalicelib.aws.schedule import ScheduleRule
from chalicelib.aws.state_machine import StateMachine
from chalicelib.aws.switch_note import SwitchNote
from chalicelib.aws.token_secret import TokenSecret
from chalicelib.services.authenticating import AccessTokens, Issuer
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.scheduling import Scheduler
from chalicelib.settings import AccessSettings, Settings, read_access_settings, read_settings


@dataclass(frozen=True)
class Wiring:
    """What the views hand to the use cases."""

    settings: Settings
    aws: Aws
    schedule: Scheduler | None
    reader: ExecutionReader


@lru_cache
def wiring() -> Wiring:
    """Return this process's wiring.

    Raises:
        SettingsError: the deployment is not configured.
    """
    settings = _settings()
    region = settings.state_machine_arn.split(":")[3]
    state_machine = StateMachine(stepfunctions(region), settings.state_machine_arn)
    jobs = Glue(glue(region))
    return Wiring(
        settings=settings,
        aws=Aws(
            state_machine,
            Lock(dynamodb(region), settings.lock_table_name, settings.state_machine_arn),
            jobs,
        ),
        schedule=_scheduler(settings, region),
        reader=ExecutionReader(state_machine, settings.live_cache_seconds, jobs),
    )


def _scheduler(settings: Settings, region: str) -> Scheduler | None:
    if not settings.schedule_rule_name:
        return None
    return Scheduler(
        ScheduleRule(events(region), settings.schedule_rule_name),
        SwitchNote(dynamodb(region), settings.lock_table_name),
        settings.live_cache_seconds,
    )


@lru_cache
def access() -> tuple[AccessTokens | None, Issuer | None]:
    """Return where this process's authorizer finds out who calls.

    Raises:
        SettingsError: the deployment is not configured.
    """
    settings = _access_settings()
    arn = settings.token_secret_arn
    tokens = arn and TokenSecret(
        secretsmanager(arn.split(":")[3]), arn, settings.token_cache_seconds
    )
    return tokens or None, _issuer(settings)


def environment() -> str:
    """Return which environment this is.

    Raises:
        SettingsError: the deployment is not configured.
    """
    return _settings().environment


def cors_origin() -> str | None:
    """Return the other site whose pages may call, if there is one.

    Raises:
        SettingsError: the deployment is not configured.
    """
    return _access_settings().cors_origin


def page_client() -> dict[str, str] | None:
    """Return what the dashboard needs to let people sign in with the issuer, if they can.

    Raises:
        SettingsError: the deployment is not configured.
    """
    settings = _access_settings()
    if not (settings.oidc_client_id and settings.oidc_issuer and settings.oidc_audience):
        return None
    return {
        "client-id": settings.oidc_client_id,
        "issuer": settings.oidc_issuer,
        "audience": settings.oidc_audience,
    }


def _settings() -> Settings:
    return read_settings(os.environ)


@lru_cache
def _access_settings() -> AccessSettings:
    return read_access_settings(os.environ)


def _issuer(settings: AccessSettings) -> Issuer | None:
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    # Only where it is used: cryptography takes as long to load as all the rest.
    from chalicelib import oidc  # noqa: PLC0415

    claims = oidc.Claims(
        settings.oidc_name_claim,
        settings.oidc_roles_claim,
        settings.oidc_viewer_role,
        settings.oidc_operator_role,
    )
    return oidc.Issuer(settings.oidc_issuer, settings.oidc_audience, claims)
