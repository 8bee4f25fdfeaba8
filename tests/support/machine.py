"""A state machine in memory, for what the use cases do with one."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.execution import ExecutionFacts
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.history import Event
from chalicelib.domain.listing import Listed, ListPage
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.pipeline import Revision
from chalicelib.errors import Conflict, NotFound
from tests.support.events import START, at
from tests.support.waiting import HANG_SECONDS

DEFINITION: Mapping[str, Any] = {
    "StartAt": "one",
    "States": {
        "one": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "a-first",
                    "States": {
                        "a-first": {
                            "Type": "Task",
                            "Parameters": {"JobName": "j"},
                            "Resource": "arn:aws:states:::glue:startJobRun.sync",
                            "End": True,
                        }
                    },
                }
            ],
            "End": True,
        }
    },
}


class MemoryMachine:
    """Executions in memory; it counts what it is asked and can be made to wait."""

    def __init__(self, page_size: int = 1000) -> None:
        self.executions: dict[str, ExecutionFacts] = {}
        self.histories: dict[str, list[Event]] = {}
        self.vanished: set[str] = set()
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.updated_at = START - timedelta(days=1)
        self._page_size = page_size

    def put(self, name: str, status: str = "SUCCEEDED", seconds: float = 0) -> None:
        """Add an execution that started so many seconds after the start of time."""
        stopped = None if status == "RUNNING" else at(seconds + 1)
        self.executions[name] = ExecutionFacts(name, status, at(seconds), stopped, read_input({}))

    def definition(self) -> Mapping[str, Any]:
        self.asked.append("definition")
        return DEFINITION

    def revision_of(self, name: str) -> Revision:
        self.asked.append("revision_of")
        return Revision(DEFINITION, self.updated_at)

    def start(self, name: str, document: Mapping[str, Any]) -> datetime:
        if name in self.executions:
            raise Conflict(name)
        facts = ExecutionFacts(name, "RUNNING", at(0), None, read_input(document))
        self.executions[name] = facts
        return facts.started_at

    def stop(self, name: str, error: str, cause: str) -> None:
        self.asked.append("stop")
        if self.executions[name].status == "RUNNING":
            facts = self.executions[name]
            self.executions[name] = ExecutionFacts(
                name, "ABORTED", facts.started_at, at(9), facts.input, error, cause
            )

    def page(self, status: str | None, token: str | None) -> ListPage:
        self.asked.append("page")
        rows = [
            Listed(facts.name, facts.status, facts.started_at)
            for facts in self.executions.values()
            if status in (None, facts.status)
        ]
        rows.sort(key=lambda row: row.started_at, reverse=True)
        begin = int(token or 0)
        end = begin + self._page_size
        return ListPage(tuple(rows[begin:end]), str(end) if end < len(rows) else None)

    def describe(self, name: str) -> ExecutionFacts:
        self.asked.append("describe")
        found = self.executions.get(name)
        self.gate.wait(HANG_SECONDS)
        if found is None or name in self.vanished:
            raise NotFound(name)
        return found

    def history(self, name: str) -> Iterator[Event]:
        yield from self.histories.get(name, ())


class MemoryLock:
    """A lock that someone holds, or nobody; what was taken or given back is noted."""

    def __init__(self, name: str | None = None, *, awaited: bool = False) -> None:
        self.held = HeldLock(name, "then", START if awaited else None) if name else None
        self.given_back: list[str] = []

    def read(self) -> HeldLock | None:
        return self.held

    def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
        if self.held not in (None, dead):
            return self.held, False
        self.held = HeldLock(name, "later", START)
        return self.held, True

    def give_back(self, taken: HeldLock) -> None:
        if self.held == taken:
            self.held = None
            self.given_back.append(taken.name)


class MemoryGlue:
    """Glue jobs that all exist, and runs by their ids that end when they are told to.

    Where it does not obey, it says so.
    """

    def __init__(self, *runs: JobRun) -> None:
        self.runs = {run.id: run for run in runs}
        self.obeys = True

    def job(self, name: str) -> Job:
        return Job(name, 1)

    def recent_runs(self, job_name: str) -> list[JobRun]:
        return [run for run in self.runs.values() if run.job_name == job_name]

    def run(self, job_name: str, run_id: str) -> JobRun:
        if run_id not in self.runs:
            raise NotFound(run_id)
        return self.runs[run_id]

    def stop(self, job_name: str, run_ids: Sequence[str]) -> Mapping[str, str]:
        for run_id in run_ids if self.obeys else ():
            self.runs[run_id] = replace(self.runs[run_id], state="STOPPED")
        return {run_id: "told not to" for run_id in run_ids if not self.obeys}
