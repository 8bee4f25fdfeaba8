"""What a Glue run took: learnt from the JobRun that a history has, without asking Glue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RunFacts:
    """What Glue said of a run that had ended: on what it ran, and how long; `None` is not said.

    `dpu_seconds` is said of runs whose capacity changes while they go on.
    """

    worker_type: str | None = None
    number_of_workers: int | None = None
    max_capacity: float | None = None
    dpu_seconds: float | None = None
    execution_seconds: float | None = None


def read_run_facts(job_run: Mapping[str, Any]) -> RunFacts | None:
    """Return what a JobRun, as Step Functions keeps it, says; `None` where it says nothing."""
    worker_type = job_run.get("WorkerType")
    workers = _number(job_run.get("NumberOfWorkers"))
    facts = RunFacts(
        worker_type=worker_type if isinstance(worker_type, str) else None,
        number_of_workers=None if workers is None else round(workers),
        max_capacity=_number(job_run.get("MaxCapacity")),
        dpu_seconds=_number(job_run.get("DPUSeconds")),
        execution_seconds=_number(job_run.get("ExecutionTime")),
    )
    return None if facts == RunFacts() else facts


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
