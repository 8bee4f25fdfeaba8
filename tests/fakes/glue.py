"""Glue, in memory."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.glue import Job, JobRun, JobRunState
from chalicelib.errors import NotFound


class FakeGlue:
    """Jobs with their runs, which end when they are told to.

    Without `jobs`, every job exists. Where it does not obey, it says so.
    """

    def __init__(self, *runs: JobRun, jobs: Mapping[str, Job] | None = None) -> None:
        self.runs = {run.id: run for run in runs}
        self.by_name = dict(jobs or {})
        self._has_every_job = jobs is None
        self.obeys = True

    def job(self, name: str) -> Job:
        return self._known(name)

    def jobs(self, names: Collection[str]) -> Mapping[str, Job]:
        found = {}
        for name in names:
            with suppress(NotFound):
                found[name] = self._known(name)
        return found

    def recent_runs(self, job_name: str) -> list[JobRun]:
        self._known(job_name)
        return [run for run in reversed(self.runs.values()) if run.job_name == job_name]

    def run(self, job_name: str, run_id: str) -> JobRun:
        if run_id not in self.runs or self.runs[run_id].job_name != job_name:
            raise NotFound(f"there is no run {run_id} of {job_name}")
        return self.runs[run_id]

    def stop(self, job_name: str, run_ids: Sequence[str]) -> Mapping[str, str]:
        answers = {run_id: self._stop(job_name, run_id) for run_id in run_ids}
        return {run_id: why for run_id, why in answers.items() if why}

    def _known(self, name: str) -> Job:
        if job := self.by_name.get(name):
            return job
        if not self._has_every_job:
            raise NotFound(f'there is no Glue job "{name}"')
        return Job(name, 1)

    def _stop(self, job_name: str, run_id: str) -> str | None:
        """Stop a run, or return why not."""
        if not self.obeys:
            return "told not to"
        try:
            run = self.run(job_name, run_id)
        except NotFound as exc:
            return f"EntityNotFoundException: {exc}"
        if not run.live:
            return f"JobRunInvalidStateTransitionException: a run that is {run.state} has ended"
        self.end(run_id, JobRunState.STOPPED)
        return None

    def start(self, job_name: str, arguments: Mapping[str, Any], now: datetime) -> JobRun:
        """Start a run, as a step of an execution does."""
        run_id = f"jr_{len(self.runs) + 1}"
        self.runs[run_id] = JobRun(job_name, run_id, JobRunState.RUNNING, arguments, now)
        return self.runs[run_id]

    def end(self, run_id: str, state: JobRunState) -> None:
        """Let a run end so."""
        self.runs[run_id] = replace(self.runs[run_id], state=state)
