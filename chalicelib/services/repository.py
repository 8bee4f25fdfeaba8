"""Reads executions, and keeps what cannot change.

What AWS is asked does not grow with the number of viewers. An execution that has ended is read from
Step Functions once, by whoever comes first, and is served from its record ever after. What is said
of a running one is good for a moment, and those who ask for it at the same time share one answer.

A record can be overtaken: a redrive makes an execution run again. To notice that, the list of Step
Functions is asked for, which is good for a moment too: its newest page, or else those that run.
Where it differs, the execution is read and recorded anew. If it is not among the newest, and has
ended again unseen, the keeper notices.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from threading import Condition

from cachetools import TTLCache, cachedmethod

from chalicelib.domain.execution import Execution, ExecutionListItem, ExecutionListPage
from chalicelib.domain.listing import RecordPage, Span, agree
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.snapshot import Snapshot
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import NotFound, RefreshError
from chalicelib.observability import logger
from chalicelib.services.answers import KeptAnswers
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.deployed import DeployedPipeline
from chalicelib.services.kept import KeptExecutions
from chalicelib.services.newest import Listing, Newest
from chalicelib.services.parallel import in_parallel
from chalicelib.services.ports import Glue, StateMachine
from chalicelib.services.recorder import NOTHING, Recorder
from chalicelib.services.revisions import Revisions
from chalicelib.services.snapshots import Snapshots
from chalicelib.services.waiting_runs import WaitingRuns

LIVE_KEPT = 200

_cache = attrgetter("_live")
_condition = attrgetter("_condition")


class ExecutionRepository:
    """Executions and the pipeline of one state machine. Safe to share by threads.

    With `glue`, a running step says where its Glue run waits for room. Without `recorder`, what has
    ended is kept by this process alone. `shared` is the snapshot, where containers share one.
    """

    # The repository asks AWS. Only a `View` has a snapshot.
    snapshot: Snapshot | None = None

    def __init__(
        self,
        state_machine: StateMachine,
        live_cache_seconds: float,
        glue: Glue | None = None,
        recorder: Recorder | None = None,
        clock: AwsClock | None = None,
    ) -> None:
        self.clock = clock or AwsClock()
        self.live_cache = timedelta(seconds=live_cache_seconds)
        self.shared: Snapshots | None = None
        self._state_machine = state_machine
        self._waiting_runs = WaitingRuns(glue) if glue else None
        self._recorder = recorder
        self.deployed = DeployedPipeline(state_machine, self.clock.monotonic)
        self._revisions = Revisions(self.deployed.pipeline_of)
        self._kept = KeptExecutions(recorder)
        self._live: TTLCache[object, object] = TTLCache(
            LIVE_KEPT, live_cache_seconds, self.clock.monotonic
        )
        self.answers = KeptAnswers()
        self._condition = Condition()
        # A part of every live key: what was asked before `invalidate` is not taken after it.
        self._generation = 0
        self.invalidated_at: datetime | None = None

    @cachedmethod(_cache, key=lambda self: (self._generation, "pipeline"), condition=_condition)
    def pipeline(self) -> Pipeline:
        """Return the pipeline as it is deployed now."""
        return self.deployed.read()

    @cachedmethod(
        _cache, key=lambda self, *args: (self._generation, "page", *args), condition=_condition
    )
    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of Step Functions' list of executions, newest first."""
        return self._state_machine.page(status, token)

    @cachedmethod(
        _cache, key=lambda self, *args: (self._generation, "records", *args), condition=_condition
    )
    def record_page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span, as the recorder does, if there is one."""
        return self._recorder.page(span, token) if self._recorder else NOTHING

    def settled_before(self) -> datetime | None:
        """Return before which start all is recorded for good; `None` where that is not known."""
        return self._recorder.settled_before() if self._recorder else None

    def get(
        self,
        name: str,
        listing: Listing | None = None,
        lookup: AbstractContextManager[None] | None = None,
    ) -> Execution:
        """Return an execution with its steps; `listing` tells of one that runs again.

        `lookup` surrounds the call for a name that is not known here.

        Raises:
            NotFound: there is none of this name, and none was recorded.
        """
        known = {name: kept} if (kept := self._kept.get(name)) else self._kept.recall([name])
        kept = known.get(name)
        if kept and not self._is_overtaken(kept, listing):
            return kept
        known_here = kept or self._kept.goes_on(name)
        with nullcontext() if known_here or lookup is None else lookup:
            return self._current(name, known)

    def get_listed(
        self, items: Sequence[ExecutionListItem], max_read: int | None = None
    ) -> Iterator[tuple[ExecutionListItem, Execution]]:
        """Yield the executions of these items of a list; at most `max_read` are read from AWS.

        The list is eventually consistent: an item of an execution that is gone is left out.
        """
        found: dict[str, Execution | None] = {
            item.name: kept for item in items if (kept := self._kept.get(item.name))
        }
        missing = _missing(items, found)
        recalled = dict(self._kept.recall([item.name for item in missing if item.status.ended]))
        found |= {name: execution for name, execution in recalled.items() if execution}
        missing = _missing(items, found)
        known = recalled | found
        # An outdated execution is left out, also where its new state is not read.
        found |= dict.fromkeys(item.name for item in missing)
        missing = missing[:max_read]

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
            self.invalidated_at = self.clock.now()

    def changed(self, *, marked: bool = False) -> None:
        """Show what this container started or stopped here at once, and soon in the others."""
        self.invalidate()
        if self.shared:
            self.shared.changed()
        if not marked:
            self.mark()

    def mark(self) -> None:
        """Have all containers keep the pace of a running refresh for a while."""
        if self.shared:
            self.shared.mark()

    def settle(self, names: Iterable[str]) -> None:
        """Record those of these executions whose records this container owes."""
        for name in names:
            self._kept.get(name)

    def _current(self, name: str, known: Mapping[str, Execution | None]) -> Execution:
        """Return an execution as Step Functions has it, or else as it is known or recorded."""
        try:
            return self._read(name)
        except NotFound:
            if name not in known:
                known = self._kept.recall([name], gone=True)
            if found := known.get(name):
                return found
            raise

    def _is_overtaken(self, kept: Execution, listing: Listing | None) -> bool:
        """Tell whether Step Functions lists an execution otherwise than it is kept.

        Without records nobody else keeps it: it is good until a list says otherwise.
        """
        if self._recorder is None:
            return False
        try:
            item = listing(kept) if listing else Newest(self.page).get(kept.name)
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
        self._kept.keep(execution)
        if execution.ended or self._waiting_runs is None:
            return execution
        steps = map(self._waiting_runs.with_message, execution.steps)
        return replace(execution, steps=tuple(steps))


def _missing(
    items: Sequence[ExecutionListItem], kept: Mapping[str, Execution | None]
) -> list[ExecutionListItem]:
    """Return the items of which nothing is kept, or something that is overtaken."""
    return [item for item in items if not ((known := kept.get(item.name)) and agree(item, known))]
