"""Step Functions: executions are started, listed, described, stopped and told."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from chalicelib.adapters.aws import state_machine as adapter
from chalicelib.adapters.aws.clients import stepfunctions
from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.execution_input import ExecutionInput, Trigger
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from chalicelib.errors import Conflict, NotFound
from chalicelib.services.ports import StateMachine
from local.aws import REGION
from local.provisioning import Deployed
from tests.fakes.deployment import FakeDeployment
from tests.support.executions import wait_for_all, wait_for_end
from tests.support.glue import lasting
from tests.support.lock import STEPS, arn_of, delete_lock
from tests.support.pipelines import eight_steps
from tests.support.waiting import awaited

FAIL = {"--SIMULATE": "fail"}
ERROR, CAUSE = "StoppedByOperator", "stopped by ann"
NAMES = ("succeeded", "failed", "stopped")


def only(*keys: str, **more: object) -> ExecutionInput:
    skip = tuple(key for key in STEPS if key not in keys)
    return ExecutionInput(skip=skip, trigger=Trigger.API, requested_by="ann", **more)  # type: ignore[arg-type]


INPUTS = {
    "succeeded": only("job6", overrides={"job6": {"--X": "ä"}}),
    "failed": only("job4", "job5", overrides={"job4": FAIL}, reason="to see it fail"),
    "stopped": only("job7"),
}


@dataclass(frozen=True)
class Played:
    """A state machine and what it has run: an execution each that succeeded, failed, was stopped.

    The one that is `stopped` was started again by the same request while it ran.
    """

    machine: StateMachine
    names: dict[str, str]
    started: dict[str, datetime]
    started_again: datetime
    running: Execution

    def execution(self, which: str) -> Execution:
        return execution(self.machine, self.names[which])


def execution(machine: StateMachine, name: str) -> Execution:
    pipeline = read_pipeline(machine.revision_of(name).definition)
    return read_execution(pipeline, machine.describe(name), machine.history(name))


@pytest.fixture(scope="module")
def played(world: str, request: pytest.FixtureRequest) -> Iterator[Played]:
    if world == "fake":
        fake = FakeDeployment().machine
        yield play(fake, fake.finish)
        return
    deployed: Deployed = request.getfixturevalue("deployed")
    machine = adapter.StateMachine(stepfunctions(REGION), deployed.state_machine_arn)
    with lasting(eight_steps().values.job_names["job7"]):
        yield play(machine, lambda name: wait_for_end(arn_of(deployed, name)))
    wait_for_all()
    delete_lock(deployed)


def play(machine: StateMachine, wait_for_end: Callable[[str], None]) -> Played:
    stamp = time.time_ns()
    names = {which: f"{which}-{stamp}" for which in NAMES}
    started = {}
    for which in ("succeeded", "failed"):
        started[which] = machine.start(names[which], INPUTS[which])
        wait_for_end(names[which])
    name = names["stopped"]
    started["stopped"] = machine.start(name, INPUTS["stopped"])
    again = machine.start(name, INPUTS["stopped"])
    with pytest.raises(Conflict):
        machine.start(name, only("job6"))
    running = awaited(lambda: execution(machine, name), runs_job7)
    machine.stop(name, ERROR, CAUSE)
    wait_for_end(name)
    return Played(machine, names, started, again, running)


def runs_job7(found: Execution) -> bool:
    return any(step.key == "job7" and step.job_run_id for step in found.steps)


def test_a_name_is_given_once(played: Played) -> None:
    for which, name in played.names.items():
        for execution_input in (INPUTS[which], only("job5")):
            with pytest.raises(Conflict):
                played.machine.start(name, execution_input)
        assert played.machine.describe(name).input == INPUTS[which]


def test_the_same_start_of_what_runs_is_answered_as_the_first_was(played: Played) -> None:
    assert played.started_again == played.started["stopped"]


def test_the_time_of_a_start_is_told_alike_everywhere(played: Played) -> None:
    listed = {item.name: item.started_at for item in played.machine.page(None, None).items}
    for which, name in played.names.items():
        started = played.started[which]
        assert started.tzinfo
        assert played.machine.describe(name).started_at == listed[name] == started
        assert played.machine.revision_of(name).updated_at < started


@pytest.mark.parametrize("name", ["never-was", "a:b", "x" * 81, ""])
def test_an_execution_that_is_not_there_is_neither_described_nor_stopped(
    played: Played, name: str
) -> None:
    for ask in (played.machine.describe, lambda name: played.machine.stop(name, ERROR, CAUSE)):
        with pytest.raises(NotFound) as told:
            ask(name)
        assert str(told.value) == f'no execution of this state machine is named "{name}"'


@pytest.mark.parametrize(
    "ask",
    [
        lambda machine: list(machine.history("never-was")),
        lambda machine: machine.revision_of("never-was"),
    ],
    ids=["history", "revision"],
)
def test_of_an_execution_that_is_not_there_nothing_is_known(
    played: Played, ask: Callable[[StateMachine], object]
) -> None:
    with pytest.raises(NotFound):
        ask(played.machine)


def test_a_page_has_the_newest_first(played: Played) -> None:
    items = [item for item in played.machine.page(None, None).items if item.name in names(played)]
    assert [(item.name, item.status) for item in items] == [
        (played.names["stopped"], ExecutionStatus.ABORTED),
        (played.names["failed"], ExecutionStatus.FAILED),
        (played.names["succeeded"], ExecutionStatus.SUCCEEDED),
    ]


def test_a_page_of_one_status_has_no_other(played: Played) -> None:
    for which, status in (("failed", "FAILED"), ("stopped", "ABORTED"), ("none", "TIMED_OUT")):
        page = played.machine.page(ExecutionStatus(status), None)
        assert {item.status for item in page.items} <= {status}
        found = {item.name for item in page.items} & names(played)
        assert found == {name for key, name in played.names.items() if key == which}


def test_a_token_leads_to_the_next_page(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = played.machine.page(None, None)
    assert whole.next_token is None
    # Pages of Step Functions hold a thousand.
    monkeypatch.setattr(adapter, "PAGE", 2)
    monkeypatch.setattr(played.machine, "_page_size", 2, raising=False)
    pages: list[tuple[ExecutionListItem, ...]] = []
    token = None
    while not pages or token:
        page = played.machine.page(None, token)
        pages.append(page.items)
        token = page.next_token
    assert len(pages) == (len(whole.items) + 1) // 2
    assert [item for page in pages for item in page] == [*whole.items]


def test_why_an_execution_was_stopped_is_kept(played: Played) -> None:
    found = played.machine.describe(played.names["stopped"])
    assert (found.status, found.error, found.cause) == (ExecutionStatus.ABORTED, ERROR, CAUSE)
    assert found.stopped_at
    assert found.stopped_at > found.started_at


def test_a_stop_of_what_has_ended_changes_nothing(played: Played) -> None:
    for name in played.names.values():
        before = played.machine.describe(name)
        played.machine.stop(name, "Another", "for another reason")
        assert played.machine.describe(name) == before


def names(played: Played) -> set[str]:
    return set(played.names.values())


def statuses(execution: Execution) -> dict[str, StepStatus]:
    return {step.key: step.status for step in execution.steps}


SKIPPED = dict.fromkeys(STEPS, StepStatus.SKIPPED)


def test_the_history_of_one_that_succeeded_tells_its_steps(played: Played) -> None:
    found = played.execution("succeeded")
    assert (found.status, found.error) == (ExecutionStatus.SUCCEEDED, None)
    assert statuses(found) == SKIPPED | {"job6": "SUCCEEDED"}
    step = next(step for step in found.steps if step.key == "job6")
    assert (step.arguments or {}).items() >= {("--X", "ä")}
    (attempt,) = step.attempts
    assert attempt.job_run_id
    assert attempt.stopped_at
    assert found.started_at <= attempt.started_at < attempt.stopped_at


def test_the_history_of_one_that_failed_tells_why(played: Played) -> None:
    found = played.execution("failed")
    assert (found.status, found.error) == (ExecutionStatus.FAILED, "RefreshFailed")
    assert statuses(found) == SKIPPED | {"job4": "FAILED", "job5": "NOT_RUN"}
    assert "job4" in (found.cause or "")
    step = next(step for step in found.steps if step.key == "job4")
    assert len(step.attempts) == 3
    assert {attempt.error for attempt in step.attempts} == {"States.TaskFailed"}
    assert len({attempt.job_run_id for attempt in step.attempts}) == 3
    message = step.attempts[-1].message
    assert message
    assert message in (found.cause or "")


def test_the_history_of_one_that_runs_or_was_stopped_tells_what_it_ran(played: Played) -> None:
    assert (played.running.status, played.running.stopped_at) == (ExecutionStatus.RUNNING, None)
    assert statuses(played.running) == SKIPPED | {"job7": "RUNNING"}
    found = played.execution("stopped")
    assert statuses(found) == SKIPPED | {"job7": "CANCELLED"}
