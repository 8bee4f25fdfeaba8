"""Take the lock before an execution is started, so that one write decides which one starts.

The lock is written in the name of the execution to be. Whoever comes second learns who holds it,
and starts nothing. The state machine takes the lock again when it begins. Should nobody start it,
the lock is taken over once it is no longer awaited.
"""

from chalicelib.domain.execution import Execution
from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock, about_to_start
from chalicelib.errors import AlreadyRunning, NotFound, RefreshError, UpstreamUnavailable
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository

# One try is lost only where somebody else was quicker and has ended since.
MAX_TRIES = 5


def lock_holder(aws: Aws, executions: ExecutionRepository) -> Execution | None:
    """Return the execution that holds the lock and runs, or is about to, if there is one."""
    held = aws.lock.read()
    return _holder(executions, held) if held else None


def _holder(executions: ExecutionRepository, lock: HeldLock) -> Execution | None:
    """Return the execution that holds this lock and runs, or is about to; none if it has ended."""
    # What is kept of it may be older than its end, or be of an older one of the same name.
    try:
        execution = executions.read_anew(lock.name)
    except NotFound:
        return about_to_start(lock)
    return None if execution.ended else execution


def take_lock(aws: Aws, executions: ExecutionRepository, name: str) -> HeldLock | None:
    """Take the lock for an execution that is to be started.

    Return it, or `None` where another request of the same name holds it already.

    Raises:
        AlreadyRunning: another execution holds it. It is to be told, and nothing to be started.
    """
    dead = None
    for _ in range(MAX_TRIES):
        held, taken = aws.lock.take(name, dead)
        if taken:
            return held
        if holder := _holder(executions, held):
            if holder.name == name:
                return None
            raise already_running(holder)
        dead = held
    raise UpstreamUnavailable(
        f"the lock has changed hands {MAX_TRIES} times while this start asked for it"
    )


def give_back(aws: Aws, taken: HeldLock, why: RefreshError) -> None:
    """Release the lock of an execution that was not started; `why` says why it was not.

    A lock that its execution has taken meanwhile is left alone.

    Raises:
        UpstreamUnavailable: it could not be released.
    """
    try:
        aws.lock.give_back(taken)
    except RefreshError as exc:
        left = f"{taken.name} keeps the lock for {AWAITED_SECONDS} s"
        raise UpstreamUnavailable(f"{why}; {exc}; {left}") from exc


def already_running(holder: Execution) -> AlreadyRunning:
    """Return the error that names who holds the lock."""
    return AlreadyRunning(
        f"{holder.name} is running; there is one refresh at a time", holder.as_holder()
    )
