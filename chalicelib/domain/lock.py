"""The lock that lets one refresh run at a time, as it stands in its table."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.statuses import ExecutionStatus

# How long a lock counts whose execution is not known yet, whether the API has taken it or the
# execution itself. No request lives half as long, and DescribeExecution, which is eventually
# consistent, lags for seconds.
AWAITED_SECONDS = 60


@dataclass(frozen=True)
class HeldLock:
    """The lock while somebody holds it.

    `holder` is the ARN of an execution, or whatever somebody has written there. `awaited_until`
    stands there, as text, until that execution has taken the lock itself. `awaited_since` is when
    the lock was taken, as long as its execution need not be known; `None` after that. `left_by` is
    who held the lock before and has ended without releasing it.
    """

    holder: str
    awaited_until: str | None = None
    awaited_since: datetime | None = None
    left_by: str | None = None

    @property
    def name(self) -> str:
        """The name of the execution."""
        return self.holder.rpartition(":")[2]


def about_to_start(lock: HeldLock) -> Execution | None:
    """Return the execution that is awaited, as far as the lock alone tells of it."""
    if lock.awaited_since is None:
        return None
    return Execution(
        name=lock.name,
        status=ExecutionStatus.RUNNING,
        started_at=lock.awaited_since,
        stopped_at=None,
        input=ExecutionInput(),
    )
