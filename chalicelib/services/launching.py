"""Start an execution so that it is certain what was started, and that it is the only one."""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.execution import Execution, ExecutionFacts, read_execution
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.inheriting import LeftOut
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import OK, Check
from chalicelib.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    RefreshError,
    Throttled,
    Unavailable,
)
from chalicelib.services.locking import already_running, give_back, take_lock
from chalicelib.services.ports import Aws
from chalicelib.services.preflight import lock_holder, preflight, refuse_what_failed
from chalicelib.services.reader import ExecutionReader

# A part of what Step Functions takes as a name, that is safe in URLs and shells.
KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True)
class Started:
    """An execution that runs; `replayed` where the same request had started it before.

    `left_out` is what was inherited for steps that do not run.
    """

    execution: Execution
    warnings: tuple[Check, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    replayed: bool = False


@dataclass(frozen=True)
class Caller:
    """Who asks, and the Idempotency-Key of the call, if it has one.

    Raises:
        Invalid: the key is none that could name an execution.
    """

    name: str
    key: str | None = None

    def __post_init__(self) -> None:
        # Here, so that no use case asks AWS anything before, and none forgets it.
        if self.key is not None and not KEY.fullmatch(self.key):
            raise Invalid([_of_key("give 1 to 80 of A-Z, a-z, 0-9, _ and -")])


@dataclass(frozen=True)
class Launch:
    """What to start: an input that was built from the pipeline, and what to name it."""

    pipeline: Pipeline
    document: Mapping[str, Any]
    prefix: str
    key: str | None


def launch(aws: Aws, reader: ExecutionReader, asked: Launch, now: datetime) -> Started:
    """Take the lock, start an execution and return it. `now` is in UTC.

    A key makes it idempotent: it becomes the execution's name, which Step Functions gives once.

    Raises:
        AlreadyRunning: another refresh holds the lock. Nothing was started.
        Conflict: a Glue run goes on that an earlier execution left. Nothing was started.
        Invalid: it is sure to fail, or the key was given with another request. Nothing was started.
        Unavailable: whether it was started is not known.
    """
    if running := _running_already(aws, reader, asked):
        return running
    given = read_input(asked.document)
    checks = preflight(aws, reader, None, asked.pipeline, given).checks
    refuse_what_failed(checks)
    name = asked.key or f"{asked.prefix}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    taken = take_lock(aws, reader, name)
    try:
        started_at = aws.state_machine.start(name, asked.document)
    except RefreshError as exc:
        return _started_nevertheless(aws, reader, replace(asked, key=name), taken, exc)
    reader.forget_live()
    facts = ExecutionFacts(name, "RUNNING", started_at, None, given)
    warnings = tuple(check for check in checks if check.status != OK)
    return Started(read_execution(asked.pipeline, facts, ()), warnings)


def _running_already(aws: Aws, reader: ExecutionReader, asked: Launch) -> Started | None:
    """Return what the same request has started before.

    Raises:
        AlreadyRunning: another refresh holds the lock.
    """
    if replay := _replay(aws, reader, asked):
        return replay
    holder = lock_holder(aws, reader)
    if holder and holder.facts.name != asked.key:
        raise already_running(holder)
    # The same request may have come twice at once, and the other one have been the first.
    return _replay(aws, reader, asked) if holder else None


def _started_nevertheless(
    aws: Aws, reader: ExecutionReader, asked: Launch, taken: HeldLock | None, why: RefreshError
) -> Started:
    """Return what runs by the name that is asked for, though its start was answered with `why`.

    What runs keeps the lock. Where it is known that nothing was started, the lock is given back and
    `why` raised.
    """
    # An answer that got lost makes boto3 ask again, and so does a client with a key.
    if isinstance(why, Conflict | Throttled | Unavailable):
        with suppress(Throttled, Unavailable):
            if replay := _replay(aws, reader, asked):
                return replay
    # After no answer it may run: then the lock is kept for it.
    if isinstance(why, Unavailable):
        raise Unavailable(f"{why}; whether {asked.key} was started is not known") from why
    if taken:
        give_back(aws, taken, why)
    raise why


def _replay(aws: Aws, reader: ExecutionReader, asked: Launch) -> Started | None:
    """Return the execution of this key if the same request started it, or nothing if none did."""
    if asked.key is None:
        return None
    name = asked.key
    try:
        facts = aws.state_machine.describe(name)
    except NotFound:
        return None
    # Who asks is left out: the session in an assumed role's name changes between two tries.
    before, now = (replace(i, requested_by=None) for i in (facts.input, read_input(asked.document)))
    if before != now:
        raise Invalid([_of_key(f"{name} was started by another request; give a new key")])
    if facts.refused_by:
        used_up = f"{name} was refused, and as an Idempotency-Key it is used up: give a new one"
        raise Conflict(f"{facts.refused_by} was running then; {used_up}")
    reader.forget_live(name)
    return Started(reader.execution(name), replayed=True)


def _of_key(message: str) -> FieldProblem:
    return FieldProblem("Idempotency-Key", message)
