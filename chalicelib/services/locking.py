"""Take the lock before an execution is started, so that one write decides which one starts.

The API writes the name of the future execution into the lock. A second caller learns who holds it,
and starts nothing. The execution takes the lock again when it begins. If it never starts, the next
caller takes the lock over after a minute.
"""

from chalicelib.domain.execution import Execution
from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock, about_to_start
from chalicelib.errors import AlreadyRunning, NotFound, RefreshError, UpstreamUnavailable
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository

# A try fails only where somebody else was quicker and has ended since.
MAX_TRIES = 5


def lock_holder(held: HeldLock | None, executions: ExecutionRepository) -> Execution | None:
    """Return the execution that holds this lock and runs, or is about to, if there is one."""
    return _holder(executions, held) if held else None


def _holder(executions: ExecutionRepository, lock: HeldLock) -> Execution | None:
    """Return the execution that holds this lock and has not ended, or is about to start."""
    # The cached status may be older than its end, and a record be of an older one of this name.
    try:
        execution = executions.read_anew(lock.name)
    except NotFound:
        return about_to_start(lock)
    return None if execution.ended else execution


def take_lock(aws: Aws, executions: ExecutionRepository, name: str) -> HeldLock | None:
    """Take the lock for an execution that is to be started.

    Return it, or `None` where another request of the same name holds it already.

    Raises:
        AlreadyRunning: another execution holds the lock.
        UpstreamUnavailable: the lock changed hands with each try.
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
    """Release the lock of an execution that was not started because of `why`.

    Where the execution has taken the lock meanwhile, the lock stays.

    Raises:
        UpstreamUnavailable: the lock could not be released.
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
