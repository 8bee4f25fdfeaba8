"""A deployment in memory: what the routes are handed in the place of AWS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache, cached_property
from typing import Any

from chalicelib.adapters.oidc.issuer import Issuer
from chalicelib.domain.access import Role
from chalicelib.domain.glue import Job
from chalicelib.domain.pipeline import Pipeline, read_pipeline
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.ports import AccessTokens, Aws
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
    read_settings,
)
from local.simulated import NO_SIMULATION, SIMULATE
from tests.fakes.clock import FakeClock
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.records import FakeRecords
from tests.fakes.schedule import FakeScheduleRule, FakeSwitchNote
from tests.fakes.snapshots import FakeSnapshotStore
from tests.fakes.state_machine import FakeStateMachine
from tests.fakes.tokens import FakeAccessTokens
from tests.support.clock import Clock
from tests.support.pipelines import definition

TOKENS = {role: f"local-{role}" for role in Role}
YESTERDAY = timedelta(days=1)


@cache
def _definition() -> Mapping[str, Any]:
    """Return the definition of the eight steps, composed once: nothing changes it."""
    return definition()


@cache
def _pipeline() -> Pipeline:
    return read_pipeline(_definition())


@cache
def _job_names() -> frozenset[str]:
    return frozenset(str(step.job_name) for step in _pipeline().steps)


def settings_of(**more: str) -> Settings:
    """Return the settings of a deployment, with these variables over its own."""
    return read_settings(
        {
            "STATE_MACHINE_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            "LOCK_TABLE_NAME": "lock",
            "ENVIRONMENT": "dev",
            "LIVE_CACHE_SECONDS": "0",
            **more,
        }
    )


@dataclass
class FakeDeployment:
    """A wiring over fakes. A test may change any part of it before the first request."""

    settings: Settings = field(default_factory=settings_of)
    access_settings: AccessSettings = field(default_factory=lambda: read_access_settings({}))
    rule: FakeScheduleRule = field(default_factory=FakeScheduleRule)
    note: FakeSwitchNote = field(default_factory=FakeSwitchNote)
    tokens: AccessTokens = field(default_factory=lambda: FakeAccessTokens(TOKENS))
    issuer: Issuer | None = None
    records: FakeRecords | None = field(default_factory=FakeRecords)
    has_schedule: bool = True
    # By which names that do not exist are counted; the caches go by that of the process.
    seconds: Clock = field(default_factory=Clock)

    @cached_property
    def clock(self) -> FakeClock:
        """The time of what is in memory; it stays behind that of the process."""
        return FakeClock(datetime.now(timezone.utc) - YESTERDAY)

    @cached_property
    def lock(self) -> FakeLock:
        """The lock."""
        return FakeLock(clock=self.clock)

    @cached_property
    def glue(self) -> FakeGlue:
        """Glue, with the jobs of the pipeline."""
        simulate = {SIMULATE: NO_SIMULATION}
        jobs = {name: Job(name, 2, default_arguments=simulate) for name in _job_names()}
        return FakeGlue(jobs=jobs)

    @cached_property
    def machine(self) -> FakeStateMachine:
        """Step Functions."""
        return FakeStateMachine(
            _definition(), _pipeline, lock=self.lock, glue=self.glue, clock=self.clock
        )

    @cached_property
    def aws(self) -> Aws:
        """What a refresh is run with."""
        return Aws(self.machine, self.lock, self.glue)

    @cached_property
    def executions(self) -> ExecutionRepository:
        """The executions of the state machine."""
        return self.container()

    @cached_property
    def snapshots(self) -> FakeSnapshotStore:
        """Where the containers share a snapshot."""
        return FakeSnapshotStore(lambda: self.clock.now)

    def container(self) -> ExecutionRepository:
        """Return the executions as another container of the function has them: it knows none."""
        keep_seconds, access = self.settings.live_cache_seconds, TableAccess()
        recorder = Recorder(self.records, access) if self.records else None
        # By the fakes' time alone: a machine that is busy for a second must not change an answer.
        clock = AwsClock(lambda: datetime.timestamp(self.clock.now), lambda: self.clock.now)
        executions = ExecutionRepository(self.machine, keep_seconds, self.glue, recorder, clock)
        if self.records:
            share(executions, self.snapshots, access, keep_seconds)
        return executions

    @cached_property
    def unknown_names(self) -> UnknownNames:
        """The names that callers ask for and that do not exist."""
        return UnknownNames(self.lock, self.settings.live_cache_seconds, self.seconds)

    @cached_property
    def scheduler(self) -> Scheduler | None:
        """The schedule."""
        if not self.has_schedule:
            return None
        return Scheduler(self.rule, self.note, self.settings.live_cache_seconds)
