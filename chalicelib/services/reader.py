"""Reads executions, and keeps what cannot change.

What AWS is asked does not grow with the number of viewers: an execution that has ended is read
once, what is said of a running one is good for a moment, and callers that ask for the same thing
at the same time wait for one answer. DescribeStateMachineForExecution refills at one call a second
only, so one answer serves every execution that started under the same revision.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from threading import Condition, Lock

from cachetools import LRUCache, TTLCache, cachedmethod

from chalicelib.aws.state_machine import ListPage, StateMachine
from chalicelib.domain.execution import Execution, read_execution
from chalicelib.domain.pipeline import Pipeline, read_pipeline

ENDED_KEPT = 1000
LIVE_KEPT = 200
REVISIONS_KEPT = 20

_cache = attrgetter("_live")
_condition = attrgetter("_condition")


class ExecutionReader:
    """Executions and the pipeline of one state machine. Safe to share by threads."""

    def __init__(self, state_machine: StateMachine, live_cache_seconds: float) -> None:
        self._state_machine = state_machine
        self._ended: LRUCache[str, Execution] = LRUCache(ENDED_KEPT)
        self._live: TTLCache[object, object] = TTLCache(LIVE_KEPT, live_cache_seconds)
        self._condition = Condition()
        self._revisions: list[_KnownRevision] = []
        self._revisions_lock = Lock()

    @cachedmethod(_cache, key=lambda _: "pipeline", condition=_condition)
    def pipeline(self) -> Pipeline:
        """Return the pipeline as it is deployed now."""
        return read_pipeline(self._state_machine.definition())

    @cachedmethod(_cache, key=lambda _, *given: ("page", *given), condition=_condition)
    def page(self, status: str | None, token: str | None) -> ListPage:
        """Return one page of the list of executions, newest first."""
        return self._state_machine.page(status, token)

    def execution(self, name: str) -> Execution:
        """Return an execution with its steps.

        Raises:
            NotFound: there is none of this name.
        """
        with self._condition:
            kept = self._ended.get(name)
        return kept or self._read(name)

    def forget_live(self) -> None:
        """Read anew what can have changed, because it was just changed from here."""
        with self._condition:
            self._live.clear()

    @cachedmethod(_cache, key=lambda _, name: ("execution", name), condition=_condition)
    def _read(self, name: str) -> Execution:
        facts = self._state_machine.describe(name)
        pipeline = self._pipeline_of(name, facts.started_at)
        execution = read_execution(pipeline, facts, self._state_machine.history(name))
        if facts.ended:
            with self._condition:
                self._ended[name] = execution
        return execution

    def _pipeline_of(self, name: str, started_at: datetime) -> Pipeline:
        with self._revisions_lock:
            for known in self._revisions:
                if known.since < started_at <= known.until:
                    return known.pipeline
            revision = self._state_machine.revision_of(name)
            pipeline = read_pipeline(revision.definition)
            known = _KnownRevision(revision.updated_at, started_at, pipeline)
            self._revisions = [known, *self._revisions][:REVISIONS_KEPT]
            return pipeline


@dataclass(frozen=True)
class _KnownRevision:
    """A pipeline, and the span of start times for which it is known to be the one that ran."""

    since: datetime
    until: datetime
    pipeline: Pipeline
