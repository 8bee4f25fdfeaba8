"""Start an execution so that it is certain what was started, and that it is the only one."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.execution import Execution, ExecutionFacts, read_execution, read_input
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import FAILED, OK, Check
from chalicelib.errors import (
    AlreadyRunning,
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    Refused,
    Throttled,
    Unavailable,
)
from chalicelib.services.ports import Aws
from chalicelib.services.preflight import lock_holder, preflight
from chalicelib.services.reader import ExecutionReader

FAILED_IN_A_STEP = "RefreshFailed"

# The first states of an execution take less than a second; the gateway waits for 29 s.
CONFIRM_SECONDS = 15
LOOK_AGAIN_SECONDS = 0.2
SLOWER = 1.4

# A part of what Step Functions takes as a name, that is safe in URLs and shells.
KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True)
class Started:
    """An execution that runs; `replayed` where the same request had started it before."""

    execution: Execution
    warnings: tuple[Check, ...] = ()
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
    """Start an execution and return it once it holds the lock. `now` is in UTC.

    A key makes it idempotent: it becomes the execution's name, which Step Functions gives once.

    Raises:
        AlreadyRunning: another refresh runs.
        Invalid: it is sure to fail, or the key was given with another request. Nothing was started.
        Unavailable: it was started, but whether it holds the lock is not known.
    """
    if asked.key is not None and (replay := _replay(aws, reader, asked, asked.key)):
        return replay
    given = read_input(asked.document)
    holder = lock_holder(aws, reader)
    if holder:
        if holder.facts.name != asked.key:
            raise _already_running(holder)
        # The same request came twice at once, and the other one was the first.
        if replay := _replay(aws, reader, asked, holder.facts.name):
            return replay
    checks = preflight(aws, reader, holder, asked.pipeline, given)
    if failed := [check for check in checks if check.status == FAILED]:
        raise Invalid([FieldProblem("", f"{c.step} cannot run: {c.detail}") for c in failed])
    name = asked.key or f"{asked.prefix}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    try:
        started_at = aws.state_machine.start(name, asked.document)
    except Conflict:
        # An answer that got lost makes the client ask again, and so does a key given twice at once.
        replay = _replay(aws, reader, asked, name)
        if not replay:
            raise
        return replay
    reader.forget_live()
    _confirm(aws, reader, name)
    facts = ExecutionFacts(name, "RUNNING", started_at, None, given)
    warnings = tuple(check for check in checks if check.status != OK)
    return Started(read_execution(asked.pipeline, facts, ()), warnings)


def _replay(aws: Aws, reader: ExecutionReader, asked: Launch, name: str) -> Started | None:
    """Return the execution of this name if the same request started it, or nothing if none did."""
    try:
        facts = aws.state_machine.describe(name)
    except NotFound:
        return None
    # Who asks is left out: the session in an assumed role's name changes between two tries.
    before, now = (replace(i, requested_by=None) for i in (facts.input, read_input(asked.document)))
    if before != now:
        raise Invalid([_of_key(f"{name} was started by another request; give a new key")])
    if not facts.ended or facts.refused_by:
        _confirm(aws, reader, name)
    return Started(reader.execution(name), replayed=True)


def _confirm(aws: Aws, reader: ExecutionReader, name: str) -> None:
    """Wait until the execution holds the lock, or has had it."""
    deadline = time.monotonic() + CONFIRM_SECONDS
    pause = LOOK_AGAIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if aws.lock.holder() == name:
                return
            facts = aws.state_machine.describe(name)
        except (NotFound, Throttled, Unavailable):
            # DescribeExecution is eventually consistent. And what was started is not to be denied
            # because AWS is slow to tell of it.
            facts = None
        if facts and facts.refused_by:
            raise _refused(reader, facts.name, facts.refused_by)
        if facts and facts.status == "FAILED" and facts.error != FAILED_IN_A_STEP:
            raise Refused(f"{name} failed before its first step: {facts.error}: {facts.cause}")
        if facts and facts.ended:
            return
        time.sleep(pause)
        pause *= SLOWER
    raise Unavailable(f"{name} was started, but has not taken the lock within {CONFIRM_SECONDS} s")


def _refused(reader: ExecutionReader, name: str, holder_name: str) -> Conflict:
    reader.forget_live(holder_name)
    try:
        holder = reader.execution(holder_name)
    except NotFound:
        holder = None
    used_up = f"{name} was refused, and as an Idempotency-Key it is used up: give a new one"
    if holder and not holder.facts.ended:
        return _already_running(holder, f"; {used_up}")
    return Conflict(f"{holder_name} was running then; {used_up}")


def _already_running(holder: Execution, more: str = "") -> AlreadyRunning:
    name = holder.facts.name
    return AlreadyRunning(f"{name} is running; there is one refresh at a time{more}", holder)


def _of_key(message: str) -> FieldProblem:
    return FieldProblem("Idempotency-Key", message)
