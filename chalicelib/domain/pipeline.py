"""The pipeline, read from a state machine's definition.

A step is a Task that starts a Glue job run; its key is its state name up to the first "-", and its
title is its Comment. The steps of a Parallel state are one stage, named like that state. Nothing
else is assumed, so any definition that follows the naming rule can be read; where a task has no
Comment, the rest of its name is the title.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

GLUE_JOB_RUN = ":states:::glue:startJobRun"

State = Mapping[str, Any]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Retry:
    """One retrier: up to `max_attempts` more tries, the first after `interval_seconds`."""

    errors: tuple[str, ...]
    max_attempts: int
    interval_seconds: float
    backoff_rate: float


@dataclass(frozen=True)
class Step:
    """One Glue job run of the pipeline; `defaults` are its configured job arguments."""

    key: str
    state_name: str
    title: str
    stage: str
    job_name: str | None
    defaults: Mapping[str, str]
    timeout_seconds: int | None
    retries: tuple[Retry, ...]


@dataclass(frozen=True)
class StepInput:
    """A step with the job arguments that an execution gives it."""

    step: Step
    arguments: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The step's key."""
        return self.step.key

    @property
    def title(self) -> str:
        """The step's title."""
        return self.step.title

    @property
    def stage(self) -> str:
        """The name of the step's stage."""
        return self.step.stage

    @property
    def job_name(self) -> str | None:
        """The name of the step's Glue job."""
        return self.step.job_name


@dataclass(frozen=True)
class Stage:
    """Steps that run in parallel; the next stage starts when all have ended."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Pipeline:
    """The stages in the order in which they run.

    `timeout_seconds` is how long an execution may take, where the definition bounds that.
    """

    stages: tuple[Stage, ...]
    timeout_seconds: int | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in the order of the pipeline."""
        return tuple(step for stage in self.stages for step in stage.steps)

    @cached_property
    def by_key(self) -> Mapping[str, Step]:
        """The steps by their keys."""
        return {step.key: step for step in self.steps}

    @property
    def keys(self) -> tuple[str, ...]:
        """The steps' keys, in the order of the pipeline."""
        return tuple(self.by_key)


@dataclass(frozen=True)
class Revision:
    """A definition (parsed JSON), and since when it has been the state machine's."""

    definition: Mapping[str, Any]
    updated_at: datetime


def read_pipeline(definition: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline that a definition in the Amazon States Language describes.

    `definition` is the parsed JSON. The configured job arguments are those that the first state
    hands on as `defaults`, or else those written in the task itself.
    """
    states: Mapping[str, State] = definition["States"]
    first = states[definition["StartAt"]]
    defaults = first.get("Parameters", {}).get("defaults", {})
    stages = []
    for name in _in_running_order(states, definition["StartAt"]):
        steps = tuple(
            _read_step(state_name, state, name, defaults)
            for state_name, state in _glue_tasks(name, states[name])
        )
        if steps:
            stages.append(Stage(name, steps))
    return Pipeline(tuple(stages), definition.get("TimeoutSeconds"))


def in_order(by_key: Mapping[str, Value], keys: Iterable[str]) -> dict[str, Value]:
    """Return the mapping in the order of these keys; other keys come last."""
    return {key: by_key[key] for key in dict.fromkeys((*keys, *by_key)) if key in by_key}


def _in_running_order(states: Mapping[str, State], start: str) -> list[str]:
    """Sort the states that can be reached topologically: none before one that leads to it."""
    visited: set[str] = set()
    finished: list[str] = []
    stack: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        visited.add(name)
        # The last successor is walked first, so that the order of the definition decides.
        stack.append((name, iter(_successors(states[name])[::-1])))

    enter(start)
    while stack:
        name, successors = stack[-1]
        following = next((s for s in successors if s not in visited and s in states), None)
        if following is None:
            finished.append(name)
            stack.pop()
        else:
            enter(following)
    return finished[::-1]


def _successors(state: State) -> list[str]:
    targets = [state.get("Next")]
    targets += [choice.get("Next") for choice in state.get("Choices", ())]
    targets.append(state.get("Default"))
    targets += [catcher.get("Next") for catcher in state.get("Catch", ())]
    return [target for target in targets if target]


def _glue_tasks(name: str, state: State) -> Iterator[tuple[str, State]]:
    """Yield the Glue tasks of a top-level state: itself, or those of its branches in order."""
    if state["Type"] == "Parallel":
        for branch in state["Branches"]:
            for inner in _in_running_order(branch["States"], branch["StartAt"]):
                yield from _glue_tasks(inner, branch["States"][inner])
    elif state["Type"] == "Task" and GLUE_JOB_RUN in state["Resource"]:
        yield name, state


def _read_step(
    state_name: str, state: State, stage: str, defaults: Mapping[str, Mapping[str, str]]
) -> Step:
    key, _, words = state_name.partition("-")
    parameters = state.get("Parameters", {})
    words = words.replace("-", " ")
    return Step(
        key=key,
        state_name=state_name,
        title=state.get("Comment") or words[:1].upper() + words[1:] or key,
        stage=stage,
        job_name=parameters.get("JobName"),
        defaults=defaults.get(key) or parameters.get("Arguments") or {},
        timeout_seconds=state.get("TimeoutSeconds"),
        retries=tuple(_read_retry(retrier) for retrier in state.get("Retry", ())),
    )


def _read_retry(retrier: Mapping[str, Any]) -> Retry:
    # The defaults of the Amazon States Language: https://states-language.net/#errors
    return Retry(
        errors=tuple(retrier["ErrorEquals"]),
        max_attempts=retrier.get("MaxAttempts", 3),
        interval_seconds=retrier.get("IntervalSeconds", 1),
        backoff_rate=retrier.get("BackoffRate", 2.0),
    )
