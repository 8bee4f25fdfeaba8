"""Wires the settings, what is outside and the use cases together, at the first request."""

import os
from collections.abc import Mapping
from functools import cached_property

from chalicelib.adapters.aws.clients import (
    dynamodb,
    dynamodb_for_records,
    events,
    glue,
    secretsmanager,
    stepfunctions,
)
from chalicelib.adapters.aws.glue import Glue
from chalicelib.adapters.aws.lease import Lease
from chalicelib.adapters.aws.lock import Lock
from chalicelib.adapters.aws.records import Records
from chalicelib.adapters.aws.schedule import ScheduleRule
from chalicelib.adapters.aws.snapshots import SnapshotStore
from chalicelib.adapters.aws.state_machine import StateMachine
from chalicelib.adapters.aws.switch_note import SwitchNote
from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.keeping import keep_records
from chalicelib.services.ports import AccessTokens, Aws, Issuer
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.scheduling import Scheduler
from chalicelib.services.snapshot_building import share
from chalicelib.services.table_access import TableAccess
from chalicelib.services.unknown_names import UnknownNames
from chalicelib.settings import (
    AccessSettings,
    Settings,
    read_access_settings,
    read_keeper_settings,
    read_settings,
)


class Environment:
    """The wiring of a process by its environment variables; see `chalicelib.api.wiring`."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self._variables = variables

    @cached_property
    def settings(self) -> Settings:
        """What the deployment tells the API."""
        return read_settings(self._variables)

    @cached_property
    def access_settings(self) -> AccessSettings:
        """What the deployment tells of who gets in."""
        return read_access_settings(self._variables)

    @cached_property
    def aws(self) -> Aws:
        """What a refresh is run with."""
        settings, region = self.settings, self._region
        return Aws(
            StateMachine(
                stepfunctions(region), settings.state_machine_arn, self._aws_clock.observe
            ),
            Lock(dynamodb(region), settings.lock_table_name, settings.state_machine_arn),
            Glue(glue(region)),
        )

    @cached_property
    def executions(self) -> ExecutionRepository:
        """The executions of the state machine."""
        settings, table = self.settings, self.settings.records_table_name
        machine, keep_seconds = self.aws.state_machine, settings.live_cache_seconds
        if not table:
            return ExecutionRepository(machine, keep_seconds, self.aws.glue, clock=self._aws_clock)
        client, access = dynamodb_for_records(self._region), TableAccess()
        recorder = Recorder(Records(client, table), access)
        executions = ExecutionRepository(
            machine, keep_seconds, self.aws.glue, recorder, self._aws_clock
        )
        share(executions, SnapshotStore(client, table), access, keep_seconds)
        return executions

    def keep_records(self) -> None:
        """Let the keeper run once; raises as `keeping.keep_records`, and `SettingsError`s."""
        settings = read_keeper_settings(self._variables)
        region, table = _region(settings.state_machine_arn), settings.records_table_name
        client = dynamodb_for_records(region)
        keep_records(
            StateMachine(stepfunctions(region), settings.state_machine_arn),
            Records(client, table),
            Lease(client, table, "keeper"),
            self._aws_clock,
        )

    @cached_property
    def _aws_clock(self) -> AwsClock:
        return AwsClock()

    @cached_property
    def unknown_names(self) -> UnknownNames:
        """The names that callers ask for and that do not exist."""
        return UnknownNames(self.aws.lock, self.settings.live_cache_seconds)

    @cached_property
    def scheduler(self) -> Scheduler | None:
        """The schedule, where the deployment has one."""
        settings, region = self.settings, self._region
        if not settings.schedule_rule_name:
            return None
        return Scheduler(
            ScheduleRule(events(region), settings.schedule_rule_name),
            SwitchNote(dynamodb(region), settings.lock_table_name),
            settings.live_cache_seconds,
        )

    @cached_property
    def tokens(self) -> AccessTokens | None:
        """The access tokens, where the deployment takes them."""
        arn = self.access_settings.token_secret_arn
        if arn is None:
            return None
        client = secretsmanager(_region(arn))
        return TokenSecret(client, arn, self.access_settings.token_cache_seconds)

    @cached_property
    def issuer(self) -> Issuer | None:
        """The issuer of JWTs, where the deployment trusts one."""
        settings = self.access_settings
        if settings.oidc_issuer is None or settings.oidc_audience is None:
            return None
        # Only where it is used: cryptography takes as long to load as all the rest.
        from chalicelib.adapters.oidc import issuer as oidc  # noqa: PLC0415

        claims = oidc.Claims(
            settings.oidc_name_claim,
            settings.oidc_roles_claim,
            settings.oidc_viewer_role,
            settings.oidc_operator_role,
            settings.oidc_roles_claim_is_scope,
        )
        return oidc.Issuer(settings.oidc_issuer, settings.oidc_audience, claims)

    @property
    def _region(self) -> str:
        return _region(self.settings.state_machine_arn)


def _region(arn: str) -> str:
    return arn.split(":")[3]
