"""Say what a prepared refresh would do, and start nothing."""

from dataclasses import dataclass

from chalicelib.domain.build_input import LeftOut
from chalicelib.domain.plan import Check, CheckStatus, PlannedStep, plan_steps
from chalicelib.services.locking import lock_holder
from chalicelib.services.prefetching import Prefetched
from chalicelib.services.preflight import preflight
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository


@dataclass(frozen=True)
class Plan:
    """What would become of each step, and the checks; `left_out` is as prepared."""

    steps: tuple[PlannedStep, ...]
    left_out: tuple[LeftOut, ...]
    preflight: tuple[Check, ...]

    @property
    def startable(self) -> bool:
        """Whether it would start now: no check has failed. A warning does not stand in the way."""
        return all(check.status != CheckStatus.FAILED for check in self.preflight)


def plan_refresh(
    prefetched: Prefetched, executions: ExecutionRepository, refresh: PreparedRefresh
) -> Plan:
    """Return what the refresh would do if it were started now."""
    holder = lock_holder(prefetched.lock(), executions)
    found = preflight(prefetched, executions, refresh, holder)
    steps = plan_steps(refresh.pipeline, refresh.input, refresh.resumes, found.job_defaults)
    return Plan(steps, refresh.left_out, found.checks)
