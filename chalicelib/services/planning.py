"""Say what an execution would do before it is started."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution_input import read_input
from chalicelib.domain.inheriting import LeftOut
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import FAILED, Check, PlannedStep, plan_steps
from chalicelib.services.ports import Aws
from chalicelib.services.preflight import lock_holder, preflight
from chalicelib.services.reader import ExecutionReader


@dataclass(frozen=True)
class Prepared:
    """What is ready to be started: the input of an execution, which was built from the pipeline.

    `left_out` is what is inherited for steps that will not run.
    """

    pipeline: Pipeline
    document: Mapping[str, Any]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Plan:
    """Each step with what would become of it, and what was looked at; `left_out` as prepared."""

    steps: tuple[PlannedStep, ...]
    left_out: tuple[LeftOut, ...]
    preflight: tuple[Check, ...]

    @property
    def startable(self) -> bool:
        """Whether it would start now: no check has failed. A warning does not stand in the way."""
        return all(check.status != FAILED for check in self.preflight)


def plan(aws: Aws, reader: ExecutionReader, ready: Prepared, statuses: Mapping[str, str]) -> Plan:
    """Return what an execution of this would do; `statuses` as in `plan_steps`."""
    given = read_input(ready.document)
    holder = lock_holder(aws, reader)
    found = preflight(aws, reader, holder, ready.pipeline, given)
    steps = plan_steps(ready.pipeline, given, statuses, found.job_defaults)
    return Plan(steps, ready.left_out, found.checks)
