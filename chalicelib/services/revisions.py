"""Which definition an execution ran, asked as seldom as can be.

DescribeStateMachineForExecution refills at one call a second only, so one answer serves every
execution that started under the same revision.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cachetools import LRUCache

from chalicelib.domain.pipeline import Pipeline, read_pipeline
from chalicelib.services.ports import StateMachine

REVISIONS_KEPT = 20


@dataclass(frozen=True)
class KnownRevision:
    """A pipeline, and the span of start times for which it is known to be the one that ran."""

    since: datetime
    until: datetime
    pipeline: Pipeline


class Revisions:
    """The revisions of one state machine. Safe to share by threads."""

    def __init__(self, state_machine: StateMachine) -> None:
        self._state_machine = state_machine
        self._known: LRUCache[datetime, KnownRevision] = LRUCache(REVISIONS_KEPT)
        self._lock = Lock()

    def of(self, name: str, started_at: datetime) -> KnownRevision:
        """Return the revision that an execution ran, which started then."""
        with self._lock:
            for known in self._known.values():
                if known.since < started_at <= known.until:
                    return known
        revision = self._state_machine.revision_of(name)
        since = revision.updated_at
        with self._lock:
            before = self._known.get(since)
            until = max(started_at, before.until) if before else started_at
            pipeline = before.pipeline if before else read_pipeline(revision.definition)
            self._known[since] = KnownRevision(since, until, pipeline)
            return self._known[since]
