"""An execution of a stage with two steps, as a history written by hand tells it."""

from typing import Any

from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus
from tests.support.events import History, at

GLUE = "arn:aws:states:::glue:startJobRun.sync"


def pipeline_of(*state_names: str) -> Any:
    """Return a pipeline of one stage with these steps."""
    branches = [
        {
            "StartAt": name,
            "States": {
                name: {
                    "Type": "Task",
                    "Resource": GLUE,
                    "Parameters": {"JobName": "j", "Arguments": {"--X": "default"}},
                }
            },
        }
        for name in state_names
    ]
    states = {"stage": {"Type": "Parallel", "Branches": branches, "End": True}}
    return read_pipeline({"StartAt": "stage", "States": states})


def read(history: History, status: str = "RUNNING", given: Any = None) -> Execution:
    """Return an execution of these steps as it is after these events."""
    stopped = None if status == "RUNNING" else at(len(history.events))
    description = ExecutionDescription(
        "e", ExecutionStatus(status), at(0), stopped, read_input(given or {})
    )
    return read_execution(pipeline_of("a-one", "b-two"), description, history.events)


def in_stage() -> tuple[History, int]:
    """Return a history in its stage, and the event after which a branch begins."""
    history = History()
    history.enter("stage", "Parallel", previous=0)
    return history, history.add("ParallelStateStarted")


def statuses(execution: Execution) -> list[str]:
    """Return the statuses of the steps, in the order of the pipeline."""
    return [step.status for step in execution.steps]
