"""Go on where an execution failed: a request that skips what is done."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.execution import Execution, ExecutionFacts
from chalicelib.domain.execution_input import TEXTS
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.refresh import RefreshRequest
from chalicelib.errors import Conflict, FieldProblem, Invalid, pointer

ABOUT_THE_CALLER = frozenset(pointer(name) for name in TEXTS)
MAX_QUOTED = 100


@dataclass(frozen=True)
class Resumption:
    """What goes on: the request, and for each step that is done the execution that did it."""

    resumed_from: str
    completed_in: Mapping[str, str]
    request: RefreshRequest


def resume_request(
    pipeline: Pipeline,
    execution: Execution,
    overrides: Mapping[str, Mapping[str, str]],
    reason: str | None,
) -> Resumption:
    """Return the request that runs what did not succeed in an execution.

    What it had skipped stays skipped. Its overrides are kept for the steps that run again, with
    `overrides` on top.

    Raises:
        Conflict: it still runs, it succeeded, or nothing of it is left to run.
        Invalid: it was started past the API, with something that nobody can repeat.
    """
    facts = execution.facts
    if not facts.ended:
        raise Conflict(f"{facts.name} cannot be resumed: it is still {facts.status}")
    if facts.status == "SUCCEEDED":
        raise Conflict(f"{facts.name} cannot be resumed: it succeeded, nothing is left to run")
    skip = [step.key for step in execution.steps if step.status in ("SUCCEEDED", "SKIPPED")]
    skip = [key for key in skip if key in pipeline.by_key]
    if len(skip) == len(pipeline.keys):
        raise Conflict(f"{facts.name} cannot be resumed: all of its steps are done")
    if problems := [*_unrepeatable(pipeline, facts, skip, overrides)]:
        raise Invalid(problems)
    completed_in = {
        **{key: name for key, name in facts.input.completed_in.items() if key in skip},
        **{step.key: facts.name for step in execution.steps if step.status == "SUCCEEDED"},
    }
    kept = {
        key: dict(arguments)
        for key, arguments in facts.input.overrides.items()
        if key in pipeline.by_key and key not in skip
    }
    for key, arguments in overrides.items():
        kept[key] = {**kept.get(key, {}), **arguments}
    return Resumption(
        facts.name,
        {key: name for key, name in completed_in.items() if key in pipeline.by_key},
        RefreshRequest(overrides=kept, skip=tuple(skip) or None, reason=reason),
    )


def _unrepeatable(
    pipeline: Pipeline,
    facts: ExecutionFacts,
    done: Collection[str],
    overrides: Mapping[str, Mapping[str, str]],
) -> Iterator[FieldProblem]:
    """Find what cannot be asked for again, and was not given anew in `overrides`.

    What concerns steps that do not run again, or only who asked and why, has no effect.
    """
    to_run = [key for key in pipeline.keys if key not in done]
    given_anew = {pointer("overrides", key) for key in overrides}
    of_steps = {pointer(name, key): key for name in ("overrides", "skip") for key in pipeline.keys}
    for place, value in facts.input.unreadable.items():
        step = of_steps.get(place)
        if place in ABOUT_THE_CALLER or place in given_anew or (step and step in done):
            continue
        if place.startswith("/overrides/"):
            message = (
                'give its arguments here, as {"--NAME": "text"}, or {} for the configured ones'
            )
        else:
            message = "start anew with POST /refresh, and say there what is to run"
        yield FieldProblem(
            place, f"was {_json(value)} in {facts.name}, which nobody can read; {message}"
        )
    for key in to_run:
        for name, value in facts.input.overrides.get(key, {}).items():
            if not isinstance(value, str) and name not in overrides.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    f"was {_json(value)} in {facts.name}, and Glue takes texts; give one here",
                )


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
