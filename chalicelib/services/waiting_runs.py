"""Whether the Glue runs of running steps wait for room."""

from dataclasses import replace
from threading import Lock

from cachetools import LRUCache

from chalicelib.domain.execution import ExecutedStep
from chalicelib.domain.glue import JobRunState
from chalicelib.domain.statuses import StepStatus
from chalicelib.errors import RefreshError
from chalicelib.services.ports import Glue

BEGUN_RUNS_KEPT = 1000

# A Glue run that is in any other state has begun or ended, and will not wait any more.
BEFORE_IT_BEGINS = (JobRunState.STARTING, JobRunState.WAITING)


class WaitingRuns:
    """Says of a running step that its Glue run waits; Glue is asked only until it has begun."""

    def __init__(self, glue: Glue) -> None:
        self._glue = glue
        self._begun: LRUCache[str, bool] = LRUCache(BEGUN_RUNS_KEPT)
        self._lock = Lock()

    def with_message(self, step: ExecutedStep) -> ExecutedStep:
        """Return the step, with a message where its run waits or that is not known."""
        run_id = step.job_run_id
        if not (step.status == StepStatus.RUNNING and step.job_name and run_id):
            return step
        with self._lock:
            if run_id in self._begun:
                return step
        try:
            state = self._glue.run(step.job_name, run_id).state
        except RefreshError as exc:
            return replace(step, message=f"whether its Glue run has begun is not known: {exc}")
        if state not in BEFORE_IT_BEGINS:
            with self._lock:
                self._begun[run_id] = True
        if state != JobRunState.WAITING:
            return step
        why = "Glue has no room for it yet, and the time counts against the step's timeout"
        return replace(step, message=f"its Glue run is WAITING: {why}")
