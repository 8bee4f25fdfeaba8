"""Start a prepared refresh so that it is certain what was started, and that it is the only one."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.build_input import LeftOut
from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    RefreshError,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services.locking import already_running, give_back, lock_holder, take_lock
from chalicelib.services.ports import Aws
from chalicelib.services.prefetching import Prefetched
from chalicelib.services.preflight import preflight, refuse_what_failed
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository

# A mark that was made with the start is as good as one after it, unless the start took longer.
MARK_IS_GOOD = timedelta(seconds=1)


@dataclass(frozen=True)
class Started:
    """An execution that runs; `replayed` where the same request had started it before.

    `left_out` is as prepared.
    """

    execution: Execution
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Check, ...] = ()
    replayed: bool = False


def start_refresh(
    prefetched: Prefetched,
    executions: ExecutionRepository,
    refresh: PreparedRefresh,
    idempotency_key: str | None,
    now: datetime,
) -> Started:
    """Take the lock, start an execution and return it. `now` is in UTC.

    The idempotency key becomes the execution's name, which Step Functions gives once.

    Raises:
        AlreadyRunning: another refresh holds the lock. Nothing was started.
        Conflict: a Glue run goes on that an earlier execution left. Nothing was started.
        Invalid: the refresh is sure to fail, or the key was given with another request. Nothing was
            started.
        UpstreamUnavailable: whether it was started is not known.
    """
    aws = prefetched.aws
    if running := _running_already(prefetched, executions, refresh, idempotency_key):
        return running
    checks = preflight(prefetched, executions, refresh, None).checks
    refuse_what_failed(checks)
    name = idempotency_key or _new_name(refresh, now)
    taken = take_lock(aws, executions, name)
    marked = prefetched.begin(executions.mark)
    begun = executions.clock.now()
    try:
        started_at = aws.state_machine.start(name, refresh.input)
    except RefreshError as exc:
        executions.changed()
        return _started_nevertheless(aws, executions, refresh, name, taken=taken, why=exc)
    marked()
    executions.changed(marked=executions.clock.now() - begun < MARK_IS_GOOD)
    description = ExecutionDescription(
        name, ExecutionStatus.RUNNING, started_at, None, refresh.input
    )
    warnings = tuple(check for check in checks if check.status != CheckStatus.OK)
    execution = read_execution(refresh.pipeline, description, ())
    return Started(execution, refresh.left_out, warnings)


def _new_name(refresh: PreparedRefresh, now: datetime) -> str:
    prefix = "resume" if refresh.resumes else "manual"
    return f"{prefix}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def _running_already(
    prefetched: Prefetched,
    executions: ExecutionRepository,
    refresh: PreparedRefresh,
    key: str | None,
) -> Started | None:
    """Return what the same request has started before.

    Raises:
        AlreadyRunning: another refresh holds the lock.
    """
    if known := prefetched.described():
        return _replay_of(known, executions, refresh)
    holder = lock_holder(prefetched.lock(), executions)
    if holder and holder.name != key:
        raise already_running(holder)
    # The same request may have come twice at once, and the other one have been the first.
    return _replay(prefetched.aws, executions, refresh, holder.name) if holder else None


def _started_nevertheless(
    aws: Aws,
    executions: ExecutionRepository,
    refresh: PreparedRefresh,
    name: str,
    *,
    taken: HeldLock | None,
    why: RefreshError,
) -> Started:
    """Return what runs by this name, though its start was answered with `why`.

    What runs keeps the lock. Where it is known that nothing was started, the lock is given back and
    `why` raised.
    """
    # An answer that got lost makes boto3 ask again, and so does a client with a key.
    if isinstance(why, Conflict | UpstreamThrottled | UpstreamUnavailable):
        with suppress(UpstreamThrottled, UpstreamUnavailable):
            if replay := _replay(aws, executions, refresh, name):
                return replay
    # After no answer it may run: then the lock is kept for it.
    if isinstance(why, UpstreamUnavailable):
        raise UpstreamUnavailable(f"{why}; whether {name} was started is not known") from why
    if taken:
        give_back(aws, taken, why)
    raise why


def _replay(
    aws: Aws, executions: ExecutionRepository, refresh: PreparedRefresh, name: str
) -> Started | None:
    """Return the execution of this name as a replay, or `None` where there is none."""
    try:
        description = aws.state_machine.describe(name)
    except NotFound:
        return None
    return _replay_of(description, executions, refresh)


def _replay_of(
    description: ExecutionDescription, executions: ExecutionRepository, refresh: PreparedRefresh
) -> Started:
    """Return an execution that the same request started.

    Raises:
        Invalid: another request started it.
        Conflict: the lock refused it.
    """
    name = description.name
    # Who asks is left out: the session in an assumed role's name changes between two tries.
    before, now = (replace(i, requested_by=None) for i in (description.input, refresh.input))
    if before != now:
        message = f"{name} was started by another request; give a new key"
        raise Invalid([FieldProblem("Idempotency-Key", message)])
    if description.refused_by:
        used_up = f"{name} was refused, and as an Idempotency-Key it is used up: give a new one"
        raise Conflict(f"{description.refused_by} was running then; {used_up}")
    return Started(executions.read_anew(name), refresh.left_out, replayed=True)
