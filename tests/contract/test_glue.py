"""Glue: its jobs and their runs are told, and runs are stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

import boto3
import pytest

from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.glue import Glue as AwsGlue
from chalicelib.domain.glue import Job, JobRunState
from chalicelib.errors import NotFound
from chalicelib.services.ports import Glue
from local.aws import REGION
from local.provisioning import create_job
from tests.fakes.glue import FakeGlue
from tests.support.waiting import awaited

JOB = "contract-job"
DEFAULTS, FIXED = {"--A": "1"}, {"--B": "2"}
AS_MADE = Job(JOB, 9, queues=True, default_arguments=DEFAULTS, fixed_arguments=FIXED)
# What the emulator takes for how a run ends.
FOR_EVER, FAIL, WELL = ({"--SIMULATE": how} for how in ("for-ever", "fail", "off"))


@dataclass(frozen=True)
class World:
    """Glue with one job, and what starts a run of it, which ends as its arguments say."""

    glue: Glue
    start: Callable[[Mapping[str, str]], str]

    def ended(self, arguments: Mapping[str, str]) -> str:
        """Have a run end, and return its id."""
        run_id = self.start(arguments)
        awaited(lambda: self.glue.run(JOB, run_id), lambda run: not run.live)
        return run_id


@pytest.fixture(scope="module")
def there(world: str, request: pytest.FixtureRequest) -> World:
    if world == "fake":
        return in_memory()
    request.getfixturevalue("deployed")
    create_job(
        JOB,
        DefaultArguments=DEFAULTS,
        NonOverridableArguments=FIXED,
        ExecutionProperty={"MaxConcurrentRuns": 9},
        JobRunQueuingEnabled=True,
    )
    client = boto3.client("glue")

    def start(arguments: Mapping[str, str]) -> str:
        run_id: str = client.start_job_run(JobName=JOB, Arguments=dict(arguments))["JobRunId"]
        return run_id

    return World(AwsGlue(clients.glue(REGION)), start)


def in_memory() -> World:
    fake = FakeGlue(jobs={JOB: AS_MADE})

    def start(arguments: Mapping[str, str]) -> str:
        run_id = fake.start(JOB, arguments, datetime.now(timezone.utc)).id
        if arguments != FOR_EVER:
            fake.end(run_id, JobRunState.FAILED if arguments == FAIL else JobRunState.SUCCEEDED)
        return run_id

    return World(fake, start)


def test_a_job_is_told_with_its_room_and_its_arguments(there: World) -> None:
    assert there.glue.job(JOB) == AS_MADE


def test_of_several_jobs_those_that_are_there_are_told(there: World) -> None:
    assert there.glue.jobs(["no-such-job", JOB]) == {JOB: AS_MADE}


def test_a_job_that_is_not_there_is_named(there: World) -> None:
    for ask in (there.glue.job, there.glue.recent_runs):
        with pytest.raises(NotFound) as told:
            ask("no-such-job")
        assert str(told.value) == 'there is no Glue job "no-such-job"'


def test_the_runs_of_a_job_are_told_newest_first(there: World) -> None:
    ids = [there.start(FOR_EVER), there.ended(FAIL), there.ended(WELL)]
    newest = there.glue.recent_runs(JOB)[:3]
    assert [run.id for run in newest] == ids[::-1]
    assert [run.state for run in newest] == ["SUCCEEDED", "FAILED", "RUNNING"]
    assert [run.live for run in newest] == [False, False, True]
    for run in newest:
        assert run == there.glue.run(JOB, run.id)
        assert (run.job_name, run.previous_run_id) == (JOB, None)
        assert run.started_at
        assert run.started_at.tzinfo
    assert newest[2].arguments.items() >= FOR_EVER.items()
    there.glue.stop(JOB, ids[:1])


@pytest.mark.parametrize("job", [JOB, "no-such-job"])
def test_a_run_that_is_not_there_is_named(there: World, job: str) -> None:
    with pytest.raises(NotFound) as told:
        there.glue.run(job, "jr_none")
    assert str(told.value) == f"there is no run jr_none of {job}"


def test_runs_that_go_on_are_stopped(there: World) -> None:
    ids = [there.start(FOR_EVER), there.start(FOR_EVER)]
    assert there.glue.stop(JOB, ids) == {}
    assert {there.glue.run(JOB, run_id).state for run_id in ids} == {JobRunState.STOPPED}


def test_glue_says_why_it_does_not_stop_a_run(there: World) -> None:
    lives, ended = there.start(FOR_EVER), there.ended(FAIL)
    told = there.glue.stop(JOB, [ended, "jr_none", lives])
    assert {run_id: words.partition(":")[0] for run_id, words in told.items()} == {
        ended: "JobRunInvalidStateTransitionException",
        "jr_none": "EntityNotFoundException",
    }
    assert there.glue.run(JOB, ended).state == JobRunState.FAILED
    assert there.glue.run(JOB, lives).state == JobRunState.STOPPED
