"""A request for a refresh: what the caller asks for, and what it inherits from an execution."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.pipeline import Pipeline
from chalicelib.errors import FieldProblem, Invalid, pointer

# `None` takes an inherited argument back.
RequestedOverrides = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class RefreshRequest:
    """What a caller asks for; at most one of `skip`, `only` and `start_at` may be given.

    `like` names an execution from which the rest is inherited.
    """

    overrides: RequestedOverrides = field(default_factory=dict)
    snapshot_dt: str | None = None
    skip: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    start_at: str | None = None
    reason: str | None = None
    like: str | None = None

    @property
    def selection(self) -> tuple[str, ...]:
        """The names of the fields that say which steps run."""
        return tuple(name for name in SELECTION if getattr(self, name) is not None)


SELECTION = ("skip", "only", "start_at")


@dataclass(frozen=True)
class Inheritance:
    """What stands under a request: nothing, or what an earlier execution hands on.

    `overrides` may hold values that are no texts. `skip` holds unless the request selects steps
    itself. A resume names the execution that it resumes, and by step the one that `completed_in`.
    """

    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    resumed_from: str | None = None
    completed_in: Mapping[str, str] = field(default_factory=dict)


NOTHING = Inheritance()


def skipped_steps(
    pipeline: Pipeline, request: RefreshRequest, inheritance: Inheritance
) -> tuple[str, ...]:
    """Return the steps that the request leaves out, in the order of the pipeline.

    Raises:
        Invalid: the request selects a step that does not exist, or selects in two ways.
    """
    if problems := [*unknown_steps(pipeline, request), *selection_problems(request)]:
        raise Invalid(problems)
    skip = inheritance.skip
    if request.skip is not None:
        skip = request.skip
    elif request.only is not None:
        skip = tuple(key for key in pipeline.keys if key not in request.only)
    elif request.start_at is not None:
        skip = _before(pipeline, request.start_at)
    return tuple(key for key in pipeline.keys if key in skip)


def unknown_steps(pipeline: Pipeline, request: RefreshRequest) -> Iterator[FieldProblem]:
    """Find the keys in a request that are of no step."""
    named = [(pointer("overrides", key), key) for key in request.overrides]
    named += [(f"/skip/{n}", key) for n, key in enumerate(request.skip or ())]
    named += [(f"/only/{n}", key) for n, key in enumerate(request.only or ())]
    if request.start_at is not None:
        named.append(("/start_at", request.start_at))
    for place, key in named:
        if key not in pipeline.by_key:
            known = ", ".join(pipeline.keys)
            yield FieldProblem(place, f"no step has this key; the steps are {known}")


def selection_problems(request: RefreshRequest) -> Iterator[FieldProblem]:
    """Find the fields that select steps beside another one that does."""
    first, *others = request.selection or ("",)
    for name in others:
        yield FieldProblem(f"/{name}", f"cannot be combined with {first}; give one of the two")


def _before(pipeline: Pipeline, key: str) -> tuple[str, ...]:
    """Return the steps of all earlier stages: siblings run beside the step, not before it."""
    start = [stage.name for stage in pipeline.stages].index(pipeline.by_key[key].stage)
    return tuple(step.key for stage in pipeline.stages[:start] for step in stage.steps)
