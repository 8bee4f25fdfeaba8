"""Reads executions, and keeps what cannot change.

What AWS is asked does not grow with the number of viewers. An execution that has ended is read from
Step Functions once, by whoever comes first, and is served from its record ever after. What is said
of a running one is good for a moment, and those who ask for it at the same time share one answer.

A record can be overtaken: a redrive makes an execution run again. To notice that, the list of Step
Functions is asked for, which is good for a moment too: its newest page, or else those that run.
Where it differs, the execution is read and recorded anew. If it is not among the newest, and has
ended again unseen, only a list that comes to it notices.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from operator import attrgetter
from threading import Condition

from cachetools import LRUCache, TTLCache, cachedmethod

from chalicelib.domain.execution import Execution, ExecutionListItem, ExecutionListPage
from chalicelib.domain.listing import ListEntry, RecordPage, Span, agree
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import NotFound, RefreshError
from chalicelib.observability import logger
from chalicelib.services.deployed import DeployedPipeline
from chalicelib.services.newest import Newest
from chalicelib.services.parallel import in_parallel
from chalicelib.services.ports import Glue, StateMachine
from chalicelib.services.recorder import NOTHING, Recorder
from chalicelib.services.revisions import Revisions
from chalicelib.services.waiting_runs import WaitingRuns

ENDED_KEPT = 1000
LIVE_KEPT = 200

_cache = attrgetter("_live")
_condition = attrgetter("_condition")


class ExecutionRepository:
    """Executions and the pipeline of one state machine. Safe to share by threads.

    With `glue`, a running step says where its Glue run waits for room. Without `recorder`, what has
    ended is kept by this process alone.
    """

    def __init__(
        self,
        state_machine: StateMachine,
        live_cache_seconds: float,
        glue: Glue | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self._state_machine = state_machine
        self._waiting_runs = WaitingRuns(glue) if glue else None
        self._recorder = recorder
        self._revisions = Revisions()
        self.deployed = DeployedPipeline(state_machine)
        self._ended: LRUCache[str, Execution] = LRUCache(ENDED_KEPT)
        # Those that went on when they were read last: there is no use in looking for their record.
        self._going_on: LRUCache[str, bool] = LRUCache(LIVE_KEPT)
        self._live: TTLCache[object, object] = TTLCache(LIVE_KEPT, live_cache_seconds)
        self._condition = Condition()
        # A part of every live key: what was asked before `invalidate` is not taken after it.
        self._generation = 0

    @cachedmethod(_cache, key=lambda self: (self._generation, "pipeline"), condition=_condition)
    def pipeline(self) -> Pipeline:
        """Return the pipeline as it is deployed now."""
        return self.deployed.read()

    @cachedmethod(
        _cache, key=lambda self, *given: (self._generation, "page", *given), condition=_condition
    )
    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of Step Functions' list of executions, newest first."""
        return self._state_machine.page(status, token)

    @cachedmethod(
        _cache, key=lambda self, *given: (self._generation, "records", *given), condition=_condition
    )
    def record_page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span; nothing where nothing is recorded."""
        return self._recorder.page(span, token) if self._recorder else NOTHING

    def recorded(self, span: Span) -> Iterator[ListEntry]:
        """Yield what was recorded of a span."""
        token = None
        while True:
            page = self.record_page(span, token)
            yield from page.entries
            token = page.next_token
            if not token:
                return

    def get(self, name: str, asking: AbstractContextManager[None] | None = None) -> Execution:
        """Return an execution with its steps; `asking` is for a name that is not known here.

        Raises:
            NotFound: there is none of this name, and none was recorded.
        """
        kept = self._kept(name)
        known = {name: kept} if kept else self._recalled([name])
        kept = known.get(name)
        if kept and not self._is_overtaken(kept):
            return kept
        with asking if asking and not (kept or name in self._going_on) else nullcontext():
            return self._current(name, known)

    def get_listed(
        self, items: Sequence[ExecutionListItem]
    ) -> Iterator[tuple[ExecutionListItem, Execution]]:
        """Yield the executions of these items of a list.

        The list is eventually consistent: an item of an execution that is gone is left out.
        """
        found: dict[str, Execution | None] = {
            item.name: kept for item in items if (kept := self._kept(item.name))
        }
        missing = _missing(items, found)
        recalled = dict(self._recalled([item.name for item in missing if item.status.ended]))
        found |= {name: execution for name, execution in recalled.items() if execution}
        missing = _missing(items, found)
        known = recalled | found

        def read(item: ExecutionListItem) -> Execution | None:
            try:
                return self._current(item.name, known)
            except NotFound:
                return None

        # The newest first: what it tells of the definition spares most others the question.
        answers = [*map(read, missing[:1]), *in_parallel(read, missing[1:])]
        found |= {item.name: answer for item, answer in zip(missing, answers, strict=True)}
        for item in items:
            if execution := found[item.name]:
                yield item, execution

    def read_anew(self, name: str) -> Execution:
        """Return an execution as Step Functions has it now.

        Raises:
            NotFound: Step Functions has none of this name.
        """
        self.invalidate()
        return self._read(name)

    def current(self, name: str) -> Execution:
        """Return an execution as Step Functions has it, or else as it was recorded.

        Raises:
            NotFound: there is none of this name, and none was recorded.
        """
        return self._current(name, {})

    def invalidate(self) -> None:
        """Ask anew for what can have changed."""
        with self._condition:
            self._generation += 1
            self._live.clear()

    def _kept(self, name: str) -> Execution | None:
        with self._condition:
            kept = self._ended.get(name)
        if kept and self._recorder:
            self._recorder.settle(kept)
        return kept

    def _current(self, name: str, known: Mapping[str, Execution | None]) -> Execution:
        """Return an execution as Step Functions has it, or else as it is known or recorded."""
        try:
            return self._read(name)
        except NotFound:
            if name not in known:
                known = self._recalled([name], gone=True)
            if found := known.get(name):
                return found
            raise

    def _recalled(
        self, names: Sequence[str], *, gone: bool = False
    ) -> Mapping[str, Execution | None]:
        """Return what was recorded of each of these executions that was looked for, and keep it.

        One that went on has no record that counts, unless Step Functions says that it is `gone`.
        """
        if self._recorder is None:
            return {}
        with self._condition:
            wanted = [name for name in names if gone or name not in self._going_on]
        found = self._recorder.recall(wanted)
        with self._condition:
            for name, execution in found.items():
                self._ended.setdefault(name, execution)
        return {name: found.get(name) for name in wanted}

    def _is_overtaken(self, kept: Execution) -> bool:
        """Tell whether Step Functions lists an execution otherwise than it is kept.

        Without records nobody else keeps it: it is good until a list says otherwise.
        """
        if self._recorder is None:
            return False
        try:
            item = Newest(self.page).get(kept.name)
        except RefreshError as exc:
            logger().warning("whether it runs again is not known", extra={"detail": exc.for_log})
            return False
        return item is not None and not agree(item, kept)

    @cachedmethod(
        _cache, key=lambda self, name: (self._generation, "execution", name), condition=_condition
    )
    def _read(self, name: str) -> Execution:
        description = self._state_machine.describe(name)
        started_at = description.started_at
        revision = self._revisions.known(started_at) or self._revisions.learn(
            self._state_machine.revision_of(name), started_at
        )
        history = self._state_machine.history(name)
        execution = read_execution(revision.pipeline, description, history)
        execution = replace(execution, revised_at=revision.since)
        if execution.ended:
            return self._keep(execution)
        with self._condition:
            self._ended.pop(name, None)
            self._going_on[name] = True
        if self._waiting_runs is None:
            return execution
        return replace(execution, steps=tuple(map(self._waiting_runs.told, execution.steps)))

    def _keep(self, execution: Execution) -> Execution:
        with self._condition:
            known = self._ended.get(execution.name)
        if self._recorder and known != execution:
            self._recorder.keep(execution, known)
        with self._condition:
            self._ended[execution.name] = execution
            self._going_on.pop(execution.name, None)
        return execution


def _missing(
    items: Sequence[ExecutionListItem], kept: Mapping[str, Execution | None]
) -> list[ExecutionListItem]:
    """Return the items of which nothing is kept, or something that is overtaken."""
    return [item for item in items if not ((known := kept.get(item.name)) and agree(item, known))]
