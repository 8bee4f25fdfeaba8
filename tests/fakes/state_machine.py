"""Step Functions with one state machine, in memory."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.domain.execution import (
    ExecutionDescription,
    ExecutionListItem,
    ExecutionListPage,
)
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import JobRunState
from chalicelib.domain.history import Event
from chalicelib.domain.pipeline import Pipeline, Revision, Step, read_pipeline
from chalicelib.domain.resume_and_repeat import ABOUT_THE_CALLER
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import Conflict, NotFound
from tests.fakes.clock import FakeClock
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import ARN, FakeLock
from tests.support.events import START, History, at
from tests.support.pipelines import ONE_STEP
from tests.support.waiting import HANG_SECONDS

FAILURE = "simulated failure"
MISSING = 'no execution of this state machine is named "{}"'


class FakeStateMachine:
    """Executions in memory. It notes what it is asked, and can be made to wait.

    With a lock and Glue, what is started runs: the steps of its first stage begin at once, and
    `go_on` ends a stage and begins the next. A run whose arguments say `--SIMULATE=fail` fails, and
    so do those that retry it.
    """

    def __init__(
        self,
        definition: Mapping[str, Any] = ONE_STEP,
        read: Callable[[], Pipeline] | None = None,
        *,
        page_size: int = 1000,
        lock: FakeLock | None = None,
        glue: FakeGlue | None = None,
        clock: FakeClock | None = None,
    ) -> None:
        self.executions: dict[str, ExecutionDescription] = {}
        self.histories: dict[str, list[Event]] = {}
        self.vanished: set[str] = set()
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.updated_at = START - timedelta(days=1)
        self._definition = definition
        self._read = read or (lambda: read_pipeline(definition))
        self._page_size = page_size
        self._lock = lock or FakeLock()
        self._glue = glue
        self._clock = clock or FakeClock(START)
        # Of each execution that runs: its events, the stages to come, and by step the Glue run that
        # goes on with the event of its start.
        self._run_histories: dict[str, History] = {}
        self._stages: dict[str, list[list[Step]]] = {}
        self._running: dict[str, dict[str, tuple[str, int]]] = {}

    @cached_property
    def _pipeline(self) -> Pipeline:
        return self._read()

    def put(self, name: str, status: str = "SUCCEEDED", seconds: float = 0) -> None:
        """Add an execution that started so many seconds after the start of time."""
        stopped = None if status == "RUNNING" else at(seconds + 1)
        self.executions[name] = ExecutionDescription(
            name, ExecutionStatus(status), at(seconds), stopped, ExecutionInput()
        )

    def definition(self) -> Mapping[str, Any]:
        self.asked.append("definition")
        return self._definition

    def revision_of(self, name: str) -> Revision:
        self.asked.append("revision_of")
        self._known(name)
        return Revision(self._definition, self.updated_at)

    def start(self, name: str, execution_input: ExecutionInput) -> datetime:
        self.asked.append("start")
        if known := self.executions.get(name):
            if known.status == ExecutionStatus.RUNNING and known.input == execution_input:
                return known.started_at
            raise Conflict(f"cannot start the execution: ExecutionAlreadyExists: {name}")
        started_at = self._clock.tick()
        self.executions[name] = ExecutionDescription(
            name, ExecutionStatus.RUNNING, started_at, None, execution_input
        )
        if self._glue:
            self._begin(name, execution_input)
        return started_at

    def stop(self, name: str, error: str, cause: str) -> None:
        self.asked.append("stop")
        if self._known(name).status == ExecutionStatus.RUNNING:
            self._end(name, ExecutionStatus.ABORTED, error, cause)

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        self.asked.append("page")
        found = [one for one in self.executions.values() if status in (None, one.status)]
        found.sort(key=lambda one: one.started_at, reverse=True)
        begin = int(token or 0)
        end = begin + self._page_size
        items = (
            ExecutionListItem(one.name, one.status, one.started_at, one.stopped_at)
            for one in found[begin:end]
        )
        return ExecutionListPage(tuple(items), str(end) if end < len(found) else None)

    def describe(self, name: str) -> ExecutionDescription:
        self.asked.append("describe")
        found = self.executions.get(name)
        self.gate.wait(HANG_SECONDS)
        if found is None or name in self.vanished:
            raise NotFound(MISSING.format(name))
        return found

    def history(self, name: str) -> Iterator[Event]:
        self.asked.append("history")
        self._known(name)
        run = self._run_histories.get(name)
        yield from list(run.events) if run else self.histories.get(name, ())

    def _known(self, name: str) -> ExecutionDescription:
        if name not in self.executions:
            raise NotFound(MISSING.format(name))
        return self.executions[name]

    def finish(self, name: str) -> None:
        """Let an execution run to its end."""
        while name in self._running:
            self.go_on(name)

    def go_on(self, name: str) -> None:
        """End the stage that runs, well or not, and begin the next or end the execution."""
        begun = self._running[name]
        failed = [
            key
            for key, run in begun.items()
            if not self._end_step(name, *run, self._retries_of(key))
        ]
        if failed:
            cause = "; ".join(f"{key} failed: {FAILURE}" for key in failed)
            self._end(name, ExecutionStatus.FAILED, "RefreshFailed", cause)
        else:
            self._begin_stage(name)

    def _begin(self, name: str, execution_input: ExecutionInput) -> None:
        self._run_histories[name] = History(self._clock.tick)
        # As "Is the input in its form?" of refresh.asl.yaml.
        if not ABOUT_THE_CALLER.issuperset(execution_input.unreadable):
            self._end(name, ExecutionStatus.FAILED, "RefreshInputInvalid", "Nothing was run")
            return
        if not self._lock.acquire(name):
            held = self._lock.held
            cause = f"{ARN}:{held.name if held else ''}"
            self._end(name, ExecutionStatus.FAILED, "RefreshAlreadyRunning", cause)
            return
        self._stages[name] = [
            [step for step in stage.steps if step.key not in execution_input.skip]
            for stage in self._pipeline.stages
        ]
        self._running[name] = {}
        self._begin_stage(name)

    def _begin_stage(self, name: str) -> None:
        while self._stages[name]:
            if steps := self._stages[name].pop(0):
                stage = self._run_histories[name].enter(steps[0].stage, "Parallel")
                self._running[name] = {
                    step.key: self._begin_step(name, step, stage) for step in steps
                }
                return
        self._end(name, ExecutionStatus.SUCCEEDED)

    def _begin_step(self, name: str, step: Step, stage: int) -> tuple[str, int]:
        """Start a step's run, and return its id and the event of it."""
        assert self._glue
        overrides = self.executions[name].input.overrides.get(step.key, {})
        arguments = {**step.defaults, **overrides}
        history = self._run_histories[name]
        history.enter(step.state_name, previous=stage)
        run = self._glue.start(str(step.job_name), arguments, self._clock.now)
        return run.id, history.begin(arguments, run.id)

    def _retries_of(self, key: str) -> int:
        step = self._pipeline.by_key[key]
        return next((r.max_attempts for r in step.retries if r.errors == ("States.ALL",)), 0)

    def _end_step(self, name: str, run_id: str, begun: int, retries: int) -> bool:
        """End a step's run, and those that retry it; tell whether the last went well."""
        assert self._glue
        history = self._run_histories[name]
        run = self._glue.runs[run_id]
        fails = str(run.arguments.get("--SIMULATE", "")).startswith("fail")
        if run.live:
            self._glue.end(run_id, JobRunState.FAILED if fails else JobRunState.SUCCEEDED)
        state = self._glue.runs[run_id].state
        if state == JobRunState.FAILED:
            told = {"Id": run_id, "ErrorMessage": FAILURE, "ExecutionTime": 1, "JobRunState": state}
            why = {"error": "States.TaskFailed", "cause": json.dumps(told)}
            failed = history.add("TaskFailed", begun, **why)
            if retries:
                again = self._glue.start(run.job_name, run.arguments, self._clock.now)
                begun = history.begin(run.arguments, again.id, failed)
                return self._end_step(name, again.id, begun, retries - 1)
            history.add("TaskStateExited")
        else:
            history.succeed(run_id, state, begun)
        return state == JobRunState.SUCCEEDED

    def _end(
        self,
        name: str,
        status: ExecutionStatus,
        error: str | None = None,
        cause: str | None = None,
    ) -> None:
        self._running.pop(name, None)
        self.executions[name] = replace(
            self.executions[name],
            status=status,
            stopped_at=self._clock.tick(),
            error=error,
            cause=cause,
        )
        # One that is stopped does not release it.
        if status != ExecutionStatus.ABORTED:
            self._lock.release(name)
