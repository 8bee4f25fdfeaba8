"""The lock that lets one refresh run at a time, as its table holds it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.statuses import ExecutionStatus

# How long a lock is valid while its execution is not known yet. No request takes half as long, and
# DescribeExecution, which is eventually consistent, lags by seconds.
AWAITED_SECONDS = 60


@dataclass(frozen=True)
class HeldLock:
    """The lock while somebody holds it.

    `holder` is the ARN of an execution, or whatever somebody has written there. `awaited_until` is
    the attribute's text; the execution removes it when it takes the lock itself. `awaited_since` is
    when the lock was taken, as long as the execution need not be known; `None` after that.
    `left_by` is the ARN of an earlier holder that ended without releasing the lock.
    """

    holder: str
    awaited_until: str | None = None
    awaited_since: datetime | None = None
    left_by: str | None = None

    @property
    def name(self) -> str:
        """The name of the execution that holds the lock."""
        return self.holder.rpartition(":")[2]


def about_to_start(lock: HeldLock) -> Execution | None:
    """Return the execution that is about to start, as far as the lock alone describes it."""
    if lock.awaited_since is None:
        return None
    return Execution(
        name=lock.name,
        status=ExecutionStatus.RUNNING,
        started_at=lock.awaited_since,
        stopped_at=None,
        input=ExecutionInput(),
    )
