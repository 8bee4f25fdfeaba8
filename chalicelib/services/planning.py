"""Say what an execution would do before it is started."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution_input import read_input
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import FAILED, Check, PlannedStep, plan_steps
from chalicelib.services.ports import Aws
from chalicelib.services.preflight import lock_holder, preflight
from chalicelib.services.reader import ExecutionReader


@dataclass(frozen=True)
class Plan:
    """Each step with what would become of it, and what was looked at."""

    steps: tuple[PlannedStep, ...]
    preflight: tuple[Check, ...]

    @property
    def startable(self) -> bool:
        """Whether it would start now: no check has failed. A warning does not stand in the way."""
        return all(check.status != FAILED for check in self.preflight)


def plan(
    aws: Aws,
    reader: ExecutionReader,
    pipeline: Pipeline,
    document: Mapping[str, Any],
    statuses: Mapping[str, str],
) -> Plan:
    """Return what an execution with this input would do; `statuses` as in `plan_steps`."""
    given = read_input(document)
    holder = lock_holder(aws, reader)
    found = preflight(aws, reader, holder, pipeline, given)
    return Plan(plan_steps(pipeline, given, statuses, found.job_defaults), found.checks)
