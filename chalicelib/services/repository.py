"""Reads executions, and keeps what cannot change.

What AWS is asked does not grow with the number of viewers: an execution that has ended is read
once, what is said of a running one is good for a moment, and callers that ask for the same thing
at the same time wait for one answer. DescribeStateMachineForExecution refills at one call a second
only, so one answer serves every execution that started under the same revision.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from threading import Condition, Lock

from cachetools import LRUCache, TTLCache, cachedmethod

from chalicelib.domain.executed import read_execution
from chalicelib.domain.execution import ExecutedStep, Execution, ExecutionListPage
from chalicelib.domain.glue import JobRunState
from chalicelib.domain.pipeline import Pipeline, read_pipeline
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from chalicelib.errors import RefreshError
from chalicelib.services.ports import Glue, StateMachine

ENDED_KEPT = 1000
LIVE_KEPT = 200
REVISIONS_KEPT = 20
BEGUN_RUNS_KEPT = 1000

# A Glue run that is in any other state has begun or ended, and will not wait any more.
BEFORE_IT_BEGINS = (JobRunState.STARTING, JobRunState.WAITING)

_cache = attrgetter("_live")
_condition = attrgetter("_condition")


class ExecutionRepository:
    """Executions and the pipeline of one state machine. Safe to share by threads.

    With `glue`, a running step says where its Glue run waits for room.
    """

    def __init__(
        self, state_machine: StateMachine, live_cache_seconds: float, glue: Glue | None = None
    ) -> None:
        self._state_machine = state_machine
        self._glue = glue
        self._begun_runs: LRUCache[str, bool] = LRUCache(BEGUN_RUNS_KEPT)
        self._ended: LRUCache[str, Execution] = LRUCache(ENDED_KEPT)
        self._live: TTLCache[object, object] = TTLCache(LIVE_KEPT, live_cache_seconds)
        self._condition = Condition()
        # A part of every live key: what was asked before `invalidate` is not taken after it.
        self._generation = 0
        self._revisions: LRUCache[datetime, _KnownRevision] = LRUCache(REVISIONS_KEPT)
        self._revisions_lock = Lock()

    @cachedmethod(_cache, key=lambda self: (self._generation, "pipeline"), condition=_condition)
    def pipeline(self) -> Pipeline:
        """Return the pipeline as it is deployed now."""
        return read_pipeline(self._state_machine.definition())

    @cachedmethod(
        _cache, key=lambda self, *given: (self._generation, "page", *given), condition=_condition
    )
    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of the list of executions, newest first."""
        return self._state_machine.page(status, token)

    def get(self, name: str, known_status: ExecutionStatus | None = None) -> Execution:
        """Return an execution with its steps.

        Where `known_status`, from a list, differs from the status that is kept, the execution is
        read anew: a redrive makes an execution run that had ended.

        Raises:
            NotFound: there is none of this name.
        """
        with self._condition:
            kept = self._ended.get(name)
            if kept and known_status not in (None, kept.status):
                del self._ended[name]
                kept = None
        return kept or self._read(name)

    def invalidate(self, name: str | None = None) -> None:
        """Read anew what can have changed, and the named execution even if it had ended.

        What has ended runs again where somebody redrives it.
        """
        with self._condition:
            self._generation += 1
            self._live.clear()
            if name is not None:
                self._ended.pop(name, None)

    @cachedmethod(
        _cache, key=lambda self, name: (self._generation, "execution", name), condition=_condition
    )
    def _read(self, name: str) -> Execution:
        description = self._state_machine.describe(name)
        pipeline = self._pipeline_of(name, description.started_at)
        execution = read_execution(pipeline, description, self._state_machine.history(name))
        if description.ended:
            with self._condition:
                self._ended[name] = execution
            return execution
        return replace(execution, steps=tuple(map(self._with_wait, execution.steps)))

    def _with_wait(self, step: ExecutedStep) -> ExecutedStep:
        """Say so where the Glue run of a running step waits; asked only until it has begun."""
        run_id = step.job_run_id
        if not (self._glue and step.status == StepStatus.RUNNING and step.job_name and run_id):
            return step
        with self._condition:
            if run_id in self._begun_runs:
                return step
        try:
            state = self._glue.run(step.job_name, run_id).state
        except RefreshError as exc:
            return replace(step, message=f"whether its Glue run has begun is not known: {exc}")
        if state not in BEFORE_IT_BEGINS:
            with self._condition:
                self._begun_runs[run_id] = True
        if state != JobRunState.WAITING:
            return step
        why = "Glue has no room for it yet, and the time counts against the step's timeout"
        return replace(step, message=f"its Glue run is WAITING: {why}")

    def _pipeline_of(self, name: str, started_at: datetime) -> Pipeline:
        with self._revisions_lock:
            for known in self._revisions.values():
                if known.since < started_at <= known.until:
                    return known.pipeline
        revision = self._state_machine.revision_of(name)
        since = revision.updated_at
        with self._revisions_lock:
            before = self._revisions.get(since)
            until = max(started_at, before.until) if before else started_at
            pipeline = before.pipeline if before else read_pipeline(revision.definition)
            self._revisions[since] = _KnownRevision(since, until, pipeline)
        return pipeline


@dataclass(frozen=True)
class _KnownRevision:
    """A pipeline, and the span of start times for which it is known to be the one that ran."""

    since: datetime
    until: datetime
    pipeline: Pipeline
