"""The ports: what the use cases need from outside. `bootstrap` wires the adapters to them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.domain.access import Principal, TokenEntry
from chalicelib.domain.execution import ExecutionDescription, ExecutionListPage
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.history import Event
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import ListEntry, RecordPage, Span
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.pipeline import Revision
from chalicelib.domain.schedule import Schedule, Switch
from chalicelib.domain.snapshot import Head, Kept
from chalicelib.domain.statuses import ExecutionStatus


class Lock(Protocol):
    """The lock that lets one refresh run at a time. Every method raises `RefreshError`s."""

    def read(self) -> HeldLock | None:
        """Return the lock if somebody holds it; the holder may have ended."""

    def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
        """Take the lock for an execution that is to be started, if it is free or still `dead`'s.

        Return the lock as it is now, and whether it was taken.
        """

    def give_back(self, taken: HeldLock) -> None:
        """Release the lock that `take` returned, unless its execution has taken it by now.

        A lock that was taken over goes back to its earlier holder.
        """


class Glue(Protocol):
    """Glue jobs and their runs. Every method raises `RefreshError`s."""

    def job(self, name: str) -> Job:
        """Return a job; `NotFound` where there is none."""

    def jobs(self, names: Collection[str]) -> Mapping[str, Job]:
        """Return the jobs that one call can read, by name. One that is absent may exist."""

    def recent_runs(self, job_name: str) -> list[JobRun]:
        """Return the newest runs of a job, with all that still go on."""

    def run(self, job_name: str, run_id: str) -> JobRun:
        """Return one run of a job."""

    def stop(self, job_name: str, run_ids: Sequence[str]) -> Mapping[str, str]:
        """Ask Glue to stop these runs, and return its errors by the run's id."""


class ScheduleRule(Protocol):
    """The rule that starts refreshes on a schedule."""

    def read(self) -> Schedule:
        """Return the schedule."""

    def switch(self, *, on: bool) -> None:
        """Enable or disable it."""


class SwitchNote(Protocol):
    """The note of who switched the schedule last. Every method raises `RefreshError`s."""

    def read(self) -> Switch | None:
        """Return the note, if there is one."""

    def write(self, switch: Switch) -> None:
        """Write the note over the earlier one."""


class StateMachine(Protocol):
    """The deployed state machine. Every method raises `RefreshError`s."""

    def definition(self) -> Mapping[str, Any]:
        """Return the current definition, parsed."""

    def revision_of(self, name: str) -> Revision:
        """Return the definition that an execution runs, or ran."""

    def start(self, name: str, execution_input: ExecutionInput) -> datetime:
        """Start an execution with this input and return when it started.

        Raises:
            Conflict: another execution has, or had in the last 90 days, this name.
        """

    def stop(self, name: str, error: str, cause: str) -> None:
        """Stop an execution. One that has ended does not change.

        Raises:
            NotFound: this state machine has no such execution.
        """

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of the executions, newest first, of any status or of one."""

    def describe(self, name: str) -> ExecutionDescription:
        """Return what Step Functions says of an execution.

        Raises:
            NotFound: this state machine has no such execution.
        """

    def history(self, name: str) -> Iterator[Event]:
        """Yield the execution's events, oldest first."""


class Records(Protocol):
    """The records of executions that have ended. Every method raises `RefreshError`s."""

    def get(self, names: Collection[str]) -> Mapping[str, bytes]:
        """Return the documents of those of these executions that have been recorded."""

    def put(self, entry: ListEntry, form: int, document: bytes) -> None:
        """Keep a document; the one before stays if it is of a newer form, or tells a later end."""

    def page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span."""

    def bookmark(self) -> Bookmark:
        """Return how far the keeper has come; an empty bookmark, where that is not known."""

    def put_bookmark(self, bookmark: Bookmark) -> None:
        """Keep a bookmark over the earlier one."""


class Lease(Protocol):
    """Lets one at a time do what need not be done twice. Every method raises `RefreshError`s.

    Whoever takes it gives itself a name of its own, and the time when others may take it though it
    was not ended. Times are AWS's, as `services/aws_clock.py` tells them.
    """

    def take(self, owner: str, now: datetime, until: datetime) -> bool:
        """Take the lease, unless somebody has it `now`, and tell whether it was taken."""

    def end(self, owner: str, until: datetime) -> None:
        """Let nobody take it before `until`. Do nothing if `owner` does not hold it."""


class SnapshotStore(Protocol):
    """Where the containers share a snapshot. Every method raises `RefreshError`s."""

    @property
    def lease(self) -> Lease:
        """The lease of who asks AWS for the next snapshot."""

    def read_head(self) -> Head:
        """Return the head; it may be a moment old."""

    def fetch(self) -> tuple[Head, Kept | None]:
        """Return the head and the snapshot, if there is one; they may be a moment old."""

    def put(self, kept: Kept) -> None:
        """Keep a snapshot, unless a newer one is kept."""

    def end_lease(self, owner: str, until: datetime, version: str, as_of: datetime) -> None:
        """End the lease as `Lease.end` does, and say that the snapshot is good as of `as_of`."""

    def give_up_lease(self, owner: str, until: datetime) -> None:
        """End the lease as `Lease.end` does, and say that AWS could not be asked."""

    def mark(self, at: datetime) -> None:
        """Say that something was started or stopped."""


class AccessTokens(Protocol):
    """The valid access tokens. Every method raises `RefreshError`s."""

    def entries(self) -> Sequence[TokenEntry]:
        """Return the tokens; a cached list will do."""

    def newer_entries(self) -> Sequence[TokenEntry]:
        """Return the tokens, as fresh as an unknown token may cause them to be read."""


class Issuer(Protocol):
    """An issuer of JWTs."""

    def principal(self, token: str) -> Principal:
        """Return whom a JWT is for; raises `Unauthorized` and `UpstreamUnavailable`."""


@dataclass(frozen=True)
class Aws:
    """What a refresh is run with."""

    state_machine: StateMachine
    lock: Lock
    glue: Glue
