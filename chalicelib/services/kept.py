"""The executions that a process keeps: those that have ended, which it read or recalled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock

from cachetools import LRUCache

from chalicelib.domain.execution import Execution
from chalicelib.services.recorder import Recorder

ENDED_KEPT = 1000
GOING_ON_KEPT = 200


class KeptExecutions:
    """Executions that have ended, kept and recorded. Safe to share by threads."""

    def __init__(self, recorder: Recorder | None) -> None:
        self._recorder = recorder
        self._ended: LRUCache[str, Execution] = LRUCache(ENDED_KEPT)
        # Those that went on when they were read last: there is no use in looking for their record.
        self._going_on: LRUCache[str, bool] = LRUCache(GOING_ON_KEPT)
        self._lock = Lock()

    def get(self, name: str) -> Execution | None:
        """Return an execution that is kept, and record it if that is owed."""
        with self._lock:
            kept = self._ended.get(name)
        if kept and self._recorder:
            self._recorder.settle(kept)
        return kept

    def goes_on(self, name: str) -> bool:
        """Tell whether an execution went on when it was read last."""
        with self._lock:
            return name in self._going_on

    def recall(self, names: Sequence[str], *, gone: bool = False) -> Mapping[str, Execution | None]:
        """Return the records of those of these executions that were looked up, and keep them.

        One that went on has no record that counts, unless Step Functions says that it is `gone`.
        """
        if self._recorder is None:
            return {}
        with self._lock:
            wanted = [name for name in names if gone or name not in self._going_on]
        found = self._recorder.recall(wanted)
        with self._lock:
            for name, execution in found.items():
                kept = self._ended.get(name)
                # Another container may have recorded the end of a redrive.
                if kept is None or _end(kept) < _end(execution):
                    self._ended[name] = execution
        return {name: found.get(name) for name in wanted}

    def keep(self, execution: Execution) -> None:
        """Keep and record an execution that has ended; forget what was kept of one that goes on."""
        name = execution.name
        if not execution.ended:
            with self._lock:
                self._ended.pop(name, None)
                self._going_on[name] = True
            return
        with self._lock:
            known = self._ended.get(name)
        if self._recorder and known != execution:
            self._recorder.keep(execution, known)
        with self._lock:
            self._ended[name] = execution
            self._going_on.pop(name, None)


def _end(execution: Execution) -> datetime:
    return execution.stopped_at or execution.started_at
