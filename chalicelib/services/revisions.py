"""Which definition an execution ran, asked as seldom as can be.

DescribeStateMachineForExecution refills at one call a second only, so one answer serves every
execution that started under the same revision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from cachetools import LRUCache

from chalicelib.domain.pipeline import Pipeline, Revision

REVISIONS_KEPT = 20


@dataclass(frozen=True)
class KnownRevision:
    """A pipeline, and the span of start times for which it is known to be the one that ran."""

    since: datetime
    until: datetime
    pipeline: Pipeline


class Revisions:
    """The revisions of one state machine, as far as they are known. Safe to share by threads.

    `pipeline_of` reads a definition.
    """

    def __init__(self, pipeline_of: Callable[[Mapping[str, Any]], Pipeline]) -> None:
        self._pipeline_of = pipeline_of
        self._known: LRUCache[datetime, KnownRevision] = LRUCache(REVISIONS_KEPT)
        self._lock = Lock()

    def known(self, started_at: datetime) -> KnownRevision | None:
        """Return the revision that an execution ran which started then, if it is known."""
        with self._lock:
            for known in self._known.values():
                if known.since < started_at <= known.until:
                    return known
        return None

    def learn(self, revision: Revision, started_at: datetime) -> KnownRevision:
        """Return the revision of an execution that started then, and know it from now on."""
        since = revision.updated_at
        with self._lock:
            before = self._known.get(since)
            until = max(started_at, before.until) if before else started_at
            pipeline = before.pipeline if before else self._pipeline_of(revision.definition)
            self._known[since] = KnownRevision(since, until, pipeline)
            return self._known[since]
